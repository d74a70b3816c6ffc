"""A typed name -> the entities that bear it, in whatever script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retold.text.names import fold, openings, similarity, words

#: How alike a typed word and a word of a name must sound: two names may be taken for one on their sound alone
#: from here (`retold.text.names.similarity`).
ALIKE = 0.85

#: A single word with fewer letters fits whole names alone: "the" sounds like a word of many.
LEAST_LETTERS = 4

#: Words of a question that are tried together as one name.
LONGEST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """An entity whose name sounds like what was typed: the `form` that matched `typed`, and how alike, 0 to 1."""

    entity: str
    typed: str
    form: str
    score: float


def candidates(text: str) -> list[str]:
    """Return what in a question may be a name: all runs of up to four of its words, the longest first."""
    typed = re.findall(r"[^\W\d_](?:[\w'’.-]*\w)?", text)[:12]
    runs = [
        " ".join(typed[start : start + length])
        for length in range(min(LONGEST_NAME, len(typed)), 0, -1)
        for start in range(len(typed) - length + 1)
    ]
    return list(dict.fromkeys(runs))


def rank_names(typed: Iterable[str], forms: Mapping[str, Iterable[str]]) -> list[NameHit]:
    """Rank entities, given with the forms they are written in, by how well a typed name fits one of them.

    A form fits when each typed word sounds like a word of its own. Longer typed names go first, then likeness,
    then forms with fewer words besides.
    """
    best: dict[str, tuple[tuple[int, float, int], NameHit]] = {}
    parted = [
        (entity, form, _openings(form)) for entity, written in forms.items() for form in sorted(written)
    ]
    fits: dict[str, float] = {}  # the same form is borne by many
    for name in typed:
        fits.clear()
        asked, begun = tuple(words(name)), _openings(name)
        for entity, form, opening in parted:
            if form not in fits:
                fits[form] = 0.0 if begun.isdisjoint(opening) else _fit(name, asked, form)
            if (score := fits[form]) >= ALIKE:
                order = (len(name.split()), score, -len(form.split()))
                if entity not in best or order > best[entity][0]:
                    best[entity] = (order, NameHit(entity=entity, typed=name, form=form, score=score))
    ranked = sorted(best.values(), key=lambda found: (found[0], found[1].entity), reverse=True)
    longest = max((order[0] for order, _ in ranked), default=0)
    return [hit for order, hit in ranked if order[0] == longest]


@lru_cache(maxsize=1 << 14)
def _openings(name: str) -> frozenset[str]:
    """Give the consonants that words of a name begin with: names that sound alike have some in common."""
    return frozenset[str]().union(*map(openings, fold(name).split()))


def _fit(name: str, typed: Sequence[str], form: str) -> float:
    """Compare two names as wholes and, for one that is shorter, word by word; less than `ALIKE` is not measured."""
    whole, written = similarity(name, form, ALIKE), words(form)
    if not typed or len(typed) >= len(written) or sum(map(len, typed)) < LEAST_LETTERS:
        return whole
    return max(whole, min(max(similarity(word, part, ALIKE) for part in written) for word in typed))
