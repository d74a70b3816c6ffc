"""What a language says about time, read from its data: names, relative words, the ways a date is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from retold.find.numbers import Numerals, numerals
from retold.text.lexicon import base_language, lexicon
from retold.text.months import cldr_names, months, short_months
from retold.text.phrases import Phrases
from retold.text.words import Word, writing

#: Words of which it is remembered whether they may begin an expression.
_REMEMBERED = 1 << 15
_UNITS = ("day", "week", "month", "year")
_LEANS = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True, eq=False)
class Times:
    """What a language says about time: section `time` of its data, or the names that CLDR has.

    `patterns` name the parts of a date in digits in their order (`y-m-d`); `shifts` say which way a count of days
    goes, by where they stand (`ago_before`, `ago_after`, `earlier_after`, `later_after`).
    """

    numerals: Numerals
    months: Phrases[int]
    short_months: Phrases[int]
    weekdays: Phrases[int]
    seasons: Phrases[int]
    days: Phrases[int]
    relative: Phrases[tuple[str, int, bool]]
    patterns: Phrases[str]
    units: Phrases[str]
    leans: Phrases[int]
    shifts: Mapping[str, Phrases[bool]]
    context: Mapping[str, Phrases[bool]]
    day_suffixes: frozenset[str]
    future_endings: tuple[str, ...]
    month_first: bool
    year_first: bool

    def knows(self, key: str) -> bool:
        """Tell whether a folded word is a word of time or of number."""
        if self.numerals.knows(key):
            return True
        word = (Word(0, len(key), key, "w", True, False),)
        whole = (self.months, self.weekdays, self.relative, self.units, self.leans, self.days, self.seasons)
        return any(table.at(word, 0) for table in whole) or self.context["future"].knows(key)

    def may_begin(self, key: str) -> bool:
        """Tell at a glance whether a time expression may begin with a folded word; with most none does."""
        return _may_begin(self, key)

    def in_digits(self, row: Sequence[Word], digits: Sequence[str]) -> dict[str, int]:
        """Tell day, month and year of a date in digits apart (12.03.2024); nothing where its marks are no date's."""
        glued = all(word.glued for word in row[1:]) and row[1].key == row[3].key
        if not (glued or row[1].key == row[3].key == "."):
            return {}
        first, second, third = map(int, digits)
        if len(digits[0]) == 4:
            return {"y": first, "m": second, "d": third}
        if len(digits[2]) == 2 and glued and len(digits[1]) == 2:
            third += 2000
        month_first = (self.month_first and row[1].key == "/" and first <= 12) or second > 12
        return {"y": third, "m": first if month_first else second, "d": second if month_first else first}


@lru_cache(maxsize=_REMEMBERED)
def _may_begin(times: Times, key: str) -> bool:
    ways = (times.shifts[name] for name in ("ago_before", "one") if name in times.shifts)
    names = (times.months, times.short_months, times.weekdays, times.seasons, times.days)
    tables: tuple[Phrases[Any], ...] = (times.patterns, times.relative, times.leans, *names, *ways)
    return any(table.knows(key) for table in tables) or times.numerals.may_begin(key)


@cache
def times(language: str | None) -> Times:
    """Read what a language says about time once."""
    data = lexicon(language, "time")
    context = data.get("context", {})
    quantity_units = lexicon(language, "quantity").get("units", {})

    def numbered(name: str) -> Phrases[int]:
        table: Mapping[str, str] = data.get(name) or cldr_names(language, name)
        return Phrases([(words, int(number)) for number, words in table.items()], language)

    def listed(words: str) -> Phrases[bool]:
        return Phrases([(words, True)], language)

    return Times(
        numerals=numerals(base_language(language)),
        months=months(language),
        short_months=short_months(language),
        weekdays=numbered("weekdays"),
        seasons=numbered("seasons"),
        days=numbered("days"),
        relative=Phrases([*_shifted(data, "relative"), *_shifted(data, "anaphors")], language),
        patterns=Phrases([(words, name) for name, words in data.get("patterns", {}).items()], language),
        units=Phrases([(words, unit) for unit, words in quantity_units.items() if unit in _UNITS], language),
        leans=Phrases([(words, _LEANS[lean]) for lean, words in data.get("lean", {}).items()], language),
        shifts={name: listed(words) for name, words in data.get("shift", {}).items()},
        context={name: listed(context.get(name, "")) for name in _CONTEXTS},
        day_suffixes=frozenset(map(writing(language).fold, context.get("day_suffixes", "").split())),
        future_endings=tuple(context.get("future_endings", "").split()),
        month_first=bool(data.get("month_first", False)),
        year_first=bool(data.get("year_first", False)),
    )


_CONTEXTS = (
    "of",
    "until",
    "future",
    "perfect",
    "ranges",
    "overnight",
    "doubtful",
    "month_before",
    "year_before",
)


def _shifted(data: Mapping[str, Any], name: str) -> list[tuple[str, tuple[str, int, bool]]]:
    """Read a table of shifts: "week-1", "year+0"."""
    rows = []
    for key, words in data.get(name, {}).items():
        cut = max(key.find("+"), key.find("-"))
        rows.append((words, (key[:cut], int(key[cut:]), name == "anaphors")))
    return rows
