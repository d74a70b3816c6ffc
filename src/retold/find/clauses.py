"""A sentence as words, marks and whole quotations, and what is asked of them: where attributions are looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from retold.model import Span
from retold.text.cues import AttributionWords, fold
from retold.text.quotations import MARKS

#: A quotation of this many words is speech; a shorter one may be a name („Rheinpost“) or a single word.
SPEECH_WORDS = 5
#: In a script without capitals a phrase of as many words may be a name that no list knows.
CASELESS_SOURCE = 6
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005"
_TOKEN = re.compile(
    rf"[{_CJK}]+|\d+(?:[.,:/]\d+)*(?:[-’'][^\W\d_]+|[^\W\d_{_CJK}]+)?|"
    rf"[^\W\d_{_CJK}](?:[.&]?(?:[^\W_{_CJK}]|[\u0300-\u036f\u064b-\u065f])|[-’'‑][^\W_{_CJK}])*['’]?|\S"
)
_UNSPACED = re.compile(f"[{_CJK}]")
_LETTER, _NEXT_WORD = re.compile(r"\w"), re.compile(r"\s+\w")
_STOPS = frozenset(".!?;:…。！？；：؟؛")
_COMMAS = frozenset(",،，、")
_DASHES = frozenset("–—―-")


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    COMMA = auto()
    DASH = auto()
    STOP = auto()
    SPEECH = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a whole quotation; `name` says that it has the look of a name."""

    span: Span
    lower: str
    folded: str
    kind: Kind
    name: bool = False


@dataclass(frozen=True)
class Clauses:
    """The tokens of one sentence with the places of its cues, [start, end) in tokens, and spans held for sources."""

    tokens: Sequence[Token]
    words: AttributionWords
    cues: Sequence[tuple[int, int]]
    proposed: Sequence[Span] = ()

    def is_proposed(self, start: int, end: int) -> bool:
        """Whether somebody holds some of the tokens for a source."""
        first, last = self.tokens[start].span.start, self.tokens[end - 1].span.end
        return any(span.start < last and first < span.end for span in self.proposed)

    def is_cue(self, at: int) -> bool:
        """Whether a cue covers the token."""
        return at in self._in_cues

    @cached_property
    def _in_cues(self) -> frozenset[int]:
        return frozenset(at for start, end in self.cues for at in range(start, end))

    def has(self, at: int, words: frozenset[str]) -> bool:
        """Whether there is a word at `at`, and it is one of these."""
        return 0 <= at < len(self.tokens) and self.tokens[at].lower in words

    def is_mark(self, at: int) -> bool:
        """Whether the token is no word, or lies outside the sentence."""
        return not 0 <= at < len(self.tokens) or self.tokens[at].kind is not Kind.WORD

    def is_comma(self, at: int) -> bool:
        """Whether the token is a comma."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind is Kind.COMMA

    def follows_mark(self, at: int) -> bool:
        """Whether a mark, or nothing, goes before a verb, but for adverbs and helpers."""
        return self.is_mark(skip_back(self, at) - 1)

    def opens(self, at: int) -> bool:
        """Whether a verb stands at the beginning of its clause, but for adverbs and helpers."""
        first = skip_back(self, at)
        return self.follows_mark(at) or self.has(first - 1, self.words.joins | self.words.that)

    def names_somebody(self, start: int, end: int) -> bool:
        """Whether the tokens hold a name or a role; a capital that opens the sentence is a name if alone."""
        if self.named(start, end):
            return True
        alone = end - start == 1 and all(self.is_mark(at) for at in range(start))
        return alone and self.tokens[start].span.end - self.tokens[start].span.start > 2

    def named(self, start: int, end: int) -> bool:
        """Whether the tokens hold a name or a role; in a script without capitals every short phrase may."""
        short = self.words.caseless and 0 < end - start <= CASELESS_SOURCE
        function = self.words.that | self.words.listed
        caseless = short and not all(self.has(at, function) for at in range(start, end))
        return caseless or any(t.name or self.words.is_speaker(t.folded) for t in self.tokens[start:end])

    def only_name(self, start: int, end: int) -> bool:
        """Whether every token is a name."""
        return all(token.name for token in self.tokens[start:end])

    def ends_phrase(self, at: int, start: int) -> bool:
        """Whether the word at `at` cannot belong to the naming phrase that began at `start`."""
        words = self.words
        token = self.tokens[at]
        if self.has(at, words.that | words.relatives | words.helpers | words.topics):
            return not token.name
        if self.has(at, words.ends):
            named = any(self.tokens[near].name for near in range(start + 1, at))
            return token.lower not in words.links or named or self.has(at + 1, words.skip)
        return False


def skip_back(clauses: Clauses, at: int) -> int:
    """Step from a verb back over what may stand between it and its subject."""
    while clauses.has(at - 1, clauses.words.between):
        at -= 1
    return at


def tokenise(
    text: str,
    sentence: Span,
    quotes: Sequence[Span],
    words: AttributionWords,
    names: Sequence[Span] = (),
) -> tuple[Token, ...]:
    """Split a sentence, a long quotation being one token; the marks round a short one are left out."""
    names = [name for name in names if name.start < sentence.end and sentence.start < name.end]
    speech = [clip(quote, sentence) for quote in quotes if is_speech(text, quote, sentence)]
    tokens: list[Token] = []
    at = sentence.start
    for quote in sorted(speech):
        if quote.start >= at:
            tokens += _plain(text, Span(at, quote.start), words, names, first=not tokens)
            tokens.append(Token(quote, "", "", Kind.SPEECH))
            at = quote.end
    return tuple(tokens + _plain(text, Span(at, sentence.end), words, names, first=not tokens))


def clip(span: Span, within: Span) -> Span:
    """Give the part of a span that lies within another."""
    return Span(max(span.start, within.start), min(span.end, within.end))


def is_speech(text: str, quote: Span, sentence: Span) -> bool:
    """Tell what somebody said from a name or a single word in quotation marks."""
    if quote.start >= sentence.end or quote.end <= sentence.start:
        return False
    inner = text[quote.start + 1 : quote.end - 1].strip()
    long = len(_UNSPACED.findall(inner)) >= 2 * SPEECH_WORDS or len(inner.split()) >= SPEECH_WORDS
    before, after = text[sentence.start : quote.start].rstrip(), text[quote.end : sentence.end].lstrip()
    alone = not before.strip("–—- ") and after[:1] in (",", "،", "，", "–", "—", "-")
    ended = inner[-1:] in (".", "!", "?", ",", "。", "！", "？")
    return long or alone or ended or before[-1:] in (":", "：")


def _plain(
    text: str, span: Span, words: AttributionWords, names: Sequence[Span], *, first: bool
) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        for piece in _pieces(text, Span(*match.span()), words):
            token = _token(text, piece, span.end, names, first=first and not tokens)
            if token is not None:
                tokens.append(token)
    return tokens


def _pieces(text: str, span: Span, words: AttributionWords) -> list[Span]:
    """Split what no space splits: Chinese and Japanese at the words of the lexicon, l'agence at its elision."""
    part = text[span.start : span.end]
    if _UNSPACED.match(part):
        return _lexicon_pieces(part, span.start, words)
    for mark in "'’":
        head, found, tail = part.partition(mark)
        if found and tail and head.casefold() in words.elided:
            cut = span.start + len(head) + 1
            return [Span(span.start, cut), Span(cut, span.end)]
    verb, hyphen, subject = part.partition("-")
    if hyphen and subject.casefold() in words.pronouns:  # confie-t-il
        return [Span(span.start, span.start + len(verb)), Span(span.end - len(subject), span.end)]
    return [span]


