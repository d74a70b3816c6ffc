"""Full names that a text gives an acronym in brackets for: Front pour le renouveau de la Vakaga (FRV)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from retold.model import Span
from retold.text.unicode import fold

#: An acronym of capitals alone in brackets, with any quotation marks, and the words in front of it.
_BRACKETS = re.compile(r"(?<![ \u00a0])[ \u00a0]++[(（][\"«„“]?([^\W\d_]{2,8})[\"»“”]?[)）]")
_WORD = re.compile(r"[^\W\d_]+")
#: Words of so many letters may stand between those that lend their initials (of, pour, për).
_SMALL = 4
#: Between the words of a name stands nothing but these.
_JOINED = re.compile(r"[ \u00a0]+|-|['’]")


class Definition(NamedTuple):
    """A full name and the acronym that a text gives for it."""

    name: Span
    acronym: Span


def defined_acronyms(text: str) -> tuple[Definition, ...]:
    """Find the acronyms that a text defines, after Schwartz and Hearst (2003), but by initials alone.

    Every letter of the acronym begins a word of the name, in order, the first and the last of them included; words
    between are small. All capitals of the name must be among those initials or follow one inside its word.
    """
    return tuple(_definitions(text))


def _definitions(text: str) -> Iterator[Definition]:
    for found in _BRACKETS.finditer(text):
        acronym = found.group(1)
        if acronym.isupper():
            start = _start(text, found.start(), fold(acronym))
            if start is not None:
                yield Definition(Span(start, found.start()), Span(*found.span(1)))


def _start(text: str, end: int, letters: str) -> int | None:
    """Walk back from the brackets, a letter of the acronym a word, and say where the name begins."""
    words = list(_WORD.finditer(text, max(0, end - 40 * len(letters)), end))
    left, after = list(letters), end
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        between = text[word.end() : after]
        if between and not _JOINED.fullmatch(between):
            return None
        after = word.start()
        if fold(word.group())[:1] == left[-1]:
            left.pop()
            if not left:
                whole = after == 0 or not text[after - 1].isalnum()
                return after if whole and word.group()[0].isupper() else None
        elif after + len(word.group()) == end or len(word.group()) > _SMALL or word.group()[0].isupper():
            return None
    return None
