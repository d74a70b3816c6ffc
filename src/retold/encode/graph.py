"""Builds the graph of the encoder: int8 weights, one scale for every row of activations.

A row is one token. Because a row's scale is its own, no token's result depends on the texts beside it in the
batch, which the usual dynamic quantisation (one scale for the whole batch) cannot promise. The operators were
chosen by measuring, 2 cores with AVX512-VNNI, onnxruntime 1.31: whole-tensor steps cost more than the
products of int8 matrices, so there are as few of them as possible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retold.encode.onnx import Graph
from retold.encode.weights import Weights
from retold.protocols import Vectors

#: Goes into the key of cached graphs: raise it whenever this module writes another graph.
VERSION = 2

#: Bytes hold activations as 128 plus -127 ... 127.
MIDDLE = 128
LEVELS = 127

#: No number is lower after a Gelu.
GELU_LOWEST = -0.17

#: onnxruntime's own operators, beside those of ONNX.
OWN = "com.microsoft"


def build_graph(weights: Weights, limit: int = LEVELS) -> bytes:
    """Write the encoder as an ONNX model.

    Inputs: `words` (texts, tokens, width), rows of the word table; `present` (texts, tokens), 1 for a token,
    0 for padding after the last. Outputs: `mean` (texts, width), the mean of the last layer over the tokens;
    `layer1` ... (texts * tokens, width), the states after each layer. No weight exceeds `limit`.
    """
    builder = Builder(weights, limit)
    builder.build()
    return builder.graph.model()


def _quantise_weights(matrix: Vectors, limit: int) -> tuple[NDArray[np.int8], Vectors]:
    """Turn (outputs, inputs) into int8 (inputs, outputs) and a scale for every output."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-12) / limit
    return np.ascontiguousarray(np.rint(matrix / scales[:, None]).astype(np.int8).T), scales


