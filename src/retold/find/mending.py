"""What heads propose as names -> what the text and the gazetteer make of it: whole, apart, and wherever it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from retold.find.acronyms import defined_acronyms
from retold.find.bodies import find_bodies
from retold.find.gazetteer import KnownMention
from retold.find.heads import Proposal
from retold.model import EntityKind, Span
from retold.text import known
from retold.text.lexicon import base_language
from retold.text.names import script
from retold.text.spans import cover, over

#: What a name weighs for which the text gives an acronym (of 129 in SlavicNER dev all are names) or a country.
DEFINED = 0.9
#: What a word weighs that is a name elsewhere in the text.
RECURRING = 0.8
#: Letters of the shortest name that is looked for elsewhere in the text.
_SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+")
_BLANK = re.compile(r"\s")
_Stems = tuple[frozenset[str], ...]
_BETWEEN_SLASHES = re.compile(r"[^/\s](?:[^/]*[^/\s])?")
_BODY = Proposal(Span(0, 0), EntityKind.ORGANISATION, DEFINED)


def mend(
    proposals: Sequence[Proposal], text: str, language: str, known_here: Sequence[KnownMention]
) -> list[Proposal]:
    """Put names together and apart as the text shows them, and find those again that it names elsewhere.

    `known_here` are the known names of the text (`find_known`).
    """
    starting: dict[int, list[KnownMention]] = defaultdict(list)
    for mention in known_here:
        starting[mention.span.start].append(mention)
    names = [part for p in _with_defined(text, proposals) for part in _at_slashes(p, text)]
    names = [part for p in names for part in _between_scripts(p, known_here, text)]
    mended = [part for p in names for part in _parted(p, starting, text)]
    mended = _beside_each_other(mended, text, base_language(language))
    mended = _with_bodies(mended, find_bodies(text, language, known_here))
    return [*mended, *_recurring(mended, text, base_language(language), known_here)]


def _with_bodies(proposals: Sequence[Proposal], bodies: Sequence[Span]) -> list[Proposal]:
    """Put each body in the place of what is proposed of its name, unless all of it is, or what goes beyond it."""
    names = sorted(proposals, key=lambda name: name.span)
    gone: set[Span] = set()
    added: list[Proposal] = []
    for body in bodies:
        parts = [part.span for part in over(body, names)]
        if body not in parts and all(body.start <= part.start and part.end <= body.end for part in parts):
            gone |= set(parts)
            added.append(replace(_BODY, span=body))
    return [*(name for name in names if name.span not in gone), *added]


def _with_defined(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Put each name that the text gives an acronym for in the place of its parts, and see that both are proposed."""
    names = sorted(proposals, key=lambda name: name.span)
    gone: set[Span] = set()
    added: list[Proposal] = []
    for name, acronym in defined_acronyms(text):
        parts = [p for p in over(name, names) if p.span not in gone]
        short = [p for p in over(acronym, names) if p.span not in gone]
        if any(p.span.start < name.start or name.end < p.span.end for p in parts):
            continue
        like = next((p for p in short if p.label != EntityKind.PERSON), _BODY)
        like = replace(like, score=max(like.score, DEFINED))
        gone.update(p.span for p in (*parts, *short))
        added += [replace(like, span=name), replace(like, span=acronym)]
    return [*(p for p in proposals if p.span not in gone), *added]


def _at_slashes(proposal: Proposal, text: str) -> list[Proposal]:
    """Part two names with a slash between them (Orvela/Tersin), each with a capital and more than one letter."""
    parts = [Span(*found.span()) for found in _BETWEEN_SLASHES.finditer(text, *proposal.span)]
    whole = len(parts) > 1 and all(text[p.start].isupper() and p.end - p.start > 1 for p in parts)
    return [replace(proposal, span=part) for part in parts] if whole else [proposal]


def _between_scripts(proposal: Proposal, known_here: Sequence[KnownMention], text: str) -> list[Proposal]:
    """Part a known name from one in another script that stands beside it (Orvela Еврокомиссия, of a headline)."""
    start, end = proposal.span
    for name in over(proposal.span, known_here):
        if (name.span.start == start) == (name.span.end == end):
            continue
        beside = Span(name.span.end, end) if name.span.start == start else Span(start, name.span.start)
        rest = _without_blanks(beside, text)
        own_script = script(text[name.span.start])
        if text[rest.start].isupper() and own_script not in map(
            script, (text[rest.start], text[rest.end - 1])
        ):
            own = replace(proposal, span=name.span, label=name.kind, kind_scores={})
            return sorted([own, replace(proposal, span=rest)], key=lambda part: part.span)
    return [proposal]


