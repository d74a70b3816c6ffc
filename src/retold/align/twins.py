"""What many articles have word for word: of many sentences, one stands for all while claims are sought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from retold.align.passages import Passage, Place
from retold.model import Claim, Telling

#: Words that tell a sentence from others; of fewer, two may say the same and mean something else.
TELLING = 3


def without_twins(passages: Sequence[Passage], most: int) -> tuple[list[Passage], dict[Place, list[Place]]]:
    """Leave out, where there are more than so many sentences, what an earlier article has in the same words.

    The values are the same, too. `passages` come in time order. Returned with what is left are the places, each an
    article and a span, of what was left out, by the place that stands for it.
    """
    twins: dict[Place, list[Place]] = defaultdict(list)
    if sum(len(p.sentences) for p in passages) <= most:
        return list(passages), twins
    first: dict[Hashable, Place] = {}
    kept = []
    for passage in passages:
        own = []
        for row, sentence in enumerate(passage.sentences):
            place = (passage.article, sentence.span)
            earlier = first.setdefault(_said(passage, row), place)
            if earlier[0] == passage.article:
                own.append(row)
            else:
                twins[earlier].append(place)
        if len(own) == len(passage.sentences):
            kept.append(passage)
        elif own:
            kept.append(_only(passage, own))
    return kept, twins


def _said(passage: Passage, row: int) -> Hashable:
    """Return what two sentences have in common only if they say the same; of a short one, its place."""
    words = passage.words[row]
    if len(words) < TELLING:
        return passage.article, row
    values = passage.values[row]
    return passage.event, passage.language, words, tuple((kind, values[kind]) for kind in sorted(values))


def _only(passage: Passage, rows: Sequence[int]) -> Passage:
    return replace(
        passage,
        sentences=tuple(passage.sentences[row] for row in rows),
        vectors=passage.vectors[rows],
        words=tuple(passage.words[row] for row in rows),
        values=tuple(passage.values[row] for row in rows),
        meanings=tuple(passage.meanings[row] for row in rows) if passage.meanings else (),
    )


def with_twins(
    claims: Sequence[Claim], twins: Mapping[Place, Sequence[Place]], order: Sequence[str]
) -> list[Claim]:
    """Return claims with the tellings of what was left out; `order` are the articles in time order."""
    at = {article: number for number, article in enumerate(order)}
    whole = []
    for claim in claims:
        more = [
            Telling(article=article, span=span, score=1.0)
            for telling in claim.tellings
            for article, span in twins.get((telling.article, telling.span), ())
        ]
        tellings = (
            sorted((*claim.tellings, *more), key=lambda t: (at[t.article], t.span))
            if more
            else claim.tellings
        )
        whole.append(replace(claim, tellings=tuple(tellings)))
    return whole
