"""How probable it is that two sentences of two articles tell the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.align.evidence import candidates, evidence, make_grid
from retold.align.passages import Passage
from retold.align.support import support
from retold.model import Span
from retold.protocols import Vectors
from retold.regression import fitted


def pair_chances(passages: Sequence[Passage]) -> Vectors:
    """Return the probability that two sentences tell the same, in the order of the passages.

    (sentences, sentences), symmetric. Two regressions: one on what speaks for the pair alone, a second one that
    also hears what the other articles say of it.
    """
    passages = [p for p in passages if p.sentences]
    if not passages:
        return np.zeros((0, 0), dtype=np.float32)
    grid = make_grid(passages)
    rows, columns = candidates(grid)
    chances = np.zeros((grid.count, grid.count), dtype=np.float32)
    if len(rows):
        names, alone = evidence(grid, rows, columns)
        more, together = support(grid, rows, columns, fitted("retold.align", "alone").chances(names, alone))
        found = fitted("retold.align", "together").chances(
            (*names, *more), np.concatenate([alone, together], axis=1)
        )
        chances[rows, columns] = chances[columns, rows] = found
    return chances


def nearest(passage: Passage, vectors: Vectors) -> tuple[Span, float] | None:
    """Return the sentence of a passage that comes nearest to some tellings, (tellings, width), and how near."""
    if not passage.sentences:
        return None
    best: Vectors = (passage.vectors @ vectors.T).max(axis=1)
    place = int(best.argmax())
    return passage.sentences[place].span, float(np.clip(best[place], 0, 1))
