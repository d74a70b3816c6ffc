"""When feeds and pages are asked for again."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from retold.errors import FetchError
from retold.fetch import Fetched
from retold.settings import Settings
from retold.store.watching import WatchedFeed, WatchedPage
from retold.watch.politeness import LONGEST_PAUSE

#: A page is given up after this many failures, and at once where it is gone for good.
TRIES = 6
GONE = (404, 410)


def headers_of(known: WatchedFeed | WatchedPage) -> dict[str, str]:
    """Return the headers that ask for an answer only if something has changed (RFC 9110, 13.1)."""
    asked = {"if-none-match": known.etag, "if-modified-since": known.modified}
    return {name: value for name, value in asked.items() if value}


def feed_after(
    feed: WatchedFeed, answer: Fetched | FetchError, now: float, settings: Settings
) -> WatchedFeed:
    """Plan the next visit to a feed after an answer."""
    every = settings.watch_minutes * 60
    if isinstance(answer, FetchError):
        failures = feed.failures + 1
        later = replace(feed, failures=failures, next_at=now + _pause(every, failures, answer))
        # What had moved there is asked for where the user says it is.
        return replace(later, moved_to=None, etag=None, modified=None) if answer.status in GONE else later
    etag, modified = _marks(feed, answer)
    moved = answer.moved or feed.moved_to
    return replace(feed, failures=0, next_at=now + every, moved_to=moved, etag=etag, modified=modified)


def page_after(
    page: WatchedPage,
    answer: Fetched | FetchError,
    now: float,
    settings: Settings,
    *,
    article: str | None,
    new: bool,
) -> WatchedPage:
    """Plan the next visit to a page: soon after a change, then ever later, and never after some days."""
    again = settings.watch_again_minutes * 60
    if isinstance(answer, FetchError):
        failures = page.failures + 1
        ends = answer.status in GONE or failures >= TRIES
        return replace(
            page, failures=failures, next_at=inf if ends else now + _pause(again, failures, answer)
        )
    checks = 0 if new else page.checks + 1
    ends = now - page.first_at > settings.watch_days * 86_400
    etag, modified = _marks(page, answer)
    entry = {name: value for name, value in page.entry.items() if name != "text"} if article else page.entry
    return replace(
        page,
        entry=entry,
        article=article or page.article,
        failures=0,
        checks=checks,
        next_at=inf if ends else now + again * 2 ** min(checks, 10),
        etag=etag,
        modified=modified,
    )


def put_off(page: WatchedPage, now: float, pause: float) -> WatchedPage:
    """Plan the next visit to a page whose site wishes to be left alone for so many seconds."""
    return replace(page, next_at=now + min(pause, LONGEST_PAUSE))


def is_due(next_at: float, now: float) -> bool:
    """Tell whether a time has come; one further off than any pause is of a clock that has been set back."""
    return next_at <= now or LONGEST_PAUSE * 2 < next_at - now < inf


def furthest_page(settings: Settings) -> float:
    """Return a time in seconds further off than any visit to a page is planned: the last pause is the longest."""
    return 2 * max(settings.watch_days * 86_400, settings.watch_again_minutes * 60, LONGEST_PAUSE)


def _pause(every: float, failures: int, error: FetchError) -> float:
    doubled: float = every * 2 ** min(failures, 10)
    return min(max(doubled, error.retry_after or 0.0), LONGEST_PAUSE)


def _marks(known: WatchedFeed | WatchedPage, answer: Fetched) -> tuple[str | None, str | None]:
    """Return what the server names this version by; where nothing has changed, as before."""
    if answer.unchanged:
        return known.etag, known.modified
    return answer.headers.get("etag"), answer.headers.get("last-modified")
