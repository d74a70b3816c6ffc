"""Many stories out of one: rows for a large corpus, made without reading and put into the tables in bulk.

The example's story is kept in a corpus in memory once. Each further story is the same rows with ids, keys and
letters of its own, its days moved within three years, and its vectors jittered: centred, the axes put in another
order, Gaussian noise of 0.01 added to each number, the mean of the language added again. So what belongs together
stays together and stories have nothing in common. By the keys drawn anew no name is found: `with_keys` gives the
articles that need it those that their words have.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from sqlalchemy import Connection, Table, text

from retold import Corpus, group, open_corpus, read_articles
from retold.encode.centre import mean_for
from retold.model import SentenceKind
from retold.protocols import Vectors
from retold.search import code_of
from retold.store import SqlStore, schema
from retold.store.databases.postgresql import PostgresqlDatabase

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
DAYS = 1000
JITTER = 0.01
STORIES_AT_ONCE = 100

#: Columns whose letters are swapped.
LETTERS = {"text", "title", "label", "name"}

#: Columns that count articles, and mentions.
ARTICLES = {("articles", "arrival"), ("codes", "article"), ("copy_keys", "article")}
MENTIONS = {("mentions", "number"), ("entities", "latest")}

#: An odd number of 64 bits: keys of a story are moved by a multiple of it.
ODD = 0x9E3779B97F4A7C15

Row = tuple[Any, ...]
Change = Callable[[Any], Any]


class Sample:
    """The rows of one story as SQLite keeps them."""

    def __init__(self, encoder: Any) -> None:
        with open_corpus(":memory:", encoder=encoder) as corpus:
            corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
            store = corpus.store
            self.rows = {
                table: store.connection.exec_driver_sql(f"SELECT {_columns(table)} FROM {table.name}").all()
                for table in schema.metadata.sorted_tables
            }
            store.connection.rollback()
            texts = corpus.articles()
            self.articles = list(texts)
            self.middles = [_middle(corpus, a) for a in texts.values()]
            self.told = [_told(corpus, a) for a in texts]
            self.vectors = [
                corpus.store.vectors([a], corpus.encoder.name, corpus.encoder.width)[a] for a in texts
            ]
        named = {row[0] for t, rows in self.rows.items() for row in rows if t.c[0].name == "id"}
        named |= set(self.articles)
        self.ids = re.compile("|".join(sorted(map(re.escape, named), key=len, reverse=True)))
        letters = {a for article in texts.values() for a in article.text.lower()}
        self.letters = sorted(a for a in letters if a.isalpha() and len(a.upper()) == 1 and a.upper() != a)
        self.mentions = len(self.rows[schema.mentions])


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _middle(corpus: Corpus, article: Any) -> Vectors:
    mean = mean_for(article.language, article.text[:200], encoder=corpus.encoder.name)
    return mean.vector if mean else np.zeros(corpus.encoder.width, np.float32)


def _told(corpus: Corpus, article: str) -> list[bool]:
    return [s.kind is not SentenceKind.BOILERPLATE for s in corpus.sentences([article])[article]]


class Story:
    """One more story: how each value of the sample's rows is changed."""

    def __init__(self, sample: Sample, number: int, articles: int, mentions: int) -> None:
        """`articles` and `mentions` is how many there are before it."""
        choice = random.Random(number)
        swapped = choice.sample(sample.letters, len(sample.letters))
        pairs = list(zip(sample.letters, swapped, strict=True))
        self.letters = {ord(a): b for a, b in pairs} | {ord(a.upper()): b.upper() for a, b in pairs}
        self.days = choice.randrange(DAYS)
        self.sample, self.number = sample, number
        self.articles, self.mentions = articles, mentions
        self.noise = np.random.default_rng(number)
        self.order = self.noise.permutation(len(sample.middles[0]))
        self._names: dict[str, str] = {}

    def rows(self) -> Iterator[tuple[Table, list[Row]]]:
        """Yield the rows of the story, table by table."""
        vectors = dict(
            zip(self.sample.articles, map(self._jitter, range(len(self.sample.articles))), strict=True)
        )
        for table, rows in self.sample.rows.items():
            changes = [self._change(table.name, column.name) for column in table.columns]
            made = [
                tuple(c(v) if v is not None else None for c, v in zip(changes, row, strict=True))
                for row in rows
            ]
            if table in (schema.vectors, schema.codes):
                kind = int(table is schema.codes)
                made = [
                    (*row[:-1], vectors[a][kind]) for row, a in zip(made, self._owners(table), strict=True)
                ]
            yield table, made

    def _owners(self, table: Table) -> list[str]:
        rows = self.sample.rows[table]
        return [self.sample.articles[row[0] - 1] if table is schema.codes else row[0] for row in rows]

    def _jitter(self, place: int) -> tuple[bytes, bytes]:
        """Return other vectors of an article of the sample, and their codes."""
        middle = self.sample.middles[place]
        moved = (self.sample.vectors[place] - middle)[:, self.order]
        moved += JITTER * self.noise.standard_normal(moved.shape, dtype=np.float32)
        told = np.array(self.sample.told[place])[:, None]
        return (moved + middle).astype(np.float16).tobytes(), code_of(moved * told)

    def _change(self, table: str, column: str) -> Change:
        """Return how the values of a column are changed."""
        if (table, column) in ARTICLES:
            return lambda old: old + self.articles
        if (table, column) in MENTIONS:
            return lambda old: old + self.mentions
        if column == "key" and table != "known_as":
            return lambda old: (old + self.number * ODD + 2**63) % 2**64 - 2**63
        if column in ("first_day", "last_day"):
            return lambda old: old + self.days
        if column in LETTERS:
            return lambda old: old.translate(self.letters)
        if column in ("published", "date"):
            return self._later
        if column == "mean":
            return self._mean
        if (table, column) == ("findings", "data"):
            return lambda old: zlib.compress(self._renamed(zlib.decompress(old).decode()).encode(), 1)
        if (table, column) == ("mentions", "data"):
            return self._mention
        return lambda old: self._renamed(old) if isinstance(old, str) else old

    def _later(self, old: str) -> str:
        whole = len(old) >= len("2025-01-01")
        return (date.fromisoformat(old[:10]) + timedelta(self.days)).isoformat() + old[10:] if whole else old

    def _mean(self, old: bytes) -> bytes:
        mean = np.frombuffer(old, np.float16).astype(np.float32)[self.order]
        mean += JITTER * self.noise.standard_normal(mean.shape, dtype=np.float32)
        return (mean / np.linalg.norm(mean)).astype(np.float16).tobytes()

    def _mention(self, old: str) -> str:
        """Swap the letters of the name, which stands between two quotation marks."""
        head, rest = old.split('"text":"', 1)
        name, tail = rest.split('"', 1)
        return f'{head}"text":"{name.translate(self.letters)}"{tail}'

    def _renamed(self, old: str) -> str:
        return self.sample.ids.sub(self._id, old)

    def _id(self, found: re.Match[str]) -> str:
        old = found[0]
        if old not in self._names:
            head = old[0] if len(old) % 2 else ""
            rest = f"{self.number} {old[len(head) :]}"
            self._names[old] = head + blake2b(rest.encode(), digest_size=8).hexdigest()
        return self._names[old]


