"""Three ways to read who says what in an article: by rules alone, by the heads alone, by both as the path does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from retold.corpus.reading import read_closely
from retold.encode import load_encoder
from retold.find import load_heads
from retold.find.attributions import find_attributions
from retold.find.heads import Heads
from retold.model import Article, Attribution, Span
from retold.protocols import Encoder
from retold.split import split_sentences
from retold.text.homoglyphs import repair


@dataclass(frozen=True)
class Read:
    """What a way finds: attributions, or for the heads, which do not say what goes with what, spans alone."""

    attributions: tuple[Attribution, ...] = ()
    sources: tuple[Span, ...] = ()
    cues: tuple[Span, ...] = ()

    def spans(self, role: str) -> list[Span]:
        """Give the distinct spans of a role; a pronoun is a source, too."""
        roles = ("source", "pronoun") if role == "source" else (role,)
        found = {span for row in self.attributions for name in roles if (span := getattr(row, name))}
        return sorted(found.union(self.sources if role == "source" else self.cues if role == "cue" else ()))


def speakers(row: Attribution) -> list[Span]:
    """Give every span that says whose words an attribution gives: here, by a pronoun, or before."""
    return [span for span in (row.source, row.pronoun, row.antecedent) if span]


def by_rules(text: str, language: str) -> Read:
    """Read with data and rules, no encoder."""
    article = Article(id="", location="", text=text, language=language)
    sentences = [sentence.span for sentence in split_sentences(article, language)]
    return Read(find_attributions(text, sentences, language))


def by_heads(text: str, language: str) -> Read:
    """Read with the heads, no rules."""
    encoder, heads = _loaded()
    sources: list[Span] = []
    cues: list[Span] = []
    for start, part in _sentences(text, language):
        tokens = encoder.encode([part], layers=heads.layers).tokens[0]
        found = heads.find(part, tokens)
        sources += [Span(start + p.span.start, start + p.span.end) for p in found.sources]
        cues += [Span(start + p.span.start, start + p.span.end) for p in found.cues]
    return Read((), tuple(sources), tuple(cues))


def by_both(text: str, language: str) -> Read:
    """Read as an article's path does."""
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    article = Article(id=name, location=name, text=text, language=language)
    return Read(read_closely([article], _loaded()[0])[0].findings.attributions)


WAYS: Mapping[str, Callable[[str, str], Read]] = {"both": by_both, "rules": by_rules, "heads": by_heads}


def _sentences(text: str, language: str) -> Iterator[tuple[int, str]]:
    article = Article(id="", location="", text=text, language=language)
    sentences: Sequence[Span] = [sentence.span for sentence in split_sentences(article, language)]
    for span in sentences:
        yield span.start, repair(text[span.start : span.end])


@cache
def _loaded() -> tuple[Encoder, Heads]:
    encoder = load_encoder()
    heads = load_heads(encoder.name)
    assert heads is not None, f"no heads for {encoder.name}"
    return encoder, heads
