"""The part of a corpus's database that holds who is named: mentions, entities, and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, and_, delete, func, or_, select, update

from retold.model import Entity, EntityKind, Identity, Mention, Span
from retold.store.narrowing import key_number
from retold.store.schema import entities, entity_keys, joins, mentions
from retold.store.tables import Tables


class KeptJoin(NamedTuple):
    """Two forms taken for names of one entity: how sure that is, 0 to 1, and why, in words."""

    one: str
    other: str
    score: float
    reason: str


class NamingTables(Tables):
    """Mentions and the entities they name."""

    def entities_with_keys(self, keys: Iterable[str | int], *, most: int) -> list[str]:
        """Return the entities kept under any of these keys or their numbers, at most so many, those named last."""
        latest: dict[str, int] = {}
        wanted = sorted({key_number(key) if isinstance(key, str) else key for key in keys})
        for start in range(0, len(wanted), 500):
            question = (
                select(entities.c.id, entities.c.latest)
                .join(entity_keys, entity_keys.c.entity == entities.c.id)
                .where(entity_keys.c.key.in_(wanted[start : start + 500]))
                .distinct()
                .order_by(entities.c.latest.desc(), entities.c.id)
                .limit(most)
            )
            latest |= {row["id"]: row["latest"] for row in self.rows(question)}
        return sorted(latest, key=lambda entity: (-latest[entity], entity))[:most]

    def entities_under(self, keys: Sequence[int], *, most: int) -> dict[int, dict[str, int]]:
        """Return the entities under each of these keys, given as numbers, with the number of their latest mention.

        No more than so many a key, those named last, the one named last at the end.
        """
        place = func.row_number().over(
            partition_by=entity_keys.c.key, order_by=(entities.c.latest.desc(), entities.c.id)
        )
        found: dict[int, dict[str, int]] = {key: {} for key in keys}
        for start in range(0, len(keys), 500):
            numbered = (
                select(entity_keys.c.key, entities.c.id, entities.c.latest, place.label("place"))
                .join(entities, entities.c.id == entity_keys.c.entity)
                .where(entity_keys.c.key.in_(keys[start : start + 500]))
                .subquery()
            )
            question = select(numbered).where(numbered.c.place <= most).order_by(numbered.c.place.desc())
            for row in self.rows(question):
                found[row["key"]][row["id"]] = row["latest"]
        return found

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
        wanted = sorted(set(ids))
        place = func.row_number().over(partition_by=mentions.c.entity, order_by=mentions.c.number)
        behind = func.row_number().over(partition_by=mentions.c.entity, order_by=mentions.c.number.desc())
        numbered = (
            select(mentions, place.label("place"), behind.label("behind"))
            .where(mentions.c.entity.in_(wanted))
            .subquery()
        )
        question = select(numbered).order_by(numbered.c.number)
        if most is not None:
            question = question.where(or_(numbered.c.place == 1, numbered.c.behind < most))
        found: dict[str, list[tuple[Mention, dict[str, Any]]]] = {}
        for row in self.rows(question):
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
            keyed += [{"key": key, "entity": entity.id} for key in sorted(set(map(key_number, keys)))]
        self.put(entities, kept)
        self.put(entity_keys, keyed)

    def merge_entity(self, gone: str, into: str) -> None:
        """Leave a pointer where an entity was, and give its mentions to another."""
        self.execute(update(mentions).where(mentions.c.entity == gone).values(entity=into))
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

    def entities(self, ids: Iterable[str] | None = None) -> dict[str, Entity]:
        """Return these entities, or all, with all their mentions; those merged into others are left out."""
        question = select(entities).where(entities.c.merged_into.is_(None)).order_by(entities.c.id)
        found = (
            self.rows(question) if ids is None else self.rows_of(entities, entities.c.id, ids, entities.c.id)
        )
        kept = {row["id"]: row for row in found if row["merged_into"] is None}
        named: dict[str, list[Mention]] = {key: [] for key in kept}
        for row in self.rows_of(mentions, mentions.c.entity, kept, mentions.c.number):
            named[row["entity"]].append(_mention(row))
        return {key: _entity(row, named[key]) for key, row in kept.items()}

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
