"""Differences that a user says are none: kept as judgements, and left out whenever they are found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from retold.model import Difference, Judgement, JudgementKind


def places_of(difference: Difference) -> tuple[str, ...]:
    """Name where a difference shows itself, whatever the claim is called by then: "article:start:end"."""
    return tuple(sorted({f"{e.article}:{e.span.start}:{e.span.end}" for e in difference.evidence}))


def articles_of(judgement: Judgement) -> list[str]:
    """Return the articles in which a rejected difference showed itself."""
    return list(dict.fromkeys(place.split(":")[0] for place in judgement.subjects[1]))


def without_rejected(
    differing: Mapping[str, Sequence[Difference]], judgements: Iterable[Judgement]
) -> dict[str, list[Difference]]:
    """Leave out the differences of which all that shows them was judged to be no difference of that kind.

    One that a new telling joins is shown again: nobody has judged that one.
    """
    rejected = [
        (judgement.subjects[0][0], set(judgement.subjects[1]))
        for judgement in judgements
        if judgement.kind is JudgementKind.SAME and not judgement.undone
    ]

    def holds(difference: Difference) -> bool:
        return not any(
            kind == difference.kind and places.issuperset(places_of(difference)) for kind, places in rejected
        )

    return {claim: list(filter(holds, found)) for claim, found in differing.items()}
