"""Cuts texts into the sub-tokens of the model, and says where in the text each of them is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram

from retold.encode.weights import Vocabulary

#: How the vocabulary writes the beginning of a word.
WORD = "▁"

#: Halves of UTF-16 pairs, which a str may hold and UTF-8 may not.
SURROGATES = re.compile("[\ud800-\udfff]")


class Tokeniser:
    """The XLM-R Unigram tokeniser (Kudo 2018), built from its vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._bare = vocabulary.pieces.index(WORD)
        self._normaliser = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
        self._tokenizer = Tokenizer(Unigram(_plain_pieces(vocabulary), unk_id=vocabulary.unknown))
        self._tokenizer.normalizer = normalizers.Sequence(
            [self._normaliser, normalizers.Replace(Regex(" {2,}"), " ")]
        )
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=WORD, prepend_scheme="always")
        self._blank: dict[str, bool] = {}

    def ids(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Give the ids of the sub-tokens of each text."""
        return [ids for ids, _ in self._encode(texts, spans=False)]

    def ids_and_spans(self, texts: Sequence[str]) -> list[tuple[NDArray[np.int64], NDArray[np.int32]]]:
        """Give the ids of the sub-tokens of each text, and (tokens, 2) spans of code points.

        Spans hold no white space at their ends; that of a sub-token which is nothing but the beginning of a
        word is empty.
        """
        return self._encode(texts, spans=True)

    def _encode(
        self, texts: Sequence[str], *, spans: bool
    ) -> list[tuple[NDArray[np.int64], NDArray[np.int32]]]:
        whole = [SURROGATES.sub("\ufffd", text) for text in texts]
        run = self._tokenizer.encode_batch if spans else self._tokenizer.encode_batch_fast
        found = []
        for text, encoding in zip(whole, run(whole, add_special_tokens=False), strict=True):
            ids = np.array(encoding.ids, dtype=np.int64)
            places = self._trim(text, encoding.ids, encoding.offsets) if spans else []
            found.append((ids, np.array(places, dtype=np.int32).reshape(-1, 2)))
        return found

    def _trim(
        self, text: str, ids: Sequence[int], offsets: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        starts = [*(start for start, _ in offsets), len(text)][1:]
        spans = []
        for piece, (first, last), following in zip(ids, offsets, starts, strict=True):
            # What lies before the next sub-token is white space, or a mark composed with the letter before it.
            start, end = first, max(last, following)
            while start < end and self._is_blank(text[start]):
                start += 1
            while start < end and self._is_blank(text[end - 1]):
                end -= 1
            spans.append((start, start if piece == self._bare else end))
        return spans

    def _is_blank(self, letter: str) -> bool:
        """Whether a code point is white space, or nothing, to the tokeniser."""
        if letter not in self._blank:
            self._blank[letter] = not self._normaliser.normalize_str(letter).strip()
        return self._blank[letter]


def _plain_pieces(vocabulary: Vocabulary) -> list[tuple[str, float]]:
    # The special pieces, such as "</s>", have the best score of all; a text that spells one must not get it.
    # With a space in front, which no word has, they keep their ids and match nothing.
    special = {
        vocabulary.begin,
        vocabulary.end,
        vocabulary.pad,
        vocabulary.unknown,
        len(vocabulary.pieces) - 1,
    }
    return [
        (f" {piece}" if number in special else piece, score)
        for number, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    ]
