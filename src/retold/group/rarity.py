"""How rare a word is among the articles that came last."""

from __future__ import annotations

from collections import deque

import numpy as np

from retold.group.accounts import SLOTS, Slots
from retold.protocols import Vectors


class Rarity:
    """Counts in how many of the last articles a word stands.

    What everybody writes about for weeks says little of one event: the words of a stream weigh by the stream.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: deque[Slots] = deque()
        self._counts = np.zeros(SLOTS, dtype=np.int32)

    def add(self, words: Slots) -> None:
        """Count an article's words, and forget those of the one that came too long ago."""
        self._held.append(words)
        self._counts[words] += 1
        if len(self._held) > self._most:
            self._counts[self._held.popleft()] -= 1

    def weights(self, words: Slots, *, before: int = 0) -> Vectors:
        """Return the logarithm of how many articles there are to each that holds a word: (words,).

        So many more are taken to have come before them, with none of the words.
        """
        rarity: Vectors = np.log((2 + before + len(self._held)) / (1 + self._counts[words]))
        return rarity.astype(np.float32)
