"""Times of day and zones as their countries write them -> as 14:30 and +01:00."""

from __future__ import annotations

import re

#: What stands before or behind a time of the morning or the afternoon, where nobody writes am and pm.
_MORNING = ("오전", "上午", "午前", "π.μ.", "πμ", "ص", "ق.ظ")
_AFTERNOON = ("오후", "下午", "午後", "μ.μ.", "μμ", "م", "ب.ظ")
_HALVES = "|".join(map(re.escape, (*_MORNING, *_AFTERNOON)))
_CLOCK = r"(\d{1,2})(:\d\d(?::\d\d)?)"
_HALF = re.compile(rf"(?:(?<!\w)({_HALVES})\s*{_CLOCK}|{_CLOCK}\s*({_HALVES})(?!\w))")

#: 10h30, 10時30分, 10시 30분, 10 giờ 30; 10.30 where it ends what is written.
_HOURS = re.compile(r"(?<![\d.])(\d{1,2})\s?(?:[hH]|時|时|點|点|시|giờ)\s?(\d\d)(?:\s?[分분])?(?!\d)")
_DOTTED = re.compile(r"(?<=\s)(\d{1,2})\.(\d\d)$")

#: What follows a time and says no more than that it is one: Uhr, ч., h, часот.
_OF_CLOCK = re.compile(r"(?<=:\d\d)\s?(?:[Uu]hr|ч|час\w*|год|[Hh]|hrs?|óra\w*)\b\.?")

#: GMT+0100, UTC+2, and at the end +2 and +02:00, of which RFC 2822 knows +0200 alone; behind am and pm the zones of
#: North America.
_DISTANCE = re.compile(r"\(?\b(?:GMT|UTC)\s?([+-])(\d{1,2}):?(\d\d)?\b\)?")
_ZONE = re.compile(r"(?<=:\d\d)\s?([+−-])(\d{1,2})(?::?(\d\d))?$")
_AMERICAN = re.compile(r"(?<=[Mm]|\.)\s+(?:([ECMP])([SD])T)\b")
_WEST = {"E": 5, "C": 6, "M": 7, "P": 8}

#: Hebrew joins "in" to the name of the month.
_IN_MONTH = re.compile(r"(?<=\d )ב-?(?=[א-ת]{3,})")


def plain(written: str) -> str:
    """Give a date with its time of day as 14:30, and its zone as the distance from UTC."""
    written = _HOURS.sub(r"\1:\2", written.strip())
    written = _HALF.sub(_whole_day, _DOTTED.sub(r"\1:\2", written))
    written = _IN_MONTH.sub("", _OF_CLOCK.sub("", written))
    for distance in (_DISTANCE, _ZONE):
        written = distance.sub(_four_digits, written)
    return _AMERICAN.sub(lambda found: f" -{_WEST[found[1]] - (found[2] == 'D'):02}00", written)


def _four_digits(found: re.Match[str]) -> str:
    return f" {found[1].replace('−', '-')}{int(found[2]):02}{found[3] or '00'}"


def _whole_day(found: re.Match[str]) -> str:
    half, hour, rest = (found[1], found[2], found[3]) if found[1] else (found[6], found[4], found[5])
    if int(hour) > 12:
        return f"{int(hour):02}{rest}"
    return f"{int(hour) % 12 + 12 * (half in _AFTERNOON):02}{rest}"
