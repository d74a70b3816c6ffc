"""What sites answer that are not as they should be: they are heeded all the same, and nothing false is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HASHING, Call
from routed import Reply, Sites, page, serving

from retold.corpus import Corpus, open_corpus
from retold.fetch import Client
from retold.read.opml import Feed
from retold.settings import Settings
from retold.watch import Politeness, Summary, Watch, read_addresses

SETTINGS = Settings(fetch_private=1, watch_delay=0.0)
LEDGER, GAZETTE = "ledger.example", "gazette.example"
CLOSED = Reply("User-agent: *\nDisallow: /news/\n")
BRIDGE = page(
    "Old bridge over the Drinas closed",
    "The old bridge over the Drinas was closed on Tuesday because of cracks in two pillars.",
    "Mayor Arta Velo said the repair would cost three million euros.",
)
CUP = page(
    "Kestrels win the cup after penalties",
    "Kestrels beat Harbour United in the final, four to two after penalties.",
    "Goalkeeper Jon Prenda held twice and was carried off by the crowd.",
)


@pytest.fixture
def sites() -> Iterator[Sites]:
    with serving() as found:
        yield found


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "news.db", encoder=HASHING, settings=SETTINGS) as opened:
        yield opened


class Clock:
    """A clock that is set."""

    now = 1_741_000_000.0

    def __call__(self) -> float:
        return self.now


Round = Callable[..., Summary]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def go(sites: Sites, corpus: Corpus, clock: Clock) -> Round:
    """Return what goes a round over the feed of the Ledger, so many seconds after the one before."""
    watch = Watch(corpus, Client(SETTINGS, resolver=sites.resolve), clock=clock)

    def round_(after: float = 0.0) -> Summary:
        clock.now += after
        sites.asked.clear()
        return watch.round([Feed(sites.url(LEDGER, "/feed"))])

    return round_


def reasons(corpus: Corpus) -> list[str]:
    return [failure["reason"] for failure in corpus.failures()]


# robots.txt


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_what_robots_txt_closes_is_not_fetched(sites: Sites, corpus: Corpus, go: Round, mark: str) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies |= {(LEDGER, "/robots.txt"): Reply(mark + str(CLOSED.body)), (LEDGER, "/news/1"): BRIDGE}
    assert go().new == []
    assert (LEDGER, "/news/1") not in sites.asked
    assert reasons(corpus) == ["is closed to readers like this one by the site's robots.txt"]


def test_nor_is_it_where_another_page_leads_to_it(sites: Sites, corpus: Corpus, go: Round) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/go/1"), sites.url(LEDGER, "/go/2"))
    sites.redirects(LEDGER, "/go/1", sites.url(GAZETTE, "/news/1"))
    sites.redirects(LEDGER, "/go/2", "/news/2")
    closed = {(LEDGER, "/news/2"): BRIDGE, (GAZETTE, "/news/1"): CUP}
    sites.replies |= closed | {(host, "/robots.txt"): CLOSED for host in (LEDGER, GAZETTE)}
    assert go().new == []
    assert not closed.keys() & set(sites.asked)
    for place in (sites.url(GAZETTE, "/news/1"), sites.url(LEDGER, "/news/2")):
        assert (
            f"leads to {place}, which is closed to readers like this one by the site's robots.txt"
            in reasons(corpus)
        )


def test_pages_that_are_closed_keep_nobody_from_those_that_are_open(sites: Sites, go: Round) -> None:
    sites.lists(LEDGER, *(sites.url(LEDGER, f"/news/{n}") for n in range(5)), sites.url(LEDGER, "/open"))
    sites.replies |= {(LEDGER, "/robots.txt"): CLOSED, (LEDGER, "/open"): BRIDGE}
    assert len(go().new) == 1


@pytest.mark.parametrize(
    "robots",
    [
        Reply(status=204),
        Reply(status=206),
        Reply(status=403),
        Reply(status=302, headers={"location": "/robots.txt"}),
        Reply("User-agent: *\nDisallow: /x\n" + "# nothing\n" * 900_000 + "Disallow: /news/\n"),
        Reply("User-agent: *\n".ljust((512 << 10) - len("Disallow: /")) + "\nDisallow: /never/\n"),
    ],
    ids=["nothing there", "a part", "forbidden", "round and round", "9 MB", "cut within a rule"],
)
def test_a_site_without_rules_that_can_be_had_is_open(sites: Sites, go: Round, robots: Reply) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies |= {(LEDGER, "/robots.txt"): robots, (LEDGER, "/news/1"): BRIDGE}
    assert len(go().new) == 1


@pytest.mark.parametrize(
    "robots",
    [
        Reply(status=500),
        Reply("User-agent: *\nDisallow: /news/\n" + "# nothing\n" * 900_000),
    ],
    ids=["broken", "closed in 9 MB"],
)
def test_a_site_whose_rules_may_close_it_is_not_read(sites: Sites, go: Round, robots: Reply) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies |= {(LEDGER, "/robots.txt"): robots, (LEDGER, "/news/1"): BRIDGE}
    assert go().new == []
    assert (LEDGER, "/news/1") not in sites.asked


# Sites that wish to be left alone


@pytest.mark.parametrize("headers", [{}, {"retry-after": "3600"}], ids=["silent", "for an hour"])
def test_a_site_that_is_asked_too_much_is_left_alone(
    sites: Sites, corpus: Corpus, go: Round, clock: Clock, headers: dict[str, str]
) -> None:
    sites.lists(LEDGER, *(sites.url(LEDGER, f"/news/{n}") for n in range(5)))
    sites.replies |= {(LEDGER, f"/news/{n}"): Reply(status=429, headers=headers) for n in range(5)}
    go()
    assert len([path for _, path in sites.asked if path.startswith("/news/")]) == 1
    go(after=60)
    assert sites.asked == []
    other = Watch(corpus, Client(SETTINGS, resolver=sites.resolve), clock=clock)
    assert other.round([Feed(sites.url(LEDGER, "/feed"))]).pages == 0  # as the next run for cron


def test_so_is_one_that_others_lead_to(sites: Sites, corpus: Corpus, go: Round) -> None:
    sites.lists(LEDGER, *(sites.url(LEDGER, f"/go/{n}") for n in range(3)))
    for n in range(3):
        sites.redirects(LEDGER, f"/go/{n}", sites.url(GAZETTE, f"/news/{n}"))
        sites.replies[GAZETTE, f"/news/{n}"] = Reply(status=503, headers={"retry-after": "3600"})
    go()
    assert len([path for host, path in sites.asked if host == GAZETTE and path != "/robots.txt"]) == 1
    assert sorted(reasons(corpus)) == ["answered 503", *2 * [f"{GAZETTE} wishes to be left alone"]]


def test_addresses_that_were_not_asked_for_are_kept_aside(sites: Sites) -> None:
    sites.lists(LEDGER, *(sites.url(LEDGER, f"/news/{n}") for n in range(3)))
    sites.replies |= {(LEDGER, f"/news/{n}"): Reply(status=429) for n in range(3)}
    politeness = Politeness(Client(SETTINGS, resolver=sites.resolve), SETTINGS)
    found = [str(each) for each in read_addresses([sites.url(LEDGER, "/feed")], politeness)]
    assert [said.rpartition(": ")[2] for said in found] == [
        "answered 429",
        *2 * ["was not asked for: its site does not answer, or wishes to be left alone".rpartition(": ")[2]],
    ]


def test_trying_again_heeds_what_is_closed_and_asks_each_site_for_its_robots_txt_once(
    sites: Sites, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = "127.0.0.1"
    for name, value in {"FETCH_PRIVATE": "1", "WATCH_DELAY": "0"}.items():
        monkeypatch.setenv(f"RETOLD_{name}", value)
    sites.lists(here, *(sites.url(here, path) for path in ("/news/1", "/news/2", "/open")))
    sites.replies |= {(here, "/robots.txt"): CLOSED, (here, "/open"): Reply(status=500)}
    assert call("add", sites.url(here, "/feed")).status == 1
    sites.replies[here, "/open"] = BRIDGE
    sites.asked.clear()
    answer = call("failures", "--retry")
    assert answer.out.startswith("1 new")
    assert answer.err.count("is closed to readers like this one") == 2
    assert sorted(path for _, path in sites.asked) == ["/open", "/robots.txt"]


# What is said wrong


def test_what_cannot_be_read_stays_aside_until_it_can(sites: Sites, corpus: Corpus, go: Round) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies[LEDGER, "/news/1"] = Reply(
        b"\xff\xd8\xff\xe0" + bytes(range(256)), headers={"content-type": "image/jpeg"}
    )
    go()
    assert reasons(corpus) == ["is not text"]
    sites.replies[LEDGER, "/news/1"] = BRIDGE
    go(after=86_400)
    assert reasons(corpus) == []


def test_a_feed_that_cannot_be_read_has_failed(sites: Sites, corpus: Corpus, go: Round) -> None:
    declared = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    sites.replies[LEDGER, "/feed"] = Reply(
        f'{declared}<rss version="2.0"><channel><title>&x;</title></channel></rss>'
    )
    assert str(go()).startswith("1 feed (1 failed), ")
    assert reasons(corpus) == ["is no feed that can be read (it declares entities, which are not read)"]
    sites.lists(LEDGER)
    assert str(go(after=86_400)).startswith("1 feed, ")
    assert reasons(corpus) == []


def test_what_has_not_changed_since_never_is_said_wrong(sites: Sites, corpus: Corpus, go: Round) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies[LEDGER, "/news/1"] = Reply(status=304)
    go()
    assert reasons(corpus) == ["answered 304"]


@pytest.mark.parametrize("link", ["/news/1", "//{host}:{port}/news/1", "news/1", "?id=1"])
def test_links_of_a_feed_lead_on_from_its_site(sites: Sites, corpus: Corpus, go: Round, link: str) -> None:
    path = "/feed" + link if link.startswith("?") else "/news/1"
    sites.lists(LEDGER, link.format(host=LEDGER, port=sites.port))
    sites.replies[LEDGER, path] = BRIDGE
    assert go().pages == 1
    [article] = corpus.articles().values()
    assert article.fields["url"] == sites.url(LEDGER, path)


def test_a_feed_that_is_gone_where_it_moved_is_asked_where_it_was(sites: Sites, go: Round) -> None:
    feed = sites.url(LEDGER, "/feed")
    sites.lists(GAZETTE)
    sites.redirects(LEDGER, "/feed", sites.url(GAZETTE, "/feed"), status=301)
    go()
    del sites.replies[GAZETTE, "/feed"]
    go(after=86_400)
    assert sites.asked == [(GAZETTE, "/feed")]
    sites.lists(LEDGER)
    assert go(after=86_400).feeds_failed == 0
    assert sites.asked == [(LEDGER, feed.partition(str(sites.port))[2])]


def test_pages_that_all_give_themselves_one_address_do_not_revise_each_other(
    sites: Sites, corpus: Corpus, go: Round
) -> None:
    sites.lists(LEDGER, *(sites.url(LEDGER, f"/news/{n}") for n in (1, 2)))
    head = f'<link rel="canonical" href="{sites.url(LEDGER, "/news")}"></head>'
    for n, each in enumerate((BRIDGE, CUP), 1):
        said = str(each.body).replace("</head>", head)
        sites.replies[LEDGER, f"/news/{n}"] = Reply(said, headers=each.headers)
    assert len(go().new) == 2
    sites.replies[LEDGER, "/news/2"] = Reply(said.replace("four to two", "five to two"), headers=CUP.headers)
    assert len(go(after=86_400).revised) == 1
    [revision] = corpus.revisions()
    assert [str(change.kind) for change in revision.changes] == ["reworded"]


@pytest.mark.parametrize("place", ["/news", "/news/"])
def test_nor_do_those_that_come_later(sites: Sites, corpus: Corpus, go: Round, place: str) -> None:
    head = f'<link rel="canonical" href="{sites.url(LEDGER, place)}"></head>'
    for n, each in enumerate((BRIDGE, CUP), 1):
        said = str(each.body).replace("</head>", head)
        sites.replies[LEDGER, f"/news/{n}"] = Reply(said, headers=each.headers)
        sites.lists(LEDGER, *(sites.url(LEDGER, f"/news/{m}") for m in range(1, n + 1)))
        assert len(go(after=86_400).new) == 1
    assert corpus.revisions() == []


def test_a_page_that_leads_to_something_else_is_not_corrected_by_it(
    sites: Sites, corpus: Corpus, go: Round
) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies[LEDGER, "/news/1"] = BRIDGE
    go()
    sites.redirects(LEDGER, "/news/1", "/consent?back=1")
    sites.replies[LEDGER, "/consent?back=1"] = page(
        "Your privacy", "We and 812 partners keep cookies on your device.", "Agree to read on."
    )
    assert go(after=86_400).revised == []
    [reason] = reasons(corpus)
    assert reason == f"leads to {sites.url(LEDGER, '/consent?back=1')} now, where something else stands"
    assert len(corpus.articles()) == 1
    sites.replies[LEDGER, "/news/1"] = Reply(
        str(BRIDGE.body).replace("three", "five"), headers=BRIDGE.headers
    )
    assert len(go(after=86_400).revised) == 1
    assert reasons(corpus) == []


def test_a_page_that_has_moved_is_corrected_where_it_stands_now(
    sites: Sites, corpus: Corpus, go: Round
) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    sites.replies[LEDGER, "/news/1"] = BRIDGE
    go()
    sites.redirects(LEDGER, "/news/1", "/archive/1")
    sites.replies[LEDGER, "/archive/1"] = Reply(
        str(BRIDGE.body).replace("three", "five"), headers=BRIDGE.headers
    )
    assert len(go(after=86_400).revised) == 1
    assert reasons(corpus) == []


def test_one_article_at_two_addresses_is_kept_once_with_its_corrections(
    sites: Sites, corpus: Corpus, go: Round
) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"), sites.url(LEDGER, "/amp/news/1"))
    head = f'<link rel="canonical" href="{sites.url(LEDGER, "/news/1")}"></head>'
    said = str(BRIDGE.body).replace("</head>", head)
    sites.replies[LEDGER, "/news/1"] = Reply(said, headers=BRIDGE.headers)
    sites.replies[LEDGER, "/amp/news/1"] = Reply(said.replace("three", "five"), headers=BRIDGE.headers)
    assert len(go().revised) == 1
    assert len(corpus.articles()) == 2


def test_quotation_marks_of_windows_are_read_from_what_is_said_to_be_latin_1(
    sites: Sites, corpus: Corpus, go: Round
) -> None:
    sites.lists(LEDGER, sites.url(LEDGER, "/news/1"))
    said = str(BRIDGE.body).replace("three million euros", "“three million” – at least")
    headers = {"content-type": "text/html; charset=iso-8859-1"}
    sites.replies[LEDGER, "/news/1"] = Reply(said.encode("cp1252"), headers=headers)
    go()
    [article] = corpus.articles().values()
    assert "“three million” – at least" in article.text
