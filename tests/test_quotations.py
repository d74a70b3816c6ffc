"""Where quotations stand in a text, by their marks alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Ai tha “po” dhe iku.", ["“po”"]),
        ("Рече „да“ и „не“.", ["„да“", "„не“"]),
        ("Filmi “Ura“ u ndalua.", ["“Ura“"]),
        ("Filmi ”Ura” u ndalua.", ["”Ura”"]),
        ('She said "yes" (and "no").', ['"yes"', '"no"']),
        ("Είπε «ναι, “αμέσως”».", ["“αμέσως”", "«ναι, “αμέσως”»"]),
        ("Er sagte: »Ja.« Und ging.", ["»Ja.«"]),
        ("Il a dit « oui » puis « non ».", ["« oui »", "« non »"]),
        ("彼は「『橋』は開く」と述べた。", ["『橋』", "「『橋』は開く」"]),
        ('צה"ל סגר את "הגשר".', ['"הגשר"']),
        ("Рече.“Да”.", ["“Да”"]),
        ("Ai tha “po dhe iku.", []),
        ("po” tha ai, “jo”.", ["“jo”"]),
        (f"“{'a ' * 400}” “b”", ["“b”"]),
        ("It's the 1990s' end.", []),
        ("", []),
    ],
)
def test_marks_are_paired_by_the_side_that_touches_words(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in find_quotations(text)] == quoted


@given(st.text(st.sampled_from("\"“”„«»「」 .,()aбא'\n")))
def test_quotations_never_cross(text: str) -> None:
    quotations = find_quotations(text)
    for one in quotations:
        assert 0 <= one.start < one.end - 1 < len(text)
        for other in quotations:
            apart = one.end <= other.start or other.end <= one.start
            nested = one.start <= other.start and other.end <= one.end
            assert apart or nested or (other.start <= one.start and one.end <= other.end)
