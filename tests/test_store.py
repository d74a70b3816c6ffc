"""A corpus in an SQLite file: whose it is, what happens to older ones and on a full disk."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer
from typing import Any
from weakref import ref

import numpy as np
import pytest
from factories import make_article
from sqlalchemy import Connection

from retold.errors import StoreError
from retold.store import SqlStore, migrations, open_store, schema


def keep(store: SqlStore, text: str = "The ferry.") -> str:
    """Keep an article of that text; return its id."""
    article = make_article(text=text, title=None)
    none = np.zeros((0, 4), np.float32)
    with store.writing():
        store.add_article(article, (), days=None, encoder="test", data=none, mean=none)
    return article.id


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    open_store(tmp_path / "news.db").close()
    assert read(tmp_path / "news.db", "PRAGMA application_id") == schema.APPLICATION_ID
    assert read(tmp_path / "news.db", "PRAGMA user_version") == migrations.VERSION
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
        keep(store, "The ferry. " * 10_000)
    assert store.count() == 0
    store.close()


def _add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN mood TEXT")


def _fail(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE half_done (id TEXT)")
    raise InterruptedError


def test_an_older_file_is_brought_up_to_date_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "news.db")
    article = keep(store)
    store.close()
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, _add_column))
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    for _ in range(2):
        store = open_store(tmp_path / "news.db")
        assert store.article_ids() == [article]
        store.close()
    assert "mood" in read(tmp_path / "news.db", "SELECT sql FROM sqlite_master WHERE name = 'articles'")
    assert read(tmp_path / "news.db", "PRAGMA user_version") == migrations.VERSION


def test_a_step_that_fails_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path / "news.db").close()
    version = migrations.VERSION
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, _fail))
    monkeypatch.setattr(migrations, "VERSION", version + 1)
    with pytest.raises(InterruptedError):
        open_store(tmp_path / "news.db")
    assert read(tmp_path / "news.db", "PRAGMA user_version") == version
    assert read(tmp_path / "news.db", "SELECT count(*) FROM sqlite_master WHERE name = 'half_done'") == 0


def test_every_step_is_listed() -> None:
    steps = {name for name, found in vars(migrations).items() if name.startswith("_") and callable(found)}
    assert steps == {step.__name__ for step in migrations.MIGRATIONS}


def test_steps_and_tables_agree_on_the_version() -> None:
    assert len(migrations.MIGRATIONS) + 1 == migrations.VERSION


def read(place: Path, question: str) -> Any:
    """Ask an SQLite file for one value, without the store."""
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_file_that_stays_locked_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.store.databases.sqlite.LOCK_SECONDS", 0)
    with closing(open_store(tmp_path / "news.db")) as one, closing(open_store(tmp_path / "news.db")) as other:
        with one.writing():
            one.keep_aside("a.txt", "is empty")
            with (
                pytest.raises(StoreError, match="another program has held it for more than 0 s"),
                other.writing(),
            ):
                pytest.fail("two wrote at once")
            assert other.failures() == []
        with other.writing():
            other.keep_aside("b.txt", "is empty")
        assert len(one.failures()) == 2


def test_a_new_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    with closing(
        sqlite3.connect(tmp_path / "news.db", check_same_thread=False, isolation_level=None)
    ) as other:
        other.execute("BEGIN EXCLUSIVE")
        release = Timer(0.3, other.execute, ["ROLLBACK"])
        release.start()
        open_store(tmp_path / "news.db").close()
        release.join()
    assert read(tmp_path / "news.db", "PRAGMA journal_mode") == "wal"


def test_a_new_file_that_stays_locked_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.store.databases.sqlite.LOCK_SECONDS", 0)
    with closing(sqlite3.connect(tmp_path / "news.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has held it for more than 0 s"):
            open_store(tmp_path / "news.db")


def test_what_is_closed_is_let_go() -> None:
    store = open_store(":memory:")
    with store.writing():
        store.keep_aside("a.txt", "is empty")
    engine = ref(store.database.engine)
    store.close()
    del store
    gc.collect()
    assert engine() is None
