"""A comparison on a terminal of 80 to 200 columns.

Texts stand last on their line: one that is wider than the terminal believes, or runs from right to left, can
then move nothing else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retold.compare import ORDER
from retold.model import (
    Article,
    Comparison,
    Difference,
    Entity,
    EntityKind,
    Sentence,
    SentenceKind,
)
from retold.report.marks import Mark
from retold.report.matrix import Cell, Column, Matrix, Quote, Row, build_matrix, quote_span
from retold.report.names import names_of
from retold.report.origins import Sourced, Sourcing, followings, sourcings
from retold.report.repeats import count_copies
from retold.report.words import count, dated, sure

# Widths are counted in terminal cells.
#: A mark with its score ("○44") and a space; a claim's number and a space.
_MARK_WIDTH = 4
_NUMBER_WIDTH = 4
#: The narrowest the claims' texts may become before the table is cut into blocks of articles.
TEXT_WIDTH = 36
#: What the texts keep before columns are widened to hold names, and how wide a column with a name is.
_ROOMY_TEXT_WIDTH = 60
_NAMED_WIDTH = 9
_WIDEST_COLUMN = 13
#: Lines a claim may take in the table, and what wrapping at spaces may waste of them.
LINES = 2
SLACK = 10

_STYLES = {
    Mark.TOLD: "bold",
    Mark.DEPARTS: "bold red",
    Mark.COPIED: "dim",
    Mark.LEFT_OUT: "red",
    Mark.PERHAPS_TOLD: "dim",
    Mark.COULD_NOT_KNOW: "dim",
    Mark.SHORT_REPORT: "dim",
    Mark.NOT_COMPARED: "",
}


#: The colours of names, by kind.
_KINDS = {
    EntityKind.PERSON: "cyan",
    EntityKind.ORGANISATION: "magenta",
    EntityKind.PLACE: "green",
    EntityKind.OTHER: "yellow",
}


def print_comparison(comparison: Comparison, console: Console, *, full: bool = False) -> None:
    """Print a comparison; with `full`, every telling stands under its claim in full."""
    matrix = build_matrix(comparison)
    _print_head(comparison, matrix, console)
    _print_outlets(matrix, console)
    _print_differences(matrix, console)
    _print_claims("Claims that more than one article tells", matrix, matrix.shared, console)
    _print_claims("Claims that one article alone tells", matrix, matrix.alone, console)
    _print_legend(matrix, console)
    _print_origins(comparison, matrix, console, full=full)
    if full:
        _print_tellings(matrix, console)
    _print_notes(comparison, matrix, console)


def print_article(
    article: Article, sentences: Sequence[Sentence], console: Console, entities: Iterable[Entity] = ()
) -> None:
    """Print an article sentence by sentence, with each one's place and span and the names of `entities`."""
    column = Column(number=1, article=article, names=names_of(entities).get(article.id, ()))
    heading(clean(article.title or column.name), console)
    facts = (column.name, column.language, dated(article), article.location)
    _line(" · ".join(clean(fact) for fact in facts), console, "dim")
    _line(
        f"id {article.id} · {count(len(article.text), 'code point')} · SHA-256 {column.digest}",
        console,
        "dim",
    )
    for note in article.notes:
        _line(clean(note), console, "yellow")
    console.print()
    table = grid(3, numbers=2)
    for place, sentence in enumerate(sentences, start=1):
        style = {SentenceKind.TITLE: "bold", SentenceKind.BOILERPLATE: "dim"}.get(sentence.kind, "")
        span = Text(f"{sentence.span.start}:{sentence.span.end}", "dim")
        table.add_row(Text(str(place)), span, worded(quote_span(column, sentence.span), style))
    console.print(table)


def clean(text: str) -> str:
    """Put a text on one line, with nothing in it that could steer a terminal.

    Control characters and those that change the direction of what follows become U+FFFD.
    """
    line = " ".join(text.split())
    return "".join("\ufffd" if _steers(char) else char for char in line)


def worded(quote: Quote, style: str = "", *, marked: str = "") -> Text:
    """Write the words of a quotation on one line, as `clean` does, its names underlined and coloured by their kind.

    `marked` is the style of what shows a difference.
    """
    words, line, raw = Text(clean(quote.text), style), quote.text, 0
    for text, is_marked, name in quote.pieces():
        # Where a piece begins and ends when white space is one blank.
        start = len(" ".join((line[:raw] + "x").split())) - 1
        raw += len(text)
        end = len(" ".join(line[:raw].split()))
        if is_marked and marked:
            words.stylize(marked, start, end)
        if name:
            words.stylize(f"underline {_KINDS[name.entity.kind]}", start, end)
    return words


