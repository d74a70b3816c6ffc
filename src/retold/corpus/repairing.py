"""What an article says, and its place among the others -> derived again from what is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from retold import find
from retold.corpus.reading import Reading, read_closely, skim
from retold.protocols import Encoder
from retold.store import ASIDE, SqlStore

#: Articles read, or taken from the database, in one go.
AT_ONCE = 16


def readings_again(store: SqlStore, encoder: Encoder, damaged: Collection[str]) -> Iterator[Reading]:
    """Yield the readings of all articles in order of arrival: as they were set aside, or made anew where damaged.

    What was only skimmed is so again.
    """
    ids = iter(store.article_ids())
    while chunk := list(islice(ids, AT_ONCE)):
        articles = store.articles(chunk)
        skimmed = store.skimmed(chunk)
        closely = read_closely([articles[a] for a in chunk if a in damaged and a not in skimmed], encoder)
        openings = skim([articles[a] for a in chunk if a in damaged and a in skimmed], encoder)
        found = {reading.article.id: reading for reading in (*closely, *openings)}
        whole = [a for a in chunk if a not in damaged]
        sentences = store.sentences(whole)
        vectors = store.vectors(whole, ASIDE, encoder.width)
        words = store.word_vectors(whole, encoder.name)
        findings = store.findings(whole)
        for article in whole:
            said = find.from_data(findings[article])
            found[article] = Reading(
                articles[article],
                sentences[article],
                vectors[article],
                words.get(article),
                said,
                encoder.name,
                whole=article not in skimmed,
            )
        yield from (found[article] for article in chunk)
