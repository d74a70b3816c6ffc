"""A question -> the sentences and names that answer it."""

from __future__ import annotations

from retold.search.codes import SentenceCodes, code_of
from retold.search.names import NameHit, candidates, rank_names
from retold.search.question import Question, read_question
from retold.search.words import TextHit, find_terms, holds

__all__ = [
    "NameHit",
    "Question",
    "SentenceCodes",
    "TextHit",
    "candidates",
    "code_of",
    "find_terms",
    "holds",
    "rank_names",
    "read_question",
]
