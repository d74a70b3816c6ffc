"""Dates in the words and digits of their own language: чет, 03 апр 2025 10:00:00 +0200."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

from retold.read.calendars import gregorian
from retold.read.clocks import plain
from retold.read.dates import parse_published
from retold.text.lexicon import base_language
from retold.text.months import languages_with_months, months, puts_day_first, short_months
from retold.text.words import Word, words_of

_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?![\d:])\s*"
    r"(?:(?P<half>[AaPp])\.?[Mm]\b\.?)?\s*(?P<utc>(?:GMT|UTC|Z)\b)?(?P<zone>[+-]\d\d:?\d\d)?"
)
#: Feeds list what is new, or an archive; a year outside of these is counted from elsewhere.
_YEARS = range(1900, 2100)


def as_readable(written: str, language: str | None = None) -> str | None:
    """Give a date as it is written where `parse_published` reads it, else as `parse_spelled` does; None for none.

    The clock, the zone and the calendar are first put in the form that both read.
    """
    try:
        written = gregorian(plain(written), language)
    except ValueError:
        return None
    with suppress(ValueError):
        parse_published(written)
        return written
    with suppress(ValueError):
        return parse_spelled(written, language)
    return None


def parse_spelled(written: str, language: str | None = None) -> str:
    """Read a date with the name of its month, or its numbers from the year on, into ISO 8601.

    The month is one of `language`, else of any language with data of its own, if all that know the word mean one.
    A time of day with anything but a distance from UTC behind it is left out. Raises ValueError for what is no date.
    """
    time = _TIME.search(written)
    if time is None:
        return _day(written, language).isoformat()
    before, behind = written[: time.start()].strip(), written[time.end() :].strip(" .,)")
    day = _day(f"{before} {behind}", language)
    if before and behind:
        return day.isoformat()
    hour, minute, second = (int(time[part] or 0) for part in ("hour", "minute", "second"))
    if time["half"]:
        hour = hour % 12 + 12 * (time["half"] in "Pp")
    moment = datetime(day.year, day.month, day.day, hour, minute, second)
    if not (time["utc"] or time["zone"]):
        return moment.isoformat()
    return moment.replace(tzinfo=_zone(time["zone"] or "+0000")).isoformat()


def _zone(written: str) -> timezone:
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone((-1 if written[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _day(written: str, language: str | None) -> date:
    numbers = [word for word in words_of(written, language) if word.kind == "d"]
    if any(len(number.key) > 4 for number in numbers):
        raise ValueError("has a number of more than four digits")
    found = [int(number.key) for number in numbers]
    years = [number for number in found if number in _YEARS]
    if len(years) != 1:
        raise ValueError("has no year")
    if len(found) == 2:
        [day] = [number for number in found if number not in _YEARS]
        return date(years[0], _month(written, language), day)
    if len(found) == 3 and found[0] in _YEARS:
        return date(*found)
    if len(found) == 3 and found[2] in _YEARS:
        day, month, year = found
        if written.count(".") < 2 and _is_month_first(day, month, language):
            day, month = month, day
        return date(year, month, day)
    raise ValueError("is not a day, a month and a year")


def _is_month_first(first: int, second: int, language: str | None) -> bool:
    """Tell which of two numbers before a year is the month: one is none, or the language puts the day first.

    Raises ValueError where nobody can know, as in English.
    """
    if max(first, second) > 12 or first == second:
        return second > 12
    if not puts_day_first(language):
        raise ValueError("has two numbers that may be the month")
    return False


def _month(written: str, language: str | None) -> int:
    """Return the month that a date names, in its own language or in all that know one of its words for a month."""
    for languages in ((base_language(language),), languages_with_months()):
        named = {month for each in languages for month in _months_in(words_of(written, each), each)}
        if len(named) == 1:
            return named.pop()
    raise ValueError("names no month, or more than one")


def _months_in(words: Sequence[Word], language: str) -> set[int]:
    """Return the months that stand beside a number: before the day or behind it."""
    found = set()
    for names in (months(language), short_months(language)):
        for month, first, after in names.all(words):
            behind = first > 0 and any(word.kind == "d" for word in words[max(0, first - 2) : first])
            before = any(word.kind == "d" for word in words[after : after + 2])
            if behind or before:
                found.add(month)
    return found
