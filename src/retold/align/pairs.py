"""How probable it is that two sentences of two articles tell the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retold.align.evidence import Grid, Indices, candidates, evidence, make_grid
from retold.align.passages import Passage
from retold.align.support import support
from retold.model import Span
from retold.protocols import Vectors
from retold.regression import fitted


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Pairs of sentences with all their evidence, (pairs, kinds), and how probably each tells the same."""

    grid: Grid
    rows: Indices
    columns: Indices
    names: tuple[str, ...]
    values: Vectors
    chances: Vectors


def weigh(passages: Sequence[Passage]) -> Weighed:
    """Weigh all that speaks for pairs of sentences worth a closer look; there is a sentence at least.

    Two regressions: one on what speaks for the pair alone, a second one that also hears what the other articles
    say of it.
    """
    grid = make_grid([p for p in passages if p.sentences])
    rows, columns = candidates(grid)
    if not len(rows):
        return Weighed(grid, rows, columns, (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
    names, alone = evidence(grid, rows, columns)
    more, together = support(grid, rows, columns, fitted("retold.align", "alone").chances(names, alone))
    names, values = (*names, *more), np.concatenate([alone, together], axis=1)
    chances = fitted("retold.align", "together").chances(names, values)
    return Weighed(grid, rows, columns, names, values, chances)


def pair_chances(passages: Sequence[Passage]) -> Vectors:
    """Return the probability that two sentences tell the same, in the order of the passages.

    (sentences, sentences), symmetric.
    """
    if not any(p.sentences for p in passages):
        return np.zeros((0, 0), dtype=np.float32)
    weighed = weigh(passages)
    chances = np.zeros((weighed.grid.count, weighed.grid.count), dtype=np.float32)
    chances[weighed.rows, weighed.columns] = chances[weighed.columns, weighed.rows] = weighed.chances
    return chances


def nearest(passage: Passage, vectors: Vectors) -> tuple[Span, float] | None:
    """Return the sentence of a passage that comes nearest to some tellings, (tellings, width), and how near."""
    if not passage.sentences:
        return None
    best: Vectors = (passage.vectors @ vectors.T).max(axis=1)
    place = int(best.argmax())
    return passage.sentences[place].span, float(np.clip(best[place], 0, 1))
