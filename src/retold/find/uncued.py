"""Statements without a cue: what stands in quotation marks, or in a mood that reports."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from retold.find.clauses import Kind, Token, clip, is_speech
from retold.find.sources import LONGEST_SOURCE
from retold.model import Attribution, AttributionKind, Span
from retold.text.cues import AttributionWords


def find_uncued(
    text: str,
    article: str,
    tokens: Sequence[Token],
    words: AttributionWords,
    quotes: Sequence[Span],
    speakers: Sequence[Span],
) -> list[Attribution]:
    """Find what one sentence gives as somebody's words though no cue says so.

    `speakers` are spans that a head holds for sources. Gives quotations with whom they stand beside, else the
    sentence whose mood reports, else nothing.
    """
    return (
        _spoken(text, article, tokens, words)
        or _quoted_beside(text, article, tokens, quotes, speakers)
        or _in_mood(article, tokens, words)
    )


def attribution_id(article: str, cue: Span | None, content: Span) -> str:
    """Name an attribution by its place, so that the same one found again has the same id."""
    return hashlib.sha256(f"{article}\x1f{cue}\x1f{content}".encode()).hexdigest()[:16]


def _spoken(text: str, article: str, tokens: Sequence[Token], words: AttributionWords) -> list[Attribution]:
    """Find speech without a cue: behind a name and a colon, at the head of its sentence, or alone in it."""
    spoken = [i for i, token in enumerate(tokens) if token.kind is Kind.SPEECH]
    if not spoken:
        return []
    at = spoken[0]
    content = tokens[at].span
    alone = all(token.kind is not Kind.WORD for token in tokens)
    colon = at > 1 and text[tokens[at - 1].span.start] in ":："
    leads = at == 0 and len(tokens) > 1 and tokens[1].kind in (Kind.COMMA, Kind.DASH)
    if not (alone or colon or leads):
        return []
    ahead = tokens[: at - 1] if colon and at <= LONGEST_SOURCE else ()
    named = any(token.name or words.is_speaker(token.folded) for token in ahead) or words.caseless
    source = Span(ahead[0].span.start, ahead[-1].span.end) if ahead and named else None
    return [_bare(article, AttributionKind.DIRECT, content, source)]


def _quoted_beside(
    text: str, article: str, tokens: Sequence[Token], quotes: Sequence[Span], speakers: Sequence[Span]
) -> list[Attribution]:
    """Find the words in quotation marks of a sentence without a cue, beside the one source proposed there.

    German quotations train: contents of direct ones, R .77 -> .81; PolNeAR dev: sources, F1 .681 -> .692.
    """
    if not tokens:
        return []
    around = Span(tokens[0].span.start, tokens[-1].span.end)
    beside = [span for span in speakers if _meet(span, around)]
    if len(beside) != 1:
        return []
    said = [q for q in quotes if _meet(q, around) and not _meet(q, beside[0])]
    spoken = [q for q in said if not text[q.start + 1].isupper() or is_speech(text, q, around)]
    return [_bare(article, AttributionKind.DIRECT, clip(quote, around), beside[0]) for quote in spoken]


def _in_mood(article: str, tokens: Sequence[Token], words: AttributionWords) -> list[Attribution]:
    """Find a sentence whose mood alone says that somebody said it: the train were late (er sei verspätet)."""
    if not any(token.lower in words.reported for token in tokens):
        return []
    content = Span(tokens[0].span.start, max(t.span.end for t in tokens if t.kind is not Kind.STOP))
    return [_bare(article, AttributionKind.INDIRECT, content, None)]


def _bare(article: str, kind: AttributionKind, content: Span, source: Span | None) -> Attribution:
    return Attribution(
        id=attribution_id(article, None, content), article=article, kind=kind, content=content, source=source
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
