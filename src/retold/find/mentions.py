"""Proposed names and known places -> mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retold.find.acronyms import defined_acronyms
from retold.find.bodies import find_bodies, find_countries
from retold.find.gazetteer import KnownMention, find_known, identify
from retold.find.heads import Proposal
from retold.model import EntityKind, Identity, Mention, Span

#: What a known name weighs that no head has proposed.
KNOWN_ALONE = 0.9
#: What a name weighs for which the text gives an acronym (of 129 in SlavicNER dev all are names) or a country.
DEFINED = 0.9
_BODY = Proposal(Span(0, 0), EntityKind.ORGANISATION, DEFINED)


def find_mentions(
    text: str, language: str, proposals: Sequence[Proposal], *, article: str = ""
) -> tuple[Mention, ...]:
    """Find what a text names: what the heads propose, and what the gazetteer knows.

    A known name gives its identity and kind to the proposal that it makes up the better half of; where none
    meets it, it is a mention by itself. `proposals` have spans of this text.
    """
    known = find_known(text, language)
    proposals = [part for p in _with_defined(text, proposals) for part in _without_country(p, known, text)]
    proposals = _with_bodies(proposals, find_bodies(text, language, known))
    names = [_mention(article, p, text, language, known) for p in proposals]
    alone = [place for place in known if not any(_common(place.span, p.span) for p in proposals)]
    bodies = [mention.span for mention in names if mention.kind is EntityKind.ORGANISATION]
    within = find_countries(text, language, known, bodies)
    taken = {mention.span for mention in names}
    more = {k.span: k for k in (*alone, *within) if k.span not in taken}.values()
    rest = [_known_mention(article, k.span, KNOWN_ALONE, k) for k in more]
    return tuple(sorted([*names, *rest], key=lambda mention: mention.span))


def _with_bodies(proposals: Sequence[Proposal], bodies: Sequence[Span]) -> list[Proposal]:
    """Put each body in the place of what is proposed of its name, unless all of it is, or what goes beyond it."""
    names = list(proposals)
    for body in bodies:
        parts = [p for p in names if _common(p.span, body)]
        if all(body.start <= p.span.start and p.span.end <= body.end for p in parts) and not any(
            p.span == body for p in parts
        ):
            names = [p for p in names if p not in parts]
            names.append(replace(_BODY, span=body))
    return names


def _with_defined(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Put each name that the text gives an acronym for in the place of its parts, and see that both are proposed."""
    names = list(proposals)
    for name, acronym in defined_acronyms(text):
        parts = [p for p in names if _common(p.span, name)]
        short = [p for p in names if _common(p.span, acronym)]
        if any(p.span.start < name.start or name.end < p.span.end for p in parts):
            continue
        like = next((p for p in short if p.label != EntityKind.PERSON), _BODY)
        like = replace(like, score=max(like.score, DEFINED))
        names = [p for p in names if p not in parts and p not in short]
        names += [replace(like, span=name), replace(like, span=acronym)]
    return names


def _without_country(proposal: Proposal, known: Sequence[KnownMention], text: str) -> list[Proposal]:
    """Part a person from the country that stands right before, as in prezydent USA Jan Nowak."""
    start, end = proposal.span
    before = next((k for k in known if k.span.start == start and k.span.end < end), None)
    if before is None or proposal.label != EntityKind.PERSON or not before.identity.startswith("country:"):
        return [proposal]
    rest = text[before.span.end : end].lstrip()
    if not rest[0].isupper():
        return [proposal]
    country = replace(proposal, span=before.span, label=before.kind, kind_scores={})
    return [country, replace(proposal, span=Span(end - len(rest), end))]


def _mention(
    article: str, proposal: Proposal, text: str, language: str, known: Sequence[KnownMention]
) -> Mention:
    span, kind = proposal.span, EntityKind(proposal.label)
    found = _best(span, known) or identify(text[slice(*span)], language, kind)
    if found is None:
        kinds = tuple(round(proposal.kind_scores.get(k, 0.0), 3) for k in EntityKind)
        return Mention(
            article=article,
            span=span,
            kind=kind,
            score=proposal.score,
            kinds=kinds if proposal.kind_scores else (),
        )
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
