"""What alignment looks at: the sentences of one article that may tell something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retold.model import Sentence, Span
from retold.protocols import Vectors
from retold.text.names import fold

#: Words shorter than this say little, and of longer ones the first sounds: endings differ by case and language.
SHORTEST, STEM = 4, 5

_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")

Meanings = NDArray[np.int8]

#: Where a sentence stands: its article, and its span there.
Place = tuple[str, Span]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """The body sentences of one article with their centred vectors (sentences, width).

    Titles and boilerplate are left out: a title sums up what the body tells. `days` are the first and last day
    the article may have been published on. `words` are the folded word stems of each sentence, `values` what its
    figures and dates are worth, by kind: what stays the same in every language. `meanings` are the vectors of each
    sentence's words, (words, axes), where the encoder gives some.
    """

    article: str
    event: str
    language: str
    days: tuple[int, int] | None
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    words: tuple[frozenset[str], ...]
    values: tuple[Mapping[str, frozenset[str]], ...]
    meanings: tuple[Meanings, ...] = ()


def word_stems(text: str) -> frozenset[str]:
    """Return how the longer words of a text begin, folded to sounds: what names and loan words have in common.

    Where words are not set apart, every two neighbouring characters; numbers as they are.
    """
    stems = set()
    for word in _WORD.findall(text):
        if word.isdecimal():
            stems.add(word)
        elif _IDEOGRAPH.search(word):
            stems.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= SHORTEST:
            stems.add(_stem(word))
    return frozenset(stems - {""})


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    return fold(word)[:STEM]
