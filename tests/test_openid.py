"""Signing in with OpenID Connect: who comes in, as what, and what is refused; an issuer of ours over real HTTP."""

from __future__ import annotations

import http.cookiejar
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request

import pytest
from conftest import HASHING, Call
from issuer import CLIENT, FOREIGN_KEY, SECRET, Issuer, running
from starlette.testclient import TestClient

from retold.corpus import open_corpus
from retold.errors import UsageError
from retold.web import make_app, read_team
from retold.web.room import Room
from retold.web.serve import access_for

SITE = "https://news.example.org"

TEAM = """
address = "{address}"
editors = ["ana@example.org"]
admins = ["dita@example.org"]
readers = ["ben@example.org"]

[openid]
issuer = "{issuer}"
client = "reading-room"
secret_file = "{secret}"
"""


def known(name: str, **more: object) -> dict[str, Any]:
    return {"email": f"{name}@example.org", "email_verified": True} | more


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@dataclass
class Desk:
    """A reading room, and the browser of who asks it."""

    room: TestClient
    issuer: Issuer

    def to_issuer(self, page: str = "/events") -> str:
        """Ask for a page and follow where that leads to, up to the address that the issuer sends the browser to."""
        sent = self.room.get(page)
        assert sent.status_code == 303, sent.text
        there = self.room.get(sent.headers["location"])
        assert there.status_code == 302, there.text
        return there.headers["location"]

    def back(self, address: str) -> str:
        """Let the issuer sign the user in; return where it sends the browser back to."""
        with pytest.raises(urllib.error.HTTPError) as answered:
            opener(Stays()).open(address)
        answered.value.close()
        return str(answered.value.headers["Location"])

    def sign_in(self, user: dict[str, Any], page: str = "/events") -> Any:
        """Sign a user in who asked for a page in a browser of theirs; return the answer to who comes back."""
        self.room.cookies.clear()
        self.issuer.user = user
        return self.room.get(self.back(self.to_issuer(page)))


class Stays(urllib.request.HTTPRedirectHandler):
    """A browser that looks where it is sent, and stays."""

    def redirect_request(self, *_: object) -> None:
        return None


def opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(*handlers)


Opens = Callable[..., Desk]


