"""Real processes on one corpus: stopped, killed, beside each other, with a cache that cannot be written."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import HASHING
from databases import postgresql
from feed_site import FeedSite

from retold.corpus.adding import CHUNK

SOURCE = Path(__file__).parents[1] / "src"

#: Reports written: three batches of the path.
COUNT = 3 * CHUNK


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write reports in an invented language: three of each happening, the third one shorter."""
    choice = random.Random(3)
    folder = tmp_path_factory.mktemp("reports")
    paths = []
    for number in range(COUNT):
        if number % 3 == 0:
            sentences = [_sentence(choice) for _ in range(4)]
        paths.append(folder / f"{number:03}.txt")
        text = "\n\n".join(sentences[: 4 if number % 3 < 2 else 3])
        paths[-1].write_text(f"date 2025-03-{1 + number // 12:02}\n{text}\n", encoding="utf-8")
    return paths


def _sentence(choice: random.Random) -> str:
    words = ["".join(choice.choices("bdgklmnprstvz", k=3)) + choice.choice("aeiou") for _ in range(9)]
    return " ".join(words).capitalize() + "."


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SOURCE), "RETOLD_ENCODER": HASHING} | changes


_started: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _leaves_no_process() -> Iterator[None]:
    """Let children hear Ctrl-C, which those of a shell's background job do not, and end those still running."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
    while _started:
        with _started.pop() as process:
            process.kill()


def start(*arguments: object, **changes: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "retold", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**changes),
    )
    _started.append(process)
    return process


def run(*arguments: object, **changes: str) -> str:
    process = start(*arguments, **changes)
    out, err = process.communicate(timeout=180)
    assert (process.returncode, err) == (0, "")
    return out


def count_articles(database: Path) -> int:
    """Count what is committed, from outside."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def wait_for(database: Path, articles: int) -> None:
    end = time.monotonic() + 180
    while count_articles(database) < articles:
        assert time.monotonic() < end, "nothing was committed"
        time.sleep(0.005)


def assert_whole(database: Path) -> None:
    """Check that the file is sound, and that every article in it has its sentences, vectors and event."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table, column in (("sentences", "article"), ("vectors", "article"), ("members", "article")):
            question = f"SELECT count(*) FROM articles WHERE id NOT IN (SELECT {column} FROM {table})"
            assert connection.execute(question).fetchone() == (0,), table


@pytest.fixture(scope="module")
def at_once(reports: list[Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the dump of a corpus that took all reports without a stop."""
    database = tmp_path_factory.mktemp("at_once") / "news.db"
    run("add", "--db", database, *reports)
    return run("dump", "--db", database)


# Stopped


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """Return an input that never comes: reading it waits."""
    os.mkfifo(tmp_path / "waiting.txt")
    return tmp_path / "waiting.txt"


def test_after_ctrl_c_the_same_command_goes_on(
    tmp_path: Path, reports: list[Path], at_once: str, waiting: Path
) -> None:
    database = tmp_path / "news.db"
    adding = start("add", "--db", database, *reports[: 2 * CHUNK], waiting)
    wait_for(database, 2 * CHUNK)
    adding.send_signal(signal.SIGINT)
    _, err = adding.communicate(timeout=180)
    said = "Stopped. What was finished is kept; the same command goes on from there.\n"
    assert (adding.returncode, err.lstrip("\n")) == (130, said)
    assert_whole(database)
    assert run("add", "--db", database, *reports) == f"{COUNT - 2 * CHUNK} new, {2 * CHUNK} unchanged\n"
    assert run("dump", "--db", database) == at_once


@pytest.mark.parametrize(
    ("committed", "engine"), [(1, ()), (2 * CHUNK, ()), (2 * CHUNK, ("--engine", "local:2"))]
)
def test_a_kill_at_any_moment_leaves_whole_articles(
    tmp_path: Path, reports: list[Path], at_once: str, committed: int, engine: tuple[str, ...]
) -> None:
    database = tmp_path / "news.db"
    process = start("add", "--db", database, *engine, *reports)
    wait_for(database, committed)
    process.kill()
    process.communicate(timeout=180)
    assert count_articles(database) % CHUNK == 0
    assert_whole(database)
    run("add", "--db", database, *engine, *reports)
    assert run("dump", "--db", database) == at_once


def test_kills_at_random_moments_lose_nothing() -> None:
    """Run a few of the kills of `scripts/kill.py`, of `add` and of `watch`; it ends at the first harm."""
    command = [sys.executable, str(SOURCE.parent / "scripts" / "kill.py"), "--kills", "6"]
    killing = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=900,
        env=environment(),
        check=False,
    )
    assert (killing.returncode, killing.stderr) == (0, "")
    assert [line.split(",")[0] for line in killing.stdout.splitlines()] == [
        "add: killed 3 times",
        "watch: killed 3 times",
    ]


# Without room


