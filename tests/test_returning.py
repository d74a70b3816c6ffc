"""Pages that go back to what they said before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HASHING
from routed import Reply, page, serving

from retold.corpus import Corpus, changes_in_words, news, open_corpus
from retold.fetch import Client
from retold.read.opml import Feed
from retold.settings import Settings
from retold.watch import Summary, Watch

SETTINGS = Settings(fetch_private=1, watch_delay=0.0)
LEDGER = "ledger.example"


def says(price: str) -> Reply:
    return page(
        "Old bridge over the Drinas closed",
        "The old bridge over the Drinas was closed on Tuesday because of cracks in two pillars.",
        f"Mayor Arta Velo said the repair would cost {price} million euros.",
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as opened:
        yield opened


@pytest.fixture
def go(corpus: Corpus) -> Iterator[Callable[[str], Summary]]:
    """Go a round in which the page tells this price, a day after the one before."""
    clock = iter(range(1_741_000_000, 1_742_000_000, 86_400))
    with serving() as sites:
        now = next(clock)
        watch = Watch(corpus, Client(SETTINGS, resolver=sites.resolve), clock=lambda: now)
        sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))

        def round_(price: str) -> Summary:
            nonlocal now
            now = next(clock)
            sites.replies[LEDGER, "/news/1"] = says(price)
            return watch.round([Feed(sites.url(LEDGER, "/feed"))])

        yield round_


def changes(corpus: Corpus) -> list[str]:
    """Return what the latest piece of news changed."""
    return [line.split()[-3] for line in changes_in_words(news(corpus)[0])]


def test_a_page_that_takes_a_change_back_is_corrected_once_more(
    corpus: Corpus, go: Callable[[str], Summary]
) -> None:
    go("three")
    assert len(go("five").revised) == 1
    before = news(corpus)[0].at
    back = go("three")
    assert (len(back.new), len(back.revised)) == (1, 1)
    assert len(corpus.articles()) == 2
    assert changes(corpus) == ["five", "three"]
    assert len(news(corpus, since=before)) == 1
    go("six")
    assert changes(corpus) == ["three", "six"], "what it stands beside is what stood there last"


def test_a_page_that_goes_back_and_forth_is_news_once_each_way(
    corpus: Corpus, go: Callable[[str], Summary]
) -> None:
    told = [len(go(price).revised) for price in ("three", "five", "three", "five", "three", "five", "six")]
    assert told == [0, 1, 1, 0, 0, 0, 1]
    assert changes(corpus) == ["five", "six"]
    assert len(corpus.revisions()) == 3
    assert list(corpus.check()) == []
