"""Which of many names may sound alike: a look at all of them at once, before any two are compared closely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
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

    whole: Set[str]
    parts: Set[str]


class Sounding:
    """The names that may sound like others, or like the head or one word of these: `compare` leaves out the rest."""

    def __init__(self, names: Iterable[str]) -> None:
        self._places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        self._read = _Names(list(self._places))
        self._found: dict[str, tuple[int, int]] = {}

    def like(self, names: Sequence[str]) -> Alike:
        """Return which of all names may sound like one of these."""
        missing = [name for name in dict.fromkeys(names) if name not in self._found]
        for start in range(0, len(missing), _AT_ONCE):
            part = missing[start : start + _AT_ONCE]
            whole, parts = map(_bits, _Names(part).may_be_alike(self._read))
            self._found |= dict(zip(part, zip(whole, parts, strict=True), strict=True))
        found = [self._found[name] for name in names]
        in_full, in_part = (reduce(or_, (bits[kind] for bits in found), 0) for kind in (0, 1))
        return Alike(_Some(self._places, in_full), _Some(self._places, in_part))

    def may_be_alike(self, one: str, other: str) -> bool:
        """Tell whether two of the names may sound alike in full, as far as that was looked up for either."""
        found = self._found.get(one)
        if found is None:
            one, other = other, one
            found = self._found.get(one)
        return found is None or other in _Some(self._places, found[0])


@dataclass(frozen=True, slots=True)
class _Some(Set[str]):
    """Some of many names, a bit each: what may sound like each of thousands is thousands."""

    places: Mapping[str, int]
    bits: int

    def __contains__(self, name: object) -> bool:
        place = self.places.get(name)  # type: ignore[call-overload]
        return place is not None and bool(self.bits >> place & 1)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.places if name in self)

    def __len__(self) -> int:
        return self.bits.bit_count()

    @classmethod
    def _from_iterable(cls, names: Iterable[str]) -> Set[str]:  # type: ignore[override]
        return frozenset(names)


def _bits(table: NDArray[np.bool_]) -> list[int]:
    """Give each row of a table as one number."""
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(table, axis=1, bitorder="little")]


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
