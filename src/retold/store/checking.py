"""The part of a corpus's database that says whether its rows agree, and lets go of what is derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column, ScalarSelect, Select, Table, delete, func, or_, select, update

from retold.errors import AwayError, StoreError
from retold.model import EntityKind
from retold.store.grouping import PUT_OFF
from retold.store.schema import (
    arrivals,
    articles,
    chapters,
    claims,
    codes,
    copies,
    copy_keys,
    differences,
    entities,
    entity_keys,
    events,
    findings,
    joins,
    matters,
    members,
    mentions,
    metadata,
    sentences,
    stories,
    tellings,
    vectors,
    word_vectors,
    wordings,
)
from retold.store.tables import Tables


class Part(StrEnum):
    """What of a corpus is at fault, by how it is mended."""

    FILE = "file"  # the database itself: only a backup helps
    READING = "reading"  # what one article says: read it again
    PLACE = "place"  # copies, events, stories, entities: let the articles arrive again
    CLAIMS = "claims"  # line up the story again
    LABEL = "label"  # an event, or a story: label it again
    WORDS = "words"  # what is found by its words or its meaning: index the texts again
    ARRIVAL = "arrival"  # when it came, and by what it is met again: note it again


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that does not hold; `subject` is the id of the article, event, entity, story or claim."""

    part: Part
    subject: str
    reason: str


class KeptVectors(NamedTuple):
    """The vectors of one article as the bytes that are kept."""

    encoder: str
    data: bytes
    mean: bytes


class KeptEvent(NamedTuple):
    """By what an event is looked up: the days of its earliest article, and the bytes of its mean vector."""

    date: str | None
    first_day: int | None
    last_day: int | None
    mean: bytes | None


class KeptEntity(NamedTuple):
    """What is said of an entity."""

    kind: str
    name: str
    wikidata: str | None


#: What an article itself says; the rest of what is derived follows from it and the order of arrival.
_READINGS = (sentences, vectors, word_vectors, findings)

#: Those that name rows of others come first.
_PLACES = (
    differences,
    tellings,
    claims,
    chapters,
    mentions,
    entity_keys,
    joins,
    entities,
    copies,
    copy_keys,
    wordings,
    matters,
    members,
    events,
    stories,
)

_PARTS = (
    dict.fromkeys((table.name for table in _READINGS), Part.READING)
    | dict.fromkeys((table.name for table in _PLACES), Part.PLACE)
    | dict.fromkeys((table.name for table in (claims, tellings, differences, chapters)), Part.CLAIMS)
    | {codes.name: Part.WORDS}
)

#: Tables whose rows say nothing without those that they name.
_ORPHANS = (*_READINGS, codes, claims, tellings, differences, chapters)

#: States of a story beside `PUT_OFF`.
SETTLED, STALE = 0, 1

#: The encoder under whose name the vectors of articles stand that are yet to arrive again.
ASIDE = ""

#: Columns that name a row of another table without a constraint that says so.
_LOOSE = (
    (mentions.c.entity, entities.c.id),
    (entity_keys.c.entity, entities.c.id),
    (joins.c.entity, entities.c.id),
    (entities.c.merged_into, entities.c.id),
    (events.c.story, stories.c.id),
    (events.c.merged_into, events.c.id),
    (stories.c.merged_into, stories.c.id),
)


def _lacking(table: Any, child: Column[Any]) -> Any:
    """Ask for the rows of a table that no row of another one names."""
    key = table.c.id
    return select(key).where(~select(child).where(child == key).exists()).order_by(key)


def _lacking_number(table: Table) -> Select[tuple[str]]:
    """Ask for the articles of which a table, by their number of arrival, has nothing."""
    there = select(table).where(table.c.article == articles.c.arrival).exists()
    return select(articles.c.id).where(~there).order_by(articles.c.id)


