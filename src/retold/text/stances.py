"""How sure a thing is said to be in each language's words, read from `languages/<language>/stances.toml`.

A file lists, for each stance, what shows it, under `negated` what says that a thing is not so, and under `aside` what
looks so and is none ("not only", "no fewer than"). A pattern is written as words; `(a|b)` is one of several, `*` any
letters of a word, `…` up to four words between; what stands before a `?` may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from types import MappingProxyType

from retold.model import Span
from retold.text.lexicon import lexicon


class Stance(StrEnum):
    """How sure a thing is, or how firmly it is meant to be done."""

    UNSURE = "unsure"  # not certain, not confirmed, not ruled out
    POSSIBLE = "possible"  # may, perhaps
    SUSPECTED = "suspected"  # suspected, feared
    LIKELY = "likely"  # probably, apparently, seems
    BELIEVED = "believed"  # thinks, believes, estimates
    HEARSAY = "hearsay"  # allegedly, is said to; the press's conditional
    CONSIDERED = "considered"  # thinks of doing it
    INTENDED = "intended"  # plans, hopes, expects, tries
    DEMANDED = "demanded"
    THREATENED = "threatened"
    PROMISED = "promised"  # promises, undertakes, gives assurances
    WARNED = "warned"
    PROVED = "proved"  # found, established, concluded, official
    SURE = "sure"  # certainly, without doubt, convinced


def find_stances(text: str, within: Span, language: str) -> list[tuple[Stance, Span]]:
    """Find the words of a language that show a stance inside a span of a text; none without data.

    What lies in a longer expression shows nothing ("certain" in "not certain"); what shows two stances shows the
    first.
    """
    return [(Stance(name), span) for name, span in _find(text, within, language) if name in _STANCES]


def find_negations(text: str, within: Span, language: str) -> list[Span]:
    """Find the words of a language that say that something is not so, inside a span of a text; none without data.

    What lies in a longer expression negates nothing ("not" in "not only" and in "not certain").
    """
    return [span for name, span in _find(text, within, language) if name == "negated"]


@lru_cache(maxsize=256)  # stances and negations of a claim's statements are asked for one after the other
def _find(text: str, within: Span, language: str) -> tuple[tuple[str, Span], ...]:
    found: dict[Span, str] = {}
    for name, pattern in _patterns(language).items():
        for match in pattern.finditer(text, *within):
            found.setdefault(Span(*match.span()), name)
    return tuple(
        (name, span)
        for span, name in sorted(found.items())
        if not any(o != span and o.start <= span.start and span.end <= o.end for o in found)
    )


_STANCES = frozenset(Stance)


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    data = lexicon(language, "stances")
    return MappingProxyType({name: _compile(listed) for name, listed in data.items()})


def _compile(patterns: Iterable[str]) -> re.Pattern[str]:
    """Make one pattern of many, the longest first; words of a script with spaces stand alone.

    That they do is asked once for all that follow one another: few letters of a text begin a word.
    """
    parts = []
    for unspaced, some in groupby(sorted(patterns, key=len, reverse=True), key=_is_unspaced):
        choice = "|".join(map(_translate, some))
        parts.append(choice if unspaced else rf"(?<!\w)(?:{choice})(?!\w)")
    return re.compile("|".join(parts), re.IGNORECASE)


def _is_unspaced(pattern: str) -> bool:
    return "\u3000" < pattern[0] < "\ufb00"


def _translate(pattern: str) -> str:
    escaped = re.sub(r"[^\w\s()|*…?]", lambda match: re.escape(match[0]), pattern)
    gapped = escaped.replace(" … ", r"(?:\W+\w+){0,4}\W+").replace("*", r"\w*")
    return gapped.replace(" ", r"\s+").replace("(", "(?:").replace("(?:?:", "(?:")
