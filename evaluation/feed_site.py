"""Newspapers of ours on loopback, half of them with the bad habits of the real ones.

Every newspaper has a host of its own (`paper7.example`), which `FeedSite.resolve` leads to one local server. What
each publishes in which round follows from its habit alone, so that what a watcher must have kept is known exactly.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from socket import AF_INET, SOCK_STREAM
from typing import Any
from urllib.parse import urlsplit

from retold.read.opml import Feed

#: The habits of the bad half; of a newspaper that has one, it shows in every second article.
HABITS = (
    "changing",
    "moving",
    "moving feed",
    "failing",
    "failing feed",
    "gone",
    "bombing",
    "bombing feed",
    "slow",
    "closed",
)

#: A page that unpacks to 64 MB.
BOMB = gzip.compress(bytes(64 << 20), 9)

_SYLLABLES = (
    "ba",
    "de",
    "fo",
    "gri",
    "ha",
    "jel",
    "ko",
    "lu",
    "mi",
    "nar",
    "os",
    "pra",
    "ru",
    "sto",
    "ta",
    "ul",
)


def invented_words(seed: str, count: int) -> list[str]:
    """Return words of no language, the same for the same seed: two texts of them have little in common."""
    chance = Random(seed)
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(count)]


@dataclass(frozen=True)
class Seen:
    """A request as the server met it; `at` is in seconds of the monotonic clock."""

    host: str
    path: str
    at: float
    round: int
    conditional: bool
    status: int


@dataclass(frozen=True)
class Paper:
    """A newspaper: its number, its habit if it has one, and how many articles it prints."""

    number: int
    habit: str | None
    articles: int

    @property
    def host(self) -> str:
        """Return the name of the newspaper's site."""
        return f"paper{self.number}.example"

    def shows(self, article: int) -> str | None:
        """Return the habit that shows in an article."""
        return self.habit if article % 2 == 0 else None

    def text(self, article: int, version: int) -> list[str]:
        """Return the paragraphs of an article, the headline first; a later version corrects one figure."""
        seed = f"{self.number}.{article}"
        lines = [f"{' '.join(invented_words(seed, 6)).capitalize()}"]
        for at in range(4):
            words = " ".join(invented_words(f"{seed}.{at}", 14)).capitalize()
            lines.append(f"{words} {100 + at + (version if at == 2 else 0)}.")
        return lines

    def published(self, article: int) -> str:
        """Return an article's date; far enough from all others that it tells an event of its own."""
        return formatdate(1_262_300_000 + (self.number * self.articles + article) * 9 * 86_400, usegmt=True)

    def version(self, article: int, round_: int) -> int:
        """Count how often an article has been corrected by a round (the first is 1)."""
        return round_ - 1 if self.shows(article) == "changing" else 0

    def comes(self, article: int, round_: int) -> bool:
        """Tell whether an article can be had in a round."""
        habit = self.shows(article)
        if self.habit in ("bombing feed", "closed") or habit in ("gone", "bombing"):
            return False
        if self.habit == "failing feed" or habit in ("failing", "slow"):
            return round_ > 1
        return True

    def path(self, article: int, round_: int) -> str:
        """Return where on its site an article stands in a round."""
        moved = self.shows(article) == "moving" and round_ > 1
        return f"/{'archive' if moved else 'news'}/{article}"


