"""A chapter of a story whose tellings have been lined up, before that is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from retold.model import Claim, Copy, Difference, Span
from retold.resolve import Place


@dataclass(frozen=True, slots=True)
class Seen:
    """What may change of a chapter: the event of each of its articles and guests, and whom they name where."""

    event_of: Mapping[str, str]
    names: Mapping[str, Sequence[tuple[Span, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lined:
    """The claims of a chapter, in what each differs, the pairs of sentences that tell one, and what translates what.

    It holds as long as what was `seen` is as it was. `articles` and `guests` tell something in words of their own.
    """

    seen: Seen
    articles: Sequence[str]
    guests: Sequence[str]
    claims: Sequence[Claim]
    differences: Mapping[str, list[Difference]]
    aligned: Collection[tuple[Place, Place]]
    translations: Sequence[Copy]
