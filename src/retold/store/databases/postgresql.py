"""A corpus on a PostgreSQL server, for several people at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Table, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from retold.errors import StoreError, UsageError
from retold.store.databases.silence import watched
from retold.store.databases.trigrams import ArrayTexts
from retold.store.narrowing import written
from retold.store.schema import APPLICATION_ID, metadata

#: How long a writer waits for another one, as for an SQLite file, and a reader for who holds a table (VACUUM FULL).
LOCK_TIMEOUT = "60s"

#: Seconds after which a server that does not answer a new connection is taken for away, and milliseconds for one that
#: takes nothing more of what is sent to it, as where a cable is pulled; libpq waits for hours. The address of the
#: database may say otherwise. One that takes everything and says nothing is for `silence`.
CONNECT_TIMEOUT, SILENT = 10, 60_000

#: One row: the version of the corpus, how often it was written, how many texts and letters are indexed.
_MARK = """CREATE TABLE IF NOT EXISTS retold (
    version integer NOT NULL, changes bigint NOT NULL DEFAULT 0,
    texts bigint NOT NULL DEFAULT 0, letters bigint NOT NULL DEFAULT 0
)"""

#: SQLSTATE of a server that is shutting down, has crashed, or is starting up; of others that need better words.
_AWAY = {"57P01", "57P02", "57P03"}
_DISK_FULL = "53100"
_LOCKED = "55P03"


class PostgresqlDatabase:
    """One schema of a database; writers come one after the other, under an advisory lock, readers meanwhile."""

    def __init__(self, place: str, *, create: bool) -> None:
        try:
            url = make_url(place).set(drivername="postgresql+psycopg")
        except ArgumentError as error:
            raise StoreError(f"{place}: is no address of a PostgreSQL database") from error
        self.place = url.set(drivername="postgresql").render_as_string(hide_password=True)
        self.texts = ArrayTexts()
        patience = {
            "connect_timeout": CONNECT_TIMEOUT,
            "tcp_user_timeout": SILENT,
            "keepalives_idle": SILENT // 1000,
        }
        unsaid = {name: value for name, value in patience.items() if name not in url.query}
        self.engine = create_engine(url, json_serializer=written, connect_args=unsaid)
        event.listen(self.engine, "do_connect", lambda _dialect, _record, _, settings: watched(settings))
        event.listen(self.engine, "begin", _begin)

    def version(self, connection: Connection) -> int | None:
        """Return the version of the corpus in the schema, None where there is none."""
        if connection.execute(text("SELECT to_regclass('retold')")).scalar() is None:
            if set(inspect(connection).get_table_names()) & metadata.tables.keys():
                raise StoreError(f"{self.place}: has tables of another program, not a Retold corpus")
            return None
        return connection.execute(text("SELECT max(version) FROM retold")).scalar()

    def set_version(self, connection: Connection, version: int) -> None:
        """Mark the schema as a corpus of that version."""
        connection.execute(text(_MARK))
        marked = connection.execute(text("UPDATE retold SET version = :v"), {"v": version})
        if not marked.rowcount:
            connection.execute(text("INSERT INTO retold (version) VALUES (:v)"), {"v": version})

    def prepare(self) -> None:
        """Do nothing: readers read while a writer writes."""

    @staticmethod
    def upsert(into: Table) -> Any:
        """Return an insert with ON CONFLICT."""
        return insert(into)

    def count_on(self, connection: Connection, table: Table) -> None:
        """Set the sequence of a table's numbers to the highest one."""
        if (number := table.autoincrement_column) is not None:
            highest = connection.scalar(select(func.max(number)))
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))

    def changes(self, connection: Connection) -> int:
        """Return how many transactions that wrote are done."""
        return int(connection.execute(text("SELECT changes FROM retold")).scalar_one())

    def count_change(self, connection: Connection) -> int:
        """Count the change; others see it when they see what was changed."""
        connection.execute(text("UPDATE retold SET changes = changes + 1"))
        return 1

    def unsound(self, connection: Connection) -> list[str]:
        """Return nothing: a server looks after its own pages."""
        return []

    def backup(self, connection: Connection, target: Path) -> None:
        """Refuse: a server has its own ways."""
        raise UsageError(
            f"{self.place}: its server makes the backups (pg_dump); `retold copy` makes a file of it"
        )

    def explain(self, error: SQLAlchemyError) -> str:
        """Say in one line what went wrong."""
        cause = getattr(error, "orig", None) or error
        said = str(cause).strip().splitlines()[0]
        state = getattr(cause, "sqlstate", None)
        if state == _LOCKED:
            return "another writer has not let go of it for a minute"
        if state == _DISK_FULL:
            return f"the server's disk is full ({said})"
        return said

    def is_away(self, error: SQLAlchemyError) -> bool:
        """Whether the connection was lost or refused."""
        if not isinstance(error, DBAPIError):
            return False
        state = getattr(error.orig, "sqlstate", None)
        unreachable = isinstance(error.orig, psycopg.OperationalError) and state is None
        return error.connection_invalidated or unreachable or state in _AWAY


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.execute(text("SELECT set_config('lock_timeout', :t, true)"), {"t": LOCK_TIMEOUT})
        lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))")
        connection.execute(lock, {"key": APPLICATION_ID})
    else:  # one look: what others write meanwhile is not seen, as in SQLite
        look = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        connection.exec_driver_sql(f"{look}; SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
