"""Where two articles give the same claim as more or less certain."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

import numpy as np

from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.compare.voices import voices_alike
from retold.model import Modality, Span, Strength
from retold.text.stances import Stance

#: Stances that make a statement less than a plain one.
WEAKER = frozenset(
    {
        Stance.UNSURE,
        Stance.POSSIBLE,
        Stance.SUSPECTED,
        Stance.LIKELY,
        Stance.BELIEVED,
        Stance.HEARSAY,
        Stance.CONSIDERED,
        Stance.INTENDED,
    }
)


def strength_of(statement: Statement) -> Strength:
    """Return how firmly the origin of a statement stands behind it; stated as fact where it has none."""
    return statement.innermost[0].strength if statement.innermost else Strength.STATED


def stances_beside(statement: Statement, other: Statement) -> dict[Stance, Span]:
    """Return how sure a statement is, and where that shows: by its words, or by a cue that says what the other's do.

    "The analysts see a victory" is as much believed as "the analysts believe that it is one".
    """
    shown = dict(statement.stances)
    if Stance.BELIEVED in other.stances and strength_of(statement) is Strength.BELIEVED:
        shown.setdefault(Stance.BELIEVED, statement.innermost[0].cue or statement.spans[0])
    return shown


def certainty(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Say what speaks for two statements differing in how certain they are."""
    alike = voices_alike(one, other, phrases)
    cues = {strength_of(one), strength_of(other)}
    stances = stances_beside(one, other), stances_beside(other, one)
    hedged = [not WEAKER.isdisjoint(each) for each in stances]
    evidence = {f"one {stance}": one_only(*stances, stance) for stance in Stance}
    evidence |= {
        f"one {strength} by its cue": float(strength in cues and len(cues) == 2)
        for strength in Strength
        if strength is not Strength.SAID
    }
    evidence |= {
        "believed, other said": float(cues == {Strength.BELIEVED, Strength.SAID}),
        "admitted, other said": float(cues == {Strength.ADMITTED, Strength.SAID}),
        "one conditional": one_only(one.modalities, other.modalities, Modality.CONDITIONAL),
        "one future": one_only(one.modalities, other.modalities, Modality.FUTURE),
        "one future, voices alike": alike * one_only(one.modalities, other.modalities, Modality.FUTURE),
        "one hedged": float(hedged[0] != hedged[1]),
        "both hedged": float(all(hedged)),
        "voices alike": alike,
        "hedged, voices alike": alike * float(hedged[0] != hedged[1]),
        "cosine": float(np.dot(one.vector, other.vector)),
        "sure": min(one.score, other.score),
    }
    return [
        Sign((_place(one, other), _place(other, one)), (_manner(one, other), _manner(other, one)), evidence)
    ]


def _own_stances(statement: Statement, other: Statement) -> dict[Stance, Span]:
    known = stances_beside(other, statement)
    return {s: span for s, span in stances_beside(statement, other).items() if s not in known}


def _place(statement: Statement, other: Statement) -> Span:
    """Return the words that show how sure a statement is, unlike the other; else its cue or first sentence."""
    own = [*_own_stances(statement, other).values()]
    cues = [a.cue for a in statement.innermost if a.cue]
    return (own or cues or list(statement.spans))[0]


def _manner(statement: Statement, other: Statement) -> str:
    """Say how firmly a statement is made, in its own words where they say it, unlike the other."""
    strength = strength_of(statement)
    said = "stated as fact" if strength is Strength.STATED else str(strength)
    own = _own_stances(statement, other)
    shown = [f"{stance} (“{statement.text(span)}”)" for stance, span in own.items()]
    if own and (strength in {Strength.SAID, Strength.STATED} or str(strength) == str(next(iter(own)))):
        return ", ".join(shown)
    return ", ".join([said, *shown])


T = TypeVar("T")


def one_only(one: Container[T], other: Container[T], thing: T) -> float:
    """Return 1 where just one of two holds a thing, else 0."""
    return float((thing in one) != (thing in other))
