"""A team behind a reverse proxy: who is let in, who may do what, and who did it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HASHING, Call
from databases import postgresql
from starlette.testclient import TestClient

from retold.corpus import open_corpus
from retold.errors import UsageError
from retold.web import make_app, read_team
from retold.web.room import Room
from retold.web.serve import access_for

TEAM = """
header = "X-Forwarded-User"
proxies = ["10.1.0.0/16"]
hosts = ["news.example.org"]
editors = ["ana", "zöe"]
admins = ["dita"]
readers = ["ben"]
"""

#: The proxy's address, and another one in the same building.
PROXY, ELSEWHERE = "10.1.2.3", "10.2.2.3"


@pytest.fixture
def team_file(tmp_path: Path) -> Path:
    file = tmp_path / "team.toml"
    file.write_text(TEAM, encoding="utf-8")
    return file


def client(place: Path | str, team_file: Path, peer: str = PROXY) -> TestClient:
    """Serve a corpus, or that of a folder."""
    corpus = place / "news.db" if isinstance(place, Path) else place
    room = Room(lambda _: open_corpus(corpus, encoder=HASHING))
    app = make_app(room, access_for("127.0.0.1", read_team(team_file)))
    here = "https://news.example.org"
    return TestClient(app, base_url=here, client=(peer, 40_000), follow_redirects=False)


@pytest.fixture
def room(tmp_path: Path, team_file: Path) -> Iterator[TestClient]:
    with client(tmp_path, team_file) as opened:
        yield opened


def signed(user: str) -> dict[str, str]:
    return {"X-Forwarded-User": user}


def add(room: TestClient, user: str) -> int:
    """Hand a file in as a user; return the status."""
    key = re.search(r'name="key" value="([^"]+)"', room.get("/add", headers=signed("ana")).text)
    assert key
    files = {"files": ("ferry.txt", b"The ferry left the harbour at noon.")}
    return room.post("/add", data={"key": key[1]}, files=files, headers=signed(user)).status_code


@pytest.mark.parametrize(
    ("user", "reads", "adds", "audits"),
    [
        ("ben", 200, 403, 403),
        ("ana", 200, 303, 403),
        ("dita", 200, 303, 200),
    ],
)
def test_roles_say_who_may_do_what(room: TestClient, user: str, reads: int, adds: int, audits: int) -> None:
    assert room.get("/events", headers=signed(user)).status_code == reads
    assert add(room, user) == adds
    assert room.get("/audit", headers=signed(user)).status_code == audits
    assert room.get("/audit.json", headers=signed(user)).status_code == audits


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (signed(""), 401),
        (signed("stranger"), 403),
        (signed("Dita"), 403),
        ([("X-Forwarded-User", "ben"), ("X-Forwarded-User", "dita")], 401),
        ([("X-Forwarded-User", "ben"), ("x-forwarded-user", "dita")], 401),
        ({"Authorization": "Basic ZGl0YTo="}, 401),
    ],
    ids=[
        "nobody",
        "empty",
        "stranger",
        "other case",
        "two users",
        "two users, in other letters",
        "another way",
    ],
)
def test_only_whom_the_proxy_names_is_let_in(
    room: TestClient, headers: dict[str, str] | list[tuple[str, str]], status: int
) -> None:
    assert room.get("/events", headers=headers).status_code == status
    assert room.get("/corpus.json", headers=headers).status_code == status


def test_nobody_else_may_speak_for_the_proxy(tmp_path: Path, team_file: Path) -> None:
    with client(tmp_path, team_file, ELSEWHERE) as room:
        answer = room.get("/events", headers=signed("dita") | {"X-Forwarded-For": PROXY})
        assert (answer.status_code, "through the team" in answer.text) == (403, True)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_names_have_any_letters(room: TestClient, encoding: str) -> None:
    headers = [(b"x-forwarded-user", "zöe".encode(encoding))]
    assert "zöe, editor" in room.get("/events", headers=headers).text


def test_another_host_is_refused_for_a_team_too(room: TestClient) -> None:
    assert room.get("/events", headers=signed("dita") | {"Host": "evil.example"}).status_code == 421


def test_others_are_what_the_file_says(tmp_path: Path, team_file: Path) -> None:
    team_file.write_text(TEAM + 'others = "reader"\n', encoding="utf-8")
    with client(tmp_path, team_file) as room:
        assert room.get("/events", headers=signed("stranger")).status_code == 200
        assert add(room, "ana") == 303
        assert room.post("/add", headers=signed("stranger")).status_code == 403


def test_a_judgement_is_signed_with_its_user(room: TestClient) -> None:
    add(room, "ana")
    event = wait_for_event(room)
    key = re.search(r'name="key" value="([^"]+)"', room.get(f"/event/{event}", headers=signed("ana")).text)
    assert key
    form = {"key": key[1], "label": "The noon ferry"}
    assert room.post(f"/event/{event}/rename", data=form, headers=signed("ben")).status_code == 403
    assert room.post(f"/event/{event}/rename", data=form, headers=signed("ana")).status_code == 303
    end = time.monotonic() + 180
    while not (judged := room.get("/judgements.json", headers=signed("ben")).json()["judgements"]):
        assert time.monotonic() < end
    assert [(each["kind"], each["user"]) for each in judged] == [("rename", "ana")]
    assert "<button" not in room.get(f"/event/{event}", headers=signed("ben")).text.split("<main")[1]


def test_letters_that_no_database_takes_keep_nothing_out_of_the_audit_trail(team_file: Path) -> None:
    with postgresql() as place, client(place, team_file) as room:
        add(room, "ana")
        event = wait_for_event(room)
        page = room.get(f"/event/{event}", headers=signed("ana")).text
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert key
        form = {"key": key[1], "label": "The noon\0 ferry", "more": "\0"}
        assert room.post(f"/event/{event}/rename", data=form, headers=signed("ana")).status_code == 303
        deeds = room.get("/audit.json?user=ana%00", headers=signed("dita")).json()["deeds"]
        assert deeds[0]["said"] == "label=The noon ferry"
        for address in ("/event/%00", "/entity/a%00b.json", "/story/%00/report.html"):
            assert room.get(address, headers=signed("ben")).status_code == 400
        for address in ("/articles?outlet=%00", "/events?entity=%00", "/search?q=a%00"):
            assert room.get(address, headers=signed("ben")).status_code == 200


def wait_for_event(room: TestClient) -> str:
    end = time.monotonic() + 180
    while not (events := room.get("/events.json", headers=signed("ben")).json()["events"]):
        assert time.monotonic() < end
    return str(events[0]["id"])


def test_who_did_what_is_kept_and_shown_newest_first(room: TestClient) -> None:
    assert add(room, "ana") == 303
    assert add(room, "dita") == 303
    assert add(room, "ben") == 403
    deeds = room.get("/audit.json", headers=signed("dita")).json()["deeds"]
    assert [(d["user"], d["address"], d["said"]) for d in deeds] == [
        ("dita", "/add", "ferry.txt"),
        ("ana", "/add", "ferry.txt"),
    ]
    page = room.get("/audit?user=ana", headers=signed("dita")).text
    assert ("by ana" in page, page.count("/add</code>")) == (True, 1)


def test_a_page_names_its_reader_and_offers_what_they_may_do(room: TestClient) -> None:
    assert "ben, reader" in room.get("/events", headers=signed("ben")).text
    assert ">Add</a>" not in room.get("/events", headers=signed("ben")).text
    assert ">Add</a>" in room.get("/events", headers=signed("ana")).text
    assert "who did what" not in room.get("/events", headers=signed("ana")).text
    assert "who did what" in room.get("/events", headers=signed("dita")).text


@pytest.mark.parametrize(
    ("address", "at"),
    [("", "https://news.example.org"), ("https://desk.example/news/", "https://desk.example/news")],
)
def test_links_of_feeds_lead_to_where_users_find_the_proxy(
    tmp_path: Path, team_file: Path, address: str, at: str
) -> None:
    team_file.write_text(f'address = "{address}"\n{TEAM}', encoding="utf-8")
    with client(tmp_path, team_file) as room:
        add(room, "ana")
        feed = room.get("/feed.atom?q=ferry", headers=signed("ben")).text
    assert f'href="{at}/feed.atom?q=ferry"' in feed
    assert f'href="{at}/search?q=ferry"' in feed


def test_without_a_team_whoever_runs_it_may_do_everything(tmp_path: Path) -> None:
    room = Room(lambda _: open_corpus(tmp_path / "news.db", encoder=HASHING))
    with TestClient(make_app(room), base_url="http://127.0.0.1") as local:
        assert add(local, "ignored") == 200
        assert len(local.get("/audit.json").json()["deeds"]) == 1
        assert local.get("/audit.json").json()["deeds"][0]["user"] != "ignored"


@pytest.mark.parametrize(
    "said",
    [
        "editors = 5",
        'others = "king"',
        'proxies = ["here"]',
        'editor = ["ana"]',
        "not toml",
        'address = "desk"',
    ],
)
def test_a_file_that_says_something_else_is_one_line(call: Call, tmp_path: Path, said: str) -> None:
    (tmp_path / "team.toml").write_text(said, encoding="utf-8")
    with pytest.raises(UsageError, match="is no team's file"):
        read_team(tmp_path / "team.toml")
    answer = call("serve", "--team", "team.toml")
    assert (answer.status, answer.err.count("\n")) == (2, 1)


def test_a_file_that_is_not_there_is_one_line() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_team("nowhere.toml")
