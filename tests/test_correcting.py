"""What users judge of entities: merged, split, renamed, deleted; minded by what arrives, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HASHING, Call

from retold.corpus import Corpus, open_corpus
from retold.errors import NotFoundError, UsageError
from retold.model import Article, JudgementKind, article_id

MERGE, SPLIT, RENAME, DELETE = (
    JudgementKind.MERGE,
    JudgementKind.SPLIT,
    JudgementKind.RENAME,
    JudgementKind.DELETE,
)

FIRST = (
    "On Tuesday the mayor Arta Velova opened the new Harbour Museum. Some say that Velova was tired.",
    "On Friday the goalkeeper Jon Prenda met the painter Arta Velova near the old mill.",
    "The people of Lower Dolney wrote to Mirjam Oster about the mill.",
)
LATER = "In June the mayor Arta Velova and Mirjam Oster spoke of Lower Dolney, as did Jon Prenda."


def article(number: int, text: str) -> Article:
    name = article_id(key=f"{number}.txt", outlet=None, published=f"2025-03-0{number}", text=text)
    return Article(
        id=name, location=f"{number}.txt", text=text, published=f"2025-03-0{number}", language="en"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "retold.db", encoder=HASHING) as corpus:
        corpus.add([article(number, text) for number, text in enumerate(FIRST, start=1)])
        yield corpus


def add_later(corpus: Corpus) -> None:
    corpus.add([article(9, LATER)])


def entities(corpus: Corpus) -> dict[str, int]:
    """Return how often who is named."""
    return {entity.name: len(entity.mentions) for entity in corpus.entities()}


def ids(corpus: Corpus, name: str) -> list[str]:
    return sorted(entity.id for entity in corpus.entities() if entity.name == name)


def test_two_that_are_one_are_merged_and_stay_so(corpus: Corpus) -> None:
    before = entities(corpus)
    judged = corpus.correct(MERGE, "Jon Prenda", "Mirjam Oster", user="ana")
    assert entities(corpus)["Jon Prenda"] == 2
    add_later(corpus)
    assert entities(corpus)["Jon Prenda"] == 4
    assert "Mirjam Oster" not in entities(corpus)
    corpus.undo(judged.number, user="ana")
    after = entities(corpus)
    assert (after["Jon Prenda"], after["Mirjam Oster"]) == (2, 2)
    assert before.keys() <= after.keys()
    redone = corpus.judgements()[-1]
    corpus.undo(redone.number, user="ana")
    assert entities(corpus)["Jon Prenda"] == 4


def test_one_that_is_two_is_split_and_stays_so(corpus: Corpus) -> None:
    assert entities(corpus)["Arta Velova"] == 3
    judged = corpus.correct(SPLIT, "Arta Velova", "2.txt", user="ana")
    assert sorted(len(corpus.who(key).entity.mentions) for key in ids(corpus, "Arta Velova")) == [1, 2]
    add_later(corpus)
    assert len(ids(corpus, "Arta Velova")) == 2
    corpus.undo(judged.number, user="ana")
    assert entities(corpus)["Arta Velova"] == 4


def test_a_form_can_leave(corpus: Corpus) -> None:
    corpus.correct(SPLIT, "Arta Velova", "Velova", user="ana")
    assert entities(corpus)["Arta Velova"] == 2
    assert entities(corpus)["Velova"] == 1


def test_it_is_called_as_the_user_says(corpus: Corpus) -> None:
    judged = corpus.correct(RENAME, "Jon Prenda", "Jon Prenda the Elder", user="ana")
    add_later(corpus)
    assert entities(corpus)["Jon Prenda the Elder"] == 2
    assert corpus.who("Prenda").name == "Jon Prenda the Elder"
    corpus.undo(judged.number, user="ana")
    assert entities(corpus)["Jon Prenda"] == 2


def test_what_is_none_is_deleted_and_does_not_come_back(corpus: Corpus) -> None:
    judged = corpus.correct(DELETE, "Lower Dolney", user="ana")
    add_later(corpus)
    assert "Lower Dolney" not in entities(corpus)
    with pytest.raises(NotFoundError):
        corpus.who("Lower Dolney")
    corpus.undo(judged.number, user="ana")
    assert entities(corpus)["Lower Dolney"] == 2


def test_the_newer_of_two_that_contradict_each_other_holds(corpus: Corpus) -> None:
    corpus.correct(SPLIT, "Arta Velova", "2.txt", user="ana")
    one, other = ids(corpus, "Arta Velova")
    merged = corpus.correct(MERGE, one, other, user="ben")
    assert entities(corpus)["Arta Velova"] == 3
    corpus.undo(merged.number, user="ben")
    assert len(ids(corpus, "Arta Velova")) == 2


def test_judgements_hold_when_all_is_derived_again(corpus: Corpus) -> None:
    corpus.correct(MERGE, "Jon Prenda", "Mirjam Oster", user="ana")
    corpus.correct(RENAME, "Jon Prenda", "The Keeper", user="ana")
    corpus.correct(DELETE, "Lower Dolney", user="ana")
    before = entities(corpus)
    with corpus.store.writing():
        corpus.store.forget_places()
    assert not corpus.entities()
    corpus.repair()
    assert entities(corpus) == before


@pytest.mark.parametrize(
    ("kind", "names", "said"),
    [
        (MERGE, ["Jon Prenda"], "takes two entities"),
        (MERGE, ["Jon Prenda", "Prenda"], "takes two entities"),
        (SPLIT, ["Jon Prenda"], "takes an entity"),
        (SPLIT, ["Jon Prenda", "Jon Prenda"], "no mention stays"),
        (SPLIT, ["Jon Prenda", "1.txt"], "does not name the entity"),
        (RENAME, ["Jon Prenda", " "], "takes an entity and its new name"),
        (DELETE, ["Jon Prenda", "Velova"], "takes one entity"),
        (JudgementKind.SAME, ["Jon Prenda", "Velova"], "is no judgement of entities"),
    ],
)
def test_what_does_not_fit_is_refused(
    corpus: Corpus, kind: JudgementKind, names: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        corpus.correct(kind, *names, user="ana")
    assert not corpus.judgements()


@pytest.mark.parametrize("name", ["Quillon Ashgrove", "Ashgrove", "Килон Ашгроув"])
def test_a_renamed_entity_is_found_by_its_new_name(corpus: Corpus, name: str) -> None:
    assert not corpus.search("Quillon Ashgrove", meaning=False).names
    [key] = ids(corpus, "Jon Prenda")
    judged = corpus.correct(RENAME, "Jon Prenda", "Quillon Ashgrove", user="ana")
    assert corpus.who(name).entity.id == key
    assert [hit.entity for hit in corpus.search(name, meaning=False).names] == [key]
    assert corpus.who("Jon Prenda").entity.id == key  # and still by what it is called in the articles
    add_later(corpus)
    assert corpus.who(name).entity.id == key
    corpus.undo(judged.number, user="ana")
    assert not corpus.search("Quillon Ashgrove", meaning=False).names


def test_an_exact_search_finds_a_new_name_to_the_letter(corpus: Corpus) -> None:
    [key] = ids(corpus, "Jon Prenda")
    corpus.correct(RENAME, "Jon Prenda", "Quillon Ashgrove", user="ana")
    found = {name: corpus.search(name, exact=True).names for name in ("Quillon Ashgrove", "quillon ashgrove")}
    assert [[hit.entity for hit in hits] for hits in found.values()] == [[key], []]


def test_on_the_command_line(corpus: Corpus, call: Call) -> None:
    answer = call("judge", "--entity", "rename", "Prenda", "Jon Prenda the Elder", "--user", "ana")
    assert answer.out == "judgement 1, rename, holds until `retold judge undo 1`\n"
    assert "Jon Prenda the Elder" in call("entities").out
    assert "Jon Prenda the Elder" in call("entity", "the Elder").out
    assert call("judge", "--entity", "delete", "Wimblethorpe").status == 1
    assert call("judge", "undo", "1").status == 0
    assert "Elder" not in call("entities").out
