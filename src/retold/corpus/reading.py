"""Articles -> all that is derived from each of them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np

from retold import encode, find, group
from retold.corpus.accounts import account_of
from retold.corpus.threads import one_thread
from retold.errors import InputError, RetoldError
from retold.group import Account, Passages
from retold.model import Article, Sentence, SentenceKind
from retold.protocols import Encoder, Vectors
from retold.resolve import Chains, chain_mentions, named_in
from retold.split import split_sentences
from retold.store import as_kept
from retold.text.homoglyphs import repair
from retold.text.language import detect_language

#: Sentences of an opening, beside its title. B-cubed F1 of events told by 2 and by 3, with `opening_gain` as it is:
#: retellings train 0.960 (and what is apart is joined), 0.980; dev 1.000, 1.000; BASIL 0.991, 0.991. All sentences:
#: 0.986, 1.000, 0.980.
OPENING = 3


@dataclass(frozen=True)
class Reading:
    """What is derived from one article alone.

    `vectors` is (sentences, width), as encoded, rows of zeros where a sentence was not; `words` the vectors of each
    sentence's words, where the encoder of that name gives some. An article that is not read `whole` has been skimmed.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    words: Sequence[encode.WordVectors] | None
    findings: find.Findings
    encoder: str
    whole: bool = True

    @cached_property
    def account(self) -> Account:
        """What it brings to the question which event it tells."""
        return account_of(self.article, self.sentences, as_kept(self.vectors), self.findings, self.encoder)

    @cached_property
    def chains(self) -> Chains:
        """Whom it names, as far as it says itself."""
        return chain_mentions(named_in(self.article, self.sentences, self.findings.mentions))

    @cached_property
    def passages(self) -> Passages:
        """How it is worded."""
        return group.passages(self.article, self.sentences)

    @cached_property
    def copy_keys(self) -> frozenset[str]:
        """The keys that it shares with articles that repeat some of it."""
        return group.keys(self.article, self.sentences)

    def derived(self) -> Self:
        """Derive all of it here, where there may be many processes, and not where what is read is kept."""
        _ = self.account, self.chains, self.passages, self.copy_keys
        return self


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs, what was found in those of their articles that are not kept yet, and which of these broke the path."""

    inputs: Sequence[Article | InputError]
    readings: Sequence[Reading] = ()
    broken: Mapping[str, InputError] = field(default_factory=dict)


def read_each(
    articles: Sequence[Article], encoder: Encoder, *, most_sentences: int, fast: bool = False
) -> tuple[list[Reading], dict[str, InputError]]:
    """Read articles closely, all in one pass; those that cannot be are returned by id, and stop no other one.

    Where it is to be `fast`, they are only skimmed.

    An article of more than `most_sentences` is not read: what is compared grows with their square.
    """
    try:
        return (skim if fast else read_closely)(articles, encoder, most_sentences=most_sentences), {}
    except InputError as error:
        broken = error
    except (RetoldError, OSError):
        raise  # no article is to blame
    except Exception as error:  # whatever a step or a library under it makes of a text that nobody thought of
        broken = broken_by(articles[0], error)
    if len(articles) == 1:
        return [], {articles[0].id: broken}
    alone = [read_each([a], encoder, most_sentences=most_sentences, fast=fast) for a in articles]
    return [r for readings, _ in alone for r in readings], {
        k: e for _, errors in alone for k, e in errors.items()
    }


def broken_by(article: Article, error: Exception) -> InputError:
    """Say in one line what an article did to the path."""
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    return InputError(article.location, f"cannot be understood: {said}", article.text.encode())


@one_thread()
def read_closely(
    articles: Sequence[Article], encoder: Encoder, *, most_sentences: int | None = None
) -> list[Reading]:
    """Tell the language of articles, split and encode them and find what they say, all in one pass.

    Raises InputError for one of more than `most_sentences`.
    """
    if not articles:
        return []
    told, parts = _parted(articles, most_sentences)
    texts = [repair(a.text[slice(*s.span)]) for a, p in zip(told, parts, strict=True) for s in p]
    heads = find.load_heads(encoder.name)
    layers = heads.layers if heads else ()
    encoded = encoder.encode(texts, layers=layers)
    proposed = heads.find_all(texts, encoded.tokens) if heads else []
    readings, at = [], 0
    for article, sentences in zip(told, parts, strict=True):
        here = slice(at, at + len(sentences))
        at += len(sentences)
        found = find.find_all(article, sentences, proposed[here])
        words = encode.word_vectors(
            texts[here], encoded.tokens[here], article.language, encoder=encoder.name, layers=layers
        )
        reading = Reading(article, sentences, encoded.vectors[here], words, found, encoder.name)
        readings.append(reading.derived())
    return readings


@one_thread()
def skim(
    articles: Sequence[Article], encoder: Encoder, *, most_sentences: int | None = None
) -> list[Reading]:
    """Read of articles as much as tells their events: encode their openings, find what is dated or counted there.

    Raises InputError for one of more than `most_sentences`.
    """
    told, parts = _parted(articles, most_sentences)
    openings = [_opening(sentences) for sentences in parts]
    texts = [repair(a.text[slice(*s.span)]) for a, o in zip(told, openings, strict=True) for s in o]
    encoded = iter(encoder.encode(texts).vectors)
    readings = []
    for article, sentences, opening in zip(told, parts, openings, strict=True):
        vectors = np.zeros((len(sentences), encoder.width), dtype=np.float32)
        for sentence in opening:
            vectors[sentence.position] = next(encoded)
        found = find.glance(article, opening)
        reading = Reading(article, sentences, vectors, None, found, encoder.name, whole=False)
        readings.append(reading.derived())
    return readings


def _opening(sentences: Sequence[Sentence]) -> list[Sentence]:
    told = [s for s in sentences if s.kind is not SentenceKind.BOILERPLATE] or [*sentences]
    titles = sum(s.kind is SentenceKind.TITLE for s in told[:OPENING])
    return told[: titles + OPENING]


def _parted(
    articles: Sequence[Article], most_sentences: int | None
) -> tuple[list[Article], list[tuple[Sentence, ...]]]:
    """Tell the language of articles and split them."""
    told = [replace(a, language=a.language or detect_language(a.text)[0]) for a in articles]
    parts = [split_sentences(a, a.language or "und") for a in told]
    for article, sentences in zip(told, parts, strict=True):
        if most_sentences is not None and len(sentences) > most_sentences:
            reason = f"has {len(sentences):,} sentences, more than the limit of {most_sentences:,}"
            raise InputError(article.location, reason, article.text.encode())
    return told, parts
