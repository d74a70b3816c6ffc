"""What a cell of the claims x articles table can say, its sign and its meaning."""

from __future__ import annotations

from enum import StrEnum

from retold.model import OmissionKind


class Mark(StrEnum):
    """Whether and how an article tells a claim and, if not, why not."""

    TOLD = "told"
    DEPARTS = "told differently"
    COPIED = "copied"
    LEFT_OUT = OmissionKind.LEFT_OUT.value
    PERHAPS_TOLD = OmissionKind.PERHAPS_TOLD.value
    COULD_NOT_KNOW = OmissionKind.COULD_NOT_KNOW.value
    SHORT_REPORT = OmissionKind.SHORT_REPORT.value
    NOT_COMPARED = "not compared"

    @property
    def told(self) -> bool:
        """Whether the article tells the claim."""
        return self in (Mark.TOLD, Mark.DEPARTS, Mark.COPIED)

    @property
    def scored(self) -> bool:
        """Whether how near the nearest sentence comes stands beside it."""
        return self in (Mark.LEFT_OUT, Mark.PERHAPS_TOLD)

    @property
    def sign(self) -> str:
        """Its sign where a report is plain text, one terminal cell wide."""
        return _SIGNS[self]

    @property
    def meaning(self) -> str:
        """What the sign means, for a legend."""
        return _MEANINGS.get(self, self.value)


_SIGNS = {
    Mark.TOLD: "●",
    Mark.DEPARTS: "◆",
    Mark.COPIED: "=",
    Mark.LEFT_OUT: "○",
    Mark.PERHAPS_TOLD: "?",
    Mark.COULD_NOT_KNOW: "·",
    Mark.SHORT_REPORT: "-",
    Mark.NOT_COMPARED: " ",
}

_MEANINGS = {
    Mark.DEPARTS: "told differently than first",
    Mark.COPIED: "told in copied or translated words",
    Mark.LEFT_OUT: "left out, with how near the nearest sentence comes",
    Mark.PERHAPS_TOLD: "perhaps told: a sentence comes so near",
    Mark.COULD_NOT_KNOW: "could not have known: first told later",
}
