"""A comparison as one HTML page that needs nothing else: no script, no font, no picture, no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import retold
from retold.compare import ORDER
from retold.model import Comparison, SentenceKind, Span
from retold.report.citations import Citations, as_annotations
from retold.report.document import Document, Subject, Told, contrasts_of
from retold.report.marks import Mark
from retold.report.matrix import Column, Matrix, Quote, Row, build_matrix
from retold.report.names import Piece as Cut
from retold.report.names import cut
from retold.report.origins import followings, sourcings
from retold.report.words import count, direction

#: Above this many articles the columns of the table are headed by numbers alone, so that 1280 px hold them.
NAMED_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article: a sentence with its anchor and the claims it tells, or what lies between.

    The `parts` of a sentence are its text, cut where names begin and end.
    """

    text: str
    anchor: str | None = None
    kind: SentenceKind = SentenceKind.BODY
    claims: tuple[int, ...] = ()
    parts: tuple[Cut, ...] = ()


def render_html(comparison: Comparison) -> str:
    """Render a comparison as one HTML page; the same comparison gives the same page.

    Every cell of its table leads to the sentence in the full text of its article, at the end of the page.
    """
    matrix = build_matrix(comparison)
    return _render(
        "report.html",
        Subject("event", comparison.event.id),
        comparison.event.label,
        _texts(matrix),
        _claims_of_sentences([(row.number, _tellings(row)) for row in matrix.rows]),
        comparison=comparison,
        event=comparison.event,
        matrix=matrix,
        contrasts=contrasts_of(matrix),
        sourcings=sourcings(comparison, matrix),
        followings=followings(comparison, matrix),
        order=ORDER,
        named=len(matrix.columns) <= NAMED_COLUMNS,
    )


def render_document_html(document: Document) -> str:
    """Render a report of a story or an entity as one HTML page; the same document gives the same page."""
    told = [
        (section.claim, [line.quote for line in section.lines if isinstance(line, Told)])
        for section in document.sections
        if section.claim is not None
    ]
    return _render(
        "document.html",
        document.subject,
        document.title,
        document.columns,
        _claims_of_sentences(told),
        document=document,
        kind=lambda line: type(line).__name__,
    )


def _render(
    template: str,
    subject: Subject,
    title: str,
    columns: Iterable[Column],
    claims: Mapping[str, tuple[int, ...]],
    **shown: object,
) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            **shown,
            subject=subject,
            title=title,
            pieces={column.article.id: pieces_of(column, claims) for column in columns},
            citations=Citations(),
            annotations=lambda notes: Markup(escape(as_annotations(notes), quote=False)),
            version=retold.__version__,
        )
    )


def anchor(quote: Quote) -> str:
    """Name the place in the page where a quotation stands: its sentence, or else its article."""
    article = f"a{quote.column.number}"
    return article if quote.sentence is None else f"{article}-s{quote.sentence + 1}"


def pieces_of(column: Column, claims: Mapping[str, tuple[int, ...]]) -> list[Piece]:
    """Cut an article's text into its sentences and what lies between them, leaving nothing out."""
    text, at, pieces = column.article.text, 0, []
    for place, sentence in enumerate(column.sentences, start=1):
        start, end = max(at, sentence.span.start), max(at, sentence.span.end)
        if start > at:
            pieces.append(Piece(text[at:start]))
        name = f"a{column.number}-s{place}"
        parts = tuple(cut(text, Span(start, end), (), column.names)) if start < end else ()
        pieces.append(Piece(text[start:end], name, sentence.kind, claims.get(name, ()), parts))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def _texts(matrix: Matrix) -> tuple[Column, ...]:
    return matrix.columns + matrix.background


def _claims_of_sentences(told: Iterable[tuple[int, Iterable[Quote]]]) -> dict[str, tuple[int, ...]]:
    """Give the numbers of the claims that each sentence tells, by the sentence's anchor."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, quotes in told:
        for quote in quotes:
            numbers[anchor(quote)].append(number)
    return {name: tuple(dict.fromkeys(found)) for name, found in numbers.items()}


def _tellings(row: Row) -> list[Quote]:
    return [quote for cell in row.told for quote in cell.quotes] + list(row.elsewhere)


def _css(mark: Mark) -> str:
    return mark.name.lower().replace("_", "-")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("retold.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"anchor": anchor, "count": count, "css": _css, "direction": direction}
    return environment
