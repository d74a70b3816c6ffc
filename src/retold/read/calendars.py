"""Dates of calendars that count from elsewhere: the solar one of Iran and Afghanistan, the Buddhist of Thailand."""

from __future__ import annotations

import re
from datetime import date

#: The months of the solar calendar, from spring on: in Persian, in Dari, in Pashto.
_MONTHS = (
    ("فروردین", "حمل", "وری"),
    ("اردیبهشت", "ثور", "غویی"),
    ("خرداد", "جوزا", "غبرګولی"),
    ("تیر", "سرطان", "چنګاښ"),
    ("مرداد", "اسد", "زمری"),
    ("شهریور", "سنبله", "وږی"),
    ("مهر", "میزان", "تله"),
    ("آبان", "عقرب", "لړم"),
    ("آذر", "قوس", "لیندۍ"),
    ("دی", "جدی", "مرغومی"),
    ("بهمن", "دلو", "سلواغه"),
    ("اسفند", "حوت", "کب"),
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMED = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_NUMBERS)})(?:\s+ماه)?،?\s+(1[34]\d\d)(?!\d)")
_COUNTED = re.compile(r"(?<!\d)(1[34]\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_REVERSED = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(1[34]\d\d)(?!\d)")

#: From this year on, a number is one of the lunar calendar, of which nobody can say from afar when a month began.
_LUNAR = 1430

_BUDDHIST = re.compile(r"(?<!\d)(2[4-6]\d\d)(?!\d)")
_BUDDHIST_YEARS = 543

#: So far `_ordinal` counts ahead of Python: 14 Esfand 1403 is 4 March 2025.
_BEGINNING = 356_033


def gregorian(written: str, language: str | None = None) -> str:
    """Give a date with its day in the Gregorian calendar, where it is in another one; else as it is.

    Raises ValueError for one of the lunar calendar, as an Arabic one before the year 1500 is.
    """
    written = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in written)
    if found := _NAMED.search(written):
        day = _of_solar(int(found[3]), _NUMBERS[found[2]], int(found[1]))
        return _with_day(written[found.end() :], day, written[: found.start()])
    if found := _COUNTED.search(written):
        year, month, number = int(found[1]), int(found[3]), int(found[4])
    elif found := _REVERSED.search(written):
        year, month, number = int(found[4]), int(found[3]), int(found[1])
    else:
        return _BUDDHIST.sub(lambda year: str(int(year[1]) - _BUDDHIST_YEARS), written)
    if language == "ar" or year >= _LUNAR:
        raise ValueError("is in the lunar calendar")
    return _with_day(written[found.end() :], _of_solar(year, month, number), written[: found.start()])


def _with_day(behind: str, day: date, before: str) -> str:
    """Put a day in the place of the one it is called; the words around a time of day are left out."""
    time = re.search(r"\d{1,2}:\d\d(?::\d\d)?\s*(?:Z|[+-]\d\d:?\d\d)?", f"{before} {behind}")
    return f"{day.isoformat()} {time[0].strip().zfill(5)}" if time else day.isoformat()


def _of_solar(year: int, month: int, day: int) -> date:
    """Return a day of the solar calendar, whose first six months have 31 days, and whose leap years come by 33.

    Raises ValueError for one that it does not have.
    """
    ends = _ordinal(year + 1, 1, 1) if month == 12 else _ordinal(year, month + 1, 1)
    if not (1 <= month <= 12 and day >= 1 and _ordinal(year, month, day) < ends):
        raise ValueError("is no day of the solar calendar")
    return date.fromordinal(_ordinal(year, month, day))


def _ordinal(year: int, month: int, day: int) -> int:
    since = year + 1_595
    leap = since // 33 * 8 + (since % 33 + 3) // 4
    months = (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    return 365 * since + leap + months + day - _BEGINNING
