"""When an article was published, as exact as its input says and no more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d{6})?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")

#: Seconds or milliseconds since 1970, as programs count time: those of 2001 to 2033.
_COUNTED = re.compile(r"(1\d{9})(?:\d{3})?(?:\.\d*)?")

#: Zones that news is dated in by names that mean one distance from UTC each; those of RFC 2822 are read with it.
_DISTANCES = {
    0: "UTC GMT WET",
    1: "WEST CET MEZ WAT",
    2: "CEST MESZ EET SAST",
    3: "EEST MSK TRT EAT",
    5: "PKT",
    7: "WIB ICT",
    8: "HKT SGT PHT WITA",
    9: "JST KST WIT",
    10: "AEST",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
}
_ZONES = {zone: hours for hours, zones in _DISTANCES.items() for zone in zones.split()}
_NAMED_ZONE = re.compile(rf"(?<=\d)\s*(?:\(?({'|'.join(_ZONES)})\)?|(?:Z|([+-]\d\d:\d\d))\[[\w/+-]+\])$")

#: Where time begins for .NET, spreadsheets and Unix.
_BEGINNINGS = tuple(f"{year}-01-01T00:00:00" for year in ("0001", "1900", "1970"))

#: A year before the first, as WordPress writes for no date: Wed, 30 Nov -0001.
_BELOW_ZERO = re.compile(r"[A-Za-z]\s+-\d{4}\s")
_HALF_OF_DAY = re.compile(r"\d\s*[ap]\.?m\b", re.I)


def parse_published(written: str) -> str:
    """Read a date in ISO 8601, RFC 2822, as DD.MM.YYYY or as seconds since 1970 into ISO 8601.

    Gives `2025`, `2025-09`, `2025-09-04`, a time without zone as it stands, one with a zone in UTC
    (`2025-09-04T08:00:00Z`). Raises ValueError for what is no date or is not on the calendar.
    """
    written = written.strip()
    if found := _YEAR_OR_MONTH.fullmatch(written):
        year, month = found[1], found[2]
        return date(int(year), int(month or 1), 1).isoformat()[: 4 if month is None else 7]
    if found := _DAY.fullmatch(written):
        return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    if (found := _DIGITS.fullmatch(written)) and not found[4]:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    if found := _DAY_FIRST.fullmatch(written):
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    return _in_utc(_moment(written))


def is_nothing(published: str) -> bool:
    """Tell what a program writes that knows no date: the moment from which it counts time."""
    return published.removesuffix("Z") in _BEGINNINGS


def zone_of(written: str) -> str | None:
    """Return the zone a time is written in, as its distance from UTC (`+02:00`); None where there is none."""
    try:
        moment = _moment(written.strip())
    except ValueError:
        return None
    zone = moment.isoformat()[19:] if moment.microsecond == 0 else moment.isoformat()[26:]
    return zone or None


def _moment(written: str) -> datetime:
    if found := _COUNTED.fullmatch(written):
        return datetime.fromtimestamp(int(found[1]), UTC)
    if found := _DIGITS.fullmatch(written):
        return datetime.fromisoformat(f"{written[:8]}T{found[4] or '000000'}")
    if _HALF_OF_DAY.search(written):
        raise ValueError("has a half of a day, which neither standard knows")
    written = _NAMED_ZONE.sub(lambda zone: _distance(zone[1]) if zone[1] else zone[2] or "Z", written)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        if _BELOW_ZERO.search(written):
            raise
        return parsedate_to_datetime(written)


def _distance(zone: str) -> str:
    return f" +{_ZONES[zone]:02}00"


def _in_utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        return moment.isoformat(timespec="seconds")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside the calendar") from None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
