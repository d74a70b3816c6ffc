"""What is remembered of entities between arrivals is what is kept of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from retold.corpus import Corpus, known, open_corpus
from retold.model import Article, Entity, EntityKind, article_id
from retold.store import open_store, schema

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


@pytest.mark.parametrize(("count", "most"), [(24, known.MOST_KNOWN), (12, 4)])
def test_who_is_who_does_not_depend_on_what_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, most: int
) -> None:
    monkeypatch.setattr(known, "MOST_KNOWN", most)
    monkeypatch.setattr(known, "MOST_PROFILES", most)
    monkeypatch.setattr(known, "MOST_KEYS", 10 * most)
    monkeypatch.setattr(known, "FIRST_READ", most // 4)
    with open_corpus(tmp_path / "one.db", encoder=HASHING) as corpus:
        corpus.add(reports(count), refresh=False)
        remembered = named(corpus)
    for article in reports(count):
        with open_corpus(tmp_path / "other.db", encoder=HASHING) as corpus:
            corpus.add([article], refresh=False)
    with open_corpus(tmp_path / "other.db", encoder=HASHING) as corpus:
        assert named(corpus) == remembered


def test_those_named_last_are_found_however_little_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "MOST_KNOWN", 7)
    monkeypatch.setattr(known, "MOST_KEYS", 5)
    monkeypatch.setattr(known, "FIRST_READ", 2)
    choice, keys = random.Random(3), "abcdefgh"
    with closing(open_store(tmp_path / "news.db")) as store:
        held = known.Known(store, lambda _: {})
        for latest in range(1, 200):
            entity = Entity(id=f"{choice.randrange(90):02}", kind=EntityKind.PERSON, name="Ana")
            with store.writing():
                store.set_entities([(entity, choice.sample(keys, 2))], latest)
            held.set(entity.id, latest)
            asked = choice.sample(keys, 3)
            assert held.with_keys(asked) == store.entities_with_keys(asked, most=7)


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
