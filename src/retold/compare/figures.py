"""Where two articles give different values for the same counted thing."""

from __future__ import annotations

from math import log10

import numpy as np

from retold.compare.matching import in_one_unit, same_unit
from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.model import Bound, Figure, Span


def signs(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Find the pairs of figures of two statements that may contradict each other.

    A figure that agrees with any of the other statement is out of question; figures of different things too.
    """
    left = [f for f in one.figures if not other.given.has(f)]
    right = [g for g in other.figures if not one.given.has(g)]
    pairs = [(f, g) for f in left for g in right if _may_contradict(f, g) and f.value and g.value]
    if not pairs:
        return []
    counted = {(id(f)): (one.text(f.counted), one.language) for f in left}
    counted |= {(id(g)): (other.text(g.counted), other.language) for g in right}
    keys = [key for key, (text, _) in counted.items() if text]
    vectors = dict(zip(keys, phrases([counted[key] for key in keys]), strict=True)) if keys else {}
    shared = len(one.figures) - len(left)
    found = []
    for f, g in pairs:
        a, b = vectors.get(id(f)), vectors.get(id(g))
        mine, theirs = next(iter(in_one_unit(f, g)), (f.value, g.value))
        ratio = abs(log10(abs(mine / theirs))) if mine and theirs else 0.0
        found.append(
            Sign(
                (f.span, g.span),
                (in_words(f, one), in_words(g, other)),
                {
                    "one unit": float(same_unit(f, g) is not None),
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


def _may_contradict(one: Figure, other: Figure) -> bool:
    """Whether two figures may be of one thing; money in two currencies only where the number is one."""
    if same_unit(one, other) is not False:
        return True
    return one.value == other.value and is_currency(one.unit) and is_currency(other.unit)


def is_currency(unit: str | None) -> bool:
    """Whether a unit is the code of a currency (ISO 4217)."""
    return unit is not None and len(unit) == 3 and unit.isupper()


def in_words(figure: Figure, statement: Statement) -> str:
    """Say a figure as its article does: the number, how it is meant and what is counted."""
    start, end, counted = figure.span.start, figure.span.end, figure.counted
    if counted and 0 <= counted.start - end <= 2:
        end = counted.end
    elif counted and 0 <= start - counted.end <= 2:
        start = counted.start
    bound = "" if figure.bound is Bound.EXACT else f"{figure.bound} "
    return bound + statement.text(Span(start, end))
