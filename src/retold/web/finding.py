"""The pages that find: search, and the entities with all they are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from retold.corpus import Found
from retold.errors import NotFoundError
from retold.model import Article, EntityKind, Matter, Mention, Sentence
from retold.report import search_data
from retold.report.words import language_name
from retold.search import TextHit
from retold.store.listing import Card, Named, Wanted
from retold.web.judging import judged_about
from retold.web.page import Asked, Page, plain
from retold.web.pages import ask_sheet, card_data, sheet_data
from retold.web.room import Room
from retold.web.texts import Mark, Run, runs_of

#: Hits on one page of each kind.
HITS = 20

#: Sentences of an entity that its page quotes, those of the newest articles.
QUOTED = 30

#: Names that stand beside an entity's.
COMPANY = 24


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence with its article, cut where something in it is marked."""

    article: Article
    sentence: Sentence
    runs: tuple[Run, ...]
    score: float = 1.0


def search_page(room: Room, asked: Asked) -> Page:
    """Find names, words and meaning, and say what matched."""
    typed = asked.text("q")[:300]
    is_empty = not room.corpus.store.newest()
    found = None if is_empty or not typed else room.corpus.search(typed, most=HITS)
    return Page(
        template="search.html",
        shown={
            "q": typed,
            "found": found,
            "words": _quoted(found, found.words) if found else [],
            "meaning": _quoted(found, found.meaning) if found else [],
            "empty": is_empty,
        },
        data=lambda: search_data(found) if found else {},
    )


def _quoted(found: Found, hits: tuple[TextHit, ...]) -> list[Quoted]:
    quoted = []
    for hit in hits:
        article = found.articles[hit.article]
        marks = [Mark(span, "mark") for span in hit.marked]
        runs = tuple(runs_of(article.text, hit.sentence.span, marks))
        quoted.append(Quoted(article, hit.sentence, runs, hit.score))
    return quoted


def entities_page(room: Room, asked: Asked) -> Page:
    """List who and what is named, most first, by kind."""
    store, kind = room.corpus.store, asked.text("kind")
    kinds = dict(store.named_by_kind())
    wanted = EntityKind(kind) if kind in kinds else None

    def listed(skip: int, most: int) -> list[Named]:
        return store.named(kind=wanted, skip=skip, most=most)

    total = kinds.get(wanted, 0) if wanted else 0 if kind else sum(kinds.values())
    found = ask_sheet(listed, total, asked.number("page"))
    return Page(
        template="entities.html",
        shown={"asked": asked, "sheet": found, "kinds": kinds},
        data=lambda: sheet_data(found) | {"entities": plain(found.entries)},
    )


@dataclass(frozen=True, slots=True)
class Form:
    """What an entity is called in one language: the written forms, most first, with their numbers."""

    language: str
    written: tuple[tuple[str, int], ...]


def entity_page(room: Room, asked: Asked) -> Page:
    """Show an entity: its forms by language, its events, who is named beside it, its newest sentences."""
    key = asked.path["entity"]
    store = room.corpus.store
    named = next(iter(store.named(entity=key)), None)
    if named is None:
        raise NotFoundError(f"{key}: nobody and nothing of that id is named")
    wanted = Wanted(entity=key)

    def listed(skip: int, most: int) -> list[Card]:
        return room.cards(store.list_events(wanted, skip=skip, most=most))

    newest = [heading.id for heading in store.list_articles(wanted, most=QUOTED)]
    company = [each for each in store.named(newest, most=COMPANY + 1) if each.id != key][:COMPANY]
    forms = _forms(room, key)
    return Page(
        template="entity.html",
        shown={
            "asked": asked,
            "named": named,
            "forms": forms,
            "cards": ask_sheet(listed, store.count_events(wanted), asked.number("page"), 20),
            "company": company,
            "quoted": _sentences_naming(room, key, newest),
            "written": sorted({written for form in forms for written, _ in form.written}),
            "judged": judged_about(room, _places(room, key), about=(Matter.ENTITY,)),
        },
        data=lambda: (
            plain(named)
            | {
                "forms": {form.language: dict(form.written) for form in forms},
                "articles": store.articles_naming(key),
                "events": [card_data(card) for card in store.list_events(wanted)],
                "named_beside": plain(company),
            }
        ),
    )


def _places(room: Room, entity: str) -> set[str]:
    """Return the places of an entity's mentions that judgements are about: it may have a million others."""
    about = (judgement for judgement in room.corpus.judgements() if judgement.about is Matter.ENTITY)
    owners = room.corpus.store.owners_of(place for each in about for side in each.subjects for place in side)
    return {place for place, owner in owners.items() if owner == entity}


def _forms(room: Room, entity: str) -> list[Form]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kept = room.corpus.store.mentions_of([entity], most=2_000)
    for _, data in kept.get(entity, ()):
        counts[data["language"] or "und"][data["text"]] += 1
    return [
        Form(language, tuple(counts[language].most_common()))
        for language in sorted(counts, key=lambda each: (-counts[each].total(), language_name(each)))
    ]


def _sentences_naming(room: Room, entity: str, ids: list[str]) -> list[Quoted]:
    """Quote the first sentence of each of these articles that names an entity."""
    articles, sentences = room.corpus.articles(ids), room.corpus.sentences(ids)
    places: dict[str, list[Mention]] = defaultdict(list)
    for mention, owner, _ in room.corpus.store.mentions_in(ids):
        if owner == entity:
            places[mention.article].append(mention)
    quoted = []
    for key in ids:
        first = min(places[key], key=lambda mention: mention.span)
        sentence = next((s for s in sentences[key] if s.span.start <= first.span.start < s.span.end), None)
        if sentence is not None:
            marks = [Mark(mention.span, "mark") for mention in places[key]]
            quoted.append(
                Quoted(articles[key], sentence, tuple(runs_of(articles[key].text, sentence.span, marks)))
            )
    return quoted
