"""Times that are no days of a calendar, and all that a text says of time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.find.figures import find_figures
from retold.find.periods import find_times, length
from retold.model import TimeKind

PUBLISHED = "2025-09-04"

#: In each language: the mayor is away now; every day he rests; three days he swims; in the first quarter of 2024,
#: in the second half of 2023; in the eighties; in the nineteenth century.
SENTENCES = dict(
    line.split("\t")
    for line in Path(__file__).with_name("periods.tsv").read_text(encoding="utf-8").splitlines()
)
EXPECTED = ["PRESENT_REF", "P1D", "P3D", "2024-Q1", "198", "18"]


@pytest.mark.parametrize("language", SENTENCES)
def test_each_language_says_now_every_day_three_days_a_quarter_a_decade_and_a_century(language: str) -> None:
    found = find_times(SENTENCES[language], language, published=PUBLISHED)
    assert [time.value for time in found] == EXPECTED


@pytest.mark.parametrize("language", SENTENCES)
def test_the_numbers_of_decades_centuries_and_years_count_nothing(language: str) -> None:
    assert [figure.value for figure in find_figures(SENTENCES[language], language)] == [3]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("The strike lasted twelve hours.", TimeKind.DURATION, "PT12H"),
        ("It took a week.", TimeKind.DURATION, "P1W"),
        ("It took several months.", TimeKind.DURATION, "PXM"),
        ("The quarterly report is thin.", TimeKind.SET, "P3M"),
        ("It was signed this week.", TimeKind.DATE, "2025-W36"),
        ("It was signed last summer.", TimeKind.DATE, "2025-SU"),
        ("The third quarter was poor.", TimeKind.DATE, "2025-Q3"),
        ("The fourth quarter was poor.", TimeKind.DATE, "2024-Q4"),
        ("The second half of 2023 was poor.", TimeKind.DATE, "2023-H2"),
        ("They met in the 1970s.", TimeKind.DATE, "197"),
        ("They left at 18:30.", TimeKind.TIME, "2025-09-04T18:30"),
        ("They left in the afternoon.", TimeKind.TIME, "2025-09-04TAF"),
        ("They left on 3 March.", TimeKind.DATE, "2025-03-03"),
        ("It will open soon.", TimeKind.DATE, "FUTURE_REF"),
    ],
)
def test_a_time_has_its_kind_and_value(text: str, kind: TimeKind, value: str) -> None:
    assert [(time.kind, time.value) for time in find_times(text, "en", published=PUBLISHED)] == [
        (kind, value)
    ]


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("en", "The bridge shook on Tuesday night.", "Tuesday night"),
        ("el", "Η γέφυρα σείστηκε τη νύχτα της Τρίτης.", "τη νύχτα της Τρίτης"),
        ("sq", "Ura u drodh natën e së martës.", "natën e së martës"),
        ("mk", "Мостот се затресе во вторник ноќе.", "вторник ноќе"),
    ],
)
def test_a_part_of_a_day_belongs_to_the_day_beside_it(language: str, text: str, written: str) -> None:
    [time] = find_times(text, language, published=PUBLISHED)
    assert (text[slice(*time.span)], time.value) == (written, "2025-09-02TNI")


def test_the_quarter_is_the_one_spoken_of_else_the_last_whole_one() -> None:
    alone = find_times("The quarter was poor.", "en", published=PUBLISHED)
    told = find_times(
        "The first quarter was fine; the year-earlier quarter was poor.", "en", published=PUBLISHED
    )
    assert [time.value for time in (*alone, *told)] == ["2025-Q2", "2025-Q1", "2024-Q1"]


@pytest.mark.parametrize("language", [*SENTENCES, "fi", None])
@settings(max_examples=30)
@given(text=st.text(st.sampled_from("now 3 days . : , 18 30 každý 第一季度 '80s ώρα\n"), max_size=40))
def test_times_lie_in_the_text_in_order_and_apart(language: str | None, text: str) -> None:
    end = 0
    for time in find_times(text, language, published=None):
        assert end <= time.span.start < time.span.end <= len(text)
        assert time.value
        end = time.span.end


def test_a_length_is_written_as_timex3_has_it() -> None:
    assert (length("day", 3), length("hour", 1.5), length("year", "X")) == ("P3D", "PT1.5H", "PXY")
