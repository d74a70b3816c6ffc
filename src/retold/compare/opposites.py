"""Where one article says that something is so, and another that it is not."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from retold.compare.firmness import one_only, strength_of
from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement
from retold.compare.voices import voices_alike
from retold.model import Span, Strength
from retold.text.stances import Stance

_CLAUSE_END = re.compile(r"[,;:—–،؛、，；：]| - ")

#: Who admits or confirms a thing often contradicts what was said before.
CONCEDED = {Strength.ADMITTED, Strength.CONFIRMED}


def signs(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Say what speaks for one of two statements being the opposite of the other.

    Only a statement that denies or negates something can contradict one that does not.
    """
    if _turned(one) == _turned(other):
        return []
    turned = one if _turned(one) else other
    strengths = strength_of(one), strength_of(other)
    near = float(np.dot(one.vector, other.vector))
    share = _share_negated(turned)
    named = bool(one.voice.span and other.voice.span)
    evidence = {
        "denied": float(_denies(turned)),
        "denied, near": near * float(_denies(turned)),
        "its voice denies": float((strengths[0] is Strength.DENIED) != (strengths[1] is Strength.DENIED)),
        "share negated": share,
        "share negated, near": share * near,
        "near": near,
        "one concedes": float(not CONCEDED.isdisjoint(strengths) and strengths[0] is not strengths[1]),
        "one unsure": one_only(one.stances, other.stances, Stance.UNSURE),
        "both attributed": float(Strength.STATED not in strengths),
        "voices unlike": float(named) * (1 - voices_alike(one, other, phrases)),
        "sure": min(one.score, other.score),
    }
    return [Sign((_denial(one), _denial(other)), (_polarity(one), _polarity(other)), evidence)]


def _denies(statement: Statement) -> bool:
    return any(attribution.strength is Strength.DENIED for attribution in statement.attributions)


def _turned(statement: Statement) -> bool:
    return _denies(statement) or bool(statement.negations)


def _polarity(statement: Statement) -> str:
    """Say whether a statement is denied by anybody, or put in the negative."""
    if _denies(statement):
        return "denied"
    return "said in the negative" if statement.negations else "said to be so"


def _denial(statement: Statement) -> Span:
    """Return the words that deny or negate a statement, else its first sentence."""
    cues = [a.cue for a in statement.attributions if a.cue and a.strength is Strength.DENIED]
    return [*cues, *statement.negations, statement.spans[0]][0]


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
