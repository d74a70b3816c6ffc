"""The words of sentences as short vectors that can be compared across languages.

A word is the mean of its sub-tokens' states, without what only says in which language it is written, along the
axes on which words differ most; `scripts/make_word_axes.py` finds these.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.encode.centre import MEASURED, word_mean_for
from retold.protocols import Tokens, Vectors
from retold.text.words import words_of

WordVectors = NDArray[np.int8]

#: The layer whose states are taken. Retellings train, alignment by average precision: 0.852 with layer 11, 0.850
#: with 12, 0.848 with 9.
LAYER = 11

#: Shorter words say little; digits, and characters of scripts without spaces, count whatever their length.
SHORTEST = 4


def word_vectors(
    texts: Sequence[str],
    tokens: Sequence[Tokens],
    language: str | None,
    *,
    encoder: str,
    layers: Sequence[int],
) -> list[WordVectors] | None:
    """Return a vector for each longer word of some sentences of one article: (words, axes), of length 127.

    `tokens` hold the states of `layers`. A sentence without such words is taken as one word. None for an encoder
    whose words were not measured, or without the layer that is needed.
    """
    if encoder != MEASURED or LAYER not in layers:
        return None
    at = tuple(layers).index(LAYER)
    mean, along = word_mean_for(language, " ".join(texts)), axes()
    return [
        _scaled(mean_states(text, some, language, at) @ along - mean)
        for text, some in zip(texts, tokens, strict=True)
    ]


def mean_states(text: str, tokens: Tokens, language: str | None, at: int) -> Vectors:
    """Return the mean states of the words of a text: (words, width); `at` is the place of the layer."""
    states = tokens.states[at]
    runs = dict.fromkeys(run for run in _runs(text, tokens, language) if run[0] < run[1])
    means = [states[first:last].mean(axis=0) for first, last in runs or [(0, len(states))] if last]
    return np.array(means or np.zeros((1, states.shape[1])), dtype=np.float32)


def _runs(text: str, tokens: Tokens, language: str | None) -> list[tuple[int, int]]:
    """Return the sub-tokens, [first, last), that touch each word that counts."""
    words = [
        w
        for w in words_of(text, language)
        if w.kind in "di" or (w.kind == "w" and w.end - w.start >= SHORTEST)
    ]
    first = np.searchsorted(tokens.spans[:, 1], [w.start for w in words], "right")
    last = np.searchsorted(tokens.spans[:, 0], [w.end for w in words], "left")
    return [(int(a), int(b)) for a, b in zip(first, last, strict=True)]


def _scaled(rows: Vectors) -> WordVectors:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    scaled: WordVectors = np.round(127 * rows / lengths).astype(np.int8)
    return scaled


@cache
def axes() -> Vectors:
    """Return the axes that words are measured along: (width, axes)."""
    with (files("retold.encode") / "words.npz").open("rb") as file, np.load(file) as data:
        found: Vectors = data["axes"].astype(np.float32)
    return found
