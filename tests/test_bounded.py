"""What an arrival, a search and the page of an event ask goes by indices: a larger corpus makes none of it dearer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import HASHING
from databases import postgresql
from factories import EXAMPLE
from sqlalchemy import event

from retold import Corpus, open_corpus, read_articles
from retold.settings import Settings
from retold.store.listing import Wanted
from retold.store.schema import metadata

#: What has few rows: whatever users judged, and what was kept aside.
SMALL = {"judgements", "failures", "retold"}
LARGE = metadata.tables.keys() - SMALL | {"folded"}

Asked = list[tuple[str, Any]]


def scanned_by_sqlite(corpus: Corpus, asked: Asked) -> set[str]:
    """Return the tables that SQLite goes through for some questions."""
    driver = corpus.store.connection.connection.driver_connection
    assert driver is not None
    plans = [
        row[3]
        for statement, values in asked
        for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    return {found[1] for plan in plans if (found := re.match(r"SCAN (\w+)(?! VIRTUAL TABLE)\b", plan))}


def scanned_by_postgresql(corpus: Corpus, asked: Asked) -> set[str]:
    """Return the tables that PostgreSQL goes through even where that is said to cost much."""
    driver = corpus.store.connection.connection.driver_connection
    assert driver is not None
    driver.execute("SET enable_seqscan = off")
    plans = [row[0] for statement, values in asked for row in driver.execute(f"EXPLAIN {statement}", values)]
    driver.rollback()
    return {found[1] for plan in plans if (found := re.search(r"Seq Scan on (\w+)", plan))}


#: The databases, by name: where one is, and what is gone through for some questions.
DATABASES: dict[
    str, tuple[Callable[[Path], AbstractContextManager[str]], Callable[[Corpus, Asked], set[str]]]
] = {
    "sqlite": (lambda folder: nullcontext(str(folder / "news.db")), scanned_by_sqlite),
    "postgresql": (postgresql, scanned_by_postgresql),
}


@contextmanager
def noting(corpus: Corpus) -> Iterator[Asked]:
    """Note what the database is asked."""
    asked: Asked = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if re.match("SELECT|WITH|UPDATE|DELETE", statement):
            asked.append((statement, values[0] if many else values))

    event.listen(corpus.store.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(corpus.store.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("database", DATABASES)
def test_no_large_table_is_gone_through(tmp_path: Path, database: str) -> None:
    opened, scanned = DATABASES[database]
    *first, last = read_articles(EXAMPLE)
    settings = Settings(meaning_least=0.1)
    with opened(tmp_path) as place, open_corpus(place, encoder=HASHING, settings=settings) as corpus:
        corpus.add(first)
        naming = Wanted(entity=corpus.store.named(most=1)[0].id)
        with noting(corpus) as asked:
            corpus.add([last])
            assert corpus.search("fish in Prespa lake").names
            corpus.compare(corpus.events()[0].id, refresh=False)
            assert len(corpus.store.list_events(naming)) == corpus.store.count_events(naming)
        assert len(asked) > 50
        assert scanned(corpus, asked) & LARGE == set()
