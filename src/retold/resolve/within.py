"""Join the mentions of one article: same name, bare surname to full name, acronym to what it stands for."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from retold.model import Article, EntityKind, Mention, Sentence
from retold.resolve.profiles import (
    WELL_KNOWN,
    Join,
    NamedMention,
    Profile,
    initials_fit,
    numbers_in,
    script_of,
    tokens,
    without_initials,
)
from retold.resolve.shelves import (
    Shelves,
    initials_of,
    keys_in_all,
    keys_of_form,
    keys_of_part,
    keys_of_whole,
)
from retold.text.names import similarity
from retold.text.offices import read_office
from retold.text.unicode import fold

#: Two forms in one article are one name from here on: in one language only case endings differ. Chosen on the
#: retellings train split, as are all numbers of this module.
_SAME = 0.9
#: From here on a name may be of a kind that it is not likeliest of.
_MAY_BE = 0.2
#: Sounds of the part of a name against the whole name.
_PART = 0.9
#: Characters between a name and the acronym in brackets after it.
_BRACKET = 3
_LONGEST_ACRONYM = 8
#: What joins two names to one.
_JOINING = re.compile(r"\w\s?[-–&+]\s?\w")

#: All of a mention that its name is compared by: of many alike, one is looked at.
_Form = tuple[str, str | None, EntityKind, str | None]


@dataclass(frozen=True, slots=True)
class Chains:
    """Mentions, of one article or of several, the chains of each article, and why they are some."""

    mentions: tuple[NamedMention, ...]
    profiles: tuple[Profile, ...]
    joins: tuple[Join, ...]


def chain_mentions(mentions: Iterable[NamedMention]) -> Chains:
    """Part mentions into the chains of their articles; those of an article must stand together."""
    named = tuple(mentions)
    parts = [chains(tuple(of_one)) for _, of_one in groupby(named, key=lambda one: one.mention.article)]
    return Chains(
        named,
        tuple(profile for profiles, _ in parts for profile in profiles),
        tuple(join for _, joins in parts for join in joins),
    )


def named_in(
    article: Article, sentences: Sequence[Sentence], mentions: Iterable[Mention]
) -> tuple[NamedMention, ...]:
    """Give the mentions of an article with what is needed to say whom they name."""

    def named(mention: Mention) -> NamedMention:
        start = mention.span.start
        sentence = next((s.position for s in sentences if s.span.start <= start < s.span.end), 0)
        text = article.text[slice(*mention.span)]
        return NamedMention.of(mention, text=text, language=article.language, sentence=sentence)

    return tuple(map(named, mentions))


def chains(mentions: Sequence[NamedMention]) -> tuple[tuple[Profile, ...], tuple[Join, ...]]:
    """Part the mentions of one article into chains, one an entity, longest names first, and say why.

    Of two persons who share a surname the bare surname is the one whose form agrees (Koleva is not Kolev), else
    the one named last before it.
    """
    order = sorted(mentions, key=lambda named: named.mention.span)
    groups, joins = _grouped(order)  # what is written out first, so that parts find their wholes
    wholes = _Wholes(order)
    for group in sorted(groups, key=lambda group: -max(len(tokens(named.text)) for named in group)):
        found = wholes.whole_of(group[0])
        if found is not None:
            target, reason = found
            joins.append(Join(wholes.groups[target][0], group[0], 0.9, reason))
        wholes.keep(group, found and found[0])
    profiles = (
        Profile(tuple(sorted(group, key=lambda named: named.mention.span))) for group in wholes.groups
    )
    return tuple(sorted(profiles, key=lambda chain: chain.mentions[0].mention.span)), tuple(joins)


def _form(named: NamedMention) -> _Form:
    return named.text, named.identity, named.mention.kind, named.language


def _grouped(order: Iterable[NamedMention]) -> tuple[list[list[NamedMention]], list[Join]]:
    """Put the mentions that have the same name, in whatever form, into groups, and say why."""
    groups: list[list[NamedMention]] = []
    forms: list[set[_Form]] = []
    numbers: list[set[str]] = []
    joins: list[Join] = []
    shelves = Shelves()
    for named in order:
        alike = shelves.under(keys_of_form(named))
        ours = numbers_in(named.text)
        same = (place for place, other in alike if _same_name(named, other))
        place = next((place for place in same if not _other_number(ours, numbers[place])), len(groups))
        if place == len(groups):
            groups.append([])
            forms.append(set())
            numbers.append(set())
        else:
            first = groups[place][0]
            joins.append(Join(first, named, 1.0, f"{named.text} is {first.text} in another form"))
        groups[place].append(named)
        numbers[place] |= ours
        if (form := _form(named)) not in forms[place]:
            forms[place].add(form)
            shelves.put(named, place, keys_of_form(named))
    return groups, joins


def _same_name(a: NamedMention, b: NamedMention) -> bool:
    if a.identity and b.identity:
        return a.identity == b.identity
    if a.text == b.text or _same_body(a, b):
        return True
    if (a.identity or b.identity or "").startswith(WELL_KNOWN):
        return False
    if EntityKind.PERSON in (a.mention.kind, b.mention.kind) and a.mention.kind != b.mention.kind:
        return False
    if len(tokens(a.text)) != len(tokens(b.text)) or _differ_in_gender(a.text, b.text):
        return False
    return similarity(a.text, b.text, _SAME) >= _SAME


def _same_body(a: NamedMention, b: NamedMention) -> bool:
    """Tell whether both say the same kind of body of the same country (the Portuguese embassy, that of Portugal)."""
    one, other = (read_office(named.text, named.language) for named in (a, b))
    if not one or not other or not one.countries:
        return False
    return (one.head, one.matters, one.countries, one.rest) == (
        other.head,
        other.matters,
        other.countries,
        other.rest,
    )


def _same_but_for_matter(part: NamedMention, whole: NamedMention) -> bool:
    """Tell whether a form says but the kind and country of a body (the ministry in Athens, for that of defence)."""
    one, other = (read_office(named.text, named.language) for named in (part, whole))
    if not one or not other or one.matters or one.rest or not one.countries:
        return False
    return bool(other.matters) and (one.head, one.countries) == (other.head, other.countries)


def _other_number(ours: Set[str], theirs: Set[str]) -> bool:
    """Tell Nord Stream 1 from Nord Stream 2, also where either is called Nord Stream: a number has no sound."""
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _differ_in_gender(a: str, b: str) -> bool:
    """Tell Иванов from Иванова where both are nominatives: the same stem, one with the ending of a woman's name."""
    if script_of(a) == "greek":
        return False  # a woman's Greek surname is a man's in the genitive
    last = sorted((tokens(a) or ("",))[-1:] + (tokens(b) or ("",))[-1:], key=len)
    return len(last) == 2 and last[0] != last[1] and _woman(last[0]) != _woman(last[1]) and len(tokens(a)) > 1


