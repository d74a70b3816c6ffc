"""Who an entity is: what it is called where, why its names were taken for one, where and beside whom it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retold.corpus.correcting import read_corrections
from retold.corpus.naming import profile_of
from retold.errors import NotFoundError
from retold.model import Entity, Event
from retold.resolve.profiles import script_of
from retold.search import NameHit
from retold.store import KeptJoin, Named, SqlStore

#: Mentions that tell what an entity is called.
MANY = 200
#: Characters of an id by which an entity is told.
SHORTEST_ID = 4
#: Names that stand beside an entity's, the most frequent.
COMPANY = 12


class Form(NamedTuple):
    """How an entity is written in a language, and how often."""

    text: str
    language: str
    script: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """All that is known of an entity.

    `name` is what it is called in the language asked for. `forms` stand by language, the most frequent first;
    `joins` say why forms were taken for one name. `articles` are ids in time order; `events` come with how many of
    their articles name it, `company` with how many articles name it too. `others` may be meant as well.
    """

    entity: Entity
    name: str
    forms: tuple[Form, ...]
    joins: tuple[KeptJoin, ...]
    articles: tuple[str, ...]
    events: tuple[tuple[Event, int], ...]
    company: tuple[Named, ...]
    others: tuple[Entity, ...] = ()


def identify(store: SqlStore, name: str, hits: Sequence[NameHit]) -> tuple[str, list[str]]:
    """Return the entity that a name most probably stands for, and the others that it may.

    `hits` are those of a search for the name. Raises NotFoundError when there is none, and no id begins so.
    """
    beginning = store.ids_beginning(name) if len(name) >= SHORTEST_ID else []
    found = [key for kind, key in beginning if kind == "entity"]
    best = max((hit.score for hit in hits), default=0.0)
    likeliest = {hit.entity for hit in hits if hit.score == best}
    found = found or [hit.entity for hit in hits]
    if not found:
        raise NotFoundError(f"{name}: nobody and nothing of that name is known")
    told = {entity: len(store.articles_naming(entity)) for entity in found}
    first, *others = sorted(found, key=lambda entity: (entity not in likeliest, -told[entity], entity))
    return first, others


def describe(store: SqlStore, key: str, others: Sequence[str] = (), language: str | None = None) -> Who:
    """Gather all that is known of an entity."""
    [entity] = store.entities([key]).values()
    naming = store.articles_naming(key)
    published = store.published(naming)
    of_article = store.event_of(naming)
    told = Counter(of_article.values())
    events = sorted(store.events(told).values(), key=lambda event: (event.date or "", event.id))
    beside = store.named(naming, most=COMPANY + 1)
    return Who(
        entity=entity,
        name=call(store, [key], language).get(key, entity.name),
        forms=tuple(_forms(store, key)),
        joins=tuple(store.joins_of(key)),
        articles=tuple(sorted(naming, key=lambda article: (published[article] or "", article))),
        events=tuple((event, told[event.id]) for event in events),
        company=tuple(named for named in beside if named.id != key)[:COMPANY],
        others=tuple(store.entities(others).values()),
    )


def call(store: SqlStore, keys: Iterable[str], language: str | None) -> dict[str, str]:
    """Say what entities are called: by the user, else in a language, else in Latin letters."""
    kept = store.mentions_of(keys, most=MANY)
    names = {key: profile_of(rows).name(language) for key, rows in kept.items()}
    return names | dict(read_corrections(store).names)


def _forms(store: SqlStore, key: str) -> list[Form]:
    rows = store.mentions_of([key])[key]
    counts = Counter((data["language"] or "und", data["text"]) for _, data in rows)
    forms = [Form(text, language, script_of(text), times) for (language, text), times in counts.items()]
    total = Counter[str]()
    for form in forms:
        total[form.language] += form.times
    return sorted(forms, key=lambda f: (-total[f.language], f.language, -f.times, f.text))
