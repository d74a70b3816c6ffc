"""A question -> what of the corpus answers it: names, words, sentences near in meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from retold import encode, search
from retold.corpus.correcting import read_corrections
from retold.find.gazetteer import identify
from retold.model import Article, Entity, EntityKind, Mention, SentenceKind, Span
from retold.protocols import Encoder, Vectors
from retold.resolve import Keys, NamedMention, name_keys
from retold.search import NameHit, Question, SentenceCodes, TextHit, code_of
from retold.store import SqlStore, key_number

#: Articles that hold all terms and are looked at, best first; more are counted no further.
MOST_ARTICLES = 400

#: Entities that share a key with a typed name and are compared with it: of each key, and in all, those first that may
#: be the same on their names alone.
MOST_UNDER, MOST_ENTITIES = 100, 400

#: Mentions of an entity whose forms are compared: its first and its latest.
MOST_FORMS = 40

#: Mentions of an entity that are counted.
MOST_TIMES = 1_000

#: Sentences whose codes fit a question best; their vectors are compared with its (`search.codes.CLOSE` says how many
#: of the nearest are among them). More are more rows of a corpus read at places of their own.
CANDIDATES = 100

#: Articles whose vectors are centred together.
ARTICLES_AT_ONCE = 500

#: The beginning of a text tells its script, by which the mean of its language is chosen.
HEAD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What answers a question.

    `names` are entities with how they matched; `words` sentences of articles that hold all words, `total` such
    articles in all; `meaning` sentences near in meaning that were not found by their words. `articles` and
    `entities` are what those hits speak of, entities with their first mention and the latest alone; `times` is how
    often each is named, counted up to `MOST_TIMES`.
    """

    question: Question
    names: tuple[NameHit, ...] = ()
    words: tuple[TextHit, ...] = ()
    total: int = 0
    meaning: tuple[TextHit, ...] = ()
    articles: dict[str, Article]
    entities: dict[str, Entity]
    times: dict[str, int] = field(default_factory=dict)