def _woman(surname: str) -> bool:
    return surname.endswith(("ova", "eva", "ska", "skaia", "oska"))


class _Wholes:
    """Groups of names, and which of them a name may be short for."""

    def __init__(self, order: Sequence[NamedMention]) -> None:
        self.groups: list[list[NamedMention]] = []
        self._places: dict[int, int] = {}
        self._starts: dict[tuple[int, _Form], list[int]] = {}
        self._shelves, self._alone = Shelves(), Shelves()
        self._starting = {named.mention.span.start: named for named in order}
        self._ending = {named.mention.span.end: named for named in order}
        for named in {_form(named): named for named in order}.values():
            self._alone.put(named, 0, keys_in_all(tokens(named.text)))

    def keep(self, group: Iterable[NamedMention], place: int | None) -> None:
        """Make a group one by itself, or a part of the one at a place."""
        if place is None:
            place = len(self.groups)
            self.groups.append([])
        self.groups[place] += group
        for named in group:
            self._places[id(named)] = place
            if (key := (place, _form(named))) not in self._starts:
                self._starts[key] = []
                self._shelves.put(named, place, keys_of_whole(named))
            insort(self._starts[key], named.mention.span.start)

    def whole_of(self, part: NamedMention) -> tuple[int, str] | None:
        """Find the longer name that a form is a part or an acronym of: the place of its group, and why."""
        for place, other in self._beside(part):
            if _defines(other, part) or _defines(part, other):
                return place, f"{part.text} stands in brackets beside {other.text}"
        found: list[tuple[float, int, int, str]] = []
        for place, other in self._shelves.under(keys_of_part(part)):
            if _are_two(part, other):
                continue
            score, said = _part_score(part, other), "is short for"
            if _same_but_for_matter(part, other):
                score, said = _PART, "says less of"
            elif score < _PART or self._names_both(other, part):
                continue
            near = _nearness(self._starts[place, _form(other)], part.mention.span.start)
            found.append((round(score, 2), near, place, f"{part.text} {said} {other.text}"))
        return max(found, key=lambda row: row[:2])[2:] if found else None

    def _beside(self, named: NamedMention) -> list[tuple[int, NamedMention]]:
        """Return what stands so near that the one may be the other's acronym in brackets, with its place."""
        start, end = named.mention.span
        found = [self._ending.get(start - gap) for gap in range(_BRACKET + 1)]
        found += [self._starting.get(end + gap) for gap in range(_BRACKET + 1)]
        kept = [(self._places[id(other)], other) for other in found if other and id(other) in self._places]
        return sorted(
            ((place, other) for place, other in kept if not _are_two(named, other)), key=lambda row: row[0]
        )

    def _names_both(self, joint: NamedMention, part: NamedMention) -> bool:
        """Tell whether a name joins two that the article names alone, too (Orvela-Tersin)."""
        if joint.mention.kind is EntityKind.PERSON or not _JOINING.search(joint.text):
            return False
        ours, theirs = tokens(part.text), tokens(joint.text)
        rest = tuple(
            word for word in theirs if not any(similarity(word, one, _PART) >= _PART for one in ours)
        )
        alone = (tokens(named.text) for _, named in self._alone.under(keys_in_all(rest)))
        return bool(rest) and any(
            len(one) == len(rest)
            and all(similarity(x, y, _PART) >= _PART for x, y in zip(one, rest, strict=True))
            for one in alone
        )


