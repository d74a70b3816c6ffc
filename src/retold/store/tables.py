"""What every part of the store rests on: one connection, transactions, questions in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Table, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from retold.errors import StoreError

#: SQLite takes 32,766 variables a statement; questions about more ids than this go in parts.
IDS_A_QUESTION = 5_000


@contextmanager
def failures_of(place: str) -> Iterator[None]:
    """Turn what the database raises into a StoreError that names the place."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        if isinstance(error, DatabaseError) and "not a database" in str(cause):
            raise StoreError(f"{place}: is not a Retold corpus") from error
        raise StoreError(f"{place}: {str(cause).splitlines()[0]}") from error


class Tables:
    """One connection to a database. One object serves one thread; several processes may share the database."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.place = place
        self.engine = engine
        self.connection: Connection = engine.connect()
        self._inside = False

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()
        self.engine.dispose()

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[None]:
        """One transaction; a writer holds the database's lock from its beginning."""
        connection = self.connection.execution_options(writes=writes)
        with failures_of(self.place), connection.begin():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing: what is done inside is kept together at the end, or not at all.

        Raises StoreError when the database cannot be written.
        """
        with self._transaction_around(writes=True):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One look: what others write meanwhile is not seen inside."""
        with self._transaction_around(writes=False):
            yield

    @contextmanager
    def _transaction_around(self, *, writes: bool) -> Iterator[None]:
        with self.transaction(writes=writes):
            self._inside = True
            try:
                yield
            finally:
                self._inside = False

    def rows(self, question: Any) -> list[RowMapping]:
        """Return what a question finds; within `writing`, also what has been written there."""
        with failures_of(self.place):
            if self._inside:
                return list(self.connection.execute(question).mappings())
            with self.transaction(writes=False):
                return list(self.connection.execute(question).mappings())

    def execute(self, statement: Any) -> None:
        """Change something, within `writing`."""
        self.connection.execute(statement)

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, within `writing`."""
        if rows:
            self.connection.execute(insert(table), rows)

    def put(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or bring those with the same primary key up to date; columns not named become null."""
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        statement = upsert(table)
        rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        if rest:
            statement = statement.on_conflict_do_update(index_elements=keys, set_=rest)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=keys)
        self.connection.execute(statement, rows)

    def delete_of(self, table: Table, column: Any, ids: Sequence[str]) -> None:
        """Delete the rows of a table whose column holds one of these ids, within `writing`."""
        for start in range(0, len(ids), IDS_A_QUESTION):
            self.execute(delete(table).where(column.in_(ids[start : start + IDS_A_QUESTION])))

    def change_count(self) -> int:
        """Grow whenever another connection has written: what is cached from before may be old."""
        with failures_of(self.place):
            if self._inside:
                return self.pragma("data_version")
            with self.transaction(writes=False):
                return self.pragma("data_version")

    def pragma(self, name: str) -> int:
        """Return a number that SQLite keeps with a database."""
        return int(self.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())

    def rows_of(self, table: Any, column: Any, ids: Iterable[str], order: Any) -> Iterator[RowMapping]:
        """Yield the rows of a table whose column holds one of these ids, in parts, each part in order."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self.rows(select(table).where(column.in_(part)).order_by(order))

    def rows_joined(self, columns: Any, tables: Any, column: Any, ids: Iterable[str]) -> Iterator[RowMapping]:
        """Yield some columns of joined tables where a column holds one of these ids, in parts."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self.rows(select(*columns).select_from(tables).where(column.in_(part)))
