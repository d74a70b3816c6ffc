"""The path: runs the steps in order and keeps what they find."""

from retold.corpus.facade import Added, Corpus, open_corpus

__all__ = ["Added", "Corpus", "open_corpus"]
