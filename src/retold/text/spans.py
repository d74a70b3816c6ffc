"""What lies in spans or over them, without comparing every one with every other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from retold.model import Span


class Placed(Protocol):
    """What stands at a span."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        ...


T = TypeVar("T", bound=Placed)


def common(one: Span, other: Span) -> int:
    """Count the characters that two spans have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def cover(length: int, spans: Iterable[Span]) -> bytearray:
    """Mark the characters of a text of some length that lie in any of the spans, with a 1."""
    covered = bytearray(length)
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def beginning_in(span: Span, placed: Sequence[T]) -> Sequence[T]:
    """Return what begins within a span, of things in the order of the text."""
    first = bisect_left(placed, span.start, key=lambda each: each.span.start)
    return placed[first : bisect_left(placed, span.end, first, key=lambda each: each.span.start)]


def over(span: Span, placed: Sequence[T]) -> list[T]:
    """Return what has characters in common with a span, of things apart from each other in the order of the text."""
    place = bisect_left(placed, span.end, key=lambda each: each.span.start)
    found: list[T] = []
    while place and placed[place - 1].span.end > span.start:
        place -= 1
        found.append(placed[place])
    return found[::-1]
