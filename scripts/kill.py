"""Kills `retold add` and `retold watch` at random moments, and checks the corpus after each kill.

    PYTHONPATH=src python scripts/kill.py [--kills 300] [--seed 1] [--encoder NAME] [--db postgresql://...]

Half of the kills hit `add`, half `watch --once` on a site of its own on this machine. After each: no article that
was there before is gone, and `retold check` finds nothing. Whenever a run gets through, its corpus holds all articles
(that of `add` says the same as one made without a kill), and a new corpus is begun. Corpora are files, or databases
that are made on the server of `--db`, and dropped.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import make_url

from retold.cli import main as retold
from retold.corpus import open_corpus
from retold.export import dump_lines

ENCODER = "retold.encode.hashing:HashingEncoder"

#: Articles that are added, and that are watched on a site of a few feeds.
ADDED, WATCHED, FEEDS = 48, 12, 3


def texts(count: int, seed: int) -> list[str]:
    """Write reports in an invented language: three of each happening, the third one shorter."""
    choice = random.Random(seed)

    def sentence() -> str:
        words = ["".join(choice.choices("bdgklmnprstvz", k=3)) + choice.choice("aeiou") for _ in range(9)]
        return " ".join(words).capitalize() + "."

    told: list[str] = []
    for number in range(count):
        if number % 3 == 0:
            sentences = [sentence() for _ in range(5)]
        told.append("\n\n".join(sentences[: 5 if number % 3 < 2 else 4]))
    return told


def write_reports(folder: Path) -> list[str]:
    """Write the reports that are added, a file each."""
    for number, text in enumerate(texts(ADDED, 1)):
        day = f"date 2025-03-{1 + number // 12:02}\n"
        (folder / f"{number:03}.txt").write_text(day + text, encoding="utf-8")
    return [str(path) for path in sorted(folder.glob("*.txt"))]


class Site(BaseHTTPRequestHandler):
    """A few feeds, and a page for each of their articles."""

    told = texts(WATCHED, 2)

    def do_GET(self) -> None:
        """Answer with a feed, a page, or nothing."""
        kind, _, name = self.path.strip("/").partition("/")
        if kind == "feed":
            self._answer("application/rss+xml", self._feed(int(name)))
        elif kind == "page":
            paragraphs = "".join(f"<p>{line}</p>" for line in self.told[int(name)].split("\n\n"))
            self._answer("text/html", f"<html><body><article>{paragraphs}</article></body></html>")
        else:
            self.send_error(404)

    def _feed(self, number: int) -> str:
        at = self.headers["Host"]
        items = "".join(
            f"<item><title>Report {page}</title><link>http://{at}/page/{page}</link>"
            f"<pubDate>Tue, 04 Mar 2025 08:{page:02}:00 GMT</pubDate></item>"
            for page in range(number, WATCHED, FEEDS)
        )
        return f'<rss version="2.0"><channel><title>Paper {number}</title>{items}</channel></rss>'

    def _answer(self, kind: str, body: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def site() -> Iterator[str]:
    """Serve the feeds while something is done; gives their address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def start(arguments: Sequence[str]) -> int:
    """Run the command line in a process of its own, which has all it needs in memory; return its id."""
    if child := os.fork():
        return child
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            retold(arguments)
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        finally:
            os._exit(70)


