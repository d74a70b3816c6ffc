"""The part of a corpus's database that holds who is named: mentions, entities, and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    RowMapping,
    Select,
    and_,
    column,
    delete,
    func,
    select,
    union_all,
    update,
    values,
)

from retold.model import Entity, EntityKind, Identity, Mention, Span
from retold.store.narrowing import key_number
from retold.store.schema import entities, entity_keys, joins, mentions
from retold.store.tables import IDS_A_QUESTION, Tables

#: Keys looked under, or entities looked at, at once.
KEYS_AT_ONCE = 500


class KeptJoin(NamedTuple):
    """Two forms taken for names of one entity: how sure that is, 0 to 1, and why, in words."""

    one: str
    other: str
    score: float
    reason: str


class NamingTables(Tables):
    """Mentions and the entities they name."""

    def entities_under(self, keys: Sequence[int], *, most: int) -> dict[int, dict[str, int]]:
        """Return the entities under each of these keys, given as numbers, with the number of their latest mention.

        No more than so many a key, those named last, the one named last at the end.
        """
        found: dict[int, list[tuple[int, str]]] = {key: [] for key in keys}
        for start in range(0, len(keys), KEYS_AT_ONCE):
            for row in self.rows(_named_last(keys[start : start + KEYS_AT_ONCE], most)):
                found[row["key"]].append((-row["latest"], row["entity"]))
        return {
            key: {entity: -latest for latest, entity in reversed(sorted(shelf)[:most])}
            for key, shelf in found.items()
        }

    def keys_of(self, entity: str) -> list[int]:
        """Return what an entity is looked up by: the numbers of its keys."""
        rows = self.rows(select(entity_keys.c.key).where(entity_keys.c.entity == entity))
        return sorted(row["key"] for row in rows)

    def mentions_of(
        self, ids: Iterable[str], *, most: int | None = None
    ) -> dict[str, list[tuple[Mention, dict[str, Any]]]]:
        """Return the first mention of each of these entities and the latest ones, or all, in order of arrival.

        With each mention comes what else was kept of it.
        """
        found: dict[str, list[tuple[Mention, dict[str, Any]]]] = {}
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            for row in self.rows(_first_and_latest(wanted[start : start + KEYS_AT_ONCE], most)):
                found.setdefault(row["entity"], []).append((_mention(row), row["data"]))
        return found

    def add_mentions(self, rows: Sequence[tuple[Mention, str, Mapping[str, Any]]]) -> None:
        """Keep mentions with their entities and what else is known of them."""
        self.insert(
            mentions,
            [
                {
                    "article": mention.article,
                    "start": mention.span.start,
                    "end": mention.span.end,
                    "entity": entity,
                    "data": {
                        "kind": mention.kind,
                        "score": mention.score,
                        "kinds": list(mention.kinds),
                        **data,
                    },
                }
                for mention, entity, data in rows
            ],
        )

    def set_entities(self, rows: Iterable[tuple[Entity, Iterable[str]]], latest: int) -> None:
        """Keep entities, each under its keys beside those that it has; their mentions are kept apart."""
        kept: list[dict[str, object]] = []
        keyed: list[dict[str, object]] = []
        for entity, keys in rows:
            row = {"id": entity.id, "kind": entity.kind, "name": entity.name, "wikidata": entity.wikidata}
            kept.append({**row, "latest": latest, "merged_into": None})
            numbers = sorted(set(map(key_number, keys)))
            keyed += [{"key": key, "entity": entity.id, "latest": latest} for key in numbers]
        self.put(entities, kept)
        ids = [str(row["id"]) for row in kept]
        under = {(row["key"], row["entity"]) for row in self.rows_of(entity_keys, entity_keys.c.entity, ids)}
        for start in range(0, len(ids), IDS_A_QUESTION):
            named = entity_keys.c.entity.in_(ids[start : start + IDS_A_QUESTION])
            self.execute(update(entity_keys).where(named).values(latest=latest))
        self.insert(entity_keys, [row for row in keyed if (row["key"], row["entity"]) not in under])

    def names_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the names that entities are shown by."""
        return {row["id"]: row["name"] for row in self.rows_of(entities, entities.c.id, ids)}

    def merge_entity(self, gone: str, into: str) -> None:
        """Leave a pointer where an entity was, and give its mentions and keys to another."""
        self.execute(update(mentions).where(mentions.c.entity == gone).values(entity=into))
        its_own = select(entity_keys.c.key).where(entity_keys.c.entity == into)
        more = and_(entity_keys.c.entity == gone, entity_keys.c.key.not_in(its_own))
        self.execute(update(entity_keys).where(more).values(entity=into))
        self.execute(delete(entity_keys).where(entity_keys.c.entity == gone))
        self.execute(update(entities).where(entities.c.id == gone).values(merged_into=into))
        self.add_joins({into: self.joins_of(gone)})
        self.execute(delete(joins).where(joins.c.entity == gone))

    def add_joins(self, rows: Mapping[str, Iterable[KeptJoin]]) -> None:
        """Keep, by entity, why forms were taken for its names; each pair of forms is kept once."""
        self.put(
            joins,
            [{"entity": entity, **row._asdict()} for entity, kept in rows.items() for row in kept],
        )

    def joins_of(self, entity: str) -> list[KeptJoin]:
        """Return why the forms of an entity were taken for its names, the surest first."""
        question = select(joins).where(joins.c.entity == entity)
        rows = self.rows(question.order_by(joins.c.score.desc(), joins.c.one, joins.c.other))
        return [KeptJoin(row["one"], row["other"], row["score"], row["reason"]) for row in rows]

    def owners_of(self, places: Iterable[str]) -> dict[str, str]:
        """Return the entities of mentions at places ("article:start:end"), where there still are any."""
        wanted = set(places)
        rows = self.rows_of(
            mentions, mentions.c.article, {p.split(":")[0] for p in wanted}, mentions.c.number
        )
        found = {f"{row['article']}:{row['start']}:{row['end']}": row["entity"] for row in rows}
        return {place: found[place] for place in wanted & found.keys()}

    def give_mentions(self, places: Iterable[str], entity: str | None) -> None:
        """Give the mentions at places to an entity, within `writing`; to none, they are forgotten."""
        for place in places:
            article, start, end = place.split(":")
            there = and_(
                mentions.c.article == article, mentions.c.start == int(start), mentions.c.end == int(end)
            )
            self.execute(
                delete(mentions).where(there)
                if entity is None
                else update(mentions).where(there).values(entity=entity)
            )

    def forget_entity(self, entity: str) -> None:
        """Forget an entity and what it is looked up by, within `writing`; why its names are one is kept."""
        self.execute(delete(entity_keys).where(entity_keys.c.entity == entity))
        self.execute(delete(entities).where(entities.c.id == entity))

    def merged_entities(self) -> set[str]:
        """Return the entities that went into others."""
        return {
            row["id"] for row in self.rows(select(entities.c.id).where(entities.c.merged_into.is_not(None)))
        }

    def latest_mention(self) -> int:
        """Return the number of the mention that came last."""
        return int(self.rows(select(func.max(mentions.c.number).label("n")))[0]["n"] or 0)

    def entities(self, ids: Iterable[str] | None = None, *, most: int | None = None) -> dict[str, Entity]:
        """Return these entities, or all; those merged into others are left out.

        They come with all their mentions, or with the first of each and the latest, so many in all.
        """
        question = select(entities).where(entities.c.merged_into.is_(None)).order_by(entities.c.id)
        found = (
            self.rows(question) if ids is None else self.rows_of(entities, entities.c.id, ids, entities.c.id)
        )
        kept = {row["id"]: row for row in found if row["merged_into"] is None}
        named = self.mentions_of(kept, most=most)
        return {
            key: _entity(row, [mention for mention, _ in named.get(key, ())]) for key, row in kept.items()
        }

    def in_order_named(self, ids: Sequence[str]) -> list[str]:
        """Return entities in the order in which they were first named, those with no mentions last."""
        number = select(mentions.c.number).where(mentions.c.entity == entities.c.id)
        first = number.order_by(mentions.c.number).limit(1).scalar_subquery().label("first")
        rows = self.rows_joined((entities.c.id, first), entities, entities.c.id, ids)
        began = {row["id"]: row["first"] for row in rows}
        return sorted(ids, key=lambda entity: began.get(entity) or inf)

    def times_named(self, ids: Iterable[str], *, most: int) -> dict[str, int]:
        """Count the mentions of these entities, each up to so many."""
        own = select(mentions.c.number).where(mentions.c.entity == entities.c.id)
        some = own.limit(most).correlate(entities).subquery()
        times = select(func.count()).select_from(some).scalar_subquery().label("times")
        rows = self.rows_joined((entities.c.id, times), entities, entities.c.id, ids)
        return {row["id"]: row["times"] for row in rows}

    def entities_within(self, ids: Iterable[str]) -> tuple[Entity, ...]:
        """Return the entities that these articles name, with their mentions there alone."""
        named: dict[str, list[Mention]] = {}
        for mention, entity, _ in self.mentions_in(ids):
            named.setdefault(entity, []).append(mention)
        return tuple(
            _entity(row, named[row["id"]])
            for row in self.rows_of(entities, entities.c.id, named, entities.c.id)
        )

    def mentions_in(self, ids: Iterable[str]) -> list[tuple[Mention, str, dict[str, Any]]]:
        """Return the mentions of these articles in order of arrival, with their entities and what else was kept."""
        rows = sorted(
            self.rows_of(mentions, mentions.c.article, ids, mentions.c.number), key=lambda r: r["number"]
        )
        return [(_mention(row), row["entity"], row["data"]) for row in rows]

    def entities_in(self, ids: Iterable[str]) -> dict[str, list[tuple[Span, str]]]:
        """Return where these articles name which entities, in the order of the text."""
        found: dict[str, list[tuple[Span, str]]] = {}
        for row in self.rows_of(mentions, mentions.c.article, ids, mentions.c.start, mentions.c.number):
            found.setdefault(row["article"], []).append((Span(row["start"], row["end"]), row["entity"]))
        return found