def _are_two(one: NamedMention, other: NamedMention) -> bool:
    return bool(one.identity and other.identity) and one.identity != other.identity


def _nearness(starts: Sequence[int], start: int) -> int:
    """Rank where a whole stands: before its part by nearness, then after it."""
    before = bisect_right(starts, start)
    return starts[before - 1] - start if before else start - starts[0] - 10**6


def _defines(name: NamedMention, acronym: NamedMention) -> bool:
    gap = acronym.mention.span.start - name.mention.span.end
    short = acronym.text.isupper() and len(acronym.text) <= _LONGEST_ACRONYM < len(name.text)
    kinds = {name.mention.kind, acronym.mention.kind}
    if not short or EntityKind.PERSON in kinds or not 1 < gap <= _BRACKET:
        return False
    return kinds == {EntityKind.ORGANISATION} or _spells(acronym.text, name.text)


def _spells(acronym: str, name: str) -> bool:
    """Tell whether half of an acronym's letters are initials of a name, the first of them the first."""
    initials = [word[0] for word in fold(name).split()]
    letters = list(fold(acronym))
    rest = iter(initials)
    met = sum(letter in rest for letter in letters if letter in initials)
    return bool(letters and initials) and letters[0] == initials[0] and 2 * met >= len(letters)


def _part_score(part: NamedMention, whole: NamedMention) -> float:
    """Say how surely a form is a part of a longer name: its tokens are among the other's."""
    short, long = tokens(without_initials(part.text)), tokens(whole.text)
    kinds = {part.mention.kind, whole.mention.kind}
    if not short or len(short) >= len(long) or not initials_fit(part.text, whole.text):
        return 0.0
    if part.text.isupper() and len(kinds) == 1 and _initials(part.text, whole.text):
        return 0.95
    person = whole.mention.kind is EntityKind.PERSON
    if len(kinds) > 1 and (part.identity or not _may_be_of_kind(part, whole)):
        return 0.0
    if kinds == {EntityKind.PLACE} and part.identity:
        return 0.0  # Ireland is no short name of Northern Ireland
    once = set(long)  # a line of one word over and over may pass for a name
    best = min(max(similarity(token, other, _PART) for other in once) for token in set(short))
    if not person and similarity(short[0], long[0], _PART) < _PART:
        return 0.0  # of bodies and things the head is kept: Pelagia of Pelagia Tankers
    return best


def _may_be_of_kind(part: NamedMention, whole: NamedMention) -> bool:
    """Tell whether a part may be of the kind of the whole: a bare name shows its kind badly, a longer one well.

    A bare word that stands in the full name of a person of the same article is that person, whatever it looks like.
    """
    if whole.mention.kind is EntityKind.PERSON:
        return len(tokens(without_initials(part.text))) == 1
    return part.mention.likely(whole.mention.kind) >= _MAY_BE


def _initials(acronym: str, name: str) -> bool:
    return len(acronym) > 1 and initials_of(name) == list(acronym.casefold())
