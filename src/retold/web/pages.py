"""The pages of the corpus as a whole: what came in, events, stories, articles, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from retold.errors import NotFoundError
from retold.text.time import days_of
from retold.web.catalogue import Card, Catalogue, Days, select_cards
from retold.web.charts import timeline
from retold.web.page import Asked, Page, RefusalError, plain
from retold.web.room import Room

#: Entries of a list on one page.
PAGE_SIZE = 50

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Entry]):
    """One page of a list, counted from 1."""

    entries: Sequence[Entry]
    number: int
    pages: int
    total: int


def sheet(entries: Sequence[Entry], number: int, size: int = PAGE_SIZE) -> Sheet[Entry]:
    """Cut one page out of a list; a number beyond the last page gives the last."""
    pages = max(1, -(-len(entries) // size))
    number = min(number, pages)
    return Sheet(entries[(number - 1) * size : number * size], number, pages, len(entries))


def corpus_page(room: Room, asked: Asked) -> Page:
    """Show what came in, from whom, in which languages, and when."""
    catalogue = room.catalogue
    failures = room.corpus.failures()
    newest = catalogue.cards[:8]
    most_told = sorted(catalogue.cards, key=lambda card: -card.size)[:8]
    return Page(
        template="corpus.html",
        shown={
            "catalogue": catalogue,
            "failures": len(failures),
            "newest": newest,
            "most_told": most_told,
            "bars": timeline(heading.published for heading in catalogue.headings.values()),
        },
        data=lambda: {
            "articles": len(catalogue.headings),
            "events": len(catalogue.cards),
            "stories": len(catalogue.stories),
            "without_date": catalogue.undated,
            "languages": dict(catalogue.languages),
            "outlets": dict(catalogue.outlets),
            "failures": failures,
            "newest": [card_data(card) for card in newest],
        },
    )


def events_page(room: Room, asked: Asked) -> Page:
    """List the events, filtered by days, outlet, language and entity."""
    catalogue = room.catalogue
    entity = _entity(room, asked)
    naming = room.corpus.store.articles_naming(entity) if entity else ()
    cards = select_cards(
        catalogue.cards,
        first=_days(asked, "from"),
        last=_days(asked, "to"),
        outlet=asked.text("outlet"),
        language=asked.text("language"),
        events=None if entity is None else frozenset(catalogue.headings[a].event or "" for a in naming),
    )
    if asked.text("sort") == "told":
        cards.sort(key=lambda card: -card.size)
    found = sheet(cards, asked.number("page"))
    return Page(
        template="events.html",
        shown={
            "asked": asked,
            "catalogue": catalogue,
            "sheet": found,
            "entity": next((each for each in room.named if each.id == entity), None) if entity else None,
            "bars": timeline(card.event.date for card in cards),
        },
        data=lambda: sheet_data(found) | {"events": [card_data(card) for card in found.entries]},
    )


def _entity(room: Room, asked: Asked) -> str | None:
    """Return the entity that events are to name: by its id, or as whom a typed name fits best; "" for nobody."""
    typed = asked.text("named")[:100]
    if asked.text("entity") or not typed:
        return asked.text("entity") or None
    hits = room.corpus.search(typed, most=1, meaning=False).names
    return hits[0].entity if hits else ""


def stories_page(room: Room, asked: Asked) -> Page:
    """List the stories of more than one event, the one with the newest event first."""
    catalogue = room.catalogue
    stories = [story for story in catalogue.stories.values() if len(story.events) > 1]
    stories.sort(key=lambda story: (_last_day(catalogue, story.events), story.id), reverse=True)
    found = sheet(stories, asked.number("page"))
    return Page(
        template="stories.html",
        shown={"asked": asked, "catalogue": catalogue, "sheet": found},
        data=lambda: sheet_data(found) | {"stories": plain(found.entries)},
    )


def _last_day(catalogue: Catalogue, events: Sequence[str]) -> Days:
    return max(catalogue.by_event[event].days or (0, 0) for event in events)


def articles_page(room: Room, asked: Asked) -> Page:
    """List the articles, newest first, filtered by outlet, language and whether they have a date."""
    catalogue = room.catalogue
    outlet, language, dated = asked.text("outlet"), asked.text("language"), asked.text("dated")
    headings = [
        heading
        for heading in catalogue.headings.values()
        if (not outlet or heading.outlet == outlet)
        and (not language or heading.language == language)
        and (not dated or (dated == "yes") == (heading.published is not None))
    ]
    headings.sort(key=lambda heading: heading.published or "", reverse=True)
    found = sheet(headings, asked.number("page"))
    return Page(
        template="articles.html",
        shown={"asked": asked, "catalogue": catalogue, "sheet": found},
        data=lambda: sheet_data(found) | {"articles": plain(found.entries)},
    )


def failures_page(room: Room, asked: Asked) -> Page:
    """List what could not be read, and why."""
    failures = room.corpus.failures()
    found = sheet(failures, asked.number("page"))
    return Page(
        template="failures.html",
        shown={"asked": asked, "sheet": found},
        data=lambda: sheet_data(found) | {"failures": plain(found.entries)},
    )


def _days(asked: Asked, name: str) -> Days | None:
    written = asked.text(name)
    try:
        return days_of(written)
    except ValueError:
        raise RefusalError(400, f"{written!r} is no date", "Write 2025, 2025-09 or 2025-09-16.") from None


def card_data(card: Card) -> dict[str, object]:
    """Say what a list says of an event."""
    return {
        "id": card.event.id,
        "label": card.event.label,
        "date": card.event.date,
        "story": card.story,
        "articles": card.size,
        "languages": card.languages,
        "outlets": card.outlets,
    }


def sheet_data(found: Sheet[Entry]) -> dict[str, object]:
    """Say which part of a list this is."""
    return {"page": found.number, "pages": found.pages, "total": found.total}


def need(value: Entry | None, what: str, name: str) -> Entry:
    """Return what is there.

    Raises NotFoundError when it is not.
    """
    if value is None:
        raise NotFoundError(f"{name}: there is no {what} of that name")
    return value