def _lexicon_pieces(part: str, start: int, words: AttributionWords) -> list[Span]:
    pieces: list[Span] = []
    at = begun = 0
    while at < len(part):
        size = words.longest_word(part[at:])
        if size:
            if begun < at:
                pieces.append(Span(start + begun, start + at))
            pieces.append(Span(start + at, start + at + size))
            at += size
            begun = at
        else:
            at += 1
    if begun < at:
        pieces.append(Span(start + begun, start + at))
    return pieces


def _token(text: str, span: Span, end: int, names: Sequence[Span], *, first: bool) -> Token | None:
    part = text[span.start : span.end]
    if part in MARKS and not part.isalnum():
        return None
    if part == "." and _abbreviates(text, span, end):
        return None
    if part in _COMMAS:
        kind = Kind.COMMA
    elif part in _DASHES:
        kind = Kind.DASH
    elif part in _STOPS:
        kind = Kind.STOP
    elif part[0].isalnum():
        kind = Kind.WORD
    else:
        return Token(span, part, part, Kind.DASH) if part in "()[]/" and not _glosses(text, span) else None
    known = any(name.start < span.end and span.start < name.end for name in names)
    capital = _capital(part) and (not first or sum(c.isupper() for c in part) > 1)
    return Token(span, part.casefold(), fold(part), kind, known or capital)


def _capital(word: str) -> bool:
    """Whether a word, or a part of it behind a hyphen, begins with a capital: Kola, al-Marzan."""
    return any(part[:1].isupper() for part in re.split("[-’'‑]", word))


def _glosses(text: str, bracket: Span) -> bool:
    """Whether a bracket is one round a short gloss of a name: the Agency (EMA)."""
    around = text[max(0, bracket.start - 30) : bracket.end + 30]
    at = min(30, bracket.start)
    return any(match.start() <= at < match.end() for match in re.finditer(r"\(\w+(?:[ -]\w+)?\)", around))


def _abbreviates(text: str, stop: Span, end: int) -> bool:
    """Whether a full stop within a sentence belongs to a short word: κ. Ζαρκαδούλας, prof. Drvarov."""
    word = _LETTER.match(text, stop.start - 1) if stop.start else None
    return bool(word) and _NEXT_WORD.match(text, stop.end, end) is not None
