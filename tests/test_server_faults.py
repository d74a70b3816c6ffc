"""A server that goes away, a writer that dies, a disk that is full: nothing is lost or doubled, one clear line."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from conftest import HASHING
from databases import SERVER, execute, name_of, own_server, postgresql, restart
from factories import EXAMPLE, make_article
from feed_site import FeedSite
from sqlalchemy import text

from retold.corpus import open_corpus
from retold.errors import AwayError, StoreError
from retold.export import dump_lines
from retold.read import read_articles
from retold.store import SqlStore, open_store

SOURCE = Path(__file__).parents[1] / "src"

pytestmark = pytest.mark.skipif(SERVER in os.environ, reason="a server of somebody else is not stopped")


def python(*arguments: str, **changes: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "RETOLD_ENCODER": HASHING} | changes,
    )


def retold(*arguments: object, **changes: str) -> subprocess.Popen[str]:
    return python("-m", "retold", *map(str, arguments), **changes)


def dump(place: str) -> str:
    with open_corpus(place, encoder=HASHING) as corpus:
        return "".join(dump_lines(corpus))


def undisturbed() -> str:
    """Return the dump of a corpus that took the example without a stop."""
    with postgresql() as place:
        with open_corpus(place, encoder=HASHING) as corpus:
            corpus.add(read_articles(EXAMPLE))
        return dump(place)


def wait_for(place: str, question: str) -> None:
    """Wait until a question has an answer."""
    end = time.monotonic() + 180
    while not execute(place, question):
        assert time.monotonic() < end, question
        time.sleep(0.05)


#: Somebody waits for the lock of writers.
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"


def test_an_add_goes_on_when_its_server_was_restarted_under_it() -> None:
    with postgresql() as place, closing(open_store(place)) as store:
        with suppress(StoreError), store.writing():  # so that the other one is in the middle of its work
            adding = retold("add", "--db", place, EXAMPLE)
            wait_for(place, WAITING)
            restart(own_server())
        out, err = adding.communicate(timeout=180)
        assert (adding.returncode, out) == (0, "9 new\n")
        lines = err.splitlines()
        assert lines
        assert all(line.startswith("postgresql://") and line.endswith("; trying again") for line in lines)
        assert dump(place) == undisturbed()


def test_a_watch_goes_on_when_its_server_was_restarted_under_it() -> None:
    with postgresql() as place, FeedSite(1, 2).serving() as site, closing(open_store(place)) as store:
        with suppress(StoreError), store.writing():
            feed = f"http://127.0.0.1:{site.port}/feed"
            watching = retold("watch", "--once", feed, "--db", place, RETOLD_FETCH_PRIVATE="1")
            wait_for(place, WAITING)
            restart(own_server())
        out, err = watching.communicate(timeout=180)
        assert (watching.returncode, out.split(" in ")[0]) == (0, "1 feed, 2 pages, 2 new, 0 revised")
        assert all(line.endswith("; trying again") for line in err.splitlines())
        assert {article.text for article in store.articles(store.article_ids()).values()} == site.expected(1)[
            0
        ]


def test_a_page_is_served_when_the_server_of_the_corpus_was_restarted() -> None:
    with postgresql() as place:
        with open_corpus(place, encoder=HASHING) as corpus:
            corpus.add(read_articles(EXAMPLE))
        serving = retold("serve", "--db", place, "--port", "0", "--json")
        assert serving.stdout is not None
        address = json.loads(_object(serving.stdout))["address"]
        before = urlopen(address).read()
        restart(own_server())
        assert urlopen(address).read() == before
        restart(own_server(), "fast")
        assert urlopen(f"{address}search?q=fish").status == 200
        serving.terminate()
        _, err = serving.communicate(timeout=180)
        assert "trying again" in err
        assert "Traceback" not in err


def _object(lines: Iterator[str]) -> str:
    """Read one JSON object from lines that go on."""
    text = ""
    for line in lines:
        text += line
        if line.startswith("}"):
            break
    return text


HOLDING = """
import sys
from retold.corpus import open_corpus
from retold.model import Article
with open_corpus(sys.argv[1]) as corpus, corpus.store.writing():
    corpus.store.keep_aside("half.txt", "is half done")
    print("holding", flush=True)
    sys.stdin.read()
