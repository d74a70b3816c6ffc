"""Answers to questions about one claim, two articles, one name or one event's figures, on a terminal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.align import Place, Tie
from retold.corpus import Counted, Pairing, Saying
from retold.find import Findings, find_times, has_rules
from retold.model import Article, Attribution, Bound, Comparison, Date, Figure, Sentence, SentenceKind, Span
from retold.report.matrix import Column, build_matrix
from retold.report.origins import sourcings
from retold.report.terminal import clean, heading, print_difference, print_sourcing, worded
from retold.report.words import language_name, sure

Found = TypeVar("Found")


def print_claim(comparison: Comparison, claim: str, ties: Mapping[Place, Tie], console: Console) -> None:
    """Print the tellings of a claim in time order, over all events of its story, and what differs.

    `ties` say with which other telling each most probably belongs, and why.
    """
    matrix = build_matrix(comparison)
    row = matrix.row(claim)
    heading(f"Claim {row.number} of {clean(comparison.event.label)}", console)
    console.print(Text(f"id {claim} · event {comparison.event.id}", "dim"))
    quotes = [quote for cell in row.told for quote in cell.quotes] + list(row.elsewhere)
    for quote in sorted(quotes, key=lambda q: (q.column.article.published or "9999", q.column.number)):
        outside = " · another event of the story" if quote in row.elsewhere else ""
        console.print(Text(_facts(quote.column.article) + outside, "dim"))
        console.print(worded(quote, marked="bold"))
        if tie := ties.get((quote.column.article.id, quote.span)):
            other = next(q.column.name for q in quotes if q.column.article.id == tie.other[0])
            console.print(Text(f"{sure(tie.score)} that {clean(other)} tells the same. {tie.reason}", "dim"))
    if row.differences:
        heading("What differs", console)
        for difference in row.differences:
            print_difference(matrix, difference, console)
    for sourcing in sourcings(comparison, matrix):
        if sourcing.row.claim.id == claim:
            heading("Where it comes from", console)
            print_sourcing(sourcing, console)


def print_side_by_side(left: Article, right: Article, pairings: Sequence[Pairing], console: Console) -> None:
    """Print two articles side by side: what both tell on one line, with what differs under it."""
    console.print(_beside(*(Text(_facts(article), "bold") for article in (left, right))))
    for pairing in pairings:
        style = "" if pairing.left and pairing.right else "dim"
        words = (_words(left, pairing.left), _words(right, pairing.right))
        console.print()
        console.print(_beside(*(Text(each, style) for each in words)))
        if pairing.reason:
            console.print(Text(f"{sure(pairing.score)} that both tell the same. {pairing.reason}", "dim"))
        for difference in pairing.differences:
            console.print(Text(f"{difference.kind}: {clean(difference.reason)}", "red"))


def _beside(left: Text, right: Text) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for _ in range(2):
        table.add_column(ratio=1, overflow="fold")
    table.add_row(left, right)
    return table


def print_said(sayings: Sequence[Saying], console: Console) -> None:
    """Print what is given to an entity over time, with how each article names it."""
    for saying in sayings:
        article, attribution = saying.article, saying.attribution
        manner = f" · {attribution.strength}" if attribution.cue else ""
        console.print(Text(_facts(article) + manner, "dim"))
        named = clean(article.text[slice(*saying.named)])
        content = clean(article.text[slice(*attribution.content)])
        console.print(Text.assemble((f"{named}: ", "bold"), content))


def print_figures(comparison: Comparison, rows: Sequence[Counted], console: Console) -> None:
    """Print a table of figures: a claim a row, an article a column."""
    matrix = build_matrix(comparison)
    told = {row.claim.id: row for row in matrix.rows}
    columns = [c for c in matrix.columns if any(c.article.id in row.figures for row in rows)]
    for start in range(0, len(columns), size := max(1, (console.width - 30) // 18)):
        part = columns[start : start + size]
        table = Table(box=None, padding=(0, 2, 0, 0))
        table.add_column("claim", justify="right")
        for column in part:
            table.add_column(f"{column.number} {clean(column.name)}", overflow="fold")
        for row in rows:
            cells = [_counted(column, row.figures.get(column.article.id, ())) for column in part]
            if any(cells) and row.claim.id in told:
                table.add_row(str(told[row.claim.id].number), *map(Text, cells))
        console.print(table)


def print_explained(
    article: Article, sentences: Sequence[Sentence], findings: Findings, console: Console
) -> None:
    """Print an article's sentences, each with who is said to have said it, and its figures, dates and other times."""
    if not has_rules(article.language):
        name = language_name(article.language)
        console.print(
            Text(f"{name} has no list of words for saying: sources are told by marks and heads.", "dim")
        )
    by_id = {a.id: a for a in findings.attributions}
    dated = {letter for date in findings.dates for letter in range(*date.span)}
    times = find_times(article.text, article.language, published=article.published)
    others = [time for time in times if dated.isdisjoint(range(*time.span))]
    said_in = _by_sentence(findings.attributions, lambda a: a.content, sentences)
    figures_in = _by_sentence(findings.figures, lambda f: f.span, sentences)
    dates_in = _by_sentence([*findings.dates, *others], lambda d: d.span, sentences)
    for place, sentence in enumerate(sentences):
        if sentence.kind is SentenceKind.BOILERPLATE:
            continue
        console.print(Text.assemble((f"{place + 1} ", "bold"), clean(article.text[slice(*sentence.span)])))
        lines = [_attribution(article, a, by_id.get(a.parent or "")) for a in said_in[place]]
        lines += [_figure(article, f) for f in figures_in[place]]
        lines += [_date(article, d) for d in dates_in[place]]
        for line in lines:
            console.print(Text(f"  {line}", "dim"))


