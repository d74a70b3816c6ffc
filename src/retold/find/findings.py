"""All that is found in one article by reading it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from retold.model import (
    Article,
    Attribution,
    AttributionKind,
    Bound,
    Date,
    EntityKind,
    Figure,
    Mention,
    Sentence,
    Span,
    Strength,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one article names, counts, dates and attributes, each in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[Date, ...] = ()
    attributions: tuple[Attribution, ...] = ()


def find_all(article: Article, sentences: Sequence[Sentence]) -> Findings:
    """Find what the sentences of an article name, count, date and attribute."""
    return Findings()


def as_data(findings: Findings) -> dict[str, Any]:
    """Return findings as plain data for keeping."""
    return asdict(findings)


def from_data(data: Mapping[str, Any]) -> Findings:
    """Return the findings that `as_data` made plain."""
    return Findings(
        mentions=tuple(
            Mention(**row | {"span": Span(*row["span"]), "kind": EntityKind(row["kind"])})
            for row in data["mentions"]
        ),
        figures=tuple(
            Figure(
                **row
                | {"span": Span(*row["span"]), "bound": Bound(row["bound"]), "counted": _span(row["counted"])}
            )
            for row in data["figures"]
        ),
        dates=tuple(Date(**row | {"span": Span(*row["span"])}) for row in data["dates"]),
        attributions=tuple(
            Attribution(
                **row
                | {name: _span(row[name]) for name in ("source", "cue")}
                | {
                    "content": Span(*row["content"]),
                    "kind": AttributionKind(row["kind"]),
                    "strength": Strength(row["strength"]),
                }
            )
            for row in data["attributions"]
        ),
    )


def _span(value: Sequence[int] | None) -> Span | None:
    return None if value is None else Span(*value)
