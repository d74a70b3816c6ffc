"""A comparison as Markdown (GitHub's dialect, for its tables and footnotes), one statement a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import retold
from retold.model import Comparison
from retold.report.citations import Citations, Footnote
from retold.report.document import Contrast, Document, Line, Section, Told, contrasts_of
from retold.report.matrix import Cell, Column, Matrix, Quote, Row, build_matrix
from retold.report.repeats import count_copies
from retold.report.words import count

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")


def render_markdown(comparison: Comparison) -> str:
    """Render a comparison as Markdown; the same comparison gives the same text.

    Texts of articles are escaped, so that they read as they were written and format nothing.
    """
    matrix, citations = build_matrix(comparison), Citations()
    sections = (
        _head(comparison, matrix),
        _outlets(matrix),
        _differences(matrix, citations),
        _table("Claims", matrix, matrix.shared, citations),
        _table("Told by one article alone", matrix, matrix.alone, citations),
        _tellings(matrix, citations),
        _notes(comparison, matrix),
        proofs((*matrix.columns, *matrix.background), citations, f"event `{comparison.event.id}`"),
    )
    return "\n\n".join("\n".join(lines) for section in sections if (lines := list(section))) + "\n"


def render_document_markdown(document: Document) -> str:
    """Render a report of a story or an entity as Markdown; the same document gives the same text."""
    citations = Citations()
    head = [f"# {escape(document.title)}", "", " · ".join(map(escape, document.facts))]
    body = ["\n".join(_section(section, citations)) for section in document.sections]
    subject = f"{document.subject.kind} `{document.subject.id}`"
    return (
        "\n\n".join(["\n".join(head), *body, "\n".join(proofs(document.columns, citations, subject))]) + "\n"
    )


def _section(section: Section, citations: Citations) -> Iterator[str]:
    yield f"{'###' if section.claim else '##'} {section.heading}"
    yield ""
    if section.intro and not section.claim:
        yield section.intro
        yield ""
    for line in section.lines:
        match line:
            case Contrast():
                yield from _contrast(line, citations)
            case Told():
                words = f", {line.words}" if line.words else ""
                yield f"- {who(line.quote.column)}{words}: {quoted(line.quote, citations)}"
            case Line():
                quotes = "; ".join(quoted(quote, citations) for quote in line.quotes)
                yield f"- {escape(line.words)}{': ' if quotes else ''}{quotes}"


def escape(text: str) -> str:
    """Put a text on one line with everything escaped that Markdown or HTML would read as markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def quoted(quote: Quote, citations: Citations) -> str:
    """Quote words with the mark of their footnote."""
    return f"“{escape(quote.text)}”[^{citations.cite(quote)}]"


def _head(comparison: Comparison, matrix: Matrix) -> Iterator[str]:
    yield f"# {escape(comparison.event.label)}"
    yield ""
    facts = [
        comparison.event.date or "",
        f"{count(len(matrix.columns), 'article')} in {count(len(matrix.languages), 'language')}",
        count_copies(comparison.copies),
        f"{count(len(matrix.rows), 'claim')}, {len(matrix.shared) or 'none'} told by more than one article",
    ]
    yield " · ".join(fact for fact in facts if fact)


def _outlets(matrix: Matrix) -> Iterator[str]:
    yield "## Who told it"
    yield ""
    yield from _rows(
        ("", "outlet", "language", "published", "shared claims told", "repeats"),
        (
            (
                str(column.number),
                escape(column.name),
                escape(column.language),
                column.published,
                f"{matrix.told_by(column)} of {len(matrix.shared)}",
                ", ".join(repeat.words for repeat in column.repeats),
            )
            for column in matrix.columns
        ),
    )


def _differences(matrix: Matrix, citations: Citations) -> Iterator[str]:
    if not matrix.differences:
        return
    yield "## What differs"
    yield ""
    for each in contrasts_of(matrix):
        yield from _contrast(each, citations)


