"""Keys, lists and vectors of words in few bytes, and tables that older versions kept in more of them made anew."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Dialect,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    inspect,
    select,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Rows made anew at once.
_AT_ONCE = 500

#: Bytes of a text that is looked up.
MOST_KEY = 2_500

#: Half a pair of code units, which UTF-8 has not; JSON from elsewhere may name one.
_SURROGATE = re.compile("[\ud800-\udfff]")

_Row = dict[str, Any]


def written(value: Any) -> str:
    """Write JSON in few bytes."""
    short = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(value, separators=(",", ":")) if _SURROGATE.search(short) else short


class PackedJson(TypeDecorator[Any]):
    """JSON packed by zlib: a quarter of its bytes, for what no question looks into."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: object) -> bytes | None:
        """Pack a value."""
        return None if value is None else zlib.compress(written(value).encode())

    def process_result_value(self, value: Any, dialect: object) -> Any:
        """Unpack a value.

        Raises ValueError where it is none.
        """
        try:
            return None if value is None else json.loads(zlib.decompress(value))
        except zlib.error as error:
            raise ValueError(str(error)) from error


class Key(TypeDecorator[str]):
    """Text that is looked up, compared bytewise; PostgreSQL would otherwise sort as the server's country does.

    What is longer than `most` bytes is kept as its beginning and a hash, so that what an article says of itself never
    outgrows an index: PostgreSQL's take 2,704 bytes a row.
    """

    impl = Text
    cache_ok = True

    def __init__(self, most: int = MOST_KEY) -> None:
        super().__init__()
        self.most = most

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Compare bytewise, as SQLite does by itself."""
        return dialect.type_descriptor(Text(collation="C" if dialect.name == "postgresql" else None))

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        """Shorten a value that is kept or asked for."""
        return None if value is None else fitting(value, self.most)


def fitting(key: str, most: int = MOST_KEY) -> str:
    """Return a key as it is kept: one of more bytes than these is its beginning and a hash of it."""
    if len(key) * 4 <= most or len(written := key.encode()) <= most:
        return key
    mark = f"… {blake2b(written, digest_size=8).hexdigest()}"
    return written[: most - len(mark.encode())].decode(errors="ignore") + mark


@lru_cache(maxsize=1 << 15)
def key_number(key: str) -> int:
    """Return what a key is looked up by: 64 bits of its hash, with a sign."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)


def packed_bytes(data: bytes) -> bytes:
    """Pack vectors of 8 bits a number, in which no run comes twice, by how often each number does (Huffman)."""
    packer = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return packer.compress(data) + packer.flush()


def narrow(connection: Connection, metadata: MetaData) -> None:
    """Bring the tables of version 10 to the form that they have had since."""
    tables = metadata.tables
    arrivals = select(tables["articles"].c.id, tables["articles"].c.arrival)
    numbers = {row.id: row.arrival for row in connection.execute(arrivals)}

    def copy_key(row: _Row) -> _Row:
        return {"key": key_number(row["key"]), "article": numbers[row["article"]]}

    text, some_json = Text(), JSON()
    _remake(connection, tables["word_vectors"], lambda row: row | {"data": packed_bytes(row["data"])})
    _remake(connection, tables["findings"], dict, data=some_json)
    _remake(connection, tables["entity_keys"], lambda row: row | {"key": key_number(row["key"])}, key=text)
    if inspect(connection).has_table("copy_keys"):
        _remake(connection, tables["copy_keys"], copy_key, key=text, article=text)
    else:  # a still older version: a repair fills it
        tables["copy_keys"].create(connection)
    if connection.dialect.name == "sqlite":
        for name in ("sentences", "vectors", "members", "tellings", "joins", "arrivals"):
            _remake(connection, tables[name], dict)


def _remake(connection: Connection, table: Table, change: Callable[[_Row], _Row], **former: Any) -> None:
    """Make a table anew of its rows, changed; `former` are the types that columns had.

    Columns that came later are empty.
    """
    there = {each["name"] for each in inspect(connection).get_columns(table.name)}
    before = Table(
        f"{table.name}_before",
        MetaData(),
        *(Column(c.name, former.get(c.name, c.type)) for c in table.columns if c.name in there),
    )
    for index in inspect(connection).get_indexes(table.name):
        connection.exec_driver_sql(f'DROP INDEX "{index["name"]}"')
    connection.exec_driver_sql(f"ALTER TABLE {table.name} RENAME TO {before.name}")
    table.create(connection)
    kept = connection.execute(select(before).execution_options(yield_per=_AT_ONCE))
    for rows in kept.mappings().partitions():
        connection.execute(insert(table), [change(dict(row)) for row in rows])
    before.drop(connection)
