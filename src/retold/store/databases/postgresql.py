"""A corpus on a PostgreSQL server, for several people at once."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import Conninfo
from sqlalchemy import URL, Connection, Table, create_engine, event, func, inspect, make_url, select, text
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

_LIKE = "a PostgreSQL database: postgresql://user:password@host:port/database"

#: Options of an address that libpq itself shows as asterisks.
SECRET = [each.keyword.decode() for each in Conninfo.get_defaults() if each.dispchar == b"*"]

#: In which letters of all languages can be kept, and are sent.
ENCODING = "UTF8"

#: One look does not see what others write meanwhile, as in SQLite.
_LOOK = "REPEATABLE READ, READ ONLY"
_WRITE = "READ COMMITTED, READ WRITE"

#: Of the schema where the corpus is, or will be: users may each have a schema of their own before it in their path.
_LOCK = """SELECT pg_advisory_xact_lock(:key, hashtext(coalesce(
    (SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE pg_class.oid = to_regclass('retold')), current_schema())))"""

#: SQLSTATE of a server that is shutting down, has crashed, or is starting up; of others that need better words.
_AWAY = {"57P01", "57P02", "57P03"}
_DISK_FULL = "53100"
_LOCKED = "55P03"

#: It warns of what the exception says that comes with it.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)


class PostgresqlDatabase:
    """One schema of a database; writers come one after the other, under an advisory lock, readers meanwhile."""

    def __init__(self, place: str, *, create: bool) -> None:
        url = _url(place)
        shown = url.set(drivername="postgresql").difference_update_query(SECRET)
        self.place = shown.render_as_string(hide_password=True)
        self.texts = ArrayTexts()
        patience: dict[str, int | str] = {
            "connect_timeout": CONNECT_TIMEOUT,
            "tcp_user_timeout": SILENT,
            "keepalives_idle": SILENT // 1000,
        }
        told = {name: value for name, value in patience.items() if name not in url.query}
        told["client_encoding"] = ENCODING
        self.engine = create_engine(url, json_serializer=written, connect_args=told)
        event.listen(self.engine, "do_connect", lambda _dialect, _record, _, settings: watched(settings))
        event.listen(self.engine, "begin", _begin)

    def version(self, connection: Connection) -> int | None:
        """Return the version of the corpus in the schema, None where there is none.

        Raises StoreError for tables of another program, and for a database that cannot hold all letters.
        """
        if (encoding := connection.execute(text("SHOW server_encoding")).scalar()) != ENCODING:
            raise StoreError(
                f"{self.place}: keeps texts in {encoding}; a corpus needs a database whose encoding is {ENCODING}"
            )
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


def _url(place: str) -> URL:
    """Take an address apart. What is said of one that is none does not repeat it: it may hold a password."""
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise StoreError(f"what begins with {place.partition(':')[0]}: is no address of {_LIKE}") from None
    if "@" in (url.host or ""):
        raise StoreError(f"an @ in a user's name or password is written %40 in the address of {_LIKE}")
    return url


def _begin(connection: Connection) -> None:
    # Whatever is usual on the server: a writer sees what the one before it did, numbers come with all their digits.
    writes = connection.get_execution_options().get("writes", False)
    usual = f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'; SET LOCAL extra_float_digits = 1"
    connection.exec_driver_sql(f"SET TRANSACTION ISOLATION LEVEL {_WRITE if writes else _LOOK}; {usual}")
    if writes:
        connection.execute(text(_LOCK), {"key": APPLICATION_ID})