class Bulk(Protocol):
    """A way into the tables of a database past what slows single rows down."""

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Put rows into a table."""
        ...


def fill(corpus: Corpus, articles: int, say: Callable[[str], None]) -> None:
    """Add stories until there are so many articles, then index them; as many as there are stay."""
    sample = Sample(corpus.encoder)
    store = corpus.store
    there, mentions = store.count(), store.latest_mention()
    first = max(there, 1)
    with _bulk(store) as bulk:
        number = first
        while there < articles:
            kept: dict[Table, list[Row]] = {}
            for _ in range(STORIES_AT_ONCE):
                for table, rows in Story(sample, number, there, mentions).rows():
                    kept.setdefault(table, []).extend(rows)
                number, there, mentions = number + 1, there + len(sample.articles), mentions + sample.mentions
            for table, rows in kept.items():
                bulk.write(table, rows)
            say(f"{there} articles")
    say("indexing")
    with store.writing():
        for table in schema.metadata.sorted_tables:
            store.database.count_on(store.connection, table)
        store.database.texts.make(store.connection)
    with _without_trigrams(store):
        corpus.index()


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
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000"):
            driver.execute(f"PRAGMA {pragma}")
        indices = driver.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOTNULL"
        ).fetchall()
        for name, _ in indices:
            driver.execute(f'DROP INDEX "{name}"')
        try:
            yield cls(driver)
        finally:
            for _, statement in indices:
                driver.execute(statement)
        driver.execute("ANALYZE")
        for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "cache_size = -2000"):
            driver.execute(f"PRAGMA {pragma}")
        store.connection.rollback()

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Put rows into a table."""
        marks = ", ".join("?" * len(table.columns))
        self.driver.execute("BEGIN")
        self.driver.executemany(f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({marks})", rows)
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
            for statement in ("SET maintenance_work_mem = '1GB'", "SET synchronous_commit = off", *drop):
                connection.execute(text(statement))
            try:
                yield cls(connection.connection.driver_connection)
            finally:
                for statement in (*make, "ANALYZE"):
                    connection.execute(text(statement))

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Put rows into a table."""
        with self.driver.cursor().copy(f"COPY {table.name} ({_columns(table)}) FROM STDIN") as copying:
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
        statement = connection.execute(question).scalar_one()
        connection.execute(text("DROP INDEX folded_by_trigram"))
        connection.execute(text("SET maintenance_work_mem = '1GB'"))
        try:
            yield
        finally:
            connection.execute(text(statement))


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


def with_keys(corpus: Corpus, articles: Sequence[str]) -> None:
    """Have the names and words of some articles found by the keys that they have."""
    store = corpus.store
    with store.writing():
        corpus._naming.derive({entity for _, entity, _ in store.mentions_in(articles)})
        sentences = store.sentences(articles)
        numbers = store.numbers_of(articles)
        store.delete_of(schema.copy_keys, schema.copy_keys.c.article, list(numbers.values()))
        for article in store.articles(articles).values():
            store.add_copy_keys(article.id, group.keys(article, sentences[article.id]))
