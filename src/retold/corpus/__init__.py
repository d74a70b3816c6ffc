"""The path: runs the steps in order and keeps what they find."""

from retold.corpus.asking import Counted, Pairing, Saying, narrow, said_by
from retold.corpus.explaining import Why
from retold.corpus.facade import Added, Corpus, open_corpus
from retold.corpus.rejecting import places_of
from retold.corpus.searching import Found
from retold.corpus.who import Form, Who

__all__ = [
    "Added",
    "Corpus",
    "Counted",
    "Form",
    "Found",
    "Pairing",
    "Saying",
    "Who",
    "Why",
    "narrow",
    "open_corpus",
    "places_of",
    "said_by",
]