def _contrast(contrast: Contrast, citations: Citations) -> Iterator[str]:
    difference = contrast.difference
    yield f"- **{difference.kind}** (claim {contrast.claim}): {escape(difference.reason)}"
    for side in contrast.sides:
        names = [
            who(column) + (" (departs first)" if column.article.id == difference.since else "")
            for column in side.columns
        ]
        shown = [quoted(quote, citations) for quote in side.quotes]
        yield "  - " + ", ".join(names) + (": " if shown else "") + "; ".join(shown)


def _table(title: str, matrix: Matrix, rows: Sequence[Row], citations: Citations) -> Iterator[str]:
    if not rows:
        return
    yield f"## {title}"
    yield ""
    if rows is matrix.shared or not matrix.shared:
        yield "; ".join(f"{mark.sign} {mark.meaning}" for mark in matrix.marks)
        yield ""
    yield from _rows(
        ("", "claim, as one outlet tells it", *(str(column.number) for column in matrix.columns)),
        ((str(row.number), quoted(row.lead, citations), *map(_mark, row.cells)) for row in rows),
    )


def _mark(cell: Cell) -> str:
    detail = ", ".join(cell.departs) if cell.departs else ""
    if cell.mark.scored:
        detail = f"{cell.score:.2f}"
    return f"{cell.mark.sign} {detail}".strip()


def _tellings(matrix: Matrix, citations: Citations) -> Iterator[str]:
    if not matrix.rows:
        return
    yield "## Every telling"
    for row in matrix.rows:
        yield ""
        yield f"### Claim {row.number}"
        yield ""
        for cell in row.told:
            for quote in cell.quotes:
                yield f"- {who(cell.column)}: {quoted(quote, citations)}"
        for quote in row.elsewhere:
            yield f"- {who(quote.column)}, of another event: {quoted(quote, citations)}"
        for cell in row.untold:
            yield f"- {who(cell.column)}: *{cell.mark}*{_nearest(cell.quotes, citations)}"


def _nearest(quotes: Sequence[Quote], citations: Citations) -> str:
    return "".join(f"; nearest ({quote.score:.2f}): {quoted(quote, citations)}" for quote in quotes)


def _notes(comparison: Comparison, matrix: Matrix) -> Iterator[str]:
    if not comparison.notes and not matrix.notes:
        return
    yield "## What to keep in mind"
    yield ""
    yield from (f"- {escape(note)}" for note in comparison.notes)
    yield from (f"- {who(column)}: {escape(note)}" for column, note in matrix.notes)


def proofs(columns: Sequence[Column], citations: Citations, subject: str) -> Iterator[str]:
    """Write the last part of a report: how to check it, its articles, and what it cites."""
    yield "## How to check"
    yield ""
    yield (
        "`retold verify FILE --db CORPUS` checks all of it. By hand: every quotation is a verbatim span of an "
        "article’s text, white space aside. Characters are Unicode code points of that text, the last one not "
        "included; the digest is the head of the SHA-256 of the text in UTF-8."
    )
    yield ""
    yield from _rows(
        ("article", "language", "published", "read from", "id", "SHA-256"),
        (
            (
                who(column),
                escape(column.language),
                column.published,
                escape(column.article.location),
                f"`{column.article.id}`",
                f"`{column.digest}`",
            )
            for column in columns
        ),
    )
    yield ""
    yield from map(_footnote, citations.footnotes)
    yield ""
    yield f"Made by Retold {retold.__version__} from the {subject}."


def _footnote(note: Footnote) -> str:
    column, (start, end) = note.quote.column, note.quote.span
    facts = f"{who(column)}, {column.published}, {escape(column.language)}"
    proof = f"article `{column.article.id}`, SHA-256 `{column.digest}`, characters {start} to {end}"
    return f"[^{note.number}]: {facts}: “{escape(note.quote.text)}” ({proof})"


def who(column: Column) -> str:
    """Name an article by its number and its outlet."""
    return f"{column.number} {escape(column.name)}"


def _rows(head: Sequence[str], body: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Lay out a table; its cells are escaped already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for cells in body:
        yield f"| {' | '.join(cells)} |"
