"""The seams: what can be replaced by name. Unstable until each has a second implementation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retold.errors import InputError
from retold.model import Article

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The sub-tokens of one text, special tokens left out.

    `spans` is (tokens, 2): code points of the text; `states` is (layers, tokens, width), float32, the layers
    in the order they were asked for.
    """

    spans: NDArray[np.int32]
    states: Vectors


@dataclass(frozen=True, slots=True)
class Encoded:
    """What one pass over some texts gives: `vectors` (texts, width) with unit rows; `tokens` if asked for."""

    vectors: Vectors
    tokens: tuple[Tokens, ...] = ()


class Reader(Protocol):
    """Reads one kind of input.

    Yields an `InputError` in the place of an article that cannot be read, so that the rest of the batch goes
    through; raises nothing for bad content. An article may come with an empty id: whoever calls the reader
    normalises its text and names it.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Read what stands at a location."""
        ...


class Encoder(Protocol):
    """Texts in, vectors out; a text's result does not depend on its neighbours in the batch."""

    @property
    def name(self) -> str:
        """Kept beside vectors, so that those of two models are never compared."""
        ...

    @property
    def width(self) -> int:
        """Numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts; with `layers` (1 = first), also the token states after those layers."""
        ...
