"""How firmly a thing is said: the strength of a cue, and whether a clause is future, conditional or negated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.model import Modality, Span, Strength
from retold.text.cues import AttributionWords, attribution_words, fold

#: What "not" makes of a cue: did not deny, did not confirm, does not believe.
_NEGATED = {
    Strength.DENIED: Strength.SAID,
    Strength.DOUBTED: Strength.BELIEVED,
    Strength.BELIEVED: Strength.DOUBTED,
    Strength.ADMITTED: Strength.DENIED,
    Strength.CONFIRMED: Strength.DOUBTED,
    Strength.STATED: Strength.DOUBTED,
}
#: Words before a cue among which its negation is looked for (longest in the train stories: 3).
NEGATION_REACH = 3
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def strength_of(text: str, cue: Span, language: str) -> Strength:
    """Give how firmly the cue at a span reports; said, where the language's data does not know the cue."""
    words = attribution_words(language)
    found = _WORD.findall(text[cue.start : cue.end])
    for size in range(len(found), 0, -1):
        for at in range(len(found) - size + 1):
            strength = _listed([fold(word) for word in found[at : at + size]], words)
            if strength:
                ahead = _WORD.findall(text[max(0, cue.start - 40) : cue.start]) + found[:at]
                return cue_strength(strength, [word.casefold() for word in ahead], words)
    return Strength.SAID


def _listed(folded: Sequence[str], words: AttributionWords) -> Strength | None:
    for cue in words.starting(folded[0]):
        rest = [word for word in cue.words[1:] if word != "…"]
        pairs = zip(folded[1:], rest, strict=False)
        if len(folded) == 1 + len(rest) and all(
            a == b or (b[-1] == "*" and a.startswith(b[:-1])) for a, b in pairs
        ):
            return cue.strength
    return None


def cue_strength(strength: Strength, before: Sequence[str], words: AttributionWords) -> Strength:
    """Turn the strength of a cue where one of the words right before it, case-folded, negates it."""
    near = before[-NEGATION_REACH:]
    return _NEGATED.get(strength, strength) if any(word in words.negations for word in near) else strength


def modalities_of(text: str, span: Span, language: str) -> frozenset[Modality]:
    """Tell whether a clause is negated, conditional or in the future, by the words that say so; or none of it."""
    words = attribution_words(language)
    found = {word.casefold() for word in _WORD.findall(text[span.start : span.end])}
    listed = (
        (Modality.NEGATED, words.negations),
        (Modality.CONDITIONAL, words.conditional),
        (Modality.FUTURE, words.future),
    )
    return frozenset(modality for modality, forms in listed if any(word in forms for word in found))
