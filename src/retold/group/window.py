"""Which things a new one may belong with: those near in time whose mean vectors are near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from retold.protocols import Vectors

Days = tuple[int, int]

#: Days and things that stay in memory between arrivals, things with 1.5 kB each: twenty articles a minute are 29,000
#: a day, and those of eleven days are asked for.
MOST_DAYS, MOST_THINGS = 500, 350_000


@dataclass(slots=True)
class _Bucket:
    """The things of one (first, last) day, in a matrix that grows by doubling."""

    things: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    rows: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def put(self, thing: str, mean: Vectors) -> None:
        if thing not in self.places:
            if len(self.things) == len(self.rows):
                grown = np.zeros((max(8, 2 * len(self.rows)), len(mean)), dtype=np.float32)
                grown[: len(self.rows)] = self.rows[:, : len(mean)] if len(self.rows) else 0
                self.rows = grown
            self.places[thing] = len(self.things)
            self.things.append(thing)
        self.rows[self.places[thing]] = mean

    def drop(self, thing: str) -> None:
        place = self.places.pop(thing, None)
        if place is None:
            return
        last = self.things.pop()
        if last != thing:
            self.things[place] = last
            self.places[last] = place
            self.rows[place] = self.rows[len(self.things)]

    @property
    def means(self) -> Vectors:
        return self.rows[: len(self.things)]


class Window:
    """Mean vectors of articles, or of events, by their days, read from where they are kept as they are needed.

    An arrival looks at the days about its own only, so that its cost does not grow with the corpus. Things
    without a date are near to every day.
    """

    def __init__(
        self,
        load: Callable[[Days | None], Iterable[tuple[str, Vectors]]],
        spans: Callable[[], Iterable[Days]],
        *,
        most_days: int = MOST_DAYS,
        most_things: int = MOST_THINGS,
    ) -> None:
        self._load = load
        self._spans = spans
        self._most_days = most_days
        self._most_things = most_things
        self._buckets: dict[Days | None, _Bucket] = {}
        self._known: set[Days] = set()
        self.forget()

    def forget(self) -> None:
        """Read all anew: somebody else has written."""
        self._buckets.clear()
        self._known = set(self._spans())

    def add(self, thing: str, days: Days | None, mean: Vectors) -> None:
        """Take up a thing that has been kept, or its new mean."""
        if days is not None and days not in self._known:
            self._known.add(days)
            self._buckets[days] = _Bucket()
        self._bucket(days).put(thing, mean)

    def drop(self, thing: str, days: Days | None) -> None:
        """Leave out a thing that is no more, or is kept under other days."""
        if days in self._buckets:
            self._buckets[days].drop(thing)

    def _bucket(self, days: Days | None) -> _Bucket:
        bucket = self._buckets.pop(days, None)
        if bucket is None:
            bucket = _Bucket()
            for thing, mean in self._load(days):
                bucket.put(thing, mean)
            if len(self._buckets) >= self._most_days:
                self._buckets.pop(next(iter(self._buckets)))  # the one used longest ago
        self._buckets[days] = bucket
        return bucket

    def _let_go(self, unused: int) -> None:
        """Let go of the days used longest ago, while things are too many; so many of the days were not used now."""
        held = sum(len(bucket.things) for bucket in self._buckets.values())
        for days in list(self._buckets)[: max(0, unused)]:
            if held <= self._most_things:
                break
            held -= len(self._buckets.pop(days).things)

    def nearest(self, days: Days | None, mean: Vectors, *, within: int, most: int) -> list[str]:
        """Return the things of so many days about whose means are nearest, nearest first.

        A thing without a date is compared with all.
        """
        keys: list[Days | None] = [None]
        keys += sorted(k for k in self._known if days is None or _meet(k, days, within))
        buckets = [bucket for bucket in map(self._bucket, keys) if bucket.things]
        self._let_go(len(self._buckets) - len(keys))
        if not buckets:
            return []
        near = np.concatenate([bucket.means @ mean for bucket in buckets])
        places = np.arange(len(near))
        if len(near) > 4 * most:
            places = np.sort(np.argpartition(-near, most)[: most + 1])
        places = places[np.argsort(-near[places], kind="stable")[:most]]
        ends = np.cumsum([len(bucket.things) for bucket in buckets])
        of = np.searchsorted(ends, places, side="right")
        return [
            buckets[b].things[place - ends[b]] for b, place in zip(of.tolist(), places.tolist(), strict=True)
        ]


def _meet(a: Days, b: Days, within: int) -> bool:
    return a[0] <= b[1] + within and a[1] >= b[0] - within
