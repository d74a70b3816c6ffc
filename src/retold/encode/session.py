"""Runs graphs with onnxruntime, and keeps a finished graph in a cache folder."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
import platformdirs

from retold.encode.graph import LEVELS
from retold.encode.onnx import Graph

logger = logging.getLogger(__name__)

DIGEST_BYTES = hashlib.sha256().digest_size


def open_session(model: bytes) -> onnxruntime.InferenceSession:
    """Load an ONNX model to be run on one thread: several batches beside each other beat several threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is written as it should run; of the fusions of higher levels, one (BiasGelu) made it slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def largest_weight() -> int:
    """Find out how large an int8 weight may be on this processor.

    x86 without VNNI adds two products of a byte and an int8 in 16 bits, which overflow; half the range fits.
    """
    rows = np.full((4, 64), 255, dtype=np.uint8)
    weights = np.full((64, 64), LEVELS, dtype=np.int8)
    graph = Graph()
    given = graph.input("rows", "uint8", (4, 64))
    graph.add("MatMulInteger", given, graph.constant(weights), name="product")
    graph.output("product", "int32", (4, 64))
    (product,) = open_session(graph.model()).run(["product"], {"rows": rows})
    exact = rows.astype(np.int32) @ weights.astype(np.int32)
    return LEVELS if np.array_equal(product, exact) else LEVELS // 2


def cache_folder() -> Path:
    """Give the folder for what can be made again: RETOLD_CACHE, else the user's cache folder."""
    return Path(os.environ.get("RETOLD_CACHE") or platformdirs.user_cache_dir("retold"))


def cached(path: Path, build: Callable[[], bytes]) -> bytes:
    """Give what is kept at `path`, or build it and keep it.

    The file begins with the hash of what follows, so that a damaged one is noticed and made again. It appears
    under its name when it is whole, so processes may start together. Where it can't be kept, a warning says
    so.
    """
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    digest, kept = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if hashlib.sha256(kept).digest() == digest:
        return kept
    if content:
        logger.warning("%s is damaged; making it again", path)
    made = build()
    try:
        _write_whole(path, hashlib.sha256(made).digest() + made)
    except OSError as error:
        logger.warning(
            "cannot keep the encoder's graph in %s (%s); it is built anew each time", path.parent, error
        )
    return made


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
