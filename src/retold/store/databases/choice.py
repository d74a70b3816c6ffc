"""Which kind of database a place is."""

from __future__ import annotations

from pathlib import Path

from retold.errors import StoreError
from retold.store.databases.protocol import Database
from retold.store.databases.sqlite import SqliteFile

SERVERS = ("postgresql:", "postgres:", "postgresql+psycopg:")


def open_database(place: str | Path, *, create: bool) -> Database:
    """Open an SQLite file, or a PostgreSQL database by its URL; nothing is made unless `create` allows it.

    Raises StoreError when there is none, or the database cannot be spoken to.
    """
    if not str(place).startswith(SERVERS):
        kind, is_url, _ = str(place).partition("://")
        if is_url:
            raise StoreError(f"{kind} keeps no corpus; a file does, or postgresql://user@host/database")
        return SqliteFile(str(place), create=create)
    try:
        from retold.store.databases.postgresql import PostgresqlDatabase
    except ImportError as error:
        raise StoreError(
            f"a corpus on PostgreSQL needs `pip install retold[postgresql]` ({error.name} is missing)"
        ) from error
    return PostgresqlDatabase(str(place), create=create)
