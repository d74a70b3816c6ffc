"""Propose names by their capitals, where no head of the encoder does: any language of a script with case.

A capital inside a sentence makes a name; at the head of one it needs more: the word stands with a capital inside
another sentence of the text, or goes on with another capital, and never stands without. Kinds come of the words
themselves (a ministry, an acronym), of the words before them (a title, a preposition of place) and of what else the
text calls so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from retold.find.gazetteer import NOUNS_CAPITALISED, find_known, is_time
from retold.find.heads import Proposal
from retold.find.linking import is_title, linking
from retold.model import EntityKind, Span
from retold.text import known
from retold.text.lexicon import base_language
from retold.text.offices import means, read_office

_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[.&](?=[^\W\d_])[^\W_]+)*(?:[-'’][^\W_]+)*")
_OPENING = re.compile(r"[\"«»“”„‘:(\n]|[.!?…]\s")
_STOP = re.compile(r"[.!?…]\W*$")
_JOINED = re.compile(r"[ \u00a0]|-|\. ")
#: How sure a proposal is: an acronym or a run of capitals, one capital, one at the head of a sentence. Shares that
#: were right on retellings train.
_SURE, _LIKELY, _AT_HEAD = 0.9, 0.8, 0.6
_LONGEST_ACRONYM = 6
#: A line with more capitals than this is written so for show.
_TITLE_CASE = 0.7


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    text: str
    plain: str
    first: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text and what they say of each other."""

    words: tuple[_Word, ...]
    language: str
    text: str
    lower: frozenset[str]
    inside: frozenset[str]

    def is_name(self, word: _Word) -> bool:
        """Tell whether a capitalised word is one because it names something, as far as this text shows."""
        named = not self.inside.isdisjoint(known.stems(word.plain, self.language))
        return named or (not word.first and word.plain not in self.lower)


def propose_names(text: str, sentences: Sequence[Span], language: str | None) -> tuple[Proposal, ...]:
    """Propose what the sentences of a text name, in the order of the text; nothing in scripts without case."""
    read = _read(text, sentences, base_language(language))
    places = {place.span: place.kind for place in find_known(text, language)}
    found = [run for run in _runs(read) if _names(run, read, places.keys())]
    persons = {word.plain for run in found if len(run) > 1 for word in run[-1:]}
    return tuple(
        Proposal(span, kind, score)
        for run in found
        for span, kind, score in [_proposal(run, read, places, persons)]
    )


def _read(text: str, sentences: Sequence[Span], language: str) -> _Text:
    words = tuple(word for sentence in sentences for word in _words(text, sentence))
    lower = frozenset(word.plain for word in words if word.text[0].islower())
    inside = frozenset[str]().union(
        *(known.stems(word.plain, language).keys() for word in words if word.capital and not word.first)
    )
    return _Text(words, language, text, lower, inside - lower)


def _words(text: str, sentence: Span) -> Iterator[_Word]:
    found = list(_WORD.finditer(text, *sentence))
    capitals = [match.group()[0].isupper() for match in found if len(match.group()) > 3]
    title = not _STOP.search(text, *sentence)
    for_show = title and len(capitals) > 3 and sum(capitals) > _TITLE_CASE * len(capitals)
    end = sentence.start
    for place, match in enumerate(found):
        first = place == 0 or for_show or bool(_OPENING.search(text, end, match.start()))
        yield _Word(Span(*match.span()), match.group(), known.plain(match.group()), first)
        end = match.end()


def _runs(read: _Text) -> Iterator[tuple[_Word, ...]]:
    """Yield the runs of words that make a name, the small words inside them included."""
    place = 0
    while place < len(read.words):
        end = _run_end(read, place) if _begins(read, place) else place
        if end > place:
            yield read.words[place:end]
        place = max(end, place + 1)


def _names(run: tuple[_Word, ...], read: _Text, places: Set[Span]) -> bool:
    """Tell names from the other words with a capital: days, peoples, and any noun where nouns have one."""
    word = run[0]
    if len(run) > 1 or word.span in places:
        return True
    if is_time(word.plain, read.language) or means(word.plain) == {"countries"}:
        return False
    return read.language not in NOUNS_CAPITALISED or word.text.isupper()


