"""A matter of the day is lined up as it grows, not with each report; nothing small waits for over an hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import HASHING
from factories import make_article
from routed import Reply, Sites, page, serving

from retold.align import Chapter
from retold.corpus import Corpus, open_corpus
from retold.fetch import Client
from retold.read.opml import Feed
from retold.settings import Settings
from retold.watch import Watch
from retold.watch.patience import LONGEST, MANY, is_worth_lining_up

NOW = 1_741_000_000.0
#: Thirty reports of two events.
CHAPTER = Chapter("s1", {"e1": tuple("abcdefghijklmnopqrst"), "e2": tuple("uvwxyzABCD")}, {"guest": "e0"})


@pytest.mark.parametrize(
    ("waiting", "worth"),
    [
        ({}, True),
        ({"a": NOW}, False),
        ({"a": NOW, "z": NOW}, False),
        ({"a": NOW, "b": NOW, "z": NOW}, True),
        ({"a": NOW - LONGEST / 2, "z": NOW}, False),
        ({"a": NOW - LONGEST, "z": NOW}, True),
        ({"a": NOW, "guest": NOW - LONGEST, "of another story": NOW - LONGEST}, False),
    ],
    ids=["judged", "one new", "two", "a tenth", "half an hour", "an hour", "none of its own has waited"],
)
def test_a_chapter_waits_until_it_has_grown(waiting: dict[str, float], worth: bool) -> None:
    assert is_worth_lining_up(CHAPTER, waiting, NOW) is worth


def test_one_of_many_reports_waits_longer_in_proportion() -> None:
    large = Chapter("s1", {"e1": tuple(f"a{n}" for n in range(3 * MANY))})
    assert not is_worth_lining_up(large, {"a0": NOW - 2 * LONGEST}, NOW)
    assert is_worth_lining_up(large, {"a0": NOW - 3 * LONGEST}, NOW)
    assert is_worth_lining_up(large, {f"a{n}": NOW for n in range(3 * MANY // 10)}, NOW)


def test_what_is_not_due_is_left_and_lined_up_when_it_is(tmp_path: Path) -> None:
    told = "The bridge over the Velma was closed on Monday. Divers found a crack of two metres in a pillar."
    reports = [make_article(text=told, title=None, location=f"{n}.txt", outlet=f"Paper {n}") for n in (1, 2)]
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add(reports, refresh=False)
        [story] = corpus.stories()
        [left] = corpus.refresh(due=lambda chapter: False)
        assert left.story == story.id
        assert not corpus.store.claims([story.id])
        assert corpus.check() == []
        assert corpus.refresh() == []
        assert corpus.store.claims([story.id])
        assert corpus.refresh(due=lambda chapter: False) == []


# While watching


class Clock:
    """A clock that is set."""

    now = NOW

    def __call__(self) -> float:
        return self.now


@dataclass
class Day:
    """A day at the Velma: one newspaper reports on a bridge, again and again, and once on a cup."""

    corpus: Corpus
    watch: Watch
    sites: Sites
    clock: Clock
    links: list[str] = field(default_factory=list)

    def report(self, title: str, *paragraphs: str) -> None:
        """Publish one more report."""
        dated = '<meta property="article:published_time" content="2025-03-04T10:00:00Z"></head>'
        made = page(title, *paragraphs)
        path = f"/news/{len(self.links)}"
        self.links.append(self.sites.url("ledger.example", path))
        said = str(made.body).replace("</head>", dated)
        self.sites.replies["ledger.example", path] = Reply(said, headers=made.headers)
        self.sites.lists("ledger.example", *self.links)

    def report_on_the_bridge(self, count: int) -> None:
        """Publish reports of the one matter, none of which repeats another."""
        for _ in range(count):
            street = f"{len(self.links) + 11} houses in street number {len(self.links) + 40}"
            self.report(
                "Old bridge over the Velma closed",
                "The old bridge over the Velma was closed on Tuesday because of cracks in two pillars.",
                f"Mayor Arta Velo said the repair would be felt by {street}.",
            )

    def go(self, minutes: float) -> list[str]:
        """Let time pass, go one round, and return what came."""
        self.clock.now += 60 * minutes
        return self.watch.round([Feed(self.sites.url("ledger.example", "/feed"))]).new

    def waiting(self) -> set[str]:
        """Return the articles that stand there without claims."""
        told = {
            t.article
            for claim in self.corpus.store.claims(self.corpus.store.stories())
            for t in claim.tellings
        }
        return set(self.corpus.store.article_ids()) - told


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """Begin a day on which twenty reports have come and are lined up."""
    settings = Settings(fetch_private=1, watch_delay=0.0)
    with serving() as sites, open_corpus(tmp_path / "news.db", encoder=HASHING, settings=settings) as corpus:
        clock = Clock()
        watch = Watch(corpus, Client(settings, resolver=sites.resolve), clock=clock)
        day = Day(corpus, watch, sites, clock)
        day.report_on_the_bridge(20)
        assert len(day.go(0)) == 20
        assert len(corpus.events()) == 1
        assert day.waiting() == set()
        yield day


def test_while_watching_a_matter_waits_until_a_tenth_of_it_is_new(day: Day) -> None:
    came: set[str] = set()
    for _ in range(2):
        day.report_on_the_bridge(1)
        came |= set(day.go(minutes=16))
        assert day.waiting() == came != set()
    day.report_on_the_bridge(1)
    assert len(day.go(minutes=16)) == 1
    assert day.waiting() == set()


def test_while_watching_nothing_waits_for_more_than_an_hour(day: Day) -> None:
    day.report_on_the_bridge(1)
    came = set(day.go(minutes=16))
    for _ in range(3):
        assert day.go(minutes=16) == []
        assert day.waiting() == came != set()
    assert day.go(minutes=16) == []
    assert day.waiting() == set()


def test_while_watching_what_is_small_does_not_wait_for_what_is_large(day: Day) -> None:
    day.report_on_the_bridge(1)
    day.report(
        "Kestrels win the cup after penalties",
        "Kestrels beat Harbour United in the final at Ostra, four to two after penalties.",
        "Goalkeeper Jon Prenda held twice and was carried off by the crowd.",
    )
    came = day.go(minutes=16)
    [cup] = [a.id for a in day.corpus.articles(came).values() if "cup" in (a.title or "")]
    assert len(came) == 2
    assert day.waiting() == set(came) - {cup}


def test_a_watch_that_is_started_again_waits_for_nothing(day: Day) -> None:
    day.report_on_the_bridge(1)
    came = set(day.go(minutes=16))
    assert day.waiting() == came != set()
    again = Watch(day.corpus, Client(day.corpus.settings, resolver=day.sites.resolve), clock=day.clock)
    again.round([Feed(day.sites.url("ledger.example", "/feed"))])
    assert day.waiting() == set()
