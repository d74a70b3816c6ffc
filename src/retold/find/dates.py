"""Dates: the times that a text names, each with a value that can be compared across languages."""

from __future__ import annotations

from collections.abc import Iterator

from retold.find.calendar import Anchor, resolve, resolve_finely
from retold.find.expressions import expressions
from retold.model import Date, Span


def find_dates(
    text: str, language: str | None, *, published: str | None, article: str = "", finely: bool = False
) -> tuple[Date, ...]:
    """Find the dates of a text, in order; spans count from its beginning.

    Give the whole text of an article: "that year" counts from the date before it. `published` is the article's
    own date, as exact as it is known; without it only dates that say their year have a value. An expression
    whose value is not known is left out. `finely` writes weeks and seasons as TIMEX3 does (2025-W36, 2025-SU),
    which no calendar day begins with. Never raises.
    """
    return tuple(_resolved(text, language, published, article, finely=finely))


def read_date(
    text: str, span: Span, language: str | None, published: str | None, *, article: str = ""
) -> Date | None:
    """Read the date that a span of a text holds: the longest one that it touches."""
    touched = [
        found
        for found in _resolved(text, language, published, article)
        if found.span.start < span.end and span.start < found.span.end
    ]
    return max(touched, key=lambda found: found.span.end - found.span.start, default=None)


def _resolved(
    text: str, language: str | None, published: str | None, article: str, *, finely: bool = False
) -> Iterator[Date]:
    anchor, previous = Anchor.of(published), None
    for expression in expressions(text, language):
        value = resolve(expression, anchor, previous)
        if value is not None:
            fine = resolve_finely(expression, anchor, previous) if finely else value
            previous = Anchor.of(value)
            yield Date(article=article, span=expression.span, value=fine or value)
