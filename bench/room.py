"""Measures the reading room: how long its pages take, warm, one after the other, and what memory it holds.

    python bench/room.py [SHARED] [--articles 10000] [--db FILE]

The corpus is made as in bench/path.py of the articles of retellings dev in SHARED, or of the example where that is
not there; with --db it is kept, and used again. Its vectors are those of spelling in the width of the real encoder,
which the server loads and asks: what pages cost is real, what they find near in meaning is not. Filling it takes half
an hour. The second table is one event of 50 articles, the example's first, each without some of its sentences.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from path import EXAMPLE, resample
from sqlalchemy import update

from retold import open_corpus, read_articles
from retold.encode import load_encoder
from retold.encode.hashing import HashingEncoder
from retold.model import Article, article_id
from retold.store.schema import vectors

ROUNDS = 60
TELLERS = 50
SENTENCES = 12


class Spelling(HashingEncoder):
    """Vectors of spelling, in the width of the real encoder."""

    name = "spelling"
    width = load_encoder().width


def fill(db: Path, articles: Iterable[Article]) -> None:
    """Make a corpus, and say that the real encoder made its vectors."""
    with open_corpus(db, encoder=Spelling()) as corpus:
        corpus.add(articles)
        with corpus.store.writing():
            corpus.store.execute(update(vectors).values(encoder=load_encoder().name))


@contextmanager
def served(db: Path) -> Iterator[tuple[str, int]]:
    """Serve a corpus in a process of its own; give its address and process id."""
    command = [sys.executable, "-m", "retold", "serve", "--port", "0", "--json", "--db", str(db)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        said = ""
        while not said.endswith("}\n"):
            said += server.stdout.readline()
        try:
            yield json.loads(said)["address"].rstrip("/"), server.pid
        finally:
            server.terminate()


def get(address: str) -> bytes:
    """Fetch a page."""
    with urlopen(address, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def told(address: str) -> Any:
    """Fetch what a JSON twin says."""
    return json.loads(get(address))


def measure(name: str, addresses: list[str]) -> None:
    """Print how long some addresses take, asked in turn."""
    took, largest = [], 0
    for number in range(max(ROUNDS, len(addresses))):
        begun = time.perf_counter()
        largest = max(largest, len(get(addresses[number % len(addresses)])))
        took.append(1000 * (time.perf_counter() - begun))
    took = sorted(took[len(addresses) :] or took)
    late = took[int(0.95 * (len(took) - 1))]
    print(f"{name:14}{statistics.median(took):8.0f} ms{late:8.0f} ms{largest / 1000:8.0f} kB")


def measure_room(db: Path) -> None:
    """Print a table of the pages of a corpus."""
    with served(db) as (room, process):
        events = [e["id"] for n in range(1, 5) for e in told(f"{room}/events.json?page={n}")["events"]]
        articles = [a["id"] for a in told(f"{room}/articles.json")["articles"]]
        texts = [told(f"{room}/article/{key}.json")["article"]["text"].split() for key in articles[:20]]
        words = [word for text in texts for word in text[:3]]
        print(f"{'page':14}{'median':>11}{'95 %':>11}{'largest':>11}")
        measure("corpus", [f"{room}/"])
        measure("events", [f"{room}/events?page={n}" for n in range(1, 9)])
        measure("event", [f"{room}/event/{key}" for key in events[:20]])
        measure("article", [f"{room}/article/{key}?beside=2" for key in articles[:20]])
        stories = [s["id"] for s in told(f"{room}/stories.json")["stories"]]
        names = [e["id"] for n in range(1, 4) for e in told(f"{room}/entities.json?page={n}")["entities"]]
        measure("stories", [f"{room}/stories"])
        if stories:
            measure("story", [f"{room}/story/{key}" for key in stories[:20]])
        measure("names", [f"{room}/entities"])
        measure("name", [f"{room}/entity/{key}" for key in names[::5]])
        measure("search", [f"{room}/search?q={quote(word)}" for word in words])
        measure("search, three", [f"{room}/search?q={quote(' '.join(words[n : n + 3]))}" for n in range(20)])
        status = Path(f"/proc/{process}/status")
        if status.exists():
            held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            print("memory at most", round(int(held.split()[1]) / 1000), "MB")


def tellings() -> Iterator[Article]:
    """Yield articles of one event: the example's first, over and over, each without some sentences."""
    original = next(a for a in read_articles(EXAMPLE) if isinstance(a, Article))
    choice = random.Random(1)
    for number in range(TELLERS):
        text = ". ".join(part for part in original.text.split(". ") if choice.random() < 0.8) or original.text
        key = article_id(key=str(number), outlet=None, published=original.published, text=text)
        yield replace(original, id=key, location=f"{number}.txt", text=text, title=None)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--db", type=Path)
    arguments = parser.parse_args()
    developed = arguments.shared / "bench" / "retellings" / "dev"
    folder = developed if developed.is_dir() else EXAMPLE
    with tempfile.TemporaryDirectory() as place:
        db = arguments.db or Path(place, "many.db")
        if not db.exists():
            fill(db, resample(arguments.articles, folder=folder, sentences=SENTENCES))
        measure_room(db)
        one = Path(place, "one.db")
        fill(one, tellings())
        with open_corpus(one) as corpus:
            event = max(corpus.events(), key=lambda each: len(each.articles))
        with served(one) as (room, _):
            print(f"an event of {len(event.articles)} articles")
            measure("event", [f"{room}/event/{event.id}"])


if __name__ == "__main__":
    main()
