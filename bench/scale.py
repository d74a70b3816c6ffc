"""Measures a large corpus on either database: one more arrival, search, the page of an event, compare, disk, memory.

    python bench/scale.py --articles 10000 --db /tmp/large.db
    python bench/scale.py --articles 10000 --db postgresql://...

The corpus is made of the example's story over and over, row by row and not by reading: each time with ids of its
own, its letters swapped in another way, its days moved within three years, and its vectors jittered: centred, the
axes put in another order, Gaussian noise of 0.01 added to each number, the mean of the language added again. So
what belongs together stays together and stories have nothing in common. Timed then are articles on the real path.
Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, insert, select, text

from retold import Corpus, open_corpus, read_articles
from retold.encode.centre import mean_for
from retold.model import Article, article_id
from retold.store import schema
from retold.store.databases.postgresql import PostgresqlDatabase
from retold.web.pages import events_page
from retold.web.room import Room
from retold.web.team import whoever_runs_it

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
DAYS = 1000
JITTER = 0.01
STORIES_AT_ONCE = 50
TIMES = 20

Row = Mapping[str, Any]

#: The indices of PostgreSQL that cost most.
LARGE = "indexname IN ('folded_by_trigram', 'sentence_vectors_by_meaning')"

#: Columns whose letters are swapped.
LETTERS = {"text", "title", "label", "name", "key"}


class Sample:
    """The rows of one story, and how to make another story of them."""

    def __init__(self, corpus: Corpus) -> None:
        store = corpus.store
        self.rows = {t: [dict(row) for row in store.rows(select(t))] for t in schema.metadata.sorted_tables}
        self.encoder = corpus.encoder
        named = [row["id"] for t in self.rows for row in self.rows[t] if "id" in row]
        self.ids = re.compile("|".join(sorted(map(re.escape, named), key=len, reverse=True)))
        self.language = {r["id"]: (r["language"], r["text"]) for r in self.rows[schema.articles]}
        letters = {a for r in self.rows[schema.articles] for a in r["text"].lower()}
        self.letters = sorted(a for a in letters if a.isalpha() and len(a.upper()) == 1 and a.upper() != a)

    def story(self, number: int) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """Yield the rows of another story, table by table."""
        noise = np.random.default_rng(number)
        order = noise.permutation(self.encoder.width)
        changed = Changed(self, number)
        for table, rows in self.rows.items():
            made = [changed.row(row, keep=table is schema.differences) for row in rows]
            for row, old in zip(made, rows, strict=True):
                if table is schema.vectors:
                    language, words = self.language[old["article"]]
                    row["data"] = self._jitter(old["data"], language, words, order, noise)
                if row.get("mean"):
                    mean = np.frombuffer(old["mean"], np.float16).astype(np.float32)[order]
                    mean += noise.normal(0, JITTER, mean.shape).astype(np.float32)
                    row["mean"] = (mean / np.linalg.norm(mean)).astype(np.float16).tobytes()
            yield table, made

    def _jitter(
        self, data: bytes, language: str, words: str, order: NDArray[np.int64], noise: np.random.Generator
    ) -> bytes:
        rows = np.frombuffer(data, np.float16).astype(np.float32).reshape(-1, self.encoder.width)
        mean = mean_for(language, words[:200], encoder=self.encoder.name)
        middle = mean.vector if mean else np.zeros(self.encoder.width, np.float32)
        moved = (rows - middle)[:, order]
        moved += noise.normal(0, JITTER, moved.shape).astype(np.float32)
        return (moved + middle).astype(np.float16).tobytes()


class Changed:
    """The words, ids and days of one more story."""

    def __init__(self, sample: Sample, number: int) -> None:
        choice = random.Random(number)
        swapped = choice.sample(sample.letters, len(sample.letters))
        pairs = list(zip(sample.letters, swapped, strict=True))
        self.letters = {ord(a): b for a, b in pairs} | {ord(a.upper()): b.upper() for a, b in pairs}
        self.days = choice.randrange(DAYS)
        self.ids = sample.ids
        self.number = number

    def row(self, row: Row, *, keep: bool) -> dict[str, Any]:
        """Change a row; numbers that the database gives are left out, unless they are kept."""
        return {n: self.value(n, old) for n, old in row.items() if keep or n not in ("arrival", "number")}

    def value(self, name: str, old: Any) -> Any:
        """Change what stands in a column."""
        if isinstance(old, str):
            return self._words(name, old)
        if isinstance(old, dict | list):
            return json.loads(self.ids.sub(self._id, json.dumps(old, ensure_ascii=False)))
        return old + self.days if name in ("first_day", "last_day") and old is not None else old

    def _words(self, name: str, old: str) -> str:
        if name in LETTERS:
            return old.translate(self.letters)
        if name == "band":
            return f"{self.number:x}{old}"
        if name in ("published", "date") and len(old) >= 10:
            return (date.fromisoformat(old[:10]) + timedelta(self.days)).isoformat() + old[10:]
        return self.ids.sub(self._id, old)

    def _id(self, found: re.Match[str]) -> str:
        head = found[0][0] if len(found[0]) % 2 else ""
        rest = f"{self.number} {found[0][len(head) :]}"
        return head + blake2b(rest.encode(), digest_size=8).hexdigest()


def fill(corpus: Corpus, sample: Sample, articles: int) -> None:
    """Add stories until there are so many articles, then index them."""
    store = corpus.store
    number = 1
    while store.count() < articles:
        with store.writing():
            for _ in range(STORIES_AT_ONCE):
                for table, rows in sample.story(number):
                    if rows:
                        store.connection.execute(insert(table), rows)
                number += 1
    if not isinstance(store.database, PostgresqlDatabase):
        corpus.index()
        return
    engine = store.database.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET maintenance_work_mem = '1GB'"))
        indices = connection.execute(text(f"SELECT indexname, indexdef FROM pg_indexes WHERE {LARGE}")).all()
        for index in indices:  # quicker made anew than kept up to date
            connection.execute(text(f"DROP INDEX {index.indexname}"))
        corpus.index()
        for index in indices:
            connection.execute(text(index.indexdef))
        connection.execute(text("ANALYZE"))


def arrivals(corpus: Corpus) -> Iterator[Article]:
    """Yield new articles: of stories that are there, each with some sentences left out."""
    kept = corpus.store.article_ids()
    choice = random.Random(len(kept))
    for number in range(TIMES):
        article = corpus.articles([choice.choice(kept)]).popitem()[1]
        told = ". ".join(line for line in article.text.split(". ") if choice.random() < 0.6) or article.text
        key = f"arrival-{len(kept)}-{number}"
        name = article_id(key=key, outlet=key, published=article.published, text=told)
        yield replace(article, id=name, location=key, outlet=key, text=told, fields={})


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how many milliseconds some work took: on the clock, and of this process's processor time."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - used)


def spread(name: str, times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the median and the 95th percentile on the clock, and the median of processor time."""
    clock = sorted(wall for wall, _ in times)
    return {
        f"{name}_p50": round(statistics.median(clock), 1),
        f"{name}_p95": round(clock[int(0.95 * (len(clock) - 1))], 1),
        f"{name}_cpu": round(statistics.median(used for _, used in times), 1),
    }


