"""Say how surely two profiles are one entity, and why; or that they cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from retold.model import EntityKind
from retold.resolve.profiles import WELL_KNOWN, Profile, initials, initials_fit, script_of, words_of
from retold.text.names import fold, similarity
from retold.text.offices import Office

#: Sounds that are enough alone. On the retellings train split no two persons of one story reach 0.7 and 96 of 100
#: spellings of one reach 0.85 (evaluation/names.py).
ALONE = 0.85
#: Sounds that are enough with a second sign; where one script leaves vowels out or spells in syllables, so much
#: less. In real news other persons and firms of one story reach 0.79 (SlavicNER, evaluation/linking.py).
SUPPORTED, _COARSE = 0.8, 0.1
COARSE_SCRIPTS = frozenset({"arabic", "hebrew", "cjk", "kana", "hangul"})
#: Names of unlike kinds, and the heads of longer names, must be all but equal.
_EQUAL = 0.92
#: From here on a bare name may be a person's though it looks like something else. On SlavicNER dev: B-cubed F1 0.907
#: without, and 0.910 from 0.2 down to 0.02.
_MAY_BE = 0.05
#: Letters that a name of a body or thing must have to be told by its sound alone; an acronym has at most so many.
_TELLING, _ACRONYM = 5, 5
#: Where only a part of the name is there (a surname, the head of a firm's name), where only the kind of body and its
#: matter agree, and what a country or a name that both have adds.
_PART, _OFFICE, _MORE = 0.74, 0.74, 0.08


#: Tells whether two names may be as alike as `SUPPORTED`: see `sounding`.
MayBeAlike = Callable[[str, str], bool]


def _whoever(_: str, __: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two profiles are, 0 to 1; with `alone` false it takes a second sign to join them."""

    score: float
    reason: str
    alone: bool = False


def likeness(a: Profile, b: Profile, *, alone: bool = False, may: MayBeAlike = _whoever) -> Likeness | None:
    """Compare two profiles by their names alone; None when nothing speaks for a join, or something against it.

    With `alone`, only for what needs no second sign, which is sooner said. Of what they sound like (`sounds`), pairs
    that may not be alike are not compared.
    """
    if a.identity and b.identity:
        return Likeness(1.0, f"both are {a.identity}", alone=True) if a.identity == b.identity else None
    if (a.kind is EntityKind.PERSON) != (b.kind is EntityKind.PERSON):
        return None if alone else _in_full(a, b, may) or _by_surname(a, b, may)
    if a.kind is EntityKind.PERSON:
        return _persons(a, b, alone=alone, may=may)
    if tell_apart(a, b) or (a.identity or b.identity or "").startswith(WELL_KNOWN):
        return None
    if alone:
        return _by_sound(a, b, alone=True, may=may)
    found = [_by_sound(a, b, alone=False, may=may), _by_part(a, b), _by_office(a, b, may)]
    return max((like for like in found if like), key=lambda like: (like.alone, like.score), default=None)


def _persons(a: Profile, b: Profile, *, alone: bool, may: MayBeAlike) -> Likeness | None:
    full_a, full_b = a.in_full, b.in_full
    if full_a and full_b:
        score = _best(full_a, full_b, ALONE if alone else SUPPORTED, may)
        if score or alone:
            return Likeness(score, "their full names sound alike", score >= ALONE) if score else None
        score = max((_within(x, y) for x, y in product(full_a, full_b)), default=0.0)
        return Likeness(_PART + score / 10, "the one's full name holds the other's") if score else None
    if alone:
        return None
    if not full_a and not full_b:
        score = _best(a.bare, b.bare, ALONE, may) if _share_initials(a, b) else 0.0
        return Likeness(score, "their surnames sound alike") if score else None
    bare, full = (b, full_a) if full_a else (a, full_b)
    if not any(initials_fit(form, name) for form, name in product(bare.forms, full)):
        return None
    score = _best(bare.bare, [word for name in full for word in words_of(name)], ALONE)
    return Likeness(_PART + score / 10, "the one's surname sounds like the other's") if score else None


def _within(x: str, y: str) -> float:
    """Find the words of a shorter full name in a longer one, in order and to its end (Iva Kolar, Iva Maria Kolar)."""
    short, long = sorted((words_of(x), words_of(y)), key=len)
    if not 1 < len(short) < len(long):
        return 0.0
    rest = iter(long[:-1])
    found = [_alike(short[-1], long[-1], ALONE)]
    found += [next((like for word in rest if (like := _alike(one, word, ALONE))), 0.0) for one in short[:-1]]
    return min(found)


def _share_initials(a: Profile, b: Profile) -> bool:
    ours, theirs = (
        {fold(first)[:1] for form in side.forms for first in initials(form)[:1]} for side in (a, b)
    )
    return bool(ours & theirs) or not ours or not theirs


def tell_apart(a: Profile, b: Profile) -> bool:
    """Tell bodies, places and things apart by what their names say of them, however alike these are."""
    return _offices_differ(a, b) or _numbers_differ(a, b)


def contradict(a: Profile, b: Profile) -> bool:
    """Tell whether two profiles are two persons whose full names have no word in common, whatever single forms say.

    Asia Bibi may be Asia Noreen, and neither is Ashiq Masih.
    """
    if not a.kind is b.kind is EntityKind.PERSON:
        return False
    ours, theirs = ([word for name in side.in_full for word in words_of(name)] for side in (a, b))
    return bool(ours and theirs) and not _best(ours, theirs, ALONE)