def run(arguments: Sequence[str], kill_after: float | None) -> bool:
    """Run a command, killing it after so many seconds; whether it got through before."""
    child = start(arguments)
    if kill_after is not None:
        time.sleep(kill_after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return False
    code = os.waitstatus_to_exitcode(status)
    if code:
        sys.exit(f"retold {arguments[0]} ended with status {code}")
    return True


class Files:
    """Corpora in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, name: str) -> str:
        """Return where a corpus is to be that is not there yet."""
        return str(self._folder / f"{name}.db")

    def drop(self, place: str) -> None:
        """Let go of a corpus."""
        for path in self._folder.glob(f"{Path(place).name}*"):
            path.unlink()


class Server:
    """Corpora in databases of a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)

    def place(self, name: str) -> str:
        """Make an empty database."""
        database = f"retold_{name}_{os.getpid()}"
        self._execute(f"CREATE DATABASE {database}")
        return self._url.set(database=database).render_as_string(hide_password=False)

    def drop(self, place: str) -> None:
        """Drop a database, whoever may be still in it."""
        self._execute(f"DROP DATABASE {make_url(place).database} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)


def whole(database: str, before: frozenset[str]) -> frozenset[str]:
    """Check a corpus that was killed; return its articles."""
    with open_corpus(database) as corpus:
        now = frozenset(corpus.store.article_ids())
        if lost := before - now:
            sys.exit(f"{len(lost)} committed articles are lost")
        if faults := corpus.check():
            sys.exit(f"{len(faults)} faults, the first: {faults[0]}")
    return now


def torment(
    corpora: Files | Server,
    arguments: Sequence[str],
    count: int,
    kills: int,
    choice: random.Random,
    said: Callable[[str], object],
) -> tuple[int, int]:
    """Kill a command so many times; return the kills that hit it at work and the times that it got through.

    What is `said` of a corpus that got through is the same as of one that nothing was killed of.
    """
    reference = corpora.place("reference")
    started = time.monotonic()
    run([*arguments, "--db", reference], None)
    lasts = time.monotonic() - started
    if len(whole(reference, frozenset())) != count:
        sys.exit(f"retold {arguments[0]} did not read all articles")
    expected = said(reference)
    corpora.drop(reference)
    database, held, hit, through = corpora.place("killed"), frozenset[str](), 0, 0

    def same() -> None:
        if said(database) != expected:
            sys.exit("the corpus is another one than without a kill")

    while hit < kills:
        finished = run([*arguments, "--db", database], choice.uniform(0, lasts))
        hit += not finished
        if not finished and hit % 10 == 0:
            print(f"{arguments[0]}: {hit} kills", flush=True)
        held = whole(database, held)
        if finished:
            through += 1
            if len(held) != count:
                sys.exit(f"retold {arguments[0]} got through with {len(held)} of {count} articles")
            same()
            corpora.drop(database)
            database, held = corpora.place("killed"), frozenset()
    run([*arguments, "--db", database], None)
    if len(whole(database, held)) != count:
        sys.exit(f"retold {arguments[0]} did not finish its work")
    same()
    corpora.drop(database)
    return hit, through


def dumped(database: str) -> list[str]:
    """Return all that a corpus says."""
    with open_corpus(database) as corpus:
        return list(dump_lines(corpus))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encoder", default=ENCODER)
    parser.add_argument("--db", help="a PostgreSQL server, by the URL of a database of it")
    chosen = parser.parse_args()
    os.environ |= {
        "RETOLD_ENCODER": chosen.encoder,
        "RETOLD_FETCH_PRIVATE": "1",
        "RETOLD_WATCH_DELAY": "0.001",
    }
    choice = random.Random(chosen.seed)
    half = chosen.kills // 2
    with tempfile.TemporaryDirectory() as name, site() as address:
        for command in ("add", "watch"):
            folder = Path(name) / command
            (folder / "in").mkdir(parents=True)
            corpora = Server(chosen.db) if chosen.db else Files(folder)
            started = time.monotonic()
            if command == "add":
                arguments = ["add", *write_reports(folder / "in")]
                hit, through = torment(corpora, arguments, ADDED, chosen.kills - half, choice, dumped)
            else:
                feeds = [f"{address}/feed/{number}" for number in range(FEEDS)]
                arguments = ["watch", "--once", *feeds]
                hit, through = torment(corpora, arguments, WATCHED, half, choice, lambda _: None)
            seconds = time.monotonic() - started
            print(
                f"{command}: killed {hit} times, got through {through} times between; nothing lost, all holds "
                f"({seconds:.0f} s)",
                flush=True,
            )


if __name__ == "__main__":
    main()
