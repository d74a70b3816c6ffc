"""The path: runs the steps in order and keeps what they find."""

from retold.corpus.asking import Counted, Pairing, Saying, narrow, said_by
from retold.corpus.facade import Added, Corpus, open_corpus
from retold.corpus.rejecting import places_of
from retold.corpus.searching import Found

__all__ = [
    "Added",
    "Corpus",
    "Counted",
    "Found",
    "Pairing",
    "Saying",
    "narrow",
    "open_corpus",
    "places_of",
    "said_by",
]
