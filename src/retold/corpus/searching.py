"""A question -> what of the corpus answers it: names, words, sentences near in meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from retold import encode, search
from retold.corpus.correcting import read_corrections
from retold.find.gazetteer import identify
from retold.model import Article, Entity, EntityKind, Mention, SentenceKind, Span
from retold.protocols import Encoder, Vectors
from retold.resolve import NamedMention, name_keys
from retold.search import NameHit, Question, SentenceVectors, TextHit
from retold.store import SqlStore

#: Articles that hold all terms and are looked at, best first; more are counted no further.
MOST_ARTICLES = 400

#: Entities that share a key with a typed name and are compared with it.
MOST_ENTITIES = 400

#: Mentions of an entity whose forms are compared: its first and its latest.
MOST_FORMS = 40

#: Articles whose vectors are centred together.
ARTICLES_AT_ONCE = 500

#: The beginning of a text tells its script, by which the mean of its language is chosen.
HEAD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What answers a question.

    `names` are entities with how they matched; `words` sentences of articles that hold all words, `total` such
    articles in all; `meaning` sentences near in meaning that were not found by their words. `articles` and
    `entities` are what those hits speak of.
    """

    question: Question
    names: tuple[NameHit, ...] = ()
    words: tuple[TextHit, ...] = ()
    total: int = 0
    meaning: tuple[TextHit, ...] = ()
    articles: dict[str, Article]
    entities: dict[str, Entity]


