"""Many stories out of one: rows for a large corpus, made without reading.

The example's story is kept in a corpus in memory once, of each report its title and the sentences that follow, so
many as asked for. Each further story is the same rows with ids of its own, its days moved on, and its vectors
jittered: centred, the axes put in another order, Gaussian noise of 0.01 added to each number, the mean of the
language added again. Words of four letters or more are written in other letters, vowels for vowels and consonants for
consonants of the same script, so that each story has words and names of its own and letters run as they do in words;
places that the gazetteer knows stay, and are named by all. Keys of names and of copies are those of the new words.
Stories come in the order of their days, which are spread over `DAYS`.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import blake2b
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Table

from retold import group, open_corpus, read_articles
from retold.encode.centre import mean_for
from retold.model import Article, EntityKind, Mention, SentenceKind, Span
from retold.protocols import Encoder, Vectors
from retold.resolve import NamedMention, name_keys
from retold.search import code_of
from retold.split import split_sentences
from retold.store import key_number, schema

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
DAYS = 1000
JITTER = 0.01

#: When the first story arrived; one comes a minute.
BEGUN = datetime(2025, 1, 1)

#: Words that are written in other letters; shorter ones are mostly those that every text has.
_WORD = re.compile(r"[^\W\d_]{4,}")

_VOWELS = frozenset("aeiouyаеиоуαεηιουωاويى")

#: Tables whose rows follow from the words of the others.
DERIVED = (schema.entity_keys, schema.copy_keys, schema.wordings)

#: Tables whose rows begin with the entity that they are about.
ABOUT_ENTITIES = (schema.entities, schema.joins)

#: What a name's keys do not depend on.
_MENTION = Mention(article="", span=Span(0, 0), kind=EntityKind.OTHER)

Row = tuple[Any, ...]
Column = Callable[["Story"], Sequence[Any]]
Form = tuple[str, str | None, str | None]


class Sample:
    """The rows of one story as SQLite keeps them, and how those of another one follow from them."""

    def __init__(self, encoder: Encoder, sentences: int | None) -> None:
        """Of each report the title and so many `sentences` are taken, or all."""
        given = read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}")
        with open_corpus(":memory:", encoder=encoder) as corpus:
            corpus.add([_beginning(a, sentences) for a in given if isinstance(a, Article)])
            store = corpus.store
            self.rows = {
                table: store.connection.exec_driver_sql(f"SELECT {columns_of(table)} FROM {table.name}").all()
                for table in schema.metadata.sorted_tables
            }
            store.connection.rollback()
            self.texts = list(corpus.articles().values())
            self.articles = [article.id for article in self.texts]
            self.middles = [_middle(article, encoder) for article in self.texts]
            vectors = store.vectors(self.articles, encoder.name, encoder.width)
            self.vectors = [vectors[article] for article in self.articles]
            told = store.sentences(self.articles)
            self.sentences = [told[article] for article in self.articles]
            mentions = store.mentions_in(self.articles)
        self.mentions = len(mentions)
        self.shared = {entity for mention, entity, _ in mentions if mention.identity}
        self.latest = {row[0]: row[4] for row in self.rows[schema.entities]}
        known = sorted((m.span, m.article) for m, entity, _ in mentions if entity in self.shared)
        self.known = [[span for span, article in known if article == each] for each in self.articles]
        self.forms = _forms(mentions)
        named = {row[0] for t, rows in self.rows.items() for row in rows if t.c[0].name == "id"}
        named |= set(self.articles)
        self.ids = re.compile("|".join(sorted(map(re.escape, named - self.shared), key=len, reverse=True)))
        self.letters = _letters("".join(article.text.lower() for article in self.texts))
        self.tables = {
            table: [_maker(self, table, place) for place in range(len(table.columns))]
            for table in self.rows
            if table not in DERIVED and table is not schema.marks
        }


def columns_of(table: Table) -> str:
    """Return the columns of a table as SQL names them."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _beginning(article: Article, sentences: int | None) -> Article:
    """Leave of a report its title and so many sentences."""
    if sentences is None:
        return article
    told = split_sentences(article, article.language or "und")[: sentences + 1]
    return replace(article, text=article.text[: told[-1].span.end])


def _middle(article: Article, encoder: Encoder) -> Vectors:
    mean = mean_for(article.language, article.text[:200], encoder=encoder.name)
    return mean.vector if mean else np.zeros(encoder.width, np.float32)


def _forms(mentions: Sequence[tuple[Mention, str, dict[str, Any]]]) -> dict[str, set[Form]]:
    """Return how each entity is written: the words, their language, what a gazetteer takes them for."""
    forms: dict[str, set[Form]] = {}
    for mention, entity, data in mentions:
        identity = mention.identity.id if mention.identity else None
        forms.setdefault(entity, set()).add((data["text"], data["language"], identity))
    return forms