class FeedSite:
    """The newspapers, which one is which, and what was asked of them. `round` is set by who watches."""

    def __init__(self, papers: int, articles: int) -> None:
        habits = [HABITS[n // 2 % len(HABITS)] if n % 2 else None for n in range(papers)]
        self.papers = {f"paper{n}.example": Paper(n, habit, articles) for n, habit in enumerate(habits)}
        self.round = 1
        self.seen: list[Seen] = []
        self.port = 0

    @property
    def feeds(self) -> list[Feed]:
        """Return the newspapers' feeds, each under the newspaper's host."""
        return [Feed(f"http://{host}:{self.port}/feed", host) for host in self.papers]

    def resolve(self, host: str, port: int) -> list[tuple[Any, Any, int, str, tuple[Any, ...]]]:
        """Lead every newspaper's name to this machine."""
        return [(AF_INET, SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def expected(self, rounds: int) -> tuple[set[str], int]:
        """Return the headlines with all versions that must have been kept, and how many revisions there are."""
        texts, revisions = set(), 0
        for paper in self.papers.values():
            for article in range(paper.articles):
                versions = {
                    paper.version(article, r) for r in range(1, rounds + 1) if paper.comes(article, r)
                }
                texts |= {"\n\n".join(paper.text(article, version)) for version in versions}
                revisions += max(0, len(versions) - 1)
        return texts, revisions

    @contextmanager
    def serving(self) -> Iterator[FeedSite]:
        """Serve on a free port of this machine."""
        handler = type("Handler", (_Handler,), {"site": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    site: FeedSite

    def do_GET(self) -> None:
        paper, path = self._paper, urlsplit(self.path).path
        self._met = time.monotonic()
        try:
            if path == "/robots.txt":
                self._robots(paper)
            elif path in ("/feed", "/rss.xml"):
                self._feed(paper, path)
            else:
                self._page(paper, path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    @property
    def _paper(self) -> Paper:
        """Return whose site was asked: by its name, the first one by the machine's address."""
        host = self.headers.get("host", "").partition(":")[0]
        return self.site.papers.get(host) or self.site.papers["paper0.example"]

    @property
    def _here(self) -> str:
        return f"http://{self.headers['host']}"

    def _robots(self, paper: Paper) -> None:
        if paper.habit == "closed":
            self._answer(200, b"User-agent: *\nDisallow: /news/\n")
        else:
            self._answer(404, b"")

    def _feed(self, paper: Paper, path: str) -> None:
        round_ = self.site.round
        if paper.habit == "moving feed" and path == "/feed" and round_ > 1:
            self._answer(301, b"", location=f"{self._here}/rss.xml")
        elif paper.habit == "failing feed" and round_ == 1:
            self._answer(500, b"")
        elif paper.habit == "bombing feed":
            self._answer(200, BOMB, content_encoding="gzip")
        else:
            paths = [paper.path(article, round_) for article in range(paper.articles)]
            self._answer(200, self._rss(paper, paths).encode(), content_type="application/rss+xml")

    def _rss(self, paper: Paper, paths: list[str]) -> str:
        items = "".join(
            f"<item><title>{escape(paper.text(article, 0)[0])}</title>"
            f"<link>{self._here}{path}?utm_source=rss</link>"
            f"<pubDate>{paper.published(article)}</pubDate></item>"
            for article, path in enumerate(paths)
        )
        return f'<rss version="2.0"><channel><title>Paper {paper.number}</title>{items}</channel></rss>'

    def _page(self, paper: Paper, path: str) -> None:
        round_, article = self.site.round, int(path.rpartition("/")[2])
        habit = paper.shows(article)
        here = paper.path(article, round_)
        if habit == "gone":
            self._answer(404, b"")
        elif habit == "failing" and round_ == 1:
            self._answer(503, b"")
        elif habit == "bombing":
            self._answer(200, BOMB, content_encoding="gzip")
        elif habit == "slow" and round_ == 1:
            self._drip()
        elif path != here:
            self._answer(301, b"", location=f"{self._here}{here}")
        else:
            title, *body = paper.text(article, paper.version(article, round_))
            paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body)
            page = (
                f"<!doctype html><html><head><title>{escape(title)}</title></head><body><nav><a href='/'>x</a></nav>"
                f"<article><h1>{escape(title)}</h1>{paragraphs}</article><footer>{round_}</footer></body>"
            )
            self._answer(200, page.encode(), content_type="text/html; charset=utf-8")

    def _drip(self) -> None:
        """Send a byte now and then, as long as anybody listens."""
        self._note(200)
        self.send_response(200)
        self.end_headers()
        for _ in range(600):
            self.wfile.write(b"<")
            time.sleep(0.1)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        """Answer; papers of even number name a version by ETag, every third by date, the others not at all."""
        number = self._paper.number
        changing = body.partition(b"<footer>")[0]
        digest = hashlib.sha256(changing).hexdigest()
        mark, date = f'"{digest[:16]}"', formatdate(int(digest[:7], 16), usegmt=True)
        asked = (self.headers.get("if-none-match"), self.headers.get("if-modified-since"))
        named = {"etag": mark} if number % 2 == 0 else {"last_modified": date} if number % 3 == 0 else {}
        if status == 200 and (
            (asked[0] == mark and "etag" in named) or (asked[1] == date and "last_modified" in named)
        ):
            status, body, headers = 304, b"", {}
        self._note(status)
        self.send_response(status)
        for header, value in (headers | named if status in (200, 304) else headers).items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _note(self, status: int) -> None:
        conditional = "if-none-match" in self.headers or "if-modified-since" in self.headers
        self.site.seen.append(
            Seen(self._paper.host, self.path, self._met, self.site.round, conditional, status)
        )

    def log_message(self, *_: object) -> None:
        pass
