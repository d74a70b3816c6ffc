"""Proposed names and known places -> mentions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from retold.find.bodies import find_countries
from retold.find.gazetteer import KnownMention, find_known, identify, is_far_town
from retold.find.heads import Proposal
from retold.find.linking import is_divided, is_state, linking
from retold.find.mending import mend
from retold.model import EntityKind, Identity, Mention, Span
from retold.text.homoglyphs import repair
from retold.text.known import namesakes, plain, stems
from retold.text.lexicon import base_language
from retold.text.offices import country_meant, read_office
from retold.text.spans import common, cover, over

#: Letters before a name that are looked at for a word that stands before places.
_LONGEST_LINK = 12
#: Letters before the name of a body that are looked at for the adjective of a country.
_LONGEST_ADJECTIVE = 24
#: What a known name weighs that no head has proposed.
KNOWN_ALONE = 0.9


def find_mentions(
    text: str, language: str, proposals: Sequence[Proposal], *, article: str = ""
) -> tuple[Mention, ...]:
    """Find what a text names: what the heads propose, and what the gazetteer knows.

    A known name gives its identity and kind to the proposal that it makes up the better half of; where none
    meets it, it is a mention by itself. `proposals` have spans of this text.
    """
    text = repair(text)
    persons = _words_of_persons(text, language, proposals)
    found = find_known(text, language)
    known = [
        k for k in found if not _is_persons(k, text, language, persons) and not _is_of_country(k, found, text)
    ]
    proposals = mend(proposals, text, language, known)
    names = [_mention(article, p, text, language, known, persons) for p in proposals]
    taken = cover(len(text), (proposal.span for proposal in proposals))
    alone = [place for place in known if not any(taken[slice(*place.span)])]
    bodies = [mention.span for mention in names if mention.kind is EntityKind.ORGANISATION]
    within = find_countries(text, language, known, bodies)
    spans = {mention.span for mention in names}
    more = {k.span: k for k in (*alone, *within) if k.span not in spans}.values()
    rest = [_known_mention(article, k.span, KNOWN_ALONE, k) for k in more]
    return tuple(sorted([*names, *rest], key=lambda mention: mention.span))


def _mention(
    article: str,
    proposal: Proposal,
    text: str,
    language: str,
    known: Sequence[KnownMention],
    persons: Collection[str],
) -> Mention:
    span, kind = proposal.span, EntityKind(proposal.label)
    found = _best(proposal, known, text, language) or _identified(
        text, language, span, kind, persons, {k.country for k in known}
    )
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


def _words_of_persons(text: str, language: str, proposals: Sequence[Proposal]) -> frozenset[str]:
    """Collect the stems of the words that persons go by in full here."""
    return frozenset(
        stem
        for proposal in proposals
        if proposal.label == EntityKind.PERSON
        for words in [text[slice(*proposal.span)].split()]
        if len(words) > 1
        for word in words
        for stem in stems(plain(word), language)
    )


def _is_persons(mention: KnownMention, text: str, language: str, persons: Collection[str]) -> bool:
    """Tell whether what looks like a city or continent is a person by a word of the full name (Asia of Asia Argento).

    Not after a word that stands before places. Countries stay: Jordan is in the news more often than any Jordan.
    """
    start, end = mention.span
    if not persons or not mention.identity.startswith(("geonames:", "region:")) or " " in text[start:end]:
        return False
    if stems(plain(text[start:end]), language).keys().isdisjoint(persons):
        return False
    before = text[max(0, start - _LONGEST_LINK) : start].split()[-1:]
    return not any(word.casefold() in linking("places", base_language(language)) for word in before)


def _is_of_country(mention: KnownMention, known: Sequence[KnownMention], text: str) -> bool:
    """Tell whether what is called as a world body is a country's (Совет Безопасности РФ, Ukrainian Red Cross)."""
    if mention.identity not in namesakes():
        return False
    start, end = mention.span
    before = text[max(0, start - _LONGEST_ADJECTIVE) : start]
    word = before.split()[-1] if before[-1:].isspace() and before.strip() else ""
    said = country_meant(plain(word)) if word[-1:].isalpha() else None
    after = (k.country for k in known if k.identity.startswith("country:") and k.span.start == end + 1)
    return any(country not in (None, mention.country) for country in (said, *after))


def _identified(
    text: str,
    language: str,
    span: Span,
    kind: EntityKind,
    persons: Collection[str],
    countries: Collection[str | None],
) -> KnownMention | None:
    name = text[slice(*span)]
    found = identify(name, language, kind) or (None if kind is EntityKind.PERSON else _state(name, language))
    if found is None or is_far_town(found, language, countries):
        return None
    return None if _is_persons(replace(found, span=span), text, language, persons) else found


def _state(name: str, language: str) -> KnownMention | None:
    """Say which country a name means that tells what kind of state it is, too (Irská republika, Република Ирландия).

    None where two countries are called the same but for that.
    """
    first, _, rest = name.partition(" ")
    before, _, last = name.rpartition(" ")
    for word, country in ((first, rest), (last, before)):
        if country and is_state(plain(word)):
            found = identify(country, language, EntityKind.PLACE)
            sure = found and found.identity.startswith("country:") and not is_divided(found.country)
            return found if sure else None
    return None


def _best(proposal: Proposal, known: Sequence[KnownMention], text: str, language: str) -> KnownMention | None:
    """Return the known name that makes up more than half of a proposal; a city only all of what is no place.

    Nor is a body of a country (the Grecian government) that country.
    """
    span = proposal.span
    inside = [
        k
        for k in over(span, known)
        if 2 * common(span, k.span) > max(span.end - span.start, k.span.end - k.span.start)
        and (k.span == span or proposal.label == EntityKind.PLACE or not k.identity.startswith("geonames:"))
        and (
            k.span == span
            or not k.identity.startswith("country:")
            or not read_office(text[slice(*span)], language)
        )
    ]
    return max(inside, key=lambda k: common(span, k.span), default=None)
