"""The tellings of a story -> claims: which sentences say the same thing."""

from retold.align.claims import line_up
from retold.align.pairs import nearest
from retold.align.passages import Passage, word_stems

__all__ = ["Passage", "line_up", "nearest", "word_stems"]
