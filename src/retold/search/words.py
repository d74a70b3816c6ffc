"""Where the terms of a question stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retold.model import Article, Sentence, Span
from retold.search.question import Question
from retold.text.unicode import fold

#: Scripts that are written without spaces: a word may begin anywhere.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHit:
    """A sentence that answers: where it is, what in it matched, and how surely, 0 to 1."""

    article: str
    sentence: Sentence
    marked: tuple[Span, ...] = ()
    score: float = 1.0


def holds(folded: str, term: str) -> bool:
    """Tell whether a folded text holds a folded term where a word begins; endings are free."""
    return _pattern(term).search(folded) is not None


@lru_cache(maxsize=256)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(re.escape(term) if _UNSPACED.match(term) else r"(?<!\w)" + re.escape(term))


def find_terms(article: Article, sentences: Sequence[Sentence], question: Question) -> TextHit | None:
    """Find the sentence of an article that holds most of a question's terms, the first of those.

    None where an exact phrase of the question stands nowhere in the text, to the letter.
    """
    if not all(phrase in article.text for phrase in question.exact):
        return None
    best: TextHit | None = None
    most = 0
    for sentence in sentences:
        words = article.text[slice(*sentence.span)]
        marked, found = _mark(words, sentence.span.start, question)
        if found > most:
            best, most = TextHit(article=article.id, sentence=sentence, marked=marked), found
    return best


def _mark(words: str, offset: int, question: Question) -> tuple[tuple[Span, ...], int]:
    """Return the spans in a sentence where terms stand, and how many terms do."""
    spans: list[Span] = []
    found = 0
    for phrase in question.exact:
        places = [match.start() for match in re.finditer(re.escape(phrase), words)]
        spans += [Span(offset + place, offset + place + len(phrase)) for place in places]
        found += bool(places)
    folded, origin = fold_with_origins(words)
    for term in question.words:
        ends = [match.span() for match in _pattern(term).finditer(folded)]
        spans += [Span(offset + origin[start], offset + origin[end - 1] + 1) for start, end in ends]
        found += bool(ends)
    return tuple(_whole_words(words, offset, spans)), found


def fold_with_origins(text: str) -> tuple[str, list[int]]:
    """Fold a text letter by letter; with each folded character, the place of the letter it came from."""
    folded = [_fold_letter(char) for char in text]
    origins = [place for place, part in enumerate(folded) for _ in part]
    return "".join(folded), origins


_fold_letter = lru_cache(maxsize=1 << 14)(fold)


def _whole_words(words: str, offset: int, spans: Iterable[Span]) -> Iterable[Span]:
    """Widen spans to the end of their word, so that endings are marked too, and join those that meet."""
    last = Span(-1, -1)
    for span in sorted(Span(span.start, _word_end(words, offset, span)) for span in spans):
        if span.start < last.end:
            last = Span(last.start, max(span.end, last.end))
            continue
        if last.end >= 0:
            yield last
        last = span
    if last.end >= 0:
        yield last


def _word_end(words: str, offset: int, span: Span) -> int:
    end = span.end
    if not _UNSPACED.match(words[span.start - offset]):
        while end - offset < len(words) and words[end - offset].isalnum():
            end += 1
    return end
