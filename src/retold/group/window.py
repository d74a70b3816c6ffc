"""Which articles a new one may belong with: those near in time whose mean vectors are near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from retold.protocols import Vectors

Days = tuple[int, int]


@dataclass(slots=True)
class _Bucket:
    """The articles of one (first, last) day of publication, in a matrix that grows by doubling."""

    articles: list[str] = field(default_factory=list)
    rows: Vectors = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def add(self, article: str, mean: Vectors) -> None:
        if len(self.articles) == len(self.rows):
            grown = np.zeros((max(8, 2 * len(self.rows)), len(mean)), dtype=np.float32)
            grown[: len(self.rows)] = self.rows[:, : len(mean)] if len(self.rows) else 0
            self.rows = grown
        self.rows[len(self.articles)] = mean
        self.articles.append(article)

    @property
    def means(self) -> Vectors:
        return self.rows[: len(self.articles)]


class Window:
    """The mean vectors of the articles by their days, read from where they are kept as they are needed.

    An arrival looks at the days about its own only, so that its cost does not grow with the corpus. Articles
    without a date are near to every day.
    """

    def __init__(
        self,
        load: Callable[[Days | None], Iterable[tuple[str, Vectors]]],
        spans: Callable[[], Iterable[Days]],
        *,
        most_days: int = 400,
    ) -> None:
        self._load = load
        self._spans = spans
        self._most_days = most_days
        self._buckets: dict[Days | None, _Bucket] = {}
        self._known: set[Days] = set()
        self.forget()

    def forget(self) -> None:
        """Read all anew: somebody else has written."""
        self._buckets.clear()
        self._known = set(self._spans())

    def add(self, article: str, days: Days | None, mean: Vectors) -> None:
        """Take up an article that has been kept."""
        if days is not None and days not in self._known:
            self._known.add(days)
            self._buckets[days] = _Bucket()
        elif days not in self._buckets:
            self._bucket(days)  # what is kept holds the article already
            return
        self._buckets[days].add(article, mean)

    def _bucket(self, days: Days | None) -> _Bucket:
        bucket = self._buckets.pop(days, None)
        if bucket is None:
            bucket = _Bucket()
            for article, mean in self._load(days):
                bucket.add(article, mean)
            if len(self._buckets) >= self._most_days:
                self._buckets.pop(next(iter(self._buckets)))  # the one used longest ago
        self._buckets[days] = bucket
        return bucket

    def nearest(self, days: Days | None, mean: Vectors, *, within: int, most: int) -> list[str]:
        """Return the articles published within so many days whose means are nearest, nearest first.

        An article without a date is compared with all.
        """
        keys: list[Days | None] = [None]
        keys += sorted(k for k in self._known if days is None or _meet(k, days, within))
        buckets = [bucket for bucket in map(self._bucket, keys) if bucket.articles]
        if not buckets:
            return []
        near = np.concatenate([bucket.means @ mean for bucket in buckets])
        articles = [article for bucket in buckets for article in bucket.articles]
        order = np.argsort(-near, kind="stable")[:most]
        return [articles[i] for i in order]


def _meet(a: Days, b: Days, within: int) -> bool:
    return a[0] <= b[1] + within and a[1] >= b[0] - within
