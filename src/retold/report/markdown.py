"""A comparison as Markdown (GitHub's dialect, for its tables), one statement a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import retold
from retold.model import Comparison, Difference, Span
from retold.report.marks import Mark
from retold.report.matrix import Cell, Column, Matrix, Quote, Row, build_matrix
from retold.report.words import count

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")


def render_markdown(comparison: Comparison) -> str:
    """Render a comparison as Markdown; the same comparison gives the same text.

    Texts of articles are escaped, so that they read as they were written and format nothing.
    """
    matrix = build_matrix(comparison)
    sections = (
        _head(comparison, matrix),
        _outlets(matrix),
        _differences(matrix),
        _table("Claims", matrix, matrix.shared),
        _table("Told by one article alone", matrix, matrix.alone),
        _tellings(matrix),
        _notes(comparison, matrix),
        _check(matrix),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def escape(text: str) -> str:
    """Put a text on one line with everything escaped that Markdown or HTML would read as markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _head(comparison: Comparison, matrix: Matrix) -> Iterator[str]:
    yield f"# {escape(comparison.event.label)}"
    yield ""
    facts = [
        comparison.event.date or "",
        f"{count(len(matrix.columns), 'article')} in {count(len(matrix.languages), 'language')}",
        count(len(comparison.copies), "copy") if comparison.copies else "",
        f"{count(len(matrix.rows), 'claim')}, {len(matrix.shared) or 'none'} told by more than one article",
    ]
    yield " · ".join(fact for fact in facts if fact)


def _outlets(matrix: Matrix) -> Iterator[str]:
    yield "## Who told it"
    yield ""
    yield from _rows(
        ("", "outlet", "language", "published", "shared claims told", "copy of"),
        (
            (
                str(column.number),
                escape(column.name),
                escape(column.language),
                column.published,
                f"{matrix.told_by(column)} of {len(matrix.shared)}",
                f"{column.original} ({column.contained:.0%})" if column.original else "",
            )
            for column in matrix.columns
        ),
    )


def _differences(matrix: Matrix) -> Iterator[str]:
    if not matrix.differences:
        return
    yield "## What differs"
    yield ""
    for difference in matrix.differences:
        number = matrix.row(difference.claim).number
        yield f"- **{difference.kind}** (claim {number}): {escape(difference.reason)}"
        yield from (f"  - {side}" for side in _sides(matrix, difference))


def _sides(matrix: Matrix, difference: Difference) -> Iterator[str]:
    for side in difference.sides:
        names = [
            _who(matrix.column(article)) + (" departs first" if article == difference.since else "")
            for article in side
        ]
        shown = [f"“{escape(quote.text)}”" for quote in matrix.side_quotes(difference, side)]
        yield ", ".join(names) + (": " if shown else "") + "; ".join(shown)


def _table(title: str, matrix: Matrix, rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    yield f"## {title}"
    yield ""
    if rows is matrix.shared or not matrix.shared:
        yield "; ".join(f"{mark.sign} {mark.meaning}" for mark in matrix.marks)
        yield ""
    yield from _rows(
        ("", "claim, as one outlet tells it", *(str(column.number) for column in matrix.columns)),
        ((str(row.number), escape(row.lead.text), *map(_mark, row.cells)) for row in rows),
    )


def _mark(cell: Cell) -> str:
    detail = ", ".join(cell.departs) if cell.departs else ""
    if cell.mark is Mark.LEFT_OUT:
        detail = f"{cell.score:.2f}"
    return f"{cell.mark.sign} {detail}".strip()


def _tellings(matrix: Matrix) -> Iterator[str]:
    if not matrix.rows:
        return
    yield "## Every telling"
    for row in matrix.rows:
        yield ""
        yield f"### Claim {row.number}"
        yield ""
        for cell in row.told:
            for quote in cell.quotes:
                yield f"- {_who(cell.column)}{_span(quote.span)}: {escape(quote.text)}"
        for quote in row.elsewhere:
            yield f"- {_who(quote.column)}{_span(quote.span)}, of another event: {escape(quote.text)}"
        for cell in row.untold:
            yield f"- {_who(cell.column)}: *{cell.mark}*{_nearest(cell.quotes)}"


def _nearest(quotes: Sequence[Quote]) -> str:
    return "".join(f"; nearest ({quote.score:.2f}): {escape(quote.text)}" for quote in quotes)


def _notes(comparison: Comparison, matrix: Matrix) -> Iterator[str]:
    if not comparison.notes and not matrix.notes:
        return
    yield "## What to keep in mind"
    yield ""
    yield from (f"- {escape(note)}" for note in comparison.notes)
    yield from (f"- {_who(column)}: {escape(note)}" for column, note in matrix.notes)


def _check(matrix: Matrix) -> Iterator[str]:
    yield "## How to check"
    yield ""
    yield (
        "Every quotation is a verbatim span of an article’s text, white space aside. `[start:end]` counts Unicode "
        "code points of that text, half-open; the digest is the head of the SHA-256 of the text in UTF-8."
    )
    yield ""
    yield from _rows(
        ("article", "read from", "id", "SHA-256"),
        (
            (_who(column), escape(column.article.location), f"`{column.article.id}`", f"`{column.digest}`")
            for column in (*matrix.columns, *matrix.background)
        ),
    )
    yield ""
    yield f"Made by Retold {retold.__version__}."


def _who(column: Column) -> str:
    return f"{column.number} {escape(column.name)}"


def _span(span: Span) -> str:
    return f" [{span.start}:{span.end}]"


def _rows(head: Sequence[str], body: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Lay out a table; its cells are escaped already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for cells in body:
        yield f"| {' | '.join(cells)} |"
