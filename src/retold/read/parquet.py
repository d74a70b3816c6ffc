"""Parquet: many articles in one file, one a row. Needs the extra `tables`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.columns import lacking
from retold.read.rows import row_article
from retold.read.trouble import kept_going, load_extra

_ROWS_AT_ONCE = 500


class ParquetReader:
    """Reads .parquet by pyarrow; columns are known by the names that `rows` knows."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each row."""
        yield from kept_going(location, "Parquet", _rows(location, content))


def _rows(location: str, content: bytes) -> Iterator[Article | InputError]:
    table = load_extra("pyarrow.parquet", "tables").ParquetFile(BytesIO(content))
    if fault := lacking(table.schema_arrow.names):
        yield InputError(location, fault)
        return
    number = 0
    for batch in table.iter_batches(batch_size=_ROWS_AT_ONCE):
        for row in _datable(batch).to_pylist():
            number += 1
            yield row_article(location, number, row, None)


def _datable(batch: Any) -> Any:
    """Keep times to the microsecond, which is all that Python's know."""
    pyarrow = load_extra("pyarrow", "tables")
    for place, field in enumerate(batch.schema):
        if pyarrow.types.is_timestamp(field.type) and field.type.unit == "ns":
            exact = batch.column(place).cast(pyarrow.timestamp("us", field.type.tz), safe=False)
            batch = batch.set_column(place, field.name, exact)
    return batch
