"""Names that heads propose as one -> those that stand beside each other in it.

Two names with nothing but a blank between them look like one of two words (Orvela Tersin in Oslo Bergen). What is
known beforehand, and what the text names elsewhere, tells them apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from retold.find.gazetteer import KnownMention, identify
from retold.find.heads import Proposal
from retold.model import EntityKind, Span
from retold.text import known
from retold.text.lexicon import base_language
from retold.text.names import script
from retold.text.spans import over

_WORD = re.compile(r"\S+")
_BETWEEN_SLASHES = re.compile(r"[^/\s](?:[^/]*[^/\s])?")
#: An acronym that is no initials.
_ACRONYM = re.compile(r"[^\W\d_]{2,6}")
#: Words of a proposal that are looked at for two names: more are a headline.
_MOST_WORDS = 7
_CASED = ("latin", "greek", "cyrillic", "armenian")

_Stems = tuple[frozenset[str], ...]


class _Persons:
    """The persons whom a text names, by the stems of their words."""

    def __init__(self, names: Iterable[_Stems] = ()) -> None:
        named = [*dict.fromkeys(names)]
        self.alone = frozenset(stem for words in named if len(words) == 1 for stem in words[0])
        self.full = {words: number for number, words in enumerate(named) if len(words) > 1}
        self._having: dict[str, set[int]] = defaultdict(set)
        self._ending: dict[str, list[int]] = defaultdict(list)
        for words, number in self.full.items():
            for stem in frozenset[str]().union(*words):
                self._having[stem].add(number)
            for stem in words[-1]:
                self._ending[stem].append(number)

    def have(self, words: _Stems) -> bool:
        """Tell whether all words stand in one name in full, in whatever form; looked for by the rarest of them."""
        rarest = min(words, key=lambda word: sum(len(self._with(stem)) for stem in word), default=())
        return any(
            all(any(number in self._with(stem) for stem in word) for word in words)
            for one in rarest
            for number in self._with(one)
        )

    def end_alone(self, word: frozenset[str], rest: _Stems) -> bool:
        """Tell whether a word ends a name in full in which no word of the rest stands."""
        others = frozenset[str]().union(*rest)
        return any(
            not any(number in self._with(other) for other in others)
            for stem in word
            for number in self._ending.get(stem, ())
        )

    def _with(self, stem: str) -> Set[int]:
        """Return the names in full that have a word of this stem."""
        return self._having.get(stem, frozenset())


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with what is known in it beforehand, by where it starts, and the persons that it names."""

    text: str
    language: str
    starting: Mapping[int, Sequence[KnownMention]]
    persons: _Persons = field(default_factory=_Persons)

    def said(self, span: Span) -> str:
        """Give what stands at a span."""
        return self.text[slice(*span)]

    def stems(self, span: Span) -> _Stems:
        """Give the stems of each word of a span."""
        words = self.said(span).split()
        return tuple(frozenset(known.stems(known.plain(word), self.language)) for word in words)


def part(
    proposals: Sequence[Proposal], text: str, language: str, known_here: Sequence[KnownMention]
) -> list[Proposal]:
    """Part proposals that are two names; `known_here` are the known names of the text (`find_known`)."""
    starting: dict[int, list[KnownMention]] = defaultdict(list)
    for mention in known_here:
        starting[mention.span.start].append(mention)
    names = [piece for name in proposals for piece in _at_slashes(name, text)]
    names = [piece for name in names for piece in _between_scripts(name, known_here, text)]
    read = _Text(text, base_language(language), starting)
    names = [piece for name in names for piece in _parted(name, read)]
    persons = _Persons(read.stems(name.span) for name in names if name.label == EntityKind.PERSON)
    read = replace(read, persons=persons)
    return [piece for name in names for piece in _two_persons(name, read) or _apart(name, read)]


def _at_slashes(name: Proposal, text: str) -> list[Proposal]:
    """Part two names with a slash between them (Orvela/Tersin), each with a capital and more than one letter."""
    parts = [Span(*found.span()) for found in _BETWEEN_SLASHES.finditer(text, *name.span)]
    whole = len(parts) > 1 and all(text[p.start].isupper() and p.end - p.start > 1 for p in parts)
    return [replace(name, span=part) for part in parts] if whole else [name]


def _between_scripts(name: Proposal, known_here: Sequence[KnownMention], text: str) -> list[Proposal]:
    """Part a known name from one in another script that stands beside it (Orvela Еврокомиссия, of a headline)."""
    start, end = name.span
    for here in over(name.span, known_here):
        if (here.span.start == start) == (here.span.end == end):
            continue
        beside = Span(here.span.end, end) if here.span.start == start else Span(start, here.span.start)
        rest = _without_blanks(beside, text)
        scripts = map(script, (text[rest.start], text[rest.end - 1]))
        if text[rest.start].isupper() and script(text[here.span.start]) not in scripts:
            own = replace(name, span=here.span, label=here.kind, kind_scores={})
            return sorted([own, replace(name, span=rest)], key=lambda part: part.span)
    return [name]


def _without_blanks(span: Span, text: str) -> Span:
    said = text[slice(*span)]
    return Span(span.end - len(said.lstrip()), span.start + len(said.rstrip()))


