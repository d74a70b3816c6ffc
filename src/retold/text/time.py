"""What a date written as text covers."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime
from functools import lru_cache

#: Comes after all that has a date.
UNDATED = 10.0**7


def days_of(published: str | None) -> tuple[int, int] | None:
    """Return the first and last day that a date (2025, 2025-09, 2025-09-04, 2025-09-04T08:00Z) covers.

    Days are proleptic Gregorian ordinals (`datetime.date.toordinal`). None for no date.
    """
    if not published:
        return None
    numbers = [int(part) for part in published[:10].split("-")]
    if len(numbers) == 3:
        day = date(*numbers).toordinal()
        return day, day
    if len(numbers) == 2:
        year, month = numbers
        last = calendar.monthrange(year, month)[1]
        return date(year, month, 1).toordinal(), date(year, month, last).toordinal()
    return date(numbers[0], 1, 1).toordinal(), date(numbers[0], 12, 31).toordinal()


@lru_cache(maxsize=1 << 14)  # a large event is put in order with each report of it
def times_of(published: str | None) -> tuple[float, float] | None:
    """Return the first and last time that a date covers, in days and parts of days of UTC, as `days_of` counts.

    A day without a time of day stands for its noon. None for no date.
    """
    days = days_of(published)
    if days is None or published is None:
        return None
    if len(published) <= 10:
        return days[0] + 0.5, days[1] + 0.5
    moment = datetime.fromisoformat(published)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    time = moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    return time, time


def place_in_time(published: str | None) -> float:
    """Return the last time that a date covers, to put things in time order; what has no date comes last.

    So nothing is taken for earlier than it is known to be.
    """
    return (times_of(published) or (UNDATED,))[-1]


def days_apart(a: tuple[int, int] | None, b: tuple[int, int] | None) -> int | None:
    """Return the fewest days that can lie between two dates; None where one is not known."""
    if a is None or b is None:
        return None
    return max(0, a[0] - b[1], b[0] - a[1])
