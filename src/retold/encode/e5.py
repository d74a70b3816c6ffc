"""The default encoder: multilingual-e5-small, from 4-bit weights to a per-row int8 graph.

Texts are encoded as they are, without the "query:" or "passage:" of the model's authors (Wang et al. 2024):
for comparing like with like, both were measured to cost a little.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from retold.encode.graph import VERSION, build_graph
from retold.encode.session import cache_folder, cached, largest_weight, open_session
from retold.encode.tokens import Tokeniser
from retold.encode.weights import Weights, dequantise, find_weights, read_weights
from retold.errors import EncoderError
from retold.protocols import Encoded, Tokens, Vectors

#: Sub-tokens in a batch, padding included. On 600 NTREX sentences of 12 languages, 2 cores, 192 to 512 were
#: equally fast, 96 and 1024 5 and 10 % slower; what is computed on should fit the processor's cache.
BATCH_TOKENS = 256


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text that fits the model, [start, end) in its sub-tokens."""

    text: int
    start: int
    end: int

    @property
    def length(self) -> int:
        """The number of its sub-tokens."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Result:
    """What the model says of one window: the mean of its states, and those of the layers asked for."""

    window: Window
    mean: Vectors
    states: tuple[Vectors, ...]


class E5Encoder:
    """Encodes with multilingual-e5-small on the processor, one batch a thread, a thread for each core if not said.

    A vector is the mean of the last layer's states, of length 1. A text that is longer than the model's 510
    sub-tokens is read in windows; its vector is the mean of theirs, weighted by their length.
    """

    def __init__(
        self, weights: Weights, session: onnxruntime.InferenceSession, *, threads: int | None = None
    ) -> None:
        self._threads = threads or _cores()
        self._weights = weights
        self._session = session
        self._tokeniser = Tokeniser(weights.vocabulary)
        self._table = weights.blocks("emb.word", weights.shape.width)

    @property
    def name(self) -> str:
        """The name to load it by."""
        return "e5-small"

    @property
    def width(self) -> int:
        """Numbers a vector has."""
        return self._weights.shape.width

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts; with `layers` (1 to 12), also the token states after those layers.

        Raises EncoderError for a layer that the model lacks.
        """
        for layer in layers:
            if not 1 <= layer <= self._weights.shape.layers:
                raise EncoderError(f"{self.name} has layers 1 to {self._weights.shape.layers}, not {layer}")
        if layers:
            ids, spans = zip(*self._tokeniser.ids_and_spans(texts), strict=True) if texts else ((), ())
        else:
            ids, spans = tuple(self._tokeniser.ids(texts)), ()
        results = self._run(ids, layers)
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for result in results:
            vectors[result.window.text] += result.mean * max(result.window.length, 1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        states = _join_states(results, len(spans))
        tokens = (Tokens(span, state) for span, state in zip(spans, states, strict=True))
        return Encoded(vectors, tuple(tokens))

    def _run(self, ids: Sequence[NDArray[np.int64]], layers: Sequence[int]) -> list[Result]:
        """Run all windows of all texts; give the results in the order of the texts."""
        windows = list(cut(ids, self._weights.shape.positions - 2))
        batches = list(_batches(windows))

        def run(batch: Sequence[Window]) -> list[Result]:
            return self._run_batch(batch, ids, layers)

        if len(batches) < 2 or self._threads == 1:
            results = [result for batch in batches for result in run(batch)]
        else:
            with ThreadPoolExecutor(min(len(batches), self._threads)) as workers:
                results = [result for some in workers.map(run, batches) for result in some]
        return sorted(results, key=lambda result: (result.window.text, result.window.start))

    def _run_batch(
        self, batch: Sequence[Window], ids: Sequence[NDArray[np.int64]], layers: Sequence[int]
    ) -> list[Result]:
        vocabulary = self._weights.vocabulary
        tokens = max(window.length for window in batch) + 2
        grid = np.full((len(batch), tokens), vocabulary.pad, dtype=np.int64)
        grid[:, 0] = vocabulary.begin
        for row, window in zip(grid, batch, strict=True):
            row[1 : window.length + 1] = ids[window.text][window.start : window.end]
            row[window.length + 1] = vocabulary.end
        lengths = np.array([window.length + 2 for window in batch])
        present = (np.arange(tokens) < lengths[:, None]).astype(np.float32)
        words = dequantise(self._table[grid.ravel()]).reshape(*grid.shape, -1)
        names = [f"layer{layer}" for layer in layers]
        means, *states = self._session.run(["mean", *names], {"words": words, "present": present})
        grids = [state.reshape(words.shape) for state in states]
        return [
            Result(window, means[row], tuple(grid[row, 1 : window.length + 1] for grid in grids))
            for row, window in enumerate(batch)
        ]


def load_e5(cache: Path | None = None, *, threads: int | None = None) -> E5Encoder:
    """Load the default encoder; its graph is built once and kept in `cache`, else in the user's cache folder.

    Raises EncoderError when the weights are missing or unreadable.
    """
    weights = read_weights(find_weights())
    limit = largest_weight()
    key = f"{weights.digest()[:12]}-{VERSION}-{limit}-{onnxruntime.__version__}"
    path = (cache or cache_folder()) / f"e5-small-{key}.graph"
    session = open_session(cached(path, lambda: build_graph(weights, limit)))
    return E5Encoder(weights, session, threads=threads)


def _cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cut(ids: Sequence[NDArray[np.int64]], most: int) -> Iterator[Window]:
    """Cut texts into windows of at most `most` sub-tokens; one without any has one empty window."""
    for text, some in enumerate(ids):
        for start in range(0, max(len(some), 1), most):
            yield Window(text, start, min(start + most, len(some)))


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Put windows of like length together, the longest first, so that the last batches are quick ones."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: window.length, reverse=True):
        if batch and (len(batch) + 1) * (batch[0].length + 2) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _join_states(results: Sequence[Result], texts: int) -> list[Vectors]:
    """Join the states of the windows of each text: (layers, tokens, width)."""
    windows: list[list[Vectors]] = [[] for _ in range(texts)]
    if texts:
        for result in results:
            windows[result.window.text].append(np.stack(result.states))
    return [np.concatenate(some, axis=1) for some in windows]
