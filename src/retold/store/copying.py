"""The part of a corpus's database that hands all of it to another one, of whatever kind."""

from __future__ import annotations

from sqlalchemy import func, insert, select

from retold.errors import UsageError
from retold.store.schema import metadata
from retold.store.tables import Tables

#: Rows handed over at once: vectors of some twenty sentences have 15 kB.
ROWS_AT_ONCE = 500


class CopyTables(Tables):
    """Every row as it stands; what an index holds is made anew where it arrives."""

    def is_empty(self) -> bool:
        """Whether nothing at all is kept."""
        tables = metadata.sorted_tables
        return not any(self.rows(select(func.count().label("n")).select_from(t))[0]["n"] for t in tables)

    def copy_to(self, other: CopyTables) -> None:
        """Hand all that is kept, as of one moment, to an empty corpus.

        The other corpus has all in the end, or nothing. Raises UsageError when it is not empty.
        """
        with self.reading(), other.writing():
            if not other.is_empty():
                raise UsageError(f"{other.place}: is not empty; a corpus is copied to a new one")
            for table in metadata.sorted_tables:
                rows = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
                for part in self.connection.execute(rows).mappings().partitions():
                    other.connection.execute(insert(table), [dict(row) for row in part])
                other.database.count_on(other.connection, table)
