"""Who may ask and what: a local server that holds private sources answers nobody else's pages.

Every request passes here before anything else looks at it. A foreign Host is refused (DNS rebinding), a POST
from another site too (Fetch Metadata, Origin); its form must also carry the key of this run, which `app`
checks once the form is read. Where the server listens beyond loopback, a token is asked for. Answers carry a
policy under which a browser runs no script, loads no picture and frames no page but ours.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retold.web.page import RefusalError
from retold.web.signing import SignOn
from retold.web.team import LOOPBACK, Member, Team, whoever_runs_it

#: The longest path and query that a page of ours leads to stays far below.
MOST_ADDRESS = 4_000

#: What one hand-in may weigh. The example has 21 kB; 10,000 articles as JSON lines have some 40 MB.
MOST_UPLOAD = 64 << 20

COOKIE = "retold"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

#: No address leaves for another site. Same-origin, and not no-referrer, under which browsers send our own forms with
#: the Origin "null".
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who is answered: hosts by name, any address of the machine's if it is open, and the token to show then.

    With a team, its proxy says who asks, or they sign in, and no token is asked for.
    """

    hosts: Collection[str] = LOOPBACK
    token: str | None = None
    team: Team | None = None
    sign_on: SignOn | None = None

    @property
    def root(self) -> str:
        """What the paths of all pages begin with for who asks; "" where that is nothing but the slash."""
        return urlsplit(self.team.address).path if self.team else ""

    def knows(self, host: str) -> bool:
        """Tell whether a Host header names this server; an address in numbers cannot be rebound by DNS."""
        name = (urlsplit(f"//{host}").hostname or "") if host.isprintable() else ""
        if name in self.hosts:
            return True
        return self.token is not None and _is_address(name)

    def member(self, scope: Scope) -> Member | None:
        """Return who asks; None where a page needs nobody: those by which one signs in.

        Raises RefusalError for whoever may not.
        """
        if self.sign_on:
            path = scope["path"]
            needs_nobody = path in self.sign_on.PAGES or path.startswith("/static/")
            return None if needs_nobody else self.sign_on.member(scope["session"])
        return self.team.member(scope) if self.team else whoever_runs_it()

    def admits(self, shown: str | None) -> bool:
        """Tell whether a token is the one; True for all where none is asked for."""
        return self.token is None or hmac.compare_digest((shown or "").encode(), self.token.encode())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """ASGI middleware that refuses what must not come in and puts its headers on what goes out."""

    def __init__(self, app: ASGIApp, access: Access, refuse: ASGIApp) -> None:
        """`refuse` answers a request whose scope has a `problem`."""
        self.app = app
        self.access = access
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(self._within(scope), receive, _with_headers(send))

    def _within(self, scope: Scope) -> Scope:
        """Take from a path what the paths of all pages begin with, if the proxy has left it there."""
        root, path = unquote(self.access.root), scope["path"]
        if root and (path == root or path.startswith(f"{root}/")):
            return dict(scope) | {"path": path.removeprefix(root) or "/"}
        return scope

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            _check_address(scope)
            self._check_host(headers)
            shown = self._shown_token(scope)
            if not shown:
                self._check_token(headers)
                _check_method(scope["method"], headers)
                scope["member"] = self.access.member(scope)
        except ValueError:
            problem = RefusalError(400, "That address cannot be read", "Go back to the first page.")
        except RefusalError as found:
            problem = found
        else:
            if shown:
                await _enter(scope, shown, send)
            else:
                await self.app(scope, _limited(receive), send)
            return
        await self.refuse(dict(scope) | {"problem": problem}, receive, send)

    def _check_host(self, headers: Headers) -> None:
        if not self.access.knows(headers.get("host", "")):
            raise RefusalError(
                421,
                "This address is not Retold's",
                "Open the address that `retold serve` printed. A page elsewhere may have sent you here.",
            )

    def _shown_token(self, scope: Scope) -> str | None:
        """Return the token if the query shows it, and it is right."""
        shown = parse_qs(scope["query_string"].decode("ascii", "replace"), max_num_fields=100).get("token")
        return self.access.token if shown is not None and self.access.admits(shown[0]) else None

    def _check_token(self, headers: Headers) -> None:
        if not self.access.admits(_cookies(headers).get(COOKIE)):
            raise RefusalError(
                401,
                "This reading room asks for its token",
                "Open the whole address that `retold serve` printed, with ?token= in it.",
            )


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _check_address(scope: Scope) -> None:
    if "\0" in scope["path"]:
        raise ValueError  # no id has it, and no database takes it
    if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MOST_ADDRESS:
        raise RefusalError(414, "That address is too long", "Ask for less at once.")


def _check_method(method: str, headers: Headers) -> None:
    if method in ("GET", "HEAD"):
        return
    if method != "POST":
        raise RefusalError(405, "That cannot be done here", "Pages are read with GET and changed with POST.")
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    own = origin is None or urlsplit(origin).netloc == headers.get("host")
    if not own or site not in (None, "same-origin", "none"):
        raise RefusalError(
            403,
            "Another site may not change this corpus",
            "If you meant to change it, do so on Retold's own page.",
        )
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_UPLOAD:
        raise too_large()


def too_large() -> RefusalError:
    """Say that a hand-in weighs too much."""
    return RefusalError(
        413,
        f"More than {MOST_UPLOAD >> 20} MB at once is too much",
        "Hand the files in by parts, or read them with `retold add` where they lie.",
    )


def _cookies(headers: Headers) -> Mapping[str, str]:
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


async def _enter(scope: Scope, token: str, send: Send) -> None:
    """Put a right token in a cookie and go on to the page, so that it stays in no address and no history."""
    cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
    place = "/" + quote(scope["path"].lstrip("/"))  # one slash: two would lead to another host
    headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode())]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _limited(receive: Receive) -> Receive:
    """Count what comes in: a body without a length is held to the same limit."""
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > MOST_UPLOAD:
            raise too_large()
        return message

    return counted
