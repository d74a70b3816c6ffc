"""2. An article -> its sentences, with exact offsets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from retold.model import Article, Sentence, SentenceKind, Span
from retold.text.boilerplate import is_boilerplate
from retold.text.paragraphs import paragraphs

_OPENING = "\"'“”„‟«»‹›‘’‚「『（(¿¡—–\\-"
_CLOSING = "\"'”“’»›‘」』）)"
_QUOTATION_MARKS = re.compile(r"[\"“”„‟«»「」『』]")
_FULL_WIDTH_END = re.compile(rf"[。！？][{_CLOSING}]*(?=\d)")
_STOP = re.compile(rf"(?<=([^\W_]))\.[{_CLOSING}]*(\s*)(?=[{_OPENING}]*([^\W_]))")
_LAST_WORD = re.compile(rf"(\d[\s\xa0]?)?([^\s\d{_CLOSING}{_OPENING}][^\s{_CLOSING}]*)\.$")
_INITIAL = re.compile(r"(?:^|[\s.(“„«\"-])[^\W\d_a-z]\.$")
_FIRST = re.compile(rf"[\s{_OPENING}]*([^\W_])")

_WORD_AHEAD = re.compile(r"\W*\w[^.\s]")

# What goes on after a dot without a space: a name on the net (Booking.Com), an abbreviation (Sh.B.A.).
_DOTTED = re.compile(r"(?:com|net|org|info|eu|js)\b|[^\W\d_]{1,2}\.", re.I)

# A year or another long figure; after a shorter one a glued word is rather a month (5.Maj).
_LONG_FIGURE = re.compile(r"\d{3}\.$")

# Clauses between spaces in Thai news have 20 to 60 characters, translated sentences of NTREX 60 to 140.
_SPACED_SENTENCE = 100


def split_sentences(article: Article, language: str) -> tuple[Sentence, ...]:
    """Split an article into its sentences; only the white space between them is left out.

    A line is a paragraph, unless the text is hard-wrapped, and ends the sentence. The title is one
    sentence, and so is each line of the page's interface. Within paragraphs sentencex (MIT) proposes
    boundaries; those after abbreviations, initials and quotations whose speaker follows are taken back, and
    stops without a space ("…Пекинг.Двајцата…") get theirs. An unlisted language gets the rules that need no
    words.
    """
    rules = _rules(language.split("-", maxsplit=1)[0])
    title, text = article.title, article.text
    sentences: list[tuple[Span, SentenceKind]] = []
    headed = False
    for start, end in paragraphs(text):
        paragraph = text[start:end]
        if title and not headed and paragraph == title:
            sentences.append((Span(start, end), SentenceKind.TITLE))
            headed = True
        elif is_boilerplate(paragraph):
            sentences.append((Span(start, end), SentenceKind.BOILERPLATE))
        else:
            headed = True
            sentences += (
                (Span(start + first, start + last), SentenceKind.BODY)
                for first, last in _split_paragraph(paragraph, rules)
            )
    return tuple(
        Sentence(id=f"{article.id}.{position}", article=article.id, position=position, span=span, kind=kind)
        for position, (span, kind) in enumerate(sentences)
    )


def _split_paragraph(paragraph: str, rules: _Rules) -> list[tuple[int, int]]:
    starts = [0]
    for start in sorted({*_proposed(paragraph, rules), *_further(paragraph, rules)} - {0}):
        if not rules.goes_on(paragraph[starts[-1] : start], paragraph[start:]):
            starts.append(start)
    return [_trimmed(paragraph, start, end) for start, end in pairwise([*starts, len(paragraph)])]


def _proposed(paragraph: str, rules: _Rules) -> Iterator[int]:
    """Where sentencex starts a sentence."""
    from sentencex import get_sentence_boundaries

    for boundary in get_sentence_boundaries(rules.language, paragraph):
        start: int = boundary["start_index"]
        yield start + len(boundary["text"]) - len(boundary["text"].lstrip())


def _further(paragraph: str, rules: _Rules) -> Iterator[int]:
    """Where a sentence starts although sentencex sees none."""
    for found in _STOP.finditer(paragraph):
        before, after = paragraph[: found.start() + 1], paragraph[found.end() :]
        if rules.ends_here(before, found[2], found[3], after) and not _in_quotation(paragraph[: found.end()]):
            yield found.end()
    for found in _FULL_WIDTH_END.finditer(paragraph):
        if not _in_quotation(paragraph[: found.end()]):
            yield found.end()
    if rules.spaced:
        yield from _spaced(paragraph)


def _in_quotation(before: str) -> bool:
    """Tell whether a quotation is open: in any language it has two marks."""
    return len(_QUOTATION_MARKS.findall(before)) % 2 == 1


def _spaced(paragraph: str) -> Iterator[int]:
    start = 0
    for found in re.finditer(r"\s+", paragraph):
        if found.start() - start >= _SPACED_SENTENCE:
            start = found.end()
            yield start


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


@dataclass(frozen=True, slots=True)
class _Rules:
    """What sentences.toml says of a language, asked at one boundary."""

    language: str
    before_name: frozenset[str]
    before_number: frozenset[str]
    can_end: frozenset[str]
    after_quotation: re.Pattern[str] | None
    spaced: bool

    def goes_on(self, before: str, after: str) -> bool:
        """Tell whether a sentence goes on behind a proposed boundary."""
        first = _FIRST.match(after)
        if first is None or first[1].islower() or after[0] in ",;，、،":
            return True
        ended = before.rstrip()
        if ended == before and before.endswith(".") and _DOTTED.match(after):
            return True
        if self.after_quotation and ended[-1] in _CLOSING and self.after_quotation.match(after):
            return True
        return self._abbreviated(ended, first[1])

    def _abbreviated(self, ended: str, first: str) -> bool:
        word = _LAST_WORD.search(ended)
        if word is None or word[2] in self.can_end:
            return False
        if first.isdigit():
            return word[2].casefold() in self.before_number
        if word[1]:
            return False
        return word[2].casefold() in self.before_name or (
            _INITIAL.search(ended) is not None and first.isupper()
        )

    def ends_here(self, before: str, space: str, first: str, after: str) -> bool:
        """Tell whether a stop that sentencex passes over ends a sentence."""
        word = _LAST_WORD.search(before)
        if not space:
            whole = (
                "." not in word[2] and len(word[2]) > 1 if word else _LONG_FIGURE.search(before) is not None
            )
            return first.isupper() and whole and _WORD_AHEAD.match(after) is not None
        if word is None:
            return False
        name = word[2].casefold()
        if first.isdigit():
            return len(name) > 3 and name not in self.before_number | self.before_name
        is_unit = word[1] is not None and name not in self.before_name
        return first.isupper() and (is_unit or word[2] in self.can_end)


@cache
def _rules(language: str) -> _Rules:
    data = _data()
    patterns = data["after_quotation"].get(language)
    return _Rules(
        language=language,
        before_name=_words(data["before_name"], language),
        before_number=_words(data["before_number"], language),
        can_end=frozenset(data["can_end"].get(language, ())),
        after_quotation=re.compile("|".join(patterns)) if patterns else None,
        spaced=language in data["spaced"]["languages"],
    )


def _words(listed: dict[str, list[str]], language: str) -> frozenset[str]:
    return frozenset(word.casefold() for key in ("any", language) for word in listed.get(key, ()))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("retold.text") / "sentences.toml").read_text("utf-8"))
