"""A comparison laid out for showing: rows of claims, columns of articles, one cell where they meet.

Every face of a report (terminal, Markdown, HTML) shows this one layout, so that they cannot disagree.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from retold.compare import materiality
from retold.model import (
    Article,
    Claim,
    Comparison,
    Copy,
    Difference,
    DifferenceKind,
    Omission,
    Sentence,
    Span,
    Telling,
)
from retold.report.marks import Mark
from retold.report.names import Name, Piece, cut, names_of
from retold.report.repeats import Repeat
from retold.report.words import language_name

#: Hexadecimal digits of a text's SHA-256 that a report shows: 48 bits tell any two texts of a corpus apart.
DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An article with its number in the report, counted from 1 in time order.

    `repeats` is what it copies or translates of others in the report, `names` whom it names where.
    """

    number: int
    article: Article
    sentences: tuple[Sentence, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    names: tuple[Name, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The outlet, or else the name of the file, without what says its format."""
        return self.article.name

    @property
    def published(self) -> str:
        """When it was published, as exactly as it is known."""
        return (self.article.published or "no date").replace("T", " ").replace("Z", " UTC")

    @property
    def language(self) -> str:
        """The English name of the article's language."""
        return language_name(self.article.language)

    @property
    def digest(self) -> str:
        """The first digits of the SHA-256 of the article's text, by which a quotation can be checked."""
        return hashlib.sha256(self.article.text.encode()).hexdigest()[:DIGEST_LENGTH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim span of an article; `score` is the telling's confidence or the omission's nearness.

    `sentence` is the place in `column.sentences` of the sentence it stands in, None where it stands in none;
    `marked` are the spans inside it that show a difference.
    """

    column: Column
    span: Span
    score: float
    sentence: int | None = None
    marked: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.column.article.text[self.span.start : self.span.end]

    def pieces(self) -> list[Piece]:
        """Cut the words where marked spans and names begin and end."""
        return cut(self.column.article.text, self.span, self.marked, self.column.names)

    @property
    def wholly_marked(self) -> bool:
        """Whether all of it shows a difference, so that marking it would tell nothing."""
        return any(mark.start <= self.span.start and self.span.end <= mark.end for mark in self.marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a claim and an article meet.

    `quotes` are its tellings, or the nearest sentence of an article that does not tell the claim. `departs`
    are the kinds of differences in which it departs from the side that was told first; `repeat` is set where
    the article tells it in the words of another.
    """

    column: Column
    mark: Mark
    quotes: tuple[Quote, ...] = ()
    score: float = 0.0
    departs: tuple[DifferenceKind, ...] = ()
    repeat: Repeat | None = None

    @property
    def copied(self) -> bool:
        """Whether it is told in the words of another article that tells it too."""
        return self.repeat is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A claim, numbered from 1; `lead` is the telling that stands for it.

    `voices` counts the articles that tell it, copies left out; `elsewhere` are tellings by other articles of
    the story.
    """

    number: int
    claim: Claim
    lead: Quote
    voices: int
    cells: tuple[Cell, ...]
    elsewhere: tuple[Quote, ...]
    differences: tuple[Difference, ...]

    @property
    def told(self) -> tuple[Cell, ...]:
        """The cells of the articles that tell the claim."""
        return tuple(cell for cell in self.cells if cell.mark.told)

    @property
    def untold(self) -> tuple[Cell, ...]:
        """The cells of the articles that were searched for the claim and do not tell it."""
        return tuple(cell for cell in self.cells if not cell.mark.told and cell.mark is not Mark.NOT_COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The claims x articles table of an event: claims that articles share, then those of one article alone."""

    columns: tuple[Column, ...]
    background: tuple[Column, ...]
    shared: tuple[Row, ...]
    alone: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in order."""
        return self.shared + self.alone

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles, each once."""
        return tuple(dict.fromkeys(column.language for column in self.columns))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks its cells bear, for a legend."""
        used = {cell.mark for row in self.rows for cell in row.cells}
        return tuple(mark for mark in Mark if mark in used and mark is not Mark.NOT_COMPARED)

    @property
    def notes(self) -> tuple[tuple[Column, str], ...]:
        """What the reading of the articles noted, with the article it is about."""
        return tuple((column, note) for column in self.columns for note in column.article.notes)

    def column(self, article: str) -> Column:
        """Find the column of an article id.

        Raises KeyError when the comparison has no such article.
        """
        return {column.article.id: column for column in (*self.columns, *self.background)}[article]

    def row(self, claim: str) -> Row:
        """Find the row of a claim id.

        Raises KeyError when no article of the event tells that claim.
        """
        return {row.claim.id: row for row in self.rows}[claim]

    def told_by(self, column: Column) -> int:
        """Count the shared claims that an article tells."""
        return sum(row.cells[column.number - 1].mark.told for row in self.shared)

    def side_quotes(self, difference: Difference, side: Sequence[str]) -> tuple[Quote, ...]:
        """Quote what shows one side of a difference: its evidence, or else its earliest telling."""
        shown = tuple(
            quote_span(self.column(evidence.article), evidence.span, difference.score, ())
            for evidence in difference.evidence
            if evidence.article in side
        )
        if shown:
            return shown
        row = self.row(difference.claim)
        told = [quote for cell in row.told for quote in cell.quotes] + list(row.elsewhere)
        return tuple(quote for quote in told if quote.column.article.id in side)[:1]


def build_matrix(comparison: Comparison) -> Matrix:
    """Lay out a comparison.

    Claims stand by the number of articles that tell them (copies don't count), then in the order of the
    earliest telling; differences with the most material first.
    """
    numbers = {article.id: number for number, article in enumerate(_all_articles(comparison), start=1)}
    repeats, names = _repeats(comparison.copies, numbers), names_of(comparison.entities)
    columns = {
        article.id: Column(
            number=numbers[article.id],
            article=article,
            sentences=tuple(comparison.sentences.get(article.id, ())),
            repeats=tuple(repeats[article.id]),
            names=names.get(article.id, ()),
        )
        for article in _all_articles(comparison)
    }
    builder = _Rows(comparison, [columns[article.id] for article in comparison.articles], columns)
    shared, alone = builder.rows()
    return Matrix(
        columns=tuple(builder.columns),
        background=tuple(columns[article.id] for article in comparison.background),
        shared=tuple(shared),
        alone=tuple(alone),
        differences=tuple(_by_materiality(comparison.differences)),
    )


class _Rows:
    """Turns claims into rows, given the columns of a comparison."""

    def __init__(
        self, comparison: Comparison, columns: Sequence[Column], known: Mapping[str, Column]
    ) -> None:
        self.columns = columns
        self.known = known
        self.claims = comparison.claims
        self.omissions = {(omission.claim, omission.article): omission for omission in comparison.omissions}
        self.differences: dict[str, list[Difference]] = defaultdict(list)
        self.marked: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for difference in _by_materiality(comparison.differences):
            self.differences[difference.claim].append(difference)
            for evidence in difference.evidence:
                self.marked[difference.claim, evidence.article].append(evidence.span)

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Give the rows of shared claims, then those of claims told by one article alone."""
        rows = [row for claim in self.claims if (row := self._row(claim)) is not None]
        rows.sort(key=lambda row: (-row.voices, row.lead.column.number, row.lead.span, row.claim.id))
        leads: set[tuple[int, Span]] = set()
        for place, row in enumerate(rows):
            lead = _lead(row, leads)
            leads.add((lead.column.number, lead.span))
            rows[place] = replace(row, number=place + 1, lead=lead)
        return [row for row in rows if row.voices > 1], [row for row in rows if row.voices <= 1]

    def _row(self, claim: Claim) -> Row | None:
        tellings: dict[str, list[Quote]] = defaultdict(list)
        for telling in sorted(claim.tellings, key=lambda telling: telling.span):
            tellings[telling.article].append(self._telling(claim, telling))
        cells = tuple(self._cell(claim, column, tellings) for column in self.columns)
        told = [cell for cell in cells if cell.mark.told]
        if not told:
            return None
        own = [cell for cell in told if not cell.copied] or told
        here = {column.article.id for column in self.columns}
        elsewhere = [quote for article, quotes in tellings.items() if article not in here for quote in quotes]
        return Row(
            number=0,
            claim=claim,
            lead=own[0].quotes[0],
            voices=len(own),
            cells=cells,
            elsewhere=tuple(sorted(elsewhere, key=lambda quote: (quote.column.number, quote.span))),
            differences=tuple(self.differences[claim.id]),
        )

    def _telling(self, claim: Claim, telling: Telling) -> Quote:
        column = self.known[telling.article]
        return quote_span(column, telling.span, telling.score, self.marked[claim.id, telling.article])

    def _cell(self, claim: Claim, column: Column, tellings: Mapping[str, Sequence[Quote]]) -> Cell:
        quotes = tuple(tellings.get(column.article.id, ()))
        if not quotes:
            return _untold(column, self.omissions.get((claim.id, column.article.id)))
        told_by = {told[0].column.number for told in tellings.values() if told}
        repeat = next((r for r in column.repeats if r.original in told_by and _repeats_all(r, quotes)), None)
        departs = self._departures(claim, column.article.id)
        return Cell(
            column=column,
            mark=Mark.DEPARTS if departs else Mark.COPIED if repeat else Mark.TOLD,
            quotes=quotes,
            score=quotes[0].score,
            departs=departs,
            repeat=repeat,
        )

    def _departures(self, claim: Claim, article: str) -> tuple[DifferenceKind, ...]:
        kinds = []
        for difference in self.differences[claim.id]:
            sides = sorted(difference.sides, key=lambda side: min(self.known[each].number for each in side))
            if any(article in side for side in sides[1:]):
                kinds.append(difference.kind)
        return tuple(dict.fromkeys(kinds))


def _lead(row: Row, leads: Container[tuple[int, Span]]) -> Quote:
    """Choose the telling that stands for a claim: the earliest that stands for none above it.

    A sentence often tells two claims; without this both would look the same in the table.
    """
    own = [quote for cell in row.told if not cell.copied for quote in cell.quotes]
    return next((quote for quote in own if (quote.column.number, quote.span) not in leads), row.lead)


def _untold(column: Column, omission: Omission | None) -> Cell:
    if omission is None:
        return Cell(column=column, mark=Mark.NOT_COMPARED)
    nearest = omission.nearest
    return Cell(
        column=column,
        mark=Mark(omission.kind.value),
        quotes=() if nearest is None else (quote_span(column, nearest, omission.score, ()),),
        score=omission.score,
    )


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def quote_span(column: Column, span: Span, score: float = 1.0, marked: Iterable[Span] = ()) -> Quote:
    """Quote a span, with the sentence that shares most of it and the marks that lie in it."""
    sentences = column.sentences
    first = bisect_right(sentences, span.start, key=lambda sentence: sentence.span.end)
    over = takewhile(lambda place: sentences[place].span.start < span.end, range(first, len(sentences)))
    best = max(over, key=lambda place: _shared(sentences[place].span, span), default=None)
    return Quote(
        column=column,
        span=span,
        score=score,
        sentence=best,
        marked=tuple(mark for mark in marked if mark.start < span.end and span.start < mark.end),
    )


def _all_articles(comparison: Comparison) -> tuple[Article, ...]:
    return (*comparison.articles, *comparison.background)


def _repeats(copies: Iterable[Copy], numbers: Mapping[str, int]) -> defaultdict[str, list[Repeat]]:
    """Return what each article repeats of those that the comparison holds, the earliest first."""
    found: defaultdict[str, list[Repeat]] = defaultdict(list)
    known = [copy for copy in copies if copy.article in numbers and copy.original in numbers]
    for copy in sorted(known, key=lambda copy: numbers[copy.original]):
        found[copy.article].append(Repeat(numbers[copy.original], copy))
    return found


def _repeats_all(repeat: Repeat, quotes: Iterable[Quote]) -> bool:
    return all(repeat.copy.covers(quote.span) for quote in quotes)


def _by_materiality(differences: Iterable[Difference]) -> list[Difference]:
    return sorted(differences, key=materiality)
