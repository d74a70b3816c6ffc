"""Names that stand opposite each other: left over on both sides of two sentences that say the same.

Nordic Energy Institute and Kuzey Enerji Enstitüsü sound nothing alike. That they stand in sentences of two languages
that tell one claim, where all else that is named is accounted for, that their names mean nearly the same, and that no
article has both, is evidence of another kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product

from retold.model import EntityKind
from retold.protocols import Vectors
from retold.resolve.compare import Likeness, tell_apart
from retold.resolve.profiles import Profile

#: A sentence, by its article and position.
Place = tuple[str, int]
#: Gives the centred vectors of phrases, each with its language: (phrases, width), rows of length one.
Meanings = Callable[[Sequence[tuple[str, str]]], Vectors]

#: How near in meaning two names must be that stand opposite each other once and alone; each further time makes up for
#: so much, up to `_TIMES`, and a share of a time asks for more. On the retellings train split 26 of 31 joins so found
#: are right; each of the other five joins bodies of which gold names one.
_NEAR, _EACH, _TIMES = 0.6, 0.05, 3.0
#: How likely it must be that both are of one kind.
_SAME_KIND = 0.25
#: The share of the articles of the rarer one that may name both, where it stands opposite `_TIMES` times. Of pairs
#: in SlavicNER dev that mean the same, those of one thing reach 0.21 and 0.25, those of two 0.5 and more.
_BOTH = 0.25
#: Forms of a name that are looked at, the most frequent.
_FORMS = 6


def opposites(
    profiles: Collection[Profile], aligned: Iterable[tuple[Place, Place]]
) -> Mapping[tuple[str, str], float]:
    """Weigh how often two profiles stand opposite each other, by their ids.

    In a pair of sentences in two languages, those named in both are left out, then of n on the one side and m on the
    other every two of one kind that may be one get a share of 1 / nm.
    """
    at: dict[Place, dict[str, Profile]] = defaultdict(dict)
    language: dict[Place, str | None] = {}
    for profile in profiles:
        for named in profile.mentions:
            place = (named.mention.article, named.sentence)
            at[place][profile.id] = profile
            language[place] = named.language
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for one, other in aligned:
        if one in at and other in at and language[one] != language[other]:
            both = at[one].keys() & at[other].keys()
            ours, theirs = ([p for key, p in at[place].items() if key not in both] for place in (one, other))
            pairs = [(a, b) for a, b in product(ours, theirs) if _may_be_one(a, b)]
            for a, b in pairs:
                n, m = sum(x is a for x, _ in pairs), sum(y is b for _, y in pairs)
                weights[min(a.id, b.id), max(a.id, b.id)] += 1 / (n * m)
    return weights


def _may_be_one(a: Profile, b: Profile) -> bool:
    if a.identity or b.identity:
        return False
    same = sum(a.likely(kind) * b.likely(kind) for kind in EntityKind if kind is not EntityKind.PERSON)
    return same >= _SAME_KIND


def by_meaning(a: Profile, b: Profile, weight: float, meanings: Meanings) -> Likeness | None:
    """Compare two profiles that stand opposite each other with some weight; None when they are not one."""
    if not may_both_stand(a, b, weight) or tell_apart(a, b):
        return None
    near = float((meanings(phrases(a)) @ meanings(phrases(b)).T).max())
    if near < _NEAR + _EACH * (1 - min(weight, _TIMES)) * (1 if weight >= 1 else 2):
        return None
    return Likeness(near, "their names mean the same, and stand opposite each other in sentences that do")


def may_both_stand(a: Profile, b: Profile, weight: float) -> bool:
    """Tell whether two profiles may be one by the articles that have both: none, or few if they often stand opposite.

    An article may give a name in two languages; where many do, these are two names.
    """
    both = len(a.articles & b.articles)
    return not both or (weight >= _TIMES and both <= _BOTH * min(len(a.articles), len(b.articles)))


def phrases(profile: Profile) -> list[tuple[str, str]]:
    """Give the most frequent forms of a profile with their languages."""
    forms = sorted(
        {(named.text, named.language or "und") for named in profile.mentions},
        key=lambda form: (-profile.forms[form[0]], form),
    )
    return forms[:_FORMS]
