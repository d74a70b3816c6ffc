"""Articles -> all that is derived from each of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retold import encode, find
from retold.model import Article, Sentence
from retold.protocols import Encoder, Vectors
from retold.split import split_sentences
from retold.text.homoglyphs import repair
from retold.text.language import detect_language


@dataclass(frozen=True, slots=True)
class Reading:
    """What is derived from one article alone.

    `vectors` is (sentences, width), as encoded; `words` the vectors of each sentence's
    words, where the encoder gives some.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    words: Sequence[encode.WordVectors] | None
    findings: find.Findings


def read_closely(articles: Sequence[Article], encoder: Encoder) -> list[Reading]:
    """Tell the language of articles, split and encode them and find what they say, all in one pass."""
    if not articles:
        return []
    told = [replace(a, language=a.language or detect_language(a.text)[0]) for a in articles]
    parts = [split_sentences(a, a.language or "und") for a in told]
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
        readings.append(Reading(article, sentences, encoded.vectors[here], words, found))
    return readings