@pytest.fixture
def opens(tmp_path: Path, issuer: Issuer) -> Iterator[Opens]:
    """Return what opens a reading room whose team's file has more lines than usual, at an address."""
    opened: list[TestClient] = []

    def desk(more: str = "", *, address: str = SITE, lead: str = "") -> Desk:
        (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
        said = TEAM.format(address=address, issuer=issuer.address, secret=tmp_path / "secret")
        (tmp_path / "team.toml").write_text(lead + said + more, encoding="utf-8")
        access = access_for("127.0.0.1", read_team(tmp_path / "team.toml"))
        app = make_app(Room(lambda _: open_corpus(tmp_path / "news.db", encoder=HASHING)), access)
        here = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        room = TestClient(app, base_url=here, client=("10.9.9.9", 4_000), follow_redirects=False)
        opened.append(room.__enter__())
        return Desk(room, issuer)

    yield desk
    for room in opened:
        room.__exit__()


@pytest.fixture
def desk(opens: Opens) -> Desk:
    return opens()


def form_key(room: TestClient) -> str:
    found = re.search(r'name="key" value="([^"]+)"', room.get("/add").text)
    return found[1] if found else ""


def add(room: TestClient, **headers: str) -> int:
    files = {"files": ("ferry.txt", b"The ferry left the harbour at noon.")}
    return room.post("/add", data={"key": form_key(room)}, files=files, headers=headers).status_code


@pytest.mark.parametrize(
    ("user", "role", "adds", "audits"),
    [("ben", "reader", 403, 403), ("ana", "editor", 303, 403), ("dita", "admin", 303, 200)],
)
def test_roles_of_the_file_say_who_may_do_what(
    desk: Desk, user: str, role: str, adds: int, audits: int
) -> None:
    back = desk.sign_in(known(user), "/articles?language=en")
    assert (back.status_code, back.headers["location"]) == (303, "/articles?language=en")
    assert f"{user}@example.org, {role}" in desk.room.get("/articles?language=en").text
    assert add(desk.room) == adds
    assert desk.room.get("/audit").status_code == audits


def test_what_is_judged_is_signed_with_who_signed_in(desk: Desk) -> None:
    desk.sign_in(known("ana"))
    add(desk.room)
    end = time.monotonic() + 180
    while not (events := desk.room.get("/events.json").json()["events"]):
        assert time.monotonic() < end
    form = {"key": form_key(desk.room), "label": "The noon ferry"}
    rename = f"/event/{events[0]['id']}/rename"
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert desk.room.post(rename, data=form, headers=elsewhere).status_code == 403
    assert desk.room.post(rename, data=form | {"key": "guessed"}).status_code == 403
    assert desk.room.post(rename, data=form).status_code == 303
    while not (judged := desk.room.get("/judgements.json").json()["judgements"]):
        assert time.monotonic() < end
    assert [(each["kind"], each["user"]) for each in judged] == [("rename", "ana@example.org")]
    desk.sign_in(known("dita"))
    deeds = desk.room.get("/audit.json").json()["deeds"]
    assert {deed["user"] for deed in deeds} == {"ana@example.org"}


GROUPS = 'roles = { desk = "editor", "it" = "admin" }\n'


@pytest.mark.parametrize(
    ("more", "said", "role"),
    [
        (GROUPS, {"groups": ["desk", "choir"]}, "editor"),
        (GROUPS, {"groups": ["desk", "it"]}, "admin"),
        (GROUPS, {"groups": "it"}, "admin"),
        (GROUPS + 'groups = "realm.roles"\n', {"realm": {"roles": ["it"]}}, "admin"),
        (
            GROUPS + 'groups = "https://example.org/groups"\n',
            {"https://example.org/groups": ["desk"]},
            "editor",
        ),
        (GROUPS, {"groups": ["choir", 3, None, {"it": 1}]}, None),
        (GROUPS, {"groups": {"it": True}}, None),
        ("", {"groups": ["admin"], "role": "admin"}, None),
    ],
)
def test_groups_may_give_a_role(opens: Opens, more: str, said: dict[str, object], role: str | None) -> None:
    desk = opens(more)
    back = desk.sign_in(known("zoë", **said))
    assert back.status_code == (303 if role else 403)
    assert (f"zoë@example.org, {role}" in desk.room.get("/events").text) is bool(role)


def test_the_greater_of_two_roles_holds(opens: Opens) -> None:
    desk = opens(GROUPS)
    desk.sign_in(known("dita", groups=["desk"]))
    assert "dita@example.org, admin" in desk.room.get("/events").text


def test_others_are_what_the_file_says(opens: Opens) -> None:
    desk = opens(lead='others = "reader"\n')
    desk.sign_in(known("stranger"))
    assert "stranger@example.org, reader" in desk.room.get("/events").text


@pytest.mark.parametrize(
    ("more", "user", "said"),
    [
        ("", known("stranger"), "is not of this team"),
        ("", known("dita", email_verified=False), "has not verified"),
        ("", {"email": "dita@example.org"}, "has not verified"),
        ("", {"name": "dita@example.org"}, "does not say who you are"),
        ("", known("dita", email=["dita@example.org"]), "does not say who you are"),
        ("", known("dita", email="dita\u202e@example.org"), "does not say who you are"),
        ('user = "sub"\n', known("dita", sub="dita@example.com"), "is not of this team"),
    ],
)
def test_who_is_not_let_in_is_told_why(opens: Opens, more: str, user: dict[str, Any], said: str) -> None:
    desk = opens(more)
    back = desk.sign_in(user)
    assert (back.status_code, said in back.text) == (403, True)
    assert desk.room.get("/events.json").status_code == 401


def test_another_claim_may_name_users(opens: Opens) -> None:
    desk = opens('user = "preferred_username"\n')
    desk.sign_in({"preferred_username": "ana@example.org"})
    assert "ana@example.org, editor" in desk.room.get("/events").text


def test_what_is_not_in_the_token_is_asked_for(desk: Desk) -> None:
    desk.issuer.in_token = False
    desk.sign_in(known("ana"))
    assert "ana@example.org, editor" in desk.room.get("/events").text
    desk.sign_in(known("dita", sub="somebody else"))
    assert desk.room.get("/events.json").status_code == 401


def test_a_client_without_a_secret_is_a_public_one(
    tmp_path: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = TEAM.format(address=SITE, issuer=issuer.address, secret="").replace('secret_file = ""\n', "")
    (tmp_path / "team.toml").write_text(said, encoding="utf-8")
    for secret, public in [(SECRET, False), (None, True)]:
        if secret:
            monkeypatch.setenv("RETOLD_OPENID_SECRET", secret)
        else:
            monkeypatch.delenv("RETOLD_OPENID_SECRET")
        issuer.public = public
        access = access_for("127.0.0.1", read_team(tmp_path / "team.toml"))
        app = make_app(Room(lambda _: open_corpus(":memory:", encoder=HASHING)), access)
        with TestClient(app, base_url=SITE, follow_redirects=False) as room:
            assert Desk(room, issuer).sign_in(known("ana")).status_code == 303


def test_an_issuer_may_want_the_secret_in_the_form(desk: Desk) -> None:
    desk.issuer.posted = True
    assert desk.sign_in(known("ana")).status_code == 303


#: The beginnings of 2020 and of 2100, in seconds since 1970.
LONG_AGO, FAR_AHEAD = 1_577_836_800, 4_102_444_800


@pytest.mark.parametrize(
    ("spoilt", "value"),
    [
        ("claims", {"nonce": "another"}),
        ("claims", {"nonce": None}),
        ("claims", {"iss": "https://evil.example"}),
        ("claims", {"iss": None}),
        ("claims", {"aud": "another-room"}),
        ("claims", {"aud": "another-room", "azp": CLIENT}),
        ("claims", {"aud": [CLIENT, "another-room"], "azp": "another-room"}),
        ("claims", {"aud": None}),
        ("claims", {"exp": LONG_AGO}),
        ("claims", {"exp": None}),
        ("claims", {"nbf": FAR_AHEAD}),
        ("claims", {"sub": None}),
        ("claims", {"at_hash": "another"}),
        ("key", FOREIGN_KEY),
        ("algorithm", "none"),
        ("algorithm", "HS256"),
        ("refuses", "access_denied"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str | dict) else "foreign",
)
def test_a_token_that_does_not_hold_signs_nobody_in(desk: Desk, spoilt: str, value: object) -> None:
    setattr(desk.issuer, spoilt, value)
    back = desk.sign_in(known("dita"))
    assert (back.status_code, "You were not signed in" in back.text, "<b>" in back.text) == (403, True, False)
    assert desk.room.get("/events.json").status_code == 401


def changed(address: str, **values: str) -> str:
    query = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()} | values
    return f"{address.partition('?')[0]}?{urlencode(query)}"


def test_a_sign_in_ends_where_it_began(desk: Desk, opens: Opens) -> None:
    desk.issuer.user = known("dita")
    answer = desk.back(desk.to_issuer())
    assert desk.room.get(changed(answer, state="another")).status_code == 403
    assert desk.room.get(changed(answer, state="")).status_code == 403
    desk.room.cookies.clear()
    assert desk.room.get(answer).status_code == 403, "another browser"
    assert desk.room.get("/events.json").status_code == 401


def test_what_is_said_of_a_failure_is_one_line_of_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.room.get("/signed-in?error=no%0AINFO%20admin%20signed%20in")
    assert [each.getMessage() for each in caplog.records if each.name.startswith("retold")] == [
        "a sign-in failed: noINFO admin signed in"
    ]


def test_who_is_signed_in_stays_so_while_signing_in_anew(desk: Desk) -> None:
    desk.sign_in(known("ben"))
    assert desk.room.get("/sign-in").status_code == 302
    assert desk.room.get("/events.json").status_code == 200


def test_a_code_signs_in_once(desk: Desk) -> None:
    desk.issuer.user = known("ana")
    answer = desk.back(desk.to_issuer())
    cookies = dict(desk.room.cookies)
    assert desk.room.get(answer).status_code == 303
    assert desk.room.get(answer).status_code == 403
    desk.room.cookies.clear()
    desk.room.cookies.update(cookies)
    assert desk.room.get(answer).status_code == 403


def test_a_code_of_somebody_else_is_of_no_use(desk: Desk) -> None:
    """The code is bound to the browser that asked for it, by PKCE and nonce."""
    desk.issuer.user = known("dita")
    stolen = parse_qs(urlsplit(desk.back(desk.to_issuer())).query)["code"][0]
    own = desk.back(desk.to_issuer())
    assert desk.room.get(changed(own, code=stolen)).status_code == 403


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aLocation:https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "/sign-out",
        "/search?q=" + "long" * 500,
        "",
    ],
)
def test_one_is_led_to_no_other_site(opens: Opens, to: str) -> None:
    for address in (SITE, f"{SITE}/retold"):
        desk = opens(address=address)
        root = urlsplit(address).path
        desk.issuer.user = known("ben")
        there = desk.room.get(f"{root}/sign-in?{urlencode({'to': to})}").headers["location"]
        led = desk.room.get(desk.back(there)).headers["location"]
        assert urlsplit(led)[:2] == ("", "")
        assert led == f"{root}{to if to.startswith('/%0d') else '/'}"


