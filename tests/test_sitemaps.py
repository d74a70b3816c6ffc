"""Indexes of sitemaps, as robots.txt names them: the news that they lead to is read, the rest passed over."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HASHING
from routed import Reply, Sites, page, serving

from retold.corpus import Corpus, open_corpus
from retold.fetch import Client
from retold.read.opml import Feed
from retold.read.sitemaps import MOST_SITEMAPS, list_sitemaps
from retold.settings import Settings
from retold.watch import Politeness, Summary, Watch, read_addresses

SETTINGS = Settings(fetch_private=1, watch_delay=0.0)
LEDGER = "ledger.example"
BRIDGE = page(
    "Old bridge closed", "The old bridge over the Drinas was closed on Tuesday.", "Repair will take a year."
)
CUP = page(
    "Kestrels win the cup",
    "Kestrels beat Harbour United after penalties.",
    "Goalkeeper Jon Prenda held twice.",
)


def index(*places: tuple[str, str]) -> str:
    listed = "".join(f"<sitemap><loc>{url}</loc><lastmod>{day}</lastmod></sitemap>" for url, day in places)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


def news(*urls: str) -> str:
    listed = "".join(
        f"<url><loc>{url}</loc><n:news><n:publication><n:name>The Ledger</n:name></n:publication>"
        f"<n:publication_date>2025-03-04</n:publication_date><n:title>Piece {url[-1]}</n:title></n:news></url>"
        for url in urls
    )
    return f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{listed}</urlset>'


PLAIN = "<urlset><url><loc>https://ledger.example/about/us</loc></url></urlset>"


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as found:
        pages = ("/sitemaps/pages.xml", "/sitemaps/news.xml.gz")
        listed = index(*((found.url(LEDGER, path), "2025-03-04") for path in pages))
        found.replies |= {
            (LEDGER, "/sitemap.xml"): Reply(listed, headers={"etag": '"1"'}),
            (LEDGER, pages[0]): Reply(PLAIN),
            (LEDGER, pages[1]): Reply(gzip.compress(news(found.url(LEDGER, "/news/1")).encode())),
            (LEDGER, "/news/1"): BRIDGE,
            (LEDGER, "/news/2"): CUP,
        }
        yield found


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as opened:
        yield opened


@pytest.fixture
def go(sites: Sites, corpus: Corpus) -> Callable[[float], Summary]:
    """Go a round with the index, so many seconds after the one before."""
    now = 1_741_000_000.0
    watch = Watch(corpus, Client(SETTINGS, resolver=sites.resolve), clock=lambda: now)

    def round_(after: float) -> Summary:
        nonlocal now
        now += after
        sites.asked.clear()
        return watch.round([Feed(sites.url(LEDGER, "/sitemap.xml"))])

    return round_


def test_the_news_that_an_index_leads_to_are_watched(
    sites: Sites, corpus: Corpus, go: Callable[[float], Summary]
) -> None:
    assert (len(go(0).new), corpus.failures()) == (1, [])
    more = news(*(sites.url(LEDGER, f"/news/{n}") for n in (1, 2)))
    sites.replies[LEDGER, "/sitemaps/news.xml.gz"] = Reply(gzip.compress(more.encode()))
    assert len(go(900).new) == 1
    assert (LEDGER, "/sitemaps/pages.xml") not in sites.asked, "what lists no news is asked once a day"
    assert [article.title for article in corpus.articles().values()] == [
        "Old bridge closed",
        "Kestrels win the cup",
    ]


def test_an_index_without_news_is_said_to_be_one(
    sites: Sites, corpus: Corpus, go: Callable[[float], Summary]
) -> None:
    full = sites.replies[LEDGER, "/sitemaps/news.xml.gz"]
    sites.replies[LEDGER, "/sitemaps/news.xml.gz"] = Reply(PLAIN)
    for _ in range(2):
        go(900)
        [failure] = corpus.failures()
        assert failure["reason"] == "leads to no sitemap that lists news, with titles"
    sites.replies[LEDGER, "/sitemaps/news.xml.gz"] = full
    assert (len(go(86_400).new), corpus.failures()) == (1, [])


def test_a_sitemap_that_fails_is_kept_aside_and_asked_later(
    sites: Sites, corpus: Corpus, go: Callable[[float], Summary]
) -> None:
    full = sites.replies[LEDGER, "/sitemaps/news.xml.gz"]
    sites.replies[LEDGER, "/sitemaps/news.xml.gz"] = Reply(status=503)
    go(0)
    go(900)
    [failure] = corpus.failures()
    assert failure["location"] == sites.url(LEDGER, "/sitemaps/news.xml.gz")
    sites.replies[LEDGER, "/sitemaps/news.xml.gz"] = full
    assert (len(go(86_400).new), corpus.failures()) == (1, [])


def test_an_index_is_added_with_all_it_leads_to(sites: Sites) -> None:
    politeness = Politeness(Client(SETTINGS, resolver=sites.resolve), SETTINGS)
    found = list(read_addresses([sites.url(LEDGER, "/sitemap.xml")], politeness))
    assert sorted(str(getattr(each, "title", each)) for each in found) == [
        "Old bridge closed",
        f"{sites.url(LEDGER, '/sitemaps/pages.xml')}: lists 1 addresses without titles, not articles; add those",
    ]


def test_of_a_long_index_the_last_changed_are_read() -> None:
    days = [(f"https://ledger.example/{n}.xml", f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(500)]
    found = list_sitemaps(index(*days).encode())
    assert len(found) == MOST_SITEMAPS
    assert found[0] in {url for url, day in days if day == max(day for _, day in days)}
    assert list_sitemaps(PLAIN.encode()) == list_sitemaps(b"<sitemapindex") == []