class Builder:
    """Writes one graph; methods add a part of the network and give the name of its result."""

    def __init__(self, weights: Weights, limit: int = LEVELS) -> None:
        self.weights = weights
        self.shape = weights.shape
        self.limit = limit
        self.graph = Graph()
        self.one = self.scalar(1.0)
        self.levels = self.scalar(LEVELS)
        self.smallest = self.scalar(1e-12)
        self.middle = self.graph.constant(np.array(MIDDLE, dtype=np.uint8))
        self.flat = self.ints(-1, self.shape.width)
        self.words = self.graph.input("words", "float32", ("texts", "tokens", self.shape.width))
        self.present = self.graph.input("present", "float32", ("texts", "tokens"))
        sizes = self.graph.add("Shape", self.present)
        heads = self.ints(self.shape.heads, self.shape.width // self.shape.heads)
        self.by_head = self.graph.add("Concat", sizes, heads, axis=0)
        rows = self.graph.add("Shape", self.graph.add("Reshape", self.present, self.ints(-1)))
        self.middles = self.graph.add("Expand", self.middle, rows)
        self.hidden = self.hide_padding()

    def scalar(self, value: float) -> str:
        """Add a number."""
        return self.graph.constant(np.array(value, dtype=np.float32))

    def ints(self, *values: int) -> str:
        """Add a row of integers."""
        return self.graph.constant(np.array(values, dtype=np.int64))

    def build(self) -> None:
        """Write all of it."""
        rows = self.embed()
        for layer in range(self.shape.layers):
            rows = self.attend(rows, f"l{layer}")
            rows = self.transform(rows, f"l{layer}", f"layer{layer + 1}")
            self.graph.output(f"layer{layer + 1}", "float32", ("rows", self.shape.width))
        self.pool(rows, "mean")
        self.graph.output("mean", "float32", ("texts", self.shape.width))

    def hide_padding(self) -> str:
        """Give what is added to attention scores: 0 for tokens, far below zero for padding."""
        bias = self.graph.add("Mul", self.graph.add("Sub", self.present, self.one), self.scalar(1e9))
        return self.graph.add("Unsqueeze", bias, self.ints(1, 2))

    def embed(self) -> str:
        """Add positions to words."""
        add, width = self.graph.add, self.shape.width
        positions = self.weights.floats("emb.pos").reshape(-1, width)
        positions += self.weights.floats("emb.type")[:width]
        tokens = add("Slice", add("Shape", self.words), self.ints(1), self.ints(2))
        places = add("Slice", self.graph.constant(positions), self.ints(0), tokens)
        return self.normalise(add("Reshape", add("Add", self.words, places), self.flat), "emb.ln")

    def attend(self, rows: str, layer: str) -> str:
        """Add self-attention; scores are scaled by scaling the query's weights."""
        add = self.graph.add
        quantised = self.quantise(rows)
        scale = (self.shape.heads / self.shape.width) ** 0.5
        query = self.heads(self.linear(quantised, f"{layer}.q", scale=scale), (0, 2, 1, 3))
        key = self.heads(self.linear(quantised, f"{layer}.k"), (0, 2, 3, 1))
        value = self.heads(self.linear(quantised, f"{layer}.v"), (0, 2, 1, 3))
        shares = add("Softmax", add("Add", add("MatMul", query, key), self.hidden), axis=-1)
        seen = add("Transpose", add("MatMul", shares, value), perm=(0, 2, 1, 3))
        out = self.linear(self.quantise(add("Reshape", seen, self.flat)), f"{layer}.ao")
        return self.normalise(add("Add", rows, out), f"{layer}.aln")

    def heads(self, rows: str, order: tuple[int, ...]) -> str:
        """Cut rows into the parts of the heads of attention."""
        return self.graph.add("Transpose", self.graph.add("Reshape", rows, self.by_head), perm=order)

    def transform(self, rows: str, layer: str, name: str) -> str:
        """Add the two products with a Gelu between them."""
        add = self.graph.add
        inner = add("Gelu", self.linear(self.quantise(rows), f"{layer}.fi"), domain=OWN)
        out = self.linear(self.quantise(inner, lowest=self.scalar(GELU_LOWEST)), f"{layer}.fo")
        return self.normalise(add("Add", rows, out), f"{layer}.oln", name)

    def pool(self, rows: str, name: str) -> str:
        """Take the mean over the tokens of each text."""
        add, texts = self.graph.add, self.graph.add("Shape", self.words)
        present = add("Unsqueeze", self.present, self.ints(1))
        total = add("Squeeze", add("MatMul", present, add("Reshape", rows, texts)), self.ints(1))
        count = add("ReduceSum", self.present, self.ints(1), keepdims=1)
        return add("Div", total, count, name=name)

    def normalise(self, rows: str, layer: str, name: str = "") -> str:
        """Give rows a mean of 0 and a variance of 1, scaled."""
        scale, bias = (self.graph.constant(self.weights.floats(f"{layer}.{part}")) for part in "wb")
        return self.graph.add(
            "LayerNormalization", rows, scale, bias, name=name, axis=-1, epsilon=self.shape.epsilon
        )

    def quantise(self, rows: str, *, lowest: str = "") -> tuple[str, str]:
        """Turn (rows, n) numbers into bytes around 128 and (rows, 1) scales.

        `lowest` is a bound that is known beforehand; looking for one takes a pass over all numbers.
        """
        add = self.graph.add
        highest = add("ReduceMax", rows, self.ints(1), keepdims=1)
        lowest = lowest or add("ReduceMin", rows, self.ints(1), keepdims=1)
        scale = add("Div", add("Max", highest, add("Neg", lowest), self.smallest), self.levels)
        flat = add("Reshape", scale, self.ints(-1))
        return add("QuantizeLinear", rows, flat, self.middles, axis=0), scale

    def linear(self, quantised: tuple[str, str], name: str, *, scale: float = 1.0) -> str:
        """Multiply quantised rows by a matrix and add its bias, both times `scale`."""
        add, constant = self.graph.add, self.graph.constant
        rows, row_scales = quantised
        bias = self.weights.floats(f"{name}.b") * np.float32(scale)
        columns = self.weights.tensors[f"{name}.w"].count // len(bias)
        integers, scales = _quantise_weights(self.weights.matrix(f"{name}.w", columns), self.limit)
        scales = scales * np.float32(scale)
        product = add(
            "MatMulIntegerToFloat",
            rows,
            constant(integers),
            self.one,
            constant(scales),
            self.middle,
            domain=OWN,
        )
        return add("Add", add("Mul", product, row_scales), constant(bias))
