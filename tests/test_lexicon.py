"""Language data: what a language says, over what is true in every language."""

from __future__ import annotations

import string
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.lexicon import base_language, has_lexicon, lexicon
from retold.text.phrases import Phrases, expand
from retold.text.words import words_of

LANGUAGES = [
    "sq",
    "mk",
    "el",
    "en",
    "sr",
    "bg",
    "hr",
    "sl",
    "bs",
    "ro",
    "tr",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "ru",
    "uk",
    "pl",
    "cs",
    "hu",
    "nl",
    "ar",
    "zh",
    "ja",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", ["quantity", "time"])
def test_a_language_has_data(language: str, section: str) -> None:
    assert has_lexicon(language, section)


def test_a_language_without_data_has_what_is_true_in_every_language() -> None:
    assert not has_lexicon("fi", "quantity")
    assert lexicon("fi", "quantity") == lexicon(None, "quantity")
    assert "percent" in lexicon("fi", "quantity")["units"]


def test_patterns_of_every_language_are_added_to_a_language_s_own() -> None:
    assert {"%", "percent"} <= set(expand(lexicon("en", "quantity")["units"]["percent"]))


def test_values_of_a_language_win_over_those_it_builds_on() -> None:
    assert "sreda" in expand(lexicon("sr", "time")["weekdays"]["3"])
    assert "sreda" not in expand(lexicon("hr", "time")["weekdays"]["3"])
    assert "utorak" in expand(lexicon("hr", "time")["weekdays"]["2"])


@pytest.mark.parametrize(
    ("tag", "base"),
    [
        ("sr-Latn", "sr"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        (None, "und"),
        ("", "und"),
        ("../x", "und"),
        ("日本", "und"),
    ],
)
def test_a_language_tag_stands_for_its_language(tag: str | None, base: str) -> None:
    assert base_language(tag) == base


@given(st.text(max_size=12))
def test_no_tag_is_too_odd(tag: str) -> None:
    assert isinstance(lexicon(tag, "quantity"), dict | type(lexicon(None, "quantity")))


def files() -> list[str]:
    root = resources.files("retold.text") / "languages"
    sections = ("quantity.toml", "time.toml", "writing.toml")
    return sorted(
        f"{folder.name}/{name}" for folder in root.iterdir() for name in sections if (folder / name).is_file()
    )


@pytest.mark.parametrize("name", files())
def test_every_pattern_of_every_file_can_be_read(name: str) -> None:
    text = (resources.files("retold.text") / "languages" / name).read_text(encoding="utf-8")
    for value in patterns(tomllib.loads(text)):
        for form in expand(value):
            assert words_of(form, name.split("/", maxsplit=1)[0]), (name, form)


def patterns(data: object) -> list[str]:
    if isinstance(data, dict):
        return [pattern for value in data.values() for pattern in patterns(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize(
    ("pattern", "forms"),
    [
        ("vjet", ["vjet"]),
        ("vit(in|i) e kaluar", ["vitin e kaluar", "viti e kaluar"]),
        ("a | b(|c)", ["a", "b", "bc"]),
        ("(on |)Monday", ["on Monday", "Monday"]),
        ("a (b(c|d)|e)", ["a bc", "a bd", "a e"]),
        ("", []),
    ],
)
def test_a_pattern_is_written_out(pattern: str, forms: list[str]) -> None:
    assert expand(pattern) == forms


def test_brackets_must_match() -> None:
    with pytest.raises(ValueError, match="brackets"):
        expand("vit(in|i")


def test_the_longest_phrase_wins_and_stems_take_endings() -> None:
    found = Phrases([("javë*", "week"), ("javën e kaluar", "last week"), ("#", "number")], "sq")
    words = words_of("Javën e kaluar, dy javësh, 7", "sq")
    assert [meaning for meaning, _, _ in found.all(words)] == ["last week", "week", "number"]


def test_a_capital_in_a_pattern_asks_for_one() -> None:
    found = Phrases([("Τρίτη", 2)], "el")
    assert found.all(words_of("την Τρίτη", "el"))
    assert not found.all(words_of("η τρίτη φορά", "el"))


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        ("el", "ΔΎΟ ώρες", ["δυο", "ωρεσ"]),
        ("sr", "Шест људи", ["šest", "ljudi"]),
        ("pl", "pięć", ["pięć"]),
        ("sq", "pesë", ["pese"]),
        ("ru", "ещё", ["еще"]),
        ("zh", "三名", ["三", "名"]),
        ("uk", "п’ять", ["п", "'", "ять"]),
        ("ar", "أُربعة", ["اربعة"]),
        ("tr", "İki", ["iki"]),
    ],
)
def test_words_are_folded_for_look_up(language: str, text: str, keys: list[str]) -> None:
    assert [word.key for word in words_of(text, language)] == keys


@given(st.text(max_size=80), st.sampled_from([*LANGUAGES, None]))
def test_words_stand_in_order_within_their_text(text: str, language: str | None) -> None:
    last = 0
    for word in words_of(text, language):
        assert last <= word.start < word.end <= len(text)
        last = word.end


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,", max_size=60))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    words = words_of(text, "en")
    assert "".join(text[word.start : word.end] for word in words) == "".join(text.split())
