"""Reads news reports in any language and shows who told what, what changed on the way, and the proof.

import retold

corpus = retold.open_corpus("news.db")
corpus.add(retold.read_articles("folder"))
for event in corpus.events():
    print(corpus.compare(event.id))
"""

from retold.corpus import Added, Corpus, open_corpus
from retold.errors import EncoderError, InputError, NotFoundError, RetoldError, StoreError, UsageError
from retold.read import read_articles
from retold.settings import Settings, load_settings

__version__ = "0.1.0"

__all__ = [
    "Added",
    "Corpus",
    "EncoderError",
    "InputError",
    "NotFoundError",
    "RetoldError",
    "Settings",
    "StoreError",
    "UsageError",
    "load_settings",
    "open_corpus",
    "read_articles",
]
