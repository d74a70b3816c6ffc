"""Dates of articles by other clocks, zones and calendars than those of RFC 2822 and ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.read.calendars import gregorian
from retold.read.dates import parse_published
from retold.read.spelled import as_readable

#: A language, and how outlets in it write half past ten, or two, on 4 March 2025.
MORNING, AFTERNOON, ABROAD = "2025-03-04T10:30:00", "2025-03-04T14:30:00", "2025-03-04T09:30:00Z"
WRITTEN = [
    ("mk", "04.03.2025 во 10:30 часот", MORNING),
    ("bg", "4 март 2025 г., 10:30 ч.", MORNING),
    ("sr", "04.03.2025. 10:30h", MORNING),
    ("de", "04.03.2025, 10:30 Uhr", MORNING),
    ("fr", "4 mars 2025 à 10h30", MORNING),
    ("pt", "4 de março de 2025 às 10h30", MORNING),
    ("fi", "4.3.2025 klo 10.30", MORNING),
    ("sl", "4. marec 2025 10.30", MORNING),
    ("ja", "2025年3月4日 10時30分", MORNING),
    ("el", "Τρίτη, 4 Μαρτίου 2025 10:30 π.μ.", MORNING),
    ("el", "4 Μαρ 2025 2:30 μ.μ.", AFTERNOON),
    ("ar", "4 مارس 2025 2:30 م", AFTERNOON),
    ("ko", "입력 2025.03.04. 오후 2:30", AFTERNOON),
    ("zh", "2025年3月4日 下午2:30", AFTERNOON),
    ("ja", "2025年3月4日 午後2時30分", AFTERNOON),
    ("he", "יום שלישי, 4 במרץ 2025, 10:30", MORNING),
    ("en", "Tue Mar 04 2025 10:30:00 GMT+0100 (Central European Standard Time)", ABROAD),
    ("en", "4 March 2025 11:30 GMT+2", ABROAD),
    (None, "Tue, 04 Mar 2025 11:30:00 +02:00", ABROAD),
    (None, "Tue, 04 Mar 2025 11:30:00 +02", ABROAD),
    (None, "2025-03-04 11:30 +2", ABROAD),
    (None, "2025-03-04T11:30:00+02:00", ABROAD),
    (None, "2025-03-04T08:30:00−01:00", ABROAD),
    ("en", "Tue, March 4, 2025 at 4:30 AM EST", ABROAD),
    ("id", "2025-03-04 16:30 WIB", ABROAD),
    ("fa", "۱۴ اسفند ۱۴۰۳", "2025-03-04"),
    ("fa", "سه‌شنبه ۱۴ اسفند ۱۴۰۳ - ۱۰:۳۰", MORNING),
    ("fa", "۱۴۰۳/۱۲/۱۴ ۱۰:۳۰", MORNING),
    ("fa", "1403-12-14T13:00:00+03:30", ABROAD),
    ("fa", "14/12/1403", "2025-03-04"),
    ("ps", "۱۴ کب ۱۴۰۳", "2025-03-04"),
    (None, "1403/12/14", "2025-03-04"),
    ("th", "4 มีนาคม 2568 10:30", MORNING),
    (None, "2568-03-04", "2025-03-04"),
    ("sq", "04/03/2025 10:30", MORNING),
    ("vi", "Thứ ba, 4/3/2025, 10:30 (GMT+7)", "2025-03-04T03:30:00Z"),
    (None, "3/14/2025", "2025-03-14"),
    (None, "14/3/2025 10:30", "2025-03-14T10:30:00"),
    (None, "03-03-2025", "2025-03-03"),
]


@pytest.mark.parametrize(("language", "written", "published"), WRITTEN)
def test_a_date_is_read_as_its_country_writes_it(language: str | None, written: str, published: str) -> None:
    readable = as_readable(written, language)
    assert readable
    assert parse_published(readable) == published


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "04/03/2025"),
        (None, "04/03/2025 10:30"),
        ("fa", "04/03/2025"),
        ("fa", "۳۰ اسفند ۱۴۰۲"),
        ("fa", "1403/13/01"),
        ("ar", "1446/09/04"),
        (None, "1446-09-04"),
        ("ar", "4 رمضان 1446"),
        (None, "Wed, 30 Nov -0001 00:00:00 +0000"),
    ],
    ids=[
        "English",
        "no language",
        "Persian",
        "no leap year",
        "no month",
        "lunar",
        "lunar by its year",
        "Ramadan",
        "no year",
    ],
)
def test_what_may_be_two_days_is_none(language: str | None, written: str) -> None:
    assert as_readable(written, language) is None


@pytest.mark.parametrize(
    ("solar", "day"),
    [
        ("1357/11/22", "1979-02-11"),
        ("1375/01/01", "1996-03-20"),
        ("1399/12/30", "2021-03-20"),
        ("1400/01/01", "2021-03-21"),
        ("1403/12/30", "2025-03-20"),
        ("1404/01/01", "2025-03-21"),
    ],
)
def test_leap_years_of_the_solar_calendar(solar: str, day: str) -> None:
    assert gregorian(solar) == day


def test_every_day_of_the_solar_calendar_follows_the_one_before() -> None:
    days = []
    for year in range(1340, 1420):
        for month in range(1, 13):
            for day in range(1, 32):
                try:
                    days.append(date.fromisoformat(gregorian(f"{year}/{month}/{day}")))
                except ValueError:
                    assert day > 29
    assert days == [days[0] + timedelta(number) for number in range(len(days))]


@given(
    st.text() | st.from_regex(r"[۰-۹0-9]{1,4}[/ -](اسفند|[0-9]{1,2})[/ -][۰-۹0-9]{1,4} ?(م|오후)? ?\d\d:\d\d")
)
def test_nothing_else_goes_wrong(written: str) -> None:
    if readable := as_readable(written):
        assert parse_published(readable)
