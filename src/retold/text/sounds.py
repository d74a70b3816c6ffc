"""Which of many tokens may sound alike: a bound on the distance of `names`, of all pairs at once.

Most pairs that are looked up have nothing to do with each other. A letter that has none like it in the other token
costs something wherever it stands, and so do the letters that the other has no room for: that tells most apart, and
takes no table of distances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from retold.protocols import Vectors
from retold.text import names
from retold.text.names import CONSONANT, costs_of_letters, costs_of_one_sided, stems

#: Letters that no table of sounds names share so many columns: two of them may be taken for one, and are no harm.
_OTHERS = 6
#: What single precision may be wrong by.
_ROUNDING = 1e-3


@dataclass(frozen=True, slots=True)
class _Token:
    """A token as numbers: the letters of its shortest stem, and what each letter costs at least beside it.

    `dropped` is what it costs at least to drop so many letters of the stem.
    """

    length: int
    sure: Vectors
    costs: Vectors
    dropped: Vectors


class Tokens:
    """Folded tokens, in rows of numbers."""

    def __init__(self, tokens: Sequence[str]) -> None:
        read = list(map(_read, tokens))
        self._lengths = np.array([token.length for token in read])
        self._sure = np.array([token.sure for token in read])
        self._costs = np.array([token.costs for token in read])
        stems = np.array([len(token.dropped) for token in read])
        self._stems = stems - 1
        self._dropped = np.concatenate([token.dropped for token in read])
        self._starts = np.cumsum(stems) - stems

    def may_be_alike(self, others: Tokens, least: float) -> NDArray[np.bool_]:
        """Tell which pairs may be as alike as `least`, vowels being written: (tokens, others). None is left out."""
        longest = np.maximum.outer(self._lengths, others._lengths)
        shortest = np.minimum.outer(self._lengths, others._lengths)
        limit = (1 - least) * longest.astype(np.float32) + np.float32(_ROUNDING)
        found: NDArray[np.bool_] = (longest <= names.LOPSIDED * shortest) | (longest <= 2 * names.SHORT)
        found &= self._sure @ others._costs.T <= limit
        found &= self._costs @ others._sure.T <= limit
        found &= self._too_long_for(others) <= limit
        found &= np.transpose(others._too_long_for(self)) <= limit
        return found

    def _too_long_for(self, others: Tokens) -> Vectors:
        """Return what the letters cost at least that the others have no room for: (tokens, others)."""
        room = np.maximum(np.subtract.outer(self._stems, others._lengths), 0)
        return np.asarray(self._dropped[self._starts[:, None] + room])


@lru_cache(maxsize=1 << 13)
def _read(token: str) -> _Token:
    columns = np.array([_column(letter) for letter in token], dtype=np.int64)
    replaced, dropped = _tables()
    stem = columns[: min(stems(token))]
    return _Token(
        length=len(token),
        sure=np.bincount(stem, minlength=len(dropped)).astype(np.float32),
        costs=np.minimum(dropped, replaced[columns].min(axis=0, initial=np.inf)),
        dropped=np.concatenate([[0], np.cumsum(np.sort(dropped[stem]))]).astype(np.float32),
    )


@cache
def _tables() -> tuple[Vectors, Vectors]:
    """Return what it costs to put one letter in the place of another, (letters, letters), and to drop each."""
    near, alone = costs_of_letters(), costs_of_one_sided(unwritten=False)
    width = len(_columns()) + _OTHERS
    replaced, dropped = np.ones((width, width), dtype=np.float32), np.full(width, CONSONANT, dtype=np.float32)
    np.fill_diagonal(replaced, 0)
    for one, at in _columns().items():
        dropped[at] = alone.get(one, CONSONANT)
        for other, cost in near.get(one, {}).items():
            replaced[at, _columns()[other]] = cost
    return replaced, dropped


@cache
def _columns() -> dict[str, int]:
    named = {*costs_of_letters(), *costs_of_one_sided(unwritten=False)}
    return {letter: place for place, letter in enumerate(sorted(named))}


def _column(letter: str) -> int:
    return _columns().get(letter, len(_columns()) + ord(letter) % _OTHERS)
