"""Which of many names may sound alike: a look at all of them at once, before any two are compared closely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retold.resolve.compare import COARSE_SCRIPTS, SUPPORTED
from retold.resolve.profiles import script_of, tokens, words_of
from retold.text.sounds import Tokens

#: Names looked at in one go, each with all others: bounds what that takes of memory.
_AT_ONCE = 256


class Alike(NamedTuple):
    """Names that may sound like others in full, and those of which one may sound like a part of the other."""

    whole: frozenset[str]
    parts: frozenset[str]


class Sounding:
    """The names that may sound like others, or like the head or one word of these: `compare` leaves out the rest."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._read = _Names(self._names)
        self._found: dict[str, Alike] = {}

    def like(self, names: Sequence[str]) -> Alike:
        """Return which of all names may sound like one of these."""
        missing = [name for name in dict.fromkeys(names) if name not in self._found]
        for start in range(0, len(missing), _AT_ONCE):
            part = missing[start : start + _AT_ONCE]
            for name, *rows in zip(part, *_Names(part).may_be_alike(self._read), strict=True):
                self._found[name] = Alike(
                    *(frozenset(self._names[place] for place in np.flatnonzero(row)) for row in rows)
                )
        found = [self._found[name] for name in names]
        whole, parts = (each.whole for each in found), (each.parts for each in found)
        return Alike(frozenset[str]().union(*whole), frozenset[str]().union(*parts))

    def may_be_alike(self, one: str, other: str) -> bool:
        """Tell whether two of the names may sound alike in full, as far as that was looked up for either."""
        found = self._found.get(one)
        if found is None:
            one, other = other, one
            found = self._found.get(one)
        return found is None or other in found.whole


class _Name(NamedTuple):
    """A name by its folded tokens; `coarse` is its script where that leaves much unwritten."""

    tokens: tuple[str, ...]
    joined: str
    words: int
    coarse: int

    @property
    def odd(self) -> bool:
        """Whether its words are not its tokens: what a part of it sounds like is not said by these."""
        return self.words != len(self.tokens)


@lru_cache(maxsize=1 << 13)
def _read(name: str) -> _Name:
    folded, script = tokens(name) or ("",), script_of(name)
    coarse = crc32(script.encode()) if script in COARSE_SCRIPTS else 0
    return _Name(folded, "".join(folded), len(words_of(name)), coarse)


class _Names:
    """Names in rows of numbers."""

    def __init__(self, names: Sequence[str]) -> None:
        read = list(map(_read, names))
        places = {
            token: place for place, token in enumerate(dict.fromkeys(t for n in read for t in n.tokens))
        }
        self._tokens = Tokens(list(places))
        self._places = np.array([places[token] for name in read for token in name.tokens])
        self._counts = np.array([len(name.tokens) for name in read])
        self._starts = np.cumsum(self._counts) - self._counts
        self._joined = Tokens([name.joined for name in read])
        self._words = np.array([name.words for name in read])
        self._odd = np.array([name.odd for name in read])
        self._coarse = np.array([name.coarse for name in read])

    def may_be_alike(self, others: _Names) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tell which pairs `compare` may find alike in full, and which where one is a part: (names, others).

        Each token of the shorter one has its like in the other, or they are alike written as one word.
        """
        alike = self._tokens.may_be_alike(others._tokens, SUPPORTED)[self._places[:, None], others._places]
        forth = _all(_any(alike, others._starts, axis=1), self._starts, axis=0)
        back = _all(_any(alike, self._starts, axis=0), others._starts, axis=1)
        within = np.where(np.less_equal.outer(self._counts, others._counts), forth, back)
        joined = self._joined.may_be_alike(others._joined, SUPPORTED)
        unlike_scripts = np.not_equal.outer(self._coarse, others._coarse)
        odd = np.logical_or.outer(self._odd, others._odd) | unlike_scripts
        unlike_words = np.not_equal.outer(self._words, others._words)
        full = np.where(np.equal.outer(self._counts, others._counts), within, joined)
        return full | unlike_scripts, (within | odd) & unlike_words


def _any(table: NDArray[np.bool_], starts: NDArray[np.int64], *, axis: int) -> NDArray[np.bool_]:
    return np.logical_or.reduceat(table, starts, axis=axis)


def _all(table: NDArray[np.bool_], starts: NDArray[np.int64], *, axis: int) -> NDArray[np.bool_]:
    return np.logical_and.reduceat(table, starts, axis=axis)
