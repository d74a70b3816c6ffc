"""Where two articles give the same claim as more or less certain, or one of them gives its opposite."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import pairwise
from typing import TypeVar

import numpy as np

from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.compare.voices import voices_alike
from retold.model import Modality, Span, Strength
from retold.text.stances import Stance

_CLAUSE_END = re.compile(r"[,;:—–،؛、，；：]| - ")

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
    attributions = statement.voice.attributions
    return attributions[0].strength if attributions else Strength.STATED


def certainty(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Say what speaks for two statements differing in how certain they are."""
    alike = voices_alike(one, other, phrases)
    cues = {strength_of(one), strength_of(other)}
    hedged = [not WEAKER.isdisjoint(statement.stances) for statement in (one, other)]
    evidence = {f"one {stance}": _one_only(one.stances, other.stances, stance) for stance in Stance}
    evidence |= {
        f"one {strength} by its cue": float(strength in cues and len(cues) == 2)
        for strength in Strength
        if strength is not Strength.SAID
    }
    evidence |= {
        "believed, other said": float(cues == {Strength.BELIEVED, Strength.SAID}),
        "admitted, other said": float(cues == {Strength.ADMITTED, Strength.SAID}),
        "one conditional": _one_only(one.modalities, other.modalities, Modality.CONDITIONAL),
        "one future": _one_only(one.modalities, other.modalities, Modality.FUTURE),
        "one future, voices alike": alike * _one_only(one.modalities, other.modalities, Modality.FUTURE),
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


def _own_stances(statement: Statement, other: Statement) -> list[Stance]:
    return [stance for stance in statement.stances if stance not in other.stances]


def _place(statement: Statement, other: Statement) -> Span:
    """Return the words that show how sure a statement is, unlike the other; else its cue or first sentence."""
    own = [statement.stances[stance] for stance in _own_stances(statement, other)]
    cues = [a.cue for a in statement.voice.attributions if a.cue]
    return (own or cues or list(statement.spans))[0]


def _manner(statement: Statement, other: Statement) -> str:
    """Say how firmly a statement is made, in its own words where they say it, unlike the other."""
    strength = strength_of(statement)
    said = "stated as fact" if strength is Strength.STATED else str(strength)
    own = [
        f"{stance} (“{statement.text(statement.stances[stance])}”)"
        for stance in _own_stances(statement, other)
    ]
    if own and strength in {Strength.SAID, Strength.STATED}:
        return ", ".join(own)
    return ", ".join([said, *own])


T = TypeVar("T")


def _one_only(one: Container[T], other: Container[T], thing: T) -> float:
    return float((thing in one) != (thing in other))


def negation(one: Statement, other: Statement) -> list[Sign]:
    """Say what speaks for one of two statements being the opposite of the other."""
    words = _polarity(one), _polarity(other)
    if words[0] == words[1]:
        return []
    strengths = strength_of(one), strength_of(other)
    denied = [strength is Strength.DENIED for strength in strengths]
    negated = [Modality.NEGATED in statement.modalities for statement in (one, other)]
    plain = [not (d or n) for d, n in zip(denied, negated, strict=True)]
    only = [bool(n > m) for n, m in (negated, negated[::-1])]
    near = float(np.dot(one.vector, other.vector))
    share = max(_share_negated(s) * held for s, held in zip((one, other), only, strict=True))
    evidence = {
        "one negated": float(negated[0] != negated[1]),
        "both negated": float(all(negated)),
        "one denied": float(denied[0] != denied[1]),
        "one plain": float(plain[0] != plain[1]),
        "denied, other plain": float(any(denied) and any(plain)),
        "denied, other negated": float((denied[0] and negated[1]) or (denied[1] and negated[0])),
        "both attributed": float(Strength.STATED not in strengths),
        "one claimed": _one_only(strengths[:1], strengths[1:], Strength.CLAIMED),
        "one unsure": _one_only(one.stances, other.stances, Stance.UNSURE),
        "one denied by anybody": float(_denies(one) != _denies(other)),
        "both denied or negated": float("said to be so" not in words),
        "one sentence each": float(len(one.spans) == len(other.spans) == 1),
        "share negated": share,
        "share negated, near": share * near,
        "one plain, near": near * float(plain[0] != plain[1]),
        "negations apart": float(abs(len(one.negations) - len(other.negations))),
        "cosine": near,
        "sure": min(one.score, other.score),
    }
    return [Sign((_denial(one), _denial(other)), words, evidence)]


def _share_negated(statement: Statement) -> float:
    """Return the share of a sentence that its longest negated clause takes: aside or the point of it."""
    return max((_clause_share(statement, span) for span in statement.negations), default=0.0)


def _clause_share(statement: Statement, inner: Span) -> float:
    whole = next(s for s in statement.spans if s.start <= inner.start < s.end)
    text = statement.text(whole)
    cuts = [0, *(mark.end() for mark in _CLAUSE_END.finditer(text)), len(text)]
    return max(
        (end - start) / len(text) for start, end in pairwise(cuts) if start <= inner.start - whole.start < end
    )


def _denial(statement: Statement) -> Span:
    """Return the words that deny or negate a statement, else its first sentence."""
    cues = [a.cue for a in statement.attributions if a.cue and a.strength is Strength.DENIED]
    return [*cues, *statement.negations, statement.spans[0]][0]


def _denies(statement: Statement) -> bool:
    return any(attribution.strength is Strength.DENIED for attribution in statement.attributions)


def _polarity(statement: Statement) -> str:
    """Say whether a statement is denied by anybody, or put in the negative."""
    if _denies(statement):
        return "denied"
    return "said in the negative" if Modality.NEGATED in statement.modalities else "said to be so"