@pytest.mark.parametrize(
    ("more", "says"), [((), "File too large"), (("--outlet", "{language}-{n}"), "news.db: ")]
)
def test_a_full_disk_is_one_line_and_no_fault_of_the_articles(
    tmp_path: Path, reports: list[Path], more: tuple[str, ...], says: str
) -> None:
    """Let no file grow beyond 400 kB: the file of the corpus, or one that a library writes beside it."""
    resource = pytest.importorskip("resource")
    database, folder = tmp_path / "news.db", tmp_path / "reports"
    folder.mkdir()
    for report in reports:
        (folder / f"qx-{report.name}").write_bytes(report.read_bytes())
    full = subprocess.run(
        [sys.executable, "-m", "retold", "add", str(folder), "--db", str(database), *more],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert full.returncode == 1
    [line] = full.stderr.splitlines()
    assert line.startswith("Error: ")
    assert says in line
    assert run("failures", "--db", database) == ""
    assert run("check", "--db", database)
    run("add", "--db", database, *reports)
    assert count_articles(database) >= COUNT


def test_a_database_that_another_program_holds_is_waited_for(tmp_path: Path, reports: list[Path]) -> None:
    database = tmp_path / "news.db"
    run("add", "--db", database, reports[0])
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        adding = start("add", "--db", database, *reports[:3])
        with pytest.raises(subprocess.TimeoutExpired):
            adding.communicate(timeout=4)
        assert count_articles(database) == 1
        other.execute("ROLLBACK")
    out, err = adding.communicate(timeout=180)
    assert (adding.returncode, out, err) == (0, "2 new, 1 unchanged\n", "")
    assert_whole(database)


# Beside each other


@pytest.mark.parametrize("server", [False, True], ids=["sqlite", "postgresql"])
def test_two_may_add_while_one_watches_and_one_serves(
    tmp_path: Path, reports: list[Path], server: bool
) -> None:
    added, watched = 2 * CHUNK, 4
    parts = reports[: added - CHUNK // 2], reports[CHUNK // 2 : added]
    quick = {"RETOLD_FETCH_PRIVATE": "1", "RETOLD_WATCH_DELAY": "0.01"}
    with (
        postgresql() if server else nullcontext(str(tmp_path / "news.db")) as database,
        FeedSite(1, watched).serving() as site,
    ):
        run("add", "--db", database, reports[0])
        serving = start("serve", "--db", database, "--port", "0", "--json")
        assert serving.stdout is not None
        room = json.loads("".join(iter(serving.stdout.readline, "}\n")) + "}")["address"]
        working = [start("add", "--db", database, *part) for part in parts]
        working += [start("watch", "--once", f"http://127.0.0.1:{site.port}/feed", "--db", database, **quick)]
        while any(process.poll() is None for process in working):
            assert urlopen(f"{room}events").status == 200
            time.sleep(0.2)
        said = [process.communicate(timeout=180) for process in working]
        assert [process.returncode for process in working] == [0, 0, 0], said
        assert [err for _, err in said] == ["", "", ""]
        assert sum(int(out.split()[0]) for out, _ in said[:2]) == added - 1
        assert f"{watched} new, 0 revised" in said[2][0]
        assert f"{added + watched} articles" in urlopen(f"{room}articles").read().decode()
        serving.terminate()
        assert "Traceback" not in serving.communicate(timeout=180)[1]
        assert run("check", "--db", database).startswith(f"{added + watched} articles, and all")


def test_one_may_read_while_another_adds(tmp_path: Path, reports: list[Path], waiting: Path) -> None:
    database = tmp_path / "news.db"
    adding = start("add", "--db", database, *reports[:CHUNK], waiting)
    wait_for(database, CHUNK)
    assert run("dump", "--db", database).count('"copy_of"') == CHUNK
    adding.kill()
    adding.communicate(timeout=180)


# Without a cache


def test_a_cache_that_cannot_be_written_is_only_slower(tmp_path: Path, reports: list[Path]) -> None:
    (tmp_path / "file").write_text("")
    process = start(
        "add",
        reports[0],
        "--db",
        tmp_path / "news.db",
        RETOLD_ENCODER="e5-small",
        RETOLD_CACHE=str(tmp_path / "file" / "cache"),
    )
    out, err = process.communicate(timeout=180)
    assert (process.returncode, out) == (0, "1 new\n")
    [line] = err.splitlines()
    assert "cannot keep the encoder's graph" in line


def test_a_reader_that_closes_the_pipe_is_told_nothing(tmp_path: Path, reports: list[Path]) -> None:
    run("add", "--db", tmp_path / "news.db", *reports[:CHUNK])
    dumping = start("dump", "--db", tmp_path / "news.db")
    assert dumping.stdout is not None
    assert dumping.stderr is not None
    assert dumping.stdout.read(1) == "{"
    dumping.stdout.close()
    assert dumping.stderr.read() == ""
    dumping.stderr.close()
    dumping.wait(timeout=180)