def test_a_page_of_two_slashes_is_none_of_another_site(desk: Desk) -> None:
    led = desk.sign_in(known("ben"), "https://news.example.org//evil.example/events").headers["location"]
    assert led == "/"


def test_under_a_path_all_of_it_stays_there(opens: Opens) -> None:
    desk = opens(address=f"{SITE}/retold")
    sent = desk.room.get("/retold/events").headers["location"]
    assert sent == "/retold/sign-in?to=%2Fevents"
    desk.issuer.user = known("ben")
    back = desk.room.get(desk.back(desk.room.get(sent).headers["location"]))
    assert back.headers["location"] == "/retold/events"
    assert "path=/retold;" in back.headers["set-cookie"]
    assert 'action="/retold/sign-out"' in desk.room.get("/retold/events").text


@pytest.mark.parametrize(("address", "secure"), [(SITE, True), ("http://news.example.org", False)])
def test_the_cookie_is_for_this_site_alone(opens: Opens, address: str, secure: bool) -> None:
    desk = opens(address=address)
    for answer in (desk.room.get("/sign-in"), desk.sign_in(known("ben"))):
        said = answer.headers["set-cookie"].lower()
        assert ("httponly" in said, "samesite=lax" in said, "secure" in said) == (True, True, secure)
        assert "max-age=43200" in said


