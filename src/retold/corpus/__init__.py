"""The path: runs the steps in order and keeps what they find."""

from retold.corpus.adding import Added
from retold.corpus.asking import Counted, Pairing, Saying, narrow, said_by
from retold.corpus.engine import HERE, Engine, ReadHere, WasRead
from retold.corpus.explaining import Why
from retold.corpus.facade import Corpus, open_corpus
from retold.corpus.lined import Lined
from retold.corpus.news import News, Topic, changes_in_words, news, news_data, topic_name, topic_title
from retold.corpus.reading import Batch, read_each
from retold.corpus.rejecting import places_of
from retold.corpus.searching import MOST_TIMES, Found
from retold.corpus.who import Form, Who

__all__ = [
    "HERE",
    "MOST_TIMES",
    "Added",
    "Batch",
    "Corpus",
    "Counted",
    "Engine",
    "Form",
    "Found",
    "Lined",
    "News",
    "Pairing",
    "ReadHere",
    "Saying",
    "Topic",
    "WasRead",
    "Who",
    "Why",
    "changes_in_words",
    "narrow",
    "news",
    "news_data",
    "open_corpus",
    "places_of",
    "read_each",
    "said_by",
    "topic_name",
    "topic_title",
]
