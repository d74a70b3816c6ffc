"""Which differences a reader should see first, and which only say again what another has said."""

from __future__ import annotations

from collections.abc import Iterable

from retold.model import Difference, DifferenceKind

#: How the order is explained to a reader.
ORDER = (
    "Figures, dates and origins come before wording, and details that some leave out last; of one kind, what more "
    "articles take part in comes first, then what is surer."
)

#: A difference says again what another of its kind says when the other shows this share of its evidence.
SAME_EVIDENCE = 0.5

_KINDS = list(DifferenceKind)


def materiality(difference: Difference) -> tuple[float, ...]:
    """Return what differences are sorted by, most material first."""
    involved = sum(len(side) for side in difference.sides)
    return _KINDS.index(difference.kind), -involved, -difference.score


def most_material_first(differences: Iterable[Difference]) -> list[Difference]:
    """Sort differences, each told once: sentences that tell two claims show one difference in both."""
    kept: list[Difference] = []
    for difference in sorted(differences, key=materiality):
        shown = set(difference.evidence)
        if not any(
            other.kind is difference.kind and len(shown & set(other.evidence)) > SAME_EVIDENCE * len(shown)
            for other in kept
        ):
            kept.append(difference)
    return kept
