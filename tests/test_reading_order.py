"""Lines of a page, from where their letters are drawn to how they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.read.reading_order import in_reading_order


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        # What is seen from the left to the right, a piece at a time, and how it is read.
        (["The bridge was closed."], "The bridge was closed."),
        ([*"רשגה"], "הגשר"),
        ([*".ןוילימ ", "12.5", *" הלע רשגה"], "הגשר עלה 12.5 מיליון."),
        ([*".", "20%", *"ב הלע ריחמה"], "המחיר עלה ב20%."),
        ([*".", "%", "20", *" عفترا رعسلا"], "السعر ارتفع 20%."),
        ([*",(הפיח) ריעה"], "העיר (חיפה),"),
        ([*"«دمحأ» ريزولا"], "الوزير «أحمد»"),
        ([*".םויה ", "BBC News", *" תתשר העידוה"], "הודיעה רשתת BBC News היום."),
        (["The word ", *"רשג", " means a bridge."], "The word גשר means a bridge."),
        (["Both ", *"םויה 24 רשג", " are words."], "Both גשר 24 היום are words."),
    ],
)
def test_a_line_is_read_from_where_its_letters_stand(seen: list[str], read: str) -> None:
    letters = "".join(seen)
    places = [float(place) for place in range(len(letters))]
    assert in_reading_order(letters, places) == read
    backwards = letters[::-1], places[::-1]
    assert in_reading_order(*backwards) == read


def test_two_letters_drawn_as_one_and_marks_keep_their_order() -> None:
    going_right = "ثالث", [1.0, 2.0, 2.0, 3.0]  # the shape of lam and alef, turned with the rest
    going_left = "ثلاث", [3.0, 2.0, 2.0, 1.0]
    assert in_reading_order(*going_right) == in_reading_order(*going_left) == "ثلاث"
    assert in_reading_order("قُل", [2.0, 2.0, 1.0]) == "قُل"


def test_a_space_that_is_said_to_stand_where_a_word_begins_goes_before_it() -> None:
    # Two words from the right; the second begins at 3, which is said of the space, too.
    assert in_reading_order("אב גד", [6.0, 5.0, 3.0, 3.0, 2.0]) == "אב גד"


@given(st.lists(st.tuples(st.characters(), st.floats(0, 600))))
def test_no_letter_is_lost(drawn: list[tuple[str, float]]) -> None:
    letters = "".join(letter for letter, _ in drawn)
    read = in_reading_order(letters, [place for _, place in drawn])
    turned = str.maketrans("()[]{}<>«»‹›", "(([[{{<<««‹‹")
    assert sorted(read.translate(turned)) == sorted(letters.translate(turned))
