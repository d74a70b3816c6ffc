"""Look-alike letters inside words are written in the word's own alphabet; nothing else changes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.homoglyphs import repair


def scripts(word: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()}


@pytest.mark.parametrize(
    ("broken", "script"),
    [
        ("Пpeдceдник", "CYRILLIC"),  # sr, with Latin p, e, c, e
        ("oпштина", "CYRILLIC"),  # mk
        ("Pocсия", "CYRILLIC"),  # ru, as many Latin letters as Cyrillic ones
        ("Kиїв", "CYRILLIC"),  # uk
        ("kryеtar", "LATIN"),  # sq, with Cyrillic е
        ("përmbуtje", "LATIN"),  # sq, with Cyrillic у
        ("Αθήvα", "GREEK"),  # el, with Latin v
        ("Kύπρος", "GREEK"),  # el, with Latin K
        ("соp", "CYRILLIC"),  # every letter has a look-alike: most decide
    ],
)
def test_a_word_of_two_alphabets_is_written_in_its_own(broken: str, script: str) -> None:
    assert len(scripts(broken)) > 1
    assert scripts(repair(broken)) == {script}


@pytest.mark.parametrize(
    "text",
    [
        "Претседателката зборуваше кратко.",
        "Kryetarja foli shkurt, tha zëdhënësi.",
        "Η δήμαρχος μίλησε σύντομα.",
        "Компанијата Volta отвори IT-центар во Bitola.",
        "YouTubeканал",  # unmistakable letters of both
        "a а",  # one letter each, one alphabet a word
        "cа",  # one of each: nobody can tell
        "市长说了三句话。",
        "قال المتحدث",
        "",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert repair(text) == text


def test_only_the_broken_word_of_a_sentence_changes() -> None:
    assert repair("Градот Rome и рекaта Tiber") == "Градот Rome и реката Tiber"


@given(st.text(alphabet=st.sampled_from("aeopcxyABCаеорсхуАВСжшΑΒορνθλ1 -.")) | st.text())
def test_length_stays_and_a_second_repair_changes_nothing(text: str) -> None:
    once = repair(text)
    assert len(once) == len(text)
    assert repair(once) == once
