"""What alignment looks at: the sentences of one article that may tell something."""

from __future__ import annotations

from dataclasses import dataclass

from retold.model import Sentence
from retold.protocols import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """The body sentences of one article with their centred vectors (sentences, width).

    Titles and boilerplate are left out: a title sums up what the body tells.
    """

    article: str
    event: str
    sentences: tuple[Sentence, ...]
    vectors: Vectors
