"""A corpus in an SQLite file, or in memory."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, column, create_engine, event, select, table, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from retold.errors import StoreError
from retold.store.backup import back_up
from retold.store.narrowing import written
from retold.store.schema import APPLICATION_ID, articles

#: Seconds that a writer waits for another one; a batch of articles is written in less. Where SQLite does not wait by
#: itself, seconds between two attempts.
LOCK_SECONDS = 60
PAUSE = 0.05

#: Pages kept in memory, in KiB, and pages of the log (4 KiB each) after which it is written back: the indexes of
#: names and copies are written all over, and with SQLite's own 2 MB an arrival in a large corpus reads them anew.
CACHE, LOG = 65_536, 8_192

#: Letters from which the index finds a term.
SHORTEST = 3


class SqliteFile:
    """A file, written by one at a time and read by any number meanwhile (WAL)."""

    def __init__(self, place: str, *, create: bool) -> None:
        if place != ":memory:":
            if not create and not Path(place).exists():
                raise StoreError(f"{place}: there is no corpus here; `retold add` makes one")
            if Path(place).is_dir():
                raise StoreError(f"{place}: is a folder, not a corpus")
            if not Path(place).parent.is_dir():
                raise StoreError(f"{place}: there is no folder {Path(place).parent}")
        self.place = place
        self.texts = TrigramTexts()
        where = URL.create("sqlite+pysqlite", database=place)  # as it is: a name may have a ? or a %
        self.engine = create_engine(where, json_serializer=written)
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    def version(self, connection: Connection) -> int | None:
        """Return the version of the corpus in the file, None where it is empty."""
        mark = _number(connection, "application_id")
        if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
            return None
        if mark != APPLICATION_ID:
            raise StoreError(f"{self.place}: is a database of another program, not a Retold corpus")
        return _number(connection, "user_version")

    def set_version(self, connection: Connection, version: int) -> None:
        """Mark the file as a corpus of that version."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")

    def prepare(self) -> None:
        """Let readers read while a writer writes."""
        until = time.monotonic() + LOCK_SECONDS
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            while driver is not None and self.place != ":memory:":
                try:
                    driver.execute("PRAGMA journal_mode = WAL")
                    break
                except sqlite3.OperationalError as error:  # it does not wait for another process by itself
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise OperationalError("PRAGMA journal_mode", None, error) from error
                time.sleep(PAUSE)

    @staticmethod
    def upsert(into: Table) -> Any:
        """Return an insert with ON CONFLICT."""
        return insert(into)

    def count_on(self, connection: Connection, table: Table) -> None:
        """Do nothing: SQLite goes on from the highest number."""

    def changes(self, connection: Connection) -> int:
        """Return SQLite's own count of what other connections have changed."""
        return _number(connection, "data_version")

    def count_change(self, connection: Connection) -> int:
        """SQLite counts by itself, and not what this connection writes."""
        return 0

    def unsound(self, connection: Connection) -> list[str]:
        """Return what is wrong with the file: pages, indices, values of the wrong kind."""
        lines = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        return [line for line in lines if line != "ok"]

    def backup(self, connection: Connection, target: Path) -> None:
        """Copy the file while others may read and write it."""
        driver: Any = connection.connection.driver_connection
        back_up(driver, self.place, target)

    def explain(self, error: SQLAlchemyError) -> str:
        """Say in one line what went wrong."""
        cause = str(getattr(error, "orig", None) or error)
        if isinstance(error, DatabaseError) and "not a database" in cause:
            return "is not a Retold corpus"
        if "database is locked" in cause:
            return (
                f"another program has held it for more than {LOCK_SECONDS} seconds; try again when it is done"
            )
        if "readonly database" in cause:
            return "may not be written to; a corpus has to be, to be read, too"
        return cause.splitlines()[0]

    def is_away(self, error: SQLAlchemyError) -> bool:
        """Say no: a file is never away."""
        return False


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are ours: see _begin
    connection.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: two that read first and write later would both have to start over.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one())


_FOLDED = table("folded", column("rowid"), column("text"))


class TrigramTexts:
    """FTS5 with its trigram tokenizer finds any part of a word, in any script, from three letters on.

    It folds case for ASCII alone, so both sides are folded before they come here.
    """

    def make(self, connection: Connection) -> None:
        """Make the index where there is none."""
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS folded USING fts5(text, tokenize='trigram')"
        )

    def is_made(self, connection: Connection) -> bool:
        """Whether there is one."""
        question = "SELECT count(*) FROM sqlite_master WHERE name = 'folded'"
        return bool(connection.exec_driver_sql(question).scalar())

    def drop(self, connection: Connection) -> None:
        """Let go of the index."""
        connection.exec_driver_sql("DROP TABLE IF EXISTS folded")

    def kept(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        """Return the folded texts of these articles as they stand in the index."""
        if not self.is_made(connection):
            return {}
        joined = articles.join(_FOLDED, _FOLDED.c.rowid == articles.c.arrival)
        question = select(articles.c.id, _FOLDED.c.text).select_from(joined).where(articles.c.id.in_(ids))
        return {row.id: row.text for row in connection.execute(question)}

    def newest(self, connection: Connection) -> int:
        """Return the number of the text that came last; 0 where there is none."""
        question = "SELECT coalesce(max(rowid), 0) FROM folded"
        return int(connection.exec_driver_sql(question).scalar_one())

    def add(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Index folded texts, each with its number."""
        connection.exec_driver_sql("INSERT INTO folded (rowid, text) VALUES (?, ?)", list(texts))

    def find(
        self, connection: Connection, terms: Sequence[str], most: int, *, newest: bool = False
    ) -> list[tuple[str, str]]:
        """Return (article, folded text) of texts that hold all of one or more folded terms, best or newest first."""
        long = [term for term in terms if len(term) >= SHORTEST]
        short = {f"t{number}": term for number, term in enumerate(terms) if len(term) < SHORTEST}
        where = ["folded MATCH :match"] if long else []
        where += [f"instr(folded.text, :{name}) > 0" for name in short]
        order = "folded.rank" if long and not newest else "folded.rowid DESC"
        question = (
            "SELECT articles.id, folded.text FROM folded JOIN articles ON articles.arrival = folded.rowid"
            f" WHERE {' AND '.join(where)} ORDER BY {order} LIMIT :most"
        )
        match = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
        values = short | {"most": most} | ({"match": match} if long else {})
        return [(row.id, row.text) for row in connection.execute(text(question), values)]
