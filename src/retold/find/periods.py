"""Times that are no days of a calendar: durations, what comes again, quarters, decades, "now", "recently".

They are read as TIMEX3 writes them (ISO 8601 with PRESENT_REF and the like; Pustejovsky et al. 2003). A duration is
a figure whose unit is one of time; the rest is data, section `periods` of a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from retold.find.calendar import Anchor
from retold.find.dates import find_dates
from retold.find.expressions import BARE_YEARS
from retold.find.figures import find_figures
from retold.find.quantities import quantities
from retold.find.times import times
from retold.model import Date, Figure, Span, TimeKind
from retold.text.lexicon import lexicon
from retold.text.phrases import Phrases
from retold.text.spans import over
from retold.text.words import Word, words_of

#: How TIMEX3 writes a length of time.
_LENGTHS = {
    "second": "PT{}S",
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "week": "P{}W",
    "month": "P{}M",
    "year": "P{}Y",
    "decade": "P{}DE",
    "century": "P{}CE",
}
#: Words from a part of a year to its year: (the first quarter) of the year (2024).
_REACH = 3
#: Months in a quarter and in a half of a year, by the letter TIMEX3 has for them.
_MONTHS = {"Q": 3, "H": 6}
#: Letters between a part of a day and its day: of the, на.
_BETWEEN = 6
_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4])([:.])([0-5]\d)(?![\d:%]|[.,]\d)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


class _Found(NamedTuple):
    """A time in words [first, after); a part of a year has its `part` (Q3, Q+0) and no value yet."""

    first: int
    after: int
    kind: TimeKind
    value: str
    part: str = ""


@dataclass(frozen=True, eq=False)
class Periods:
    """What a language says about such times: section `periods` of its data.

    `fixed` are words with a value of their own (now, yearly); `parts` those of a year, "Q3", or "Q+0" for the one
    that an article speaks of and "Q-1" for the one a year before; `days` parts of a day; `vague` words that count
    nothing exactly (several); `each` what makes a time come again; `clock` words beside an hour written 8.15.
    """

    fixed: Phrases[tuple[TimeKind, str]]
    parts: Phrases[str]
    days: Phrases[str]
    vague: Phrases[bool]
    each: Phrases[bool]
    rows: Phrases[str]
    clock: Phrases[bool]
    units: Phrases[str]
    one: Phrases[bool]


@cache
def periods(language: str | None) -> Periods:
    """Read what a language says about such times once."""
    data = lexicon(language, "periods")
    known = times(language)

    def table(name: str) -> list[tuple[str, str]]:
        rows: Mapping[str, str] = data.get(name, {})
        return [(words, meaning) for meaning, words in rows.items()]

    def listed(name: str) -> Phrases[bool]:
        return Phrases([(data.get(name, ""), True)], language)

    fixed = [(words, (TimeKind.DATE, value)) for words, value in table("refs")]
    fixed += [(words, (TimeKind.SET, value)) for words, value in table("sets")]
    return Periods(
        fixed=Phrases(fixed, language),
        parts=Phrases(table("parts"), language),
        days=Phrases(table("days"), language),
        vague=listed("vague"),
        each=listed("each"),
        rows=Phrases(table("rows"), language),
        clock=listed("clock"),
        units=quantities(language).units,
        one=known.shifts.get("one", Phrases([], language)),
    )


def find_times(
    text: str, language: str | None, *, published: str | None, article: str = ""
) -> tuple[Date, ...]:
    """Find all that a text says of time, in order: its dates and the times that are no days of a calendar.

    Values are TIMEX3's: 2025-09-03, P3D, PT12H, P1Y for what comes every year, 2025-Q3, 2025-H1, 197 for the
    seventies, 2025-09-04TMO for a morning, PX (PXY, some years), PRESENT_REF, PAST_REF, FUTURE_REF. None lies
    within another. Never raises.
    """
    dates = find_dates(text, language, published=published, article=article, finely=True)
    lengths = _lengths(find_figures(text, language, article=article), text)
    other = tuple(_Reading(text, language, published, dates, article).times())
    kept: list[Date] = []
    covered = bytearray(len(text))
    for time in sorted(
        [*_on_their_days(text, other, dates), *dates, *lengths], key=lambda t: t.span.start - t.span.end
    ):
        inside = slice(*time.span)
        if not any(covered[inside]):
            kept.append(time)
            covered[inside] = b"\1" * (time.span.end - time.span.start)
    return tuple(sorted(kept, key=lambda time: time.span))


def _on_their_days(text: str, times: Sequence[Date], dates: Sequence[Date]) -> Iterator[Date]:
    """Join a part of a day to the day beside it: Tuesday morning, το πρωί της Τρίτης."""
    for time in times:
        around = Span(time.span.start - _BETWEEN - 1, time.span.end + _BETWEEN + 1)
        day = next((d for d in over(around, dates) if _beside(text, time.span, d.span)), None)
        if time.kind is not TimeKind.TIME or day is None or len(day.value) != len("2025-09-03"):
            yield time
            continue
        span = Span(min(time.span.start, day.span.start), max(time.span.end, day.span.end))
        yield replace(time, span=span, value=day.value + time.value[time.value.index("T") :])


def _beside(text: str, one: Span, other: Span) -> bool:
    """Whether nothing, or one short word, stands between two spans that may share their ends."""
    between = text[min(one.end, other.end) : max(one.start, other.start)]
    return len(between) <= _BETWEEN and re.fullmatch(r"\s*\w*\s*", between) is not None


def length(unit: str, count: float | str) -> str:
    """Write a length of time as TIMEX3 does: 3 and "day" as P3D."""
    return _LENGTHS[unit].format(count if isinstance(count, str) else f"{count:g}")


def _lengths(figures: Sequence[Figure], text: str) -> Iterator[Date]:
    """Give the figures that count time, with what they count."""
    for figure in figures:
        if figure.unit in _LENGTHS:
            counted = figure.counted or figure.span
            span = Span(min(figure.span.start, counted.start), max(figure.span.end, counted.end))
            yield Date(
                article=figure.article,
                span=span,
                value=length(figure.unit, figure.value),
                kind=TimeKind.DURATION,
            )


class _Reading:
    """One text being read for what is no date and no figure."""

    def __init__(
        self, text: str, language: str | None, published: str | None, dates: Sequence[Date], article: str
    ) -> None:
        self.text = text
        self.article = article
        self.words: Sequence[Word] = words_of(text, language)
        self.data = periods(language)
        self.anchor = Anchor.of(published)
        self.published = (published or "XXXX-XX-XX")[:10]
        self.years = {d.span.start: d for d in dates if re.fullmatch(r"\d{4}", d.value)}
        self.ended = {d.span.end: d for d in self.years.values()}
        self.told = ""

    def times(self) -> Iterator[Date]:
        """Give the times in order, the longest at each place."""
        place = 0
        while place < len(self.words):
            found = max(self._at(place), key=lambda one: one.after, default=None)
            if found is None:
                place += 1
                continue
            yield self._valued(found)
            place = found.after

    def _at(self, place: int) -> Iterator[_Found]:
        data, words = self.data, self.words
        if (fixed := data.fixed.at(words, place)) is not None:
            yield _Found(place, fixed[1], *fixed[0])
        if (part := data.parts.at(words, place)) is not None:
            yield _Found(place, part[1], TimeKind.DATE, "", part[0])
        if (day := data.days.at(words, place)) is not None:
            yield _Found(place, day[1], TimeKind.TIME, f"{self.published}T{day[0]}")
        if (row := self._row(place)) is not None:
            yield row
        if (clock := self._clock(place)) is not None:
            yield clock
        for before, kind, count in (
            (data.each, TimeKind.SET, "1"),
            (data.vague, TimeKind.DURATION, "X"),
            (data.one, TimeKind.DURATION, "1"),
        ):
            counted = before.at(words, place)
            unit = counted and data.units.at(words, counted[1])
            if unit and unit[0] in _LENGTHS:
                yield _Found(place, unit[1], kind, length(unit[0], count))

    def _row(self, place: int) -> _Found | None:
        """Read a decade or a century, which a pattern names by its digits (the 1970s, 19th century)."""
        row = self.data.rows.at(self.words, place)
        if row is None:
            return None
        number = next((_number(word) for word in self.words[place : row[1]] if _number(word)), 0)
        if row[0] == "century":
            return _Found(place, row[1], TimeKind.DATE, f"{number - 1:02}") if 0 < number <= 21 else None
        year = 1900 + number if 10 <= number < 100 else number
        return _Found(place, row[1], TimeKind.DATE, f"{year // 10:03}") if 1000 <= year < 2100 else None

    def _clock(self, place: int) -> _Found | None:
        """Read an hour: 18:30 anywhere, 18.30 beside a word that says so."""
        match = _CLOCK.match(self.text, self.words[place].start) if self.words[place].kind == "d" else None
        if match is None:
            return None
        after = next(
            (n for n in range(place, len(self.words)) if self.words[n].start >= match.end()), len(self.words)
        )
        told = self.data.clock.at(self.words, after)
        if match[2] == "." and told is None and self.data.clock.before(self.words, place) is None:
            return None
        value = f"{self.published}T{int(match[1]):02}:{match[3]}"
        return _Found(place, told[1] if told else after, TimeKind.TIME, value)

    def _valued(self, found: _Found) -> Date:
        start, end, value = self.words[found.first].start, self.words[found.after - 1].end, found.value
        if found.part:
            before, behind = self._year_before(found.first), self._year_behind(found.after)
            value = self._part(found.part, (behind or before or (None, 0))[0])
            end = behind[1] if behind else end
            start = before[1] if before and not behind else start
        return Date(article=self.article, span=Span(start, end), value=value, kind=found.kind)

    def _year_before(self, place: int) -> tuple[int, int] | None:
        """Read the year right before a part of it, and where it begins: 2024 first quarter."""
        year = self.ended.get(self.words[place - 1].end) if place else None
        return None if year is None else (int(year.value), year.span.start)

    def _year_behind(self, place: int) -> tuple[int, int] | None:
        """Read the year behind a part of it, over a word such as of, and where it ends."""
        for here in range(place, min(place + _REACH, len(self.words))):
            word = self.words[here]
            year = self.years.get(word.start)
            if year is not None:
                return int(year.value), year.span.end
            if word.kind == "d" and word.key.isascii() and int(word.key) in BARE_YEARS:
                return int(word.key), word.end
            if word.kind not in "wi":
                return None
        return None

    def _part(self, part: str, year: int | None) -> str:
        """Give a part of a year its value: of the year said, else the last one of its number that has begun."""
        letter, number = part[0], part[1:]
        if number[0] in "+-":
            value = self._moved(letter, int(number))
        elif year is not None:
            value = f"{year:04}-{part}"
        elif self.anchor is None:
            value = f"XXXX-{part}"
        else:
            begun = 1 + _MONTHS[letter] * (int(number) - 1) <= self.anchor.day.month
            value = f"{self.anchor.day.year - (not begun):04}-{part}"
        self.told = value
        return value

    def _moved(self, letter: str, years: int) -> str:
        """Give the part of a year that the text speaks of, else the last whole one, some years on or back."""
        told = self.told if self.told[4:6] == f"-{letter}" and self.told[:4].isdecimal() else ""
        if not told and self.anchor is None:
            return f"XXXX-{letter}X"
        if not told and self.anchor is not None:
            at = (
                self.anchor.day.year * 12 // _MONTHS[letter]
                + (self.anchor.day.month - 1) // _MONTHS[letter]
                - 1
            )
            told = f"{at * _MONTHS[letter] // 12:04}-{letter}{at % (12 // _MONTHS[letter]) + 1}"
        return f"{int(told[:4]) + years:04}{told[4:]}"


def _number(word: Word) -> int:
    """Read digits, or a Roman number as centuries have them."""
    if word.kind == "d":
        return int(word.key) if len(word.key) <= 4 else 0
    if not word.capital or not set(word.key) <= set(_ROMAN):
        return 0
    values = [_ROMAN[letter] for letter in word.key]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