class Searching:
    """Answers questions; the vectors of all sentences stay in memory from the first one on."""

    def __init__(self, store: SqlStore, *, meaning_least: float) -> None:
        self.store = store
        self.meaning_least = meaning_least
        self._vectors: SentenceVectors | None = None
        self._languages: list[str] = []
        self._counted = -1

    def search(self, typed: str, encoder: Encoder | None, *, most: int, exact: bool = False) -> Found:
        """Answer a question; without an encoder, by names and words alone; an exact one to the letter."""
        question = search.read_question(typed)
        if exact:
            question = replace(question, words=(), exact=(question.text,))
        if not question.terms:
            return Found(question=question, articles={}, entities={})
        self.index(encoder)
        if (count := self.store.count()) != self._counted:
            self._languages, self._counted = self.store.languages(), count
        names = self._named_so(question.text, most) if exact else self._names(question, most)
        words, total = self._words(question, most)
        meaning = self._meaning(question, encoder, most, words) if encoder else []
        return Found(
            question=question,
            names=tuple(names),
            words=tuple(words),
            total=total,
            meaning=tuple(meaning),
            articles=self.store.articles({hit.article for hit in (*words, *meaning)}),
            entities=self.store.entities(hit.entity for hit in names),
        )

    def _words(self, question: Question, most: int) -> tuple[list[TextHit], int]:
        found = [
            article
            for article, folded in self.store.articles_with(question.terms, most=MOST_ARTICLES)
            if all(search.holds(folded, term) for term in question.terms)
        ]
        hits: list[TextHit] = []
        missed = 0
        for start in range(0, len(found), most):
            part = found[start : start + most]
            articles, sentences = self.store.articles(part), self.store.sentences(part)
            looked = [search.find_terms(articles[a], sentences[a], question) for a in part]
            hits += [hit for hit in looked if hit is not None]
            missed += looked.count(None)
            if len(hits) >= most:
                break
        return hits[:most], len(found) - missed

    def _names(self, question: Question, most: int) -> list[NameHit]:
        typed = search.candidates(question.text)
        known = {name: self._known(name) for name in typed}
        keys = {key for name in typed for key in _keys(name)}.union(*known.values())
        entities = self.store.entities_with_keys(keys, most=MOST_ENTITIES)
        kept = self.store.mentions_of(entities, most=MOST_FORMS)
        forms = {entity: {form for _, data in rows for form in _forms(data)} for entity, rows in kept.items()}
        identities = {
            entity: {data["identity"]["id"] for _, data in rows if data.get("identity")}
            for entity, rows in kept.items()
        }
        for entity, identity in identities.items():
            forms[entity] |= {name for name, found in known.items() if found & identity}
        for entity, name in self._renamed().items():
            forms.setdefault(entity, set()).add(name)
        return search.rank_names(typed, forms)[:most]

    def _named_so(self, name: str, most: int) -> list[NameHit]:
        """Find the entities that are written just so somewhere, or that a user calls so."""
        renamed = [
            NameHit(entity=entity, typed=name, form=given, score=1.0)
            for entity, given in self._renamed().items()
            if given == name
        ]
        entities = self.store.entities_with_keys(_keys(name), most=MOST_ENTITIES)
        kept = self.store.mentions_of(entities, most=MOST_FORMS)
        written = [
            NameHit(entity=entity, typed=name, form=name, score=1.0)
            for entity, rows in kept.items()
            if any(data["text"] == name for _, data in rows)
        ]
        return list({hit.entity: hit for hit in (*renamed, *written)}.values())[:most]

    def _renamed(self) -> Mapping[str, str]:
        """Return the names that users gave to entities."""
        return read_corrections(self.store).names

    def _known(self, name: str) -> frozenset[str]:
        """Say what a gazetteer takes a typed name for, in any language of the corpus: Grčka is country:GR."""
        found = (identify(name, language) for language in self._languages)
        return frozenset(known.identity for known in found if known)

    def _meaning(
        self, question: Question, encoder: Encoder, most: int, known: Iterable[TextHit]
    ) -> list[TextHit]:
        vector = encoder.encode([question.text]).vectors
        centred = encode.centre(vector, None, question.text, encoder=encoder.name)[0]
        nearest = self._nearest(centred, encoder, 3 * most)
        sentences = self.store.sentences({article for article, _, _ in nearest})
        seen = {hit.sentence.id for hit in known}
        hits: dict[str, TextHit] = {}
        for article, position, score in nearest:
            sentence = sentences[article][position]
            if sentence.id not in seen and article not in hits:
                hits[article] = TextHit(article=article, sentence=sentence, score=min(score, 1.0))
        return list(hits.values())[:most]

    def _nearest(self, vector: Vectors, encoder: Encoder, most: int) -> list[tuple[str, int, float]]:
        if not self.store.finds_vectors:
            return self.vectors(encoder).nearest(vector, most=most, least=self.meaning_least)
        return self.store.nearest(vector, most=most, least=self.meaning_least)

    def index(self, encoder: Encoder | None) -> None:
        """Bring the indexes up to date where they are not; within a transaction they are taken as they are.

        Without an encoder, that of the texts alone.
        """
        if self.store.inside:
            return
        lacks_vectors = (
            encoder is not None and self.store.finds_vectors and not self.store.vectors_are_indexed()
        )
        if lacks_vectors or not self.store.texts_are_indexed():
            self.store.persistently(partial(self._index, encoder if lacks_vectors else None))

    def _index(self, encoder: Encoder | None) -> None:
        with self.store.writing():
            self.store.index_texts()
            if encoder is not None:
                self.index_vectors(encoder)

    def index_vectors(self, encoder: Encoder) -> None:
        """Index the vectors of articles that came since the last time, where the database finds them itself."""
        while numbers := self.store.without_indexed_vectors(ARTICLES_AT_ONCE):
            for key, centred, told in self._centred(list(numbers), encoder):
                self.store.index_vectors(numbers[key], [(position, centred[position]) for position in told])

    def index_rest(self, encoder: Encoder, article: str, indexed: Collection[int]) -> None:
        """Index the sentences of a kept article that are not `indexed` yet, by their positions."""
        [(_, centred, told)] = self._centred([article], encoder)
        rest = [(position, centred[position]) for position in told if position not in indexed]
        self.store.index_more_vectors(article, rest)

    def vectors(self, encoder: Encoder) -> SentenceVectors:
        """Return the vectors of all sentences, with those that came since the last time."""
        if self._vectors is None:
            self._vectors = SentenceVectors(encoder.width)
        if self.store.count() == self._vectors.articles:
            return self._vectors
        ids = self.store.article_ids()[self._vectors.articles :]
        for start in range(0, len(ids), ARTICLES_AT_ONCE):
            for key, centred, told in self._centred(ids[start : start + ARTICLES_AT_ONCE], encoder):
                kept = np.zeros_like(centred)  # no question means boilerplate
                kept[told] = centred[told]
                self._vectors.add(key, kept)
        return self._vectors

    def _centred(self, ids: Sequence[str], encoder: Encoder) -> Iterator[tuple[str, Vectors, list[int]]]:
        """Yield articles with their centred vectors and the positions of what is not boilerplate."""
        rows = self.store.vectors(ids, encoder.name, encoder.width)
        articles, sentences = self.store.articles(ids), self.store.sentences(ids)
        for key in ids:
            article = articles[key]
            centred = encode.centre(rows[key], article.language, article.text[:HEAD], encoder=encoder.name)
            parts = sentences.get(key, ())
            told = [s.position for s in parts if s.kind is not SentenceKind.BOILERPLATE]
            yield key, centred, [position for position in told if rows[key][position].any()]


def _keys(name: str) -> frozenset[str]:
    mention = Mention(article="", span=Span(0, len(name)), kind=EntityKind.OTHER)
    return name_keys(NamedMention(mention=mention, text=name)).asked


def _forms(data: Mapping[str, Any]) -> list[str]:
    known = (data.get("identity") or {}).get("name")
    return [form for form in (data["text"], known) if form]
