"""Fetching takes an address from anywhere and reaches nothing of the user's own."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from retold.errors import FetchError
from retold.fetch import Client, is_address
from retold.fetch.gate import Gate, RefusedAddressError, Resolved, is_public
from retold.settings import Settings

BOMB = gzip.compress(bytes(60 << 20), 1)
BODY = "Ura e Zallit u hap. " * 50


class Handler(BaseHTTPRequestHandler):
    """A site with every bad habit."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        name = self.path.strip("/").partition("/")[0]
        try:
            getattr(self, f"on_{name}")()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def do_POST(self) -> None:
        self.server.asked.append((self.path, self.rfile.read(int(self.headers["content-length"]))))  # type: ignore[attr-defined]
        self.answer(204)

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_page(self) -> None:
        if self.headers.get("if-none-match") == '"1"':
            self.answer(304)
        else:
            self.answer(200, BODY.encode(), content_type="text/plain; charset=utf-8", etag='"1"')

    def on_packed(self) -> None:
        self.answer(200, gzip.compress(BODY.encode()), content_encoding="gzip")

    def on_bomb(self) -> None:
        self.answer(200, BOMB, content_encoding="gzip")

    def on_deflated(self) -> None:
        self.answer(200, zlib.compress(bytes(20 << 20), 1), content_encoding="deflate")

    def on_doubly(self) -> None:
        self.answer(200, gzip.compress(BOMB), content_encoding="gzip, gzip")

    def on_severed(self) -> None:
        packed = gzip.compress(BODY.encode())
        self.answer(200, packed[: len(packed) // 2], content_encoding="gzip")

    def on_bare(self) -> None:
        self.answer(200, zlib.compress(BODY.encode())[2:-4], content_encoding="deflate")

    def on_parts(self) -> None:
        half = len(BODY) // 2
        parts = [gzip.compress(part.encode()) for part in (BODY[:half], BODY[half:])]
        self.answer(200, b"".join(parts) + b"\0\0", content_encoding="X-GZIP")

    def on_unpacked(self) -> None:
        self.answer(200, BODY.encode(), content_encoding="utf-8")

    def on_unasked(self) -> None:
        self.answer(200, BODY.encode(), content_encoding="br")

    def on_unchanged(self) -> None:
        self.answer(304)

    def on_abroad(self) -> None:
        self.answer(302, location="/page/név".encode().decode("latin-1"))

    def on_broken(self) -> None:
        self.answer(200, b"no gzip", content_encoding="gzip")

    def on_large(self) -> None:
        self.send_response(200)
        self.send_header("content-length", str(1 << 40))
        self.end_headers()

    def on_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(1 << 16))

    def on_silent(self) -> None:
        time.sleep(1)

    def on_dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def on_cut(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "100")
        self.end_headers()
        self.wfile.write(b"x")

    def on_nonsense(self) -> None:
        self.wfile.write(b"\x00\x01\x02 nonsense\r\n\r\n")
        self.close_connection = True

    def on_moved(self) -> None:
        self.answer(301, location="/page")

    def on_elsewhere(self) -> None:
        self.answer(302, location="/page")

    def on_round(self) -> None:
        self.answer(302, location="/round")

    def on_to(self) -> None:
        self.answer(302, location=self.path.partition("/to/")[2])

    def on_gone(self) -> None:
        self.answer(410)

    def on_busy(self) -> None:
        self.answer(503, retry_after="120")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(site: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{site.server_port}/{path}"


def client(**limits: Any) -> Client:
    """Return a client that may reach the site on this machine."""
    return Client(Settings(fetch_private=1, **({"fetch_wait": 5.0, "fetch_seconds": 10.0} | limits)))


# What is fetched


def test_a_page_comes_with_its_headers(site: ThreadingHTTPServer) -> None:
    found = client().get(address(site, "page"))
    assert (found.status, found.content.decode(), found.kind) == (200, BODY, "text/plain")
    assert found.headers["etag"] == '"1"'
    assert found.moved is None
    asked = site.asked[-1][1]  # type: ignore[attr-defined]
    assert asked["user-agent"].startswith("retold/")


def test_an_unchanged_page_is_not_sent_again(site: ThreadingHTTPServer) -> None:
    found = client().get(address(site, "page"), {"if-none-match": '"1"'})
    assert found.unchanged
    assert found.content == b""


@pytest.mark.parametrize("path", ["packed", "bare", "parts", "unpacked"])
def test_what_is_packed_is_unpacked(site: ThreadingHTTPServer, path: str) -> None:
    assert client().get(address(site, path)).content.decode() == BODY


def test_a_redirect_may_be_written_in_any_letters(site: ThreadingHTTPServer) -> None:
    client().get(address(site, "abroad"))
    assert site.asked[-1][0] == "/page/n%C3%A9v"  # type: ignore[attr-defined]


def test_each_place_is_told_of_before_it_is_asked(site: ThreadingHTTPServer) -> None:
    told: list[str] = []
    client().get(address(site, "moved"), before=told.append)
    assert told == [address(site, "moved"), address(site, "page")]


@pytest.mark.parametrize(("path", "moved"), [("moved", True), ("elsewhere", False)])
def test_redirects_are_followed(site: ThreadingHTTPServer, path: str, moved: bool) -> None:
    found = client().get(address(site, path))
    assert found.url == address(site, "page")
    assert found.moved == (address(site, "page") if moved else None)


def test_what_is_sent_arrives(site: ThreadingHTTPServer) -> None:
    client().post(address(site, "hook"), b"{}", "application/json")
    assert site.asked[-1] == ("/hook", b"{}")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("bomb", "larger than the limit"),
        ("deflated", "larger than the limit"),
        ("doubly", "larger than the limit"),
        ("large", "larger than the limit"),
        ("endless", "larger than the limit"),
        ("broken", "answers nonsense"),
        ("severed", "breaks off: what is packed in it has no end"),
        ("unasked", "is packed with br, which it was not asked for"),
        ("unchanged", "answered 304"),
        ("cut", "breaks off"),
        ("nonsense", "nonsense"),
        ("round", "redirects more than 5 times"),
        ("gone", "answered 410"),
        ("to/file:///etc/passwd", "no http or https"),
        ("to/gopher://127.0.0.1", "no http or https"),
    ],
)
def test_what_is_bad_is_refused_in_one_line(site: ThreadingHTTPServer, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as failure:
        client().get(address(site, path))
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(
    ("path", "reason"), [("silent", "does not answer in time"), ("dripping", "took longer than 1 seconds")]
)
def test_what_is_slow_is_given_up(site: ThreadingHTTPServer, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        client(fetch_wait=0.3, fetch_seconds=1.0).get(address(site, path))


def test_a_busy_server_says_when_to_come_again(site: ThreadingHTTPServer) -> None:
    with pytest.raises(FetchError) as failure:
        client().get(address(site, "busy"))
    assert (failure.value.status, failure.value.retry_after) == (503, 120)


# What is never reached

LOOPBACK = [
    "http://127.0.0.1",
    "http://127.1",
    "http://127.000.000.001",
    "http://2130706433",
    "http://0x7f000001",
    "http://0x7f.1",
    "http://0X7F000001",
    "http://0x7f.0x0.0x0.0x1",
    "http://0x7f.0.1",
    "http://127.0.1",
    "http://127.0.0.1.",
    "http://00000177.1",
    "http://0177.0.0.1",
    "http://017700000001",
    "http://127.255.255.254",
    "http://0",
    "http://0.0.0.0",
    "http://localhost",
    "http://LOCALHOST.",
    "http://①②⑦.⓪.⓪.①",
    "http://127。0。0。1",
    "http://%31%32%37.0.0.1",
    "http://[::1]",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[::]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[::127.0.0.1]",
    "http://[::ffff:0:127.0.0.1]",
    "http://[0000:0000::0001]",
    "http://[::1%25lo]",
    "http://[64:ff9b::7f00:1]",
    "http://[2002:7f00:1::]",
    "https://127.0.0.1",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_this_machine_is_not_reached_in_any_notation(site: ThreadingHTTPServer, url: str) -> None:
    seen = len(site.asked)  # type: ignore[attr-defined]
    for place in (f"{url}:{site.server_port}/page", url):
        with pytest.raises(FetchError, match=r"is refused|cannot be reached|is no address"):
            Client(Settings()).get(place)
    assert len(site.asked) == seen  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", LOOPBACK)
def test_nor_is_it_by_a_redirect(site: ThreadingHTTPServer, url: str) -> None:
    """Only the first gate, which the site itself is behind, lets everything through."""
    gates = iter([Gate(private=True)])

    class Redirected(Client):
        def _gate(self) -> Gate:
            return next(gates, None) or super()._gate()

    seen = len(site.asked)  # type: ignore[attr-defined]
    with pytest.raises(FetchError, match=r"is refused|cannot be reached|is no address"):
        Redirected(Settings()).get(address(site, f"to/{url}:{site.server_port}/page"))
    assert len(site.asked) == seen + 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "203.0.113.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a00:1::",
        "64:ff9b:1::7f00:1",
        "3fff::1",
        "100::1",
        "2001:0:7f00:1::",
    ],
)
def test_no_address_of_a_private_network_is_reached(ip: str) -> None:
    assert not is_public(ip)
    with pytest.raises(FetchError, match="is refused"):
        Client(Settings(), resolver=named(ip)).get("http://news.example/")


@pytest.mark.parametrize(
    "ip", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(ip: str) -> None:
    assert is_public(ip)


def test_an_address_of_ipv6_is_asked_as_it_stands() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Resolved:
        asked.append((host, port))
        return []

    for url in ("http://[2606:4700::1111]/", "https://[2606:4700::1111]/", "http://[2606:4700::1111]:81/"):
        with pytest.raises(FetchError, match="cannot be reached"):
            Client(Settings(), resolver=resolve).get(url)
    assert asked == [("2606:4700::1111", port) for port in (80, 443, 81)]


def named(*ips: str) -> Any:
    """Return a resolver that knows one name, which stands for these addresses."""

    def resolve(host: str, port: int) -> Resolved:
        kinds = [socket.AF_INET6 if ":" in ip else socket.AF_INET for ip in ips]
        return [(kind, socket.SOCK_STREAM, 6, "", (ip, port)) for kind, ip in zip(kinds, ips, strict=True)]

    return resolve


def test_a_name_with_one_private_address_is_refused() -> None:
    gate = Gate(private=False, resolver=named("8.8.8.8", "10.0.0.1"))
    with pytest.raises(RefusedAddressError):
        gate.connect("news.example", 80, 1, ())


def test_a_redirect_to_this_machine_is_refused(site: ThreadingHTTPServer) -> None:
    """The first hop is let through as a public one would be; the second is judged on its own."""
    answers = iter([named("127.0.0.1"), named("169.254.169.254")])
    judged: list[str] = []

    class Hops(Client):
        def _gate(self) -> Gate:
            judged.append("hop")
            return Gate(private=len(judged) == 1, resolver=next(answers))

    with pytest.raises(FetchError, match="is refused"):
        Hops(Settings()).get(
            f"http://news.example:{site.server_port}/to/http://169.254.169.254/latest/meta-data/"
        )
    assert len(judged) == 2


def test_a_name_that_changes_between_check_and_connection_changes_nothing(
    site: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked for once a connection, and what was checked is what is connected to."""
    answers = [named("8.8.8.8"), named("127.0.0.1"), named("127.0.0.1")]
    asked: list[str] = []
    reached: list[Any] = []

    def rebinding(host: str, port: int) -> Resolved:
        asked.append(host)
        found: Resolved = answers[len(asked) - 1](host, port)
        return found

    def unreachable(_: socket.socket, place: Any) -> None:
        reached.append(place)
        raise OSError("no route")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    with pytest.raises(FetchError, match="cannot be reached"):
        Client(Settings(), resolver=rebinding).get(f"http://news.example:{site.server_port}/page")
    assert asked == ["news.example"]
    assert reached == [("8.8.8.8", site.server_port)]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/",
        "//news.example",
        "http:///x",
        "http:127.0.0.1",
        "http://a:b@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://\x00127.0.0.1/",
        "http://[::1%lo]/",
        "http://news.example:99999/",
        "x",
    ],
)
def test_only_plain_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(FetchError):
        Client(Settings()).get(url)


@pytest.mark.parametrize(
    ("location", "it_is"), [("HTTPS://a.example", True), ("http.txt", False), ("-", False)]
)
def test_an_address_is_told_from_a_file(location: str, it_is: bool) -> None:
    assert is_address(location) is it_is
