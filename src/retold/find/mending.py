"""What heads propose as names -> what the text and the gazetteer make of it: whole, apart, and wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retold.find.acronyms import defined_acronyms
from retold.find.bodies import find_bodies
from retold.find.gazetteer import KnownMention
from retold.find.heads import Proposal
from retold.find.parting import part
from retold.model import EntityKind, Span
from retold.text import known
from retold.text.lexicon import base_language
from retold.text.spans import cover, over

#: What a name weighs for which the text gives an acronym (of 129 in SlavicNER dev all are names) or a country.
DEFINED = 0.9
#: What a word weighs that is a name elsewhere in the text.
RECURRING = 0.8
#: Letters of the shortest name that is looked for elsewhere in the text.
_SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]+")
_BODY = Proposal(Span(0, 0), EntityKind.ORGANISATION, DEFINED)


def mend(
    proposals: Sequence[Proposal], text: str, language: str, known_here: Sequence[KnownMention]
) -> list[Proposal]:
    """Put names together and apart as the text shows them, and find those again that it names elsewhere.

    `known_here` are the known names of the text (`find_known`).
    """
    mended = part(_with_defined(text, _hyphenated(proposals, text)), text, language, known_here)
    whole = [k.span for k in known_here if k.identity.startswith("body:")]
    mended = _with_bodies(mended, [*find_bodies(text, language, known_here), *whole])
    return [*mended, *_recurring(mended, text, base_language(language), known_here)]


def _hyphenated(proposals: Sequence[Proposal], text: str) -> list[Proposal]:
    """Put a double given name together where its halves are proposed as two persons (Jean, Luc Orvel)."""
    found: list[Proposal] = []
    for name in sorted(proposals, key=lambda name: name.span):
        before = found[-1] if found else None
        if (
            before
            and before.label == name.label == EntityKind.PERSON
            and _are_halves(before.span, name.span, text)
        ):
            found[-1] = replace(name, span=Span(before.span.start, name.span.end))
        else:
            found.append(name)
    return found


def _are_halves(one: Span, other: Span, text: str) -> bool:
    """Tell whether a hyphen alone parts one word from a full name."""
    first, full = text[slice(*one)], text[slice(*other)]
    return text[one.end : other.start] == "-" and len(first.split()) == 1 < len(full.split())


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
