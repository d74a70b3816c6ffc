"""An encoder that asks a server: any that speaks the OpenAI embeddings API, on this machine or elsewhere.

Texts leave the process for the address that the user has named, and for no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import numpy as np

from retold.errors import EncoderError
from retold.protocols import Encoded, Vectors

#: Texts in a request, and seconds to wait for the answer: what small local servers bear.
REQUEST_TEXTS = 64
TIMEOUT = 120

_NAME = re.compile(r"openai:(?P<model>.+?)@(?P<url>https?://\S+)")


class OpenAIEncoder:
    """Encodes by POST {url}/embeddings; it has vectors, and no token states."""

    def __init__(self, model: str, url: str) -> None:
        """Ask the server for one vector, to learn its width.

        Raises EncoderError when it gives none.
        """
        self._model = model
        self._url = url.rstrip("/")
        self._width = len(self._ask(["."])[0])

    @classmethod
    def from_name(cls, name: str) -> OpenAIEncoder:
        """Make the encoder that "openai:MODEL@URL" names.

        Raises EncoderError when the name has another form or the server doesn't answer.
        """
        match = _NAME.fullmatch(name)
        if not match:
            raise EncoderError(f"{name!r} is not of the form openai:MODEL@http://127.0.0.1:8000/v1")
        return cls(match["model"], match["url"])

    @property
    def name(self) -> str:
        """The name to load it by."""
        return f"openai:{self._model}@{self._url}"

    @property
    def width(self) -> int:
        """Numbers a vector has."""
        return self._width

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts.

        Raises EncoderError when the server fails, and for any layer.
        """
        if layers:
            raise EncoderError(f"{self.name} gives no token states")
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for start in range(0, len(texts), REQUEST_TEXTS):
            some = texts[start : start + REQUEST_TEXTS]
            vectors[start : start + len(some)] = self._ask(some)
        return Encoded(vectors)

    def _ask(self, texts: Sequence[str]) -> Vectors:
        # Servers refuse an empty text; one space stands for it. Half a surrogate pair can't be sent at all.
        clean = [text.encode("utf-8", "replace").decode() or " " for text in texts]
        answer = self._post({"model": self._model, "input": clean})
        try:
            rows = sorted(answer["data"], key=lambda row: int(row["index"]))
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderError(f"{self._url}: not an answer of the embeddings API ({error})") from error
        if len(vectors) != len(texts) or not np.all(lengths > 0):
            raise EncoderError(f"{self._url}: {len(vectors)} usable vectors for {len(texts)} texts")
        unit: Vectors = vectors / lengths
        return unit

    def _post(self, question: dict[str, Any]) -> Any:
        request = Request(
            f"{self._url}/embeddings",
            data=json.dumps(question).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=TIMEOUT) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise EncoderError(f"{self._url}: the server says {error.code} {error.reason}") from error
        except (URLError, TimeoutError, OSError) as error:
            raise EncoderError(f"{self._url}: no answer ({getattr(error, 'reason', error)})") from error
        except ValueError as error:
            raise EncoderError(f"{self._url}: the answer is no JSON") from error
