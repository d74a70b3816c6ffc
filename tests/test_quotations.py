"""Quotations by the marks of every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.quotations import MARKS, find_quotes


def quoted(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_quotes(text)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("mk", "„Имаме време“, рече Јана.", ["„Имаме време“"]),
        ("en", "“We have time”, said Jana.", ["“We have time”"]),
        ("el", "«Έχουμε χρόνο», είπε η Γιάννα.", ["«Έχουμε χρόνο»"]),
        ("fr", "« Nous avons le temps », dit Jeanne.", ["« Nous avons le temps »"]),
        ("sl", "»Čas imamo,« pravi Jana.", ["»Čas imamo,«"]),
        ("pl", "„Mamy czas” – mówi Jana.", ["„Mamy czas”"]),
        ("sv", "”Vi har tid”, sade Jana.", ["”Vi har tid”"]),
        ("en", '"We have time," said Jana.', ['"We have time,"']),
        ("en", "'We have time,' said Jana.", ["'We have time,'"]),
        ("de", "‚Wir haben Zeit‘, sagte Jana.", ["‚Wir haben Zeit‘"]),
        ("fr", "‹Le temps›, dit-elle.", ["‹Le temps›"]),
        ("ja", "住民は「時間がある」と話した。", ["「時間がある」"]),
        ("ja", "『山の声』という本。", ["『山の声』"]),
        ("zh", "“我们有时间。”雅娜说。", ["“我们有时间。”"]),
        ("ar", "وقالت: «لدينا وقت».", ["«لدينا وقت»"]),
    ],
)
def test_each_language_has_its_marks(language: str, text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Lexova „Malin“ dje», tha ajo.", ["«Lexova „Malin“ dje»", "„Malin“"]),
        ("“He called it ‘a farce’ twice,” she said.", ["“He called it ‘a farce’ twice,”", "‘a farce’"]),
        ("「彼は『無理』と言った」", ["「彼は『無理』と言った」", "『無理』"]),
        ("„Eins“ und „zwei“.", ["„Eins“", "„zwei“"]),
    ],
)
def test_quotations_stand_within_and_beside_others(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It's the miners' pay, don’t forget.",
        "Rock 'n' roll of the ’90s.",
        "T’u thuhet s'di.",
        "l'homme qu’elle aime",
    ],
)
def test_an_apostrophe_is_no_quotation_mark(text: str) -> None:
    assert quoted(text) == []


def test_an_apostrophe_within_single_marks_does_not_close_them() -> None:
    assert quoted("'It's late,' he said.") == ["'It's late,'"]


def test_a_lone_mark_is_passed_over() -> None:
    assert quoted("„Ohne Ende ging es weiter.\nDanach nichts.") == []


def test_a_quotation_goes_on_over_paragraphs_that_open_with_its_mark() -> None:
    assert quoted("“First part.\n“Second part.”") == ["“First part.", "“Second part.”"]


@given(st.text(alphabet=st.sampled_from([*sorted(MARKS), *"ab .,\n"]), max_size=60))
def test_spans_lie_in_the_text_outer_before_inner(text: str) -> None:
    spans = find_quotes(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert list(spans) == sorted(spans, key=lambda span: (span.start, -span.end))
    assert all("\n" not in text[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
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
        ("It's the 1990s' end.", []),
        ("", []),
    ],
)
def test_marks_are_paired_by_what_is_open_and_by_the_side_that_touches_words(
    text: str, expected: list[str]
) -> None:
    assert sorted(quoted(text)) == sorted(expected)


@given(st.text(st.sampled_from("\"“”„«»「」 .,()aбא'\n")))
def test_quotations_never_cross(text: str) -> None:
    quotations = find_quotes(text)
    for one in quotations:
        assert 0 <= one.start < one.end - 1 < len(text)
        for other in quotations:
            apart = one.end <= other.start or other.end <= one.start
            nested = one.start <= other.start and other.end <= one.end
            assert apart or nested or (other.start <= one.start and one.end <= other.end)
