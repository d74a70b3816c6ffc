"""Whom the words of an article name, so that every face of a report can show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from retold.model import Entity, Span
from retold.report.words import kind_words


class Name(NamedTuple):
    """A span that names an entity."""

    span: Span
    entity: Entity

    @property
    def meaning(self) -> str:
        """What it is called in full, and what it is: "Pyongyang, place"."""
        return f"{self.entity.name}, {kind_words(self.entity.kind)}"

    @property
    def css(self) -> str:
        """The classes by which a page shows it."""
        return f"named {self.entity.kind.lower()}"


class Piece(NamedTuple):
    """A stretch of a text: whether it is marked, and whom it names."""

    text: str
    marked: bool
    name: Name | None


def names_of(entities: Iterable[Entity]) -> Mapping[str, tuple[Name, ...]]:
    """Return what articles name, in the order of their texts; of names within names the outermost."""
    found: dict[str, list[Name]] = defaultdict(list)
    for entity in entities:
        for mention in entity.mentions:
            found[mention.article].append(Name(mention.span, entity))
    return {article: tuple(_outermost(names)) for article, names in found.items()}


def _outermost(names: Iterable[Name]) -> Iterable[Name]:
    end = 0
    for name in sorted(names, key=lambda name: (name.span.start, -name.span.end, name.entity.id)):
        if name.span.start >= end:
            yield name
            end = name.span.end


def cut(text: str, span: Span, marked: Sequence[Span], names: Sequence[Name]) -> list[Piece]:
    """Cut a span of a text where marks and names begin and end; the pieces joined are its words."""
    here = [name for name in names if name.span.start < span.end and span.start < name.span.end]
    edges = {edge for found in (*marked, *(name.span for name in here)) for edge in found}
    cuts = sorted({span.start, span.end} | {edge for edge in edges if span.start < edge < span.end})
    return [
        Piece(
            text[start:end],
            any(mark.start <= start and end <= mark.end for mark in marked),
            next((name for name in here if name.span.start <= start and end <= name.span.end), None),
        )
        for start, end in pairwise(cuts)
    ]