class Searching:
    """Answers questions; a code of each sentence stays in memory from the first one on."""

    def __init__(self, store: SqlStore, *, meaning_least: float) -> None:
        self.store = store
        self.meaning_least = meaning_least
        self._codes: SentenceCodes | None = None
        self._read_on: set[int] = set()
        self._changes = -1
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
        return self.store.at_once(lambda: self._answer(question, encoder, most, exact=exact))

    def _answer(self, question: Question, encoder: Encoder | None, most: int, *, exact: bool) -> Found:
        if (count := self.store.newest()) != self._counted:
            self._languages, self._counted = self.store.languages(), count
        names = self._named_so(question.text, most) if exact else self._names(question, most)
        words, total = self._words(question, most)
        meaning = self._meaning(question, encoder, most, words) if encoder else []
        named = [hit.entity for hit in names]
        return Found(
            question=question,
            names=tuple(names),
            words=tuple(words),
            total=total,
            meaning=tuple(meaning),
            articles=self.store.articles({hit.article for hit in (*words, *meaning)}),
            entities=self.store.entities(named, most=MOST_FORMS),
            times=self.store.times_named(named, most=MOST_TIMES),
        )

    def newest_with(self, typed: str, *, most: int) -> list[str]:
        """Return the articles that came last and hold all words of a question, newest first."""
        question = search.read_question(typed)
        self.index(None)
        held = self._holding(question, most, newest=True)
        if not question.exact:
            return held
        texts = self.store.articles(held)
        return [
            article for article in held if all(phrase in texts[article].text for phrase in question.exact)
        ]

    def _holding(self, question: Question, most: int, *, newest: bool = False) -> list[str]:
        """Return articles that hold all terms of a question, each where a word begins; best or newest first."""
        return [
            article
            for article, folded in self.store.articles_with(question.terms, most=most, newest=newest)
            if all(search.holds(folded, term) for term in question.terms)
        ]

    def _words(self, question: Question, most: int) -> tuple[list[TextHit], int]:
        found = self._holding(question, MOST_ARTICLES)
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
        entities = self._kept_under(typed, *known.values())
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

    def _kept_under(self, names: Iterable[str], *identities: Iterable[str]) -> list[str]:
        """Return the entities that names and identities may be those of, what is sure first, then the last named."""
        keys = list(map(_keys, names))
        sure = set(map(key_number, chain(*identities, *(one.sure for one in keys))))
        other = set(map(key_number, chain(*(one.asked for one in keys)))) - sure
        shelves = self.store.entities_under([*sorted(sure), *sorted(other)], most=MOST_UNDER)
        return list(dict.fromkeys(entity for shelf in shelves.values() for entity in reversed(shelf)))[
            :MOST_ENTITIES
        ]

    def _named_so(self, name: str, most: int) -> list[NameHit]:
        """Find the entities that are written just so somewhere, or that a user calls so."""
        renamed = [
            NameHit(entity=entity, typed=name, form=given, score=1.0)
            for entity, given in self._renamed().items()
            if given == name
        ]
        entities = self._kept_under([name])
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
        """Return the sentences nearest to a unit vector (width,): (article, position, cosine), nearest first."""
        positions: dict[int, list[int]] = defaultdict(list)
        for number, position in self.codes(encoder).near(vector, max(CANDIDATES, most)):
            positions[number].append(position)
        ids = self.store.ids_of(list(positions))
        numbers = {ids[number]: number for number in sorted(ids)}
        found = [
            (key, position, float(centred[position] @ vector))
            for key, centred in _centred(self.store, list(numbers), encoder.name, encoder.width)
            for position in sorted(positions[numbers[key]])
        ]
        near = [one for one in found if one[2] >= self.meaning_least]
        return sorted(near, key=lambda one: -one[2])[:most]

    def index(self, encoder: Encoder | None) -> None:
        """Bring the indexes up to date where they are not; within a transaction they are taken as they are.

        Without an encoder, that of the texts alone.
        """
        if self.store.inside:
            return
        lacks_codes = encoder is not None and not self.store.codes_are_made()
        if lacks_codes or not self.store.texts_are_indexed():
            self.store.persistently(partial(self._index, encoder if lacks_codes else None))

    def _index(self, encoder: Encoder | None) -> None:
        with self.store.writing():
            self.store.index_texts()
            if encoder is not None:
                self.make_codes(encoder)

    def make_codes(self, encoder: Encoder) -> None:
        """Keep the codes of the sentences of articles that came since the last time."""
        while numbers := self.store.without_codes(ARTICLES_AT_ONCE):
            self._make_codes(numbers, encoder)

    def make_codes_again(self, encoder: Encoder, article: str) -> None:
        """Keep the codes of a kept article of which more has been read."""
        self._make_codes(self.store.numbers_of([article]), encoder)

    def _make_codes(self, numbers: Mapping[str, int], encoder: Encoder) -> None:
        made = codes_of(self.store, list(numbers), encoder.name, encoder.width)
        self.store.set_codes({numbers[key]: code for key, code in made})

    def codes(self, encoder: Encoder) -> SentenceCodes:
        """Return the codes of all sentences, with those that came, or were made again, since the last time."""
        again = self._read_on_since()
        if self._codes is None:
            self._codes, again = SentenceCodes(encoder.width), set()
        for articles in self.store.codes_after(self._codes.newest):
            self._codes.add(articles)
        if again:
            self._codes.replace(self.store.codes_of(again))
        return self._codes

    def _read_on_since(self) -> set[int]:
        """Return the articles whose rest others have read since the last time, by their numbers."""
        if (changes := self.store.change_count()) == self._changes:
            return set()
        known, self._read_on = self._read_on, self.store.read_on()
        self._changes = changes
        return self._read_on - known


def codes_of(store: SqlStore, ids: Sequence[str], encoder: str, width: int) -> Iterator[tuple[str, bytes]]:
    """Yield articles with the codes of their sentences, by the vectors that an encoder made of them."""
    sentences = store.sentences(ids)
    for key, centred in _centred(store, ids, encoder, width):
        silent = [s.position for s in sentences.get(key, ()) if s.kind is SentenceKind.BOILERPLATE]
        centred[silent] = 0  # no question means boilerplate
        yield key, code_of(centred)


def _centred(store: SqlStore, ids: Sequence[str], encoder: str, width: int) -> Iterator[tuple[str, Vectors]]:
    """Yield articles with their centred vectors; rows of zeros for what was not encoded."""
    rows = store.vectors(ids, encoder, width)
    beginnings = store.beginnings(ids, HEAD)
    for key in ids:
        language, head = beginnings[key]
        centred = encode.centre(rows[key], language, head, encoder=encoder)
        yield key, np.where(rows[key].any(axis=1, keepdims=True), centred, 0)


def _keys(name: str) -> Keys:
    mention = Mention(article="", span=Span(0, len(name)), kind=EntityKind.OTHER)
    return name_keys(NamedMention(mention=mention, text=name))


def _forms(data: Mapping[str, Any]) -> list[str]:
    known = (data.get("identity") or {}).get("name")
    return [form for form in (data["text"], known) if form]
