"""2. An article -> its sentences, with exact offsets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from retold.model import Article, Sentence, SentenceKind, Span
from retold.text.boilerplate import is_boilerplate
from retold.text.paragraphs import paragraphs
from retold.text.quotations import MARKS, find_quotes

_OPENING = "\"'“”„‟«»‹›‘’‚「『（(¿¡—–\\-"
_CLOSING = "\"'”“’»›‘」』）)"

# A stop (with marks that close after it), the space behind it and the next sentence's first letter or digit.
_STOP = re.compile(rf"(?<=[^\W_])\.[{_CLOSING}]*(\s*)(?=[{_OPENING}]*([^\W_]))")
_FULL_WIDTH_STOP = re.compile(rf"[。！？។][{_CLOSING}]*\s*(?=\w)")
_FIRST = re.compile(rf"[\s{_OPENING}]*([^\W_])")
_WHOLE_WORD = re.compile(rf"[\s{_OPENING}]*\w[^.\s]")

_WITHIN_WORD = re.compile(r"(?<=\w).(?=\w)")

# A mark at the head of a sentence that was not shown to sentencex.
_HIDDEN_OPENING = re.compile(rf"(?<!\S)[{_OPENING}]\s*\Z")

# The last word before a stop, and the digit before it that makes it a unit (160 km/h., 2021 г.).
_LAST_WORD = re.compile(rf"(\d[\s\xa0]?)?([^\s\d{_CLOSING}{_OPENING}][^\s{_CLOSING}]*)\.$")
_INITIAL = re.compile(r"(?:^|[\s.(“„«\"-])[^\W\d_a-z]\.$")

# A short figure with a stop, and the word before it that makes it an ordinal (vom 1. Oktober).
_ORDINAL = re.compile(r"(\w+)\s\d{1,2}\.$")

# A year or another long figure; a word glued to a shorter one is rather a month (5.Maj).
_LONG_FIGURE = re.compile(r"\d{3}\.$")

# What goes on after a dot without a space: a name on the net (Booking.Com), an abbreviation (Sh.B.A.).
_DOTTED = re.compile(r"(?:com|net|org|info|eu|js)\b|[^\W\d_]{1,2}\.", re.I)

# Longer quotations are statements read out or marks gone astray; those of retellings train and dev have up to 88
# characters.
_LONGEST_QUOTATION = 600
_SINGLE = frozenset("'‘’‚‛‹›")

# Enough of the text on either side of a boundary to decide on it: some words.
_NEAR = 80

# No sentence is longer: the encoder reads no more of one, and what looks into it may look at each word from each
# other one. The longest of retellings has 508 characters.
_LONGEST = 2_000

# Half of the Thai and Lao sentences of NTREX have 82 to 182 characters; what stands between spaces, 5 to 32.
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
    quotations = [span for span in find_quotes(paragraph) if _holds_together(paragraph, span)]
    starts = [0]
    proposed = _proposed(paragraph, rules, quotations)
    for start in sorted({*proposed, *_further(paragraph, rules, quotations)} - {0}):
        before = paragraph[max(starts[-1], start - _NEAR) : start]
        if not rules.goes_on(before, paragraph[start : start + _NEAR]):
            starts.append(start)
    pieces = (
        _trimmed(paragraph, *piece)
        for start, end in pairwise([*starts, len(paragraph)])
        for piece in _bounded(paragraph, start, end)
    )
    return [(start, end) for start, end in pieces if start < end]


def _bounded(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long for a sentence, between words if there are any."""
    while end - start > _LONGEST:
        space = max(paragraph.rfind(space, start + 1, start + _LONGEST) for space in " \t\u3000")
        cut = space if space > start else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end


def _holds_together(paragraph: str, quotation: Span) -> bool:
    """Tell a quotation that is left whole from a statement read out; single marks are mostly apostrophes."""
    start, end = quotation
    return end - start < _LONGEST_QUOTATION and not {paragraph[start], paragraph[end - 1]} & _SINGLE


def _proposed(paragraph: str, rules: _Rules, quotations: Sequence[Span]) -> Iterator[int]:
    """Give the places where sentencex starts a sentence."""
    from sentencex import get_sentence_boundaries

    shown = _with_plain_marks(paragraph, quotations)
    for boundary in get_sentence_boundaries(rules.language, shown):
        start = boundary["start_index"] + len(boundary["text"]) - len(boundary["text"].lstrip())
        hidden = _HIDDEN_OPENING.search(paragraph, max(0, start - 4), start)
        yield hidden.start() if hidden and shown[hidden.start()] == " " else start


