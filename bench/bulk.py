"""Rows of a large corpus into the tables in bulk, past what slows single rows down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Protocol

from resample import Row, Sample, Story, columns_of
from sqlalchemy import Connection, text

from retold import Corpus
from retold.store import SqlStore, schema
from retold.store.databases.postgresql import PostgresqlDatabase

STORIES_AT_ONCE = 100
PROCESSES = 2

#: The rows of some tables, by their names.
Made = dict[str, list[Row]]

#: Where the statements stand that make again what was dropped, until that is done.
_OWED = "owed_indices"

#: Of a process that makes stories: of which sample, and how many there will be.
_STORIES: list[tuple[Sample, int]] = []


class Bulk(Protocol):
    """A way into the tables of a database past what slows single rows down."""

    def write(self, made: Made) -> None:
        """Put rows into tables, all of them or none."""
        ...


def fill(corpus: Corpus, articles: int, sentences: int | None, say: Callable[[str], None]) -> None:
    """Put stories of so many articles or a few more into an empty corpus, then index them.

    One that was given up goes on with the same numbers where it has come to.
    """
    sample = Sample(corpus.encoder, sentences)
    store = corpus.store
    stories = -(-articles // len(sample.articles))
    firsts = range(store.count() // len(sample.articles), stories, STORIES_AT_ONCE)
    forking = get_context("fork")  # what a sample holds cannot be sent to another process
    with forking.Pool(PROCESSES, _STORIES.append, [(sample, stories)]) as pool, _bulk(store) as bulk:
        for first, made in zip(firsts, pool.imap(_some_stories, firsts), strict=True):
            bulk.write(made)
            say(f"{first * len(sample.articles)} articles")
        say("indexing")
    with store.writing():
        for table in schema.metadata.sorted_tables:
            store.database.count_on(store.connection, table)
        store.database.texts.make(store.connection)
    with _without_trigrams(store):
        corpus.index()


def _some_stories(first: int) -> Made:
    """Return the rows of some stories by the names of their tables."""
    sample, stories = _STORIES[-1]
    made: Made = {}
    for number in range(first, min(first + STORIES_AT_ONCE, stories)):
        for table, rows in Story(sample, number, stories).rows():
            made.setdefault(table.name, []).extend(rows)
    return made


def _bulk(store: SqlStore) -> Any:
    return (_Postgresql if isinstance(store.database, PostgresqlDatabase) else _Sqlite).opened(store)


class _Sqlite:
    """An SQLite file without its indices, and without waiting for the disk."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    @classmethod
    @contextmanager
    def opened(cls, store: SqlStore) -> Iterator[Bulk]:
        connection = store.connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = connection.connection.driver_connection
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -3000000"):
            driver.execute(f"PRAGMA {pragma}")
        question = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOTNULL"
        indices = driver.execute(question).fetchall()
        make, drop = [sql for _, sql in indices], [f'DROP INDEX "{name}"' for name, _ in indices]
        with _without(driver, make, drop):
            yield cls(driver)
        driver.execute("ANALYZE")
        for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "cache_size = -2000"):
            driver.execute(f"PRAGMA {pragma}")
        store.connection.rollback()

    def write(self, made: Made) -> None:
        """Put rows into tables, all of them or none."""
        self.driver.execute("BEGIN")
        for name, rows in made.items():
            table = schema.metadata.tables[name]
            marks = ", ".join("?" * len(table.columns))
            self.driver.executemany(f"INSERT INTO {name} ({columns_of(table)}) VALUES ({marks})", rows)
        self.driver.execute("COMMIT")


class _Postgresql:
    """A PostgreSQL database without its constraints and indices, written by COPY."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    @classmethod
    @contextmanager
    def opened(cls, store: SqlStore) -> Iterator[Bulk]:
        connection = store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            make, drop = _around_indices(connection)
            for statement in ("SET maintenance_work_mem = '1GB'", "SET synchronous_commit = off"):
                connection.execute(text(statement))
            driver = connection.connection.driver_connection
            with _without(driver, make, drop):
                yield cls(driver)
            connection.execute(text("ANALYZE"))

    def write(self, made: Made) -> None:
        """Put rows into tables, all of them or none."""
        with self.driver.transaction():
            for name, rows in made.items():
                columns = columns_of(schema.metadata.tables[name])
                with self.driver.cursor().copy(f"COPY {name} ({columns}) FROM STDIN") as copying:
                    for row in rows:
                        copying.write_row(row)


@contextmanager
def _without_trigrams(store: SqlStore) -> Iterator[None]:
    """Have texts put into PostgreSQL's index of trigrams at once in the end."""
    if not isinstance(store.database, PostgresqlDatabase):
        yield
        return
    with store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        question = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'folded_by_trigram'")
        make = list(connection.execute(question).scalars())
        connection.execute(text("SET maintenance_work_mem = '1GB'"))
        drop = ["DROP INDEX IF EXISTS folded_by_trigram"]
        with _without(connection.connection.driver_connection, make, drop):
            yield
        connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def _without(driver: Any, make: Sequence[str], drop: Sequence[str]) -> Iterator[None]:
    """Drop what statements make again at the end, or the next time if this is given up before."""
    driver.execute(f"CREATE TABLE IF NOT EXISTS {_OWED} (statement TEXT)")
    owed = [row[0] for row in driver.execute(f"SELECT statement FROM {_OWED}").fetchall()]
    owed += [statement for statement in make if statement not in owed]
    driver.execute(f"DELETE FROM {_OWED}")
    for statement in owed:
        driver.execute(f"INSERT INTO {_OWED} VALUES ({_quoted(statement)})")
    for statement in drop:
        driver.execute(statement)
    yield
    for statement in owed:
        driver.execute(statement)
        driver.execute(f"DELETE FROM {_OWED} WHERE statement = {_quoted(statement)}")
    driver.execute(f"DROP TABLE {_OWED}")


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _around_indices(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the statements that make the constraints and indices there are, and those that drop them."""
    constraints = connection.execute(
        text(
            "SELECT conrelid::regclass AS owner, conname, pg_get_constraintdef(oid) AS told FROM pg_constraint"
            " WHERE connamespace = current_schema()::regnamespace AND contype IN ('p', 'u', 'f')"
            " AND conrelid::regclass::text = ANY(:tables) ORDER BY contype = 'f', conname"
        ),
        {"tables": list(schema.metadata.tables)},
    ).all()
    indices = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND indexname <> ALL(:own) AND tablename = ANY(:tables)"
        ),
        {"own": [c.conname for c in constraints], "tables": list(schema.metadata.tables)},
    ).all()
    make = [f"ALTER TABLE {c.owner} ADD CONSTRAINT {c.conname} {c.told}" for c in constraints]
    drop = [f"ALTER TABLE {c.owner} DROP CONSTRAINT {c.conname}" for c in reversed(constraints)]
    return make + [i.indexdef for i in indices], [f"DROP INDEX {i.indexname}" for i in indices] + drop
