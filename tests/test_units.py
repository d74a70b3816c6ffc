"""An equal value in another notation is no difference; another value, or the same number in other money, is one."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from effort import calls
from hypothesis import given
from hypothesis import strategies as st

from retold.compare.matching import Given, matches
from retold.find.figures import find_figures
from retold.model import Bound, Figure, Span
from retold.text.lexicon import lexicon
from retold.text.units import converted, measure_of

EQUAL = [
    ("en", "164 feet", "bg", "50 метра"),
    ("en", "sixty miles", "mk", "100 километри"),
    ("en", "104 degrees Fahrenheit", "sq", "40 gradë"),
    ("en", "104°F", "de", "40 °C"),
    ("en", "104 degrees", "ru", "40 градусов"),
    ("el", "40.000 στρέμματα", "en", "4,000 hectares"),
    ("tr", "40 bin dönüm", "uk", "4000 гектарів"),
    ("fr", "11 000 pieds", "es", "3350 metros"),
    ("zh", "5 英尺", "it", "1,5 metri"),
    ("en", "200 lbs", "nl", "91 kilogram"),
    ("en", "48 hours", "sq", "dy ditë"),
    ("en", "six months", "mk", "половина година"),
    ("en", "10 acres", "pl", "4 hektary"),
    ("en", "60 mph", "cs", "97 km/h"),
    ("en", "1.2 gigawatts", "pt", "1200 megawatts"),
]
UNLIKE = [
    ("en", "10 feet", "sq", "5 metra"),
    ("en", "100 kilometres", "en", "104 kilometres"),
    ("en", "10 tons", "en", "9 tons"),
    ("en", "100 °F", "en", "100 °C"),
    ("en", "two days", "mk", "72 часа"),
]


def figure(language: str, text: str) -> Figure:
    [found] = find_figures(text, language)
    return found


@pytest.mark.parametrize(("language", "text", "other", "there"), EQUAL)
def test_an_equal_value_in_another_notation_agrees(language: str, text: str, other: str, there: str) -> None:
    assert matches(figure(language, text), figure(other, there))
    assert matches(figure(other, there), figure(language, text))


@pytest.mark.parametrize(("language", "text", "other", "there"), UNLIKE)
def test_another_value_does_not(language: str, text: str, other: str, there: str) -> None:
    assert not matches(figure(language, text), figure(other, there))


def test_money_is_never_converted() -> None:
    dollars, euros = figure("en", "six million dollars"), figure("mk", "6 милиони евра")
    assert not matches(dollars, euros)
    assert not list(converted((6e6, "USD"), (6e6, "EUR")))


def test_what_is_worth_something_is_a_unit_of_some_language() -> None:
    folder = files("retold.text") / "languages"
    named = {unit for path in folder.iterdir() for unit in lexicon(path.name, "quantity").get("units", {})}
    known = (files("retold.text") / "units.toml").read_text(encoding="utf-8")
    assert set(re.findall(r'^"?([\w -]+?)"? = \[', known, re.MULTILINE)) <= named
    assert measure_of("foot") == measure_of("metre") == "length"
    assert measure_of("EUR") is None


#: Values near to each other and to what they are in other units, as exact as they are meant.
FIGURES = st.builds(
    lambda value, unit, bound: Figure(article="a", span=Span(0, 1), value=value, unit=unit, bound=bound),
    st.one_of(
        st.floats(-200, 200), st.integers(-100, 100).map(float), st.sampled_from([0.5, 50.0, 1.6, 100.0])
    ),
    st.sampled_from(
        [None, "percent", "mile", "kilometre", "degree", "celsius", "fahrenheit", "EUR", "ton", "goats"]
    ),
    st.sampled_from(Bound),
)


@given(FIGURES, st.lists(FIGURES, max_size=30))
def test_a_figure_is_among_others_if_it_matches_one_of_them(one: Figure, others: list[Figure]) -> None:
    assert Given(others).has(one) is any(matches(one, other) for other in others)


def test_a_figure_is_looked_up_among_many_as_among_few() -> None:
    def asked(most: int) -> int:
        listed = [Figure(article="a", span=Span(0, 1), value=n / 3, unit="mile") for n in range(most)]
        one = Figure(article="a", span=Span(0, 1), value=most / 2 + 0.1, unit="yard")
        return calls({matches}, lambda: Given(listed).has(one))

    assert asked(10_000) == asked(100) > 0
