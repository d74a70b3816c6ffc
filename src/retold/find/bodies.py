"""Bodies that a text calls by what they are, in small letters, and countries that it calls by an adjective.

A noun for a body that a country has one of is the name of that body where the country stands with it (ushtria ruse,
армија на Русија, ρωσικός στρατός). The adjective of a country names the country where it says whose a body is, or who
else acts for it (presidenti kinez); elsewhere it may say no more than where something comes from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retold.find.gazetteer import PEOPLES_CAPITALISED, KnownMention, known_mention
from retold.find.linking import is_title, linking
from retold.model import Span
from retold.text import known
from retold.text.lexicon import base_language
from retold.text.offices import (
    CARRIERS,
    TOLD_BY_MATTER,
    body_meant,
    country_meant,
    office_at,
    people_meant,
    read_office,
    senses_of,
)
from retold.text.spans import cover

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JOINED = re.compile(r"[ \u00a0]")
#: The words that may belong to the name of a body beside those of its country, where a country has more than one.
_TELLING = dict.fromkeys(("ministry", "intelligence", "court"), ("matters", "heads")) | {"party": ("views",)}
#: Bodies of which a country has so many that without a word for what they are about they are not told.
_MANY = {"court": "matters", "party": "views"}
#: Bodies that are called by the place where they sit (the ministry in Athens).
_SEATED = frozenset({"ministry", "government"})
#: Small words that may follow each other between a body and its country (of the).
_MOST_LINKS = 2
#: Bodies of a state, so that a country in their names is whose they are; Deutsche Bank is not Germany's.
_OF_STATE = frozenset(
    {"government", "parliament", "ministry", "army", "police", "intelligence", "prosecution", "embassy"}
    | {"coastguard", "staff", "agency", "service", "department"}
)


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    plain: str


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text, and what is known beforehand in it, by where it begins."""

    text: str
    language: str
    words: Sequence[_Word]
    known: Mapping[int, KnownMention]

    def adjoin(self, place: int) -> bool:
        """Tell whether nothing but a blank stands between a word and the next."""
        if not 0 <= place < len(self.words) - 1:
            return False
        between = self.text[self.words[place].span.end : self.words[place + 1].span.start]
        return bool(_JOINED.fullmatch(between))

    def said(self, place: int) -> str:
        """Give a word as it is written."""
        return self.text[slice(*self.words[place].span)]

    def beside(self, place: int) -> Iterator[int]:
        """Yield the places of the words right before and after one."""
        if self.adjoin(place - 1):
            yield place - 1
        if self.adjoin(place):
            yield place + 1

    def after(self, place: int) -> Iterator[int]:
        """Yield the places of the words that follow one, as many as small words may stand between and one more."""
        for following in range(place + 1, place + 2 + _MOST_LINKS):
            if not self.adjoin(following - 1):
                return
            yield following


def _read(text: str, language: str, known_here: Sequence[KnownMention]) -> _Text:
    return _Text(text, base_language(language), _words(text), {k.span.start: k for k in known_here})


@lru_cache(maxsize=4)
def _words(text: str) -> tuple[_Word, ...]:
    return tuple(
        _Word(Span(*found.span()), known.plain(found.group()).replace(" ", ""))
        for found in _WORD.finditer(text)
    )


def find_bodies(text: str, language: str, known_here: Sequence[KnownMention]) -> tuple[Span, ...]:
    """Find the bodies of a country that a text calls by a noun for them and the country, in the order of the text.

    `known_here` are the known names of the text (`find_known`).
    """
    read = _read(text, language, known_here)
    found: list[Span] = []
    for place in range(len(read.words)):
        body = _noun(read, place)
        span = _body_at(read, place, body) if body else None
        if span and not (found and span.start < found[-1].end):
            found.append(span)
    return tuple(sorted((*found, *_unspaced(read))))


def _unspaced(read: _Text) -> Iterator[Span]:
    """Yield the bodies that stand right after their country where no spaces part words (阿尔巴尼亚外交部)."""
    for k in read.known.values():
        end = k.span.end + office_at(read.text, k.span.end)
        if end > k.span.end and k.identity.startswith("country:"):
            yield Span(k.span.start, end)


def _noun(read: _Text, place: int) -> str | None:
    """Name the body whose noun stands at a place: its own, or any that its matter tells (υπηρεσία πληροφοριών)."""
    word = read.words[place]
    body = body_meant(word.plain, read.language)
    if body or CARRIERS.isdisjoint(senses_of(word.plain).get("heads", ())):
        return body
    beside = (read.words[p] for p in read.beside(place))
    return (
        TOLD_BY_MATTER
        if any(TOLD_BY_MATTER in senses_of(w.plain).get("matters", ()) for w in beside)
        else None
    )


