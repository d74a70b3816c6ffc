"""What a body is, by the words of its name: a ministry, of foreign affairs, of Greece.

The stems are data (`gazetteer/offices.toml`), the same for all languages, so that Ministria e Jashtme and
Министерството за надворешни работи are read alike.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from retold.text import known
from retold.text.homoglyphs import repair
from retold.text.known import plain
from retold.text.names import script

_LONGEST_NAME = 12
#: Stems of so many letters stand for short words only.
_SHORT_STEM = 3
#: Bodies that a country has one of, so that other words of the name tell nothing.
_ONE_OF_A_KIND = frozenset({"government", "parliament", "army", "police", "coastguard", "staff", "ombudsman"})
#: Words that say nothing of a body but what they are about, and what tells one so (the agency for intelligence).
CARRIERS, TOLD_BY_MATTER = frozenset({"agency", "service", "directorate", "office"}), "intelligence"
#: The tables that tell apart what is not told by what it is about. Such are in the news of other countries, too, with
#: no word of whose they are.
_TOLD_BY = {"pipeline": "qualities", "party": "views"}
#: The tables that say something of any body.
_READ = ("heads", "countries", "agents")
#: A language that is official in more countries than this brings none to mind.
_MOST_HOMES = 3
#: The table of stems that mean nothing, but are longer than one that would (Ruslan).
_NO_SENSE = "others"
#: The region of Europe, by UN M.49.
_EUROPE = "150"
#: The least city that stands for its country in the name of a body.
_CAPITAL = 200_000
_ARTICLE = "ال"
#: The tables of whole nouns, to which nothing but an ending is added.
_NOUNS = frozenset({"bodies", "peoples"})


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


@lru_cache(maxsize=1 << 13)
def read_office(name: str, language: str | None = None) -> Office | None:
    """Read the name of a body; None when no word of it says what it is."""
    words = plain(repair(name)).split()
    if not words or len(words) > _LONGEST_NAME:
        return None
    senses: list[Mapping[str, frozenset[str]]] = [senses_of(word) for word in words]
    heads = [sense for found in senses for sense in sorted(found.get("heads", ()))]
    if not heads:
        return None
    about = _TOLD_BY.get(heads[0], "matters")
    senses = [{table: of for table, of in found.items() if table in (*_READ, about)} for found in senses]
    also = (head for head in heads[1:] if head not in CARRIERS)
    matters = frozenset[str]().union(also, *(found.get(about, ()) for found in senses))
    if about == "qualities" and not (matters or any("countries" in found for found in senses)):
        return None  # a stream that is neither northern nor Turkish may be anything (Gulf Stream)
    if heads[0] in CARRIERS and TOLD_BY_MATTER in matters:
        heads[0] = TOLD_BY_MATTER
    matters -= {heads[0]} | (CARRIERS if heads[0] == TOLD_BY_MATTER else frozenset())
    rest = [word for word, found in zip(words, senses, strict=True) if not found and len(word) > 3]
    seats = {word: seat for word in rest if (seat := _seat(word, language))}
    said = [*_unspaced(words, language), *seats.values()]
    countries = frozenset[str]().union(said, *(found.get("countries", ()) for found in senses))
    homes = known.own_countries(language)
    names = tuple(word for word in rest if word not in seats)
    anywhere = countries or names or len(homes) > _MOST_HOMES or heads[0] in _TOLD_BY
    implied = frozenset[str]() if anywhere else homes
    return Office(heads[0], frozenset() if heads[0] in _ONE_OF_A_KIND else matters, countries, implied, names)


def office_at(text: str, place: int) -> int:
    """Count the letters at a place that say what a ministry is about, and that it is one; 0 where they do not."""
    found = _unspaced_ministry().match(text, place)
    return found.end() - place if found else 0


@cache
def _unspaced_ministry() -> re.Pattern[str]:
    matters, heads = (
        "|".join(sorted((s for s in " ".join(stems).split() if script(s[0]) == "cjk"), key=len, reverse=True))
        for stems in (_data()["matters"].values(), [_data()["heads"]["ministry"]])
    )
    return re.compile(f"(?:{matters})(?:{heads})")


def means(word: str) -> frozenset[str]:
    """Say what a plain word tells of a body: "heads", "agents", "matters", "countries", or nothing."""
    return frozenset(senses_of(word))


def country_meant(word: str) -> str | None:
    """Give the country whose adjective or people a plain word is, and nothing else besides (kinez, рускиот)."""
    senses = senses_of(word)
    found = senses["countries"] if senses.keys() == {"countries"} else frozenset[str]()
    return next(iter(found)) if len(found) == 1 and not found & {"EU", "INT"} else None


def people_meant(word: str, language: str | None) -> str | None:
    """Give the territory whose people a plain word names, or by its ending, by CLDR code: Europeans have one, too."""
    named = _noun(word, language, "peoples")
    if named or not known.ends_as_people(word, language):
        return named
    return _EUROPE if senses_of(word) == {"countries": {"EU"}} else country_meant(word)


@lru_cache(maxsize=1 << 15)
def body_meant(word: str, language: str | None) -> str | None:
    """Name the body that a country has one of whose noun a plain word is, in any case form ("army", "police")."""
    return _noun(word, language, "bodies")


def _noun(word: str, language: str | None, table: str) -> str | None:
    nouns = _nouns(table)
    return next((nouns[stem] for stem in known.stems(word, language) if stem in nouns), None)


def _unspaced(words: Sequence[str], language: str | None) -> Iterator[str]:
    """Name the countries that stand in words written without spaces (阿尔巴尼亚外交部), the longest at each place."""
    for word in words:
        place = 0
        while place < len(word) and script(word[0]) in ("cjk", "kana"):
            names = known.names_by_letters(language).get(word[place], ())
            found = next((name for name in names if word.startswith(name.words[0], place)), None)
            yield from (thing.country for thing in (found.things if found else ()) if thing.country)
            place += len(found.words[0]) if found else 1


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


@lru_cache(maxsize=1 << 15)
def senses_of(word: str) -> Mapping[str, frozenset[str]]:
    """Say what a plain word means, by table; of stems at its head the longest alone tells (data, verikorean)."""
    found = {table: _read_meaning(word, stems) for table, stems in _tables().items()} if word else {}
    longest = max((meaning.head for meaning in found.values()), default=0)
    found.pop(_NO_SENSE, None)
    return {
        table: meaning.senses
        for table, meaning in found.items()
        if meaning.senses and meaning.head in (0, longest)
    }


class _Meaning(NamedTuple):
    """What a word means, and how many letters at its head say so, 0 where others do."""

    senses: frozenset[str]
    head: int = 0


def _read_meaning(word: str, stems: _Stems) -> _Meaning:
    """Give what a word means in a table, in Arabic also without the article that is written with it."""
    found = _meaning(word, stems)
    bare = word.removeprefix(_ARTICLE)
    return found if found.senses or bare in ("", word) else _meaning(bare, stems)


def _meaning(word: str, stems: _Stems) -> _Meaning:
    """Give what a word means in a table, by the longest stem that fits; where no spaces part words, by all."""
    near = (found for letter in set(word) for found in stems.inside.get(letter, ()))
    inside = {stem: senses for stem, senses in near if stem in word}
    if script(word[0]) in ("cjk", "kana"):
        return _Meaning(frozenset[str]().union(*inside.values()))
    for length in range(min(len(word), stems.longest), 1, -1):
        stem = word[:length]
        if stem in stems.head and (length > _SHORT_STEM or len(word) <= length + _SHORT_STEM):
            return _Meaning(stems.head[stem], length)
        if any(len(found) == length for found in inside):
            senses = (senses for found, senses in inside.items() if len(found) == length)
            return _Meaning(frozenset[str]().union(*senses))
    return _Meaning(frozenset())


@dataclass(frozen=True, slots=True)
class _Stems:
    """What stems mean: those at the head of a word, and by their first letter those anywhere in it.

    `longest` is in letters.
    """

    head: Mapping[str, frozenset[str]]
    inside: Mapping[str, Sequence[tuple[str, frozenset[str]]]]
    longest: int


@cache
def _tables() -> Mapping[str, _Stems]:
    return {table: _read_stems(senses) for table, senses in _data().items() if table not in _NOUNS}


@cache
def _nouns(table: str) -> Mapping[str, str]:
    return {plain(stem): sense for sense, stems in _data()[table].items() for stem in stems.split()}


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("retold.text.gazetteer") / "offices.toml").read_text(encoding="utf-8"))


def _read_stems(meanings: Mapping[str, str]) -> _Stems:
    found: tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]] = ({}, {})
    for sense, listed in meanings.items():
        for stem in listed.split():
            anywhere = stem.startswith("*") or script(stem[0]) in ("cjk", "kana")
            where, key = found[anywhere], plain(stem.strip("*"))
            where[key] = where.get(key, frozenset()) | {sense}
    head, anywhere_in = found
    inside: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for key, senses in anywhere_in.items():
        inside[key[0]].append((key, senses))
    return _Stems(head, inside, longest=max(map(len, (*head, *anywhere_in)), default=0))
