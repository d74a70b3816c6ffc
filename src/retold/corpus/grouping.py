"""Arrivals -> events and stories, each arrival touching only what it can change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from retold import encode, group
from retold.group import Account
from retold.model import Article, Copy, Event, Sentence, SentenceKind
from retold.protocols import Encoder, Vectors
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.time import days_of

#: Accounts kept in memory between arrivals, some 20 kB each.
MOST_ACCOUNTS = 5_000

#: Articles that stand for an event when it is compared with another one.
ACCOUNTS_A_STORY = 12


class Grouping:
    """Gives arriving articles their place among those that are kept."""

    def __init__(self, store: SqlStore, encoder: Encoder, settings: Settings) -> None:
        self.store = store
        self.encoder = encoder
        self.settings = settings
        self._accounts: dict[str, Account] = {}
        self._window = group.Window(lambda days: store.means(days, encoder.name), store.spans_of_days)
        self._seen = store.change_count()

    def catch_up(self) -> None:
        """Look again at what is kept, if somebody else has written since."""
        if self._seen != (seen := self.store.change_count()):
            self._window.forget()
            self._seen = seen

    def account(self, article: Article, sentences: Sequence[Sentence], vectors: Vectors) -> Account:
        """Return what an article brings to the question which event it tells; a headline alone will do."""
        told = [i for i, s in enumerate(sentences) if s.kind is SentenceKind.BODY]
        told = told or list(range(len(sentences)))
        centred = encode.centre(vectors[told], article.language, article.text, encoder=self.encoder.name)
        mean = centred.mean(axis=0)
        mean /= max(float(np.linalg.norm(mean)), 1e-12)
        return Account(article=article.id, days=days_of(article.published), vectors=centred, mean=mean)

    def link_copies(self, article: Article, sentences: Sequence[Sentence]) -> None:
        """Find what this article copies, and which of those here copy it."""
        bands = group.bands(article.language or "und", _body(article, sentences))
        near = self.store.sharing_bands(bands)
        self.store.add_bands(article.id, bands)
        if not near:
            return
        parts = self.store.sentences(near) | {article.id: tuple(sentences)}
        articles = self.store.articles([*near, article.id])
        known = self.store.copies(near)
        earlier: dict[str, frozenset[str]] = {}
        for one in sorted(articles.values(), key=in_time):  # ties stay in order of arrival
            own = group.shingles("\n".join(_body(one, parts[one.id])))
            found = group.find_original(own, earlier, self.settings.copy_contained)
            if found:
                original = known[found[0]].original if found[0] in known else found[0]
                known[one.id] = Copy(article=one.id, original=original, contained=found[1])
                self.store.set_copy(known[one.id])
            earlier[one.id] = own

    def place(self, account: Account) -> None:
        """Give an article its event, and the events it changes their story."""
        settings = self.settings
        found = self._window.nearest(
            account.days, account.mean, within=settings.event_days, most=settings.event_candidates
        )
        near = [a for a in found if a != account.article]  # days read from the store hold it already
        self._window.add(account.article, account.days, account.mean)
        self._remember(account)
        links = self._links([account], self._accounts_of(near), settings.event_day_cost)[0] if near else ()
        linked = [a for a, link in zip(near, links, strict=True) if link >= settings.event_threshold]
        event_of = self.store.event_of(linked)
        touched = list(dict.fromkeys(event_of[a] for a in linked))[: settings.events_at_once]
        old = self.store.events(touched)
        members = [*dict.fromkeys(a for event in old.values() for a in event.articles), account.article]
        accounts = self._accounts_of(members)
        matrix = self._links(accounts, accounts, settings.event_day_cost)
        groups = [[members[i] for i in g] for g in group.average_link(matrix, settings.event_threshold)]
        named = group.name_groups(groups, old, "e")
        where = {a: i for i, a in enumerate(members)}
        changed = {
            event: self._event(event, articles, matrix[np.ix_(rows, rows)])
            for event, articles in named.groups.items()
            if event not in old or set(old[event].articles) != set(articles)
            for rows in [[where[a] for a in articles]]
        }
        stories = self.store.story_of(old)
        for gone, kept in named.merged.items():
            self.store.merge_event(gone, kept)
        for event in changed.values():
            self.store.set_event(event, stories.get(event.id))
        self._place_events(list(changed), set(stories.values()))

    def _links(self, rows: Sequence[Account], columns: Sequence[Account], day_cost: float) -> Vectors:
        apart = group.days_between(rows, columns)
        cost: Vectors = np.float32(day_cost) * np.maximum(apart - self.settings.free_days, 0)
        return group.likeness(rows, columns) - cost

    def _event(self, event: str, articles: Sequence[str], links: Vectors) -> Event:
        found = self.store.articles(articles)
        central = found[articles[int(links.sum(axis=1).argmax())]]
        dates = [a.published for a in found.values() if a.published]
        return Event(
            id=event,
            articles=tuple(articles),
            label=self._headline(central),
            date=min(dates, default=None, key=lambda d: days_of(d) or (0, 0)),
        )

    def _headline(self, article: Article) -> str:
        sentences = self.store.sentences([article.id])[article.id]
        spans = [s.span for s in sentences if s.kind is not SentenceKind.BOILERPLATE] or [sentences[0].span]
        return article.title or " ".join(article.text[slice(*spans[0])].split())

    def _place_events(self, changed: Sequence[str], touched: set[str]) -> None:
        """Give changed events their story: with events over time that are alike."""
        settings = self.settings
        events = self.store.events(changed)
        near = dict.fromkeys(
            article
            for event in events.values()
            for account in self._accounts_of(event.articles[:ACCOUNTS_A_STORY])
            for article in self._window.nearest(
                account.days, account.mean, within=settings.story_days, most=settings.story_candidates
            )
        )
        by_event = self.store.event_of(near)
        around = dict.fromkeys(by_event[a] for a in near)
        stories = set(self.store.story_of(around).values()) | touched
        old = self.store.stories(stories)
        held = dict.fromkeys(e for story in old.values() for e in story.events)
        all_events = self.store.events([*held, *changed])
        ids = sorted(all_events, key=lambda e: (days_of(all_events[e].date) or (10**7, 0), e))
        groups = [[ids[i] for i in g] for g in self._link_events([all_events[e] for e in ids])]
        anchored = [[e[1:] for e in g] for g in groups]
        named = group.name_groups(anchored, old, "s")
        for gone, kept in named.merged.items():
            self.store.merge_story(gone, kept)
        for story, anchors in named.groups.items():
            now = ["e" + anchor for anchor in anchors]
            if story in old and set(old[story].events) == set(now) and not set(now) & set(changed):
                continue
            self.store.set_story(story, all_events[now[0]].label, now, stale=True)

    def _link_events(self, events: Sequence[Event]) -> list[list[int]]:
        accounts = [self._accounts_of(event.articles[:ACCOUNTS_A_STORY]) for event in events]
        flat = [account for some in accounts for account in some]
        apart = group.days_between(flat, flat)
        links = group.likeness(flat, flat) - self.settings.story_day_cost * apart
        starts = np.cumsum([0, *(len(some) for some in accounts[:-1])])
        sizes = np.array([len(some) for some in accounts])
        sums = np.add.reduceat(np.add.reduceat(links, starts, axis=0), starts, axis=1)
        means = sums / np.outer(sizes, sizes)
        return group.average_link(means.astype(np.float32), self.settings.story_threshold, list(sizes))

    def _accounts_of(self, ids: Sequence[str]) -> list[Account]:
        """Return the accounts of articles, from memory where they are there."""
        found = {a: self._accounts[a] for a in ids if a in self._accounts}
        missing = [a for a in ids if a not in found]
        if missing:
            parts = self.store.sentences(missing)
            vectors = self.store.vectors(missing, self.encoder.name, self.encoder.width)
            for article in self.store.articles(missing).values():
                found[article.id] = self.account(article, parts[article.id], vectors[article.id])
                self._remember(found[article.id])
        return [found[a] for a in ids]

    def _remember(self, account: Account) -> None:
        while len(self._accounts) >= MOST_ACCOUNTS:
            self._accounts.pop(next(iter(self._accounts)))
        self._accounts[account.article] = account


def in_time(article: Article) -> int:
    """Return the last day an article may have been published on; one without a date comes last."""
    days = days_of(article.published)
    return days[1] if days else 10**7


def _body(article: Article, sentences: Iterable[Sentence]) -> list[str]:
    return [article.text[slice(*s.span)] for s in sentences if s.kind is SentenceKind.BODY]
