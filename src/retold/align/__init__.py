"""The tellings of a story -> claims: which sentences say the same thing."""

from retold.align.claims import line_up
from retold.align.pairs import nearest, pair_chances
from retold.align.passages import Passage, word_stems
from retold.align.ties import Place, Tie, find_ties
from retold.align.translations import find_translations
from retold.align.twins import with_twins, without_twins

__all__ = [
    "Passage",
    "Place",
    "Tie",
    "find_ties",
    "find_translations",
    "line_up",
    "nearest",
    "pair_chances",
    "with_twins",
    "without_twins",
    "word_stems",
]
