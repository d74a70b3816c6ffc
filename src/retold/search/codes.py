"""A code of one bit a number for every sentence, all in memory: which sentences may be near one in meaning."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retold.protocols import Vectors

#: Sentences whose codes stand together, so that what is counted of them stays in the processor's cache.
BLOCK = 1 << 15

#: Bits of the words in which codes are compared.
_WORD = 64

#: Sentences whose codes differ least from that of a question; of these it is weighed which fit its numbers best.
#: Of the ten sentences nearest to a question, and as near as `meaning_least` asks, 99.7 % are among the 100 that then
#: come first, 97.8 % among those whose codes differ least (27,113 sentences of OG2021, NTREX, BASIL, MEANTIME and the
#: retellings, 300 questions of two to eight words of theirs).
CLOSE = 1_000

#: A number of a sentence has so many bits; that of differing bits goes before it.
_PLACE = 40

Words = NDArray[np.uint64]


def code_of(vectors: Vectors) -> bytes:
    """Return the codes of centred vectors (n, width): which numbers are above nothing, in words of 64 bits.

    The share of bits in which two codes differ grows with the angle between the vectors (Charikar 2002). A row of
    zeros has the code of no sentence.
    """
    bits = np.packbits(vectors > 0, axis=1, bitorder="little")
    return np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))).tobytes()


class SentenceCodes:
    """The codes of sentences by the numbers of their articles, looked through one and all."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._words = -(-width // _WORD)
        self._blocks: list[Words] = []
        self._articles = array("q")
        self._starts = array("q")
        self._used = 0
        self.newest = 0  #: The number of the article that came last.

    def __len__(self) -> int:
        return self._used

    def add(self, articles: Sequence[tuple[int, bytes]]) -> None:
        """Add the codes of articles, by number."""
        at = self._used
        self.newest = max([self.newest, *(number for number, _ in articles)])
        for number, data in articles:
            self._articles.append(number)
            self._starts.append(self._used)
            self._used += len(data) // (8 * self._words)
        data = b"".join(data for _, data in articles)
        rows = np.frombuffer(data, dtype=np.uint64).reshape(-1, self._words).T
        while at < self._used:
            block, start = divmod(at, BLOCK)
            if block == len(self._blocks):
                self._blocks.append(np.zeros((self._words, BLOCK), dtype=np.uint64))
            some = rows[:, : BLOCK - start]
            self._blocks[block][:, start : start + some.shape[1]] = some
            rows, at = rows[:, some.shape[1] :], at + some.shape[1]

    def replace(self, articles: Sequence[tuple[int, bytes]]) -> None:
        """Put the codes of articles in the place of those that they had, whose rows are left empty."""
        numbers, starts = np.array(self._articles), np.array([*self._starts, self._used])
        for index in np.flatnonzero(np.isin(numbers, [number for number, _ in articles])).tolist():
            for at in range(starts[index], starts[index + 1]):
                self._blocks[at // BLOCK][:, at % BLOCK] = 0
        self.add(articles)

    def near(self, vector: Vectors, most: int) -> list[tuple[int, int]]:
        """Return the sentences whose codes fit a vector (width,) best, the best first: (article, position)."""
        places = self._close(vector, max(CLOSE, most))
        if not len(places):
            return []
        codes = np.stack([self._blocks[at // BLOCK][:, at % BLOCK] for at in places.tolist()])
        bits = np.unpackbits(codes.view(np.uint8), axis=1, bitorder="little", count=self._width)
        fits = bits.astype(np.float32) @ vector  # 1 and -1 for 1 and 0 would give twice this less a constant
        places = places[np.argsort(-fits, kind="stable")[:most]]
        owners = np.searchsorted(np.array(self._starts), places, side="right") - 1
        return [
            (self._articles[owner], place - self._starts[owner])
            for owner, place in zip(owners.tolist(), places.tolist(), strict=True)
        ]

    def _close(self, vector: Vectors, most: int) -> NDArray[np.int64]:
        """Return the places of the sentences whose codes differ least from that of a vector, the least first."""
        asked = np.frombuffer(code_of(vector[None]), dtype=np.uint64)
        best = np.zeros(0, dtype=np.int64)
        limit = _WORD * self._words
        for number, block in enumerate(self._blocks):
            start = number * BLOCK
            rows = block[:, : min(BLOCK, self._used - start)]
            apart = np.zeros(rows.shape[1], dtype=np.uint16)
            for words, word in zip(rows, asked, strict=True):
                apart += np.bitwise_count(words ^ word)
            close = np.flatnonzero(apart <= limit)
            close = close[rows[:, close].any(axis=0)]
            best = np.concatenate([best, (apart[close].astype(np.int64) << _PLACE) + (start + close)])
            if len(best) > most:
                best = np.partition(best, most - 1)[:most]
                limit = int(best.max() >> _PLACE)
        return np.sort(best) & ((1 << _PLACE) - 1)
