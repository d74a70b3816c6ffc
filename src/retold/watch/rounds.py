"""One round of watching: what the feeds list, what their pages say, what of it is new."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from retold.corpus import Corpus
from retold.corpus.arriving import keys_of, standing_of
from retold.errors import FetchError, InputError
from retold.fetch import Client, Fetched
from retold.garbage import give_back
from retold.model import Article
from retold.read.address import canonical
from retold.read.opml import Feed
from retold.store.watching import WatchedFeed, WatchedPage
from retold.watch.asking import Asking, Question
from retold.watch.pages import LISTS, entry_of, kind_of_answer, read_answer, read_page, sitemaps_of
from retold.watch.patience import articles_of, is_worth_lining_up
from retold.watch.politeness import LONGEST_PAUSE, Politeness
from retold.watch.schedule import feed_after, furthest_page, headers_of, is_due, page_after, put_off

#: Pages read and kept together, and asked for in one round.
PAGES_AT_ONCE = 16
PAGES_A_ROUND = 2_000


@dataclass(slots=True, kw_only=True)
class Summary:
    """What one round did: counts of feeds asked and failed, and the ids of what came."""

    feeds: int = 0
    feeds_failed: int = 0
    pages: int = 0
    new: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        feeds = "feed" if self.feeds == 1 else "feeds"
        parts = [f"{self.feeds} {feeds}" + (f" ({self.feeds_failed} failed)" if self.feeds_failed else "")]
        parts += [
            f"{self.pages} page" if self.pages == 1 else f"{self.pages} pages",
            f"{len(self.new) - len(self.revised)} new",
            f"{len(self.revised)} revised",
        ]
        parts += [f"{len(self.failed)} kept aside"] if self.failed else []
        return f"{', '.join(parts)} in {self.seconds:.0f} s"


class Watch:
    """Watches feeds for a corpus. All that it knows is kept there, so that a new one goes on where this one ends."""

    def __init__(
        self,
        corpus: Corpus,
        client: Client,
        *,
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.time,
        reading: Mapping[str, Any] | None = None,
    ) -> None:
        """`clock` gives the time in seconds since 1970; `reading` are keywords of `read_content`."""
        self._corpus = corpus
        self._settings = corpus.settings
        self._clock = clock
        self._reading = dict(reading or {"max_bytes": corpus.settings.max_bytes})
        self.stop = stop or threading.Event()
        self._waiting: dict[str, float] | None = None
        self._politeness = Politeness(client, corpus.settings)
        self._asking = Asking(self._politeness, self.stop)

    def round(self, feeds: Sequence[Feed]) -> Summary:
        """Ask the feeds and pages whose time has come, and keep what is new; a stop ends it early."""
        begun = time.monotonic()
        summary = Summary()
        self._ask_feeds(feeds, summary)
        self._ask_pages([feed.url for feed in feeds], summary)
        self._line_up(summary.new)
        give_back()
        summary.seconds = time.monotonic() - begun
        return summary

    def _line_up(self, new: Sequence[str]) -> None:
        """Line up the chapters that have grown enough, or long enough ago; in the first round all."""
        if self._waiting is None:
            self._corpus.refresh()
            self._waiting = {}
            return
        now = self._clock()
        waiting = self._waiting | dict.fromkeys(new, now)
        if waiting:
            left = self._corpus.refresh(due=partial(is_worth_lining_up, waiting=waiting, now=now))
            kept = {article for chapter in left for article in articles_of(chapter)}
            self._waiting = {article: since for article, since in waiting.items() if article in kept}

    # Feeds

    def _ask_feeds(self, feeds: Sequence[Feed], summary: Summary) -> None:
        known = self._corpus.store.watched_feeds(feed.url for feed in feeds)
        watched = [known.get(feed.url) or WatchedFeed(url=feed.url) for feed in feeds]
        due = {feed.moved_to or feed.url: feed for feed in watched if is_due(feed.next_at, self._clock())}
        questions = [Question(url, headers_of(feed), robots=False) for url, feed in due.items()]
        led: dict[str, str] = {}
        for question, answer in self._asking.ask(questions):
            summary.feeds += 1
            feed = due[question.url]
            if isinstance(answer, Fetched) and (sitemaps := sitemaps_of(answer)):
                led |= dict.fromkeys(sitemaps, feed.url)
                self._keep_index(feed, answer)
            else:
                self._take_feed(feed, answer, summary)
        self._ask_sitemaps(led, summary)

    def _ask_sitemaps(self, led: Mapping[str, str], summary: Summary) -> None:
        """Ask the sitemaps that indexes lead to; one that lists no news is passed over for a day."""
        known = self._corpus.store.watched_feeds(led)
        watched = {url: known.get(url) or WatchedFeed(url=url) for url in led}
        due = {url: feed for url, feed in watched.items() if is_due(feed.next_at, self._clock())}
        read = {index for url, index in led.items() if url not in due and watched[url].failures}
        for question, answer in self._asking.ask(Question(url, headers_of(due[url])) for url in due):
            feed, index = due[question.url], led[question.url]
            if isinstance(answer, FetchError) or answer.unchanged or self._lists_news(feed, answer):
                read.add(index)
                self._take_feed(feed, answer, summary, index=index)
            else:
                self._keep_index(feed, answer, LONGEST_PAUSE)
        if not self.stop.is_set():
            reason = "leads to no sitemap that lists news, with titles"
            self._add(
                [InputError(index, reason) for index in dict.fromkeys(led.values()) if index not in read],
                summary,
            )

    def _lists_news(self, feed: WatchedFeed, answer: Fetched) -> bool:
        return any(isinstance(entry, Article) for entry in self._entries(feed, answer))

    def _keep_index(self, feed: WatchedFeed, answer: Fetched, pause: float | None = None) -> None:
        """Ask for an index, or what lists no news, as a whole the next time: what it leads to changes without it."""
        now = self._clock()
        after = feed_after(feed, answer, now, self._settings)
        kept = replace(after, etag=None, modified=None, next_at=now + pause if pause else after.next_at)
        self._corpus.store.persistently(partial(self._keep_feed, kept, (), better=True))

    def _take_feed(
        self, feed: WatchedFeed, answer: Fetched | FetchError, summary: Summary, *, index: str | None = None
    ) -> None:
        """Keep what a feed lists; a sitemap is asked whenever the index is that leads to it."""
        pages: list[WatchedPage] = []
        failed = [InputError(feed.url, answer.reason)] if isinstance(answer, FetchError) else []
        if isinstance(answer, Fetched) and not answer.unchanged:
            entries = self._entries(feed, answer)
            pages = self._listed(index or feed.url, entries)
            failed = [
                entry for entry in entries if isinstance(entry, InputError) and entry.location == feed.url
            ]
            if len(failed) == len(entries) > 0:  # it says nothing that can be read
                answer = FetchError(feed.url, failed[0].reason)
            self._add([entry for entry in entries if _is_whole(entry) and entry not in failed], summary)
        self._add(failed, summary)
        summary.feeds_failed += isinstance(answer, FetchError)
        after = feed_after(feed, answer, self._clock(), self._settings)
        if index and not isinstance(answer, FetchError):
            after = replace(after, next_at=self._clock())
        # What could not be read does not get better by not changing.
        better = not failed and (feed.failures > 0 or (isinstance(answer, Fetched) and not answer.unchanged))
        self._corpus.store.persistently(partial(self._keep_feed, after, pages, better=better))

    def _entries(self, feed: WatchedFeed, answer: Fetched) -> list[Article | InputError]:
        if kind_of_answer(answer) not in LISTS:
            return [InputError(feed.url, "is no feed")]
        return list(read_answer(feed.url, answer, **self._reading))

    def _keep_feed(self, feed: WatchedFeed, pages: Sequence[WatchedPage], *, better: bool) -> None:
        with self._corpus.store.writing():
            if better:
                self._corpus.store.forget_failure(feed.url)
            self._corpus.store.keep_feed(feed)
            self._corpus.store.keep_pages(pages)

    def _listed(self, feed: str, entries: Sequence[Article | InputError]) -> list[WatchedPage]:
        """Return the pages that a feed lists and that are new, or of which it says something else than before."""
        met: dict[str, WatchedPage] = {}
        for entry in entries:
            url = canonical(entry.fields.get("url")) if isinstance(entry, Article) else None
            if url is not None and isinstance(entry, Article):
                said = sha256(f"{entry.text}\x1f{entry.published}".encode()).hexdigest()[:32]
                met[url] = WatchedPage(url=url, feed=feed, digest=said, entry=entry_of(entry))
        known = self._corpus.store.watched_pages(met)
        now = self._clock()
        new = [replace(page, first_at=now, next_at=now) for url, page in met.items() if url not in known]
        changed = [
            replace(old, digest=met[url].digest, entry=met[url].entry, next_at=now, failures=0)
            for url, old in known.items()
            if old.digest != met[url].digest and old.feed == feed
        ]
        return new + changed

    # Pages

    def _ask_pages(self, feeds: Sequence[str], summary: Summary) -> None:
        due = self._corpus.store.due_pages(
            self._clock(), feeds, most=PAGES_A_ROUND, furthest=furthest_page(self._settings)
        )
        pages = {page.url: page for page in due}
        answers = self._asking.ask(Question(page.url, headers_of(page)) for page in due)
        while batch := list(islice(answers, PAGES_AT_ONCE)):
            summary.pages += len(batch)
            self._take_pages([(pages.pop(question.url), answer) for question, answer in batch], summary)
        self._put_off(pages.values())

    def _put_off(self, unasked: Iterable[WatchedPage]) -> None:
        """Leave sites alone that wish it, also when another program goes the next round."""
        now = self._clock()
        left = [(page, self._politeness.left_alone(page.url)) for page in unasked]
        later = [put_off(page, now, pause) for page, pause in left if pause]
        if later:
            self._corpus.store.persistently(partial(self._keep_pages, later, ()))

    def _take_pages(
        self, batch: Sequence[tuple[WatchedPage, Fetched | FetchError]], summary: Summary
    ) -> None:
        kept = self._corpus.articles(page.article for page, _ in batch if page.article)
        read: dict[str, Article | InputError] = {}
        met: dict[str, str] = {}
        for page, answer in batch:
            former = kept.get(page.article or "")
            if isinstance(answer, FetchError):
                read[page.url] = InputError(page.url, answer.reason)
            elif not answer.unchanged:
                read[page.url] = self._read_page(page, answer, former, met)
        new = self._add(list(read.values()), summary)
        # As with a feed.
        better = [
            page.url for page, answer in batch if page.url not in read and page.failures and page.article
        ]
        now = self._clock()
        stand = {
            url: standing_of(result, self._corpus.store).kept
            for url, result in read.items()
            if isinstance(result, Article)
        }
        returned = {
            article: page.article
            for page, _ in batch
            if page.article
            and (article := stand.get(page.url))
            and _is_back(page, read[page.url], article, new)
        }
        news = frozenset((*new, *self._note_returns(returned, summary)))
        after = [
            page_after(
                page,
                answer,
                now,
                self._settings,
                article=stand.get(page.url),
                new=stand.get(page.url) in news,
            )
            for page, answer in batch
        ]
        self._corpus.store.persistently(partial(self._keep_pages, after, better))

    def _note_returns(self, returned: Mapping[str, str], summary: Summary) -> Sequence[str]:
        """Keep that pages have gone back to what they said before."""
        back = self._corpus.note_returns(returned) if returned else []
        summary.new += back
        summary.revised += back
        return back

    def _read_page(
        self, page: WatchedPage, answer: Fetched, former: Article | None, met: dict[str, str]
    ) -> Article | InputError:
        address = former.fields.get("url") if former else None
        found = read_page(page.url, answer, page.entry, address=address, **self._reading)
        if isinstance(found, InputError):
            return found
        if former is None and self._is_anothers(found, answer.url, met):
            return read_page(page.url, answer, page.entry, address=answer.url, **self._reading)
        elsewhere = canonical(answer.url) not in (page.url, canonical(address))
        if former and elsewhere and not _are_versions(found.text, former.text):
            # Who is sent to a page that asks for consent, or to the front page, has not met a correction.
            reason = f"leads to {answer.url} now, where something else stands"
            return InputError(page.url, reason, answer.content)
        return found

    def _is_anothers(self, article: Article, place: str, met: dict[str, str]) -> bool:
        """Tell whether the address that a page gives itself is of another one, which says something else.

        Some sites give the same address to all their pages. `met` are the texts of this batch by address.
        """
        named = canonical(article.fields.get("url"))
        if named is None or named == canonical(place):
            return False
        kept = self._corpus.articles(self._corpus.store.known_as(keys_of(article)[:1]).values())
        there = [other.text for other in kept.values()] or [met.setdefault(named, article.text)]
        return not any(_are_versions(article.text, text) for text in there)

    def _keep_pages(self, pages: Sequence[WatchedPage], better: Sequence[str]) -> None:
        with self._corpus.store.writing():
            for url in better:
                self._corpus.store.forget_failure(url)
            self._corpus.store.keep_pages(pages)

    def _add(self, results: Sequence[Article | InputError], summary: Summary) -> frozenset[str]:
        if not results:
            return frozenset()
        added = self._corpus.add(results, refresh=False)
        summary.new += added.new
        summary.revised += added.revised
        summary.failed += added.failed
        return frozenset(added.new)


def _is_back(page: WatchedPage, found: Article | InputError, kept: str, new: Collection[str]) -> bool:
    """Tell a page that says again what it said before its last version; not one that says what another does."""
    return isinstance(found, Article) and found.id == kept != page.article and kept not in new


def _are_versions(one: str, other: str) -> bool:
    """Tell two texts of one article by half of the paragraphs of the shorter one."""
    ones, others = set(one.splitlines()) - {""}, set(other.splitlines()) - {""}
    return 2 * len(ones & others) >= min(len(ones), len(others))


def _is_whole(entry: Article | InputError) -> bool:
    """Tell what of a feed is read as it stands: what leads to no page, and what could not be read."""
    return isinstance(entry, InputError) or canonical(entry.fields.get("url")) is None


def keep_watching(
    watch: Watch, feeds: Sequence[Feed], *, on_round: Callable[[Summary], None], pause: float
) -> None:
    """Go round after round, `pause` seconds apart, until a stop is wished."""
    while not watch.stop.is_set():
        on_round(watch.round(feeds))
        watch.stop.wait(pause)
