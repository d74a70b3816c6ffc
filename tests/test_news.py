"""What is new: on the command line, as Atom feeds, sent to an address."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from conftest import HASHING, REPORTS, Call

from retold.corpus import Corpus, Topic, news, open_corpus, topic_name
from retold.errors import FetchError, NotFoundError
from retold.export import to_atom
from retold.fetch import Client
from retold.model import Article, article_id
from retold.read import read_content
from retold.settings import Settings
from retold.store import migrations
from retold.watch import Webhook, send_news, webhook

ATOM = "{http://www.w3.org/2005/Atom}"
CORRECTED = REPORTS["bridge-en-ledger.txt"].replace("three million", "four million")


def made(text: str, *, url: str = "https://ledger.example/bridge") -> Article:
    return Article(
        id=article_id(key=url, outlet="Ledger", published="2025-03-04T10:00:00Z", text=text),
        location=url,
        text=text.partition("\n")[2].strip(),
        title=text.split("\n")[1],
        published="2025-03-04T10:00:00Z",
        outlet="Ledger",
        language="en",
        fields={"url": url},
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """Return a corpus of four reports, of which one has been corrected since."""
    with open_corpus(tmp_path / "retold.db", encoder=HASHING) as opened:
        for name, text in REPORTS.items():
            if name != "bridge-en-ledger.txt":
                opened.add(read_content(name, text.encode()))
        opened.add([made(REPORTS["bridge-en-ledger.txt"])])
        opened.add([made(CORRECTED)])
        yield opened


def test_the_newest_come_first_with_what_was_changed(corpus: Corpus) -> None:
    found = news(corpus)
    assert len(found) == 5
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert [each.revision is not None for each in found] == [True, False, False, False, False]
    assert found[0].former == found[1].article
    assert news(corpus, since=found[1].at) == found[:1]
    assert news(corpus, most=2) == found[:2]


def test_a_story_an_entity_and_a_search_are_followed_alone(corpus: Corpus) -> None:
    cup = next(each for each in news(corpus) if "Kestrels" in each.article.text)
    assert cup.event is not None
    [story] = [story for story in corpus.stories() if cup.event.id in story.events]
    assert news(corpus, Topic(story=story.id)) == [cup]
    assert news(corpus, Topic(words="goalkeeper")) == [cup]
    velo = news(corpus, Topic(entity="Arta Velo"))
    assert velo
    assert cup not in velo
    with pytest.raises(NotFoundError):
        news(corpus, Topic(story="nothing"))


@pytest.mark.parametrize(
    "part", [{"title": "The ferry sails"}, {"title": "The ferry sails", "summary": "It does."}]
)
def test_a_whole_text_in_the_place_of_a_headline_or_a_summary_is_no_correction(
    corpus: Corpus, part: dict[str, str]
) -> None:
    whole = {
        "title": "The ferry sails",
        "text": "The ferry sails again.\n\nIt had been in the dock for a month.",
    }
    for row in (part, whole):
        corpus.add(read_content("a.json", json.dumps(row | {"url": "https://ledger.example/ferry"}).encode()))
    assert [each.revision for each in news(corpus, most=2)] == [None, None]


def test_a_clock_that_is_set_back_hides_no_news(corpus: Corpus) -> None:
    with corpus.store.writing():
        corpus.store.note_arrival(
            news(corpus)[0].article.id, (), at="2999-01-01T00:00:00.000000Z", former=None
        )
    corpus.add([made("\nLate news\n\nThe ferry sails again.", url="https://ledger.example/ferry")])
    assert [each.article.title for each in news(corpus, since="2999-01-01T00:00:00.000000Z")] == ["Late news"]


# Atom


def entries(content: bytes) -> list[Element]:
    return fromstring(content).findall(f"{ATOM}entry")


def test_a_feed_holds_what_rfc_4287_asks_for(corpus: Corpus) -> None:
    feed = fromstring(to_atom(news(corpus), title="All\x0b & <all>", name="urn:uuid:all"))
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "id")] == [
        "All\ufffd & <all> · Retold",
        "urn:uuid:all",
    ]
    found = entries(to_atom(news(corpus), title="x", name="urn:uuid:x"))
    assert feed.findtext(f"{ATOM}updated") == found[0].findtext(f"{ATOM}updated")
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 5
    for entry in found:
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.findtext(f"{ATOM}content")
        assert entry.get("{http://www.w3.org/XML/1998/namespace}lang")
    content = found[0].findtext(f"{ATOM}content") or ""
    assert [line[:2] for line in content.splitlines()] == ["- ", "+ "]
    assert "four million" in content.splitlines()[1]


def test_a_feed_of_ours_is_read_by_ours(corpus: Corpus) -> None:
    again = list(read_content("x.atom", to_atom(news(corpus), title="x", name="urn:uuid:x")))
    assert [a.title for a in again if isinstance(a, Article)] == [each.article.title for each in news(corpus)]


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ('https://ledger.example/a b?c=<d>&e="f"', "https://ledger.example/a%20b?c=%3Cd%3E&e=%22f%22"),
        ("https://žurnal.example/%C4%8Das/бр", "https://žurnal.example/%C4%8Das/бр"),
    ],
)
def test_addresses_are_written_as_they_may_be(corpus: Corpus, url: str, written: str) -> None:
    corpus.add([made("\nLate news\n\nThe ferry sails again.", url=url)])
    [latest, *_] = entries(to_atom(news(corpus), title="x", name="urn:uuid:x"))
    links = {link.get("rel"): link.get("href") for link in latest.findall(f"{ATOM}link")}
    assert links == {"alternate": written}


def test_a_search_is_followed_to_its_newest_however_many_there_are(corpus: Corpus) -> None:
    for number in range(4):
        words = "the ferry " * (9 - 2 * number)  # the earlier, the better it fits
        corpus.add([made(f"\nNews {number}\n\nOf {words}.", url=f"https://ledger.example/{number}")])
    last = corpus.newest_with("ferry", most=2)
    assert [corpus.article(key).title for key in last] == ["News 3", "News 2"]
    assert [each.article.id for each in news(corpus, Topic(words="ferry"), most=2)] == last
    assert corpus.newest_with('"the ferry" "the boat"', most=2) == []


def test_each_feed_has_a_name_of_its_own_for_good(corpus: Corpus, tmp_path: Path) -> None:
    [cup] = [entity for entity in corpus.entities() if entity.name == "Harbour United"]
    topics = [Topic(), Topic(words="all"), Topic(words=cup.name), Topic(entity=cup.id)]
    topics += [Topic(story=story.id) for story in corpus.stories()]
    named = [topic_name(corpus, topic) for topic in topics]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name) for name in named)
    assert len(set(named)) == len(named)
    assert topic_name(corpus, Topic(entity=cup.name)) == topic_name(corpus, Topic(entity=cup.id))
    corpus.add([made("\nLate news\n\nThe ferry sails again.", url="https://ledger.example/ferry")])
    assert [topic_name(corpus, topic) for topic in topics[:4]] == named[:4]
    with open_corpus(tmp_path / "other.db", encoder=HASHING) as other:
        other.add(corpus.articles().values())
        assert topic_name(other, Topic()) != named[0]


def test_an_empty_feed_is_one() -> None:
    assert entries(to_atom([], title="x", name="urn:uuid:x")) == []


# The commands


def test_news_are_told_once_to_each(corpus: Corpus, call: Call) -> None:
    corpus.close()
    first = call("new")
    assert "  Ledger: corrected: Old bridge over the Drinas closed" in first.out.splitlines()
    assert any(line.startswith("    + ") and "four million" in line for line in first.out.splitlines())
    assert call("new").out == ""
    assert len(json.loads(call("new", "--as", "another", "--json").out)) == 5
    assert len(json.loads(call("new", "--since", "1h", "--json").out)) == 5
    assert call("new", "--since", "2999-01-01").out == ""
    assert call("new", "--since", "soon").status == 2


def test_a_feed_is_written(corpus: Corpus, call: Call, tmp_path: Path) -> None:
    corpus.close()
    assert call("feed", "-o", "new.atom").status == 0
    assert len(entries((tmp_path / "new.atom").read_bytes())) == 5
    assert len(entries(call("feed", "--search", "goalkeeper").out.encode())) == 1
    assert call("feed", "--story", "nothing").status == 1


# The webhook


class Hook(BaseHTTPRequestHandler):
    """Takes news, or does not."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        news = json.loads(body)
        self.server.taken.append(news)  # type: ignore[attr-defined]
        too_much = len(news["news"]) > self.server.most  # type: ignore[attr-defined]
        self.send_response(413 if too_much else self.server.status)  # type: ignore[attr-defined]
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.taken, server.status, server.most = [], 200, 500  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_new_is_sent_once_and_again_if_it_was_not_taken(corpus: Corpus, hook: HTTPServer) -> None:
    client, url = Client(Settings(fetch_private=1)), f"http://127.0.0.1:{hook.server_port}/news"
    hook.status = 500  # type: ignore[attr-defined]
    with pytest.raises(FetchError, match="answered 500"):
        send_news(corpus, client, url)
    hook.status = 200  # type: ignore[attr-defined]
    assert [send_news(corpus, client, url), send_news(corpus, client, url)] == [5, 0]
    refused, taken = hook.taken  # type: ignore[attr-defined]
    assert refused == taken
    last = taken["news"][-1]
    assert (last["outlet"], last["url"]) == ("Ledger", "https://ledger.example/bridge")
    assert last["changes"][1].startswith("+ ")


