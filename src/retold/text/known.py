"""Names that are known beforehand, of countries, cities and world bodies, looked up by the stem of their first word.

The tables are made by `scripts/make_gazetteer.py` from CLDR and GeoNames; `gazetteer/aliases.toml` and
`gazetteer/bodies.toml` are written by hand; `gazetteer/NOTICE` gives the credit. A stem is a word without a case
ending of its language (`gazetteer/endings.toml`).
"""

from __future__ import annotations

import lzma
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from retold.model import EntityKind
from retold.text.lexicon import base_language
from retold.text.unicode import WORD, fold

_DATA = files("retold.text.gazetteer")
#: Letters of an Arabic word that are written in more than one way.
_ARABIC = str.maketrans({"ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ٱ": "ا"})
#: What names end in that a case ending takes the place of: Roma, Romë; Αθήνα, Αθηνών; Москва, Москвы.
_NAME_ENDINGS = (
    *("", "a", "e", "i", "o", "u", "y"),
    *("α", "η", "ο", "ι", "ος", "ης", "ας", "ες", "οι", "εσ", "οσ", "ησ", "ασ"),
    *("а", "я", "о", "е", "и", "ы", "і", "ь", "й", "ий", "ия"),
    *("ა", "ე", "ი", "ო", "უ"),
)
SHORTEST_STEM = 3
#: Territories count as larger than any city.
_COUNTRY_SIZE = 10**9


