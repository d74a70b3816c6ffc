"""Who is named: the most told, one entity with all it is called, and why that is one, in invented news."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Call

from retold.corpus import Corpus, open_corpus
from retold.errors import NotFoundError
from retold.model import EntityKind
from retold.read import read_articles

HASHING = "retold.encode.hashing:HashingEncoder"

#: The same mayor in three scripts; capitals show the names, as the encoder of these tests has no heads.
REPORTS = {
    "a-en.txt": (
        "date 2025-03-04\nOn Tuesday the mayor Arta Velova closed the bridge in Skopje. "
        "Some say that Velova left.\n"
    ),
    "b-mk.txt": "date 2025-03-05\nВо Скопје градоначалничката Арта Велова го затвори мостот. Потоа Велова замина.\n",
    "c-el.txt": "date 2025-04-01\nΗ δήμαρχος Άρτα Βέλοβα έκλεισε στα Σκόπια τη γέφυρα με τον Γιον Πρέντα.\n",
    "d-en.txt": "date 2025-04-02\nThe goalkeeper Jon Prenda won the cup in Skopje with the Kestrels.\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("who")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with open_corpus(folder / "news.db", encoder=HASHING) as corpus:
        corpus.add(read_articles(*(folder / name for name in REPORTS), outlet_pattern="{outlet}-{language}"))
    return folder / "news.db"


@pytest.fixture
def corpus(place: Path) -> Corpus:
    return open_corpus(place, encoder=HASHING)


def names(corpus: Corpus, **wanted: Any) -> list[str]:
    return [named.name for named in corpus.named(**wanted)]


def test_who_is_named_by_most_articles_comes_first(corpus: Corpus) -> None:
    assert [(named.name, named.articles) for named in corpus.named(most=2)] == [
        ("Skopje", 4),
        ("Arta Velova", 3),
    ]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ({"kind": EntityKind.PERSON}, "Arta Velova"),
        ({"kind": EntityKind.PERSON, "since": "2025-04"}, "Jon Prenda"),
        ({"kind": EntityKind.PERSON, "languages": ["mk"]}, "Арта Велова"),
        ({"kind": EntityKind.PERSON, "languages": ["mk", "el"]}, "Arta Velova"),
        ({"kind": EntityKind.PLACE, "languages": ["el"]}, "Σκόπια"),
    ],
)
def test_who_is_named_can_be_narrowed(corpus: Corpus, wanted: dict[str, Any], first: str) -> None:
    assert first in names(corpus, **wanted)[:2]


@pytest.mark.parametrize("name", ["Арта Велова", "Velova", "Άρτα Βέλοβα"])
def test_an_entity_is_found_in_any_script(corpus: Corpus, name: str) -> None:
    who = corpus.who(name)
    assert who.name == "Arta Velova"
    assert {(form.language, form.script) for form in who.forms} == {
        ("en", "latin"),
        ("mk", "cyrillic"),
        ("el", "greek"),
    }
    assert len(who.articles) == 3
    assert {(join.one, join.other) for join in who.joins} >= {("Arta Velova", "Velova")}
    assert all(0 < join.score <= 1 and join.reason for join in who.joins)
    assert "Skopje" in [named.name for named in who.company]
    assert sum(times for _, times in who.events) == 3


@pytest.mark.parametrize(
    ("language", "name"), [("mk", "Арта Велова"), ("el", "Άρτα Βέλοβα"), ("fr", "Arta Velova")]
)
def test_it_is_called_as_the_language_asked_for_calls_it(corpus: Corpus, language: str, name: str) -> None:
    assert corpus.who("Velova", language=language).name == name


def test_an_entity_is_found_by_how_its_id_begins(corpus: Corpus) -> None:
    entity = corpus.who("Velova").entity
    assert corpus.who(entity.id[:8]).entity == entity


def test_nobody_is_nobody(corpus: Corpus) -> None:
    with pytest.raises(NotFoundError, match="Wimblethorpe: nobody"):
        corpus.who("Wimblethorpe")


@pytest.mark.parametrize(
    ("typed", "named", "articles"),
    [
        ("Arta Velova", ["Arta Velova"], 1),
        ("Арта Велова", ["Арта Велова"], 1),
        ("арта велова", [], 0),
        ("Arta Velov", [], 1),
        ("Vilova", [], 0),
    ],
)
def test_a_name_can_be_looked_for_to_the_letter(
    corpus: Corpus, typed: str, named: list[str], articles: int
) -> None:
    found = corpus.search(typed, exact=True)
    assert [hit.form for hit in found.names] == named
    assert found.total == articles
    assert not found.meaning


def test_on_the_command_line(call: Call, place: Path) -> None:
    listed = call("entities", "--kind", "PER", "--db", place).out
    assert "Arta Velova" in listed
    assert "Skopje" not in listed
    shown = call("entity", "Велова", "--db", place).out
    for part in ("Arta Velova", "Macedonian, cyrillic: ", "their full names sound alike", "Named beside it"):
        assert part in shown
    data = json.loads(call("entity", "Velova", "--json", "--db", place).out)
    assert data["name"] == "Arta Velova"
    assert "matched Арта Велова" in call("search", "Арта Велова", "--exact", "--db", place).out
    assert call("entity", "Wimblethorpe", "--db", place).status == 1
