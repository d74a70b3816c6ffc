"""Quotations: what stands between a pair of quotation marks, in any of the habits newspapers have.

A mark such as “ opens in English and closes in German, so what a mark does is decided by what is open when it
is met and by the letters beside it, not by its shape alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.model import Span

#: Each opening mark with the marks that may close it, the usual one first.
CLOSERS = {
    "„": '“”"',
    "“": '”"“',
    "”": "”",
    "«": "»",
    "»": "«»",
    "‚": "‘’",
    "‘": "’",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "〝": "〟",
    '"': '"',
    "'": "'",
}
APOSTROPHES = "'’‘"
#: Single marks round fewer characters are two apostrophes: rock 'n' roll.
SHORTEST_SINGLE = 3
#: Quotations within quotations that are followed; no report that was read has four.
DEEPEST = 8
MARKS = frozenset("".join(CLOSERS) + "".join(CLOSERS.values()))
_MARK = re.compile(f"[{re.escape(''.join(sorted(MARKS)))}]")
#: Ways some languages write a second opening mark where others write a closing one.
_OPEN_ONLY = frozenset("„«‚‹「『〝")


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    at: int


def find_quotes(text: str) -> tuple[Span, ...]:
    """Find every quotation, marks included, outer before inner, in order of their start.

    A quotation that is not closed before its paragraph ends is closed there when the next paragraph opens with
    the same mark (the habit of long quotations); otherwise the lone mark is ignored. The marks of all languages
    are understood in each.
    """
    spans: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        spans += _in_paragraph(text, start, start + len(paragraph))
        start += len(paragraph) + 1
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end)))


def _in_paragraph(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    stack: list[_Open] = []
    for met in _MARK.finditer(text, start, end):
        at, mark = met.start(), met.group()
        if _is_apostrophe(text, at, stack) or _abbreviates(text, at):
            continue
        depth = _closes(text, at, stack)
        if depth is not None:
            if mark not in APOSTROPHES or at - stack[depth].at > SHORTEST_SINGLE:
                found.append(Span(stack[depth].at, at + 1))
            del stack[depth:]
        elif mark in CLOSERS and _may_open(text, at, end):
            stack.append(_Open(mark, at))
            del stack[:-DEEPEST]
    if stack and _goes_on(text, end, stack[0].mark):
        found.append(Span(stack[0].at, end))
    return found


def _is_apostrophe(text: str, at: int, stack: list[_Open]) -> bool:
    """Tell an apostrophe (l'homme, don’t, the miners' pay, '90s) from a single quotation mark."""
    if text[at] not in APOSTROPHES:
        return False
    before, after = _letter(text, at - 1), _letter(text, at + 1)
    if before and after:
        return True
    opened = any(text[at] in CLOSERS[opening.mark] for opening in stack)
    if before:
        return not opened
    return (after and text[at] == "’") or text[at + 1 : at + 2].isdigit()


def _abbreviates(text: str, at: int) -> bool:
    """Tell the straight mark within a word that Hebrew abbreviates with."""
    return text[at] == '"' and _letter(text, at - 1) and _letter(text, at + 1)


def _letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isalnum()


def _closes(text: str, at: int, stack: list[_Open]) -> int | None:
    """Give the depth of the quotation that the mark at `at` closes, if it closes one."""
    mark = text[at]
    if mark in _OPEN_ONLY and not (mark == "«" and stack and stack[-1].mark == "»"):
        return None
    for depth in range(len(stack) - 1, -1, -1):
        if mark not in CLOSERS[stack[depth].mark]:
            continue
        other = mark == '"' and stack[depth].mark != '"'
        twice = mark == "“" == stack[depth].mark
        if not ((other or twice) and _starts_word(text, at)):
            return depth
    return None


def _starts_word(text: str, at: int) -> bool:
    return _letter(text, at + 1) and not _letter(text, at - 1) and text[at - 1 : at] in (" ", "(", "")


def _may_open(text: str, at: int, end: int) -> bool:
    if at + 1 >= end or text[at + 1].isspace():
        # French puts a (narrow) no-break space inside its guillemets; a plain space is met too.
        return text[at] in "«»" and at + 2 < end and not text[at + 2].isspace() and text[at] == "«"
    if text[at] in "”»›":
        return not _letter(text, at - 1) and _letter(text, at + 1)
    return text[at] not in APOSTROPHES or not _letter(text, at - 1)


def _goes_on(text: str, end: int, mark: str) -> bool:
    return text[end:].lstrip().startswith(mark)
