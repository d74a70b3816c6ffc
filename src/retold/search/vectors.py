"""All sentence vectors of a corpus in one array, searched exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.protocols import Vectors

#: Rows by which the array grows.
_STEP = 4_096


class SentenceVectors:
    """Centred sentence vectors by article; exact search is a single product below some 200,000 sentences."""

    def __init__(self, width: int) -> None:
        self._rows: Vectors = np.zeros((_STEP, width), dtype=np.float32)
        self._used = 0
        self._articles: list[str] = []
        self._starts: list[int] = []

    def __len__(self) -> int:
        return self._used

    @property
    def articles(self) -> int:
        """How many articles are in it."""
        return len(self._articles)

    def add(self, article: str, vectors: Vectors) -> None:
        """Add the sentences of an article: (sentences, width), unit rows; a row of zeros is never found."""
        end = self._used + len(vectors)
        if end > len(self._rows):
            grown = np.zeros((max(end, len(self._rows) * 3 // 2), self._rows.shape[1]), dtype=np.float32)
            grown[: self._used] = self._rows[: self._used]
            self._rows = grown
        self._rows[self._used : end] = vectors
        self._articles.append(article)
        self._starts.append(self._used)
        self._used = end

    def nearest(self, vector: Vectors, *, most: int, least: float) -> list[tuple[str, int, float]]:
        """Return the sentences nearest to a unit vector (width,): (article, position, cosine), nearest first."""
        scores = self._rows[: self._used] @ vector
        many = min(most, self._used)
        if not many:
            return []
        chosen = np.sort(np.argpartition(-scores, many - 1)[:many])  # of equals, the one that came first
        chosen = chosen[np.argsort(-scores[chosen], kind="stable")]
        starts = np.array(self._starts)
        owners: Sequence[int] = (np.searchsorted(starts, chosen, side="right") - 1).tolist()
        return [
            (self._articles[owner], int(row) - self._starts[owner], float(scores[row]))
            for owner, row in zip(owners, chosen, strict=True)
            if scores[row] >= least
        ]
