"""Dates -> the bars of a timeline, drawn as SVG by the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from retold.text.time import days_of

#: More bars than this cannot be told apart on a phone 390 px wide.
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time and how much lies in it; `first` and `last` as in addresses, `height` from 0 to 100."""

    label: str
    first: str
    last: str
    count: int
    height: float


def timeline(dates: Iterable[str | None]) -> list[Bar]:
    """Count dates by day, month or year, whichever first needs no more bars than fit; empty ones stand too.

    A date known only to the month or year counts on its first day. Years beyond the last 60 are left out.
    """
    days = [date.fromordinal(span[0]) for span in map(days_of, dates) if span is not None]
    if not days:
        return []
    unit = next((unit for unit in _UNITS if unit.count(min(days), max(days)) <= MOST_BARS), _UNITS[-1])
    counts = Counter(unit.index(day) for day in days)
    last, most = max(counts), max(counts.values())
    return [
        Bar(
            label=unit.name(unit.start(index)),
            first=unit.start(index).isoformat(),
            last=unit.end(index).isoformat(),
            count=counts[index],
            height=100 * counts[index] / most,
        )
        for index in range(max(min(counts), last - MOST_BARS + 1), last + 1)
    ]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of time: days are mapped to whole numbers that follow one another, and back."""

    index: Callable[[date], int]
    start: Callable[[int], date]
    name: Callable[[date], str]

    def count(self, first: date, last: date) -> int:
        return self.index(last) - self.index(first) + 1

    def end(self, index: int) -> date:
        try:
            return date.fromordinal(self.start(index + 1).toordinal() - 1)
        except ValueError:
            return date.max


_UNITS = (
    _Unit(date.toordinal, date.fromordinal, lambda day: f"{day.day} {day:%b} {day.year}"),
    _Unit(
        lambda day: 12 * day.year + day.month - 1,
        lambda month: date(month // 12, month % 12 + 1, 1),
        lambda day: f"{day:%b} {day.year}",
    ),
    _Unit(lambda day: day.year, lambda year: date(year, 1, 1), lambda day: str(day.year)),
)