def _parted(name: Proposal, read: _Text) -> list[Proposal]:
    """Part a name from what is known right before it, and no more goes with: prezydent USA Jan Nowak.

    So are a person and a country or the acronym of a body, two known names, and a place in capitals before a name
    that has them not (LONDON Reuters).
    """
    start, end = name.span
    before = next((k for k in read.starting.get(start, ()) if k.span.end < end), None)
    rest = read.text[before.span.end : end].lstrip() if before else ""
    if before is None or not _may_begin(rest):
        return _after_acronym(name, read)
    place = before.kind is EntityKind.PLACE
    follows = read.starting.get(end - len(rest), ()) if place else ()
    after = any(k.span.end == end for k in follows)
    dateline = read.said(before.span).isupper() and not rest.isupper()
    of_person = before.identity.startswith("country:") if place else dateline
    if not (after or (place and dateline) or (name.label == EntityKind.PERSON and of_person)):
        return [name]
    own = replace(name, span=before.span, label=before.kind, kind_scores={})
    return [own, replace(name, span=Span(end - len(rest), end))]


def _after_acronym(name: Proposal, read: _Text) -> list[Proposal]:
    """Part a person in full from an acronym before the name: BDV Karl Lohmann."""
    words = _words(name.span, read.text)
    said = [read.said(word) for word in words]
    if name.label != EntityKind.PERSON or len(words) < 3 or not _ACRONYM.fullmatch(said[0]):
        return [name]
    if not said[0].isupper() or any(word.isupper() or not word[0].isupper() for word in said[1:]):
        return [name]
    body = replace(name, span=words[0], label=EntityKind.ORGANISATION, kind_scores={})
    return [body, replace(name, span=Span(words[1].start, name.span.end))]


def _may_begin(rest: str) -> bool:
    """Tell whether a name begins: with a capital, or with two words or more where the script has none."""
    if not rest or script(rest[0]) in _CASED:
        return rest[:1].isupper()
    return len(rest.split()) > 1


def _two_persons(name: Proposal, read: _Text) -> list[Proposal]:
    """Part a person from the one whose surname stands right beside the full name (manžel Novákové Jan Dvořák).

    That surname ends a full name elsewhere in the text, of which nothing else is in this one. Empty if there is none.
    """
    words = read.stems(name.span) if name.label == EntityKind.PERSON else ()
    if len(words) < 3:
        return []
    places = _words(name.span, read.text)
    for alone, rest, cut in ((words[0], words[1:], 1), (words[-1], words[:-1], len(words) - 1)):
        if read.persons.end_alone(alone, rest) and (cut == 1 or rest in read.persons.full):
            return [
                replace(name, span=Span(name.span.start, places[cut - 1].end)),
                replace(name, span=Span(places[cut].start, name.span.end)),
            ]
    return []


def _apart(name: Proposal, read: _Text) -> list[Proposal]:
    """Part what is known beforehand from a person whom the text names in full elsewhere, or from what is known, too.

    A body may be called by its country and town: these stay with it.
    """
    words = _words(name.span, read.text)
    if not 1 < len(words) <= _MOST_WORDS or any(
        k.span == name.span for k in read.starting.get(name.span.start, ())
    ):
        return [name]
    for cut in range(1, len(words)):
        left = Span(name.span.start, words[cut - 1].end)
        right = Span(words[cut].start, name.span.end)
        pieces = list(_pieces(name, left, right, read))
        if pieces:
            return pieces
    return [name]


def _pieces(name: Proposal, left: Span, right: Span, read: _Text) -> Iterator[Proposal]:
    """Yield both sides of a proposal where each is a name by itself."""
    if any(
        script(read.text[side.start]) in _CASED and not read.text[side.start].isupper()
        for side in (left, right)
    ):
        return
    ours, theirs = (_known(side, read) for side in (left, right))
    persons = [k is None and _is_person(side, read) for k, side in ((ours, left), (theirs, right))]
    if not (ours or persons[0]) or not (theirs or persons[1]) or all(persons):
        return
    if read.persons.have(read.stems(name.span)):
        return
    if (
        name.label == EntityKind.ORGANISATION
        and theirs
        and not persons[0]
        and theirs.kind is EntityKind.PLACE
    ):
        return
    for side, here in ((left, ours), (right, theirs)):
        yield replace(name, span=side, label=here.kind if here else EntityKind.PERSON, kind_scores={})


def _known(side: Span, read: _Text) -> KnownMention | None:
    here = next((k for k in read.starting.get(side.start, ()) if k.span == side), None)
    found = here or identify(read.said(side), read.language)
    return found if found and (here or not found.identity.startswith("geonames:")) else None


def _is_person(side: Span, read: _Text) -> bool:
    """Tell whether all words of a side are those of one person named in full elsewhere, or its last that of one."""
    words = read.stems(side)
    if len(words) > 1 and not words[-1].isdisjoint(read.persons.alone):
        return True
    return read.persons.have(words)


def _words(span: Span, text: str) -> list[Span]:
    return [Span(*found.span()) for found in _WORD.finditer(text, *span)]
