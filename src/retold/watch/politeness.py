"""How a site is asked: no faster than it wishes, and only for what its robots.txt leaves open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from retold.errors import FetchError
from retold.fetch import AGENT, Client, Fetched
from retold.settings import Settings

#: Nobody waits longer than this between two questions, whatever a robots.txt says.
LONGEST_DELAY = 30.0

#: How long a robots.txt holds; RFC 9309 allows a day.
ROBOTS_HOLD = 86_400.0


@dataclass(slots=True)
class _Site:
    rules: Protego | None = None
    rules_at: float = 0.0
    last_at: float = float("-inf")


class Politeness:
    """What is known of each site. Several threads may ask, each its own sites."""

    def __init__(self, client: Client, settings: Settings, *, clock: Callable[[], float]) -> None:
        """`clock` gives the time in seconds."""
        self._client = client
        self._settings = settings
        self._clock = clock
        self._sites: dict[str, _Site] = {}

    def get(self, url: str, headers: Mapping[str, str], stop: threading.Event) -> Fetched:
        """Fetch an address when its site may be asked again; the pause begins with the end of an answer.

        Raises FetchError.
        """
        site = self._site(url)
        pause = site.last_at + self._delay(site) - self._clock()
        if pause > 0:
            stop.wait(min(pause, LONGEST_DELAY))
        try:
            return self._client.get(url, headers)
        finally:
            site.last_at = self._clock()

    def check(self, url: str, stop: threading.Event) -> None:
        """Make sure that a site lets an address be fetched.

        Raises FetchError where its robots.txt forbids it, or cannot be had although the site has one.
        """
        site = self._site(url)
        if site.rules is None or not 0 <= self._clock() - site.rules_at < ROBOTS_HOLD:
            site.rules = self._rules(url, stop)
            site.rules_at = self._clock()
        if not site.rules.can_fetch(url, AGENT):
            raise FetchError(url, "is closed to readers like this one by the site's robots.txt")

    def _rules(self, url: str, stop: threading.Event) -> Protego:
        """Fetch a robots.txt; a site without one allows all (RFC 9309, 2.3.1.3)."""
        try:
            found = self.get(f"{origin(url)}/robots.txt", {}, stop)
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return Protego.parse("")
            raise FetchError(
                url, f"its robots.txt cannot be had: {error.reason}", retry_after=error.retry_after
            ) from None
        return Protego.parse(found.content.decode("utf-8", "replace"))

    def _delay(self, site: _Site) -> float:
        asked = site.rules.crawl_delay(AGENT) if site.rules is not None else None
        return min(max(self._settings.watch_delay, asked or 0.0), LONGEST_DELAY)

    def _site(self, url: str) -> _Site:
        return self._sites.setdefault(origin(url), _Site())


def origin(url: str) -> str:
    """Return the scheme and host of an address: what one server answers for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
