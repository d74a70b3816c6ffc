"""A Markdown report -> what of it can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from retold.model import Span
from retold.report.markdown import escape
from retold.verify.document import Citation, Fact, Reason, Report, Said, Source

_SOURCE = re.compile(r"\| (\d+) (.*?) \| (.*?) \| (.*?) \| .* \| `(\w+)` \| `([0-9a-f]+)` \|")
_NOTE = re.compile(
    r"\[\^(\d+)\]: (.*?): “(.*)” \(article `(\w+)`, SHA-256 `([0-9a-f]+)`, characters (\d+) to (\d+)\)"
)
_CITED = re.compile(r"\[\^(\d+)\](?!:)")
_REASON = re.compile(r"- \*\*(\w+)\*\* \(claim (\d+)\): (.*)")
_CLAIM = re.compile(r"### Claim (\d+)")
_MADE = re.compile(r"Made by (Retold .+) from the (\w+) `(\w+)`\.")
_ESCAPED = re.compile(r"\\(.)")


def read_markdown(document: str) -> Report:
    """Read the articles, quotations and reasons of a Markdown report; it quotes escaped and on one line."""
    lines = document.splitlines()
    sources = {match[1]: _source(match) for line in lines if (match := _SOURCE.fullmatch(line))}
    notes = {match[1]: _note(match) for line in lines if (match := _NOTE.fullmatch(line))}
    made = next(filter(None, map(_MADE.fullmatch, lines)), None)
    return Report(
        sources={source.article: source for source in sources.values()},
        citations=(*notes.values(), *_repeated(lines, notes)),
        tellings=dict(_tellings(lines, notes)),
        reasons=tuple(_reasons(lines, notes, sources)),
        said=tuple(_said(lines)),
        written=escape,
        subject=f"{made[2]} {made[3]}" if made else "",
        maker=made[1] if made else "",
    )


def _source(match: re.Match[str]) -> Source:
    name = _ESCAPED.sub(r"\1", match[2])
    return Source(article=match[5], digest=match[6], name=name)


def _note(match: re.Match[str]) -> Citation:
    _, _, words, article, digest, start, end = match.groups()
    return Citation(
        place=f"footnote {match[1]}",
        words=words,
        article=article,
        span=Span(int(start), int(end)),
        digest=digest,
    )


def _said(lines: Sequence[str]) -> Iterator[Said]:
    for number, line in enumerate(lines, start=1):
        place = f"line {number}"
        if match := _SOURCE.fullmatch(line):
            for words, fact in zip(match.groups()[1:4], (Fact.NAME, Fact.LANGUAGE, Fact.DAY), strict=True):
                yield Said(place, match[5], fact, words)
        elif match := _NOTE.fullmatch(line):
            yield Said(place, match[4], Fact.ALL, match[2].split(" ", 1)[-1])


def _repeated(lines: Sequence[str], notes: Mapping[str, Citation]) -> Iterator[Citation]:
    """Yield what stands before each mark of a footnote: the footnote's own words, or else not what is cited."""
    for number, line in enumerate(lines, start=1):
        for mark in _CITED.finditer(line):
            note, before = notes.get(mark[1]), line[: mark.start()]
            if note is None or not before.endswith(f"“{note.words}”"):
                yield Citation(
                    place=f"line {number}",
                    words=before[-min(len(before), 2 + len(note.words) if note else 40) :],
                    article=note.article if note else "",
                    span=note.span if note else Span(0, 0),
                )


def _tellings(
    lines: Sequence[str], notes: Mapping[str, Citation]
) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """Yield the tellings of each claim; those lines that say why an article does not tell it have a "*"."""
    for number, line in enumerate(lines):
        if claim := _CLAIM.fullmatch(line):
            told = takewhile(lambda each: each.startswith("- "), lines[number + 2 :])
            yield (
                claim[1],
                tuple(
                    notes[m] for each in told if ": *" not in each for m in _CITED.findall(each) if m in notes
                ),
            )


def _reasons(
    lines: Sequence[str], notes: Mapping[str, Citation], sources: Mapping[str, Source]
) -> Iterator[Reason]:
    for number, line in enumerate(lines):
        if reason := _REASON.fullmatch(line):
            sides = list(takewhile(lambda each: each.startswith("  - "), lines[number + 1 :]))
            yield Reason(
                place=f"line {number + 1}",
                claim=reason[2],
                kind=reason[1],
                words=_ESCAPED.sub(r"\1", reason[3]),
                sides=tuple(tuple(_articles(side, sources)) for side in sides),
                citations=tuple(notes[m] for side in sides for m in _CITED.findall(side) if m in notes),
            )


def _articles(side: str, sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield the articles that a side begins with: "1 outlet, 4 outlet (departs first): …"."""
    rest = side.removeprefix("  - ")
    while number := re.match(r"\d+ ", rest):
        source = sources.get(number[0].strip())
        if source is None or not rest[number.end() :].startswith(escape(source.name)):
            return
        yield source.article
        rest = (
            rest[number.end() + len(escape(source.name)) :]
            .removeprefix(" (departs first)")
            .removeprefix(", ")
        )
