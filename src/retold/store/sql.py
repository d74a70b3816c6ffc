"""One corpus in one SQL database: what was read, what was derived, what a user judged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Engine,
    RowMapping,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from retold.errors import NotFoundError, StoreError
from retold.model import (
    Article,
    Claim,
    Copy,
    Difference,
    DifferenceKind,
    Event,
    Evidence,
    Sentence,
    SentenceKind,
    Span,
    Story,
    Telling,
)
from retold.protocols import Vectors
from retold.store import schema
from retold.store.schema import (
    articles,
    claims,
    copies,
    differences,
    events,
    failures,
    findings,
    members,
    metadata,
    sentences,
    shingle_bands,
    stories,
    tellings,
    vectors,
)

#: SQLite takes 32,766 variables a statement; questions about more ids than this go in parts.
IDS_A_QUESTION = 5_000


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
    with _failures_of(place):
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


@contextmanager
def _failures_of(place: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        if isinstance(error, DatabaseError) and "not a database" in str(cause):
            raise StoreError(f"{place}: is not a Retold corpus") from error
        raise StoreError(f"{place}: {str(cause).splitlines()[0]}") from error


class SqlStore:
    """A corpus in a database. One object serves one thread; several processes may share the database."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.place = place
        self._engine = engine
        self._connection = engine.connect()
        self._writing = False
        with self._transaction(writes=False):
            mark = self._pragma("application_id")
            version = self._pragma("user_version")
            empty = not self._connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
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

    def _pragma(self, name: str) -> int:
        return int(self._connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())

    def _create(self) -> None:
        self._connection.rollback()
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            if driver is not None and self.place != ":memory:":
                driver.execute("PRAGMA journal_mode = WAL")
        with self._transaction(writes=True):
            # Two processes may find the file empty at once: the second one meets the first one's tables.
            metadata.create_all(self._connection, checkfirst=True)
            self._connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            self._connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")

    def _migrate(self, version: int) -> None:
        for number, migration in enumerate(schema.MIGRATIONS[version - 1 :], start=version + 1):
            with self._transaction(writes=True):
                migration(self._connection)
                self._connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
        self._engine.dispose()

    # Transactions

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[None]:
        connection = self._connection.execution_options(writes=writes)
        with _failures_of(self.place), connection.begin():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing: what is done inside is kept together at the end, or not at all.

        Raises StoreError when the database cannot be written.
        """
        with self._transaction(writes=True):
            self._writing = True
            try:
                yield
            finally:
                self._writing = False

    def _rows(self, question: Any) -> list[RowMapping]:
        with _failures_of(self.place):
            if self._writing:
                return list(self._connection.execute(question).mappings())
            with self._transaction(writes=False):
                return list(self._connection.execute(question).mappings())

    def _do(self, statement: Any, rows: Sequence[Mapping[str, Any]] | None = None) -> None:
        if rows is None:
            self._connection.execute(statement)
        elif rows:
            self._connection.execute(statement, rows)

    def _put(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, or bring those with the same primary key up to date; columns not named become null."""
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        statement = upsert(table)
        rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), rows)

    def change_count(self) -> int:
        """Grow whenever another connection has written: what is cached from before may be old."""
        with _failures_of(self.place):
            if self._writing:
                return self._pragma("data_version")
            with self._transaction(writes=False):
                return self._pragma("data_version")

    # What was read

    def add_article(
        self,
        article: Article,
        parts: Sequence[Sentence],
        *,
        days: tuple[int, int] | None,
        encoder: str,
        data: Vectors,
        mean: Vectors,
    ) -> bool:
        """Keep an article with its sentences and their vectors; False where it is kept already.

        `days` are the first and last day it may have been published on (proleptic ordinals); `data` is
        (sentences, width), as encoded; `mean` (width,), centred, is what the article is looked up by.
        """
        if self.has(article.id):
            return False
        row = asdict(article) | {"fields": dict(article.fields), "notes": list(article.notes)}
        first, last = days or (None, None)
        self._do(insert(articles), [row | {"first_day": first, "last_day": last}])
        self._do(
            insert(sentences),
            [
                {
                    "article": s.article,
                    "position": s.position,
                    "start": s.span.start,
                    "end": s.span.end,
                    "kind": s.kind,
                }
                for s in parts
            ],
        )
        self._do(
            insert(vectors),
            [{"article": article.id, "encoder": encoder, "data": _packed(data), "mean": _packed(mean)}],
        )
        return True

    def has(self, article: str) -> bool:
        """Whether an article of that id is kept."""
        return bool(self._rows(select(articles.c.arrival).where(articles.c.id == article)))

    def count(self) -> int:
        """How many articles there are."""
        return int(self._rows(select(func.count().label("n")).select_from(articles))[0]["n"])

    def article_ids(self) -> list[str]:
        """All ids, in order of arrival."""
        return [row["id"] for row in self._rows(select(articles.c.id).order_by(articles.c.arrival))]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids, in order of arrival; ids that are not there are left out."""
        found: dict[str, Article] = {}
        for row in self._of(articles, articles.c.id, ids, articles.c.arrival):
            found[row["id"]] = Article(
                id=row["id"],
                location=row["location"],
                text=row["text"],
                title=row["title"],
                published=row["published"],
                language=row["language"],
                outlet=row["outlet"],
                fields=row["fields"],
                notes=tuple(row["notes"]),
            )
        return found

    def days(self, ids: Iterable[str]) -> dict[str, tuple[int, int] | None]:
        """Return the first and last day of publication of these articles; None where it is not known."""
        rows = self._of(articles, articles.c.id, ids, articles.c.arrival)
        return {
            row["id"]: None if row["first_day"] is None else (row["first_day"], row["last_day"])
            for row in rows
        }

    def means(self, days: tuple[int, int] | None, encoder: str) -> list[tuple[str, Vectors]]:
        """Return the articles published within just these days, by arrival, with their mean vectors.

        `days` are the first and last day as they were kept with the article; None for those without a date.
        """
        first, last = days or (None, None)
        question = (
            select(articles.c.id, vectors.c.mean)
            .join(vectors, vectors.c.article == articles.c.id)
            .where(articles.c.first_day.is_not_distinct_from(first), vectors.c.encoder == encoder)
            .where(articles.c.last_day.is_not_distinct_from(last))
            .order_by(articles.c.arrival)
        )
        return [
            (row["id"], np.frombuffer(row["mean"], dtype=np.float16).astype(np.float32))
            for row in self._rows(question)
        ]

    def spans_of_days(self) -> list[tuple[int, int]]:
        """Return every (first, last) day of publication that some article has."""
        question = select(articles.c.first_day, articles.c.last_day).where(articles.c.first_day.is_not(None))
        return [(row["first_day"], row["last_day"]) for row in self._rows(question.distinct())]

    def sentences(self, ids: Iterable[str]) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences of these articles, in order."""
        found: dict[str, list[Sentence]] = {}
        for row in self._of(sentences, sentences.c.article, ids, sentences.c.position):
            found.setdefault(row["article"], []).append(
                Sentence(
                    id=f"{row['article']}.{row['position']}",
                    article=row["article"],
                    position=row["position"],
                    span=Span(row["start"], row["end"]),
                    kind=SentenceKind(row["kind"]),
                )
            )
        return {article: tuple(parts) for article, parts in found.items()}

    def vectors(self, ids: Iterable[str], encoder: str, width: int) -> dict[str, Vectors]:
        """Return the sentence vectors that this encoder made of these articles: (sentences, width)."""
        rows = self._of(vectors, vectors.c.article, ids, vectors.c.article)
        return {
            row["article"]: np.frombuffer(row["data"], dtype=np.float16).reshape(-1, width).astype(np.float32)
            for row in rows
            if row["encoder"] == encoder
        }

    def encoders(self) -> set[str]:
        """Return the names of the encoders whose vectors are kept here."""
        return {row["encoder"] for row in self._rows(select(vectors.c.encoder).distinct())}

    def set_findings(self, article: str, data: Mapping[str, Any]) -> None:
        """Keep what only the article itself says."""
        self._put(findings, [{"article": article, "data": dict(data)}])

    def findings(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what these articles themselves say."""
        return {
            row["article"]: row["data"]
            for row in self._of(findings, findings.c.article, ids, findings.c.article)
        }

    def _of(self, table: Any, column: Any, ids: Iterable[str], order: Any) -> Iterator[RowMapping]:
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self._rows(select(table).where(column.in_(part)).order_by(order))

    # Copies

    def add_bands(self, article: str, bands: Iterable[str]) -> None:
        """Keep the keys under which an article's near-copies are looked up."""
        self._do(insert(shingle_bands), [{"article": article, "band": band} for band in sorted(set(bands))])

    def sharing_bands(self, bands: Iterable[str]) -> list[str]:
        """Return the articles that share one of these keys."""
        rows = self._of(shingle_bands, shingle_bands.c.band, bands, shingle_bands.c.article)
        return sorted({row["article"] for row in rows})

    def set_copy(self, copy: Copy) -> None:
        """Say that an article copies another; what was said of it before is forgotten."""
        self._put(copies, [asdict(copy)])

    def copies(self, ids: Iterable[str]) -> dict[str, Copy]:
        """Return the copies among these articles."""
        rows = self._of(copies, copies.c.article, ids, copies.c.article)
        return {row["article"]: Copy(**row) for row in rows}

    # Events and stories

    def set_event(self, event_: Event, story: str | None) -> None:
        """Keep an event with its members."""
        row = {"id": event_.id, "label": event_.label, "date": event_.date, "story": story}
        self._put(events, [row | {"merged_into": None}])
        self._put(members, [{"article": a, "event": event_.id} for a in event_.articles])

    def merge_event(self, gone: str, into: str) -> None:
        """Leave a pointer where an event was."""
        self._do(update(events).where(events.c.id == gone).values(merged_into=into, story=None))

    def event_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the event of each of these articles."""
        return {
            row["article"]: row["event"]
            for row in self._of(members, members.c.article, ids, members.c.article)
        }

    def events(self, ids: Iterable[str] | None = None) -> dict[str, Event]:
        """Return these events, or all of them; those merged into others are left out."""
        question = select(events).where(events.c.merged_into.is_(None)).order_by(events.c.id)
        rows = self._rows(question) if ids is None else self._of(events, events.c.id, ids, events.c.id)
        kept = {row["id"]: row for row in rows if row["merged_into"] is None}
        told: dict[str, list[tuple[tuple[str, int], str]]] = {key: [] for key in kept}
        tables = members.join(articles, members.c.article == articles.c.id)
        columns = (members.c.event, members.c.article, articles.c.published, articles.c.arrival)
        for row in self._of_columns(columns, tables, members.c.event, kept):
            told[row["event"]].append(((row["published"] or "9999", row["arrival"]), row["article"]))
        return {
            key: Event(
                id=key, articles=tuple(a for _, a in sorted(told[key])), label=row["label"], date=row["date"]
            )
            for key, row in kept.items()
        }

    def _of_columns(self, columns: Any, tables: Any, column: Any, ids: Iterable[str]) -> Iterator[RowMapping]:
        wanted = list(dict.fromkeys(ids))
        for start in range(0, len(wanted), IDS_A_QUESTION):
            part = wanted[start : start + IDS_A_QUESTION]
            yield from self._rows(select(*columns).select_from(tables).where(column.in_(part)))

    def resolve_event(self, prefix: str) -> str:
        """Return the id of the one event whose id begins so, or of the one it was merged into.

        Raises NotFoundError when there is none or more than one.
        """
        question = select(events.c.id, events.c.merged_into).where(
            events.c.id.startswith(prefix, autoescape=True)
        )
        rows = self._rows(question.order_by(events.c.id))
        ends = sorted({self._end_of(row) for row in rows})
        if len(ends) != 1:
            raise NotFoundError(f"{prefix}: {'more than one event begins' if ends else 'no event begins'} so")
        return ends[0]

    def _end_of(self, row: RowMapping) -> str:
        while row["merged_into"]:
            question = select(events.c.id, events.c.merged_into).where(events.c.id == row["merged_into"])
            row = self._rows(question)[0]
        return str(row["id"])

    def resolve_article(self, prefix: str) -> str:
        """Return the id of the one article whose id, location or file name begins so.

        Raises NotFoundError when there is none or more than one.
        """
        question = select(articles.c.id).where(articles.c.id.startswith(prefix, autoescape=True))
        rows = self._rows(question) or self._rows(
            select(articles.c.id).where(
                articles.c.location.endswith("/" + prefix, autoescape=True) | (articles.c.location == prefix)
            )
        )
        if len(rows) != 1:
            raise NotFoundError(
                f"{prefix}: {'more than one article begins' if rows else 'no article begins'} so"
            )
        return str(rows[0]["id"])

    def story_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the story of each of these events."""
        return {
            row["id"]: row["story"] for row in self._of(events, events.c.id, ids, events.c.id) if row["story"]
        }

    def set_story(self, story: str, label: str, held: Sequence[str], *, stale: bool) -> None:
        """Keep a story with its events; `stale` says that its claims are yet to be lined up."""
        self._put(stories, [{"id": story, "label": label, "stale": int(stale), "merged_into": None}])
        self._do(update(events).where(events.c.id.in_(held)).values(story=story))

    def merge_story(self, gone: str, into: str) -> None:
        """Leave a pointer where a story was."""
        self._do(update(stories).where(stories.c.id == gone).values(merged_into=into, stale=0))

    def stale_stories(self) -> list[str]:
        """Return the stories whose claims are yet to be lined up."""
        return [
            row["id"]
            for row in self._rows(select(stories.c.id).where(stories.c.stale == 1).order_by(stories.c.id))
        ]

    def stories(self, ids: Iterable[str] | None = None) -> dict[str, Story]:
        """Return these stories, or all of them, each with its events in time order."""
        question = select(stories).where(stories.c.merged_into.is_(None)).order_by(stories.c.id)
        rows = self._rows(question) if ids is None else self._of(stories, stories.c.id, ids, stories.c.id)
        kept = {row["id"]: row["label"] for row in rows if row["merged_into"] is None}
        held: dict[str, list[tuple[str, str]]] = {key: [] for key in kept}
        for row in self._of(events, events.c.story, kept, events.c.id):
            if row["merged_into"] is None:
                held[row["story"]].append((row["date"] or "9999", row["id"]))
        return {
            key: Story(id=key, events=tuple(e for _, e in sorted(held[key])), label=label)
            for key, label in kept.items()
            if held[key]
        }

    # Claims

    def set_claims(
        self, story: str, lined_up: Sequence[Claim], differing: Mapping[str, Sequence[Difference]]
    ) -> None:
        """Replace the claims of a story and their differences; the story is stale no more."""
        old = select(claims.c.id).where(claims.c.story == story)
        self._do(delete(tellings).where(tellings.c.claim.in_(old)))
        self._do(delete(differences).where(differences.c.claim.in_(old)))
        self._do(delete(claims).where(claims.c.story == story))
        self._do(insert(claims), [{"id": c.id, "event": c.event, "story": story} for c in lined_up])
        self._do(
            insert(tellings),
            [
                {
                    "claim": c.id,
                    "article": t.article,
                    "start": t.span.start,
                    "end": t.span.end,
                    "score": t.score,
                }
                for c in lined_up
                for t in c.tellings
            ],
        )
        self._do(
            insert(differences),
            [
                {"claim": claim, "number": number, "data": asdict(d)}
                for claim, found in differing.items()
                for number, d in enumerate(found)
            ],
        )
        self._do(update(stories).where(stories.c.id == story).values(stale=0))

    def claims(self, stories_: Iterable[str]) -> list[Claim]:
        """Return the claims of these stories, by id."""
        rows = {row["id"]: row["event"] for row in self._of(claims, claims.c.story, stories_, claims.c.id)}
        told: dict[str, list[Telling]] = {claim: [] for claim in rows}
        for row in self._of(tellings, tellings.c.claim, rows, tellings.c.start):
            span = Span(row["start"], row["end"])
            told[row["claim"]].append(Telling(article=row["article"], span=span, score=row["score"]))
        return [Claim(id=key, event=rows[key], tellings=tuple(told[key])) for key in sorted(rows)]

    def differences(self, claim_ids: Iterable[str]) -> list[Difference]:
        """Return the differences of these claims, by claim."""
        rows = self._of(differences, differences.c.claim, claim_ids, differences.c.claim)
        return [
            _difference(row["data"]) for row in sorted(rows, key=lambda row: (row["claim"], row["number"]))
        ]

    # What failed

    def keep_aside(self, location: str, reason: str) -> None:
        """Remember an input that could not be read."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._put(failures, [{"location": location, "reason": reason, "at": at}])

    def forget_failure(self, location: str) -> None:
        """Forget a failure of an input that has been read since."""
        self._do(delete(failures).where(failures.c.location == location))

    def failures(self) -> list[dict[str, str]]:
        """Return what was kept aside: location, reason, at."""
        return [dict(row) for row in self._rows(select(failures).order_by(failures.c.location))]


def _packed(numbers: Vectors) -> bytes:
    return numbers.astype(np.float16).tobytes()


def _difference(data: Mapping[str, Any]) -> Difference:
    return Difference(
        claim=data["claim"],
        kind=DifferenceKind(data["kind"]),
        sides=tuple(tuple(side) for side in data["sides"]),
        reason=data["reason"],
        score=data["score"],
        evidence=tuple(Evidence(article=e["article"], span=Span(*e["span"])) for e in data["evidence"]),
        since=data["since"],
    )
