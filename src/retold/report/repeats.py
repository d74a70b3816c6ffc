"""What an article repeats of others, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from retold.model import Copy, CopyKind
from retold.report.words import count

_NAMES = {
    CopyKind.WHOLE: "copy",
    CopyKind.PART: "partial copy",
    CopyKind.TRANSLATION: "translation",
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """What an article repeats of another one, which has the number `original` in the report."""

    original: int
    copy: Copy

    @property
    def words(self) -> str:
        """Say what is repeated of which article."""
        share = "" if self.copy.kind is CopyKind.PART else f" ({self.copy.contained:.0%})"
        return f"{relation(self.copy)} {self.original}{share}"

    @property
    def manner(self) -> str:
        """Say how a claim is told that is told in the other article's words."""
        translated = self.copy.kind is CopyKind.TRANSLATION
        return f"{'translated' if translated else 'in words copied'} from {self.original}"


def relation(copy: Copy) -> str:
    """Say how an article relates to the original, whose name follows."""
    if copy.kind is CopyKind.PART:
        return f"{copy.contained:.0%} copied from"
    return f"{_NAMES[copy.kind]} of"


def count_copies(copies: Iterable[Copy]) -> str:
    """Count the articles that repeat others, each way by itself; empty where none does."""
    found = Counter(kind for kind, _ in {(copy.kind, copy.article) for copy in copies})
    return ", ".join(count(found[kind], name) for kind, name in _NAMES.items() if found[kind])
