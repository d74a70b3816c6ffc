"""A text as words, numbers and signs with their places, each folded for look-up.

Chinese characters and kana are one word each, so that every phrase is a row of words in any script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from retold.text.lexicon import lexicon

_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u0640\u064b-\u065f\u0670"
_FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
_APOSTROPHE_LETTER = "\u02bc"
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_WORD = re.compile(
    rf"(?P<number>\d+)|(?P<ideograph>[{_IDEOGRAPHS}])"
    rf"|(?P<word>(?:[^\W\d_{_IDEOGRAPHS}{_FRACTIONS}{_APOSTROPHE_LETTER}][{_MARKS}]*)+)|(?P<unseen>[{_UNSEEN}]+)|(?P<sign>\S)"
)
_SIGNS = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "′": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "％": "%",
        "٪": "%",
        "，": ",",
    }
)
_DROPPED = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")


class Word(NamedTuple):
    """A word, a run of digits or a sign: its place in the text, and its folded form.

    `kind` is "w", "i" (one Chinese character or kana), "d" (digits) or "s" (a sign); `capital` tells whether it
    begins with a capital; `glued` whether nothing stands between it and the word before.
    """

    start: int
    end: int
    key: str
    kind: str
    capital: bool
    glued: bool


@dataclass(frozen=True)
class Writing:
    """How a language writes: section `writing` of its data.

    `keep_accents` where words differ by them alone; `letters` maps letters of a second alphabet to the one the
    data is written in; `prefixes` are words written together with the next, longest first, and `whole` the words
    that only look as if they began with one.
    """

    keep_accents: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    prefixes: tuple[str, ...] = ()
    whole: frozenset[str] = frozenset()

    def fold(self, word: str) -> str:
        """Fold a word for look-up: case, letters of a second alphabet and, unless they tell words apart, accents."""
        folded = _DROPPED.sub("", word.casefold().translate(_SIGNS)).replace("i\u0307", "i")
        if self.letters:
            folded = "".join(
                self.letters.get(letter, letter) for letter in unicodedata.normalize("NFC", folded)
            )
        if self.keep_accents:
            return unicodedata.normalize("NFC", folded)
        bare = unicodedata.normalize("NFD", folded)
        return "".join(letter for letter in bare if not unicodedata.combining(letter))


@cache
def writing(language: str | None) -> Writing:
    """Read how a language writes."""
    data = lexicon(language, "writing")
    letters = Writing(letters={}, keep_accents=bool(data.get("keep_accents", False)))
    prefixes = sorted(
        (letters.fold(prefix) for prefix in data.get("prefixes", "").split()), key=len, reverse=True
    )
    whole = frozenset(letters.fold(word) for word in data.get("whole", "").split())
    return Writing(letters.keep_accents, data.get("letters", {}), tuple(prefixes), whole)


@lru_cache(maxsize=1 << 15)
def _folded(word: str, language: str | None) -> tuple[str, bool]:
    return writing(language).fold(word), word[0].isupper()


@lru_cache(maxsize=64)
def words_of(text: str, language: str | None) -> tuple[Word, ...]:
    """Cut a text into words, runs of digits and signs; white space is left out. Never raises."""
    found = []
    last = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match.lastgroup == "unseen":
            last = end if start == last else last
            continue
        key, capital = _folded(match.group(), language)
        if not key:
            continue
        found.append(
            Word(start, end, key, (match.lastgroup or "s")[0].replace("n", "d"), capital, start == last)
        )
        last = end
    return tuple(found)


def parted(words: Sequence[Word], language: str | None, known: Callable[[str], bool]) -> Sequence[Word]:
    """Part prefixes that are written together with a word (Arabic "and", "the") from the words that are known."""
    written = writing(language)
    return (
        tuple(part for word in words for part in _parts(word, written, known)) if written.prefixes else words
    )


def _parts(word: Word, written: Writing, known: Callable[[str], bool]) -> Iterator[Word]:
    if word.kind == "w" and word.key not in written.whole and not known(word.key):
        for prefix in written.prefixes:
            rest = word.key.removeprefix(prefix)
            if rest != word.key and rest and known(rest):
                cut = min(word.start + len(prefix), word.end - 1)
                yield word._replace(end=cut, key=prefix)
                yield word._replace(start=cut, key=rest, glued=True)
                return
    yield word