def _by_sentence(
    found: Iterable[Found], span_of: Callable[[Found], Span], sentences: Sequence[Sentence]
) -> list[list[Found]]:
    """Sort what was found to the sentences that it stands in, or that it goes through."""
    starts, ends = [s.span.start for s in sentences], [s.span.end for s in sentences]
    sorted_in: list[list[Found]] = [[] for _ in sentences]
    for each in found:
        span = span_of(each)
        for place in range(bisect_right(ends, span.start), bisect_left(starts, span.end)):
            sorted_in[place].append(each)
    return sorted_in


def _attribution(article: Article, attribution: Attribution, parent: Attribution | None) -> str:
    named = attribution.source or attribution.antecedent
    who = f"“{_words(article, [named])}”" if named else "nobody named"
    pronoun = f"as “{_words(article, [attribution.pronoun])}”, " if attribution.pronoun else ""
    carried = f" ({pronoun}named before)" if named and not attribution.source else ""
    cue = f", cue “{_words(article, [attribution.cue])}”" if attribution.cue else ", in quotation marks"
    via = f", through “{_words(article, [parent.source])}”" if parent and parent.source else ""
    return f"source {who}{carried}{cue}, {attribution.strength}, {attribution.kind}{via}"


def _figure(article: Article, figure: Figure) -> str:
    bound = "" if figure.bound is Bound.EXACT else f"{figure.bound} "
    counted = f" of “{_words(article, [figure.counted])}”" if figure.counted else ""
    return f"figure “{_words(article, [figure.span])}” = {bound}{figure.value:,.12g} {figure.unit or ''}{counted}"


def _date(article: Article, date: Date) -> str:
    return f"{date.kind} “{_words(article, [date.span])}” = {date.value}"


def _counted(column: Column, figures: Sequence[Figure]) -> str:
    parts = []
    for figure in figures:
        bound = "" if figure.bound is Bound.EXACT else f"{figure.bound} "
        counted = _words(column.article, [figure.counted]) if figure.counted else figure.unit or ""
        parts.append(f"{bound}{figure.value:,.12g} {counted}".strip())
    return "; ".join(parts)


def _words(article: Article, spans: Sequence[Span]) -> str:
    return clean(" … ".join(article.text[slice(*span)] for span in spans))


def _facts(article: Article) -> str:
    name = article.outlet or article.location
    return " · ".join(
        clean(fact) for fact in (name, language_name(article.language), article.published or "no date")
    )
