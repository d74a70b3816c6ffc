"""What may be a difference between two statements of one claim, before it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from retold.model import Span


@dataclass(frozen=True, slots=True)
class Sign:
    """Two places that may show a difference, in words, with what speaks for it.

    `spans` are the places in the articles of the first and the second statement, `words` what each of them says
    there, as a reader would put it; `evidence` names what was measured.
    """

    spans: tuple[Span, Span]
    words: tuple[str, str]
    evidence: dict[str, float]
