"""Where two articles give different values for the same counted thing."""

from __future__ import annotations

from math import log10

import numpy as np

from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.model import Bound, Figure, Span

#: Values this near, as a share, are no difference where one of them is said to be approximate.
ROUGHLY = 0.07


def agree(one: Figure, other: Figure) -> bool:
    """Whether two values are the same, as far as they are meant to be exact."""
    if one.value == other.value:
        return True
    approximate = Bound.EXACT not in (one.bound, other.bound) or one.bound is not other.bound
    return approximate and abs(one.value - other.value) <= ROUGHLY * max(abs(one.value), abs(other.value))


def same_unit(one: Figure, other: Figure) -> bool | None:
    """Whether two figures are of one unit; None where one of them has none that is known."""
    return None if one.unit is None or other.unit is None else one.unit == other.unit


def signs(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Find the pairs of figures of two statements that may contradict each other.

    A figure that agrees with any of the other statement is out of question; figures of different units too.
    """
    left = [f for f in one.figures if not any(_matches(f, g) for g in other.figures)]
    right = [g for g in other.figures if not any(_matches(f, g) for f in one.figures)]
    pairs = [(f, g) for f in left for g in right if same_unit(f, g) is not False and f.value and g.value]
    if not pairs:
        return []
    counted = {(id(f)): (one.text(f.counted), one.language) for f in left}
    counted |= {(id(g)): (other.text(g.counted), other.language) for g in right}
    keys = [key for key, (text, _) in counted.items() if text]
    vectors = dict(zip(keys, phrases([counted[key] for key in keys]), strict=True)) if keys else {}
    shared = sum(any(_matches(f, g) for g in other.figures) for f in one.figures)
    found = []
    for f, g in pairs:
        a, b = vectors.get(id(f)), vectors.get(id(g))
        ratio = abs(log10(abs(f.value / g.value)))
        found.append(
            Sign(
                (f.span, g.span),
                (in_words(f, one), in_words(g, other)),
                {
                    "one unit": float(same_unit(f, g) is True),
                    "both without unit": float(f.unit is None and g.unit is None),
                    "counted alike": 0.3 if a is None or b is None else float(np.dot(a, b)),
                    "times apart": min(ratio, 2.0),
                    "near": float(ratio < 0.35),
                    "left in both": float(len(left) + len(right) - 2),
                    "only figures": float(len(one.figures) == 1 and len(other.figures) == 1),
                    "shared": float(shared),
                    "bound": float((f.bound is Bound.EXACT) + (g.bound is Bound.EXACT)),
                    "small": float(min(f.value, g.value) <= 2),
                    "sure": min(one.score, other.score),
                },
            )
        )
    return found


def _matches(one: Figure, other: Figure) -> bool:
    return same_unit(one, other) is not False and agree(one, other)


def in_words(figure: Figure, statement: Statement) -> str:
    """Say a figure as its article does: the number, how it is meant and what is counted."""
    counted = figure.counted
    end = counted.end if counted and 0 <= counted.start - figure.span.end <= 2 else figure.span.end
    bound = "" if figure.bound is Bound.EXACT else f"{figure.bound} "
    return bound + statement.text(Span(figure.span.start, end))
