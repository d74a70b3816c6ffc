"""Where two articles give the same claim as more or less certain, or one of them gives its opposite."""

from __future__ import annotations

import numpy as np

from retold.compare.signs import Sign
from retold.compare.statements import Statement
from retold.compare.voices import voice_of
from retold.model import Modality, Span, Strength

#: Strengths by how firmly they are meant, weakest first.
ORDER = {strength: rank for rank, strength in enumerate(Strength)}


def strength_of(statement: Statement) -> Strength:
    """Return how firmly the origin of a statement stands behind it; stated as fact where it has none."""
    voice = voice_of(statement)
    return voice.attributions[0].strength if voice.attributions else Strength.STATED


def certainty(one: Statement, other: Statement) -> list[Sign]:
    """Say what speaks for two statements differing in how certain they are."""
    first, second = strength_of(one), strength_of(other)
    pair = {first, second}
    evidence = {
        "steps apart": float(abs(ORDER[first] - ORDER[second])),
        "one believed": _one_only(Strength.BELIEVED, pair),
        "one doubted": _one_only(Strength.DOUBTED, pair),
        "one denied": _one_only(Strength.DENIED, pair),
        "one claimed": _one_only(Strength.CLAIMED, pair),
        "one admitted": _one_only(Strength.ADMITTED, pair),
        "one confirmed": _one_only(Strength.CONFIRMED, pair),
        "one stated": _one_only(Strength.STATED, pair),
        "one conditional": _held_by_one(Modality.CONDITIONAL, one, other),
        "one future": _held_by_one(Modality.FUTURE, one, other),
        "believed, other stated": float(pair == {Strength.BELIEVED, Strength.STATED}),
        "believed, other said": float(pair == {Strength.BELIEVED, Strength.SAID}),
        "admitted, other said": float(pair == {Strength.ADMITTED, Strength.SAID}),
        "conditional, stated": _held_by_one(Modality.CONDITIONAL, one, other)
        * float(Strength.STATED in pair),
        "cosine": float(np.dot(one.vector, other.vector)),
        "sure": min(one.score, other.score),
    }
    return [Sign((_place(one), _place(other)), (_manner(one), _manner(other)), evidence)]


def _place(statement: Statement) -> Span:
    """Return the cue of a statement's origin, else its first sentence."""
    cues = [a.cue for a in voice_of(statement).attributions if a.cue]
    return cues[0] if cues else statement.spans[0]


def _manner(statement: Statement) -> str:
    """Say how firmly a statement is made."""
    strength = strength_of(statement)
    said = "stated as fact" if strength is Strength.STATED else str(strength)
    moods = [str(m) for m in (Modality.CONDITIONAL, Modality.FUTURE) if m in statement.modalities]
    return ", ".join([said, *moods])


def _one_only(strength: Strength, pair: set[Strength]) -> float:
    return float(strength in pair and len(pair) == 2)


def _held_by_one(modality: Modality, one: Statement, other: Statement) -> float:
    return float((modality in one.modalities) != (modality in other.modalities))


def negation(one: Statement, other: Statement) -> list[Sign]:
    """Say what speaks for one of two statements being the opposite of the other."""
    first, second = strength_of(one), strength_of(other)
    negated = _held_by_one(Modality.NEGATED, one, other)
    denied = (first is Strength.DENIED) != (second is Strength.DENIED)
    cosine = float(np.dot(one.vector, other.vector))
    evidence = {
        "one negated": negated,
        "one denied": float(denied),
        "negated and denied": negated * float(denied),
        "both attributed": float(Strength.STATED not in (first, second)),
        "negated, near": negated * cosine,
        "denied, near": float(denied) * cosine,
        "cosine": cosine,
        "both negated": float(Modality.NEGATED in one.modalities and Modality.NEGATED in other.modalities),
        "sure": min(one.score, other.score),
    }
    words = _polarity(one), _polarity(other)
    return [Sign((one.spans[0], other.spans[0]), words, evidence)] if words[0] != words[1] else []


def _polarity(statement: Statement) -> str:
    """Say whether a statement is denied by its origin, or put in the negative."""
    if strength_of(statement) is Strength.DENIED:
        return "denied"
    return "said in the negative" if Modality.NEGATED in statement.modalities else "said to be so"