def test_of_much_that_is_new_the_oldest_is_sent_first(
    corpus: Corpus, hook: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "MOST_SENT", 2)
    client, url = Client(Settings(fetch_private=1)), f"http://127.0.0.1:{hook.server_port}/news"
    assert [send_news(corpus, client, url) for _ in range(4)] == [2, 2, 1, 0]
    sent = [each["id"] for taken in hook.taken for each in taken["news"]]  # type: ignore[attr-defined]
    assert sent == [each.article.id for each in news(corpus)][::-1]


def test_an_address_that_takes_nothing_is_asked_ever_more_rarely(corpus: Corpus, hook: HTTPServer) -> None:
    now = 0.0
    client, url = Client(Settings(fetch_private=1)), f"http://127.0.0.1:{hook.server_port}/news"
    sending = Webhook(corpus, client, url, clock=lambda: now)
    hook.status = 503  # type: ignore[attr-defined]
    for minute in range(240):
        now = minute * 60.0
        with suppress(FetchError):
            assert sending.send() == 0
    assert len(hook.taken) == 1 + 6 + 2  # type: ignore[attr-defined] # 0, 1, 3, 7, 15, 31, 63 minutes, then each hour
    hook.status = 200  # type: ignore[attr-defined]
    now += 3_600.0
    assert sending.send() == 5


