"""Turns texts into vectors that can be compared across languages."""

from __future__ import annotations

from pathlib import Path

from retold.encode.centre import Mean, canonical, centre, has_mean, languages_with_mean, mean_for
from retold.encode.words import WordVectors, word_vectors
from retold.errors import EncoderError, UsageError
from retold.plugins import load_plugin
from retold.protocols import Encoder

__all__ = [
    "Mean",
    "WordVectors",
    "canonical",
    "centre",
    "has_mean",
    "languages_with_mean",
    "load_encoder",
    "mean_for",
    "word_vectors",
]


def load_encoder(name: str = "e5-small", *, cache: Path | None = None, threads: int | None = None) -> Encoder:
    """Load an encoder by its name.

    `e5-small` is the default. `openai:MODEL@http://127.0.0.1:8000/v1` asks a server that speaks the OpenAI
    embeddings API. Anything else is "package.module:Name", a class or function that gives an `Encoder` when
    called without arguments. `cache` is where the default keeps its graph, `threads` how many it runs
    on, of each core one where nothing is said. Raises EncoderError when there is no such encoder or it cannot be
    loaded.
    """
    if name == "e5-small":
        from retold.encode.e5 import load_e5

        return load_e5(cache, threads=threads)
    if name.startswith("openai:"):
        from retold.encode.openai import OpenAIEncoder

        return OpenAIEncoder.from_name(name)
    try:
        encoder: Encoder = load_plugin(name)
    except UsageError as error:
        raise EncoderError(f"no such encoder: {error}") from error
    missing = [part for part in ("name", "width", "encode") if not hasattr(encoder, part)]
    if missing:
        raise EncoderError(f"{name} is no encoder: it has no {', no '.join(missing)}")
    return encoder
