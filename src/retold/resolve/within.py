"""Join the mentions of one article: same name, bare surname to full name, acronym to what it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retold.model import EntityKind
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

_Form = tuple[str, str | None, EntityKind, str | None]


def chains(mentions: Sequence[NamedMention]) -> tuple[tuple[Profile, ...], tuple[Join, ...]]:
    """Part the mentions of one article into chains, one an entity, longest names first, and say why.

    Of two persons who share a surname the bare surname is the one whose form agrees (Koleva is not Kolev), else
    the one named last before it.
    """
    order = sorted(mentions, key=lambda named: named.mention.span)
    groups: list[list[NamedMention]] = []
    forms: list[dict[_Form, NamedMention]] = []
    joins: list[Join] = []
    rest: list[NamedMention] = []
    for named in order:  # what is written out first, so that parts find their wholes
        place = _same(named, forms)
        if place is None:
            groups.append([named])
            forms.append({_form(named): named})
        else:
            first = groups[place][0]
            joins.append(Join(first, named, 1.0, f"{named.text} is {first.text} in another form"))
            groups[place].append(named)
            forms[place].setdefault(_form(named), named)
    wholes = sorted(groups, key=lambda group: -max(len(tokens(named.text)) for named in group))
    kept: list[list[NamedMention]] = []
    for group in wholes:
        found = _whole(group, kept, order)
        if found is None:
            kept.append(group)
        else:
            target, reason = found
            joins.append(Join(target[0], group[0], 0.9, reason))
            target += group
            rest += group
    profiles = (Profile(tuple(sorted(group, key=lambda named: named.mention.span))) for group in kept)
    return tuple(sorted(profiles, key=lambda chain: chain.mentions[0].mention.span)), tuple(joins)


def _form(named: NamedMention) -> _Form:
    """Give all of a mention that `_same_name` looks at: of many alike, one is looked at."""
    return named.text, named.identity, named.mention.kind, named.language


def _same(named: NamedMention, groups: Sequence[Mapping[_Form, NamedMention]]) -> int | None:
    for place, group in enumerate(groups):
        if any(_same_name(named, other) for other in group.values()) and not _other_number(named, group):
            return place
    return None


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
    return similarity(a.text, b.text) >= _SAME


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


def _other_number(named: NamedMention, group: Mapping[_Form, NamedMention]) -> bool:
    """Tell Nord Stream 1 from Nord Stream 2, also where either is called Nord Stream: a number has no sound."""
    ours = numbers_in(named.text)
    theirs = frozenset[str]().union(*(numbers_in(form.text) for form in group.values())) if ours else ours
    return bool(theirs) and ours.isdisjoint(theirs)


def _differ_in_gender(a: str, b: str) -> bool:
    """Tell Иванов from Иванова where both are nominatives: the same stem, one with the ending of a woman's name."""
    if script_of(a) == "greek":
        return False  # a woman's Greek surname is a man's in the genitive
    last = sorted((tokens(a) or ("",))[-1:] + (tokens(b) or ("",))[-1:], key=len)
    return len(last) == 2 and last[0] != last[1] and _woman(last[0]) != _woman(last[1]) and len(tokens(a)) > 1


def _woman(surname: str) -> bool:
    return surname.endswith(("ova", "eva", "ska", "skaia", "oska"))


def _whole(
    group: list[NamedMention], wholes: Sequence[list[NamedMention]], order: Sequence[NamedMention]
) -> tuple[list[NamedMention], str] | None:
    """Find the longer name that the form of a group is a part or an acronym of."""
    first = group[0]
    found: list[tuple[float, int, list[NamedMention], str]] = []
    for whole in wholes:
        for other in whole:
            if first.identity and other.identity and first.identity != other.identity:
                continue
            if _defines(other, first) or _defines(first, other):
                return whole, f"{first.text} stands in brackets beside {other.text}"
            if _same_but_for_matter(first, other):
                found.append(
                    (_PART, _distance(other, first), whole, f"{first.text} says less of {other.text}")
                )
                continue
            score = _part_score(first, other)
            if score >= _PART and not _names_both(other, first, order):
                found.append(
                    (score, _distance(other, first), whole, f"{first.text} is short for {other.text}")
                )
    if not found:
        return None
    _, _, best, reason = max(found, key=lambda row: (round(row[0], 2), row[1]))
    return best, reason


def _names_both(joint: NamedMention, part: NamedMention, order: Sequence[NamedMention]) -> bool:
    """Tell whether a name joins two that the article names alone, too (Orvela-Tersin): it is short for neither."""
    if joint.mention.kind is EntityKind.PERSON or not _JOINING.search(joint.text):
        return False
    ours, theirs = tokens(part.text), tokens(joint.text)
    rest = [word for word in theirs if not any(similarity(word, one) >= _PART for one in ours)]
    alone = [tokens(named.text) for named in order]
    return bool(rest) and any(
        len(one) == len(rest) and all(similarity(x, y) >= _PART for x, y in zip(one, rest, strict=True))
        for one in alone
    )


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


def _distance(whole: NamedMention, part: NamedMention) -> int:
    """Rank wholes: those before the part by nearness, then those after it."""
    gap = part.mention.span.start - whole.mention.span.start
    return -gap if gap >= 0 else -(10**6) + gap


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
    best = min(max(similarity(token, other) for other in once) for token in set(short))
    if not person and similarity(short[0], long[0]) < _PART:
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
    letters = [word[0] for word in name.replace("-", " ").split() if word[0].isupper() or len(word) > 3]
    return len(acronym) > 1 and [letter.casefold() for letter in letters] == list(acronym.casefold())
