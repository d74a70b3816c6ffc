"""What each language's data files say: `languages/<language>/<section>.toml`, one section for each purpose.

The language `und` holds what is true in every language (signs, symbols, international units): its patterns are
added to those of each. A file may also name a language to build on (`extends = "sr"`): there its own values win.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

NEUTRAL = "und"


def base_language(language: str | None) -> str:
    """Return the first part of a language tag in lower case (`sr-Latn` as `sr`), `und` for none."""
    name = (language or "").replace("_", "-").split("-")[0].lower()
    return name if name.isascii() and name.isalpha() else NEUTRAL


@cache
def lexicon(language: str | None, section: str) -> Mapping[str, Any]:
    """Return what a language's file for a section says, over what is true in every language.

    A language without the file has the neutral data alone.
    """
    neutral, own = _file(NEUTRAL, section), _file(base_language(language), section)
    return MappingProxyType(own if own is neutral else _merge(neutral, own, joined=True))


@cache
def has_lexicon(language: str | None, section: str) -> bool:
    """Tell whether a language has data of its own for a section."""
    return bool(_file(base_language(language), section)) and base_language(language) != NEUTRAL


@cache
def _file(language: str, section: str) -> Mapping[str, Any]:
    path = resources.files("retold.text") / "languages" / language / f"{section}.toml"
    if not path.is_file():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    parent = data.pop("extends", None)
    return data if parent is None else _merge(_file(parent, section), data)


def _merge(base: Mapping[str, Any], own: Mapping[str, Any], *, joined: bool = False) -> dict[str, Any]:
    """Put one file's values over another's; `joined` keeps both where both are patterns."""
    merged = dict(base)
    for key, value in own.items():
        held = merged.get(key)
        if isinstance(held, Mapping) and isinstance(value, Mapping):
            merged[key] = _merge(held, value, joined=joined)
        elif joined and isinstance(held, str) and isinstance(value, str):
            merged[key] = f"{value} | {held}"
        else:
            merged[key] = value
    return merged
