"""An event as a document of sections and lines, for formats that have no tables of their own."""

from __future__ import annotations

from collections.abc import Iterator

from retold.model import Comparison
from retold.report.document import Document, Line, Section, Subject, Told, contrasts_of
from retold.report.matrix import Column, Matrix, Row, build_matrix
from retold.report.origins import followings
from retold.report.words import count


def event_document(comparison: Comparison) -> Document:
    """Lay out the comparison of an event."""
    matrix = build_matrix(comparison)
    contrasts = contrasts_of(matrix)
    kept = [f"{column.number} {column.name}: {note}" for column, note in matrix.notes]
    return Document(
        subject=Subject("event", comparison.event.id),
        title=comparison.event.label,
        facts=(
            *([comparison.event.date] if comparison.event.date else []),
            f"{count(len(matrix.columns), 'article')} in {count(len(matrix.languages), 'language')}",
            f"{count(len(matrix.rows), 'claim')}, {len(matrix.shared) or 'none'} told by more than one article",
        ),
        sections=tuple(
            section
            for section in (
                Section(heading="Who told it", lines=tuple(_outlets(matrix))),
                Section(heading="What differs", lines=contrasts),
                *map(_claim, matrix.rows),
                Section(heading="Where it comes from", lines=tuple(_follows(comparison, matrix))),
                Section(heading="What to keep in mind", lines=tuple(map(Line, (*comparison.notes, *kept)))),
            )
            if section.lines
        ),
        columns=matrix.columns + matrix.background,
    )


def _outlets(matrix: Matrix) -> Iterator[Line]:
    for column in matrix.columns:
        copied = "".join(f", {repeat.words}" for repeat in column.repeats)
        told = f"{matrix.told_by(column)} of {count(len(matrix.shared), 'shared claim')}"
        yield Line(f"{_who(column)}, {column.language}, {column.published}: {told}{copied}")


def _claim(row: Row) -> Section:
    untold = (f"{_who(cell.column)} ({cell.mark.value})" for cell in row.untold)
    not_told = f" Not told by {', '.join(untold)}." if row.untold else ""
    return Section(
        heading=f"Claim {row.number}",
        claim=row.number,
        intro=f"Told by {count(len(row.told), 'article')}.{not_told}",
        lines=tuple(
            Told(quote, cell.repeat.manner if cell.repeat else "")
            for cell in row.told
            for quote in cell.quotes
        )
        + tuple(Told(quote, "of another event of the story") for quote in row.elsewhere),
    )


def _follows(comparison: Comparison, matrix: Matrix) -> Iterator[Line]:
    for each in followings(comparison, matrix):
        yield Line(f"{_who(each.column)} {each.words} {_who(each.followed)}: {each.follow.reason}")


def _who(column: Column) -> str:
    return f"{column.number} {column.name}"