def _with_plain_marks(paragraph: str, quotations: Sequence[Span]) -> str:
    """Write all quotations “so” and no other mark, at the same offsets.

    sentencex leaves quotations whole, but pairs marks in this one way, and takes all that follows a mark
    without a partner, or an apostrophe, for a quotation.
    """
    shown = list(paragraph)
    for place, letter in enumerate(paragraph):
        if letter in MARKS:
            shown[place] = "ʼ" if _WITHIN_WORD.match(paragraph, place) else " "
    for start, end in quotations:
        shown[start], shown[end - 1] = "“”"
    return "".join(shown)


def _further(paragraph: str, rules: _Rules, quotations: Sequence[Span]) -> Iterator[int]:
    """Give the places where a sentence starts although sentencex sees none."""
    quoted = {place for start, end in quotations for place in range(start + 1, end)}
    for found in _STOP.finditer(paragraph):
        stop, start = found.start() + 1, found.end()
        before, after = paragraph[max(0, stop - _NEAR) : stop], paragraph[start : start + _NEAR]
        if start not in quoted and rules.ends_here(before, found[1], found[2], after):
            yield start
    for found in _FULL_WIDTH_STOP.finditer(paragraph):
        if found.end() not in quoted:
            yield found.end()
    if rules.spaced:
        yield from _spaced(paragraph)


def _spaced(paragraph: str) -> Iterator[int]:
    """Gather what stands between spaces into pieces of about a sentence's length."""
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
    before_ordinal: frozenset[str]
    can_end: frozenset[str]
    after_quotation: re.Pattern[str] | None
    spaced: bool

    def goes_on(self, before: str, after: str) -> bool:
        """Tell whether a sentence goes on behind a proposed boundary."""
        first = _FIRST.match(after)
        if first is None or _is_small(first[1]) or after[0] in ",;，、،ºª":
            return True
        ended = before.rstrip()
        if ended == before and before.endswith(".") and _DOTTED.match(after):
            return True
        if self.after_quotation and ended[-1] in _CLOSING and self.after_quotation.match(after):
            return True
        ordinal = _ORDINAL.search(ended)
        if ordinal and ordinal[1].casefold() in self.before_ordinal:
            return True
        return self._abbreviated(ended, first[1])

    def _abbreviated(self, ended: str, first: str) -> bool:
        word = _LAST_WORD.search(ended)
        if word is None or word[2] in self.can_end:
            return False
        name, is_unit = word[2].casefold(), word[1] is not None
        if first.isdigit():
            return name in self.before_number
        is_initial = first.isupper() and _INITIAL.search(ended) is not None
        return not is_unit and (is_initial or name in self.before_name)

    def ends_here(self, before: str, space: str, first: str, after: str) -> bool:
        """Tell whether a stop that sentencex passes over ends a sentence."""
        word = _LAST_WORD.search(before)
        if not space:
            return first.isupper() and _WHOLE_WORD.match(after) is not None and _is_whole(word, before)
        if word is None:
            return False
        name, is_unit = word[2].casefold(), word[1] is not None
        if first.isdigit():
            return len(name) > 3 and name not in self.before_number | self.before_name
        return first.isupper() and (word[2] in self.can_end or (is_unit and name not in self.before_name))


def _is_small(letter: str) -> bool:
    """Tell a small letter that has a capital for the start of a sentence; Georgian's has none."""
    return letter.islower() and letter.title() != letter


def _is_whole(word: re.Match[str] | None, before: str) -> bool:
    """Tell a word or a long figure before a stop from a part of a dotted name."""
    if word is None:
        return _LONG_FIGURE.search(before) is not None
    return len(word[2]) > 1 and "." not in word[2]


@cache
def _rules(language: str) -> _Rules:
    data = _data()
    patterns = data["after_quotation"].get(language)
    return _Rules(
        language=language,
        before_name=_words(data["before_name"], language),
        before_number=_words(data["before_number"], language),
        before_ordinal=_words(data["before_ordinal"], language),
        can_end=frozenset(data["can_end"].get(language, ())),
        after_quotation=re.compile("|".join(patterns)) if patterns else None,
        spaced=language in data["spaced"]["languages"],
    )


def _words(listed: dict[str, list[str]], language: str) -> frozenset[str]:
    return frozenset(word.casefold() for key in ("any", language) for word in listed.get(key, ()))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("retold.text") / "sentences.toml").read_text("utf-8"))
