"""Cues in a sentence: the words of its language that report, and the unlisted verb beside a quotation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.find.clauses import Kind, Token
from retold.model import Span, Strength
from retold.text.cues import GAP, AttributionWords, Cue, Use

#: How far behind a cue its complementiser may stand, in words (longest in the train stories: 11).
REACH = 12
#: How far behind the first part of a cue its second part may stand (teilte … mit), in words.
GAP_REACH = 16


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found at tokens [start, end); `span` may be shorter than its tokens (a prefix left out).

    `tail` is the token of the cue's second part, where other words stand between (teilte … mit). `proposed` where
    no list has the cue.
    """

    start: int
    end: int
    span: Span
    cue: Cue
    tail: int | None = None
    proposed: bool = False


def find_hits(tokens: Sequence[Token], words: AttributionWords) -> Iterator[Hit]:
    """Find the listed cues, the longest at each place."""
    at = 0
    tails: set[int | None] = set()
    while at < len(tokens):
        hit = _hit_at(tokens, at, words) if tokens[at].kind is Kind.WORD and at not in tails else None
        if hit:
            tails.add(hit.tail)
            yield hit
        at = hit.end if hit else at + 1


def _hit_at(tokens: Sequence[Token], at: int, words: AttributionWords) -> Hit | None:
    token = tokens[at]
    starts = [(token.folded, 0)]
    starts += [
        (token.folded[len(prefix) :], len(prefix))
        for prefix in words.prefixes
        if token.folded.startswith(prefix)
    ]
    best: tuple[tuple[int, bool, int], Hit] | None = None
    for folded, cut in starts:
        for cue in words.starting(folded):
            match = _match(tokens, at, cue)
            if match is None or not _governs(tokens, match[0], cue, words):
                continue
            end, tail = match
            rank = (len(cue.words), cue.needs_that, len(cue.words[0]) - cut)
            if best is None or rank > best[0]:
                span = Span(token.span.start + cut, tokens[end - 1].span.end)
                best = rank, Hit(at, end, span, cue, tail)
    return best[1] if best else None


def _governs(tokens: Sequence[Token], end: int, cue: Cue, words: AttributionWords) -> bool:
    """Whether a cue that needs a complementiser has one; right behind it, where it has no subject."""
    if not cue.needs_that:
        return True
    at = that_from(tokens, end, words)
    return at is not None and (cue.use is not Use.NOBODY or all(t.kind is Kind.COMMA for t in tokens[end:at]))


def _match(tokens: Sequence[Token], at: int, cue: Cue) -> tuple[int, int | None] | None:
    """Match the words of a cue behind its first; give its end and the place of what stands behind a gap."""
    end = at + 1
    for place, word in enumerate(cue.words[1:], start=1):
        if word == GAP:
            return _match_later(tokens, end, cue.words[place + 1 :])
        if end >= len(tokens) or not _fits(tokens[end].folded, word):
            return None
        end += 1
    return end, None


def _match_later(tokens: Sequence[Token], end: int, rest: Sequence[str]) -> tuple[int, int | None] | None:
    """Match what stands behind a gap; right behind the first part it belongs to the cue's own tokens."""
    later = _later(tokens, end, rest[0])
    if later is None or later + len(rest) > len(tokens):
        return None
    if not all(_fits(tokens[later + n].folded, word) for n, word in enumerate(rest)):
        return None
    return (end + len(rest), None) if later == end else (end, later)


def _later(tokens: Sequence[Token], start: int, word: str) -> int | None:
    for at in range(start, min(start + GAP_REACH, len(tokens))):
        if tokens[at].kind in (Kind.COMMA, Kind.STOP, Kind.SPEECH):
            return None
        if _fits(tokens[at].folded, word):
            return at
    return None


def _fits(folded: str, word: str) -> bool:
    return folded.startswith(word[:-1]) if word.endswith("*") else folded == word


def find_unlisted(tokens: Sequence[Token], words: AttributionWords) -> Iterator[Hit]:
    """Find the verb between a quotation and a name, which needs no lexicon: “Ka kohë”, qetësoi Ana Kola."""
    at = next((i for i, token in enumerate(tokens) if token.kind is Kind.SPEECH), None)
    if at is None or at > 0:
        return
    marks = {Kind.COMMA, Kind.DASH}
    start = at + 1
    while start < len(tokens) and tokens[start].kind in marks:
        start += 1
    verb = tokens[start : start + 1]
    named = any(token.name or words.is_speaker(token.folded) for token in tokens[start + 1 : start + 5])
    if start > at + 1 and verb and verb[0].kind is Kind.WORD and not verb[0].name and named:
        cue = Cue((verb[0].folded,), Use.REMARKS, Strength.SAID)
        yield Hit(start, start + 1, verb[0].span, cue)


def that_from(tokens: Sequence[Token], start: int, words: AttributionWords) -> int | None:
    """Give the place of the complementiser within reach behind a verb, over a comma right before it.

    A word that is also a relative pronoun (que, që) counts only where nothing but a source stands before it.
    """
    named = True
    for at in range(start, min(start + REACH, len(tokens))):
        token = tokens[at]
        if token.lower in words.that:
            return at if named or token.lower not in words.relatives else None
        over = token.kind is Kind.COMMA and at + 1 < len(tokens) and tokens[at + 1].lower in words.that
        if token.kind is not Kind.WORD and not over:
            return None
        named = named and (token.name or _names(token, words))
    return None


def _names(token: Token, words: AttributionWords) -> bool:
    listed = words.skip | words.clitics | words.articles | words.links | words.pronouns
    return token.lower in listed or words.is_speaker(token.folded)
