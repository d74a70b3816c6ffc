"""One form for equal text: as it is stored, and as it is searched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NEWLINES = re.compile("\r\n|\r|\u2028|\u2029")

# Letters that Unicode does not decompose, with the letters people type in their place.
_PLAIN_LETTERS = str.maketrans(
    {"ı": "i", "đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "ـ": None}
)


def _ranges(codes: Iterable[int]) -> str:
    """Write codes in ascending order as what stands between the brackets of a regular expression."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


#: Marks that stand on or after a letter of their word, as between the brackets of a regular expression, to which they
#: are no letters: most vowels of the scripts of India and of Thai.
MARKS = _ranges(code for code in range(0x300, 0xAC00) if unicodedata.category(chr(code)) in ("Mn", "Mc"))

#: Letters and digits in a row, with the marks on them.
WORD = re.compile(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*")


def normalise(text: str) -> str:
    """Put a text in NFC, with every line ended by a line feed and no byte order mark at its head."""
    return unicodedata.normalize("NFC", _NEWLINES.sub("\n", text).lstrip("\ufeff"))


def storable(text: str) -> str:
    """Drop what no file or database can hold as text: zero characters and halves of surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def fold(text: str) -> str:
    """Fold what a reader who searches does not tell apart: case, accents, width, forms of a letter.

    Applied to a text before it is indexed and to a question before it is asked: SQLite's own folding leaves
    Greek and Cyrillic accents, ß, ı and Arabic marks apart. Marks that are letters of their own (kana
    voicing, Indic vowels and viramas, Thai tones) stay.
    """
    compatible = unicodedata.normalize("NFKC", text).casefold()
    decomposed = unicodedata.normalize("NFKD", compatible)
    return unicodedata.normalize("NFC", decomposed.translate(_FOLDED))


class _Folded(dict[int, "int | str | None"]):
    """What each character is folded to, each looked at once; None where it is dropped."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = None if _is_dropped(chr(code)) else _PLAIN_LETTERS.get(code, code)
        return self[code]


def _is_dropped(char: str) -> bool:
    """Tell accents, Hebrew points, Arabic vowels and invisible joiners from marks that spell a letter."""
    marked = unicodedata.combining(char)
    return 10 <= marked <= 35 or marked >= 200 or unicodedata.category(char) == "Cf"


_FOLDED = _Folded()