def _in_full(a: Profile, b: Profile, may: MayBeAlike) -> Likeness | None:
    """Compare a person with what was not taken for one: only names in full tell that they are the same."""
    if a.identity or b.identity:
        return None
    score = _best(a.in_full, b.in_full, ALONE, may)
    return Likeness(score, "their full names sound alike, though not their kinds") if score else None


def _by_surname(a: Profile, b: Profile, may: MayBeAlike) -> Likeness | None:
    """Compare a person with a bare name that was taken for something else, and might be a surname."""
    person, other = (a, b) if a.kind is EntityKind.PERSON else (b, a)
    if not person.in_full or other.identity or other.in_full or other.likely(EntityKind.PERSON) < _MAY_BE:
        return None
    return _persons(person, other, alone=False, may=may)


def _best(ours: Sequence[str], theirs: Sequence[str], least: float, may: MayBeAlike = _whoever) -> float:
    """Give the likeness of the two forms most alike, 0 where none are as alike as their scripts ask for."""
    pairs = ((x, y) for x in ours for y in theirs if may(x, y))
    return max((score for x, y in pairs if (score := _alike(x, y, least))), default=0.0)


@lru_cache(maxsize=1 << 15)
def _alike(x: str, y: str, least: float) -> float:
    coarse = (
        _COARSE
        if len({script_of(x), script_of(y)}) > 1 and {script_of(x), script_of(y)} & COARSE_SCRIPTS
        else 0
    )
    if any(form.isupper() and len(form) <= _ACRONYM for form in (x, y)):
        return 1.0 if fold(x) and fold(x) == fold(y) else 0.0
    score = similarity(x, y, least - coarse)
    return score if score >= least - coarse else 0.0


def _by_sound(a: Profile, b: Profile, *, alone: bool, may: MayBeAlike) -> Likeness | None:
    one_known = bool(a.identity) != bool(b.identity)
    same_kind = a.kind == b.kind
    telling = min(max(map(len, side.forms)) for side in (a, b)) >= _TELLING
    may_be_alone = same_kind and not one_known and telling
    if alone and not may_be_alone:
        return None
    bare = not (a.in_full and b.in_full)  # Putinem is close to Bidenem
    least = _EQUAL if not same_kind else ALONE if one_known or alone or bare else SUPPORTED
    score = _best(list(a.forms), list(b.forms), least, may)
    return Likeness(score, "their names sound alike", may_be_alone and score >= ALONE) if score else None


def _numbers_differ(a: Profile, b: Profile) -> bool:
    """Tell Nord Stream 1 from Nord Stream 2: both have numbers, and none in common."""
    return bool(a.numbers and b.numbers) and not a.numbers & b.numbers


def _by_part(a: Profile, b: Profile) -> Likeness | None:
    """Find one name in the other: Pelagia in Pelagia Tankers, the head first."""
    if a.identity or b.identity or a.offices or b.offices or a.kind != b.kind:
        return None
    score = 0.0
    for x, y in product(a.forms, b.forms):
        short, long = sorted((x.split(), y.split()), key=len)
        if 0 < len(short) < len(long) and len(short[0]) >= _TELLING:
            score = max(score, _alike(" ".join(short), " ".join(long[: len(short)]), _EQUAL))
    return Likeness(_PART + score / 10, "the one's name begins the other's") if score else None


def _by_office(a: Profile, b: Profile, may: MayBeAlike) -> Likeness | None:
    if not (a.offices and b.offices):
        named, bare = (a, b) if a.offices else (b, a)
        names = [" ".join(office.rest) for office in named.offices if office.rest and not office.matters]
        score = _best(names, list(bare.forms), ALONE, may) if not bare.identity else 0.0
        return Likeness(_PART, "the one's name is the other's but for its kind") if score else None
    best = max(_same_office(x, y) for x, y in product(a.offices, b.offices))
    return Likeness(best, "both are the same kind of body for the same matter") if best else None


def _same_office(a: Office, b: Office) -> float:
    """Score two descriptions of bodies; 0 when they are not of one body, as far as words can tell."""
    if a.head != b.head or a.matters != b.matters or (a.of and b.of and not a.of & b.of):
        return 0.0
    if a.rest and b.rest:
        alike = _rest_alike(a.rest, b.rest)
        return _OFFICE + 2 * _MORE if alike else 0.0
    country = a.of & b.of if a.countries or b.countries else None
    if not country and (a.rest or b.rest or not a.matters):
        return 0.0 if a.rest or b.rest else _OFFICE - _MORE
    return _OFFICE + (_MORE if country else 0.0)


def _rest_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    short, long = sorted((a, b), key=len)
    return all(any(_alike(x, y, SUPPORTED) for y in long) for x in short)


def _offices_differ(a: Profile, b: Profile) -> bool:
    """Tell bodies apart that do other things or belong to other countries, however alike they sound."""
    if not a.offices or not b.offices:
        return False
    pairs = list(product(a.offices, b.offices))
    if any(x.countries and y.countries and not x.countries & y.countries for x, y in pairs):
        return True
    return all(
        (
            x.head == y.head
            and x.matters
            and y.matters
            and not (x.matters <= y.matters or y.matters <= x.matters)
        )
        or (x.of and y.of and not x.of & y.of)
        for x, y in pairs
    )