def _number_of_members() -> ScalarSelect[int]:
    return select(func.count()).where(members.c.event == events.c.id).scalar_subquery()


def _named_last() -> ScalarSelect[int]:
    """Ask for the number of the latest mention of an entity."""
    return select(func.max(mentions.c.number)).where(mentions.c.entity == entities.c.id).scalar_subquery()


#: Questions that must find nothing: the part at fault, what is then wrong, and who is concerned.
_RULES: tuple[tuple[Part, str, Any], ...] = (
    (Part.READING, "has no sentence", _lacking(articles, sentences.c.article)),
    (Part.READING, "has no vectors", _lacking(articles, vectors.c.article)),
    (Part.READING, "has no findings", _lacking(articles, findings.c.article)),
    (
        Part.PLACE,
        "is kept without what it is about",
        _lacking(articles, matters.c.article).where(  # an older version kept that of none
            articles.c.arrival
            > select(func.min(articles.c.arrival))
            .join(matters, matters.c.article == articles.c.id)
            .scalar_subquery()
        ),
    ),
    (Part.WORDS, "is kept without its wording", _lacking_number(wordings)),
    (Part.WORDS, "is not found by its meaning", _lacking_number(codes)),
    (Part.PLACE, "has no event", _lacking(articles, members.c.article)),
    (
        Part.PLACE,
        "tells an event that was merged into another",
        select(members.c.article).join(events).where(events.c.merged_into.is_not(None)),
    ),
    (
        Part.PLACE,
        "has no article",
        _lacking(events, members.c.event).where(events.c.merged_into.is_(None)),
    ),
    (
        Part.PLACE,
        "has another number of articles than it says",
        select(events.c.id)
        .where(events.c.merged_into.is_(None))
        .where(func.coalesce(events.c.size, -1) != _number_of_members()),
    ),
    (
        Part.PLACE,
        "has no story",
        select(events.c.id).where(events.c.merged_into.is_(None), events.c.story.is_(None)),
    ),
    (
        Part.PLACE,
        "belongs to a story that was merged into another",
        select(events.c.id)
        .join(stories, stories.c.id == events.c.story)
        .where(events.c.merged_into.is_(None), stories.c.merged_into.is_not(None)),
    ),
    (
        Part.PLACE,
        "is of no kind that an entity is of",
        select(entities.c.id).where(entities.c.kind.not_in([str(kind) for kind in EntityKind])),
    ),
    (Part.ARRIVAL, "came at no time", _lacking(articles, arrivals.c.article)),
    (Part.PLACE, "copies itself", select(copies.c.article).where(copies.c.article == copies.c.original)),
    (
        Part.PLACE,
        "was merged into another and has mentions",
        select(entities.c.id)
        .where(entities.c.merged_into.is_not(None))
        .where(
            or_(
                select(mentions.c.entity).where(mentions.c.entity == entities.c.id).exists(),
                select(entity_keys.c.entity).where(entity_keys.c.entity == entities.c.id).exists(),
            )
        ),
    ),
    (
        Part.PLACE,
        "was named later than it says",
        select(entities.c.id)
        .where(entities.c.merged_into.is_(None))
        .where(
            or_(
                entities.c.latest < _named_last(),
                select(entity_keys.c.entity)
                .where(entity_keys.c.entity == entities.c.id)
                .where(func.coalesce(entity_keys.c.latest, -1) != entities.c.latest)
                .exists(),
            )
        ),
    ),
    (
        Part.PLACE,
        "is named nowhere",
        _lacking(entities, mentions.c.entity).where(entities.c.merged_into.is_(None)),
    ),
    (Part.CLAIMS, "is told nowhere", _lacking(claims, tellings.c.claim)),
    (
        Part.CLAIMS,
        "is in no state that a story is in",
        select(stories.c.id).where(stories.c.stale.not_in([SETTLED, STALE, PUT_OFF])),
    ),
    (
        Part.CLAIMS,
        "was never lined up",
        select(events.c.id)
        .join(stories, stories.c.id == events.c.story)
        .where(stories.c.stale == SETTLED, events.c.merged_into.is_(None))
        .where(~select(chapters).where(chapters.c.event == events.c.id).exists()),
    ),
    (
        Part.CLAIMS,
        "stands in another story than its event",
        select(claims.c.id)
        .join(events, events.c.id == claims.c.event)
        .join(stories, stories.c.id == claims.c.story)
        .where(stories.c.stale == SETTLED, events.c.merged_into.is_(None), events.c.story != claims.c.story),
    ),
)


