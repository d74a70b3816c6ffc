"""A story -> the chapters that are lined up one by one, so that it may grow without end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

import numpy as np

from retold.protocols import Vectors

#: Days are halved this often at most: to less than a minute.
HALVINGS = 11

#: Earlier events that a chapter is lined up with: a follow-up takes up one or two of them.
GUESTS = 8


@dataclass(frozen=True)
class Chapter:
    """Events of a story, near each other in time, that are lined up together: each with its articles in time order.

    `guests` are articles of earlier events, with those: what came before.
    """

    story: str
    events: Mapping[str, tuple[str, ...]]
    guests: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """What tells whether it is still as it was lined up; guests do not matter to that."""
        told = [self.story, *(word for event, articles in self.events.items() for word in (event, *articles))]
        return sha256("\n".join(told).encode()).hexdigest()[:32]

    def holds(self, event_of: Mapping[str, str]) -> bool:
        """Whether its articles, and its guests, are still all that tell these events."""
        own = {article: event for event, articles in self.events.items() for article in articles}
        return {**self.guests, **own} == event_of


def divide(times: Sequence[float], sizes: Sequence[int], most: int) -> list[range]:
    """Divide things in time order into runs whose sizes add up to `most`, or that are one thing.

    Spans of time are halved where a grid that is the same for all has its lines, until what lies in one fits; so what
    arrives changes the run that it falls into and no other. `times` are in days.
    """
    grid = [int(time * 2**HALVINGS) for time in times]
    before = [0, *accumulate(sizes)]
    return list(_halved(grid, before, range(len(times)), most))


def _halved(grid: Sequence[int], before: Sequence[int], run: range, most: int) -> Iterator[range]:
    if len(run) < 2 or before[run.stop] - before[run.start] <= most:
        if len(run):
            yield run
        return
    level = (grid[run[0]] ^ grid[run[-1]]).bit_length()
    if not level:  # all at one time: as they come
        yield from _filled(before, run, most)
        return
    line = (grid[run[-1]] >> (level - 1)) << (level - 1)
    middle = bisect_left(grid, line, run.start, run.stop)
    yield from _halved(grid, before, range(run.start, middle), most)
    yield from _halved(grid, before, range(middle, run.stop), most)


def _filled(before: Sequence[int], run: range, most: int) -> Iterator[range]:
    start = run.start
    for place in run[1:]:
        if before[place + 1] - before[start] > most:
            yield range(start, place)
            start = place
    yield range(start, run.stop)


def nearest_before(means: Vectors, start: int) -> list[int]:
    """Return which things before the one at `start` are nearest in meaning to some from there on, in order.

    `means` are centred vectors of length one in time order, (things, width). There are `GUESTS` at most.
    """
    near: Vectors = (means[:start] @ means[start:].T).max(axis=1)
    return sorted(int(place) for place in np.argsort(-near, kind="stable")[:GUESTS])
