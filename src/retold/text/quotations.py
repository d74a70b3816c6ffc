"""Where quotations stand in a text, by their marks alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Any mark that opens or closes a quotation somewhere; the single ones are mostly apostrophes.
MARKS = re.compile(r"[\"“”„‟«»「」『』'‘’‚‛‹›]")

# Single marks are left out, as is a straight mark within a word (an abbreviation in Hebrew).
_DOUBLE = re.compile(r"(?<!\w)\"|\"(?!\w)|[“”„‟«»「」『』]")
_OPENS = set("“„‟«「『")

# Longer ones are statements read out or marks gone astray; the quotations of retellings train and dev have up
# to 88 characters.
_LONGEST = 600


class Quotation(NamedTuple):
    """Half-open [start, end) in code points of the text, its marks included."""

    start: int
    end: int


def find_quotations(text: str) -> list[Quotation]:
    """Pair the double quotation marks of a text; gives the quotations in the order of their ends.

    The same mark opens in one language and closes in another (“, »), so the side with the white space decides,
    and the mark's usual part where both sides or none have it. Marks without a partner are passed over.
    """
    opened: list[int] = []
    quotations: list[Quotation] = []
    for place, opens in _marks(text):
        if opens:
            opened.append(place)
        elif opened and place - opened[-1] < _LONGEST:
            quotations.append(Quotation(opened.pop(), place + 1))
        else:
            opened.clear()
    return quotations


def _marks(text: str) -> Iterator[tuple[int, bool]]:
    """Give the place of each mark, and whether it opens."""
    is_open = False
    for found in _DOUBLE.finditer(text):
        place, mark = found.start(), found[0]
        before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
        loose_before = not before or before.isspace() or before in "([—–-"
        loose_after = not after or after.isspace() or after in ".,;:!?)]"
        if loose_before != loose_after:
            is_open = loose_before
        elif mark == '"':
            is_open = not is_open
        else:
            is_open = mark in _OPENS
        yield place, is_open