def _letters(text: str) -> list[list[str]]:
    """Return the letters of a text that may stand for each other."""
    alike: dict[tuple[str, bool], list[str]] = {}
    for letter in sorted(set(text)):
        if letter.isalpha() and len(letter.upper()) == 1:
            is_vowel = unicodedata.normalize("NFD", letter)[0] in _VOWELS
            alike.setdefault((unicodedata.name(letter).split()[0], is_vowel), []).append(letter)
    return list(alike.values())


class Story:
    """One more story: what its numbers, words, days and vectors are."""

    def __init__(self, sample: Sample, number: int, stories: int) -> None:
        """Take the number of the story, from 0, and how many there are."""
        self.sample, self.number = sample, number
        self.articles = number * len(sample.articles)
        self.mentions = number * sample.mentions
        self.last_mentions = (stories - 1) * sample.mentions
        self.days = DAYS * number // stories
        choice = random.Random(number)
        self._letters: dict[int, str] = {}
        for alike in sample.letters:
            for old, new in zip(alike, choice.sample(alike, len(alike)), strict=True):
                self._letters |= {ord(old.upper()): new.upper(), ord(old): new}
        self._names: dict[str, str] = {}
        noise = np.random.default_rng(number)
        self.noise = partial(noise.standard_normal, dtype=np.float32)
        self.order = noise.permutation(len(sample.middles[0]))
        self.texts = [self._told(place) for place in range(len(sample.texts))]
        self.vectors, self.codes = zip(*map(self._jitter, range(len(sample.texts))), strict=True)

    def rows(self) -> Iterator[tuple[Table, list[Row]]]:
        """Yield the rows of the story, table by table; what all stories share comes with the first."""
        for table, columns in self.sample.tables.items():
            made = list(zip(*(column(self) for column in columns), strict=True))
            if table in ABOUT_ENTITIES and self.number:
                made = [row for row in made if row[0] not in self.sample.shared]
            yield table, made
        yield schema.entity_keys, list(self._entity_keys())
        yield schema.copy_keys, list(self._copy_keys())
        yield schema.wordings, list(self._wordings())

    def worded(self, words: str) -> str:
        """Write words in the letters of the story."""
        return _WORD.sub(lambda found: found[0].translate(self._letters), words)

    def named(self, old: str) -> str:
        """Return what has this id in the sample."""
        if old not in self._names:
            head = old[0] if len(old) % 2 else ""
            rest = f"{self.number} {old[len(head) :]}"
            self._names[old] = head + blake2b(rest.encode(), digest_size=8).hexdigest()
        return self._names[old]

    def later(self, old: str) -> str:
        """Move a time; a month or a year stays."""
        whole = len(old) >= len("2025-01-01")
        return (date.fromisoformat(old[:10]) + timedelta(self.days)).isoformat() + old[10:] if whole else old

    def mean(self, old: bytes) -> bytes:
        """Jitter a centred mean."""
        mean = np.frombuffer(old, np.float16).astype(np.float32)[self.order]
        mean += JITTER * self.noise(mean.shape)
        return (mean / np.linalg.norm(mean)).astype(np.float16).tobytes()

    def latest(self, entity: str, old: int) -> int:
        """Return the number of the last mention of an entity of the sample."""
        return old + (self.last_mentions if entity in self.sample.shared else self.mentions)

    def _told(self, place: int) -> str:
        """Write an article in the letters of the story, but for the places that are known."""
        text, at, parts = self.sample.texts[place].text, 0, []
        for start, end in self.sample.known[place]:
            parts += [self.worded(text[at:start]), text[start:end]]
            at = end
        return "".join([*parts, self.worded(text[at:])])

    def _jitter(self, place: int) -> tuple[bytes, bytes]:
        """Return other vectors of an article of the sample, and their codes."""
        middle = self.sample.middles[place]
        moved = (self.sample.vectors[place] - middle)[:, self.order]
        moved += JITTER * self.noise(moved.shape)
        told = [sentence.kind is not SentenceKind.BOILERPLATE for sentence in self.sample.sentences[place]]
        return (moved + middle).astype(np.float16).tobytes(), code_of(moved * np.array(told)[:, None])

    def _entity_keys(self) -> Iterator[Row]:
        for entity, forms in self.sample.forms.items():
            if self.number and entity in self.sample.shared:
                continue
            keys: set[str] = set()
            for words, language, identity in forms:
                told = words if entity in self.sample.shared else self.worded(words)
                named = NamedMention(mention=_MENTION, text=told, language=language, identity=identity)
                keys |= name_keys(named).kept
            latest = self.latest(entity, self.sample.latest[entity])
            owner = self.sample.ids.sub(lambda found: self.named(found[0]), entity)
            yield from ((number, owner, latest) for number in set(map(key_number, keys)))

    def _copy_keys(self) -> Iterator[Row]:
        for place, article in enumerate(self.sample.texts):
            keys = group.keys(replace(article, text=self.texts[place]), self.sample.sentences[place])
            yield from ((number, self.articles + place + 1) for number in set(map(key_number, keys)))

    def _wordings(self) -> Iterator[Row]:
        for place, article in enumerate(self.sample.texts):
            told = replace(article, text=self.texts[place])
            wording = group.passages(told, self.sample.sentences[place]).wording
            yield self.articles + place + 1, wording.as_bytes()


