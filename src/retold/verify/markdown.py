"""A Markdown report -> what of it can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.model import Span
from retold.report.markdown import escape
from retold.verify.document import Citation, Report, Source

_SOURCE = re.compile(r"\| (\d+) (.*?) \| .* \| `(\w+)` \| `([0-9a-f]+)` \|")
_TELLING = re.compile(r"- (\d+) .*? \[(\d+):(\d+)\]: (.*)")


def read_markdown(document: str) -> Report:
    """Read the articles and tellings of a Markdown report; it escapes what it quotes, white space aside."""
    sources = {
        match[1]: Source(article=match[3], digest=match[4], name=match[2])
        for line in document.splitlines()
        if (match := _SOURCE.fullmatch(line))
    }
    return Report(
        sources={source.article: source for source in sources.values()},
        citations=tuple(_citations(document, sources)),
        written=escape,
    )


def _citations(document: str, sources: dict[str, Source]) -> Iterator[Citation]:
    for number, line in enumerate(document.splitlines(), start=1):
        match = _TELLING.fullmatch(line)
        if match:
            source = sources.get(match[1])
            yield Citation(
                place=f"line {number}",
                words=match[4],
                article=source.article if source else match[1],
                span=Span(int(match[2]), int(match[3])),
            )
