"""Watching feeds: nothing comes in twice, nothing is lost, and no site is pressed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import HASHING, Call
from feed_site import HABITS, FeedSite, Seen

from retold.corpus import Corpus, open_corpus
from retold.fetch import Client
from retold.read.opml import Feed, write_opml
from retold.settings import Settings
from retold.watch import Politeness, Summary, Watch, keep_watching, read_addresses

#: Every habit once, and as many papers without one.
PAPERS, ARTICLES, ROUNDS = 2 * len(HABITS), 2, 3
DELAY = 0.03
SETTINGS = Settings(fetch_private=1, fetch_seconds=3, fetch_wait=2.5, watch_delay=DELAY)
DAY = 86_400.0


class Clock:
    """A clock that is set."""

    now = 1_741_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def site() -> Iterator[FeedSite]:
    with FeedSite(PAPERS, ARTICLES).serving() as serving:
        yield serving


@dataclass(frozen=True)
class Watched:
    """What is there after watching: the corpus, what each round said, and what was asked of the sites."""

    corpus: Corpus
    summaries: list[Summary]
    seen: list[Seen]


@pytest.fixture(scope="module")
def watched(site: FeedSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Watch for three rounds, a day apart, each with a watcher that knows nothing but the corpus."""
    clock, summaries, before = Clock(), [], len(site.seen)
    path = tmp_path_factory.mktemp("watch") / "news.db"
    for round_ in range(1, ROUNDS + 1):
        site.round = round_
        with open_corpus(path, encoder=HASHING, settings=SETTINGS) as corpus:
            watch = Watch(corpus, Client(SETTINGS, resolver=site.resolve), clock=clock)
            summaries.append(watch.round(site.feeds))
        clock.now += 1.5 * DAY
    with open_corpus(path, encoder=HASHING, settings=SETTINGS) as corpus:
        yield Watched(corpus, summaries, site.seen[before:])


def test_exactly_the_right_articles_and_revisions_are_kept(site: FeedSite, watched: Watched) -> None:
    corpus, summaries = watched.corpus, watched.summaries
    texts, revisions = site.expected(ROUNDS)
    kept = [article.text for article in corpus.articles().values()]
    assert set(kept) == texts
    assert len(kept) == len(texts)
    found = corpus.revisions()
    assert len(found) == revisions
    assert all([str(change.kind) for change in revision.changes] == ["reworded"] for revision in found)
    assert [len(summary.revised) for summary in summaries] == [0, revisions / 2, revisions / 2]


def test_what_is_known_is_asked_for_conditionally(site: FeedSite, watched: Watched) -> None:
    for paper in site.papers.values():
        if paper.habit is None and (paper.number % 2 == 0 or paper.number % 3 == 0):
            later = [
                seen
                for seen in watched.seen
                if seen.host == paper.host and seen.round > 1 and "robots" not in seen.path
            ]
            assert later
            assert all(seen.conditional and seen.status == 304 for seen in later)


def test_no_site_is_asked_faster_than_it_wishes(site: FeedSite, watched: Watched) -> None:
    for host in site.papers:
        asked = sorted((seen for seen in watched.seen if seen.host == host), key=lambda seen: seen.at)
        pauses = [
            later.at - seen.at for seen, later in pairwise(asked) if seen.status != 301
        ]  # goes on at once
        assert min(pauses) >= DELAY


def test_a_closed_site_is_not_read(site: FeedSite, watched: Watched) -> None:
    [closed] = [paper for paper in site.papers.values() if paper.habit == "closed"]
    assert {seen.path for seen in watched.seen if seen.host == closed.host} == {"/feed", "/robots.txt"}


def test_what_fails_is_kept_aside_and_forgotten_when_it_comes(site: FeedSite, watched: Watched) -> None:
    corpus = watched.corpus
    hosts = {failure["location"].split("/")[2].partition(":")[0] for failure in corpus.failures()}
    assert {site.papers[host].habit for host in hosts} == {"gone", "bombing", "bombing feed", "closed"}


def test_a_feed_that_moved_is_asked_at_its_new_address(site: FeedSite, watched: Watched) -> None:
    [moving] = [paper for paper in site.papers.values() if paper.habit == "moving feed"]
    last = [seen.path for seen in watched.seen if seen.host == moving.host and seen.round == ROUNDS]
    assert "/rss.xml" in last
    assert "/feed" not in last


def test_a_round_is_summed_up_in_one_line(watched: Watched) -> None:
    first, *_ = watched.summaries
    assert str(first).startswith(f"{PAPERS} feeds (2 failed), ")
    assert "\n" not in str(first)


