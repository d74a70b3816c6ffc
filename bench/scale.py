"""Measures a large corpus on either database: one more arrival, search, the page of an event, compare, disk, memory.

    python bench/scale.py --db /tmp/large.db --fill 10000 --sentences 3
    python bench/scale.py --db /tmp/large.db

or with --db postgresql://... The corpus is made of the example's story over and over (see `resample`). Timed then are
articles on the real path that arrive at the end of the days that the corpus has; with them, those of the server's
processes that serve it. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from bulk import fill
from sqlalchemy import select, text

from retold import Corpus, open_corpus
from retold.encode import load_encoder
from retold.model import Article, article_id
from retold.protocols import Encoded, Encoder, Vectors
from retold.store import schema
from retold.store.databases.postgresql import PostgresqlDatabase
from retold.text.homoglyphs import repair
from retold.web.pages import events_page
from retold.web.room import Room
from retold.web.team import whoever_runs_it

TIMES = 40

#: Of so many articles that were published last, those that arrive are made.
LAST = 400

#: How their locations begin.
ARRIVAL = "arrival-"


class Recognising:
    """An encoder that gives sentences of the corpus, once it has encoded them, the vectors that they have there.

    Those of the corpus are jittered; to a model, words in other letters are all alike, and all would be one event.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.width = encoder.name, encoder.width
        self.known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts."""
        encoded = self._encoder.encode(texts, layers=layers)
        vectors = [self.known.get(told, vector) for told, vector in zip(texts, encoded.vectors, strict=True)]
        return Encoded(np.array(vectors), encoded.tokens)


def arrivals(corpus: Corpus, encoder: Recognising) -> list[Article]:
    """Return new articles: of some that were published last, each with sentences left out."""
    store, own = corpus.store, schema.articles.c
    newest = select(own.id).where(own.location.not_like(f"{ARRIVAL}%")).order_by(own.first_day.desc())
    last = sorted(row["id"] for row in store.rows(newest.limit(LAST)))
    choice = random.Random(store.count())
    taken = corpus.articles(choice.sample(last, TIMES))
    sentences = store.sentences(taken)
    vectors = store.vectors(taken, encoder.name, encoder.width)
    made = []
    for article in taken.values():
        told = [article.text[slice(*sentence.span)] for sentence in sentences[article.id]]
        encoder.known |= dict(zip(map(repair, told), vectors[article.id], strict=True))
        made.append(_shortened(article, told, choice))
    return made


def _shortened(article: Article, told: Sequence[str], choice: random.Random) -> Article:
    first, *others = told
    some = [words for words in others if choice.random() < 0.6]
    words = f"{first}\n\n{' '.join(some or others)}"
    key = f"{ARRIVAL}{article.id}-{choice.random()}"
    name = article_id(key=key, outlet=key, published=article.published, text=words)
    return replace(article, id=name, location=key, outlet=key, text=words, fields={})


class Clock:
    """Times what this process does, and the server's processes for a database on this machine."""

    def __init__(self, corpus: Corpus) -> None:
        self._processes: list[Path] = []
        if isinstance(corpus.store.database, PostgresqlDatabase):
            question = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            self._processes = [Path(f"/proc/{row['pid']}/schedstat") for row in corpus.store.rows(question)]

    def timed(self, work: Callable[[], object]) -> tuple[float, float]:
        """Return how many milliseconds some work took: on the clock, and of processor time."""
        begun, used = time.perf_counter(), self._used()
        work()
        return 1000 * (time.perf_counter() - begun), 1000 * (self._used() - used)

    def _used(self) -> float:
        server = sum(int(process.read_text().split()[0]) for process in self._processes if process.exists())
        return time.process_time() + server / 1e9


def spread(name: str, times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the median and the 95th percentile on the clock and of processor time."""
    found = {}
    for kind, values in (("", [wall for wall, _ in times]), ("_cpu", [used for _, used in times])):
        found[f"{name}{kind}_p50"] = round(statistics.median(values), 1)
        found[f"{name}{kind}_p95"] = round(sorted(values)[int(0.95 * (len(values) - 1))], 1)
    return found


def some_events(corpus: Corpus, choice: random.Random) -> list[str]:
    """Return the ids of some events."""
    own = schema.events.c
    ids = [
        row["id"]
        for row in corpus.store.rows(select(own.id).where(own.merged_into.is_(None)).order_by(own.id))
    ]
    return choice.sample(ids, TIMES)


def measure(corpus: Corpus, encoder: Recognising) -> dict[str, float]:
    """Time what users wait for."""
    choice = random.Random(5)
    events = some_events(corpus, choice)
    articles = corpus.articles(choice.sample(corpus.store.article_ids(), TIMES))
    words = [" ".join(choice.sample(a.text.split(), 2)).strip(".,") for a in articles.values()]
    timed = Clock(corpus).timed
    found = {"first_search": round(timed(lambda: corpus.search("one to begin with"))[0], 1)}
    found |= spread("search", [timed(lambda w=w: corpus.search(w)) for w in words])  # type: ignore[misc]
    found |= spread("words", [timed(lambda w=w: corpus.search(w, meaning=False)) for w in words])  # type: ignore[misc]
    found |= spread("compare", [timed(lambda e=e: corpus.compare(e, refresh=False)) for e in events])  # type: ignore[misc]
    new = arrivals(corpus, encoder)
    corpus.add(new[:1])
    found |= spread("arrival", [timed(lambda a=a: corpus.add([a])) for a in new[1:]])  # type: ignore[misc]
    return found


def measure_room(corpus: Corpus, place: str) -> dict[str, float]:
    """Time the first page after a change, which makes the lists anew, and the pages of events after it."""
    from retold.web.page import Asked
    from retold.web.telling import event_page

    sample = some_events(corpus, random.Random(3))
    room = Room(lambda _: open_corpus(place, encoder=corpus.encoder))
    me = whoever_runs_it()

    def page(event: str) -> None:
        with room.reading():
            event_page(room, Asked(member=me, path={"event": event}))

    def first() -> None:
        with room.reading():
            events_page(room, Asked(member=me))

    found = {"lists": round(Clock(corpus).timed(first)[0], 1)}
    timed = Clock(corpus).timed
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
    """Fill a corpus, or measure one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", required=True)
    parser.add_argument("--fill", type=int, metavar="ARTICLES", help="make so many and end; again, go on")
    parser.add_argument("--sentences", type=int, help="of each, beside its title; otherwise all")
    options = parser.parse_args()
    encoder = Recognising(load_encoder())
    with open_corpus(options.db, encoder=encoder) as corpus:
        if options.fill:
            fill(corpus, options.fill, options.sentences, lambda said: print(said, file=sys.stderr))
            return
        on_server = isinstance(corpus.store.database, PostgresqlDatabase)
        found: dict[str, Any] = {"articles": corpus.store.count(), "bytes": disk(corpus)}
        found["database"] = "PostgreSQL" if on_server else "SQLite"
        found |= measure(corpus, encoder)
        found |= measure_room(corpus, options.db)
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
