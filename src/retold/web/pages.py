"""The pages of the corpus as a whole: what came in, events, stories, articles, what failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from retold.errors import NotFoundError
from retold.model import Story
from retold.store.listing import Card, Days, Heading, Wanted
from retold.text.time import days_of
from retold.web.charts import timeline
from retold.web.page import Asked, Page, RefusalError, plain
from retold.web.room import Room

#: Entries of a list on one page.
PAGE_SIZE = 50

#: Events of a kind on the first page.
FIRST = 8

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
    return ask_sheet(lambda skip, most: entries[skip : skip + most], len(entries), number, size)


def ask_sheet(
    ask: Callable[[int, int], Sequence[Entry]], total: int, number: int, size: int = PAGE_SIZE
) -> Sheet[Entry]:
    """Ask for one page of a list of so many entries: how many to skip, and how many to give at most."""
    pages = max(1, -(-total // size))
    number = min(number, pages)
    return Sheet(ask((number - 1) * size, size), number, pages, total)


def corpus_page(room: Room, asked: Asked) -> Page:
    """Show what came in, from whom, in which languages, and when."""
    store, overview = room.corpus.store, room.overview
    failures = room.corpus.failures()
    newest = room.cards(store.list_events(most=FIRST))
    return Page(
        template="corpus.html",
        shown={
            "overview": overview,
            "failures": len(failures),
            "newest": newest,
            "most_told": room.cards(store.list_events(told_most=True, most=FIRST)),
            "bars": timeline(store.articles_by_date()),
        },
        data=lambda: {
            "articles": overview.articles,
            "events": overview.events,
            "stories": overview.stories,
            "without_date": overview.undated,
            "languages": dict(overview.languages),
            "outlets": dict(overview.outlets),
            "failures": failures,
            "newest": [card_data(card) for card in newest],
        },
    )


def events_page(room: Room, asked: Asked) -> Page:
    """List the events, filtered by days, outlet, language and entity."""
    store = room.corpus.store
    entity = _entity(room, asked)
    wanted = Wanted(
        first=_days(asked, "from"),
        last=_days(asked, "to"),
        outlet=asked.text("outlet"),
        language=asked.text("language"),
        entity=entity,
    )

    def listed(skip: int, most: int) -> list[Card]:
        told_most = asked.text("sort") == "told"
        return room.cards(store.list_events(wanted, told_most=told_most, skip=skip, most=most))

    found = ask_sheet(listed, store.count_events(wanted), asked.number("page"))
    return Page(
        template="events.html",
        shown={
            "asked": asked,
            "overview": room.overview,
            "sheet": found,
            "entity": next(iter(store.named(entity=entity)), None) if entity else None,
            "bars": timeline(store.events_by_date(wanted)),
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
    store = room.corpus.store

    def listed(skip: int, most: int) -> list[Story]:
        ids = store.list_stories(skip=skip, most=most)
        kept = room.stories(ids)
        return [kept[key] for key in ids]

    found = ask_sheet(listed, store.count_stories(), asked.number("page"))
    events = store.events(event for story in found.entries for event in (story.events[0], story.events[-1]))
    return Page(
        template="stories.html",
        shown={"asked": asked, "events": events, "sheet": found},
        data=lambda: sheet_data(found) | {"stories": plain(found.entries)},
    )


def articles_page(room: Room, asked: Asked) -> Page:
    """List the articles, newest first, filtered by outlet, language and whether they have a date."""
    store, dated = room.corpus.store, asked.text("dated")
    wanted = Wanted(
        outlet=asked.text("outlet"), language=asked.text("language"), dated=dated == "yes" if dated else None
    )

    def listed(skip: int, most: int) -> list[Heading]:
        return store.list_articles(wanted, skip=skip, most=most)

    found = ask_sheet(listed, store.count_articles(wanted), asked.number("page"))
    return Page(
        template="articles.html",
        shown={"asked": asked, "overview": room.overview, "sheet": found},
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
