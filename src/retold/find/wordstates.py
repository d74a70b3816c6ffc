"""A sentence as words with the encoder's states for each: what the heads look at."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retold.protocols import Tokens, Vectors

#: Scripts that put no space between words: Thai to Lao, Burmese, Khmer, kana and Chinese characters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
#: Signs that combine with the letter before them, and invisible joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0962\u0963\u200c\u200d"
)
#: Between Cyrillic letters an apostrophe is one of the word's signs (Ukrainian); elsewhere it joins two words.
_CYRILLIC = "\u0400-\u04ff"
_WORD = re.compile(
    rf"[{_UNSPACED}]+"
    rf"|(?:\d+(?:[.,:]\d+)*|[^\W\d_{_UNSPACED}]|[{_MARKS}]|(?<=[{_CYRILLIC}])['’](?=[{_CYRILLIC}]))+"
    r"|[^\w\s]|_"
)
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_QUOTATION_MARKS = frozenset('"“”„‟«»「」『』')

#: Numbers that `_describe` says of a word.
TRAITS = 8


class WordStates(NamedTuple):
    """The words and signs of a text: (words, 2) spans, and (words, layers * width + TRAITS) features."""

    spans: NDArray[np.int32]
    features: Vectors


def word_states(text: str, tokens: Tokens) -> WordStates:
    """Cut a text into words and signs; give each the mean state of its sub-tokens, and what its letters show.

    A row of letters and digits is one word; in a script without spaces, each of its sub-tokens is.
    """
    spans = _cut(text, tokens)
    states = np.concatenate(list(_pool(spans, tokens)), axis=1)
    return WordStates(spans, np.concatenate((states, _describe(text, spans)), axis=1))


def _cut(text: str, tokens: Tokens) -> NDArray[np.int32]:
    places = np.unique(tokens.spans)
    cuts: list[tuple[int, int]] = []
    for found in _WORD.finditer(text):
        start, end = found.span()
        if end - start > 1 and _UNSPACED_LETTER.match(text, start):
            inner = places[(places > start) & (places < end)].tolist()
            cuts += zip([start, *inner], [*inner, end], strict=True)
        else:
            cuts.append((start, end))
    return np.array(cuts, dtype=np.int32).reshape(-1, 2)


def _pool(spans: NDArray[np.int32], tokens: Tokens) -> Vectors:
    """Give the mean state of the sub-tokens that touch each word: (layers, words, width)."""
    first = np.searchsorted(tokens.spans[:, 1], spans[:, 0], "right")
    last = np.searchsorted(tokens.spans[:, 0], spans[:, 1], "left")
    place = np.arange(len(tokens.spans))
    share = ((place >= first[:, None]) & (place < last[:, None])).astype(np.float32)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1)
    pooled: Vectors = np.matmul(share, tokens.states)
    return pooled


def _describe(text: str, spans: NDArray[np.int32]) -> Vectors:
    """Say of each word what the states tell least well: its case, its place, its quotation marks."""
    rows = []
    headed = quoted = False
    before = -1
    for start, end in spans.tolist():
        word = text[start:end]
        letter = word[0].isalpha()
        if word in _QUOTATION_MARKS:
            quoted = not quoted
        rows.append(
            (
                word[0].isupper(),
                len(word) > 1 and word.isupper(),
                any(map(str.isdigit, word)),
                not word[0].isalnum(),
                letter and not headed,
                quoted,
                start == before,
                letter and not word[0].isupper() and not word[0].islower(),
            )
        )
        headed = headed or letter
        before = end
    return np.array(rows, dtype=np.float32).reshape(-1, TRAITS)