def shorten(text: str, width: int) -> str:
    """Cut a text to a number of terminal cells, at a space where one is near, with an ellipsis."""
    if cell_len(text) <= width:
        return text
    kept, used = [], 1
    for char in text:
        used += cell_len(char)
        if used > width:
            break
        kept.append(char)
    cut = "".join(kept)
    head, _, tail = cut.rpartition(" ")
    return f"{(head if head and len(tail) < 16 else cut).rstrip()}…"


def _shortened(words: Text, width: int) -> Text:
    """Shorten words with their styles."""
    short = shorten(words.plain, width)
    return words if short == words.plain else words[: len(short) - 1].append("…")


def _steers(char: str) -> bool:
    return unicodedata.category(char) == "Cc" or unicodedata.bidirectional(char) in _EMBEDDINGS


_EMBEDDINGS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def _print_head(comparison: Comparison, matrix: Matrix, console: Console) -> None:
    heading(clean(comparison.event.label), console)
    facts = [
        comparison.event.date or "",
        f"{count(len(matrix.columns), 'article')} in {count(len(matrix.languages), 'language')}",
        count_copies(comparison.copies),
        f"{count(len(matrix.rows), 'claim')}, {len(matrix.shared) or 'none'} shared",
        f"event {comparison.event.id}",
    ]
    _line(" · ".join(fact for fact in facts if fact), console, "dim")
    console.print()


def _print_outlets(matrix: Matrix, console: Console) -> None:
    table = grid(5, numbers=1)
    for column in matrix.columns:
        shared = f"{matrix.told_by(column)} of {len(matrix.shared)} shared claims" if matrix.shared else ""
        table.add_row(
            Text(str(column.number), "bold"),
            Text(clean(column.name)),
            Text(column.published),
            Text(clean(column.language)),
            Text(", ".join(part for part in (shared, *(r.words for r in column.repeats)) if part), "dim"),
        )
    console.print(table)


def _print_differences(matrix: Matrix, console: Console) -> None:
    if not matrix.differences:
        return
    heading("What differs", console)
    _line(ORDER, console, "dim")
    for difference in matrix.differences:
        print_difference(matrix, difference, console)


def print_difference(matrix: Matrix, difference: Difference, console: Console) -> None:
    """Print a difference with its sides and what shows it."""
    number = matrix.row(difference.claim).number
    line = Text.assemble(
        (difference.kind.value, "bold red"), f" in claim {number}: ", clean(difference.reason)
    )
    console.print(line)
    for side in difference.sides:
        console.print(Padding(_side(matrix, difference, side), (0, 0, 0, 2)))


def _side(matrix: Matrix, difference: Difference, side: Sequence[str]) -> Text:
    line = Text()
    for place, article in enumerate(side):
        column = matrix.column(article)
        line.append(f"{', ' if place else ''}{column.number} {clean(column.name)}")
        if article == difference.since:
            line.append(" departs first", "red")
    for place, quote in enumerate(matrix.side_quotes(difference, side)):
        line.append("; “" if place else ": “", "dim").append_text(worded(quote, "dim")).append("”", "dim")
    return line


def _print_claims(title: str, matrix: Matrix, rows: Sequence[Row], console: Console) -> None:
    if not rows:
        return
    heading(title, console)
    for columns in _blocks(matrix.columns, console.width):
        width = _column_width(len(columns), console.width)
        table = grid(1 + len(columns) + 1, numbers=1, width=console.width)
        for column in table.columns[1:-1]:
            column.width = width - 1
            column.no_wrap = True
        named = width >= _NAMED_WIDTH
        heads = [
            Text(_head(column, width - 1) if named else str(column.number), "bold") for column in columns
        ]
        table.add_row(Text(), *heads, Text("as one outlet tells it", "dim"))
        room = console.width - width * len(columns) - _NUMBER_WIDTH
        for row in rows:
            cells = [_mark(row.cells[column.number - 1]) for column in columns]
            words = _shortened(worded(row.lead), LINES * room - SLACK)
            table.add_row(Text(str(row.number), "bold"), *cells, words)
        console.print(table)


