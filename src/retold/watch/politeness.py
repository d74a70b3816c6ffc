"""How a site is asked: no faster than it wishes, and only for what its robots.txt leaves open."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from urllib.parse import urlsplit

from protego import Protego

from retold.errors import FetchError
from retold.fetch import AGENT, Client, Fetched
from retold.settings import Settings

#: Nobody waits longer than this between two questions, whatever a robots.txt says.
LONGEST_DELAY = 30.0

#: A site that wishes to be left alone is asked again after so many seconds at most.
LONGEST_PAUSE = 86_400.0

#: Seconds between two looks at whether a site that another thread asks is free, or a stop is wished.
_LOOK = 0.1

#: How long a robots.txt holds, and how much of it is heeded: RFC 9309 allows a day, and wants 500 KiB at least.
ROBOTS_HOLD = 86_400.0
ROBOTS_BYTES = 512 << 10


#: A site that answers so has been asked too much; others say with `Retry-After` that they are busy.
TOO_MANY = 429


@dataclass(slots=True)
class _Rules:
    parsed: Protego
    read_at: float


@dataclass(slots=True)
class _Site:
    """What answers for a host; who asks it holds its turn. What robots.txt says is of each of its ports."""

    turn: RLock = field(default_factory=RLock)
    rules: dict[str, _Rules] = field(default_factory=dict)
    last_at: float = float("-inf")
    alone_until: float = float("-inf")


class Politeness:
    """What is known of each site. Several threads may ask; a site is asked by one of them at a time."""

    def __init__(self, client: Client, settings: Settings) -> None:
        """Ask by this client, with the pauses of these settings."""
        self._client = client
        self._settings = settings
        self._clock = time.monotonic
        self._sites: dict[str, _Site] = {}

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        stop: threading.Event,
        *,
        robots: bool = True,
        beginning: int | None = None,
    ) -> Fetched:
        """Fetch an address when its site may be asked again; the pause begins with the end of an answer.

        Where it redirects to another site, that one's pause is kept, too, and with `robots` what its robots.txt says;
        within a site a redirect is followed at once. Raises FetchError, also for what a robots.txt closes, or where
        that cannot be had although the site has one. `beginning` is as `Client.get` has it.
        """
        held: list[_Site] = []

        def go_to(place: str) -> None:
            site = self._site(place)
            if held and held[-1] is not site:
                self._let_go(held.pop())
            if left := self.left_alone(place):
                raise FetchError(url, f"{host_of(place)} wishes to be left alone", retry_after=left)
            if robots:
                self._check(url, place, stop)
            if not held:
                _take_turn(site, url, stop)
                held.append(site)
                self._pause(site, place, stop)

        try:
            return self._client.get(url, headers, before=go_to, beginning=beginning)
        except FetchError as error:
            if held and error.status is not None:
                self._leave_alone(held[-1], error)
            raise
        finally:
            for site in held:
                self._let_go(site)

    def left_alone(self, url: str) -> float:
        """Return for how many seconds the site of an address is not to be asked, because it said so."""
        return max(0.0, self._site(url).alone_until - self._clock())

    def _leave_alone(self, site: _Site, error: FetchError) -> None:
        asked = error.retry_after
        if asked is None and error.status == TOO_MANY:
            asked = self._settings.watch_minutes * 60
        if asked is not None:
            site.alone_until = self._clock() + min(asked, LONGEST_PAUSE)

    def _check(self, url: str, place: str, stop: threading.Event) -> None:
        """Make sure that a site lets a place be fetched to which an address leads."""
        rules, site = self._rules(url, place, stop), self._site(place)
        site.rules[origin(place)] = rules
        if not rules.parsed.can_fetch(place, AGENT):
            leads = "" if place == url else f"leads to {place}, which "
            raise FetchError(url, f"{leads}is closed to readers like this one by the site's robots.txt")

    def _rules(self, url: str, place: str, stop: threading.Event) -> _Rules:
        """Return what a site's robots.txt says, fetched once a day; one without it allows all."""
        known = self._site(place).rules.get(origin(place))
        if known is not None and 0 <= self._clock() - known.read_at < ROBOTS_HOLD:
            return known
        try:
            found = self.get(
                f"{origin(place)}/robots.txt", {}, stop, robots=False, beginning=ROBOTS_BYTES
            ).content
        except FetchError as error:
            # Nothing there (204), a redirect without end, or no such page: there are no rules (RFC 9309, 2.3.1).
            if error.status is None or not 200 <= error.status < 500 or error.status == TOO_MANY:
                reason = f"its robots.txt cannot be had: {error.reason}"
                raise FetchError(url, reason, retry_after=error.retry_after, silent=True) from None
            found = b""
        if len(found) == ROBOTS_BYTES:
            found = found[: found.rfind(b"\n") + 1]  # half a rule would close more than it says
        return _Rules(Protego.parse(found.decode("utf-8-sig", "replace")), self._clock())

    def _pause(self, site: _Site, place: str, stop: threading.Event) -> None:
        rules = site.rules.get(origin(place))
        asked = rules.parsed.crawl_delay(AGENT) if rules is not None else None
        delay = max(self._settings.watch_delay, asked or 0.0)
        pause = min(site.last_at + min(delay, LONGEST_DELAY) - self._clock(), LONGEST_DELAY)
        if pause > 0:
            stop.wait(pause)

    def _let_go(self, site: _Site) -> None:
        site.last_at = self._clock()
        site.turn.release()

    def _site(self, url: str) -> _Site:
        return self._sites.setdefault(host_of(url), _Site())


def _take_turn(site: _Site, url: str, stop: threading.Event) -> None:
    """Wait until nobody else asks a site.

    Raises FetchError where a stop is wished meanwhile.
    """
    while not site.turn.acquire(timeout=_LOOK):
        if stop.is_set():
            raise FetchError(url, "was not waited for")


def origin(url: str) -> str:
    """Return the scheme, host and port of an address: what one robots.txt is for."""
    try:
        parts = urlsplit(url)
    except ValueError:  # it is no address, which the client says
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"


def host_of(url: str) -> str:
    """Return the host of an address: what is asked one question at a time."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # it is no address, which the client says
        return ""
