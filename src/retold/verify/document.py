"""What of a published document can be checked, and what comes of checking it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retold.model import Span

#: Characters of a quotation that a failure repeats.
SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article as a report names it; `text` is None where the report does not carry it."""

    article: str
    digest: str
    name: str = ""
    text: str | None = None
    language: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words that are said to stand at a place of an article; `place` says where in the report they are."""

    place: str
    words: str
    article: str
    span: Span
    digest: str | None = None


class Fact(StrEnum):
    """What a report says of an article itself."""

    NAME = "name"
    LANGUAGE = "language"
    DAY = "day"
    ALL = "name, day and language"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a report says of an article itself."""

    place: str
    article: str
    fact: Fact
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a report says of a difference in words of its own, and what it cites for it; `sides` are article ids."""

    place: str
    claim: str
    kind: str
    words: str
    sides: tuple[tuple[str, ...], ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What of a report can be checked.

    `loose` are quotations without a place, `tellings` the citations of each claim, by what the report calls it;
    `said` is what it says of the articles themselves; `written` is how the report writes words; `subject` is what
    it is about ("event" and its id), `maker` the program that made it.
    """

    sources: Mapping[str, Source]
    citations: tuple[Citation, ...]
    loose: tuple[tuple[str, str], ...] = ()
    tellings: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    said: tuple[Said, ...] = ()
    written: Callable[[str], str] = str
    subject: str = ""
    maker: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold: where in the document, and what is wrong, in words."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked, by kind, and what failed; `against` says what it was held against.

    `notes` say what could not be checked.
    """

    against: str
    checked: Mapping[str, int]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def shown(words: str) -> str:
    """Repeat words in a failure, on one line and not too many of them."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= SHOWN else line[: SHOWN - 1] + '…'}”"
