"""How probable it is that two sentences of two articles tell the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.align.passages import Passage
from retold.model import Span
from retold.protocols import Vectors


def pair_scores(passages: Sequence[Passage]) -> Vectors:
    """Return the score of every pair of sentences, in the order of the passages: (sentences, sentences).

    The centred cosine, where each sentence is the other's best match in its article; 0 elsewhere.
    """
    vectors = np.concatenate([p.vectors for p in passages])
    cosines = vectors @ vectors.T
    starts = np.cumsum([0, *(len(p.sentences) for p in passages)])
    scores = np.zeros_like(cosines)
    for i in range(len(passages)):
        for j in range(i + 1, len(passages)):
            rows, columns = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
            block = cosines[rows, columns]
            if not block.size:
                continue
            mutual = (block == block.max(axis=1, keepdims=True)) & (block == block.max(axis=0, keepdims=True))
            scores[rows, columns] = np.where(mutual, block, 0)
            scores[columns, rows] = scores[rows, columns].T
    return scores


def nearest(passage: Passage, vectors: Vectors) -> tuple[Span, float] | None:
    """Return the sentence of a passage that comes nearest to some tellings, (tellings, width), and how near."""
    if not len(passage.sentences):
        return None
    best: Vectors = (passage.vectors @ vectors.T).max(axis=1)
    place = int(best.argmax())
    return passage.sentences[place].span, float(np.clip(best[place], 0, 1))
