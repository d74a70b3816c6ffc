"""Numbers written in digits: 2.000, 2,000, 2 000, 2’000, 1,5, 12,50, ٢٠٠٠, ２０００, 2½.

Three digits after a mark are a group of thousands in every language, as news writes them whatever CLDR says
(Albanian 2.000 and 6,000 are both thousands), except where a number that small is measured: 1.125 million.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol

from retold.text.lexicon import NEUTRAL, base_language

_BLANKS = " \u00a0\u2009\u202f"
_GROUPED = re.compile(
    rf"\d{{1,3}}(?P<mark>[.,'’٬،，{_BLANKS}])\d{{3}}(?!\d)(?:(?P=mark)\d{{3}}(?!\d))*"
    r"(?P<rest>(?!(?P=mark))[.,٫]\d+(?![\d.,]\d))?"
)
_LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?![\d,])")
_PLAIN = re.compile(r"\d+(?:[.,٫]\d+)?(?![.,]\d)|\d+")
_VULGAR = dict(
    zip(
        "½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞",
        (1 / 2, 1 / 4, 3 / 4, 1 / 3, 2 / 3, 0.2, 0.4, 0.6, 0.8, 1 / 6, 1 / 8, 3 / 8, 5 / 8, 7 / 8),
        strict=True,
    )
)


#: A longer row of digits is a code.
_LARGEST = 1e15


class Digits(NamedTuple):
    """A number in digits: its value if three digits after a mark are a group, and if they are decimals.

    The two differ where the text can be read both ways: 2.125.
    """

    end: int
    grouped: float
    decimal: float
    marked: bool


@cache
def decimal_mark(language: str | None) -> str:
    """Return the mark that CLDR gives before decimals; "" for an unknown language, where three digits are a group."""
    if base_language(language) == NEUTRAL:
        return ""
    try:
        return str(get_decimal_symbol(Locale.parse(base_language(language))))
    except (UnknownLocaleError, ValueError):
        return ""


def digits_at(text: str, start: int) -> Digits | None:
    """Read the number in digits that begins at a place of a text; None where none does, or one too long to count."""
    read = _digits_at(text, start)
    return None if read is None or read.grouped > _LARGEST else read


def _digits_at(text: str, start: int) -> Digits | None:
    if start < len(text) and text[start] in _VULGAR:
        return Digits(start + 1, _VULGAR[text[start]], _VULGAR[text[start]], False)
    match = _LAKHS.match(text, start) or _GROUPED.match(text, start) or _PLAIN.match(text, start)
    if match is None:
        return None
    if match.re is _LAKHS:
        return _same(match.end(), float(match.group().replace(",", "")))
    if match.re is _PLAIN:
        whole = match.group().replace(",", ".").replace("٫", ".")
        return _with_fraction(text, match.end(), float(whole))
    rest = match.group("rest") or ""
    whole = match.group().removesuffix(rest)
    mark = match.group("mark")
    grouped = float(whole.replace(mark, "") + rest.replace(",", ".").replace("٫", "."))
    if rest or whole.count(mark) > 1 or mark not in ".,":
        return _same(match.end(), grouped)
    decimal = float(whole.replace(mark, "."))
    return Digits(match.end(), decimal if decimal < 1 else grouped, decimal, True)


def _same(end: int, value: float) -> Digits:
    return Digits(end, value, value, False)


def _with_fraction(text: str, end: int, value: float) -> Digits:
    if end < len(text) and text[end] in _VULGAR and value == int(value):
        return _same(end + 1, value + _VULGAR[text[end]])
    return _same(end, value)
