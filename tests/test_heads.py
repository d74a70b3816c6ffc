"""The heads on the encoder's states: words, spans, what they find, and in which languages."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.encode import load_encoder
from retold.find.heads import LABELS, HeadFindings, Heads, Proposal, load_heads, marginals, trimmed
from retold.find.wordstates import word_states
from retold.model import EntityKind, Span
from retold.protocols import Encoder, Tokens

#: Texts that nobody was fitted on: sentence, names with kinds, source, cue, figures, dates.
FOUND = {
    "en": (
        "Harbour master Ingrid Solvang said on Monday that 14 boats had left Kirkholm for Denmark.",
        {"Ingrid Solvang": "PER", "Kirkholm": "LOC", "Denmark": "LOC"},
        "Harbour master Ingrid Solvang",
        "said",
        ["14"],
        ["on Monday"],
    ),
    "sq": (
        "Kryetari i Lushnjës, Besnik Garuli, tha të martën se 230 familje kanë mbetur pa ujë.",
        {"Besnik Garuli": "PER", "Lushnjës": "LOC"},
        "Kryetari i Lushnjës, Besnik Garuli",
        "tha",
        ["230"],
        ["të martën"],
    ),
    "mk": (
        "Директорката Весна Чалоска изјави во среда дека 62 ученици од Берово не дошле на настава.",
        {"Весна Чалоска": "PER", "Берово": "LOC"},
        "Директорката Весна Чалоска",
        "изјави",
        ["62"],
        ["во среда"],
    ),
    "el": (
        "Ο λιμενάρχης Στέλιος Βαρδής δήλωσε ότι 38 επιβάτες έφτασαν την Παρασκευή στη Λήμνο.",
        {"Στέλιος Βαρδής": "PER", "Λήμνο": "LOC"},
        "Ο λιμενάρχης Στέλιος Βαρδής",
        "δήλωσε",
        ["38"],
        ["την Παρασκευή"],
    ),
    # Languages of which no sentence was ever fitted on.
    "af": (
        "Volgens burgemeester Hennie Coetsee het 25 huise in Knysna Maandag water verloor.",
        {"Hennie Coetsee": "PER", "Knysna": "LOC"},
        "burgemeester Hennie Coetsee",
        "Volgens",
        ["25"],
        ["Maandag"],
    ),
    "gl": (
        "A directora do museo, Uxía Barreiro, dixo o martes que 47 cadros de Lugo estaban danados.",
        {"Uxía Barreiro": "PER", "Lugo": "LOC"},
        "A directora do museo, Uxía Barreiro",
        "dixo",
        ["47"],
        ["o martes"],
    ),
    "ta": (
        "சென்னையில் 40 வீடுகள் சேதமடைந்ததாக மேயர் கவிதா ராஜன் திங்கட்கிழமை கூறினார்.",
        {"கவிதா ராஜன்": "PER", "சென்னையில்": "LOC"},
        "மேயர் கவிதா ராஜன்",
        "கூறினார்",
        ["40"],
        ["திங்கட்கிழமை"],
    ),
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def heads(encoder: Encoder) -> Heads:
    loaded = load_heads(encoder.name)
    assert loaded is not None
    return loaded


def read(encoder: Encoder, heads: Heads, *texts: str) -> list[HeadFindings]:
    return heads.find_all(texts, encoder.encode(texts, layers=heads.layers).tokens)


def likeness(a: Span, b: Span) -> float:
    common = min(a.end, b.end) - max(a.start, b.start)
    return 2 * max(common, 0) / (a.end - a.start + b.end - b.start)


def is_near(found: tuple[Proposal, ...], text: str, piece: str) -> bool:
    start = text.index(piece)
    return any(likeness(one.span, Span(start, start + len(piece))) >= 0.5 for one in found)


# What is found


@pytest.mark.parametrize("language", FOUND)
def test_spans_of_every_label_are_found_in_any_language(
    encoder: Encoder, heads: Heads, language: str
) -> None:
    text, names, source, cue, figures, dates = FOUND[language]
    (found,) = read(encoder, heads, text)
    for name, kind in names.items():
        (near,) = (one for one in found.names if is_near((one,), text, name))
        assert near.label == kind
    assert is_near(found.sources, text, source)
    assert is_near(found.cues, text, cue)
    assert all(is_near(found.figures, text, figure) for figure in figures)
    assert all(is_near(found.dates, text, date) for date in dates)
    assert found.attributed > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "The old bridge was painted green.",
        "Ura e vjetër u lye me të gjelbër.",
        "Η παλιά γέφυρα βάφτηκε πράσινη.",
    ],
)
def test_a_plain_sentence_has_nothing(encoder: Encoder, heads: Heads, text: str) -> None:
    (found,) = read(encoder, heads, text)
    assert found.names == found.sources == found.cues == found.figures == found.dates == ()
    assert found.attributed < 0.5


def test_names_without_spaces_or_capitals(encoder: Encoder, heads: Heads) -> None:
    text = "山口市の田中健二市長は水曜日、38人が避難したと述べた。"
    (found,) = read(encoder, heads, text)
    assert is_near(found.names, text, "田中健二")
    assert is_near(found.names, text, "山口市")
    assert is_near(found.figures, text, "38")


def test_a_name_says_how_likely_each_kind_is(encoder: Encoder, heads: Heads) -> None:
    (found,) = read(encoder, heads, FOUND["en"][0])
    for name in found.names:
        assert set(name.kind_scores) == set(EntityKind)
        assert sum(name.kind_scores.values()) == pytest.approx(1, abs=1e-5)
        assert name.label == max(name.kind_scores, key=name.kind_scores.__getitem__)


def test_neighbours_in_the_call_change_nothing(encoder: Encoder, heads: Heads) -> None:
    texts = [row[0] for row in FOUND.values()]
    tokens = encoder.encode(texts, layers=heads.layers).tokens
    for text, some, together in zip(texts, tokens, heads.find_all(texts, tokens), strict=True):
        alone = heads.find(text, some)
        assert [one.span for one in alone.names] == [one.span for one in together.names]
        assert alone.attributed == pytest.approx(together.attributed, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "…", "„“", "\u200d", "\u0301"])
def test_nothing_is_found_where_nothing_is(encoder: Encoder, heads: Heads, text: str) -> None:
    (found,) = read(encoder, heads, text)
    assert found.names == found.figures == ()


@settings(max_examples=40)
@given(st.lists(st.text(st.sampled_from("Abc dé. 12%„“「市長は」अनिर्ه\u0301-'")), max_size=4))
def test_spans_of_any_text_are_in_it_and_apart(encoder: Encoder, heads: Heads, texts: list[str]) -> None:
    for text, found in zip(texts, read(encoder, heads, *texts), strict=True):
        for proposals in (found.names, found.sources, found.cues, found.figures, found.dates):
            end = 0
            for one in proposals:
                assert end <= one.span.start < one.span.end <= len(text)
                assert 0 < one.score <= 1
                end = one.span.end


def test_heads_of_another_encoder_are_refused() -> None:
    assert load_heads("openai:another") is None


def test_the_file_says_what_it_was_fitted_on(heads: Heads) -> None:
    assert heads.encoder == "e5-small"
    assert heads.about["fitted_on"]
    assert set(heads.about["from"]) == set(LABELS)


# Words


def states_of(text: str, *spans: tuple[int, int]) -> Tokens:
    """Tokens whose states are their numbers."""
    states = np.arange(len(spans), dtype=np.float32).reshape(1, -1, 1)
    return Tokens(np.array(spans, dtype=np.int32).reshape(-1, 2), states)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the U.N.'s 51-year", ["the", "U", ".", "N", ".", "'", "s", "51", "-", "year"]),
        ("2.000 ose 1,5%", ["2.000", "ose", "1,5", "%"]),
        ("η 51χρονη στις 5:40.", ["η", "51χρονη", "στις", "5:40", "."]),
        ("Сплит–Загреб", ["Сплит", "–", "Загреб"]),
        ("п'ять об’єктів, l'Union", ["п'ять", "об’єктів", ",", "l", "'", "Union"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("cafe\u0301", ["cafe\u0301"]),
    ],
)
def test_words_are_rows_of_letters_and_digits(text: str, words: list[str]) -> None:
    spans = word_states(text, states_of(text, (0, len(text)))).spans
    assert [text[start:end] for start, end in spans] == words


def test_scripts_without_spaces_are_cut_as_the_encoder_does() -> None:
    text = "約120万人の市長、"
    tokens = states_of(text, (0, 1), (1, 4), (4, 6), (6, 7), (7, 9), (9, 10))
    spans = word_states(text, tokens).spans
    assert [text[start:end] for start, end in spans] == ["約", "120", "万人", "の", "市長", "、"]


def test_a_word_has_the_mean_state_of_its_sub_tokens() -> None:
    features = word_states("Risteski tha", states_of("", (0, 4), (4, 8), (9, 12))).features
    assert features[:, 0].tolist() == [0.5, 2.0]


# Decoding


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("„Сув Дол“,", "Сув Дол"),
        ("Operatori „Jadranske Pruge“", "Operatori „Jadranske Pruge“"),
        ("«Ростех» и партнёры", "«Ростех» и партнёры"),
        (" (OKB) ", "OKB"),
        ("firma (OKB).", "firma (OKB)"),
        ("17. jula.", "17. jula"),
        ("「北電」の広報", "「北電」の広報"),
        ("हिन्दी", "हिन्दी"),
        ("--", None),
    ],
)
def test_ends_lose_signs_but_no_half_of_a_pair(text: str, kept: str | None) -> None:
    span = trimmed(text, 0, len(text))
    assert (text[span.start : span.end] if span else None) == kept


def test_marginals_are_those_of_all_rows_of_tags(heads: Heads) -> None:
    """On a short text, the sum over every row of tags, spelt out."""
    choice = np.random.default_rng(3)
    weights = {
        "start": choice.normal(size=(len(LABELS), 3)).astype(np.float32),
        "follow": choice.normal(size=(len(LABELS), 3, 3)).astype(np.float32),
    }
    scores = choice.normal(size=(5, len(LABELS), 3)).astype(np.float32)
    found = marginals(weights, scores, [3, 2])
    expected = np.zeros((3, 3))
    for row in np.ndindex(3, 3, 3):
        score = weights["start"][1, row[0]] + sum(scores[at, 1, tag] for at, tag in enumerate(row))
        score += sum(weights["follow"][1, a, b] for a, b in pairwise(row))
        for at, tag in enumerate(row):
            expected[at, tag] += np.exp(score)
    assert found[:3, 1] == pytest.approx(expected / expected.sum(axis=1, keepdims=True), abs=1e-5)
    assert found.sum(axis=2) == pytest.approx(np.ones((5, len(LABELS))))
