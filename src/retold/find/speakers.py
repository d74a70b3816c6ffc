"""Sources by rules -> sources as the heads see them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from retold.model import Attribution, Span


def with_speakers(
    found: Sequence[Attribution],
    sentences: Sequence[Span],
    speakers: Sequence[Span],
    impersonal: Container[Span] = (),
) -> tuple[Attribution, ...]:
    """Give attributions the spans of the sources that the heads propose (`speakers`), where they meet.

    Rules know which cue a source goes with, heads where a naming phrase ends. A cue for which the rules found
    nobody takes the one source proposed in its sentence, unless it says that nobody is named (`impersonal`: it is
    believed that …). Retellings dev: source P .88 -> .90, R .86 -> .90.
    """
    return tuple(
        one if one.source is None and one.cue in impersonal else _with_speaker(one, sentences, speakers)
        for one in found
    )


def _with_speaker(one: Attribution, sentences: Sequence[Span], speakers: Sequence[Span]) -> Attribution:
    if one.source is not None:
        source = one.source
        best = max(speakers, key=lambda s: _common(s, source), default=source)
        return replace(one, source=best) if _common(best, source) else one
    here = one.cue or one.content
    around = next((s for s in sentences if s.start <= here.start < s.end), here)
    beside = [s for s in speakers if around.start <= s.start < around.end]
    return replace(one, source=beside[0], antecedent=None) if len(beside) == 1 else one


def _common(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
