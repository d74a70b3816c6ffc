"""Search finds names in any script, words with any ending, quoted words to the letter, and meaning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from factories import EXAMPLE, make_article, make_sentences
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus import Corpus, open_corpus
from retold.model import Article, article_id
from retold.protocols import Vectors
from retold.read import read_articles
from retold.search import SentenceCodes, code_of, find_terms, holds, rank_names, read_question
from retold.search.words import fold_with_origins
from retold.text.unicode import fold

ENCODER = "retold.encode.hashing:HashingEncoder"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    path = tmp_path_factory.mktemp("search") / "example.db"
    with open_corpus(path) as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
        yield corpus


# Questions


@pytest.mark.parametrize(
    ("typed", "words", "exact"),
    [
        ("", (), ()),
        ("  fish  FISH ", ("fish",), ()),
        ("Λίμνη Πρέσπα", ("λιμνη", "πρεσπα"), ()),
        ('dead "Four tonnes" fish', ("dead", "fish"), ("Four tonnes",)),
        ("„четири тони“", (), ("четири тони",)),
        ("«έξι τόνοι»", (), ("έξι τόνοι",)),
        ("“katër tonë” krap", ("krap",), ("katër tonë",)),
        ("»sechs Tonnen«", (), ("sechs Tonnen",)),
        ("「六トン」", (), ("六トン",)),
        ('an open " quotation', ("an", "open", "quotation"), ()),
        ("1.2 milligrams", ("1.2", "milligrams"), ()),
        ("Ankara'da", ("ankara'da",), ()),
        ('"" ()*^ ---', (), ()),
    ],
)
def test_a_question_is_read(typed: str, words: tuple[str, ...], exact: tuple[str, ...]) -> None:
    question = read_question(typed)
    assert (question.words, question.exact) == (words, exact)


# Words in a text


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("Рибарите ја видоа рибата.", "риба", True),
        ("The unfishable lake.", "fish", False),
        ("Fishermen left.", "FISH", True),
        ("Ψάρια στη λίμνη.", "ψαρι", True),
        ("İstanbul'da yağmur", "istanbul", True),
        ("ağaçlar", "agac", True),
        ("湖里有很多死鱼。", "死鱼", True),
        ("ปลาตายในทะเลสาบ", "ทะเลสาบ", True),
        ("الأسماك النافقة", "النافقة", True),
        ("STRASSE und Straße", "strasse", True),
        ("axbyc", "a.b", False),
    ],
)
def test_a_word_is_found_where_it_begins_whatever_its_ending(text: str, term: str, found: bool) -> None:
    assert holds(fold(text), fold(term)) is found


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Рибарите ја видоа рибата.", "риба", ["Рибарите", "рибата"]),
        ("Η ΛΊΜΝΗ άδειασε.", "λίμνη", ["ΛΊΜΝΗ"]),
        ("Straße, Strasse.", "strasse", ["Straße", "Strasse"]),
        ("湖里有死鱼。", "死鱼", ["死鱼"]),
        ("Four tonnes, four tonnes.", '"four tonnes"', ["four tonnes"]),
        ("four tonnes", 'tonnes "four"', ["four", "tonnes"]),
    ],
)
def test_what_matched_is_marked_to_the_end_of_its_word(text: str, typed: str, marked: list[str]) -> None:
    article = make_article(text=text)
    hit = find_terms(article, make_sentences(article), read_question(typed))
    assert hit is not None
    assert [article.text[slice(*span)] for span in hit.marked] == marked


def test_an_exact_phrase_that_stands_nowhere_to_the_letter_finds_nothing() -> None:
    article = make_article(text="four tonnes of fish")
    assert find_terms(article, make_sentences(article), read_question('"Four tonnes"')) is None


@given(st.text(max_size=60))
def test_each_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded, origins = fold_with_origins(text)
    assert len(folded) == len(origins)
    assert origins == sorted(origins)
    assert all(0 <= place < len(text) for place in origins)


# Names


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Ilkovski", "Дејан Илковски"),
        ("Илковски", "Dejan Illkovski"),
        ("Καραμήτρος", "Lefteris Karamitros"),
        ("Karamitros", "ليفتيريس كاراميتروس"),
        ("Trpcevska", "Μιριάνα Τρπτσέφσκα"),
        ("Мирјана Трпчевска", "Mirjana Trpçevska"),
    ],
)
def test_a_name_is_found_in_another_script(typed: str, form: str) -> None:
    forms = {"other": ["Стево Долгоски"], "third": ["Agron Xhemali"], "wanted": [form]}
    [hit] = rank_names([typed], forms)
    assert (hit.entity, hit.typed, hit.form) == ("wanted", typed, form)


@pytest.mark.parametrize(
    ("typed", "form"), [("the", "Agjencia të Mjedisit"), ("Kim", "Kina"), ("Agron", "Stevo Dolgoski")]
)
def test_what_only_looks_alike_is_no_name(typed: str, form: str) -> None:
    assert rank_names([typed], {"e": [form]}) == []


def test_a_full_name_goes_before_its_parts() -> None:
    forms = {"full": ["Dejan Ilkovski"], "namesake": ["Ilkovski"]}
    assert [hit.entity for hit in rank_names(["Dejan Ilkovski", "Ilkovski"], forms)] == ["full"]


# Vectors


def misfit(row: Vectors, asked: Vectors) -> float:
    return -float(np.where(row > 0, 1, -1) @ asked)


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_sentences_are_found_whose_codes_fit_best(sizes: list[int], most: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    kept = SentenceCodes(100)
    expected = []
    asked = random.normal(size=100).astype(np.float32)
    for number, size in enumerate(sizes, start=1):
        rows = random.normal(size=(size, 100)).astype(np.float32)
        kept.add([(3 * number, code_of(rows))])
        expected += [(misfit(row, asked), 3 * number, place) for place, row in enumerate(rows)]
    assert (len(kept), kept.newest) == (sum(sizes), 3 * len(sizes))
    assert kept.near(asked, most) == [(article, place) for _, article, place in sorted(expected)[:most]]


def test_of_many_those_are_weighed_whose_codes_differ_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.search.codes.CLOSE", 1)
    asked = np.array([9, 1, 1, 1], dtype=np.float32)
    heavy, close = [1, -1, -1, -1], [-1, 1, 1, 1]
    kept = SentenceCodes(4)
    kept.add([(1, code_of(np.array([heavy, close], dtype=np.float32)))])
    assert kept.near(asked, 1) == [(1, 1)]
    assert kept.near(asked, 2) == [(1, 0), (1, 1)]


def test_codes_are_found_in_whatever_block_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.search.codes.BLOCK", 4)
    rows = np.random.default_rng(1).normal(size=(50, 70)).astype(np.float32)
    kept = SentenceCodes(70)
    kept.add([(1, code_of(rows[:11])), (2, code_of(rows[11:11]))])
    kept.add([(5, code_of(rows[11:43]))])
    assert [kept.near(row, 1) for row in rows[:43]] == [
        [(1, place) if place < 11 else (5, place - 11)] for place in range(43)
    ]


def test_codes_that_are_made_again_take_the_place_of_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.search.codes.BLOCK", 4)
    rows = np.random.default_rng(1).normal(size=(12, 70)).astype(np.float32)
    kept = SentenceCodes(70)
    kept.add([(1, code_of(rows[:3])), (2, code_of(rows[3:6])), (3, code_of(rows[6:7]))])
    kept.replace([(1, code_of(rows[7:12]))])
    assert kept.newest == 3
    found = kept.near(rows[8], 12)
    assert (found[0], len(found)) == ((1, 1), 3 + 1 + 5)
    assert {place for article, place in found if article == 1} == set(range(5))


def test_what_has_no_vector_is_never_found() -> None:
    kept = SentenceCodes(8)
    kept.add([(1, code_of(np.array([[0] * 8, [1] * 8, [0] * 8], dtype=np.float32)))])
    assert kept.near(np.array([1, 1, 1, 1, 1, 1, -1, -1], dtype=np.float32), 9) == [(1, 1)]


# The corpus


def outlets(corpus: Corpus, typed: str) -> list[str]:
    found = corpus.search(typed, meaning=False)
    return sorted(found.articles[hit.article].outlet or "" for hit in found.words)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("рибата", ["prespautro", "prespautro", "vesti360"]),
        ("ΨΆΡΙΑ", ["limnaia"]),
        ("psaria", []),
        ("peshkimi", ["zeriliqenit"]),
        ("four tonnes", ["balkanledger"]),
        ('"four tonnes"', ["balkanledger"]),
        ('"Four tonnes"', []),
        ("أطنان", ["dhifaf"]),
        ("fish lemon", []),
    ],
)
def test_articles_are_found_by_all_their_words(corpus: Corpus, typed: str, expected: list[str]) -> None:
    assert outlets(corpus, typed) == expected


@pytest.mark.parametrize(
    "typed", ["Илковски", "Ilkovski", "ilkovski", "إلكوفسكي", "İlkovski", "Dejan Ilkovski"]
)
def test_all_spellings_of_a_name_lead_to_one_entity(corpus: Corpus, typed: str) -> None:
    found = corpus.search(typed, meaning=False)
    assert found.entities[found.names[0].entity].name == "Dejan Ilkovski"


@pytest.mark.parametrize("typed", ["Greece", "Grčka", "Yunanistan", "اليونان"])
def test_a_country_is_found_by_its_name_in_every_language_of_the_corpus(corpus: Corpus, typed: str) -> None:
    found = corpus.search(typed, meaning=False)
    assert "Greece" in {found.entities[hit.entity].name for hit in found.names}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        '"',
        '""',
        "NEAR(fish zzz)",
        "fish OR zzz",
        "fish NOT zzz",
        "fis* zzz",
        "%",
        "_",
        "'; DROP TABLE folded; --",
        "\x00",
        "x" * 5_000,
    ],
)
def test_no_question_is_taken_for_a_command(corpus: Corpus, typed: str) -> None:
    assert corpus.search(typed).words == ()
    assert outlets(corpus, "four tonnes") == ["balkanledger"]


def test_words_of_two_letters_are_found(corpus: Corpus) -> None:
    assert "balkanledger" in outlets(corpus, "on")


def test_sentences_near_in_meaning_are_found_and_not_said_twice(corpus: Corpus) -> None:
    [article] = [a for a in corpus.articles().values() if a.outlet == "balkanledger"]
    sentence = corpus.sentences([article.id])[article.id][3]
    found = corpus.search(article.text[slice(*sentence.span)] + " unheard")
    assert found.words == ()
    assert found.meaning[0].sentence == sentence
    again = corpus.search(article.text[slice(*sentence.span)])
    assert sentence not in {hit.sentence for hit in again.meaning}


def test_what_comes_later_is_found_too(tmp_path: Path) -> None:
    def article(text: str) -> Article:
        return Article(
            id=article_id(key=text, outlet=None, published=None, text=text), location=text, text=text
        )

    with open_corpus(tmp_path / "a.db", encoder=ENCODER) as corpus:
        corpus.add([article("A heron stood on the jetty.")])
        assert corpus.search("heron").total == 1
        assert len(corpus.search("a heron stood on that jetty").meaning) == 1
        corpus.add([article("Two herons stood on the pier.")])
        assert corpus.search("heron").total == 2
        found = corpus.search("two herons stood on that pier")
        assert "pier" in found.articles[found.meaning[0].article].text


def test_a_corpus_without_an_index_gets_one_when_it_is_asked(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "a.db", encoder=ENCODER) as corpus:
        corpus.add([Article(id="a1", location="a", text="A heron stood on the jetty.")])
        with corpus.store.writing():
            corpus.store.connection.exec_driver_sql("DROP TABLE folded")
        assert corpus.search("heron").total == 1