def _body_at(read: _Text, place: int, body: str) -> Span | None:
    """Give the span of the body whose noun stands at a place, with what it is about; None where no country is."""
    telling = {"countries", *_TELLING.get(body, ())}
    first = last = place
    while read.adjoin(first - 1) and _tells(read, first - 1, telling - {"heads"}):
        first -= 1
    while (step := _next_part(read, last, telling)) is not None:
        last = step
    parts = read.words[first : last + 1]
    if body in _MANY and not any(_MANY[body] in senses_of(word.plain) for word in parts):
        return None
    of = _country_after(read, last, body)
    if of:
        return Span(read.words[first].span.start, of.span.end)
    if body == "party" or any(country_meant(word.plain) for word in parts):
        return Span(read.words[first].span.start, read.words[last].span.end)
    return None


def _next_part(read: _Text, last: int, telling: Collection[str]) -> int | None:
    """Give the place of the next word that says what a body is about, or whose by an adjective; None if none does."""
    links = linking("inside", read.language) | linking("about", read.language)
    for place in read.after(last):
        if _tells(read, place, telling):
            return None if _is_of_next(read, place) else place
        if read.said(place) not in links:
            return None
    return None


def _tells(read: _Text, place: int, tables: Collection[str]) -> bool:
    word = read.words[place]
    found = senses_of(word.plain).keys() & tables
    return bool(found) and word.span.start not in read.known and not body_meant(word.plain, read.language)


def _is_of_next(read: _Text, place: int) -> bool:
    """Tell whether an adjective of a country belongs to the word after it (vláda britské premiérky)."""
    adjective = country_meant(read.words[place].plain)
    return bool(adjective) and read.adjoin(place) and _acts(read, place + 1)


def _country_after(read: _Text, last: int, body: str) -> KnownMention | None:
    """Give the country that follows a body, or the city where it sits."""
    places = linking("places", read.language) if body in _SEATED else frozenset[str]()
    links: list[str] = []
    for place in read.after(last):
        word = read.words[place]
        here = read.known.get(word.span.start)
        if here and here.identity.startswith(
            "country:" if not links or links[-1] not in places else "geonames:"
        ):
            return here
        said = read.said(place)
        if said not in linking("inside", read.language) | places:
            return None
        links.append(said)
    return None


def find_countries(
    text: str, language: str, known_here: Sequence[KnownMention], bodies: Sequence[Span]
) -> tuple[KnownMention, ...]:
    """Find the countries and seats that stand in the names of bodies, and the countries told by an adjective alone.

    `bodies` are the spans of the organisations that the text names; in others than those of a state a country may
    be no more than a word of the name.
    """
    of_state = {span for span in bodies if _is_of_state(text[slice(*span)], language)}
    inside = cover(len(text), of_state)
    taken = cover(len(text), [*(s for s in bodies if s not in of_state), *(k.span for k in known_here)])
    named = (k for k in known_here if k.identity.startswith(("country:", "geonames:")))
    within = (k for k in named if all(inside[slice(*k.span)]) and k.span not in of_state)
    told = _adjectives(_read(text, language, known_here), inside)
    return (*within, *(k for k in told if not any(taken[slice(*k.span)])))


def _is_of_state(name: str, language: str) -> bool:
    office = read_office(name, language)
    return office is not None and office.head in _OF_STATE


def _adjectives(read: _Text, of_state: bytearray) -> Iterator[KnownMention]:
    free = [place for place, word in enumerate(read.words) if word.span.start not in read.known]
    peoples = {place: people for place in free if (people := _people(read, place))}
    adjectives = {place: country for place in free if (country := country_meant(read.words[place].plain))}
    countries = adjectives | peoples
    sure = {place for place in adjectives if _is_of_actor(read, place, of_state)} | peoples.keys()
    # Of two that are joined by a word for and, one beside the body is enough (delegacioneve ruse dhe kineze).
    both = {place + step for place in sure for step in (-2, 2) if _are_joined(read, place, place + step)}
    for place in sorted(sure | (both & countries.keys())):
        yield known_mention(read.words[place].span, known.territory(countries[place]))


def _people(read: _Text, place: int) -> str | None:
    """Give the territory whose people a word names: with a capital where it is written so, and no surname after."""
    capital = read.said(place)[0].isupper()
    if read.language in PEOPLES_CAPITALISED and not capital:
        return None
    if capital and read.adjoin(place) and read.said(place + 1)[0].isupper():
        return None
    return people_meant(read.words[place].plain, read.language)


def _is_of_actor(read: _Text, place: int, of_state: bytearray) -> bool:
    inside = all(of_state[slice(*read.words[place].span)])
    return inside or any(_acts(read, beside) for beside in read.beside(place))


def _are_joined(read: _Text, one: int, other: int) -> bool:
    between = (one + other) // 2
    adjoin = read.adjoin(between - 1) and read.adjoin(between)
    return adjoin and read.said(between) in linking("and", read.language)


def _acts(read: _Text, place: int) -> bool:
    """Tell whether a word is one for a body of a state, or for who else acts for a country."""
    word = read.words[place]
    senses = senses_of(word.plain)
    return "agents" in senses or not _OF_STATE.isdisjoint(senses.get("heads", ())) or is_title(word.plain)
