"""Scored pairs of sentences -> claims with all their tellings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.align.pairs import pair_scores
from retold.align.passages import Passage
from retold.model import Claim, Telling
from retold.protocols import Vectors


def line_up(passages: Sequence[Passage], *, threshold: float) -> list[Claim]:
    """Line up what the articles of a story tell: one claim for each statement, with every telling of it.

    `passages` come in time order; a claim belongs to the event of its earliest telling, and what one article
    alone tells is a claim with one telling.
    """
    passages = [p for p in passages if p.sentences]
    if not passages:
        return []
    scores = pair_scores(passages)
    places = [(p, s) for p in passages for s in range(len(p.sentences))]
    claims = []
    for group in grow_groups(scores, threshold):
        passage, first = places[group[0]]
        tellings = tuple(
            Telling(
                article=places[i][0].article,
                span=places[i][0].sentences[places[i][1]].span,
                score=1.0 if len(group) == 1 else float(max(scores[i, j] for j in group if j != i)),
            )
            for i in group
        )
        claims.append(Claim(id=f"c{passage.sentences[first].id}", event=passage.event, tellings=tellings))
    return claims


def grow_groups(scores: Vectors, threshold: float) -> list[list[int]]:
    """Group things, strongest pair first: two groups join when half of the pairs between them reach `threshold`."""
    count = len(scores)
    linked = scores >= threshold
    owner = list(range(count))
    groups = {i: [i] for i in range(count)}
    rows, columns = np.nonzero(np.triu(linked, 1))
    for k in np.argsort(-scores[rows, columns], kind="stable"):
        a, b = owner[rows[k]], owner[columns[k]]
        if a == b:
            continue
        between = linked[np.ix_(groups[a], groups[b])]
        if between.mean() >= 0.5:
            groups[a] += groups.pop(b)
            for i in groups[a]:
                owner[i] = a
    return sorted(sorted(group) for group in groups.values())
