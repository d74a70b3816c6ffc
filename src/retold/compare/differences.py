"""Claims -> how groups of their tellings differ, in what, and since when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations, permutations

import numpy as np

from retold.compare import dates, details, figures, firmness, opposites, voices
from retold.compare.reasons import word_reason
from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.model import Difference, DifferenceKind, Evidence, Span
from retold.protocols import Vectors
from retold.regression import fitted

Seek = Callable[[Statement, Statement, Phrases], list[Sign]]

#: How each kind of difference is looked for between two statements.
SIGNS: Mapping[DifferenceKind, Seek] = {
    DifferenceKind.FIGURE: figures.signs,
    DifferenceKind.DATE: lambda one, other, _: dates.signs(one, other),
    DifferenceKind.ATTRIBUTION: voices.signs,
    DifferenceKind.NEGATION: opposites.signs,
    DifferenceKind.CERTAINTY: firmness.certainty,
}

#: The kinds that a regression decides on.
WEIGHED = tuple(SIGNS)

#: The kinds that are looked for.
KINDS = (*WEIGHED, DifferenceKind.DETAIL)


def phrases_of(statement: Statement) -> list[tuple[str, str]]:
    """Return the phrases of a statement whose vectors will be asked for, with their language."""
    spans = [statement.voice.span, *(figure.counted for figure in statement.figures)]
    return [(statement.text(span), statement.language) for span in spans if span]


def find_differences(
    claim: str,
    statements: Sequence[Statement],
    phrases: Phrases,
    thresholds: Mapping[DifferenceKind, float],
) -> list[Difference]:
    """Find in what the statements of a claim differ, most material kind first.

    `statements` come in time order, one an article. Two statements differ in a kind when the regression fitted
    for it gives that at least the probability in `thresholds`.
    """
    found = []
    for kind in SIGNS:
        signs, chances = _weigh(kind, statements, phrases)
        threshold = thresholds[kind]
        sides = part(chances, threshold)
        if len(sides) > 1:
            found.append(_difference(claim, kind, statements, signs, chances, sides))
    return found + details.find_details(claim, statements)


def _weigh(
    kind: DifferenceKind, statements: Sequence[Statement], phrases: Phrases
) -> tuple[dict[tuple[int, int], Sign], Vectors]:
    """Return the strongest sign of each pair of statements, and its probability: (statements, statements)."""
    regression = fitted("retold.compare", kind)
    chances = np.zeros((len(statements), len(statements)), dtype=np.float32)
    signs: dict[tuple[int, int], Sign] = {}
    for i, j in combinations(range(len(statements)), 2):
        seen = SIGNS[kind](statements[i], statements[j], phrases)
        if seen:
            names = tuple(seen[0].evidence)
            values = np.array([[sign.evidence[name] for name in names] for sign in seen], dtype=np.float32)
            found = regression.chances(names, values)
            best = int(found.argmax())
            signs[i, j] = seen[best]
            chances[i, j] = chances[j, i] = found[best]
    return signs, chances


def part(chances: Vectors, threshold: float) -> list[list[int]]:
    """Part things into sides that differ, around the two that differ most; those that fit no side are left out.

    A thing goes to the side from whose members it does not differ while it differs from some of the others; one that
    differs from some of all sides opens another.
    """
    if not len(chances) or chances.max() < threshold:
        return []
    first, second = divmod(int(chances.argmax()), len(chances))
    sides = [[first], [second]]
    for thing in range(len(chances)):
        if thing in (first, second):
            continue
        near = [side for side in sides if chances[thing, side].max() < threshold]
        if not near:
            sides.append([thing])
        elif len(near) == 1:
            near[0].append(thing)
    return sorted(sorted(side) for side in sides)


def _difference(
    claim: str,
    kind: DifferenceKind,
    statements: Sequence[Statement],
    signs: Mapping[tuple[int, int], Sign],
    chances: Vectors,
    sides: Sequence[Sequence[int]],
) -> Difference:
    shown = shown_of(signs, chances, sides)
    departing = min(i for side in sides[1:] for i in side)
    parts = [([shown[i][0] for i in side], [statements[i].article.name for i in side]) for side in sides]
    return Difference(
        claim=claim,
        kind=kind,
        sides=tuple(tuple(statements[i].article.id for i in side) for side in sides),
        reason=word_reason(kind, parts),
        score=float(max(chances[i, j] for a, b in combinations(sides, 2) for i in a for j in b)),
        evidence=tuple(
            Evidence(article=statements[i].article.id, span=shown[i][1]) for side in sides for i in side
        ),
        since=statements[departing].article.id,
    )


def shown_of(
    signs: Mapping[tuple[int, int], Sign], chances: Vectors, sides: Sequence[Sequence[int]]
) -> dict[int, tuple[str, Span]]:
    """Return what each statement says unlike those of the other sides, and where.

    It is what it says unlike the one that it differs from most; unless the words are then those of another side, and
    there are others that tell it from that side.
    """

    def unlike(i: int, others: Iterable[int]) -> tuple[str, Span]:
        j = max(others, key=lambda j: chances[i, j])
        sign, at = (signs[i, j], 0) if i < j else (signs[j, i], 1)
        return sign.words[at], sign.spans[at]

    found = {
        i: unlike(i, (j for other in sides if other is not side for j in other))
        for side in sides
        for i in side
    }
    for side, other in permutations(sides, 2):
        words = {found[j][0] for j in other}
        for i in side:
            if found[i][0] in words and chances[i, list(other)].any():
                found[i] = unlike(i, other)
    return found


def wordings(
    kind: DifferenceKind, statements: Sequence[Statement], side: Collection[str]
) -> set[tuple[Evidence, str]]:
    """Return all that the articles of one side may be said to say unlike the other statements, and what shows it.

    `statements` come in time order; `side` are article ids.
    """

    def nothing(phrases: Sequence[tuple[str, str]]) -> Vectors:
        """Stand for the vectors of phrases: they weigh signs, and word none."""
        return np.zeros((len(phrases), 1), dtype=np.float32)

    if kind not in SIGNS:
        said = ((s, *shown) for s in statements for shown in details.wordings(s))
    else:
        said = (
            shown
            for one, other in combinations(statements, 2)
            if (one.article.id in side) != (other.article.id in side)
            for sign in SIGNS[kind](one, other, nothing)
            for shown in zip((one, other), sign.spans, sign.words, strict=True)
        )
    return {
        (Evidence(article=statement.article.id, span=span), words)
        for statement, span, words in said
        if statement.article.id in side
    }
