"""What every part of the store rests on: one connection, transactions, questions in parts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, bindparam, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from retold.errors import AwayError, StoreError
from retold.protocols import Vectors
from retold.store.databases import Database

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

#: Seconds that a server is waited for (a restart takes a few), and pauses between the attempts.
PATIENCE = 60.0
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0

#: SQLite takes 32,766 variables a statement; questions about more ids than this go in parts.
IDS_A_QUESTION = 5_000

#: It sorts after all that an id is made of.
_LAST_LETTER = "\U0010ffff"


class Tables:
    """One connection to a database. One object serves one thread; several processes may share the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with self.plain_errors():
            self.connection: Connection = database.engine.connect()
        self._inside = False
        self._own_changes = 0

    @property
    def place(self) -> str:
        """How a user knows the database."""
        return self.database.place

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()
        self.database.engine.dispose()

    @property
    def inside(self) -> bool:
        """Whether a transaction is going on."""
        return self._inside

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn what the database raises into a StoreError that names the place."""
        try:
            yield
        except SQLAlchemyError as error:
            kind = AwayError if self.database.is_away(error) else StoreError
            raise kind(f"{self.place}: {self.database.explain(error)}") from error

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[None]:
        """One transaction; a writer holds the database's lock from its beginning."""
        with self.plain_errors():
            connection = self.connection.execution_options(writes=writes)
            with connection.begin():
                yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing: what is done inside is kept together at the end, or not at all.

        Raises StoreError when the database cannot be written.
        """
        with self._transaction_around(writes=True):
            yield

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Do a part of what is done within `writing`: what fails inside leaves no trace, and the rest goes on."""
        with self.plain_errors(), self.connection.begin_nested():
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
                counted = self.database.count_change(self.connection) if writes else 0
            finally:
                self._inside = False
        self._own_changes += counted

    def persistently(self, work: Callable[[], Result]) -> Result:
        """Do some work, and again from its beginning if the server goes away meanwhile.

        Raises StoreError when the server stays away for longer than `PATIENCE`.
        """
        until = time.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while True:
            try:
                return work()
            except AwayError as error:
                if time.monotonic() > until:
                    raise
                logger.warning("%s; trying again", error)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def ask(self, question: Callable[[Connection], Result]) -> Result:
        """Ask the database something, also where its server has to be waited for.

        Within `writing`, what has been written there is seen, and a server that goes away takes all of it along.
        """
        if self._inside:
            with self.plain_errors():
                return question(self.connection)

        def look() -> Result:
            with self.transaction(writes=False):
                return question(self.connection)

        return self.persistently(look)

    def at_once(self, work: Callable[[], Result]) -> Result:
        """Do what asks several questions, as of one moment: on a server, one transaction costs less than many.

        It is done again from its beginning where the server goes away meanwhile.
        """
        if self._inside:
            return work()

        def look() -> Result:
            with self.reading():
                return work()

        return self.persistently(look)

    def rows(self, question: Any, values: Mapping[str, Any] | None = None) -> list[RowMapping]:
        """Return what a question finds, with these values in it."""
        given = dict(values or {})
        return self.ask(lambda connection: list(connection.execute(question, given).mappings()))

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
        self.connection.execute(_putting(self.database.upsert, table), rows)

    def delete_of(self, table: Table, column: Any, ids: Sequence[str | int]) -> None:
        """Delete the rows of a table whose column holds one of these ids or numbers, within `writing`."""
        for start in range(0, len(ids), IDS_A_QUESTION):
            self.execute(delete(table).where(column.in_(ids[start : start + IDS_A_QUESTION])))

    def change_count(self) -> int:
        """Grow whenever another connection has written: what is cached from before may be old."""
        return self.ask(self.database.changes) - self._own_changes

    def rows_of(self, table: Any, column: Any, ids: Iterable[str], *order: Any) -> Iterator[RowMapping]:
        """Yield the rows of a table whose column holds one of these ids, in parts, each part in order."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self.rows(_holding(table, column, order), {"ids": part})

    def rows_joined(
        self, columns: Any, tables: Any, column: Any, ids: Iterable[str | int]
    ) -> Iterator[RowMapping]:
        """Yield some columns of joined tables where a column holds one of these ids or numbers, in parts."""
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self.rows(_holding_joined(tuple(columns), tables, column), {"ids": part})


@cache
def _holding(table: Table, column: Any, order: tuple[Any, ...]) -> Any:
    """Return the question for the rows whose column holds one of some ids: as dear to build as to ask."""
    return select(table).where(column.in_(bindparam("ids", expanding=True))).order_by(*order)


@lru_cache(maxsize=64)
def _holding_joined(columns: tuple[Any, ...], tables: Any, column: Any) -> Any:
    return select(*columns).select_from(tables).where(column.in_(bindparam("ids", expanding=True)))


@cache
def _putting(upsert: Callable[[Table], Any], table: Table) -> Any:
    """Return the statement that inserts a row or brings it up to date: dear to build, and the same every time."""
    keys = [column.name for column in table.primary_key]
    statement = upsert(table)
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    if rest:
        return statement.on_conflict_do_update(index_elements=keys, set_=rest)
    return statement.on_conflict_do_nothing(index_elements=keys)


def begins_so(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Ask whether an id begins so, in a way that goes by an index; LIKE goes by none."""
    return and_(column >= prefix, column < prefix + _LAST_LETTER)


def packed(numbers: Vectors) -> bytes:
    """Write vectors as they are kept: float16, row after row."""
    return numbers.astype(np.float16).tobytes()


def unpacked(kept: bytes) -> Vectors:
    """Read vectors that `packed` wrote, in one row."""
    return np.frombuffer(kept, dtype=np.float16).astype(np.float32)


def as_kept(numbers: Vectors) -> Vectors:
    """Return vectors as they are once they have been kept, so that nothing depends on when they are read."""
    return unpacked(packed(numbers)).reshape(numbers.shape)
