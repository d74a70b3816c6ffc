"""The part of a corpus's database that holds what is watched: feeds, and the pages they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from math import inf

from sqlalchemy import and_, or_, select

from retold.store.schema import feeds, pages
from retold.store.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedFeed:
    """A feed with what its server said of it last; `next_at` is when to ask again, in seconds since 1970."""

    url: str
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    next_at: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedPage:
    """A page that a feed leads to.

    `entry` is what the feed says of it and `digest` names that; `checks` counts how often the page was found as it
    was before, `first_at` is when it was first met.
    """

    url: str
    feed: str
    digest: str
    entry: Mapping[str, str] = field(default_factory=dict)
    article: str | None = None
    etag: str | None = None
    modified: str | None = None
    first_at: float = 0.0
    next_at: float = 0.0
    checks: int = 0
    failures: int = 0


class WatchTables(Tables):
    """What is asked for again, and when."""

    def watched_feeds(self, urls: Iterable[str]) -> dict[str, WatchedFeed]:
        """Return what is known of these feeds, by address."""
        return {row["url"]: WatchedFeed(**row) for row in self.rows_of(feeds, feeds.c.url, urls, feeds.c.url)}

    def keep_feed(self, feed: WatchedFeed) -> None:
        """Keep what is known of a feed, within `writing`."""
        self.put(feeds, [asdict(feed)])

    def watched_pages(self, urls: Iterable[str]) -> dict[str, WatchedPage]:
        """Return what is known of these pages, by address."""
        return {row["url"]: WatchedPage(**row) for row in self.rows_of(pages, pages.c.url, urls, pages.c.url)}

    def keep_pages(self, kept: Iterable[WatchedPage]) -> None:
        """Keep what is known of pages, within `writing`."""
        self.put(pages, [asdict(page) | {"entry": dict(page.entry)} for page in kept])

    def due_pages(
        self, now: float, feeds_watched: Iterable[str], *, most: int, furthest: float
    ) -> list[WatchedPage]:
        """Return the pages of these feeds whose time has come, the longest due first.

        One further off than `furthest` seconds was planned by a clock that has been set back since; one that is not
        to be asked again is infinitely far off.
        """
        wrong = and_(pages.c.next_at > now + furthest, pages.c.next_at < inf)
        question = (
            select(pages)
            .where(or_(pages.c.next_at <= now, wrong), pages.c.feed.in_(list(feeds_watched)))
            .order_by(pages.c.next_at)
            .limit(most)
        )
        return [WatchedPage(**row) for row in self.rows(question)]
