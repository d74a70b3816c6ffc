"""Everything that lists show, light enough to be kept in memory: no texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from retold.model import Event, Story
from retold.store.listing import Heading
from retold.text.time import days_of

Days = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An event as a list shows it; `days` are the first and last it may have happened on."""

    event: Event
    story: str | None
    days: Days | None
    languages: tuple[str, ...]
    outlets: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many articles tell it."""
        return len(self.event.articles)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The headings of all articles, and all events, newest first."""

    headings: Mapping[str, Heading]
    cards: tuple[Card, ...]
    stories: Mapping[str, Story]

    @cached_property
    def languages(self) -> list[tuple[str, int]]:
        """Return the languages with the number of their articles, most first."""
        return _ranked(heading.language or "" for heading in self.headings.values())

    @cached_property
    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        return _ranked(heading.outlet or "" for heading in self.headings.values())

    @cached_property
    def undated(self) -> int:
        """How many articles have no date."""
        return sum(heading.published is None for heading in self.headings.values())

    @cached_property
    def by_event(self) -> Mapping[str, Card]:
        """Return the cards by the id of their event."""
        return {card.event.id: card for card in self.cards}


def build_catalogue(
    headings: Mapping[str, Heading], events: Iterable[Event], stories: Iterable[Story]
) -> Catalogue:
    """Gather what lists show."""
    kept = {story.id: story for story in stories}
    story_of = {event: story.id for story in kept.values() for event in story.events}
    cards = [
        Card(
            event=event,
            story=story_of.get(event.id),
            days=days_of(event.date),
            languages=_each(headings[a].language for a in event.articles),
            outlets=_each(headings[a].outlet for a in event.articles),
        )
        for event in events
    ]
    cards.sort(key=lambda card: (card.days or (0, 0), card.size, card.event.id), reverse=True)
    return Catalogue(headings=headings, cards=tuple(cards), stories=kept)


def select_cards(
    cards: Iterable[Card],
    *,
    first: Days | None = None,
    last: Days | None = None,
    outlet: str = "",
    language: str = "",
    events: frozenset[str] | None = None,
) -> list[Card]:
    """Keep the events of some days, of an outlet, of a language, and of a set; what is not said is not asked."""
    return [
        card
        for card in cards
        if (first is None or (card.days is not None and card.days[1] >= first[0]))
        and (last is None or (card.days is not None and card.days[0] <= last[1]))
        and (not outlet or outlet in card.outlets)
        and (not language or language in card.languages)
        and (events is None or card.event.id in events)
    ]


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _ranked(values: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
