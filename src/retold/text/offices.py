"""What a body is, by the words of its name: a ministry, of foreign affairs, of Greece.

The stems are data (`gazetteer/offices.toml`), the same for all languages, so that Ministria e Jashtme and
Министерството за надворешни работи are read alike.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from retold.text import known
from retold.text.known import plain
from retold.text.names import script

_LONGEST_NAME = 12
#: Bodies that a country has one of, so that other words of the name tell nothing.
_ONE_OF_A_KIND = frozenset({"government", "parliament", "army", "police", "coastguard", "staff", "ombudsman"})
#: A language that is official in more countries than this brings none to mind.
_MOST_HOMES = 3
#: The least city that stands for its country in the name of a body.
_CAPITAL = 200_000


@dataclass(frozen=True, slots=True)
class Office:
    """A body by what it is (`head`), what it is about, and the countries its name says; other words are `rest`.

    `implied` are the countries that a reader of its language thinks of where the name says none; empty when that
    could be any. "EU" and "INT" stand for European and international bodies.
    """

    head: str
    matters: frozenset[str]
    countries: frozenset[str]
    implied: frozenset[str]
    rest: tuple[str, ...]

    @property
    def of(self) -> frozenset[str]:
        """The countries that it can be of."""
        return self.countries or self.implied


@lru_cache(maxsize=1 << 14)
def read_office(name: str, language: str | None = None) -> Office | None:
    """Read the name of a body; None when no word of it says what it is."""
    words = plain(name).split()
    if not words or len(words) > _LONGEST_NAME:
        return None
    senses = {table: [_meaning(word, stems) for word in words] for table, stems in _tables().items()}
    heads = [sense for found in senses["heads"] for sense in sorted(found)]
    if not heads:
        return None
    matters = frozenset[str]().union(heads[1:], *senses["matters"]) - {heads[0]}
    rest = [
        word for word, *found in zip(words, *senses.values(), strict=True) if not any(found) and len(word) > 3
    ]
    seats = {word: seat for word in rest if (seat := _seat(word, language))}
    countries = frozenset[str]().union(seats.values(), *senses["countries"])
    homes = known.own_countries(language)
    names = tuple(word for word in rest if word not in seats)
    implied = frozenset[str]() if countries or names or len(homes) > _MOST_HOMES else homes
    return Office(heads[0], frozenset() if heads[0] in _ONE_OF_A_KIND else matters, countries, implied, names)


def _seat(word: str, language: str | None) -> str | None:
    """Name the country that a word of the name is, or whose large city it is (the ministry in Athens)."""
    found = [
        (cut, thing.country)
        for stem, cut in known.stems(word, language).items()
        for name in (*known.territory_and_body_names(stem, language), *known.city_names(stem))
        if len(name.words) == 1 and not name.acronym
        for thing in name.things[:1]
        if thing.size >= _CAPITAL and thing.country
    ]
    return min(found, default=(0, None), key=lambda row: row[0])[1]


def _meaning(word: str, stems: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Give what a word means, by the longest stem that fits."""
    unspaced = script(word[0]) in ("cjk", "kana")
    fitting = [(len(stem), sense) for stem, sense in stems if _fits(word, stem, unspaced)]
    if unspaced:
        return frozenset(sense for _, sense in fitting)
    longest = max(fitting, default=(0, ""))[0]
    return frozenset(sense for length, sense in fitting if length == longest)


def _fits(word: str, stem: str, unspaced: bool) -> bool:
    if unspaced or stem.startswith("*"):
        return stem.lstrip("*") in word
    return word.startswith(stem) and (len(stem) > 3 or len(word) <= len(stem) + 4)


@cache
def _tables() -> Mapping[str, tuple[tuple[str, str], ...]]:
    data = tomllib.loads((files("retold.text.gazetteer") / "offices.toml").read_text(encoding="utf-8"))
    return {table: tuple(_stems(senses.items())) for table, senses in data.items()}


def _stems(senses: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for sense, stems in senses:
        for stem in stems.split():
            marked = "*" if stem.startswith("*") else ""
            yield marked + plain(stem.strip("*")), sense
