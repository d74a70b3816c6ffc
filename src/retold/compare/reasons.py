"""The one sentence that says how the sides of a difference differ: written here, and taken apart here again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from retold.model import DifferenceKind

#: What stands at the head of a reason.
HEADS = {
    DifferenceKind.FIGURE: "The figures differ",
    DifferenceKind.DATE: "The dates differ",
    DifferenceKind.ATTRIBUTION: "The origin differs",
    DifferenceKind.NEGATION: "One contradicts the other",
    DifferenceKind.CERTAINTY: "The certainty differs",
    DifferenceKind.DETAIL: "A detail is told by some alone",
}

_BETWEEN = " / "

#: Names of articles that a reason gives for a side at most; of more, it counts the rest.
MOST_NAMES = 5


def word_reason(kind: DifferenceKind, sides: Sequence[tuple[Sequence[str], Sequence[str]]]) -> str:
    """Word a reason; a side is what its articles say, and their names, one each."""
    parts = (f"{_in_words(said)} {_named(names)}" for said, names in sides)
    return f"{HEADS[kind]}: {'; '.join(parts)}."


def read_reason(kind: DifferenceKind, reason: str, names: Sequence[Sequence[str]]) -> list[str] | None:
    """Return what a reason lets each side say, given the names of their articles; None where it says otherwise."""
    sides = "; ".join(f"(.+?) {re.escape(_named(side))}" for side in names)
    found = re.fullmatch(rf"{re.escape(HEADS[kind])}: {sides}\.", reason)
    return list(found.groups()) if found else None


def made_of(said: str, words: Collection[str]) -> bool:
    """Whether what a side says is put together from these words, and from nothing else."""
    each = "|".join(re.escape(_one_line(word)) for word in sorted(words, key=len, reverse=True))
    return re.fullmatch(f"(?:{each})(?:{_BETWEEN}(?:{each}))*", said) is not None


def _in_words(said: Sequence[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(map(_one_line, said)))


def _named(names: Sequence[str]) -> str:
    shown = [_one_line(name) for name in names[: MOST_NAMES - (len(names) > MOST_NAMES)]]
    more = [f"and {len(names) - len(shown)} more"] if len(names) > len(shown) else []
    return f"({', '.join([*shown, *more])})"


def _one_line(words: str) -> str:
    return " ".join(words.split())
