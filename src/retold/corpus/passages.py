"""Kept articles -> what is lined up of them, from memory where they are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from retold import align, encode, find
from retold.corpus.copying import day_of
from retold.find import Findings
from retold.model import Article, Sentence, SentenceKind, Span
from retold.protocols import Encoder, Vectors
from retold.store import SqlStore
from retold.text.time import days_of

#: Sentences of articles kept in memory between stories, those looked at last, with some 9 kB each: a story is lined
#: up anew with each report of it, and what its other articles say stays as it is. So many stand in twenty chapters.
MOST_SENTENCES = 12_000


@dataclass(frozen=True, slots=True)
class Known:
    """An article, what was found in it, and its passage, of no event yet and without names."""

    article: Article
    findings: Findings
    passage: align.Passage


class Passages:
    """The passages of kept articles."""

    def __init__(self, store: SqlStore, encoder: Encoder) -> None:
        self.store = store
        self.encoder = encoder
        self._held: dict[str, Known] = {}
        self._sentences = 0
        self._seen = store.change_count()

    def of(
        self, event_of: Mapping[str, str], names: Mapping[str, Sequence[tuple[Span, str]]]
    ) -> dict[str, align.Passage]:
        """Return the passages of articles, in time order; `names` says whom they name where."""
        published = self.store.published(event_of)
        known = self.known(published)
        in_time = sorted(published, key=lambda article: day_of(published[article]))
        return {a: _named(known[a].passage, event_of[a], names.get(a, ())) for a in in_time}

    def known(self, ids: Collection[str]) -> dict[str, Known]:
        """Return what is known of kept articles."""
        if self._seen != (seen := self.store.change_count()):
            self._held.clear()
            self._sentences = 0
            self._seen = seen
        read = self._read([article for article in ids if article not in self._held])
        self._sentences += sum(len(one.passage.sentences) for one in read.values())
        found = {a: read[a] if a in read else self._held.pop(a) for a in ids if a in read or a in self._held}
        self._held |= found  # those looked at last stand last
        while self._sentences > MOST_SENTENCES:
            gone = self._held.pop(next(iter(self._held)))
            self._sentences -= len(gone.passage.sentences)
        return found

    def _read(self, ids: Sequence[str]) -> dict[str, Known]:
        if not ids:
            return {}
        parts = self.store.sentences(ids)
        vectors = self.store.vectors(ids, self.encoder.name, self.encoder.width)
        findings = {a: find.from_data(row) for a, row in self.store.findings(ids).items()}
        words = self.store.word_vectors(ids, self.encoder.name)
        return {
            a: Known(
                article,
                findings[a],
                self._passage(article, parts[a], vectors[a], findings[a], words.get(a)),
            )
            for a, article in self.store.articles(ids).items()
        }

    def _passage(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        vectors: Vectors,
        findings: Findings,
        words: Sequence[encode.WordVectors] | None,
    ) -> align.Passage:
        encoded = [s for s in sentences if vectors[s.position].any()]
        told = [s for s in encoded if s.kind is SentenceKind.BODY]
        told = told or [s for s in encoded if s.kind is SentenceKind.TITLE]
        rows = vectors[[s.position for s in told]]
        return align.Passage(
            article=article.id,
            event="",
            language=article.language or "und",
            days=days_of(article.published),
            sentences=tuple(told),
            vectors=encode.centre(rows, article.language, article.text, encoder=self.encoder.name),
            words=tuple(align.word_stems(article.text[slice(*s.span)]) for s in told),
            values=tuple(findings.values_in(s.span) for s in told),
            meanings=() if words is None else tuple(words[s.position] for s in told),
        )


def _named(passage: align.Passage, event: str, names: Sequence[tuple[Span, str]]) -> align.Passage:
    """Take up which event a passage tells and whom its sentences name."""
    values = tuple(
        {**value, "name": _named_in(names, sentence.span)}
        for value, sentence in zip(passage.values, passage.sentences, strict=True)
    )
    return replace(passage, event=event, values=values)


def _named_in(names: Sequence[tuple[Span, str]], whole: Span) -> frozenset[str]:
    return frozenset(entity for span, entity in names if whole.start <= span.start < whole.end)