def test_a_cookie_that_was_changed_or_is_old_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sign_in(known("ben"))
    cookie = desk.room.cookies["retold_user"]
    assert desk.room.get("/events").status_code == 200
    data, signature = cookie.split(".", 1)
    session = json.loads(b64decode(data)) | {"user": "dita@example.org"}
    forged = b64encode(json.dumps(session).encode()).decode()
    for other in (f"{forged}.{signature}", f"{data}.{signature[:-2]}xx", "null", ""):
        desk.room.cookies.clear()
        desk.room.cookies.set("retold_user", other)
        assert desk.room.get("/events.json").status_code == 401
    desk.room.cookies.clear()
    desk.room.cookies.set("retold_user", cookie)
    assert desk.room.get("/events.json").status_code == 200
    later = time.time() + 12 * 3600 + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert desk.room.get("/events.json").status_code == 401


def test_who_signs_out_is_out(desk: Desk) -> None:
    desk.sign_in(known("ben"))
    cookies = dict(desk.room.cookies)
    assert desk.room.get("/sign-out").status_code == 405
    elsewhere = {"Origin": "https://evil.example"}
    assert desk.room.post("/sign-out", headers=elsewhere).status_code == 403
    out = desk.room.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    page = desk.room.get("/signed-out").text
    assert f'href="{desk.issuer.address}/logout?client_id={CLIENT}"' in page
    assert desk.room.get("/events.json").status_code == 401
    desk.room.cookies.update(cookies)
    assert desk.room.get("/events.json").status_code == 401, "a copy of the cookie"


@pytest.mark.parametrize("page", ["/events.json", "/feed.atom", "/corpus.json", "/audit.json"])
def test_programs_are_told_that_nobody_is_signed_in(desk: Desk, page: str) -> None:
    assert desk.room.get(page).status_code == 401


def test_what_is_sent_without_a_session_is_not_taken(desk: Desk) -> None:
    answer = desk.room.post("/add", data={"key": "guessed"})
    assert (answer.status_code, "Nobody is signed in" in answer.text) == (401, True)


def test_a_header_signs_nobody_in(desk: Desk) -> None:
    assert desk.room.get("/events.json", headers={"X-Forwarded-User": "dita@example.org"}).status_code == 401


def test_pages_that_need_nobody_show_nothing_of_the_corpus(desk: Desk) -> None:
    assert desk.room.get("/static/style.css").status_code == 200
    assert desk.room.get("/signed-out").status_code == 200
    assert desk.room.get("/static/../events").status_code in (303, 404)
    assert desk.room.get("/sign-in/../events.json").status_code == 401


