"""The paragraphs of a text: its lines, unless they were broken only to fit a width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

# Mails and agency copy are wrapped at 60 to 80 characters; where a line is a paragraph, the longest of an article
# of retellings train has at least 106.
_WRAPPED = range(40, 101)

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_END = re.compile(r"[.!?…。！？।։؟][\"'”’»“›‘」』）)]*$")


class Paragraph(NamedTuple):
    """Half-open [start, end) in code points of the text, without white space at its ends."""

    start: int
    end: int


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Give the paragraphs of a text in order; every character that is no white space is in one of them."""
    lines = [Paragraph(*found.span()) for found in _LINE.finditer(text)]
    width = max((end - start for start, end in lines), default=0)
    start = None
    for line, follower in zip_longest(lines, lines[1:]):
        start = line.start if start is None else start
        if follower is None or not _is_wrapped(text, line, follower, width):
            yield Paragraph(start, line.end)
            start = None


def _is_wrapped(text: str, line: Paragraph, follower: Paragraph, width: int) -> bool:
    """Tell a line break made to fit a width: the next line's first word had no room any more."""
    if width not in _WRAPPED or text.count("\n", line.end, follower.start) > 1:
        return False
    word = text[follower.start : follower.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width and not _END.search(text[line.start : line.end])
