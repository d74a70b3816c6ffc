"""The quotations of a report, numbered, and as Web Annotations that other programs can anchor in the articles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from retold.model import Span
from retold.report.matrix import Quote

#: Code points before and after a quotation by which it is found again where it stands more than once.
AROUND = 32


@dataclass(frozen=True, slots=True)
class Footnote:
    """A quotation with its number in the report, from 1."""

    number: int
    quote: Quote


class Citations:
    """Numbers quotations in the order in which they are first cited; the same words at the same place are one."""

    def __init__(self) -> None:
        self._footnotes: dict[tuple[str, Span], Footnote] = {}

    def cite(self, quote: Quote) -> int:
        """Return the number of a quotation."""
        place = (quote.column.article.id, quote.span)
        return self._footnotes.setdefault(place, Footnote(len(self._footnotes) + 1, quote)).number

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """All that was cited so far, by number."""
        return tuple(self._footnotes.values())


def as_annotations(footnotes: Iterable[Footnote]) -> str:
    """Write footnotes as W3C Web Annotations (JSON-LD).

    Each target bears a TextPositionSelector, in code points of the article's text, and a TextQuoteSelector, which
    finds the words on the article's own page too. https://www.w3.org/TR/annotation-model/#selectors
    """
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": [_annotation(each) for each in footnotes],
    }
    return json.dumps(page, ensure_ascii=False, indent=1)


def _annotation(footnote: Footnote) -> dict[str, Any]:
    article, (start, end) = footnote.quote.column.article, footnote.quote.span
    return {
        "id": f"#n{footnote.number}",
        "type": "Annotation",
        "motivation": "identifying",
        "target": {
            "source": article.fields.get("url") or f"urn:retold:article:{article.id}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "prefix": article.text[max(0, start - AROUND) : start],
                    "exact": article.text[start:end],
                    "suffix": article.text[end : end + AROUND],
                },
            ],
        },
    }