def test_the_secret_is_in_nothing_that_is_said_or_kept(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk.sign_in(known("ana"))
    desk.issuer.claims = {"nonce": "another"}
    said = desk.sign_in(known("ana")).text + caplog.text + repr(read_team(tmp_path / "team.toml"))
    kept = (tmp_path / "news.db").read_bytes()
    for secret in (SECRET, b64encode(f"{CLIENT}:{SECRET}".encode()).decode()):
        assert secret not in said, secret
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"issuer": "https://evil.example"}, "another issuer"),
        ({"token_endpoint": "ftp://127.0.0.1/"}, "no safe token_endpoint"),
        ({"jwks_uri": None}, "no safe jwks_uri"),
        ({"end_session_endpoint": "javascript:alert(1)"}, "no safe end_session_endpoint"),
        ({"issuer": "one\ntwo"}, "calls itself onetwo"),
        ({"id_token_signing_alg_values_supported": 3}, "no OpenID Connect issuer"),
    ],
)
def test_an_issuer_that_is_not_what_it_should_be_is_one_line(
    issuer: Issuer, call: Call, tmp_path: Path, said: dict[str, Any], why: str
) -> None:
    issuer.metadata = said
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    team = TEAM.format(address=SITE, issuer=issuer.address, secret=tmp_path / "secret")
    (tmp_path / "team.toml").write_text(team, encoding="utf-8")
    answer = call("serve", "--port", "0", "--team", "team.toml")
    assert (answer.status, answer.err.count("\n"), why in answer.err) == (2, 1, True), answer.err


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://127.0.0.1:{port}/nothing/here"])
def test_an_issuer_that_does_not_answer_is_one_line(
    issuer: Issuer, call: Call, tmp_path: Path, address: str
) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    at = address.format(port=urlsplit(issuer.address).port)
    (tmp_path / "team.toml").write_text(
        TEAM.format(address=SITE, issuer=at, secret=tmp_path / "secret"), encoding="utf-8"
    )
    answer = call("serve", "--port", "0", "--team", "team.toml")
    assert (answer.status, answer.err.count("\n"), "does not answer" in answer.err) == (2, 1, True), (
        answer.err
    )


def test_an_issuer_that_goes_away_later_is_a_page(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.issuer.user = known("ana")
    back = desk.back(desk.to_issuer())
    monkeypatch.setattr(desk.issuer, "token", lambda *_: 1 / 0)  # it hangs up
    answer = desk.room.get(back)
    assert (answer.status_code, "does not answer" in answer.text) == (503, True)


def test_without_the_extra_there_is_one_line(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    team = TEAM.format(address=SITE, issuer="https://login.example.org", secret=tmp_path / "secret")
    (tmp_path / "team.toml").write_text(team, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "authlib.integrations.starlette_client", None)
    answer = call("serve", "--port", "0", "--team", "team.toml")
    assert (answer.status, answer.err.count("\n"), "retold[team]" in answer.err) == (2, 1, True), answer.err


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("https://login.example.org", "http://login.example.org", "no https address"),
        ("https://login.example.org", "login", "no https address"),
        ('address = "https://news.example.org"\n', "", "needs address"),
        ("editors =", 'header = "X-User"\neditors =', "neither header nor proxies"),
        ("client =", "klient =", "klient"),
        ("secret_file =", "secret =", "secret; known are"),
        ("secret_file =", "hours = 0\nsecret_file =", "hours"),
        ("secret_file =", 'roles = { desk = "king" }\nsecret_file =', "KING"),
        ('client = "reading-room"\n', "", "client"),
        ('secret_file = "', 'secret_file = "/nowhere', "cannot be read"),
    ],
)
def test_a_file_that_says_something_else_is_one_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    team = TEAM.format(address=SITE, issuer="https://login.example.org", secret=tmp_path / "secret")
    assert old in team
    (tmp_path / "team.toml").write_text(team.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(why)) as said:
        read_team(tmp_path / "team.toml")
    assert SECRET not in str(said.value)


def test_the_whole_way_as_a_browser_goes_it(issuer: Issuer, tmp_path: Path) -> None:
    """`retold serve` in a process of its own; the browser follows wherever it is sent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/desk"
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    team = TEAM.format(address=address, issuer=issuer.address, secret=tmp_path / "secret")
    (tmp_path / "team.toml").write_text(team, encoding="utf-8")
    arguments = [
        "serve",
        "--port",
        port,
        "--json",
        "--db",
        tmp_path / "news.db",
        "--team",
        tmp_path / "team.toml",
    ]
    environment = os.environ | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "RETOLD_ENCODER": HASHING,
    }
    command = [sys.executable, "-m", "retold", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        said = "".join(iter(server.stdout.readline, "}\n"))
        try:
            assert json.loads(said + "}")["address"] == f"{address}/"
            issuer.user = known("dita")
            browser = opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            with browser.open(f"{address}/audit?user=ana") as page:
                assert (page.url, "dita@example.org, admin" in page.read().decode()) == (
                    f"{address}/audit?user=ana",
                    True,
                )
            with browser.open(Request(f"{address}/sign-out", method="POST")) as page:
                assert page.url == f"{address}/signed-out"
            with pytest.raises(urllib.error.HTTPError, match="401") as refused:
                browser.open(f"{address}/events.json")
            refused.value.close()
        finally:
            server.terminate()
            told = server.communicate()[1]
    assert SECRET not in said + told
