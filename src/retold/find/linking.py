"""Small words within names and before them, by language: the data of `gazetteer/linking.toml`."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from retold.text.known import plain

#: Titles of so few letters are abbreviations, not stems.
_ABBREVIATED = 2


@lru_cache(maxsize=1 << 14)
def is_title(word: str) -> bool:
    """Tell whether a plain word says what a person is who is named next (министер, κ)."""
    long, short = _titles()
    return word.startswith(long) or word in short


@lru_cache(maxsize=1 << 12)
def is_state(word: str) -> bool:
    """Tell whether a plain word says what kind of state a country is (republiky, кралството)."""
    return word.startswith(tuple(map(plain, _data()["states"]["und"])))


def is_divided(country: str | None) -> bool:
    """Tell whether another country has the same name but for what kind of state it is (Korea)."""
    return country in _data()["states"]["divided"]


@cache
def _titles() -> tuple[tuple[str, ...], frozenset[str]]:
    stems = [plain(stem).replace(" ", "") for stem in _data()["titles"]["und"]]
    return tuple(s for s in stems if len(s) > _ABBREVIATED), frozenset(stems)


@cache
def linking(table: str, language: str) -> frozenset[str]:
    """Give the words of a table ("inside", "about", "and", "before", "places") for a language."""
    words = _data()[table]
    return frozenset((*words.get("und", ()), *words.get(language, ())))


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("retold.text.gazetteer") / "linking.toml").read_text(encoding="utf-8"))