def _maker(sample: Sample, table: Table, place: int) -> Column:
    """Return how a column of the sample becomes that of a story."""
    name = f"{table.name}.{table.columns[place].name}"
    values = [row[place] for row in sample.rows[table]]
    owners = [row[0] for row in sample.rows[table]]
    if name in _MADE:
        return _MADE[name](values, owners, sample)
    if name in _CHANGED:
        change = _CHANGED[name]
        return lambda story: [None if old is None else change(story, old) for old in values]
    pieces = [
        (sample.ids.split(old), sample.ids.findall(old)) if isinstance(old, str) else None for old in values
    ]
    if not any(piece and piece[1] for piece in pieces):
        return lambda story: values
    return lambda story: [
        old if piece is None else _joined(story, *piece) for old, piece in zip(values, pieces, strict=True)
    ]


def _joined(story: Story, texts: Sequence[str], names: Sequence[str]) -> str:
    """Put the names of a story between pieces of text."""
    if len(names) == 1:
        return f"{texts[0]}{story.named(names[0])}{texts[1]}"
    between = map(story.named, names)
    return "".join(piece for pair in zip_longest(texts, between, fillvalue="") for piece in pair)


def _text(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    return lambda story: story.texts


def _title(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    return lambda story: [
        text[: len(old)] if old else old for text, old in zip(story.texts, values, strict=True)
    ]


def _location(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    names = [Path(old).name for old in values]
    return lambda story: [f"{story.number}/{name}" for name in names]


def _vectors(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    places = [sample.articles.index(owner) for owner in owners]
    return lambda story: [story.vectors[place] for place in places]


def _codes(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    return lambda story: [story.codes[owner - 1] for owner in owners]


def _name(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    shared = [owner in sample.shared for owner in owners]
    return lambda story: [old if s else story.worded(old) for s, old in zip(shared, values, strict=True)]


def _latest(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    return lambda story: [story.latest(*each) for each in zip(owners, values, strict=True)]


def _mention(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    """Write the name otherwise, which stands in JSON."""
    entities = [row[4] for row in sample.rows[schema.mentions]]
    parts = [data.partition(json.dumps(json.loads(data)["text"], ensure_ascii=False)) for data in values]
    told = [
        (head, name, tail, entity in sample.shared)
        for (head, name, tail), entity in zip(parts, entities, strict=True)
    ]
    return lambda story: [f"{head}{name if s else story.worded(name)}{tail}" for head, name, tail, s in told]


def _findings(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    texts = [zlib.decompress(old).decode() for old in values]
    pieces = [(sample.ids.split(old), sample.ids.findall(old)) for old in texts]
    return lambda story: [zlib.compress(_joined(story, *piece).encode(), 1) for piece in pieces]


def _digest(values: Sequence[Any], owners: Sequence[Any], sample: Sample) -> Column:
    """Take each story for one chapter, as older versions did: its name is then what it was lined up as."""
    held = [column.name for column in schema.events.columns].index("story")
    story_of = {row[0]: row[held] for row in sample.rows[schema.events]}
    return lambda story: [story.named(story_of[owner]) for owner in owners]


_MADE: dict[str, Callable[[Sequence[Any], Sequence[Any], Sample], Column]] = {
    "articles.text": _text,
    "articles.title": _title,
    "articles.location": _location,
    "vectors.data": _vectors,
    "codes.data": _codes,
    "entities.name": _name,
    "entities.latest": _latest,
    "chapters.digest": _digest,
    "mentions.data": _mention,
    "findings.data": _findings,
}

_CHANGED: dict[str, Callable[[Story, Any], Any]] = {
    "articles.arrival": lambda story, old: old + story.articles,
    "codes.article": lambda story, old: old + story.articles,
    "mentions.number": lambda story, old: old + story.mentions,
    "arrivals.at": lambda story, old: (BEGUN + timedelta(minutes=story.number)).isoformat() + ".000000Z",
    "stories.label": Story.worded,
    "events.label": Story.worded,
    "vectors.mean": Story.mean,
    "events.mean": Story.mean,
    "matters.data": Story.mean,
    "articles.published": Story.later,
    "events.date": Story.later,
}
_CHANGED |= {
    f"{table}.{column}": lambda story, old: old + story.days
    for table in ("articles", "events")
    for column in ("first_day", "last_day")
}