def _blocks(columns: Sequence[Column], width: int) -> list[Sequence[Column]]:
    """Cut the columns into blocks that leave the claims' texts room."""
    size = max((width - TEXT_WIDTH - _NUMBER_WIDTH) // _MARK_WIDTH, 1)
    return [columns[start : start + size] for start in range(0, len(columns), size)]


def _column_width(columns: int, width: int) -> int:
    """Give each column room for its outlet's name where the claims' texts keep enough of their own."""
    room = min((width - _ROOMY_TEXT_WIDTH) // columns, _WIDEST_COLUMN)
    return room if room >= _NAMED_WIDTH else _MARK_WIDTH


def _head(column: Column, width: int) -> str:
    return f"{column.number}\n{shorten(clean(column.name), width)}"


def _mark(cell: Cell) -> Text:
    score = f"{min(round(100 * cell.score), 99):02d}" if cell.mark.scored else ""
    return Text(f"{cell.mark.sign}{score}", _STYLES[cell.mark])


def _print_tellings(matrix: Matrix, console: Console) -> None:
    for row in matrix.rows:
        heading(f"Claim {row.number}", console)
        _line(f"id {row.claim.id}", console, "dim")
        table = grid(3)
        for cell in row.told:
            for quote in cell.quotes:
                table.add_row(*_by(cell.column), _telling(cell, quote))
        for quote in row.elsewhere:
            table.add_row(*_by(quote.column), Text.assemble(("of another event: ", "dim"), worded(quote)))
        for cell in row.untold:
            table.add_row(*_by(cell.column), _untold(cell))
        console.print(table)


def _by(column: Column) -> tuple[Text, Text]:
    return Text(f"{column.number} {clean(column.name)}", "bold"), Text(clean(column.article.language or "?"))


def _telling(cell: Cell, quote: Quote) -> Text:
    line = Text()
    if cell.departs:
        line.append(f"{', '.join(cell.departs)} differs: ", "red")
    if cell.repeat:
        line.append(f"{cell.repeat.manner}: ", "dim")
    line.append_text(worded(quote))
    return line.append(f" ({sure(quote.score)})", "dim") if quote.score < 1 else line


def _untold(cell: Cell) -> Text:
    line = Text(cell.mark.value, _STYLES[cell.mark])
    for quote in cell.quotes:
        line.append(f"; nearest ({quote.score:.2f}): ", "dim").append_text(worded(quote, "dim"))
    return line


def _print_legend(matrix: Matrix, console: Console) -> None:
    if matrix.rows:
        parts = [f"{mark.sign} {mark.meaning}" for mark in matrix.marks]
        console.print()
        _line("; ".join(parts), console, "dim")


def _print_origins(comparison: Comparison, matrix: Matrix, console: Console, *, full: bool) -> None:
    found, following = sourcings(comparison, matrix), followings(comparison, matrix)
    if not found and not following:
        return
    heading("Where it comes from", console)
    for each in following:
        line = Text(f"{_name(each.column)} {each.words} {_name(each.followed)}: ")
        console.print(line.append(each.follow.reason, "dim"))
    for sourcing in found:
        if full or sourcing.independent > 1:
            print_sourcing(sourcing, console)
    agreed = [str(s.row.number) for s in found if s.independent <= 1]
    if agreed and not full:
        _line(f"one voice alone: claim{'s' * (len(agreed) > 1)} {', '.join(agreed)}", console)


def print_sourcing(sourcing: Sourcing, console: Console) -> None:
    """Print the origins of a claim: each with the articles that name it, then those that name nobody."""
    parts = ["; ".join(_told_by(origin)) for origin in sourcing.origins]
    if sourcing.unnamed:
        parts.append(f"nobody named: {', '.join(map(_name, sourcing.unnamed))}")
    head = f"claim {sourcing.row.number}: {count(sourcing.independent, 'voice')}"
    console.print(Text.assemble((head, "bold"), " · ", " · ".join(parts)))


def _told_by(origin: Iterable[Sourced]) -> Iterator[str]:
    """Yield the words for an origin, each with all articles that use them."""
    named: dict[str, list[str]] = {}
    for telling in sorted(origin, key=lambda telling: telling.column.number):
        named.setdefault(_source(telling), []).append(_name(telling.column))
    for source, articles in named.items():
        together = ", ".join(articles)
        yield f"{source} in {together}" if source else f"{together}, which follows"


def _source(telling: Sourced) -> str:
    if telling.source is None:
        return ""
    via = "".join(f" through “{clean(quote.text)}”" for quote in telling.relays)
    return f"“{clean(telling.source.text)}”{via}"


def _name(column: Column) -> str:
    return f"{column.number} {clean(column.name)}"


def _print_notes(comparison: Comparison, matrix: Matrix, console: Console) -> None:
    if not comparison.notes and not matrix.notes:
        return
    heading("What to keep in mind", console)
    for note in comparison.notes:
        _line(clean(note), console)
    for column, note in matrix.notes:
        _line(f"{column.number} {clean(column.name)}: {clean(note)}", console)


def heading(words: str, console: Console) -> None:
    """Print a heading, with an empty line before it."""
    console.print()
    _line(words, console, "bold")


def _line(words: str, console: Console, style: str = "") -> None:
    console.print(Text(words, style))


def grid(columns: int, *, numbers: int = 0, width: int | None = None) -> Table:
    """Make a table without lines: numbers first, aligned right; the last column takes the room that is left."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.width = width
    for place in range(columns):
        last = place == columns - 1
        table.add_column(
            justify="right" if place < numbers else "left",
            no_wrap=not last,
            overflow="fold" if last else "ellipsis",
            ratio=1 if last and width else None,
        )
    return table
