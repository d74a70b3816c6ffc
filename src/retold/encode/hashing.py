"""An encoder without a model: texts that share words and parts of words get like vectors.

It sees spelling, not meaning, so it finds nothing across languages; it needs no weights and starts at once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from retold.errors import EncoderError
from retold.protocols import Encoded, Tokens, Vectors

LAYERS = 12

_WORD = re.compile(r"\w+|[^\w\s]")


class HashingEncoder:
    """Counts words and their trigrams in buckets chosen by a hash (Weinberger et al. 2009)."""

    name = "hashing"
    width = 256

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts; a token is a word or a sign, and its states differ from layer to layer.

        Raises EncoderError for a layer outside 1 to 12.
        """
        for layer in layers:
            if not 1 <= layer <= LAYERS:
                raise EncoderError(f"{self.name} has layers 1 to {LAYERS}, not {layer}")
        vectors = [
            self._vector(part for word in _WORD.findall(text) for part in _parts(word)) for text in texts
        ]
        tokens = tuple(self._tokens(text, layers) for text in texts) if layers else ()
        return Encoded(np.array(vectors, dtype=np.float32).reshape(-1, self.width), tokens)

    def _tokens(self, text: str, layers: Sequence[int]) -> Tokens:
        found = list(_WORD.finditer(text))
        spans = np.array([match.span() for match in found], dtype=np.int32).reshape(-1, 2)
        states = [
            self._vector(f"{layer}:{part}" for part in _parts(match.group()))
            for layer in layers
            for match in found
        ]
        shape = (len(layers), len(found), self.width)
        return Tokens(spans, np.array(states, dtype=np.float32).reshape(shape))

    def _vector(self, parts: Iterable[str]) -> Vectors:
        vector = np.zeros(self.width, dtype=np.float32)
        vector[0] = 1e-3  # a text without words has a direction, too
        for part in parts:
            code = zlib.crc32(part.encode("utf-8", "surrogatepass"))
            vector[code % self.width] += 1 if code >> 31 else -1
        unit: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return unit


def _parts(word: str) -> Iterable[str]:
    folded = f"<{word.casefold()}>"
    yield folded
    yield from (folded[start : start + 3] for start in range(len(folded) - 2))