def _named_last(keys: Sequence[int], most: int) -> Select[tuple[int, str, int]]:
    """Return the question for the entities under each key that were named last: no fewer than so many, if there are.

    However many there are, no more are read, but those named as late as the last of them.
    """
    asked = values(column("key", BigInteger), name="asked").data([(key,) for key in keys]).cte()
    other = entity_keys.alias()
    nth = select(other.c.latest).where(other.c.key == asked.c.key).order_by(other.c.latest.desc())
    least = func.coalesce(nth.offset(most - 1).limit(1).scalar_subquery(), 0)
    bound = select(asked.c.key, least.label("least")).cte("bound")
    own = entity_keys.c
    here = and_(own.key == bound.c.key, own.latest >= bound.c.least)
    return select(own.key, own.entity, own.latest).join(bound, here)


def _first_and_latest(ids: Sequence[str], most: int | None) -> Select[Any] | CompoundSelect[Any]:
    """Return the question for the first mention of each entity and the latest, so many in all; no others are read."""
    if most is None:
        return select(mentions).where(mentions.c.entity.in_(ids)).order_by(mentions.c.number)
    asked, other = entities.alias("asked"), mentions.alias()
    numbers = select(other.c.number).where(other.c.entity == asked.c.id)
    before = numbers.order_by(other.c.number.desc()).offset(most - 1).limit(1).scalar_subquery()
    first = numbers.order_by(other.c.number).limit(1).scalar_subquery()
    marks = (func.coalesce(before, 0).label("before"), first.label("first"))
    bounds = select(asked.c.id.label("entity"), *marks).where(asked.c.id.in_(ids)).cte("bounds")
    same = mentions.c.entity == bounds.c.entity
    latest = select(mentions).join(bounds, and_(same, mentions.c.number > bounds.c.before))
    early = and_(mentions.c.number == bounds.c.first, bounds.c.first <= bounds.c.before)
    both = union_all(latest, select(mentions).join(bounds, early))
    return both.order_by("number")


def _entity(row: RowMapping, mentions: Iterable[Mention]) -> Entity:
    return Entity(
        id=row["id"],
        kind=EntityKind(row["kind"]),
        name=row["name"],
        wikidata=row["wikidata"],
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.article, mention.span))),
    )


def _mention(row: RowMapping) -> Mention:
    data = row["data"]
    return Mention(
        article=row["article"],
        span=Span(row["start"], row["end"]),
        kind=EntityKind(data["kind"]),
        score=data["score"],
        identity=Identity(**data["identity"]) if data.get("identity") else None,
        kinds=tuple(data.get("kinds", ())),
    )
