"""Where two articles name another origin for the same claim, or one of them none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from retold.compare.signs import Sign
from retold.compare.statements import Phrases, Statement, Voice
from retold.text.names import similarity

#: Two name words that sound this much alike may be taken for one name (see `retold.text.names.similarity`).
ALIKE = 0.85

#: What a statement without a named origin says of it.
NOBODY = "nobody named"


def signs(one: Statement, other: Statement, phrases: Phrases) -> list[Sign]:
    """Say what speaks for two statements having different origins."""
    a, b = one.voice, other.voice
    first, second = one.text(a.span), other.text(b.span)
    alike = voices_alike(one, other, phrases)
    names = best_name(first, second)
    covers = [_share(s, v) for s, v in ((one, a), (other, b))]
    both = float(bool(first) and bool(second))
    evidence = {
        "one names nobody": float(bool(first) != bool(second)),
        "both name somebody": both,
        "alike": alike,
        "one name": float(names >= ALIKE),
        "other names": both * float(0 < names < 0.6),
        "covered, least": min(covers),
        "covered, most": max(covers),
        "unnamed cue": float(bool(a.attributions or b.attributions) and not both),
        "carried on": float(any(v.attributions and v.attributions[0].source is None for v in (a, b))),
        "several": float(max(len(a.attributions), len(b.attributions)) > 1),
        "sentences": float(max(len(one.spans), len(other.spans))),
        "sure": min(one.score, other.score),
    }
    spans = a.span or one.spans[0], b.span or other.spans[0]
    return [Sign(spans, (first or NOBODY, second or NOBODY), evidence)] if first or second else []


def voices_alike(one: Statement, other: Statement, phrases: Phrases) -> float:
    """Return how alike in meaning the namings of two origins are; 0 where one names nobody."""
    first, second = one.text(one.voice.span), other.text(other.voice.span)
    if not (first and second):
        return 0.0
    vectors = phrases([(first, one.language), (second, other.language)])
    return float(np.dot(vectors[0], vectors[1]))


def _share(statement: Statement, voice: Voice) -> float:
    if voice.span is None or not voice.attributions:
        return 0.0
    length = sum(s.end - s.start for s in statement.spans)
    return min(1.0, statement.covered(voice.attributions[0]) / max(1, length))


def best_name(one: str, other: str) -> float:
    """Return how alike the two most alike name words of two namings sound; 0 where one has none."""
    pairs = product(name_words(one), name_words(other))
    return max((similarity(a, b) for a, b in pairs), default=0.0)


def name_words(text: str) -> Sequence[str]:
    """Return the words of a naming that may be names: those without a small letter first."""
    return [
        w
        for w in (word.strip(".,;:«»“”„\"'()") for word in text.split())
        if len(w) > 2 and not w[0].islower()
    ]
