"""Words that qualify a name beside them, read from `qualifiers.toml`: early, former, comrade ..."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from retold.model import Span

_WORD = re.compile(r"[^\W_]+")

#: Words before a name, and behind it, that may qualify it ("the early days of the Cold War").
BEFORE, BEHIND = 4, 1


def qualifiers(text: str, name: Span, within: Span) -> Mapping[str, Span]:
    """Return what qualifies a name of a text, beside it or as part of it, and where; words of its clause count."""
    before = _beside(text, within.start, name.start, -1)
    behind = _beside(text, name.end, within.end, 1)
    found: dict[str, Span] = {}
    for match in [*before, *_WORD.finditer(text, *name), *behind]:
        for sense, pattern in _patterns().items():
            if pattern.fullmatch(match[0].casefold()):
                found.setdefault(sense, Span(*match.span()))
    return found


def _beside(text: str, start: int, end: int, side: int) -> list[re.Match[str]]:
    """Return the nearest words of one side of a name, up to the next sign that ends a clause."""
    ends = list(re.finditer(r"[^\w\s'’\"“”„«»-]", text[start:end]))
    if side < 0:
        first = start + ends[-1].end() if ends else start
        return list(_WORD.finditer(text, first, end))[-BEFORE:]
    last = start + ends[0].start() if ends else end
    return list(_WORD.finditer(text, start, last))[:BEHIND]


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data = tomllib.loads((files("retold.text") / "qualifiers.toml").read_text(encoding="utf-8"))
    return {
        sense: re.compile(
            "|".join(re.escape(word).replace(r"\*", r"\w*") for word in listed.casefold().split())
        )
        for sense, listed in data.items()
    }
