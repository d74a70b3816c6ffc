"""Claims -> how groups of their tellings differ, in what, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import PurePath

import numpy as np

from retold.compare import dates, figures, firmness, voices
from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.model import Difference, DifferenceKind, Evidence
from retold.protocols import Vectors
from retold.regression import fitted

Seek = Callable[[Statement, Statement, Phrases], list[Sign]]

#: How each kind of difference is looked for between two statements.
SIGNS: Mapping[DifferenceKind, Seek] = {
    DifferenceKind.FIGURE: figures.signs,
    DifferenceKind.DATE: lambda one, other, _: dates.signs(one, other),
    DifferenceKind.ATTRIBUTION: voices.signs,
    DifferenceKind.NEGATION: lambda one, other, _: firmness.negation(one, other),
    DifferenceKind.CERTAINTY: firmness.certainty,
}

#: The kinds that are looked for.
KINDS = tuple(SIGNS)

#: What stands at the head of a reason.
HEADS = {
    DifferenceKind.FIGURE: "The figures differ",
    DifferenceKind.DATE: "The dates differ",
    DifferenceKind.ATTRIBUTION: "The origin differs",
    DifferenceKind.NEGATION: "One contradicts the other",
    DifferenceKind.CERTAINTY: "The certainty differs",
}


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
    return found


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

    A thing goes to the side from which it does not differ while it differs from the others; one that differs
    from all sides opens another.
    """
    if not len(chances) or chances.max() < threshold:
        return []
    first, second = divmod(int(chances.argmax()), len(chances))
    sides = [[first], [second]]
    for thing in range(len(chances)):
        if thing in (first, second):
            continue
        near = [side for side in sides if np.mean(chances[thing, side]) < threshold]
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
    said, shown = {}, []
    for mine, side in enumerate(sides):
        others = [j for k, other in enumerate(sides) if k != mine for j in other]
        for i in side:
            j = max(others, key=lambda j: chances[i, j])
            sign, at = (signs[i, j], 0) if i < j else (signs[j, i], 1)
            said[i] = sign.words[at]
            shown.append(Evidence(article=statements[i].article.id, span=sign.spans[at]))
    departing = min(i for side in sides[1:] for i in side)
    parts = [f"{_in_words([said[i] for i in side])} ({_names(statements, side)})" for side in sides]
    return Difference(
        claim=claim,
        kind=kind,
        sides=tuple(tuple(statements[i].article.id for i in side) for side in sides),
        reason=f"{HEADS[kind]}: {'; '.join(parts)}.",
        score=float(max(chances[i, j] for a, b in combinations(sides, 2) for i in a for j in b)),
        evidence=tuple(shown),
        since=statements[departing].article.id,
    )


def _in_words(said: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(" ".join(words.split()) for words in said))


def _names(statements: Sequence[Statement], side: Sequence[int]) -> str:
    articles = [statements[i].article for i in side]
    return ", ".join(a.outlet or PurePath(a.location).stem for a in articles)