@dataclass(frozen=True, slots=True)
class Known:
    """A thing with an identity: "country:KP", "region:150", "geonames:1871859" or "body:un".

    `country` is the ISO code of the country that it is, is of or lies in; `size` is the population of a city.
    """

    identity: str
    kind: EntityKind
    name: str
    country: str | None = None
    size: int = 0
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name as plain words, and what has it, the largest first; an acronym is good in capitals only.

    One that is `small` is written without a capital (coronavirus).
    """

    words: tuple[str, ...]
    things: tuple[Known, ...]
    acronym: bool = False
    small: bool = False


@lru_cache(maxsize=1 << 15)
def plain(name: str) -> str:
    """Fold a name for look-up: no case, accents, signs or variant letters, its words parted by one space."""
    return " ".join(WORD.findall(fold(name).translate(_ARABIC)))


@lru_cache(maxsize=1 << 15)
def stems(word: str, language: str | None) -> Mapping[str, int]:
    """Give the stems that a plain word can have in a language, each with the number of letters cut."""
    found = {word: 0}
    endings, softened = _endings(base_language(language))
    for cut in range(1, min(5, len(word) - SHORTEST_STEM + 1)):
        stem, ending = word[:-cut], word[-cut:]
        if ending in endings:
            found[stem] = cut
            for soft, hards in softened.items():
                if stem.endswith(soft):
                    found |= {stem.removesuffix(soft) + h: cut + 1 for h in hards if h not in found}
    return found


def ends_as_people(word: str, language: str | None) -> bool:
    """Tell whether a plain word ends as words for peoples do in a language that writes these without a capital."""
    return word.endswith(_people_endings(base_language(language)))


@lru_cache(maxsize=1 << 15)
def name_stems(word: str) -> frozenset[str]:
    """Give a plain word of a name without each nominative ending that it has, and whole."""
    cut = {word.removesuffix(ending) for ending in _NAME_ENDINGS}
    return frozenset(stem for stem in cut if len(stem) >= SHORTEST_STEM) | {word}


def territory_and_body_names(stem: str, language: str | None) -> tuple[KnownName, ...]:
    """Look up the territories and bodies whose name in a language begins with a word of this stem."""
    return _index(base_language(language)).get(stem, ())


@lru_cache(maxsize=64)
def small_beginnings(language: str | None) -> frozenset[str]:
    """Give the first letters of the names of a language that are written without a capital."""
    entries = (entry for entries in _index(base_language(language)).values() for entry in entries)
    return frozenset(entry.words[0][:SHORTEST_STEM] for entry in entries if entry.small)


@lru_cache(maxsize=1 << 13)
def city_names(stem: str) -> tuple[KnownName, ...]:
    """Look up the cities with a name, in any language, that begins with a word of this stem."""
    table = _cities()
    found: list[KnownName] = []
    first = bisect_left(table.names, stem)
    if not any(name.startswith(stem) for name in table.names[first : first + 1]):
        return ()
    for ending in _NAME_ENDINGS if len(stem) >= SHORTEST_STEM else ("",):
        word = stem + ending
        for place in range(bisect_left(table.names, word, first), len(table.names)):
            name, _, indices = table.names[place].partition("\t")
            words = tuple(name.split(" "))
            if words[0] != word:
                break
            found.append(KnownName(words, tuple(table.city(int(index)) for index in indices.split(","))))
    return tuple(found)


@lru_cache(maxsize=16)
def names_by_letters(language: str | None) -> Mapping[str, tuple[KnownName, ...]]:
    """Give the territories and bodies of a language written without spaces, by their first letter."""
    index: dict[str, list[KnownName]] = defaultdict(list)
    entries = {entry for entries in _index(base_language(language)).values() for entry in entries}
    for entry in sorted(entries, key=lambda entry: (-len(entry.words[0]), entry.words)):
        index[entry.words[0][0]].append(entry)
    return {letter: tuple(entries) for letter, entries in index.items()}


@cache
def territory(code: str) -> Known:
    """Give a territory by its CLDR code (ISO 3166, or digits of UN M.49 for a region), named in English."""
    region = code.isdigit()
    return Known(
        identity=f"{'region' if region else 'country'}:{code}",
        kind=EntityKind.PLACE,
        name=_territories()["en"].get(code, code),
        country=None if region else code,
        size=_COUNTRY_SIZE,
        wikidata=_toml("aliases.toml")["wikidata"].get(code),
    )


@cache
def body(key: str) -> Known:
    """Give a body, or a place without a code, by its key in bodies.toml, named in English."""
    data = _toml("bodies.toml")[key]
    names = [*data.get("names", {}).get("en", ()), *data.get("acronyms", ()), key]
    kind = EntityKind(data.get("kind", "ORG"))
    return Known(
        f"body:{key}", kind, names[0], data.get("country"), size=_COUNTRY_SIZE, wikidata=data.get("wikidata")
    )


@cache
def namesakes() -> frozenset[str]:
    """Give the identities of the bodies that countries have others of the name of (Security Council)."""
    return frozenset(f"body:{key}" for key, data in _toml("bodies.toml").items() if data.get("namesakes"))


def homes(language: str | None) -> frozenset[str]:
    """Give the territories where a language is official."""
    base = base_language(language)
    return _homes().get(base, frozenset()) | frozenset(_toml("aliases.toml")["official"].get(base, ()))


def own_countries(language: str | None) -> frozenset[str]:
    """Give the territories that a reader of a language takes for granted: where no other language is official."""
    base = base_language(language)
    shared = Counter(code for codes in _homes().values() for code in codes)
    added = _toml("aliases.toml")["official"].get(base, ())
    return frozenset(code for code in homes(language) if shared[code] == 1 or code in added)


@dataclass(frozen=True, slots=True)
class _Cities:
    rows: list[str]
    names: list[str]

    def city(self, index: int) -> Known:
        identifier, country, population, name = self.rows[index].split("\t")
        return Known(f"geonames:{identifier}", EntityKind.PLACE, name, country, int(population))


@cache
def _cities() -> _Cities:
    rows, names = _read("cities.xz").split("\n\n")
    return _Cities(rows.split("\n"), names.split("\n"))


@cache
def _territories() -> Mapping[str, Mapping[str, str]]:
    table = {}
    for line in _read("territories.xz").split("\n\n")[0].split("\n"):
        language, *fields = line.split("\t")
        table[language] = dict(field.split("=", 1) for field in fields)
    return table


@cache
def _homes() -> Mapping[str, frozenset[str]]:
    lines = _read("territories.xz").split("\n\n")[1].split("\n")
    return {language: frozenset(codes) for language, *codes in (line.split("\t") for line in lines)}


@cache
def _index(language: str) -> Mapping[str, tuple[KnownName, ...]]:
    """Index the names of a language, and the acronyms of all, by each stem of their first word."""
    index: dict[str, dict[KnownName, None]] = defaultdict(dict)
    named = [*_territory_names(language), *_body_names(language)]
    for name, thing, acronym in named:
        written = plain(name.replace(".", "") if acronym else name).split()
        words = tuple(word for word in written if not word.isdigit())  # the words of a text are of letters
        entry = KnownName(words, (thing,), acronym, small=name[:1].islower())
        for stem in name_stems(words[0]) | stems(words[0], language).keys() if words else ():
            index[stem][entry] = None
    return {stem: tuple(entries) for stem, entries in index.items()}


def _territory_names(language: str) -> Iterator[tuple[str, Known, bool]]:
    for tag, names in _territories().items():
        if tag.split("-")[0] == language:
            yield from ((name, territory(code), False) for code, name in names.items())
    aliases = _toml("aliases.toml")["names"]
    for tag in (language, "und"):
        for code, forms in aliases.get(tag, {}).items():
            yield from ((form, territory(code), tag == "und") for form in forms)


def _body_names(language: str) -> Iterator[tuple[str, Known, bool]]:
    like = _toml("endings.toml")["like"].get(language, language)
    for key, data in _toml("bodies.toml").items():
        yield from ((name, body(key), True) for name in data.get("acronyms", ()))
        names = data.get("names", {})
        yield from ((name, body(key), False) for name in names.get(language, names.get(like, ())))


@cache
def _endings(language: str) -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    data = _toml("endings.toml")
    base = data["like"].get(language, language)
    endings = [*data["added"].get(base, ()), *data["joined"].get(base, ())]
    softened = {
        plain(soft): tuple(map(plain, [hard] if isinstance(hard, str) else hard))
        for soft, hard in data["softened"].get(base, {}).items()
    }
    return frozenset(map(plain, endings)), softened


@cache
def _people_endings(language: str) -> tuple[str, ...]:
    data = _toml("endings.toml")
    return tuple(map(plain, data["people"].get(data["like"].get(language, language), ())))


@cache
def _toml(name: str) -> Mapping[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def _read(name: str) -> str:
    return lzma.decompress((_DATA / name).read_bytes()).decode()
