"""What is said: the words that a cue governs, as one span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retold.find.clauses import Clauses, Kind, clip, skip_back
from retold.find.reporting import REACH, Hit, that_from
from retold.find.sources import Phrase
from retold.model import AttributionKind, Span
from retold.text.cues import Use

#: How far behind a cue its quotation may stand, in words.
SPEECH_REACH = 18


@dataclass(frozen=True, slots=True)
class Statement:
    """A cue that reports, with its source where one was found; `subject` is its own, where `phrase` is carried on."""

    hit: Hit
    phrase: Phrase | None
    subject: Phrase | None = None

    @property
    def start(self) -> int:
        """The first token of cue and source."""
        return min(self.hit.start, self.phrase.start) if self.phrase and self._beside else self.hit.start

    @property
    def end(self) -> int:
        """Behind the last token of cue and source."""
        return max(self.hit.end, self.phrase.end) if self.phrase and self._beside else self.hit.end

    @property
    def _beside(self) -> bool:
        return self.phrase is not None and not self.phrase.carried


def find_that(clauses: Clauses, hit: Hit) -> int | None:
    """Give the place of the complementiser that a cue governs; no other cue stands before it."""
    at = that_from(clauses.tokens, hit.end, clauses.words)
    return at if at is not None and not any(clauses.is_cue(near) for near in range(hit.end, at)) else None


def find_speech(clauses: Clauses, hit: Hit) -> int | None:
    """Give the place of the quotation beside a cue: before it, its source between them, or behind it."""
    tokens = clauses.tokens
    at = hit.start - 1
    while at >= 0 and hit.start - at < REACH and tokens[at].kind is Kind.WORD and not clauses.is_cue(at):
        at -= 1
    while at >= 0 and tokens[at].kind in (Kind.COMMA, Kind.DASH):
        at -= 1
    if at >= 0 and tokens[at].kind is Kind.SPEECH:
        return at
    for at in range(hit.end, min(hit.end + SPEECH_REACH, len(tokens))):
        if tokens[at].kind is Kind.SPEECH:
            return at
        if clauses.is_cue(at):
            break
    return None


def find_content(clauses: Clauses, statement: Statement, others: Sequence[Statement]) -> Span:
    """Give the span of what is said: behind the complementiser, the quotation, or the clause before the verb."""
    tokens, hit, phrase = clauses.tokens, statement.hit, statement.phrase
    that, speech = find_that(clauses, hit), find_speech(clauses, hit)
    if that is not None and that >= statement.hit.end:
        return _behind(clauses, that + 1, others)
    if speech is not None and clauses.is_mark(speech - 1):
        return tokens[speech].span
    if clauses.words.source_first and phrase and phrase.end < hit.start:
        return _between(clauses, phrase.end, hit.start)
    lead = _ahead(clauses, statement.start)
    rest = _behind(clauses, statement.end, others)
    if (
        hit.cue.use in (Use.ACCORDING, Use.ACCORDING_BEHIND, Use.MAY_ACCORD)
        and lead
        and rest.end > rest.start
    ):
        return Span(lead.start, rest.end)
    return lead if lead and (rest.end <= rest.start or _trails(clauses, statement, speech)) else rest


def around(clauses: Clauses, hit: Hit) -> Span:
    """Give what stands behind a cue whose source seems to be all of it, else what stands before the cue."""
    behind = _behind(clauses, hit.end, ())
    return behind if behind.end > behind.start else _ahead(clauses, hit.start) or behind


def _trails(clauses: Clauses, statement: Statement, speech: int | None) -> bool:
    """Whether a verb and its source stand behind what they report: it is closed, said the mayor on Monday."""
    at = skip_back(clauses, statement.start)
    if not clauses.is_mark(at - 1):
        return False
    inverted = statement.phrase is not None and statement.phrase.start > statement.hit.start
    return inverted or statement.hit.cue.use is not Use.MAY_SAY or (speech is not None and speech < at)


def _between(clauses: Clauses, start: int, end: int) -> Span:
    """Give what stands between a source and the verb at the end of its clause."""
    while start < end - 1 and (clauses.is_mark(start) or clauses.has(start, clauses.words.topics)):
        start += 1
    return Span(clauses.tokens[start].span.start, clauses.tokens[end - 1].span.end)


def _ahead(clauses: Clauses, end: int) -> Span | None:
    """Give what stands in the sentence before token `end`, a quotation included."""
    tokens = clauses.tokens
    at = skip_back(clauses, end)
    end = at if clauses.is_mark(at - 1) else end
    while end > 0 and clauses.is_mark(end - 1) and tokens[end - 1].kind is not Kind.SPEECH:
        end -= 1
    return Span(tokens[0].span.start, tokens[end - 1].span.end) if end else None


def _behind(clauses: Clauses, start: int, others: Sequence[Statement]) -> Span:
    """Give what stands behind token `start`, to the next statement beside it or the sentence's end."""
    tokens = clauses.tokens
    end = min(
        [_cut(clauses, other) for other in others if _beside(clauses, other, start)], default=len(tokens)
    )
    while end > start and tokens[end - 1].kind in (Kind.COMMA, Kind.DASH, Kind.STOP):
        end -= 1
    if start >= end:
        edge = tokens[start - 1].span.end if start else 0
        return Span(edge, edge)
    while start < end - 1 and clauses.is_mark(start) and tokens[start].kind is not Kind.SPEECH:
        start += 1
    return Span(tokens[start].span.start, tokens[end - 1].span.end)


def _cut(clauses: Clauses, other: Statement) -> int:
    at = skip_back(clauses, other.start)
    return at - 1 if clauses.has(at - 1, clauses.words.joins) else at


def _beside(clauses: Clauses, other: Statement, start: int) -> bool:
    """Whether a statement stands beside the clause that begins at `start`, not within it."""
    if other.hit.start < start:
        return False
    at = skip_back(clauses, other.start)
    if at <= start:
        return False
    return joins_on(clauses, other) or (clauses.is_mark(at - 1) and find_that(clauses, other.hit) is None)


def joins_on(clauses: Clauses, statement: Statement) -> bool:
    """Whether a statement is joined on as a clause of its own: …, while the president called it a farce."""
    at = skip_back(clauses, statement.start)
    return clauses.has(at - 1, clauses.words.joins) and clauses.is_comma(at - 2)


def quoted_kind(text: str, content: Span, quotes: Sequence[Span]) -> AttributionKind:
    """Tell whether what is said stands in quotation marks, wholly, in part or not at all."""
    near = [quote for quote in quotes if quote.start < content.end and quote.end > content.start]
    quoted = max((span.end - span.start for span in (clip(quote, content) for quote in near)), default=0)
    if not quoted:
        return AttributionKind.INDIRECT
    bare = len(text[content.start : content.end].strip(" .,–—-"))
    return AttributionKind.DIRECT if quoted >= bare else AttributionKind.MIXED
