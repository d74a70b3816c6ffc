"""One corpus in one database: what is put in comes out, and nothing half done stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from factories import make_article, make_sentences
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from retold.errors import NotFoundError, StoreError
from retold.model import (
    Article,
    Claim,
    Copy,
    Difference,
    DifferenceKind,
    Event,
    Evidence,
    Span,
    Story,
    Telling,
)
from retold.protocols import Vectors
from retold.store import SqlStore, open_store, schema
from retold.text.time import days_of

ENCODER, WIDTH = "test", 4


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with_tables = open_store(":memory:")
    yield with_tables
    with_tables.close()


def keep(store: SqlStore, *articles: Article) -> None:
    with store.writing():
        for article in articles:
            assert _add(store, article)


def _add(store: SqlStore, article: Article) -> bool:
    parts = make_sentences(article)
    return store.add_article(
        article,
        parts,
        days=days_of(article.published),
        encoder=ENCODER,
        data=_vectors(len(parts)),
        mean=_vectors(1)[0],
    )


def _vectors(count: int) -> Vectors:
    numbers: Vectors = np.arange(count * WIDTH, dtype=np.float32).reshape(count, WIDTH)
    return numbers / np.float32(64)


def numbered(number: int, **changes: object) -> Article:
    return make_article(**{"id": f"{number:016x}", "location": f"reports/{number}.txt"} | changes)


# Articles


@pytest.mark.parametrize(
    "article",
    [
        make_article(),
        make_article(title=None, published=None, language=None, outlet=None),
        make_article(text="Два траекта се судрија 🚢\n\nقال المتحدث", title=None, published="2025-03"),
        make_article(fields={"url": "https://example.org/1", "author": "Ана"}, notes=("read as UTF-16",)),
    ],
    ids=["all", "the least", "scripts", "fields and notes"],
)
def test_an_article_comes_out_as_it_went_in(store: SqlStore, article: Article) -> None:
    keep(store, article)
    assert store.articles([article.id]) == {article.id: article}
    parts = make_sentences(article)
    assert [(s.span, s.kind) for s in store.sentences([article.id])[article.id]] == [
        (s.span, s.kind) for s in parts
    ]
    vectors = store.vectors([article.id], ENCODER, WIDTH)[article.id]
    assert np.array_equal(vectors, _vectors(len(parts)))


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    store = open_store(":memory:")
    article = make_article(text=text, title=None, outlet=text, fields={text: text})
    with store.writing():
        store.add_article(article, (), days=None, encoder=ENCODER, data=_vectors(0), mean=_vectors(1)[0])
    assert store.articles([article.id])[article.id] == article
    store.close()


def test_an_article_is_kept_once(store: SqlStore) -> None:
    keep(store, numbered(1))
    with store.writing():
        assert not _add(store, numbered(1, text="Something else"))
    assert store.count() == 1
    assert store.articles([numbered(1).id]) == {numbered(1).id: numbered(1)}


def test_articles_come_in_order_of_arrival_and_unknown_ones_are_left_out(store: SqlStore) -> None:
    keep(store, numbered(3), numbered(1), numbered(2))
    assert store.article_ids() == [numbered(n).id for n in (3, 1, 2)]
    assert list(store.articles([numbered(n).id for n in (1, 2, 3, 4)])) == store.article_ids()


def test_more_ids_can_be_asked_for_than_a_statement_takes(store: SqlStore) -> None:
    keep(store, numbered(1))
    assert list(store.articles([numbered(n).id for n in range(40_000)])) == [numbered(1).id]


def test_vectors_of_another_encoder_are_never_given(store: SqlStore) -> None:
    keep(store, numbered(1))
    assert store.vectors([numbered(1).id], "another", WIDTH) == {}
    assert store.means(days_of("2025-03-04"), "another") == []
    assert store.encoders() == {ENCODER}


def test_means_are_of_just_the_days_asked_for(store: SqlStore) -> None:
    dates = {1: "2025-03-04", 2: "2025-03", 3: None, 4: "2025-03-04T08:00:00Z"}
    keep(store, *(numbered(n, published=date) for n, date in dates.items()))

    def found(date: str | None) -> list[str]:
        return [article for article, _ in store.means(days_of(date), ENCODER)]

    assert found("2025-03-04") == [numbered(1).id, numbered(4).id]
    assert found("2025-03") == [numbered(2).id]
    assert found(None) == [numbered(3).id]
    assert set(store.spans_of_days()) == {days_of("2025-03-04"), days_of("2025-03")}


def test_an_article_is_found_by_id_location_or_file_name(store: SqlStore) -> None:
    keep(
        store,
        numbered(0xAB1),
        numbered(0xAB2, location="feeds/day.jsonl#7"),
        numbered(0xAC, location="7.txt"),
    )
    assert store.resolve_article("0000000000000ab1") == numbered(0xAB1).id
    assert store.resolve_article("feeds/day.jsonl#7") == numbered(0xAB2).id
    assert store.resolve_article("day.jsonl#7") == numbered(0xAB2).id
    assert store.resolve_article("7.txt") == numbered(0xAC).id
    for unknown in ("0000000000000ab", "8.txt", "%", "day"):
        with pytest.raises(NotFoundError):
            store.resolve_article(unknown)


# Near-copies


def test_articles_that_share_a_key_are_found(store: SqlStore) -> None:
    keep(store, numbered(1), numbered(2), numbered(3))
    with store.writing():
        for number, bands in ((1, "ab"), (2, "bc"), (3, "d")):
            store.add_bands(numbered(number).id, bands)
    assert store.sharing_bands("bx") == [numbered(1).id, numbered(2).id]
    assert store.sharing_bands("") == []


def test_the_last_word_on_a_copy_holds(store: SqlStore) -> None:
    keep(store, numbered(1), numbered(2), numbered(3))
    for original, share in ((1, 0.6), (2, 0.9)):
        with store.writing():
            store.set_copy(Copy(article=numbered(3).id, original=numbered(original).id, contained=share))
    copy = Copy(article=numbered(3).id, original=numbered(2).id, contained=0.9)
    assert store.copies(store.article_ids()) == {numbered(3).id: copy}


# Events, stories, claims


def two_events(store: SqlStore) -> tuple[Event, Event]:
    keep(store, numbered(1), numbered(2, published="2025-03-03"), numbered(3, published="2025-04"))
    first = Event(id="e1", articles=(numbered(2).id, numbered(1).id), label="Ferries", date="2025-03-03")
    second = Event(id="e2", articles=(numbered(3).id,), label="Inquiry", date="2025-04")
    with store.writing():
        store.set_event(first, None)
        store.set_event(second, None)
        store.set_story("s1", "Ferries", ["e1", "e2"], stale=True)
    return first, second


def test_events_come_with_their_articles_in_time_order(store: SqlStore) -> None:
    first, second = two_events(store)
    assert store.events() == {"e1": first, "e2": second}
    assert store.events(["e2"]) == {"e2": second}
    assert store.event_of([numbered(1).id, numbered(3).id]) == {numbered(1).id: "e1", numbered(3).id: "e2"}
    assert store.stories() == {"s1": Story(id="s1", events=("e1", "e2"), label="Ferries")}
    assert store.story_of(["e1", "e2"]) == {"e1": "s1", "e2": "s1"}


def test_an_event_that_was_merged_is_found_under_its_old_id(store: SqlStore) -> None:
    two_events(store)
    everything = Event(id="e1", articles=tuple(numbered(n).id for n in (2, 1, 3)), label="Ferries")
    with store.writing():
        store.set_event(everything, "s1")
        store.merge_event("e2", "e1")
    assert list(store.events()) == ["e1"]
    assert store.resolve_event("e2") == "e1"
    assert store.resolve_event("e") == "e1"
    assert store.stories()["s1"].events == ("e1",)


@pytest.mark.parametrize("prefix", ["e", "x", "%", "_1"])
def test_an_event_must_be_named_clearly(store: SqlStore, prefix: str) -> None:
    two_events(store)
    with pytest.raises(NotFoundError, match="event begins so"):
        store.resolve_event(prefix)


def test_claims_and_differences_are_replaced_as_a_whole(store: SqlStore) -> None:
    two_events(store)
    told = tuple(Telling(article=numbered(n).id, span=Span(n, n + 5), score=0.5) for n in (1, 2))
    claim = Claim(id="c1", event="e1", tellings=told)
    difference = Difference(
        claim="c1",
        kind=DifferenceKind.FIGURE,
        sides=((numbered(1).id,), (numbered(2).id,)),
        reason="2 in one telling, 3 in the other.",
        score=0.9,
        evidence=(Evidence(article=numbered(1).id, span=Span(2, 3)),),
        since=numbered(2).id,
    )
    assert store.stale_stories() == ["s1"]
    with store.writing():
        store.set_claims("s1", [claim], {"c1": [difference]})
    assert store.stale_stories() == []
    assert store.claims(["s1"]) == [claim]
    assert store.differences(["c1"]) == [difference]
    alone = Claim(id="c2", event="e1", tellings=told[:1])
    with store.writing():
        store.set_claims("s1", [alone], {})
    assert store.claims(["s1"]) == [alone]
    assert store.differences(["c1", "c2"]) == []


@pytest.mark.parametrize("first", ["s1", "s2"])
def test_claims_move_with_their_event_whichever_story_is_lined_up_first(store: SqlStore, first: str) -> None:
    two_events(store)
    told = (Telling(article=numbered(3).id, span=Span(0, 5)),)
    with store.writing():
        store.set_claims("s1", [Claim(id="c3", event="e2", tellings=told)], {})
        store.set_story("s1", "Ferries", ["e1"], stale=True)
        store.set_story("s2", "Inquiry", ["e2"], stale=True)
    moved: dict[str, list[Claim]] = {"s1": [], "s2": [Claim(id="c3", event="e2", tellings=told)]}
    for story in sorted(moved, key=lambda story: story != first):
        with store.writing():
            store.set_claims(story, moved[story], {})
    assert store.claims(["s1", "s2"]) == moved["s2"]
    assert store.claims(["s2"]) == moved["s2"]


def test_a_story_that_was_merged_leaves_no_claims(store: SqlStore) -> None:
    two_events(store)
    told = (Telling(article=numbered(3).id, span=Span(0, 5)),)
    with store.writing():
        store.set_story("s2", "Inquiry", ["e2"], stale=True)
        store.set_claims("s2", [Claim(id="c3", event="e2", tellings=told)], {})
        store.set_story("s1", "Ferries", ["e1", "e2"], stale=True)
        store.merge_story("s2", "s1")
    assert list(store.stories()) == ["s1"]
    assert store.claims(["s1", "s2"]) == []


# Failures


def test_a_failure_is_remembered_once_and_forgotten_when_mended(store: SqlStore) -> None:
    with store.writing():
        store.keep_aside("b.txt", "is empty")
        store.keep_aside("a.txt", "is empty")
        store.keep_aside("a.txt", "has no text")
    assert [(f["location"], f["reason"]) for f in store.failures()] == [
        ("a.txt", "has no text"),
        ("b.txt", "is empty"),
    ]
    with store.writing():
        store.forget_failure("a.txt")
    assert [f["location"] for f in store.failures()] == ["b.txt"]


# All or nothing


def test_what_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "news.db")
    keep(store, numbered(1))

    def stop_half_way() -> None:
        with store.writing():
            _add(store, numbered(2))
            store.keep_aside("a.txt", "is empty")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    assert store.article_ids() == [numbered(1).id]
    assert store.failures() == []
    keep(store, numbered(3))
    store.close()
    again = open_store(tmp_path / "news.db", create=False)
    assert again.article_ids() == [numbered(1).id, numbered(3).id]
    again.close()


def test_another_connection_sees_what_is_finished_and_that_it_changed(tmp_path: Path) -> None:
    one, other = open_store(tmp_path / "news.db"), open_store(tmp_path / "news.db")
    before = other.change_count()
    with one.writing():
        _add(one, numbered(1))
        assert other.count() == 0
    assert other.count() == 1
    assert other.change_count() != before
    one.close()
    other.close()


def test_two_processes_may_make_the_same_corpus_at_once(tmp_path: Path) -> None:
    code = "import sys; from retold.store import open_store; open_store(sys.argv[1]).close()"
    command = [sys.executable, "-c", code, str(tmp_path / "news.db")]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) for _ in range(4)]
    said = [process.communicate()[1].decode() for process in running]
    assert said == [""] * 4
    store = open_store(tmp_path / "news.db", create=False)
    assert store.count() == 0
    store.close()


# The file


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db").close()
    assert read(tmp_path / "news.db", "PRAGMA application_id") == schema.APPLICATION_ID
    assert read(tmp_path / "news.db", "PRAGMA user_version") == schema.VERSION
    assert read(tmp_path / "news.db", "PRAGMA journal_mode") == "wal"


def test_no_corpus_is_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no corpus here"):
        open_store(tmp_path / "news.db", create=False)
    assert not (tmp_path / "news.db").exists()


def test_a_full_or_unwritable_disk_is_one_line(tmp_path: Path) -> None:
    store = open_store(tmp_path / "news.db")
    pages = read(tmp_path / "news.db", "PRAGMA page_count")
    store.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    store.connection.rollback()
    with pytest.raises(StoreError, match=r"news\.db: database or disk is full$"):
        keep(store, numbered(1, text="The ferry. " * 10_000))
    assert store.count() == 0
    store.close()


def _add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN mood TEXT")


def _fail(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE half_done (id TEXT)")
    raise InterruptedError


def test_an_older_file_is_brought_up_to_date_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "news.db")
    keep(store, numbered(1))
    store.close()
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _add_column))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    for _ in range(2):
        store = open_store(tmp_path / "news.db")
        assert store.articles([numbered(1).id]) == {numbered(1).id: numbered(1)}
        store.close()
    assert "mood" in read(tmp_path / "news.db", "SELECT sql FROM sqlite_master WHERE name = 'articles'")
    assert read(tmp_path / "news.db", "PRAGMA user_version") == schema.VERSION


def test_a_step_that_fails_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path / "news.db").close()
    version = schema.VERSION
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _fail))
    monkeypatch.setattr(schema, "VERSION", version + 1)
    with pytest.raises(InterruptedError):
        open_store(tmp_path / "news.db")
    assert read(tmp_path / "news.db", "PRAGMA user_version") == version
    assert read(tmp_path / "news.db", "SELECT count(*) FROM sqlite_master WHERE name = 'half_done'") == 0


def test_steps_and_tables_agree_on_the_version() -> None:
    assert len(schema.MIGRATIONS) + 1 == schema.VERSION


def read(place: Path, question: str) -> Any:
    """Ask an SQLite file for one value, without the store."""
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(question).fetchone()[0]
