"""One corpus in one SQL database: what was read, what was derived, what a user judged."""

from __future__ import annotations

from pathlib import Path

from retold.errors import StoreError
from retold.store import migrations, schema
from retold.store.arrivals import ArrivalTables
from retold.store.articles import ArticleTables
from retold.store.auditing import AuditTables
from retold.store.checking import CheckTables
from retold.store.claims import ClaimTables
from retold.store.copying import CopyTables
from retold.store.databases import Database, open_database
from retold.store.judging import JudgementTables
from retold.store.listing import ListingTables
from retold.store.naming import NamingTables
from retold.store.nearness import NearnessTables
from retold.store.texts import TextTables
from retold.store.watching import WatchTables


def open_store(place: str | Path, *, create: bool = True) -> SqlStore:
    """Open the corpus in an SQLite file or at a PostgreSQL URL; a new one where there is none.

    Raises StoreError when it cannot be opened, is no corpus, was written by a newer version, or is not there and
    `create` does not allow a new one.
    """
    return SqlStore(open_database(place, create=create), create=create)


class SqlStore(
    ArticleTables,
    ArrivalTables,
    AuditTables,
    CheckTables,
    ListingTables,
    JudgementTables,
    ClaimTables,
    CopyTables,
    NamingTables,
    TextTables,
    NearnessTables,
    WatchTables,
):
    """A corpus in a database, made, marked or brought up to date as it is opened."""

    def __init__(self, database: Database, *, create: bool) -> None:
        super().__init__(database)
        try:
            self._open(create=create)
        except BaseException:
            self.close()
            raise

    def _open(self, *, create: bool) -> None:
        with self.transaction(writes=False):
            version = self.database.version(self.connection)
        if version is None and not create:
            raise StoreError(f"{self.place}: there is no corpus here; `retold add` makes one")
        if version is None:
            self._create()
        elif version > migrations.VERSION:
            raise StoreError(
                f"{self.place}: was written by a newer Retold"
                f" (format {version}, this one reads {migrations.VERSION})"
            )
        elif version < 1:
            raise StoreError(
                f"{self.place}: is of no format that there ever was ({version}); only a backup helps"
            )
        else:
            if create:  # a copy that was brought back is no file yet that is read while it is written
                with self.plain_errors():
                    self.database.prepare()
            self._migrate(version)

    def backup(self, target: Path) -> None:
        """Copy the corpus to a file, whole and as of one moment, while others may read and write.

        Raises UsageError where something else stands there, StoreError where the copy cannot be written.
        """
        self.database.backup(self.connection, target)

    def _create(self) -> None:
        with self.plain_errors():
            self.database.prepare()
        with self.transaction(writes=True):
            # Two processes may find the database empty at once: the second one meets the first one's tables.
            schema.metadata.create_all(self.connection, checkfirst=True)
            self.database.set_version(self.connection, migrations.VERSION)

    def _migrate(self, version: int) -> None:
        for number, migration in enumerate(migrations.MIGRATIONS[version - 1 :], start=version + 1):
            with self.transaction(writes=True):
                if self.database.version(self.connection) == number - 1:  # else another process has been here
                    migration(self.connection)
                    self.database.set_version(self.connection, number)
