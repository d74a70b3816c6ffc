"""Scored pairs of sentences -> which articles translate others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np

from retold.align.passages import Passage
from retold.model import Copy, CopyKind
from retold.protocols import Vectors

#: A pair of sentences that is less probable is no step from a sentence to its translation.
LEAST_STEP = 0.3

#: Two reports of fewer sentences may tell the same in the same order by themselves.
FEWEST_SENTENCES = 5

#: The days of an article without a date: it comes last.
UNDATED = (0, 10**7)


def find_translations(passages: Sequence[Passage], chances: Vectors, *, least: float) -> list[Copy]:
    """Find the articles that are translations: nearly every sentence tells in order what those of another one tell.

    `chances` are those of `pair_chances`. A chain of pairs that go forward in both articles is sought; its sum of
    probabilities is, for a translation, the share `least` of its sentences. The original is in another language and
    the earlier one, of the same day the longer one. What translates a translation translates its original.
    """
    starts = [0, *accumulate(len(passage.sentences) for passage in passages)]
    order = sorted(
        (i for i, passage in enumerate(passages) if len(passage.sentences) >= FEWEST_SENTENCES),
        key=lambda i: ((passages[i].days or UNDATED)[1], -len(passages[i].sentences), i),
    )
    found: dict[str, Copy] = {}
    for rank, own in enumerate(order):
        rivals = []
        for other in order[:rank]:
            part = chances[starts[own] : starts[own + 1], starts[other] : starts[other + 1]]
            enough = least * len(part)
            if not _one_language(passages[own], passages[other]) and part.max(axis=1).sum() >= enough:
                weight, chain = best_chain(part)
                rivals += [(weight, -other, chain)] if weight >= enough else []
        if rivals:
            _, place, chain = max(rivals)
            found[passages[own].article] = _translation(passages[own], passages[-place], chain, found)
    return list(found.values())


def best_chain(chances: Vectors) -> tuple[float, list[tuple[int, int]]]:
    """Return the pairs (row, column) that go forward in both with the highest sum of chances, and that sum."""
    steps = [(int(i), int(j)) for i, j in np.argwhere(chances >= LEAST_STEP)]
    chains: list[tuple[float, list[tuple[int, int]]]] = []
    for at, (row, column) in enumerate(steps):
        before = [chains[k] for k in range(at) if steps[k][0] < row and steps[k][1] < column]
        weight, chain = max(before, key=lambda each: each[0], default=(0.0, []))
        chains.append((weight + float(chances[row, column]), [*chain, (row, column)]))
    return max(chains, key=lambda each: each[0], default=(0.0, []))


def _one_language(one: Passage, other: Passage) -> bool:
    return one.language.split("-")[0] == other.language.split("-")[0]


def _translation(
    own: Passage, other: Passage, chain: Sequence[tuple[int, int]], found: Mapping[str, Copy]
) -> Copy:
    return Copy(
        article=own.article,
        original=found[other.article].original if other.article in found else other.article,
        contained=len(chain) / len(own.sentences),
        kind=CopyKind.TRANSLATION,
        spans=tuple(own.sentences[row].span for row, _ in chain),
    )