def test_nothing_is_asked_before_its_time(site: FeedSite, tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as corpus:
        clock = Clock()
        watch = Watch(corpus, Client(SETTINGS, resolver=site.resolve), clock=clock)
        calm = [feed for feed in site.feeds if site.papers[feed.title or ""].habit is None][:2]
        assert watch.round(calm).feeds == 2
        clock.now += 60
        assert watch.round(calm).feeds == 0
        clock.now -= 400 * DAY  # a clock that was wrong and has been set back
        assert watch.round(calm).feeds == 2


def test_a_clock_that_jumps_loses_and_doubles_nothing(site: FeedSite, tmp_path: Path) -> None:
    [changing] = [feed for feed in site.feeds if site.papers[feed.title or ""].habit == "changing"]
    paper, clock = site.papers[changing.title or ""], Clock()
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as corpus:
        watch = Watch(corpus, Client(SETTINGS, resolver=site.resolve), clock=clock)
        for site.round, jump in enumerate((400 * DAY, -400 * DAY, -30 * DAY, 800 * DAY), start=1):
            clock.now += jump
            assert watch.round([changing]).pages == ARTICLES
        kept = sorted(article.text for article in corpus.articles().values())
        versions = {(n, paper.version(n, round_)) for n in range(ARTICLES) for round_ in range(1, 5)}
        assert kept == sorted("\n\n".join(paper.text(*version)) for version in versions)
        assert len(corpus.revisions()) == len(versions) - ARTICLES
        assert corpus.check() == []
    site.round = 1


def test_a_stop_ends_the_round_and_the_next_goes_on(site: FeedSite, tmp_path: Path) -> None:
    calm = [feed for feed in site.feeds if site.papers[feed.title or ""].habit is None][:3]
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as corpus:
        stop = threading.Event()
        watch = Watch(corpus, Client(SETTINGS, resolver=site.resolve), stop=stop)
        stop.set()
        assert watch.round(calm).new == []
        stop.clear()
        rounds: list[Summary] = []

        def done(summary: Summary) -> None:
            rounds.append(summary)
            stop.set()

        keep_watching(watch, calm, on_round=done, pause=0)
        assert len(rounds[0].new) == 3 * ARTICLES


def test_addresses_are_read_once_with_all_they_lead_to(site: FeedSite) -> None:
    site.round = 1
    feed = site.feeds[0].url
    page = feed.replace("/feed", "/news/0")
    politeness = Politeness(Client(SETTINGS, resolver=site.resolve), SETTINGS)
    [article] = read_addresses([page, page], politeness)
    assert article.location == page
    found = list(read_addresses([feed, f"{feed}/nothing/1"], politeness))
    assert len(found) >= ARTICLES


# The commands


@pytest.fixture
def listed(site: FeedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a list of one feed on this machine, which the settings let be fetched."""
    site.round = 1
    monkeypatch.setenv("RETOLD_FETCH_PRIVATE", "1")
    monkeypatch.setenv("RETOLD_WATCH_DELAY", "0.01")
    path = tmp_path / "feeds.opml"
    path.write_bytes(write_opml([Feed(f"http://127.0.0.1:{site.port}/feed", "Paper")], title="Mine"))
    return path


def test_one_round_for_cron(call: Call, listed: Path) -> None:
    first, second = call("watch", listed, "--once"), call("watch", listed, "--once")
    assert first.status == second.status == 0
    assert first.out.startswith(f"1 feed, {ARTICLES} pages, {ARTICLES} new, 0 revised in ")
    assert second.out == "nothing is due: a feed is asked every 15 minutes\n"


def test_a_list_of_feeds_is_added(call: Call, listed: Path) -> None:
    assert call("add", listed).out == f"{ARTICLES} new\n"
    assert call("add", listed).out == f"0 new, {ARTICLES} unchanged\n"


def test_an_address_is_added_and_a_refused_one_kept_aside(
    call: Call, listed: Path, site: FeedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"http://127.0.0.1:{site.port}/news/0"
    assert call("add", page).out == "1 new\n"
    monkeypatch.setenv("RETOLD_FETCH_PRIVATE", "0")
    answer = call("add", f"http://127.0.0.1:{site.port}/news/1")
    assert answer.status == 1
    assert "is refused: 127.0.0.1 is an address of this machine" in answer.err
    monkeypatch.setenv("RETOLD_FETCH_PRIVATE", "1")
    assert call("failures", "--retry").out.startswith("1 new")


@pytest.mark.parametrize("content", [b"", b"<opml/>", b"{}"])
def test_a_list_that_is_none(call: Call, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.opml").write_bytes(content)
    assert call("watch", "x.opml").status == 2
    assert call("watch", "nowhere.opml").status == 2


def test_watching_stops_cleanly_when_it_is_told_to(listed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "retold", "watch", str(listed), "--db", str(tmp_path / "x.db")]
    environment = os.environ | {"RETOLD_ENCODER": HASHING, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("1 feed, ")
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=180) == 0
