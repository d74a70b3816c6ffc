"""One corpus in one SQL database: what was read, what was derived, what a user judged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from retold.errors import StoreError, UsageError
from retold.store import schema
from retold.store.arrivals import ArrivalTables
from retold.store.articles import ArticleTables
from retold.store.backup import back_up
from retold.store.checking import CheckTables
from retold.store.claims import ClaimTables
from retold.store.grouping import GroupingTables
from retold.store.listing import ListingTables
from retold.store.naming import NamingTables
from retold.store.tables import failures_of
from retold.store.texts import TextTables
from retold.store.watching import WatchTables


def open_store(path: str | Path, *, create: bool = True) -> SqlStore:
    """Open the corpus in an SQLite file, or a new one where there is none and `create` allows it.

    Raises StoreError when the file cannot be opened, is no corpus or was written by a newer version.
    """
    place = str(path)
    if place != ":memory:":
        if not create and not Path(place).exists():
            raise StoreError(f"{place}: there is no corpus here; `retold add` makes one")
        if Path(place).is_dir():
            raise StoreError(f"{place}: is a folder, not a corpus")
    engine = create_engine(f"sqlite+pysqlite:///{place}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with failures_of(place):
        return SqlStore(engine, place)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are ours: see _begin
    connection.execute("PRAGMA busy_timeout = 60000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: two that read first and write later would both have to start over.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class SqlStore(
    ArticleTables,
    ArrivalTables,
    CheckTables,
    GroupingTables,
    ClaimTables,
    NamingTables,
    ListingTables,
    TextTables,
    WatchTables,
):
    """A corpus in a database, made, marked or brought up to date as it is opened."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        with self.transaction(writes=False):
            mark = self.pragma("application_id")
            version = self.pragma("user_version")
            empty = not self.connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        if empty:
            self._create()
        elif mark != schema.APPLICATION_ID:
            raise StoreError(f"{place}: is a database of another program, not a Retold corpus")
        elif version > schema.VERSION:
            raise StoreError(
                f"{place}: was written by a newer Retold (format {version}, this one reads {schema.VERSION})"
            )
        else:
            self._migrate(version)

    def backup(self, target: Path) -> None:
        """Copy the corpus to a file, whole and as of one moment, while others may read and write.

        Raises UsageError where something else stands there, StoreError where the copy cannot be written.
        """
        driver = self.connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise UsageError(f"{self.place}: its server makes the backups")
        back_up(driver, self.place, target)

    def _create(self) -> None:
        self.connection.rollback()
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if driver is not None and self.place != ":memory:":
                driver.execute("PRAGMA journal_mode = WAL")
        with self.transaction(writes=True):
            # Two processes may find the file empty at once: the second one meets the first one's tables.
            schema.metadata.create_all(self.connection, checkfirst=True)
            self.connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            self.connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")

    def _migrate(self, version: int) -> None:
        for number, migration in enumerate(schema.MIGRATIONS[version - 1 :], start=version + 1):
            with self.transaction(writes=True):
                migration(self.connection)
                self.connection.exec_driver_sql(f"PRAGMA user_version = {number}")
