"""What a report says, before any format: sections of lines, each with the quotations that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from retold.model import Article, Difference, Entity, Sentence
from retold.report.matrix import Column, Matrix, Quote, quote_span
from retold.report.names import names_of
from retold.text.time import days_of


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: an event, a story or an entity."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Line:
    """A statement in words of Retold's own, with the quotations that prove it."""

    words: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one article tells, in its own words; `words` say more of it."""

    quote: Quote
    words: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference: who is on it, and the words that show it."""

    columns: tuple[Column, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How the sides of a claim differ; `claim` is the claim's number in the report."""

    claim: int
    difference: Difference
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under a heading; `claim` is the number of the claim whose tellings they are."""

    heading: str
    lines: tuple[Line | Told | Contrast, ...]
    intro: str = ""
    claim: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report: its sections in order, and the articles that it cites."""

    subject: Subject
    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    columns: tuple[Column, ...]


def number_articles(
    articles: Iterable[Article],
    sentences: Mapping[str, tuple[Sentence, ...]],
    entities: Iterable[Entity] = (),
) -> dict[str, Column]:
    """Give articles their numbers in time order; those without a date come last. `entities` are named in them."""
    names = names_of(entities)
    placed = sorted(articles, key=lambda a: (days_of(a.published) or (10**7, 0), a.published or "", a.id))
    return {
        article.id: Column(
            number=number,
            article=article,
            sentences=sentences.get(article.id, ()),
            names=names.get(article.id, ()),
        )
        for number, article in enumerate(placed, start=1)
    }


def contrast(claim: int, difference: Difference, columns: Mapping[str, Column]) -> Contrast:
    """Lay out a difference of a claim, given by its number."""
    sides = tuple(
        Side(
            columns=tuple(columns[article] for article in dict.fromkeys(side)),
            quotes=tuple(
                quote_span(columns[evidence.article], evidence.span, difference.score)
                for evidence in difference.evidence
                if evidence.article in side
            ),
        )
        for side in difference.sides
    )
    return Contrast(claim, difference, sides)


def contrasts_of(matrix: Matrix) -> tuple[Contrast, ...]:
    """Lay out the differences of an event, the most material first."""
    return tuple(
        Contrast(
            matrix.row(difference.claim).number,
            difference,
            tuple(
                Side(
                    tuple(matrix.column(article) for article in dict.fromkeys(side)),
                    matrix.side_quotes(difference, side),
                )
                for side in difference.sides
            ),
        )
        for difference in matrix.differences
    )