def test_of_what_is_too_much_half_is_sent(corpus: Corpus, hook: HTTPServer) -> None:
    client, url = Client(Settings(fetch_private=1)), f"http://127.0.0.1:{hook.server_port}/news"
    hook.most = 2  # type: ignore[attr-defined]
    assert [send_news(corpus, client, url) for _ in range(4)] == [2, 1, 2, 0]
    hook.most = 0  # type: ignore[attr-defined]
    corpus.add([made("\nLate news\n\nThe ferry sails again.", url="https://ledger.example/ferry")])
    with pytest.raises(FetchError, match="did not take the news: answered 413"):
        send_news(corpus, client, url)


def test_the_address_of_a_webhook_is_not_kept(corpus: Corpus, hook: HTTPServer, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{hook.server_port}/hooks/t0ps3cret"
    assert send_news(corpus, Client(Settings(fetch_private=1)), url) == 5
    corpus.close()
    assert b"t0ps3cret" not in (tmp_path / "retold.db").read_bytes()


def test_an_address_that_an_older_version_kept_is_hashed(
    corpus: Corpus, hook: HTTPServer, tmp_path: Path
) -> None:
    client, url = Client(Settings(fetch_private=1)), f"http://127.0.0.1:{hook.server_port}/hooks/t0ps3cret"
    send_news(corpus, client, url)
    corpus.close()
    with closing(sqlite3.connect(tmp_path / "retold.db")) as older, older:
        older.execute("UPDATE marks SET name = ? WHERE name LIKE 'webhook %'", [f"webhook {url}"])
        older.execute("DROP TABLE chapters")
        before = 1 + migrations.MIGRATIONS.index(migrations._hash_webhooks)
        older.execute(f"PRAGMA user_version = {before}")
    with open_corpus(tmp_path / "retold.db", encoder=HASHING) as opened:
        assert send_news(opened, client, url) == 0
        assert not opened.store.mark(f"webhook {url}")


def test_news_are_sent_to_no_private_address_unasked(corpus: Corpus, hook: HTTPServer) -> None:
    with pytest.raises(FetchError, match="is refused"):
        send_news(corpus, Client(Settings()), f"http://127.0.0.1:{hook.server_port}/news")
    assert hook.taken == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("ana:s3cret@{}/news", "http://…@{}/…: carries a name or password, which are not sent"),
        ("ana:s3/cr?e@t@{}/news", "http://…@{}/…: is no address"),
        ("{}/hooks/s3cret?key=s3cret", "http://{}/…: did not take the news: answered 500"),
    ],
)
def test_what_is_not_sent_is_said_without_the_secrets_of_the_address(
    corpus: Corpus, hook: HTTPServer, call: Call, monkeypatch: pytest.MonkeyPatch, path: str, told: str
) -> None:
    corpus.close()
    monkeypatch.setenv("RETOLD_FETCH_PRIVATE", "1")
    hook.status = 500  # type: ignore[attr-defined]
    site = f"127.0.0.1:{hook.server_port}"
    address = f"http://{path.format(site)}"
    answer = call("watch", "--once", "--webhook", address, "http://127.0.0.1:1/feed")
    assert f"not sent: {told.format(site)}" in answer.err
    assert not {"s3", "cret"} & set(re.findall("[a-z0-9]+", answer.out + answer.err))