def _without_blanks(span: Span, text: str) -> Span:
    said = text[slice(*span)]
    return Span(span.end - len(said.lstrip()), span.start + len(said.rstrip()))


def _parted(proposal: Proposal, starting: Mapping[int, Sequence[KnownMention]], text: str) -> list[Proposal]:
    """Part a name from the place that stands right before it, and no more goes with: prezydent USA Jan Nowak.

    So are a person and a country, two known names, and a place in capitals before a name that has them not
    (LONDON Reuters). `starting` are the known names of the text by where they start.
    """
    start, end = proposal.span
    before = next((k for k in starting.get(start, ()) if k.span.end < end), None)
    rest = text[before.span.end : end].lstrip() if before else ""
    if before is None or before.kind is not EntityKind.PLACE or not rest[:1].isupper():
        return [proposal]
    after = any(k.span.end == end for k in starting.get(end - len(rest), ()))
    dateline = text[slice(*before.span)].isupper() and not rest.isupper()
    person = proposal.label == EntityKind.PERSON and before.identity.startswith("country:")
    if not (after or dateline or person):
        return [proposal]
    place = replace(proposal, span=before.span, label=before.kind, kind_scores={})
    return [place, replace(proposal, span=Span(end - len(rest), end))]


def _beside_each_other(names: Sequence[Proposal], text: str, language: str) -> list[Proposal]:
    """Part a person from the one whose surname stands right before the full name (manžel Novákové Jan Dvořák).

    That surname ends a full name elsewhere in the text, of which nothing else is in this one.
    """
    full = [words for name in names if len(words := _stems_of(name, text, language)) > 1]
    found: list[Proposal] = []
    for name in names:
        words = _stems_of(name, text, language) if name.label == EntityKind.PERSON else ()
        if len(words) > 2 and any(_ends_alone(words, other) for other in full):
            end = _blank_after(text, name.span.start)
            rest = _without_blanks(Span(end, name.span.end), text)
            found += [replace(name, span=Span(name.span.start, end)), replace(name, span=rest)]
        else:
            found.append(name)
    return found


def _ends_alone(words: _Stems, other: _Stems) -> bool:
    """Tell whether the first of some words ends another name, and no other of them stands in it."""
    rest = frozenset[str]().union(*words[1:])
    return not words[0].isdisjoint(other[-1]) and rest.isdisjoint(frozenset[str]().union(*other))


def _stems_of(name: Proposal, text: str, language: str) -> _Stems:
    words = text[slice(*name.span)].split()
    return tuple(frozenset(known.stems(known.plain(word), language)) for word in words)


def _blank_after(text: str, start: int) -> int:
    found = _BLANK.search(text, start)
    return found.start() if found else len(text)


def _recurring(
    names: Sequence[Proposal], text: str, language: str, known_here: Sequence[KnownMention]
) -> Iterator[Proposal]:
    """Yield the words with a capital outside of names that are one elsewhere in the text, in any case form."""
    words = [Span(*found.span()) for found in _WORD.finditer(text)]
    lower = {text[slice(*span)] for span in words if text[span.start].islower()}
    single = {
        stem: name
        for name in names
        if (word := _word_of(name, text)) and word.casefold() not in lower
        for stem in known.stems(known.plain(word), language)
    }
    taken = cover(len(text), [*(name.span for name in names), *(k.span for k in known_here)])
    for span in words if single else ():
        word = text[slice(*span)]
        if len(word) < _SHORTEST or not word[0].isupper() or word.casefold() in lower:
            continue
        name = next((single[s] for s in known.stems(known.plain(word), language) if s in single), None)
        if name and not any(taken[slice(*span)]):
            yield replace(name, span=span, score=RECURRING)


def _word_of(name: Proposal, text: str) -> str | None:
    """Give the word that a name goes by alone: its only one, or a person's last."""
    words = text[slice(*name.span)].split()
    alone = words[-1] if len(words) == 1 or name.label == EntityKind.PERSON else ""
    return alone if len(alone) >= _SHORTEST and alone[0].isupper() and alone.isalpha() else None