def measure(corpus: Corpus) -> dict[str, float]:
    """Time what users wait for."""
    choice = random.Random(5)
    events = choice.sample(sorted(corpus.store.events()), TIMES)
    articles = corpus.articles(choice.sample(corpus.store.article_ids(), TIMES))
    words = [" ".join(choice.sample(a.text.split(), 2)).strip(".,") for a in articles.values()]
    corpus.search("one to begin with")
    found = spread("search", [timed(lambda w=w: corpus.search(w)) for w in words])  # type: ignore[misc]
    found |= spread("words", [timed(lambda w=w: corpus.search(w, meaning=False)) for w in words])  # type: ignore[misc]
    found |= spread("compare", [timed(lambda e=e: corpus.compare(e, refresh=False)) for e in events])  # type: ignore[misc]
    new = list(arrivals(corpus))
    corpus.add(new[:1])
    found |= spread("arrival", [timed(lambda a=a: corpus.add([a])) for a in new[1:]])  # type: ignore[misc]
    return found


def measure_room(place: str, sample: list[str]) -> dict[str, float]:
    """Time the first page after a change, which makes the lists anew, and the pages of events after it."""
    from retold.web.page import Asked
    from retold.web.telling import event_page

    room = Room(lambda loaded: open_corpus(place, encoder=loaded))
    me = whoever_runs_it()

    def page(event: str) -> None:
        with room.reading():
            event_page(room, Asked(member=me, path={"event": event}))

    def first() -> None:
        with room.reading():
            events_page(room, Asked(member=me))

    found = {"lists": round(timed(first)[0], 1)}
    found |= spread("event", [timed(lambda e=e: page(e)) for e in sample])  # type: ignore[misc]
    room.close()
    return found


def disk(corpus: Corpus) -> int:
    """Return the bytes that the corpus has."""
    if isinstance(corpus.store.database, PostgresqlDatabase):
        question = text("SELECT pg_database_size(current_database()) AS n")
        return int(corpus.store.rows(question)[0]["n"])
    return Path(corpus.store.place).stat().st_size


def main() -> None:
    """Fill a corpus and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--db", required=True)
    options = parser.parse_args()
    with open_corpus(options.db) as corpus:
        if not corpus.store.count():
            corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
        begun = time.perf_counter()
        fill(corpus, Sample(corpus), options.articles) if corpus.store.count() < options.articles else None
        found: dict[str, Any] = {
            "articles": corpus.store.count(),
            "filled": round(time.perf_counter() - begun, 1),
        }
        found["sentences"] = (
            sum(len(s) for s in corpus.sentences(corpus.store.article_ids()[:9]).values()) / 9
        )
        found |= measure(corpus)
        found["bytes"] = disk(corpus)
        events = random.Random(3).sample(sorted(corpus.store.events()), TIMES)
    found |= measure_room(options.db, events)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
