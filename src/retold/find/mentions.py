"""Proposed names and known places -> mentions."""

from __future__ import annotations

from collections.abc import Sequence

from retold.find.gazetteer import KnownMention, find_known, identify
from retold.find.heads import Proposal
from retold.model import EntityKind, Identity, Mention, Span

#: What a known name weighs that no head has proposed.
KNOWN_ALONE = 0.9


def find_mentions(
    text: str, language: str, proposals: Sequence[Proposal], *, article: str = ""
) -> tuple[Mention, ...]:
    """Find what a text names: what the heads propose, and what the gazetteer knows.

    A known name gives its identity and kind to the proposal that it makes up the better half of; where none
    meets it, it is a mention by itself. `proposals` have spans of this text.
    """
    known = find_known(text, language)
    names = [_mention(article, p, text, language, known) for p in proposals]
    alone = [
        _known_mention(article, place.span, KNOWN_ALONE, place)
        for place in known
        if not any(_common(place.span, p.span) for p in proposals)
    ]
    return tuple(sorted([*names, *alone], key=lambda mention: mention.span))


def _mention(
    article: str, proposal: Proposal, text: str, language: str, known: Sequence[KnownMention]
) -> Mention:
    span, kind = proposal.span, EntityKind(proposal.label)
    found = _best(span, known) or identify(text[slice(*span)], language, kind)
    if found is None:
        return Mention(article=article, span=span, kind=kind, score=proposal.score)
    return _known_mention(article, span, proposal.score, found)


def _known_mention(article: str, span: Span, score: float, known: KnownMention) -> Mention:
    identity = Identity(id=known.identity, name=known.name, country=known.country, wikidata=known.wikidata)
    return Mention(article=article, span=span, kind=known.kind, score=score, identity=identity)


def _best(span: Span, known: Sequence[KnownMention]) -> KnownMention | None:
    """Return the known name that makes up more than half of a span and lies within it."""
    inside = [
        k for k in known if 2 * _common(span, k.span) > max(span.end - span.start, k.span.end - k.span.start)
    ]
    return max(inside, key=lambda k: _common(span, k.span), default=None)


def _common(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