class CheckTables(Tables):
    """Whether rows agree, and what is let go so that it can be derived again."""

    def faults(self) -> Iterator[Fault]:
        """Yield what the database itself can tell to be wrong, within `reading`."""
        for part, reason, question in _RULES:
            yield from (Fault(part=part, subject=row[0], reason=reason) for row in self.values_of(question))
        for child, parent in _references():
            named = parent.table.alias().c[parent.name]  # a table may name rows of its own
            question = select(child).where(child.is_not(None), ~select(named).where(named == child).exists())
            question = question.distinct()
            reason = f"is named in {child.table.name}, and is not there"
            part = _PARTS.get(child.table.name, Part.FILE)
            yield from (
                Fault(part=part, subject=str(row[0]), reason=reason) for row in self.values_of(question)
            )

        for table in (events, stories, entities):
            yield from self._circles(table)

    def _circles(self, table: Table) -> Iterator[Fault]:
        """Yield what was merged into what leads back to it: who follows that never arrives."""
        into = dict(
            self.values_of(select(table.c.id, table.c.merged_into).where(table.c.merged_into.is_not(None)))
        )
        for gone, first in into.items():
            seen, at = {gone}, first
            while at in into and at not in seen:
                seen.add(at)
                at = into[at]
            if at in seen:
                yield Fault(part=Part.PLACE, subject=gone, reason="was merged into itself")

    def standing_events(self) -> list[str]:
        """Return the events that are not merged into others, by id."""
        return self._standing(events)

    def standing_stories(self) -> list[str]:
        """Return the stories that are not merged into others, by id."""
        return self._standing(stories)

    def standing_entities(self) -> list[str]:
        """Return the entities that are not merged into others, by id."""
        return self._standing(entities)

    def _standing(self, table: Table) -> list[str]:
        question = select(table.c.id).where(table.c.merged_into.is_(None)).order_by(table.c.id)
        return [row[0] for row in self.values_of(question)]

    def settled_stories(self, ids: Iterable[str]) -> set[str]:
        """Return those of these stories whose claims are as they were lined up last."""
        return {row["id"] for row in self.rows_of(stories, stories.c.id, ids) if row["stale"] == SETTLED}

    def bytes_of_mean(self) -> int:
        """Return how long the mean vectors of articles are, by the first of them."""
        rows = self.values_of(select(func.length(vectors.c.mean)).limit(1))
        return int(rows[0][0]) if rows else 0

    def kept_matters(self, ids: Iterable[str]) -> dict[str, tuple[str, bytes]]:
        """Return what these articles are about as it is kept, with the encoder that it is of."""
        rows = self.rows_of(matters, matters.c.article, ids)
        return {row["article"]: (row["encoder"], row["data"]) for row in rows}

    def entities_kept(self, ids: Iterable[str]) -> dict[str, KeptEntity]:
        """Return these entities as they are kept; those merged into others are left out."""
        return {
            row["id"]: KeptEntity(row["kind"], row["name"], row["wikidata"])
            for row in self.rows_of(entities, entities.c.id, ids)
            if row["merged_into"] is None
        }

    def kept_keys(self, ids: Iterable[str]) -> dict[str, set[int]]:
        """Return the numbers of the keys under which these entities are kept."""
        found: dict[str, set[int]] = {}
        for row in self.rows_of(entity_keys, entity_keys.c.entity, ids):
            found.setdefault(row["entity"], set()).add(row["key"])
        return found

    def kept_events(self, ids: Iterable[str]) -> dict[str, KeptEvent]:
        """Return by what these events are looked up, as it is kept."""
        rows = self.rows_of(events, events.c.id, ids, events.c.id)
        return {
            row["id"]: KeptEvent(row["date"], row["first_day"], row["last_day"], row["mean"]) for row in rows
        }

    def values_of(self, question: Any) -> list[tuple[Any, ...]]:
        """Return the rows that a question finds, as plain tuples."""
        return [tuple(row.values()) for row in self.rows(question)]

    def unsound(self) -> list[Fault]:
        """Return what is wrong with the file as such: pages, indices, values of the wrong kind."""

        def look() -> list[str]:
            with self.transaction(writes=False):
                return self.database.unsound(self.connection)

        try:
            lines = self.persistently(look)
        except AwayError:  # which says nothing of what is kept
            raise
        except StoreError as error:
            lines = [str(error).removeprefix(f"{self.place}: ")]
        return [
            Fault(
                part=Part.WORDS if "folded" in line else Part.FILE,
                subject=self.place,
                reason=line.splitlines()[0],
            )
            for line in lines
        ]

    def kept_vectors(self, ids: Iterable[str]) -> dict[str, KeptVectors]:
        """Return the vectors of these articles as they are kept, whatever encoder made them."""
        rows = self.rows_of(vectors, vectors.c.article, ids, vectors.c.article)
        return {row["article"]: KeptVectors(row["encoder"], row["data"], row["mean"]) for row in rows}

    def copy_keys(self, ids: Iterable[str]) -> dict[str, set[int]]:
        """Return the numbers of the keys by which those that repeat some of these articles look them up."""
        found: dict[str, set[int]] = {}
        kept = copy_keys.join(articles, articles.c.arrival == copy_keys.c.article)
        for row in self.rows_joined((articles.c.id, copy_keys.c.key), kept, articles.c.id, ids):
            found.setdefault(row["id"], set()).add(row["key"])
        return found

    def forget_orphans(self) -> None:
        """Let go of what is said of articles, claims, events and stories that are not there."""
        for child, parent in _references():
            if child.table in _ORPHANS:
                self.execute(delete(child.table).where(child.not_in(select(parent))))

    def forget_places(self) -> None:
        """Let go of all that follows from the order of arrival: copies, names, events, stories, claims.

        No article is found by its vectors or days any more, until `set_reading` and `set_days` have kept them again;
        till then the vectors are kept as those of the encoder `ASIDE`.
        """
        for table in _PLACES:
            self.execute(delete(table))
        self.execute(update(vectors).values(encoder=ASIDE))
        self.execute(update(articles).values(first_day=None, last_day=None))

    def line_up_again(self, subjects: Iterable[str]) -> None:
        """Let these be lined up anew: events, stories, and what claims and articles tell something of."""
        for subject in subjects:
            telling = select(tellings.c.claim).where(tellings.c.article == subject)
            told = select(claims.c.event).where(or_(claims.c.id == subject, claims.c.id.in_(telling)))
            concerned = or_(events.c.id == subject, events.c.story == subject, events.c.id.in_(told))
            held = select(events.c.story).where(concerned)
            stale = or_(stories.c.id == subject, stories.c.id.in_(held))
            self.execute(update(stories).where(stale).values(stale=1))
            self.execute(delete(chapters).where(chapters.c.event.in_(select(events.c.id).where(concerned))))


def _references() -> Iterator[tuple[Column[Any], Column[Any]]]:
    """Yield the columns that name rows of other tables, with the columns that they name."""
    yield from _LOOSE
    for table in metadata.sorted_tables:
        yield from ((key.parent, key.column) for key in table.foreign_keys)
