"""What a user judges of entities -> what holds, kept and minded with every arrival.

A judgement names mentions by their places ("article:start:end"), which stay whatever their entity is called by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retold.errors import UsageError
from retold.group import settle
from retold.model import Judgement, JudgementKind, Matter, Mention
from retold.store import SqlStore

Sides = tuple[Sequence[str], Sequence[str]]

#: Entities that sound like one and are looked at, of each key those named last.
MOST_OTHERS = 100
#: Between the language and the form of a name that was deleted.
_OF = "\t"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What holds of all that was judged of entities.

    `apart` are pairs of entities that are not one, `parted` those that were split off another, whose names a
    gazetteer therefore misreads. `names` are by entity, `deleted` the (language, form) of what names nothing.
    """

    apart: frozenset[frozenset[str]] = frozenset()
    parted: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[tuple[str, str]] = frozenset()


def place_of(mention: Mention) -> str:
    """Name the place of a mention."""
    return f"{mention.article}:{mention.span.start}:{mention.span.end}"


def read_corrections(store: SqlStore) -> Corrections:
    """Bring all judgements of entities together, with the entities that their places belong to now."""
    judgements = [j for j in store.judgements(Matter.ENTITY) if not j.undone]
    if not judgements:
        return Corrections()
    kinds = (JudgementKind.MERGE, JudgementKind.SPLIT, JudgementKind.RENAME)
    judged = settle([j for j in judgements if j.kind in kinds])
    splits = [j for j in judgements if j.kind is JudgementKind.SPLIT]
    sides = [*(side for pair in judged.apart for side in pair), judged.names]
    owners = store.owners_of({place for side in sides for place in side})

    def of(places: Iterable[str]) -> set[str]:
        return {owners[place] for place in places if place in owners}

    pairs = (frozenset((a, b)) for one, other in judged.apart for a in of(one) for b in of(other))
    deletions = [j for j in judgements if j.kind is JudgementKind.DELETE]
    return Corrections(
        apart=frozenset(pair for pair in pairs if len(pair) == 2),
        parted=frozenset(of(place for split in splits for place in split.subjects[0])),
        names={owners[place]: name for place, name in judged.names.items() if place in owners},
        deleted=frozenset(form for deletion in deletions for form in forms_of(deletion)),
    )


def forms_of(judgement: Judgement) -> set[tuple[str, str]]:
    """Return the (language, form) of what a judgement deletes."""
    forms = (form.split(_OF, 1) for form in judgement.subjects[1])
    return {(language, form) for language, form in forms}


def new_id(judgement: Judgement) -> str:
    """Name the entity that a judgement makes."""
    said = (str(judgement.number), *(place for side in judgement.subjects for place in side))
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]


class Correcting:
    """Keeps judgements of entities; `find` gives the entity that a name stands for."""

    def __init__(self, store: SqlStore, find: Callable[[str], str]) -> None:
        self.store = store
        self._find = find
        self._reading: dict[JudgementKind, Callable[[Sequence[str]], Sides]] = {
            JudgementKind.MERGE: self._merge,
            JudgementKind.SPLIT: self._split,
            JudgementKind.RENAME: self._rename,
            JudgementKind.DELETE: self._delete,
        }

    def keep(self, kind: JudgementKind, names: Sequence[str], user: str) -> Judgement:
        """Keep a judgement of entities, within `writing`; `names` are as `Corpus.correct` takes them.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """
        if kind not in self._reading:
            raise UsageError(f"{kind}: is no judgement of entities")
        first, second = self._reading[kind](names)
        return self.store.add_judgement(kind, first, second, about=Matter.ENTITY, user=user)

    def _merge(self, names: Sequence[str]) -> Sides:
        entities = list(dict.fromkeys(map(self._find, names)))
        if len(entities) != 2:
            raise UsageError("merge: takes two entities")
        return self._places(entities[0]), self._places(entities[1])

    def _split(self, names: Sequence[str]) -> Sides:
        if len(names) < 2:
            raise UsageError("split: takes an entity, and the forms or articles that leave it")
        texts = self._texts(self._find(names[0]))
        leaving: list[str] = []
        for name in names[1:]:
            found = [place for place, (_, text) in texts.items() if text == name]
            article = "" if found else self.store.resolve_article(name)
            found = found or [place for place in texts if place.split(":")[0] == article]
            if not found:
                raise UsageError(f"split: {name} does not name the entity")
            leaving += found
        staying = [place for place in texts if place not in leaving]
        if not staying:
            raise UsageError("split: no mention stays")
        return list(dict.fromkeys(leaving)), staying

    def _rename(self, names: Sequence[str]) -> Sides:
        if len(names) != 2 or not names[1].strip():
            raise UsageError("rename: takes an entity and its new name")
        return self._places(self._find(names[0]))[:1], [names[1].strip()]

    def _delete(self, names: Sequence[str]) -> Sides:
        if len(names) != 1:
            raise UsageError("delete: takes one entity")
        entity = self._find(names[0])
        texts = self._texts(entity)
        forms = set(texts.values()) - self._forms_of_others(entity)
        return list(texts), sorted(f"{language}{_OF}{text}" for language, text in forms)

    def _forms_of_others(self, entity: str) -> set[tuple[str, str]]:
        """Return the languages and forms of the entities that sound like one."""
        shelves = self.store.entities_under(self.store.keys_of(entity), most=MOST_OTHERS)
        kept = self.store.mentions_of(set().union(*shelves.values()) - {entity})
        return {(data["language"] or "und", data["text"]) for rows in kept.values() for _, data in rows}

    def _places(self, entity: str) -> list[str]:
        return list(self._texts(entity))

    def _texts(self, entity: str) -> dict[str, tuple[str, str]]:
        """Return the language and form of every mention of an entity, by its place, in order of arrival."""
        rows = self.store.mentions_of([entity])[entity]
        return {place_of(mention): (data["language"] or "und", data["text"]) for mention, data in rows}
