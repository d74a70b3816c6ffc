"""A client for HTTP that takes an address from anywhere."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import time
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from urllib3 import Timeout
from urllib3.exceptions import HTTPError, LocationValueError, NewConnectionError, SSLError, TimeoutError
from urllib3.response import BaseHTTPResponse

from retold.errors import FetchError
from retold.fetch.connections import open_pool
from retold.fetch.gate import Gate, RefusedAddressError, Resolver, resolve
from retold.fetch.packing import ACCEPTED, PackingError, unpacked
from retold.settings import Settings

#: What the project is called where it fetches, and by robots.txt; the number is of how it fetches.
AGENT = "retold/1 (+https://pypi.org/project/retold/)"

_MOVED = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_CONDITIONS = frozenset(("if-none-match", "if-modified-since"))
_CHUNK = 1 << 16
_SAFE = "!$%&'()*+,/:;=@-._~?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came from an address; `moved` is where it stands now, if it has moved for good."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    moved: str | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing has changed since the last time."""
        return self.status == 304

    @property
    def kind(self) -> str:
        """The content type that the server declares, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_address(location: str) -> bool:
    """Tell an address from the name of a file."""
    return location.lower().startswith(("http://", "https://"))


def without_password(location: str) -> str:
    """Give an address, of whatever scheme, as messages tell it: without a name and password.

    All up to the last @ is left out: a password may hold signs that should have been quoted.
    """
    return re.sub(r"(?<=://).*@", "…@", location, flags=re.DOTALL)


class Client:
    """Fetches by GET and sends by POST, within the limits of the settings. Several threads may share one."""

    def __init__(self, settings: Settings, *, resolver: Resolver = resolve) -> None:
        """Keep to these settings; `resolver` gives the addresses of a host, as `socket.getaddrinfo` does."""
        self._settings = settings
        self._resolver = resolver
        self._open: set[Gate] = set()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        before: Callable[[str], None] = lambda _place: None,
        beginning: int | None = None,
    ) -> Fetched:
        """Fetch an address, following redirects; `before` is told of each place before it is asked.

        Of a long answer, no more than so many bytes of its `beginning` are read, where that is enough.

        Raises FetchError for what is refused (an address that is not public, too many redirects, too much content,
        too slow an answer) and for what fails, an answer other than 200 among that, and other than 304 where
        `headers` ask for what has changed alone. What `before` raises goes through.
        """
        asked, place, for_good = dict(headers or {}), url, True
        for _ in range(self._settings.fetch_redirects + 1):
            before(place)
            with self._request("GET", place, asked, None) as response:
                if response.status not in _MOVED or "location" not in response.headers:
                    content = self._read(place, response, beginning)
                    taken = (200, 304) if _CONDITIONS & asked.keys() else (200,)
                    return _checked(url, place, response, content, taken, moved=for_good and place != url)
                for_good = for_good and response.status in _FOR_GOOD
                place = urljoin(place, _in_unicode(response.headers["location"]))
        reason = f"redirects more than {self._settings.fetch_redirects} times"
        raise FetchError(url, reason, status=response.status)

    def post(self, url: str, content: bytes, kind: str) -> None:
        """Send content to an address; redirects are not followed.

        Raises FetchError as `get` does, for an answer other than 2xx as well.
        """
        with self._request("POST", url, {"content-type": kind}, content) as response:
            if not 200 <= response.status < 300:
                after = _seconds(response.headers.get("retry-after", ""))
                raise FetchError(
                    url, f"answered {response.status}", status=response.status, retry_after=after
                )

    def interrupt(self) -> None:
        """Break off what is being fetched."""
        for gate in tuple(self._open):
            gate.expire()

    @contextmanager
    def _request(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> Iterator[BaseHTTPResponse]:
        parts = _parsed(url)
        gate = self._gate()
        try:
            pool = open_pool(parts, gate)
        except LocationValueError:
            raise FetchError(url, "is no address") from None
        self._open.add(gate)
        timer = threading.Timer(self._settings.fetch_seconds, gate.expire)
        timer.daemon = True
        timer.start()
        sent = {"user-agent": AGENT, "accept-encoding": ACCEPTED} | headers
        try:
            response = pool.urlopen(
                method,
                urlunsplit(("", "", parts.path or "/", parts.query, "")),
                body=body,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(self._settings.fetch_wait),
            )
            try:
                yield response
            finally:
                response.close()
            if gate.expired:
                raise FetchError(url, self._too_slow, silent=True)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            if isinstance(error, FetchError):
                raise
            if isinstance(error, PackingError) and not gate.expired:
                raise FetchError(url, str(error)) from None
            reason = self._too_slow if gate.expired else _reason(error)
            raise FetchError(url, reason, silent=True) from None
        finally:
            self._open.discard(gate)
            timer.cancel()
            pool.close()
            gate.close()

    def _gate(self) -> Gate:
        return Gate(private=bool(self._settings.fetch_private), resolver=self._resolver)

    @property
    def _too_slow(self) -> str:
        return f"took longer than {self._settings.fetch_seconds:g} seconds"

    def _read(self, url: str, response: BaseHTTPResponse, beginning: int | None) -> bytes:
        """Read and unpack an answer, no more of it than the limit, or its beginning alone."""
        most = self._settings.fetch_bytes
        content = bytearray()
        declared = response.headers.get("content-length", "")
        too_large = FetchError(url, f"is larger than the limit of {most:,} bytes")
        if beginning is None and declared.isdecimal() and int(declared) > most:
            raise too_large
        came = iter(lambda: response.read(_CHUNK, decode_content=False), b"")
        for piece in unpacked(came, response.headers.get("content-encoding", "")):
            content += piece
            if beginning is not None and len(content) >= beginning:
                return bytes(content[:beginning])
            if len(content) > most:
                raise too_large
        return bytes(content)


def _parsed(url: str) -> SplitResult:
    """Take an address apart, in ASCII.

    Raises FetchError for one that is none, of another scheme than http and https, or with a password in it.
    """
    told = without_password(url)
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        raise FetchError(told, "is no address") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(told, "is no http or https address")
    if not host:
        raise FetchError(told, "is no address")
    if parts.username is not None:
        raise FetchError(told, "carries a name or password, which are not sent")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port is None else f"{shown}:{port}"
    return SplitResult(parts.scheme, place, quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE), "")


def _in_unicode(location: str) -> str:
    """Read the header of a redirect, whose bytes come as Latin-1, as the UTF-8 that many servers write there."""
    try:
        return location.encode("latin-1").decode()
    except ValueError:
        return location


def _checked(
    url: str,
    place: str,
    response: BaseHTTPResponse,
    content: bytes,
    taken: Container[int],
    *,
    moved: bool,
) -> Fetched:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status not in taken:
        after = _seconds(headers.get("retry-after", ""))
        raise FetchError(url, f"answered {response.status}", status=response.status, retry_after=after)
    return Fetched(
        url=place, status=response.status, headers=headers, content=content, moved=place if moved else None
    )


def _seconds(retry_after: str) -> float | None:
    """Read how long a server asks to be left alone: seconds, or a date."""
    if retry_after.isdecimal():
        return float(retry_after)
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time())
    return None


def _reason(error: Exception) -> str:
    """Word what went wrong as a user would."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, RefusedAddressError):
            return f"is refused: {seen}"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, TimeoutError | OSError) and "timed out" in str(error):
        return "does not answer in time"
    if isinstance(error, SSLError):
        return "has no certificate that can be trusted"
    if isinstance(error, NewConnectionError | OSError):
        return "cannot be reached"
    return f"breaks off or answers nonsense ({type(error).__name__})"
