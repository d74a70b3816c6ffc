"""Spells whole numbers up to a thousand million in words, from `spelling.toml`, for tests that read them back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel import Locale

DATA: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def spell(number: int, language: str) -> str:
    """Spell a number as a newspaper in that language would."""
    data = DATA[language]
    if number == 0:
        return str(data["zero"])
    if "places" in data:
        return _by_myriads(number, data)
    between = (
        data.get("parts_small", " ") if number <= 2000 and "parts_small" in data else data.get("parts", " ")
    )
    parts = []
    for size in sorted((int(scale) for scale in data["scales"]), reverse=True):
        count, number = divmod(number, size)
        if count:
            parts.append(_scaled(count, data["scales"][str(size)], language))
    if number:
        parts.append(_under_thousand(number, data))
    return str(between).join(parts).strip()


def _scaled(count: int, scale: Mapping[str, str], language: str) -> str:
    """Spell a count of thousands or millions; a scale may have its own words for some counts (mille, ألفان)."""
    if str(count) in scale:
        return scale[str(count)]
    plural = Locale.parse(language).plural_form(count)
    word = scale.get(plural, scale["other"])
    data = dict(DATA[language]) | {key: DATA[language][name] for key, name in _counted(scale).items()}
    words = spell(count, language) if count >= 1000 else _under_thousand(count, data)
    return words + scale.get("gap", " ") + word


def _counted(scale: Mapping[str, str]) -> dict[str, str]:
    """Say which lists a count before a scale takes instead of the usual ones: feminine, or short forms."""
    return {key.removeprefix("with_"): name for key, name in scale.items() if key.startswith("with_")}


def _under_thousand(number: int, data: Mapping[str, Any]) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _under_hundred(rest, data)
    if not rest and "hundreds_alone" in data:
        return str(data["hundreds_alone"][hundreds - 1])
    word = str(data["hundreds"][hundreds - 1])
    return word + data.get("hundred_and", " ") + _under_hundred(rest, data) if rest else word


def _under_hundred(number: int, data: Mapping[str, Any]) -> str:
    exact = data.get("exact", {}).get(str(number))
    if exact is not None:
        return str(exact)
    if number < 20:
        return str(data["ones"][number - 1])
    tens, one = divmod(number, 10)
    if data.get("vigesimal") and tens in (7, 9):
        tens, one = tens - 1, one + 10
    ten = str(data["tens"][tens - 2])
    if not one:
        return ten
    if "before_tens" in data:
        return str(data["before_tens"][one - 1]) + ten
    unit = str(data["ones"][one - 1])
    if data.get("elides") and unit[0] in "uo":
        ten = ten[:-1]
    joined = str(data["tens_joined"][tens - 2]) if "tens_joined" in data else ten
    return joined + str(data.get("ten_and", " ")) + unit


def _by_myriads(number: int, data: Mapping[str, Any]) -> str:
    """Spell by places of ten and by myriads, as Chinese and Japanese do."""
    words = ""
    for size, name in ((10**8, data["myriads"][1]), (10**4, data["myriads"][0]), (1, "")):
        count, number = divmod(number, size)
        if count:
            gap = data["gap"] if words and count < 1000 else ""
            words += gap + _four_places(count, data) + name
    return words


def _four_places(number: int, data: Mapping[str, Any]) -> str:
    words, pending = "", False
    for place, name in zip((1000, 100, 10, 1), data["places"], strict=True):
        digit, number = divmod(number, place)
        if digit:
            words += data["gap"] if pending and words else ""
            bare = digit == 1 and place in data["bare"] and not (words and data.get("bare_first"))
            words += ("" if bare else data["digits"][digit - 1]) + name
        pending = not digit
    return words
