"""Writes ONNX models: the few messages of the format that a graph needs, and no more.

ONNX files are Protocol Buffers (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); the numbers below
are that file's field numbers. Writing them takes a page, the onnx package 70 MB.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

Attribute = int | float | str | Sequence[int]

#: TensorProto.DataType
TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers are written in 64-bit two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _tensor(name: str, array: NDArray[Any]) -> bytes:
    dims = b"".join(_number(1, size) for size in array.shape)
    return dims + _number(2, TYPES[array.dtype.name]) + _bytes(8, name) + _bytes(9, array.tobytes())


def _value(name: str, kind: str, dims: Sequence[int | str]) -> bytes:
    sizes = (_bytes(2, d) if isinstance(d, str) else _number(1, d) for d in dims)
    shape = b"".join(_bytes(1, size) for size in sizes)
    tensor = _number(1, TYPES[kind]) + _bytes(2, shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _attribute(name: str, value: Attribute) -> bytes:
    head = _bytes(1, name)
    if isinstance(value, str):
        return head + _bytes(4, value) + _number(20, 3)
    if isinstance(value, float):
        return head + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, 2)
    return head + b"".join(_number(8, item) for item in value) + _number(20, 7)


class Graph:
    """A graph under construction: every method adds to it and gives the name of what it added."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._names = 0

    def _name(self, stem: str) -> str:
        self._names += 1
        return f"{stem}_{self._names}"

    def input(self, name: str, kind: str, dims: Sequence[int | str]) -> str:
        """Add an input; a size that varies is a name."""
        self._parts.append(_bytes(11, _value(name, kind, dims)))
        return name

    def output(self, name: str, kind: str, dims: Sequence[int | str]) -> None:
        """Make the value of that name an output."""
        self._parts.append(_bytes(12, _value(name, kind, dims)))

    def constant(self, array: NDArray[Any]) -> str:
        """Add a constant tensor."""
        name = self._name("constant")
        self._parts.append(_bytes(5, _tensor(name, array)))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", name: str = "", **options: Attribute) -> str:
        """Add a node with one output, named if `name` is given; `options` are its attributes."""
        name = name or self._name(operator)
        node = b"".join(_bytes(1, value) for value in inputs) + _bytes(2, name) + _bytes(4, operator)
        node += b"".join(_bytes(5, _attribute(key, value)) for key, value in options.items())
        self._parts.append(_bytes(1, node + _bytes(7, domain)))
        return name

    def model(self) -> bytes:
        """Give the finished model: ONNX operators of set 18, onnxruntime's own of set 1."""
        graph = _bytes(2, "retold") + b"".join(self._parts)
        sets = _bytes(8, _number(2, 18)) + _bytes(8, _bytes(1, "com.microsoft") + _number(2, 1))
        return _number(1, 8) + _bytes(2, "retold") + _bytes(7, graph) + sets
