"""Measures a day of watching: 24 hours at 20 articles a minute, the time compressed, everything else as it is.

    python bench/day.py [SHARED] [--hours 24] [--rate 20] [--encoder e5-small] [--papers 30] [--window 2]
                        [--languages 200]

A server of ours on loopback has the feeds of some newspapers. Every quarter of an hour, by a clock that is set, each
lists its newest fifty articles, and one round of `retold.watch` fetches, reads, encodes, groups and lines up what is
new and asks again for what is due. What is told is real news of the development data in SHARED (`happenings.py`):
4,200 events of five sentences, in the languages that most of them are told in, all if not said otherwise
(--languages). Eight newspapers print four sentences of each, of some 80 words. In a day at the full rate no two
events have a sentence in common, but for some that are translations of each other; a few matters have hundreds of
articles. Printed for every two hours (--window): articles kept, seconds of CPU an article, also as the machine would
have taken them at its quickest, resident memory. For that a small process of its own does a piece of work that is
always the same after each round: where others share the processor, it may take twice the seconds of CPU. (In a
process whose memory is large and worn it does so, too: that is a part of what an article costs there.) Then the last
third is held against the middle third: memory may differ by 5 %, the cost of an article, by that measure, by 15 %;
else it ends with 1.

At the full rate it takes an hour or two on one core. A fortieth of it (--rate 0.5 --papers 3) takes minutes: with
fewer newspapers their feeds are full early in the day, as they are else.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from socket import AF_INET, SOCK_STREAM
from typing import Any

import numpy as np
from happenings import SENTENCES, happenings

from retold.corpus import open_corpus
from retold.fetch import Client
from retold.garbage import collect_seldom
from retold.read.opml import Feed
from retold.settings import Settings
from retold.watch import Watch

START = datetime(2025, 3, 4, tzinfo=UTC).timestamp()
QUARTER = 900
TELLINGS = 8
LISTED = 50

#: How often the piece of work that is always the same is done after a round.
SAMPLES = 5


class Events:
    """What happens in the world of this bench; a number makes an event, always the same."""

    def __init__(self, shared: Path, languages: int) -> None:
        self._told = happenings(shared / "bench", languages)
        random.Random(0).shuffle(self._told)

    def telling(self, event: int, paper: int) -> list[str]:
        """Return what a newspaper tells of an event, the headline first."""
        told = self._told[event % len(self._told)].sentences
        body = random.Random(f"{event}.{paper}").sample(told, SENTENCES - 1)
        return [f"{told[0][:60].strip(' .')} ({event})", *body]


class World:
    """The newspapers; what they list follows from the time, which is set."""

    def __init__(self, events: Events, papers: int, rate: float) -> None:
        self.events, self.papers, self.rate = events, papers, rate
        self.now = START
        self.port = 0

    def newest(self, paper: int) -> list[int]:
        """Return the numbers of the articles that a newspaper lists, newest first; article n comes after n / rate."""
        printed = int((self.now - START) / 60 * self.rate)
        last = printed - 1 - (printed - 1 - paper) % self.papers
        return [n for n in range(last, last - LISTED * self.papers, -self.papers) if n >= 0]

    def resolve(self, host: str, port: int) -> list[tuple[Any, Any, int, str, tuple[Any, ...]]]:
        """Lead every name to this machine."""
        return [(AF_INET, SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    @contextmanager
    def serving(self) -> Iterator[list[Feed]]:
        """Serve the newspapers and give their feeds."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"world": self}))
        server.daemon_threads = True
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield [Feed(f"http://paper{n}.example:{self.port}/feed") for n in range(self.papers)]
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    world: World

    def do_GET(self) -> None:
        host = self.headers["host"]
        paper = int(host.partition(".")[0].removeprefix("paper"))
        if self.path == "/feed":
            listed = self.world.newest(paper)
            self._answer("".join(self._item(host, n) for n in listed).join(_FEED), f'"{listed[:1]}"')
        elif self.path.startswith("/a/"):
            self._answer(self._page(paper, int(self.path[3:])), '"1"')
        else:
            self.send_error(404)

    def _item(self, host: str, number: int) -> str:
        date = formatdate(START + number / self.world.rate * 60, usegmt=True)
        return f"<item><title>{number}</title><link>http://{host}/a/{number}</link><pubDate>{date}</pubDate></item>"

    def _page(self, paper: int, number: int) -> str:
        title, *body = self.world.events.telling(number // TELLINGS, paper)
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body)
        return (
            f"<!doctype html><html><head><title>{escape(title)}</title>"
            f'<meta property="og:site_name" content="Paper {paper}"></head>'
            f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
        )

    def _answer(self, body: str, mark: str) -> None:
        known = self.headers.get("if-none-match") == mark
        content = b"" if known else body.encode()
        self.send_response(304 if known else 200)
        for name, value in (("etag", mark), ("content-length", str(len(content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


_FEED = ('<rss version="2.0"><channel><title>x</title>', "</channel></rss>")


@dataclass(frozen=True)
class Window:
    """Some hours of the day: articles that came, seconds of CPU each took, megabytes resident at the end.

    `pace` is what a piece of work took that is always the same, in seconds of CPU.
    """

    articles: int
    seconds: float
    memory: float
    pace: float


def resident() -> float:
    """Return the memory this process has in RAM, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def work() -> float:
    """Do what is always the same, some look-ups, sorting and products, and return the seconds of CPU it took."""
    numbers = np.random.default_rng(0).random((300, 384), dtype=np.float32)
    words = {str(number): number for number in range(50_000)}
    begun = time.process_time()
    for _ in range(3):
        json.dumps(sorted(words, key=lambda word: words[word] * 7919 % 50_000))
        np.sort(numbers @ numbers.T, axis=1)
    return time.process_time() - begun


def watch_day(
    events: Events, hours: float, rate: float, papers: int, encoder: str, window: float
) -> list[Window]:
    """Go through a day, a round every quarter of an hour, and measure every window."""
    settings = Settings(fetch_private=1, watch_delay=0.0, encoder=encoder)
    world, windows = World(events, papers, rate), []
    with (
        tempfile.TemporaryDirectory() as folder,
        get_context("spawn").Pool(1) as beside,
        world.serving() as feeds,
        open_corpus(Path(folder) / "day.db", settings=settings) as corpus,
    ):
        watch = Watch(corpus, Client(settings, resolver=world.resolve), clock=lambda: world.now)
        came, spent = 0, 0.0
        paces: list[float] = []
        quickest = beside.apply(work)
        for quarter in range(1, int(hours * 3600 / QUARTER) + 1):
            world.now = START + quarter * QUARTER
            begun = time.process_time()
            came += len(watch.round(feeds).new)
            spent += time.process_time() - begun
            paces += (beside.apply(work) for _ in range(SAMPLES))
            quickest = min(quickest, *paces)
            if quarter * QUARTER % (3600 * window) == 0:
                windows.append(Window(came, spent / max(1, came), resident(), statistics.mean(paces)))
                seconds, pace = windows[-1].seconds, windows[-1].pace
                print(
                    f"{quarter * QUARTER / 3600:>4g} h  {came:>6} new  {1000 * seconds:6.0f} ms CPU an article  "
                    f"{1000 * seconds * quickest / pace:6.0f} at its quickest  {windows[-1].memory:6.0f} MB",
                    flush=True,
                )
                came, spent = 0, 0.0
                paces.clear()
        print(
            f"{len(corpus.events())} events, the largest of {max(len(e.articles) for e in corpus.events())} articles"
        )
    return windows


def main() -> int:
    """Measure and compare the last third with the middle third."""
    parser = argparse.ArgumentParser(description="A day of watching")
    parser.add_argument("shared", nargs="?", type=Path, default=Path("../shared"))
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--papers", type=int, default=30)
    parser.add_argument("--languages", type=int, default=200)
    parser.add_argument("--encoder", default="e5-small")
    parser.add_argument("--window", type=float, default=2, help="hours between two lines")
    given = parser.parse_args()
    if given.hours < 3 * given.window:
        parser.error("a day has three windows at least")
    collect_seldom()  # as the program does
    events = Events(given.shared, given.languages)
    windows = watch_day(events, given.hours, given.rate, given.papers, given.encoder, given.window)
    third = len(windows) // 3
    middle, last = windows[third : 2 * third], windows[2 * third :]
    memory = statistics.mean(w.memory for w in last) / statistics.mean(w.memory for w in middle)
    cost = statistics.mean(w.seconds / w.pace for w in last) / statistics.mean(
        w.seconds / w.pace for w in middle
    )
    print(
        f"last third against the middle third: memory {memory - 1:+.1%}, cost of an article {cost - 1:+.1%}"
    )
    return 0 if memory < 1.05 and cost < 1.15 else 1


if __name__ == "__main__":
    sys.exit(main())
