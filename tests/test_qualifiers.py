"""Words beside a name say which part of a time is meant, or in what standing somebody is named."""

from __future__ import annotations

import pytest

from retold.model import Span
from retold.text.qualifiers import qualifiers

CASES = [
    ("en", "since the early days of the Salt War", "Salt War", {"start"}),
    ("en", "since the Salt War", "Salt War", set()),
    ("en", "It was early, and the Salt War had begun", "Salt War", set()),
    ("sq", "që nga fillimi i Luftës së Kripës", "Luftës së Kripës", {"start"}),
    ("mk", "од раните денови на Солената војна", "Солената војна", {"start"}),
    ("el", "από τις αρχές του Πολέμου του Αλατιού", "Πολέμου του Αλατιού", {"start"}),
    ("de", "am Ende des Salzkriegs", "Salzkriegs", {"end"}),
    ("fr", "depuis le début de la guerre du Sel", "guerre du Sel", {"start"}),
    ("ru", "к Соляной войне", "Соляной войне", set()),
    ("ru", "с начала Соляной войны", "Соляной войны", {"start"}),
    ("en", "the former mayor Lena Drivas", "Lena Drivas", {"former"}),
    ("sq", "ish-kryetari Lena Driva", "Lena Driva", {"former"}),
    ("mk", "поранешната градоначалничка Лена Дривас", "Лена Дривас", {"former"}),
    ("el", "η πρώην δήμαρχος Λένα Δρίβα", "Λένα Δρίβα", {"former"}),
    ("sr", "bivša gradonačelnica Lena Drivas", "Lena Drivas", {"former"}),
    ("tr", "eski belediye başkanı Lena Drivas", "Lena Drivas", {"former"}),
    ("en", "“Comrade Lena Drivas and the guild”", "Lena Drivas", {"comrade"}),
    ("sq", "“Shoku Ilir Driva dhe esnafi”", "Shoku Ilir Driva", {"comrade"}),
    ("mk", "„Другарот Илир Дрива и еснафот“", "Илир Дрива", {"comrade"}),
]


@pytest.mark.parametrize(("language", "text", "name", "senses"), CASES)
def test_a_word_beside_a_name_qualifies_it(language: str, text: str, name: str, senses: set[str]) -> None:
    at = text.index(name)
    found = qualifiers(text, Span(at, at + len(name)), Span(0, len(text)))
    assert set(found) == senses, language


def test_the_word_is_what_is_shown() -> None:
    text = "since the early days of the Salt War"
    [span] = qualifiers(text, Span(text.index("Salt"), len(text)), Span(0, len(text))).values()
    assert text[slice(*span)] == "early"
