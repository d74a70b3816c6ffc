"""The reading room under a path of another site: every link, form, file, feed and redirect stays beneath it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from conftest import HASHING
from factories import EXAMPLE
from starlette.testclient import TestClient

from retold.corpus import open_corpus
from retold.read import read_articles
from retold.web import make_app, read_team
from retold.web.app import CHANGES
from retold.web.room import Room
from retold.web.serve import access_for

SITE, ROOT = "https://desk.example", "/desk/retold"

TEAM = f"""
proxies = ["10.1.2.3"]
hosts = ["desk.example"]
address = "{SITE}{ROOT}/"
admins = ["dita"]
"""

#: Pages that nothing but a form leads to, or that are asked for by programs.
MORE = ("/corpus.json", "/feed.atom", "/failures", "/search?q=Skopje", "/articles?dated=no", "/no/such/page")

#: Where forms are sent that are not asked for.
POSTED = {ROOT + re.sub(r"{\w+}", "x", path) + "?" for path in CHANGES if path != "/add"}


class Proxied:
    """A reading room as a browser meets it: behind a proxy that hands paths on whole, or without their beginning."""

    def __init__(self, room: TestClient, *, whole: bool) -> None:
        self.room = room
        self.whole = whole
        self.redirects: list[str] = []

    def path(self, address: str) -> str:
        assert address.startswith(f"{SITE}{ROOT}/"), address
        path = address.removeprefix(SITE)
        return path if self.whole else path.removeprefix(ROOT)

    def get(self, address: str) -> tuple[int, str, str]:
        """Return status, kind and content of what an address leads to."""
        for _ in range(3):
            answer = self.room.get(self.path(address))
            if "location" not in answer.headers:
                return answer.status_code, answer.headers["content-type"].split(";")[0], answer.text
            address = urljoin(address, answer.headers["location"])
            self.redirects.append(address)
        raise AssertionError(f"{address} leads on and on")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("prefix") / "news.db"
    with open_corpus(path, encoder=HASHING) as opened:
        opened.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
    return path


@pytest.fixture(params=[True, False], ids=["path whole", "beginning taken off"])
def proxied(corpus: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Proxied]:
    (tmp_path / "team.toml").write_text(TEAM, encoding="utf-8")
    access = access_for("127.0.0.1", read_team(tmp_path / "team.toml"))
    app = make_app(Room(lambda loaded: open_corpus(corpus, encoder=loaded or HASHING)), access)
    headers = {"X-Forwarded-User": "dita"}
    with TestClient(
        app, base_url=SITE, client=("10.1.2.3", 4_000), headers=headers, follow_redirects=False
    ) as room:
        yield Proxied(room, whole=request.param)


def links(html: str) -> list[str]:
    found = re.findall(r'\s(?:href|src|action|data-job|formaction|poster)="([^"]*)"', html)
    return [unescape(link) for link in found]


def kind_of(address: str) -> str:
    """Name the kind of an address: its path without what it names, and which of its query is given."""
    path = re.sub(r"/(event|story|entity|article|claim)/[^/.]+", r"/\1/x", urlsplit(address).path)
    return path + "?" + ",".join(sorted(re.findall(r"(?:^|&)(\w+)=", urlsplit(address).query)))


def test_everything_that_a_page_leads_to_is_beneath(proxied: Proxied) -> None:
    here = f"{SITE}{ROOT}/"
    waiting, seen, kinds = deque([here, *(f"{SITE}{ROOT}{each}" for each in MORE)]), set[str](), set[str]()
    while waiting:
        address = waiting.popleft()
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        status, kind, text = proxied.get(address)
        expected = 404 if address.endswith("/no/such/page") else 405 if kind_of(address) in POSTED else 200
        assert status == expected, address
        kinds.add(kind)
        if kind == "text/html" and "/report." not in address:
            assert f'href="{ROOT}/feed.atom"' in text
            waiting += [urldefrag(urljoin(address, link)).url for link in links(text)]
        elif kind == "application/atom+xml":
            assert f'href="{address}"' in text
            waiting += [link for link in links(text) if link.startswith(SITE)]
        elif kind == "application/json" and "/audit" not in address:  # which names what was sent, and no link
            waiting += [urljoin(address, link) for link in re.findall(r'"address": "([^"]+)"', text)]
    assert {"text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"} < kinds
    beneath = {re.sub(r"[?.].*", "", each.removeprefix(ROOT)) for each in seen}
    assert {"/", "/event/x", "/event/x/claim/x", "/article/x", "/entity/x", "/add", "/audit"} < beneath


def test_what_is_sent_leads_back_beneath(proxied: Proxied) -> None:
    _, _, events = proxied.get(f"{SITE}{ROOT}/events")
    event = next(link for link in links(events) if link.startswith(f"{ROOT}/event/"))
    _, _, page = proxied.get(SITE + event)
    form = next(link for link in links(page) if link.endswith("/rename"))
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    sent = {"key": key[1], "label": "The crossing"}
    headers = {"Origin": SITE, "Sec-Fetch-Site": "same-origin"}
    answer = proxied.room.post(proxied.path(SITE + form), data=sent, headers=headers)
    assert (answer.status_code, answer.headers["location"].startswith(f"{ROOT}/job/")) == (303, True)
    job = SITE + answer.headers["location"]
    while "/job/" in (proxied.redirects or [job])[-1]:
        _, _, page = proxied.get(job)
        assert proxied.redirects or f'data-job="{job.removeprefix(SITE)}.json"' in page
    assert proxied.redirects[-1] == SITE + event
    assert "The crossing" in proxied.get(SITE + event)[2]


def test_the_beginning_alone_is_the_first_page(proxied: Proxied) -> None:
    assert proxied.room.get(ROOT).text == proxied.room.get(f"{ROOT}/").text


def test_what_only_begins_alike_is_no_page(proxied: Proxied) -> None:
    assert proxied.room.get(f"{ROOT}s/events").status_code == 404