"""


def test_a_writer_killed_while_holding_the_lock_leaves_nothing_and_lets_go() -> None:
    with postgresql() as place, closing(open_store(place)) as store:
        holding = python("-c", HOLDING, place)
        assert holding.stdout is not None
        assert holding.stdout.readline() == "holding\n"
        adding = retold("add", "--db", place, EXAMPLE)
        wait_for(place, WAITING)
        holding.kill()
        holding.communicate(timeout=180)
        assert adding.communicate(timeout=180) == ("9 new\n", "")
        assert store.failures() == []
        assert dump(place) == undisturbed()


def test_a_server_that_stays_away_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.store.tables.PATIENCE", 0.5)
    server = own_server().get_uri()
    with postgresql() as place, closing(open_store(place)) as store:
        execute(server, f"ALTER DATABASE {name_of(place)} WITH ALLOW_CONNECTIONS false")
        execute(
            server,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(place)}'",
        )
        with pytest.raises(StoreError) as caught:
            store.count()
        assert "\n" not in str(caught.value)
        assert str(caught.value).startswith(store.place)


# A server that is stopped, and not shut down


def processes() -> list[int]:
    """Return the ids of all of the server's processes, the one that takes connections first."""
    listing = Path(own_server().pgdata, "postmaster.pid").read_text(encoding="utf-8")
    first = int(listing.splitlines()[0])
    found = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True, check=False)
    return [first, *map(int, found.stdout.split())]


@contextmanager
def stopped(processes: Sequence[int]) -> Iterator[None]:
    """Stop processes for a while; what is sent to them is taken by the system, as from a frozen machine's."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlStore]:
    """A store on a server that is asked after a moment whether it is there; it has two seconds to say so."""
    monkeypatch.setattr("retold.store.databases.silence.SILENT", 0.3)
    monkeypatch.setattr("retold.store.tables.PATIENCE", 0.5)
    with postgresql() as place, closing(open_store(f"{place}&connect_timeout=2")) as store:
        yield store


def test_a_server_that_is_frozen_is_one_line_and_goes_on_when_it_is_not(impatient: SqlStore) -> None:
    with stopped(processes()), pytest.raises(AwayError, match="has said nothing for") as caught:
        impatient.count()
    assert "\n" not in str(caught.value)
    assert impatient.count() == 0


def test_a_question_that_takes_long_is_waited_for(impatient: SqlStore) -> None:
    slept = text("SELECT 'awake' FROM pg_sleep(1)")
    assert impatient.ask(lambda connection: connection.execute(slept).scalar_one()) == "awake"


def test_a_session_that_is_frozen_alone_is_given_up_in_the_end(
    impatient: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retold.store.databases.silence.STOPPED", 0.8)
    own = impatient.ask(lambda connection: connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
    with stopped([own]), pytest.raises(AwayError, match="has said nothing for"):
        impatient.count()
    assert impatient.count() == 0


# A full disk


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of 40 MB that the server may write to, where one can be made."""
    folder = Path(tempfile.mkdtemp(prefix="retold-disk-"))
    folder.chmod(0o755)
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        shutil.rmtree(folder)
        pytest.skip("no disk can be made here")
    if (user := own_server().system_user) is not None:
        shutil.chown(disk, user)
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)
    shutil.rmtree(folder)


def fill(store: SqlStore) -> Iterator[str]:
    """Keep articles that do not pack, each alone, until there is no room."""
    choice, none = random.Random(9), np.zeros((0, 4), np.float32)
    for number in range(1000):
        article = make_article(id=f"{number:016x}", text=choice.randbytes(100_000).hex())
        with store.writing():
            store.add_article(article, (), days=None, encoder="test", data=none, mean=none)
        yield article.id


def test_a_full_disk_on_the_server_is_one_line_and_what_was_kept_stays() -> None:
    server = own_server().get_uri()
    with small_disk() as disk, postgresql() as place:
        execute(server, f"CREATE TABLESPACE small LOCATION '{disk}'")
        execute(server, f"ALTER DATABASE {name_of(place)} SET TABLESPACE small")
        kept: list[str] = []
        with closing(open_store(place)) as store:
            with pytest.raises(StoreError, match="the server's disk is full") as caught:
                kept.extend(fill(store))
            assert "\n" not in str(caught.value)
            assert store.article_ids() == kept
            assert kept
        execute(server, f"ALTER DATABASE {name_of(place)} SET TABLESPACE pg_default")
        with closing(open_store(place)) as store:
            assert store.article_ids() == kept
        execute(server, "DROP TABLESPACE small")
