"""One form for equal text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.unicode import fold, normalise, storable


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("një\r\ndy\rtri\u2028katër\u2029pesë", "një\ndy\ntri\nkatër\npesë"),
        ("\ufeffЗдраво", "Здраво"),
        ("c\u0327ka me\u0308", "çka më"),
        ("и\u0306од", "йод"),
        ("a\n\n  b ", "a\n\n  b "),
    ],
)
def test_normalising_composes_letters_and_ends_lines(written: str, normal: str) -> None:
    assert normalise(written) == unicodedata.normalize("NFC", normal)


@given(st.text())
def test_a_normal_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Πούτιν", "ΠΟΥΤΙΝ"),
        ("ηγέτης", "ηγετης"),
        ("Οδυσσέας", "οδυσσεασ"),
        ("Ќосе", "косе"),
        ("Київ", "киів"),
        ("ёлка", "елка"),
        ("Straße", "STRASSE"),
        ("Iğdır", "igdir"),
        ("İzmir", "izmir"),
        ("Đoković", "dokovic"),
        ("Łódź", "lodz"),
        ("t’i dalë", "t'i dale"),
        ("قَالَ", "قال"),
        ("العـــربية", "العربية"),
        ("Ｎｅｗｓ", "news"),
        ("ﬁnance", "finance"),
    ],
)
def test_folding_forgets_what_a_search_does_not_tell_apart(stored: str, asked: str) -> None:
    assert fold(stored) == fold(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [("がき", "かき"), ("कि", "क"), ("ปู", "ป"), ("사과", "사"), ("Niger", "Nigeria")],
)
def test_folding_keeps_marks_that_spell_a_letter(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters()))
def test_a_storable_text_can_be_written(text: str) -> None:
    assert "\x00" not in storable(text)
    storable(text).encode()


def test_halves_of_surrogate_pairs_are_dropped() -> None:
    assert storable("a\ud800b\x00c\U0001f600") == "abc\U0001f600"
