"""What time expressions say, and what they come to on a calendar: the day that "Tuesday" is in an article.

A value is as exact as the expression and as the article's own date allow, and no more (2025, 2025-09, 2025-09-03).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from retold.model import Span

#: Without a word that looks ahead, a coming day or month must be this many times nearer than the one gone by:
#: chosen on the retellings' train split, where news looks back more than forward.
_LOOKING_BACK = 2.5
#: The months in whose middle the seasons are, spring to winter, and how TIMEX3 writes them.
_SEASON_MONTHS = {1: 4, 2: 7, 3: 10, 4: 1}
_SEASONS = {1: "SP", 2: "SU", 3: "FA", 4: "WI"}
_NOWHERE = Span(0, 0)
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A time expression and what it says.

    `weekday` is 1 (Monday) to 7. `unit` and `shift` count days, weeks, weekends, months, years or hours from the
    article's date or, when `anaphoric`, from the date before in the text. `lean` is -1, 0 or 1 for last, this
    and next; `season` 1 (spring) to 4. `until` where a word before it looks ahead, `future` where its clause does.
    """

    span: Span = _NOWHERE
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    unit: str | None = None
    shift: int = 0
    anaphoric: bool = False
    lean: int | None = None
    until: bool = False
    future: bool = False


class Anchor:
    """The date from which relative expressions count: an article's own, or the one before in its text.

    `day` is a day within it: the day itself, or the middle of its month or year; `exact` is 1 (year) to 3 (day).
    """

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        self.exact = 1 + (month is not None) + (month is not None and day is not None)
        self.day = date(year, month or 7, day or 15)

    @classmethod
    def of(cls, value: str | None) -> Anchor | None:
        """Read a date as exact as it is written; None for none, or for one that no calendar has."""
        match = _DATE.match(value or "")
        if match is None:
            return None
        try:
            return cls(*(int(part) for part in match.groups() if part is not None))
        except ValueError:
            return None


def resolve_finely(
    expression: Expression, published: Anchor | None, previous: Anchor | None = None
) -> str | None:
    """Give an expression its value as `resolve` does, but weeks and seasons as TIMEX3 has them: 2025-W36, 2025-SU."""
    value = resolve(expression, published, previous)
    anchor = previous if expression.anaphoric else published
    if expression.unit in ("week", "weekend") and anchor is not None and anchor.exact == 3:
        year, week, _ = (anchor.day + timedelta(weeks=expression.shift)).isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if expression.unit == "weekend" else "")
    if expression.season is not None and value is not None:
        return f"{value[:4]}-{_SEASONS[expression.season]}"
    return value


def resolve(expression: Expression, published: Anchor | None, previous: Anchor | None = None) -> str | None:
    """Give an expression its value; None where what is known does not fix one.

    `previous` is the date before it in the text, which anaphoric expressions count from.
    """
    try:
        return _resolve(expression, previous if expression.anaphoric else published, published)
    except (ValueError, OverflowError):
        return None


def _resolve(said: Expression, anchor: Anchor | None, published: Anchor | None) -> str | None:
    if said.unit == "year" and said.month is not None and anchor is not None:
        return _written(anchor.day.year + said.shift, said.month, said.day)
    if said.unit is not None:
        return None if anchor is None else _shifted(said, anchor)
    if said.year is not None:
        return _written(said.year, said.month, said.day)
    if published is None:
        return None
    if said.weekday is not None:
        return _weekday(said, published)
    if said.season is not None:
        return str(_nearest(said, published, _SEASON_MONTHS[said.season], 15).year)
    if said.month is not None:
        near = _nearest(said, published, said.month, said.day)
        return _written(near.year, said.month, said.day)
    return None if said.day is None else _day_of_month(said, published)


def _written(year: int, month: int | None = None, day: int | None = None) -> str:
    """Write a date as exactly as it is known; raises ValueError for one that no calendar has, such as the year 0."""
    exact = 4 if month is None else 7 if day is None else 10
    return date(year, month or 1, day or 1).isoformat()[:exact]


def _shifted(said: Expression, anchor: Anchor) -> str | None:
    """Count days, weeks, months or years from a date, as exactly as it is known."""
    day = anchor.day
    if said.unit == "year":
        return _written(day.year + said.shift)
    if said.unit == "month":
        months = day.year * 12 + day.month - 1 + said.shift
        return None if anchor.exact < 2 else _written(months // 12, months % 12 + 1)
    if said.unit == "day":
        if anchor.exact == 3:
            return (day + timedelta(days=said.shift)).isoformat()
        return day.isoformat()[:7] if anchor.exact == 2 and said.shift == 0 else None
    if said.unit not in ("week", "weekend"):
        return None
    if anchor.exact < 3:
        return day.isoformat()[:7] if anchor.exact == 2 and said.shift == 0 else None
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=said.shift)
    first = monday + timedelta(days=5) if said.unit == "weekend" else monday
    last = (
        min(monday + timedelta(days=6), day)
        if said.shift == 0 and said.unit == "week"
        else monday + timedelta(days=6)
    )
    return _common(first, last)


def _common(first: date, last: date) -> str | None:
    """Return the month, else the year, that two days share."""
    if first.year != last.year:
        return None
    return first.isoformat()[:7] if first.month == last.month else f"{first.year:04}"


def _weekday(said: Expression, published: Anchor) -> str | None:
    """Take the article's own day, else the last such day before it, unless a word says next.

    In an article dated to the month alone, the month: any of its four such days could be meant.
    """
    if published.exact < 3:
        return published.day.isoformat()[:7] if published.exact == 2 and said.lean in (None, 0) else None
    assert said.weekday is not None
    back = (published.day.isoweekday() - said.weekday) % 7
    if said.lean == 1 or (said.lean != -1 and (said.until or said.future)):
        ahead = 7 - back if back else 7 * (said.lean == 1)
        return (published.day + timedelta(days=ahead)).isoformat()
    if said.lean == -1 and back == 0:
        back = 7
    return (published.day - timedelta(days=back)).isoformat()


def _nearest(said: Expression, published: Anchor, month: int, day: int | None) -> date:
    """Return the day or month of that name that is meant: the nearest, rather gone by than to come."""
    here = published.day if day is not None else published.day.replace(day=15)
    choices = [
        _last_day_if_none(year, month, day or 15) for year in (here.year - 1, here.year, here.year + 1)
    ]
    if said.lean == 0 and said.season is not None:
        return choices[1]
    past = max(choice for choice in choices if choice <= here) if choices[0] <= here else choices[0]
    coming = min((choice for choice in choices if choice >= here), default=choices[-1])
    behind, ahead = (here - past).days, (coming - here).days
    if said.lean is not None and said.lean != 0:
        return past if said.lean < 0 else coming
    if said.until or said.future:
        return coming if ahead <= 2 * behind else past
    weight = 1.0 if said.season is not None else _LOOKING_BACK
    return coming if ahead * weight < behind else past


def _last_day_if_none(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            if day <= 28:
                raise
            day -= 1


def _day_of_month(said: Expression, published: Anchor) -> str | None:
    """Take a day without its month from the article's month, or the month before when it is far ahead."""
    if said.day is None or published.exact < 2:
        return None
    here = published.day
    if published.exact == 3 and said.day > here.day + 7 and not (said.future or said.until):
        here = here.replace(day=1) - timedelta(days=1)
    return date(here.year, here.month, said.day).isoformat()
