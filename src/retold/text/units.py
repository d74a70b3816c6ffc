"""What units are worth in one another, read from `units.toml`: a value in feet is one in metres."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Reading(NamedTuple):
    """What a unit may be worth: value - `less`, times `times`, is the value in the unit that `measure` counts in."""

    measure: str
    less: float
    times: float

    def of(self, value: float) -> float:
        """Return a value of this unit in the unit of its measure."""
        return (value - self.less) * self.times


def measure_of(unit: str | None) -> str | None:
    """Return what a unit measures (length, mass ...); None for one that is not known."""
    readings = _readings().get(unit or "", ())
    return readings[0].measure if readings else None


def converted(one: tuple[float, str], other: tuple[float, str]) -> Iterator[tuple[float, float]]:
    """Yield two values, given with their units, in one unit, for each way to convert them; none if there is no way.

    In one unit already, only degrees can be converted: nobody says of which scale they are.
    """
    for mine in _readings().get(one[1], ()):
        for theirs in _readings().get(other[1], ()):
            if mine.measure == theirs.measure and (one[1] != other[1] or mine.less != theirs.less):
                yield mine.of(one[0]), theirs.of(other[0])


def worth(value: tuple[float, str], unit: str) -> Iterator[float]:
    """Yield what a value, given with its unit, is worth in another unit, for each way to convert it."""
    for mine in _readings().get(value[1], ()):
        for theirs in _readings().get(unit, ()):
            if mine.measure == theirs.measure:
                yield mine.of(value[0]) / theirs.times + theirs.less


@cache
def _readings() -> Mapping[str, tuple[Reading, ...]]:
    data = tomllib.loads((files("retold.text") / "units.toml").read_text(encoding="utf-8"))
    return {
        unit: tuple(_reading(measure, said) for said in listed)
        for measure, units in data.items()
        for unit, listed in units.items()
    }


def _reading(measure: str, said: float | Mapping[str, float]) -> Reading:
    if isinstance(said, Mapping):
        return Reading(measure, said["less"], said["times"])
    return Reading(measure, 0.0, said)
