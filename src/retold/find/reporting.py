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
    """A cue found at tokens [start, end); `span` may be shorter than its tokens (a prefix left out)."""

    start: int
    end: int
    span: Span
    cue: Cue


def find_hits(tokens: Sequence[Token], words: AttributionWords) -> Iterator[Hit]:
    """Find the listed cues, the longest at each place."""
    at = 0
    while at < len(tokens):
        hit = _hit_at(tokens, at, words) if tokens[at].kind is Kind.WORD else None
        if hit:
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
    best: tuple[tuple[int, int], Hit] | None = None
    for folded, cut in starts:
        for cue in words.starting(folded):
            end = _match(tokens, at, cue)
            if end and cue.needs_that and that_from(tokens, end, words) is None:
                continue
            rank = (len(cue.words) + cue.needs_that, len(cue.words[0]) - cut)
            if end and (best is None or rank > best[0]):
                best = rank, Hit(at, end, Span(token.span.start + cut, tokens[end - 1].span.end), cue)
    return best[1] if best else None


def _match(tokens: Sequence[Token], at: int, cue: Cue) -> int | None:
    """Match the words of a cue behind its first; give the end of what goes before a gap, else None."""
    end = at + 1
    rest = list(cue.words[1:])
    while rest:
        word = rest.pop(0)
        if word == GAP:
            return end if _later(tokens, end, rest[0]) else None
        if end >= len(tokens) or not _fits(tokens[end].folded, word):
            return None
        end += 1
    return end


def _later(tokens: Sequence[Token], start: int, word: str) -> bool:
    for token in tokens[start : start + GAP_REACH]:
        if token.kind in (Kind.COMMA, Kind.STOP, Kind.SPEECH):
            return False
        if _fits(token.folded, word):
            return True
    return False


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
