"""Each language's ways of reporting, shown by sentences: `attributions/<language>.tsv`.

A row is a sentence with the source, cue and strength to find in it; `-` stands for nobody named, and a row of
dashes for a sentence that reports nothing.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from retold.find.attributions import find_attributions
from retold.model import Span
from retold.text.cues import attribution_words
from retold.text.lexicon import has_lexicon

FOLDER = Path(__file__).parent / "attributions"
SCRIPTS = {"LATIN", "GREEK", "CYRILLIC"}
LANGUAGES = re.findall(r"\w+", "sq mk el en sr bg hr sl bs ro tr de fr es it pt ru uk pl cs hu nl ar zh ja")


def read_cases() -> list[tuple[str, dict[str, str]]]:
    return [
        (path.stem, row)
        for path in sorted(FOLDER.glob("*.tsv"))
        for row in csv.DictReader(
            path.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
        )
    ]


def text_of(sentence: str, span: Span | None) -> str:
    return sentence[span.start : span.end] if span else "-"


@pytest.mark.parametrize(("language", "case"), read_cases(), ids=lambda value: str(value)[:70])
def test_a_sentence_shows_who_is_said_to_have_said_it(language: str, case: dict[str, str]) -> None:
    sentence = case["sentence"]
    found = [
        (text_of(sentence, row.source), text_of(sentence, row.cue), row.strength.value)
        for row in find_attributions(sentence, [Span(0, len(sentence))], language)
    ]
    expected = [] if case["cue"] == "-" else [(case["source"], case["cue"], case["strength"])]
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words_and_its_sentences(language: str) -> None:
    rows = [case for name, case in read_cases() if name == language]
    words = attribution_words(language)
    assert has_lexicon(language, "attribution")
    assert sum(len(cues) for cues in words.cues.values()) >= 100
    assert words.speakers
    assert len(rows) >= 12
    assert any(case["cue"] == "-" for case in rows)


def test_a_language_without_data_has_no_words() -> None:
    assert not attribution_words("eo").cues


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_language_mixes_scripts(language: str) -> None:
    words = attribution_words(language)
    cues = {
        word for found in (*words.cues.values(), *words.stems.values()) for cue in found for word in cue.words
    }
    scripts = {
        word: {unicodedata.name(letter).split()[0] for letter in word if letter.isalpha()} & SCRIPTS
        for word in cues | set(words.speakers) | words.listed
    }
    assert [word for word, found in scripts.items() if len(found) > 1] == []
