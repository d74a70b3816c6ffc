"""Names proposed by their capitals, in texts about invented things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.find.capitals import propose_names
from retold.model import Span


def proposed(text: str, language: str) -> dict[str, str]:
    sentences, start = [], 0
    for part in text.split("\n"):
        sentences.append(Span(start, start + len(part)))
        start += len(part) + 1
    return {text[slice(*p.span)]: p.label for p in propose_names(text, sentences, language)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Yesterday the baker Mira Holt met Otto van Dalen in Skopje.",
         {"Mira Holt": "PER", "Otto van Dalen": "PER", "Skopje": "LOC"}),
        ("sq", "Dje kryetarja Mira Hoti foli në Tiranë për Bashkimin e Peshkatarëve.",
         {"Mira Hoti": "PER", "Tiranë": "LOC", "Bashkimin e Peshkatarëve": "PER"}),
        ("mk", "Вчера пекарот Мирко Стоев го виде Министерството за култура.",
         {"Мирко Стоев": "PER", "Министерството за култура": "ORG"}),
        ("el", "Χθες το υπουργείο Πολιτισμού κάλεσε τη Μίρα Χόλτου στην Πάτρα.",
         {"υπουργείο Πολιτισμού": "ORG", "Μίρα Χόλτου": "PER", "Πάτρα": "LOC"}),
        ("en", "The film was shown by the KTZO last week.", {"KTZO": "ORG"}),
        ("en", "A boat of the Dutch coast guard came too late.", {"Dutch coast guard": "ORG"}),
        ("de", "Der Bäcker Otto Holt mag seinen Ofen.", {"Bäcker Otto Holt": "PER"}),
    ],
)  # fmt: skip
def test_proposes_names_with_their_kind(language: str, text: str, expected: dict[str, str]) -> None:
    assert proposed(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The boat left.\nNobody saw it on Monday in March."),
        ("en", "The Greek sailors and a Dutch cook slept."),
        ("el", "Την Τρίτη δεν ήρθε κανείς."),
        ("de", "Der Ofen steht in einem Haus am See."),
        ("en", ""),
    ],
)
def test_leaves_other_capitals_alone(language: str, text: str) -> None:
    assert proposed(text, language) == {}


def test_a_name_at_the_head_of_a_sentence_needs_a_second_sign() -> None:
    assert proposed("Holt slept.\nThe cat slept.", "en") == {}
    assert proposed("Holt slept.\nThe cat of Holt slept.", "en") == {"Holt": "ORG"}
    assert proposed("Mira Holt slept.\nThe cat slept.\nHolt woke.", "en") == {
        "Mira Holt": "PER",
        "Holt": "PER",
    }


def test_a_line_in_title_case_is_no_evidence() -> None:
    assert proposed("Quiet Bakers Leave Their Warm Ovens\nThe bakers said little.", "en") == {}


@given(st.text(alphabet="Aa bВв.\n-'«Ω", max_size=60), st.sampled_from(["en", "mk", "el", "de"]))
def test_spans_lie_in_the_text_in_order(text: str, language: str) -> None:
    spans = [p.span for p in propose_names(text, [Span(0, len(text))], language)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)
