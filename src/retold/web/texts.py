"""An article's text cut where sentences and findings begin and end, leaving nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retold.find import Findings
from retold.model import Article, Bound, Figure, Sentence, Span
from retold.report.names import Name


@dataclass(frozen=True, slots=True)
class Mark:
    """A span with the kind of thing it is, its meaning in words, and the address that says more."""

    span: Span
    kind: str
    meaning: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same marks; `meaning` joins what they mean, `address` is the first they have."""

    text: str
    kinds: tuple[str, ...] = ()
    meaning: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence as runs, or, with `sentence` None, what lies between two."""

    runs: tuple[Run, ...]
    sentence: Sentence | None = None


def cut(article: Article, sentences: Sequence[Sentence], marks: Iterable[Mark]) -> list[Part]:
    """Cut an article's text into its sentences, and those into runs; the runs joined are the text."""
    kept, at, parts = sorted(marks, key=lambda mark: mark.span), 0, []
    for sentence in sentences:
        start, end = max(at, sentence.span.start), max(at, sentence.span.end)
        if start > at:
            parts.append(Part((Run(article.text[at:start]),)))
        parts.append(Part(tuple(_runs(article.text, Span(start, end), kept)), sentence))
        at = end
    if at < len(article.text):
        parts.append(Part((Run(article.text[at:]),)))
    return parts


def runs_of(text: str, span: Span, marks: Iterable[Mark]) -> list[Run]:
    """Cut one span of a text where marks begin and end."""
    return list(_runs(text, span, sorted(marks, key=lambda mark: mark.span)))


def _runs(text: str, span: Span, marks: Sequence[Mark]) -> Iterator[Run]:
    inside = [mark for mark in marks if mark.span.start < span.end and span.start < mark.span.end]
    edges = {span.start, span.end} | {
        edge for mark in inside for edge in mark.span if span.start < edge < span.end
    }
    for start, end in pairwise(sorted(edges)):
        over = [mark for mark in inside if mark.span.start <= start and end <= mark.span.end]
        yield Run(
            text[start:end],
            tuple(dict.fromkeys(mark.kind for mark in over)),
            "; ".join(dict.fromkeys(mark.meaning for mark in over if mark.meaning)),
            next((mark.address for mark in over if mark.address), ""),
        )


def marks_of(findings: Findings, names: Iterable[Name]) -> list[Mark]:
    """Turn what was found in an article into marks: name, figure, date, source, cue, content."""
    marks = [Mark(n.span, f"name {n.css}", n.meaning, f"/entity/{n.entity.id}") for n in names]
    marks += [Mark(f.span, "figure", figure_words(f)) for f in findings.figures]
    marks += [Mark(d.span, "date", d.value) for d in findings.dates]
    for attribution in findings.attributions:
        marks.append(Mark(attribution.content, "content"))
        if attribution.source is not None:
            marks.append(Mark(attribution.source, "source", "who said it"))
        if attribution.cue is not None:
            marks.append(Mark(attribution.cue, "cue", attribution.strength.value))
    return marks


def figure_words(figure: Figure) -> str:
    """Word a figure's value: "about 4,000 kg"."""
    number = f"{figure.value:,.10g}"
    bound = "" if figure.bound is Bound.EXACT else f"{figure.bound.value} "
    return f"{bound}{number}{f' {figure.unit}' if figure.unit else ''}"


def sentence_at(sentences: Sequence[Sentence], span: Span) -> int:
    """Return the number, from 1, of the sentence that shares most of a span."""
    shares = [shared(span, sentence.span) for sentence in sentences]
    return 1 + max(range(len(shares)), key=shares.__getitem__, default=0)


def shared(one: Span, other: Span) -> int:
    """Count the code points that two spans share; none or less where they lie apart."""
    return min(one.end, other.end) - max(one.start, other.start)
