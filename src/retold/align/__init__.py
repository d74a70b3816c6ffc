"""The tellings of a story -> claims: which sentences say the same thing."""

from retold.align.chapters import Chapter, divide, nearest_before
from retold.align.claims import line_up
from retold.align.pairs import nearest, pair_chances
from retold.align.parts import parts, unite_parts
from retold.align.passages import Passage, Place, word_stems
from retold.align.ties import Tie, find_ties
from retold.align.translations import find_translations
from retold.align.twins import with_twins, without_twins

__all__ = [
    "Chapter",
    "Passage",
    "Place",
    "Tie",
    "divide",
    "find_ties",
    "find_translations",
    "line_up",
    "nearest",
    "nearest_before",
    "pair_chances",
    "parts",
    "unite_parts",
    "with_twins",
    "without_twins",
    "word_stems",
]