def _begins(read: _Text, place: int) -> bool:
    word = read.words[place]
    if not word.capital:
        return _begins_office(read, place)
    if read.is_name(word):
        return True
    if not word.first or word.plain in read.lower:
        return False
    if word.text.casefold() in linking("before", read.language) | linking("places", read.language):
        return False
    goes_on = place + 1 < len(read.words) and _adjoins(read, place) and read.words[place + 1].capital
    return goes_on and read.is_name(read.words[place + 1])


def _begins_office(read: _Text, place: int) -> bool:
    """Tell whether a common noun begins the name of a body: the capital follows at once (υπουργείο Εξωτερικών)."""
    word = read.words[place]
    after = read.words[place + 1] if place + 1 < len(read.words) else None
    return (
        after is not None
        and _adjoins(read, place)
        and after.capital
        and not after.first
        and "heads" in means(word.plain)
        and bool(means(after.plain))
    )


def _run_end(read: _Text, place: int) -> int:
    end = place + 1
    while end < len(read.words) and _adjoins(read, end - 1):
        if read.words[end].capital and not read.words[end].first:
            end += 1
        elif _links(read, place, end):
            end += 2
        elif _goes_on_as_office(read, place, end):
            end += 1
        elif _linked_matter(read, place, end):
            end += 2
        else:
            break
    return end


def _links(read: _Text, start: int, place: int) -> bool:
    """Tell whether a small word stands between two words of one name."""
    word, after = read.words[place], read.words[place + 1 : place + 2]
    if not after or not after[0].capital or after[0].first or not _adjoins(read, place):
        return False
    head = "heads" in means(read.words[start].plain)
    return word.text in linking("inside", read.language) or (
        head and word.text in linking("about", read.language)
    )


def _goes_on_as_office(read: _Text, start: int, place: int) -> bool:
    """Tell whether a lower-case word goes on the name of a body (Greek coast guard, Министерството за култура)."""
    said = frozenset[str]().union(*(means(word.plain) for word in read.words[start:place]))
    here = means(read.words[place].plain)
    if "heads" in said:
        return bool(here & {"matters", "heads"}) and read.words[start].capital
    return (
        bool(said & {"countries", "matters"})
        and bool(here & {"heads", "matters"})
        and _head_follows(read, place)
    )


def _linked_matter(read: _Text, start: int, place: int) -> bool:
    """Tell whether a small word and what a body is about follow (Министерството за култура)."""
    words = read.words[place : place + 2]
    return (
        len(words) == 2
        and words[0].text in linking("inside", read.language) | linking("about", read.language)
        and _adjoins(read, place)
        and "heads" in means(read.words[start].plain)
        and "matters" in means(words[1].plain)
    )


def _head_follows(read: _Text, place: int) -> bool:
    following = read.words[place : place + 3]
    return any("heads" in means(word.plain) for word in following if not word.first)


def _adjoins(read: _Text, place: int) -> bool:
    between = read.text[read.words[place].span.end : read.words[place + 1].span.start]
    return bool(_JOINED.fullmatch(between))


def _proposal(
    run: tuple[_Word, ...], read: _Text, places: Mapping[Span, EntityKind], persons: set[str]
) -> tuple[Span, str, float]:
    span = Span(run[0].span.start, run[-1].span.end)
    alone = len(run) == 1
    score = _AT_HEAD if run[0].first and alone else _LIKELY if alone else _SURE
    return span, _kind(run, span, read, places, persons), score


def _kind(
    run: tuple[_Word, ...], span: Span, read: _Text, places: Mapping[Span, EntityKind], persons: set[str]
) -> EntityKind:
    name = read.text[slice(*span)]
    if span in places:
        return places[span]
    if read_office(name, read.language) or (
        len(run) == 1 and name.isupper() and 1 < len(name) <= _LONGEST_ACRONYM
    ):
        return EntityKind.ORGANISATION
    before = re.search(r"([^\W\d_]+)[ ,]+$", read.text[max(0, span.start - 30) : span.start])
    word = before[1].casefold() if before else ""
    if len(run) == 1 and run[0].plain not in persons:
        at_place = word in linking("places", read.language) and not is_title(word)
        return (
            EntityKind.PLACE if at_place else EntityKind.PERSON if is_title(word) else EntityKind.ORGANISATION
        )
    return EntityKind.PERSON if len(run) <= 4 else EntityKind.ORGANISATION
