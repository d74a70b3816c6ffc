"""What is remembered of entities between arrivals is what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from retold.corpus import Corpus, known, open_corpus
from retold.model import Article, Entity, EntityKind, article_id
from retold.store import schema

HASHING = "retold.encode.hashing:HashingEncoder"

#: Who is said to have opened a bridge: one in two scripts, with her surname alone, and two more of that surname.
OPENERS = ("Arta Velova", "Арта Велова", "Velova", "Mira Velova", "Άρτα Βέλοβα", "Milan Velov")


def reports(count: int) -> Iterator[Article]:
    for number in range(count):
        opener, other = OPENERS[number % len(OPENERS)], f"Petra {'AKLMNPRSTV'[number % 10]}orandi"
        text = f"{opener} opened the bridge in Skopje. Later {opener} met {other} of the Kestrels."
        name = article_id(key=str(number), outlet=None, published=None, text=text)
        yield Article(id=name, location=f"{number}.txt", text=text, language="en")


def named(corpus: Corpus) -> dict[str, list[str]]:
    tables = (schema.entities, schema.entity_keys, schema.mentions, schema.joins)
    return {t.name: sorted(map(repr, corpus.store.rows(select(t)))) for t in tables}


@pytest.mark.parametrize(("count", "most"), [(24, known.MOST_SURE), (12, 4)])
def test_who_is_who_does_not_depend_on_what_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, most: int
) -> None:
    monkeypatch.setattr(known, "MOST_SURE", most)
    monkeypatch.setattr(known, "MOST_PROFILES", most)
    monkeypatch.setattr(known, "MOST_KEYS", 10 * most)
    with open_corpus(tmp_path / "one.db", encoder=HASHING) as corpus:
        corpus.add(reports(count), refresh=False)
        remembered = named(corpus)
    for article in reports(count):
        with open_corpus(tmp_path / "other.db", encoder=HASHING) as corpus:
            corpus.add([article], refresh=False)
    with open_corpus(tmp_path / "other.db", encoder=HASHING) as corpus:
        assert named(corpus) == remembered


def test_what_another_process_wrote_is_known(tmp_path: Path) -> None:
    first, second, third = reports(3)
    with (
        open_corpus(tmp_path / "news.db", encoder=HASHING) as one,
        open_corpus(tmp_path / "news.db", encoder=HASHING) as other,
    ):
        one.add([first])
        other.add([second])
        one.add([third])
        velova = max(one.entities(), key=lambda entity: len(entity.mentions))
        assert {mention.article for mention in velova.mentions} >= {first.id, second.id}


def test_those_named_since_do_not_hide_one_whose_whole_name_it_may_be(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        with corpus.store.writing():
            for number in range(500):
                keys = ["head:arta", "full:arta+velova" if number == 0 else f"full:arta+{number}"]
                one = Entity(id=f"{number:03}", kind=EntityKind.PERSON, name="Arta", mentions=())
                corpus.store.set_entities([(one, keys)], number)
        kept = known.Known(corpus.store, lambda ids: {})
        found = kept.with_keys({"full:arta+velova"}, {"full:arta+velova", "head:arta"})
    assert found == ["000", *(f"{500 - known.MOST_UNSURE + n}" for n in range(known.MOST_UNSURE))]
