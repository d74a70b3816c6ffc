"""Dates -> the bars of a timeline; who follows whom -> arcs. Both are drawn as SVG by the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
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


def timeline(dates: Iterable[tuple[str, int]]) -> list[Bar]:
    """Count what has a date by day, month or year, whichever first needs no more bars than fit; empty ones stand too.

    `dates` are dates with how much has them. One known only to the month or year counts on its first day. Years
    beyond the last 60 are left out.
    """
    days = [(date.fromordinal(span[0]), n) for each, n in dates if (span := days_of(each)) is not None]
    if not days:
        return []
    first, newest = min(days)[0], max(days)[0]
    unit = next((unit for unit in _UNITS if unit.count(first, newest) <= MOST_BARS), _UNITS[-1])
    counts = Counter[int]()
    for day, n in days:
        counts[unit.index(day)] += n
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


def spread(dates: Sequence[str | None]) -> list[float]:
    """Place dates, in time order, along a line: in percent of its length, from 3 to 97.

    One without a day stands where the one before it does.
    """
    days = [span[0] if (span := days_of(each)) else None for each in dates]
    known = [day for day in days if day is not None] or [0]
    length = max(known) - min(known) or 1
    places: list[float] = []
    for day in days:
        places.append(
            places[-1] if day is None and places else 3 + 94 * ((day or min(known)) - min(known)) / length
        )
    return places


#: Width of an article in the drawing of who follows whom, and how much higher an arc is for each it spans.
NODE, RISE = 44, 14


@dataclass(frozen=True, slots=True)
class Arc:
    """An article, by its number, that repeats or follows an earlier one, with the path that draws it."""

    number: int
    earlier: int
    copies: bool
    meaning: str
    path: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Arcs over the articles in time order; `height` is that of the drawing above the articles."""

    arcs: tuple[Arc, ...]
    height: int


def draw_arcs(links: Iterable[tuple[int, int, bool, str]]) -> Graph:
    """Draw (number, earlier number, whether it copies it, what it means) as arcs over a row of articles."""
    found = list(links)
    height = RISE * max((abs(number - earlier) for number, earlier, _, _ in found), default=0) // 2 + 10
    arcs = []
    for number, earlier, copies, meaning in found:
        start, end = (NODE * (each - 0.5) for each in (number, earlier))
        top = height - RISE * abs(number - earlier)
        path = f"M{start:g} {height} Q{(start + end) / 2:g} {top} {end:g} {height}"
        arcs.append(Arc(number, earlier, copies, meaning, path))
    return Graph(tuple(arcs), height)


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
