"""Whether two figures are the same, and whether one is among many."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from retold.model import Bound, Figure
from retold.text.units import converted, measure_of, worth

#: Values this near, as a share, are no difference where one of them is said to be approximate.
ROUGHLY = 0.07

#: Nor are values this near that were converted: writers round (60 miles, 100 kilometres).
CONVERTED = 0.05

#: Degrees that a converted temperature may be off.
DEGREES = 1.0


def same_unit(one: Figure, other: Figure) -> bool | None:
    """Whether two figures are in units of one thing; None where one of them has none that is known."""
    if one.unit is None or other.unit is None:
        return None
    return one.unit == other.unit or (
        measure_of(one.unit) is not None and measure_of(one.unit) == measure_of(other.unit)
    )


def matches(one: Figure, other: Figure) -> bool:
    """Whether two values are the same, as far as they are meant to be exact, in whatever unit each is given."""
    if same_unit(one, other) is False:
        return False
    if None in (one.unit, other.unit) or one.unit == other.unit:
        approximate = Bound.EXACT not in (one.bound, other.bound) or one.bound is not other.bound
        if _near(one.value, other.value, ROUGHLY if approximate else 0.0):
            return True
    pairs = in_one_unit(one, other)
    if "temperature" in (measure_of(one.unit), measure_of(other.unit)):
        return any(abs(mine - theirs) <= DEGREES for mine, theirs in pairs)
    return any(_near(mine, theirs, CONVERTED) for mine, theirs in pairs)


def in_one_unit(one: Figure, other: Figure) -> list[tuple[float, float]]:
    """Return the values of two figures in one unit, for each way to convert them."""
    return list(converted((one.value * _scale(one), _unit(one)), (other.value * _scale(other), _unit(other))))


def _near(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other))


def _unit(figure: Figure) -> str:
    """Return the unit of a figure; a fraction of something that is not measured is a share."""
    return "percent" if _scale(figure) != 1 else figure.unit or ""


def _scale(figure: Figure) -> int:
    return 100 if figure.unit is None and 0 < figure.value < 1 else 1


class Given:
    """Figures that are given in one place, to ask whether others are among them."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._alike: dict[tuple[str | None, str, bool], list[Figure]] = defaultdict(list)
        for figure in sorted(figures, key=_value):
            self._alike[figure.unit, _unit(figure), figure.bound is Bound.EXACT].append(figure)

    def has(self, figure: Figure) -> bool:
        """Whether a figure matches any of these."""
        return any(
            matches(figure, near) for alike in self._alike.values() for near in _nearest(figure, alike)
        )


def _value(figure: Figure) -> float:
    return figure.value


def _nearest(figure: Figure, alike: list[Figure]) -> Iterator[Figure]:
    """Yield, of figures in one unit by value, those next to a figure, as it stands and converted.

    Where none of these matches, none that is further off does.
    """
    first = alike[0]
    values = [figure.value]
    values += (v / _scale(first) for v in worth((figure.value * _scale(figure), _unit(figure)), _unit(first)))
    for value in values:
        place = bisect_left(alike, value, key=_value)
        yield from alike[max(0, place - 1) : place + 1]
