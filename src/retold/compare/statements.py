"""What one article says of one claim, gathered from all its tellings of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retold.model import Article, Attribution, Claim, Date, Figure, Span
from retold.protocols import Vectors
from retold.text.time import days_of

#: Phrases with the languages they are in -> their centred vectors (phrases, width).
Phrases = Callable[[Sequence[tuple[str, str]]], Vectors]


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One article's tellings of one claim, with the figures, dates and attributions that stand in them.

    `score` is the confidence that it tells the claim at all.
    """

    article: Article
    spans: tuple[Span, ...]
    score: float
    figures: tuple[Figure, ...]
    dates: tuple[Date, ...]
    attributions: tuple[Attribution, ...]

    @property
    def language(self) -> str:
        """The language of the article."""
        return self.article.language or "und"

    def text(self, span: Span | None) -> str:
        """Return what stands at a span of the article; nothing for none."""
        return "" if span is None else self.article.text[slice(*span)]


def gather(
    claim: Claim,
    articles: Mapping[str, Article],
    figures: Mapping[str, Sequence[Figure]],
    dates: Mapping[str, Sequence[Date]],
    attributions: Mapping[str, Sequence[Attribution]],
) -> list[Statement]:
    """Gather what each article says of a claim, in time order."""
    by_article: dict[str, list[Span]] = {}
    scores: dict[str, float] = {}
    for telling in claim.tellings:
        by_article.setdefault(telling.article, []).append(telling.span)
        scores[telling.article] = max(telling.score, scores.get(telling.article, 0.0))
    statements = []
    for article, spans in by_article.items():

        def stands(span: Span, spans: Sequence[Span] = spans) -> bool:
            return any(whole.start <= span.start < whole.end for whole in spans)

        def speaks(found: Attribution, spans: Sequence[Span] = spans) -> bool:
            return any(max(found.content.start, w.start) < min(found.content.end, w.end) for w in spans)

        statements.append(
            Statement(
                article=articles[article],
                spans=tuple(spans),
                score=scores[article],
                figures=tuple(f for f in figures.get(article, ()) if stands(f.span)),
                dates=tuple(d for d in dates.get(article, ()) if stands(d.span)),
                attributions=tuple(a for a in attributions.get(article, ()) if speaks(a)),
            )
        )
    return sorted(statements, key=lambda s: (days_of(s.article.published) or (10**7, 0))[::-1])
