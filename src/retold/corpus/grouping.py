"""Arrivals -> events and stories, each arrival touching only what it can change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from retold import group
from retold.corpus.accounts import Accounts, mean_of
from retold.corpus.judging import Judging
from retold.corpus.likenesses import Likenesses
from retold.group import Account
from retold.group.clusters import SAMPLE
from retold.model import Event, Judgement, JudgementKind
from retold.protocols import Encoder, Vectors
from retold.regression import Regression, fitted
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.time import UNDATED, place_in_time

#: Articles whose words stand for those of an event when it is compared with another one.
ACCOUNTS_A_STORY = 12

#: Of a large event or story, those members are compared one by one that are nearest in time to what has arrived.
#: OG2021, B-cubed F1: 0.70 with 16 of them, 0.72 with 32 to 128.
SINGLE = 48

#: Accounts of whole events kept in memory between arrivals, some 8 kB each: stories reach back for months, and all
#: that articles told must be read again for one that is not there. 100,000 reports of `bench/stream.py` in 200 days
#: are of some 20,000 events.
MOST_EVENTS = 30_000


class Grouping:
    """Gives arriving articles their place among those that are kept."""

    def __init__(self, store: SqlStore, encoder: Encoder, settings: Settings, judging: Judging) -> None:
        self.store = store
        self.settings = settings
        self.accounts = Accounts(store, encoder, most_counted=settings.words_counted)
        self.judging = judging
        self._articles = group.Window(lambda days: store.means(days, encoder.name), store.spans_of_days)
        self._events = group.Window(store.event_means, store.spans_of_event_days)
        self._alike = Likenesses()
        self._whole: dict[str, tuple[tuple[str, ...], Account]] = {}
        self._belonging = fitted("retold.group", "story")
        self._seen = store.change_count()

    def catch_up(self) -> None:
        """Look again at what is kept, if somebody else has written since."""
        if self._seen != (seen := self.store.change_count()):
            self._articles.forget()
            self._events.forget()
            self.accounts.forget()
            self.judging.forget()
            self._seen = seen

    def links(self, rows: Sequence[Account], columns: Sequence[Account]) -> Vectors:
        """Return by how much the log-odds of two accounts telling one event pass the threshold: (rows, columns)."""
        names, values = group.evidence(rows, columns, self.accounts.weights, compare=self._alike)
        return np.where(
            group.is_headline(rows, columns),
            self.headline_rule.odds(names, values),
            self.event_rule.odds(names, values),
        )

    @cached_property
    def event_rule(self) -> Regression:
        """By how much the log-odds of two accounts telling one event pass the threshold."""
        return self._rule("event", self.settings.event_threshold, opening=self.settings.opening_gain)

    @cached_property
    def headline_rule(self) -> Regression:
        """The same where one of the two is a single sentence."""
        return self._rule("headline", self.settings.headline_threshold, opening=0)

    def _rule(self, name: str, threshold: float, *, opening: float) -> Regression:
        rule = fitted("retold.group", name)
        unfitted = {"undated": -self.settings.undated_cost, "opening": opening}
        return Regression(rule.bias - threshold, {**rule.weights, **unfitted})

    # Events

    def place(self, account: Account) -> None:
        """Give an article that has just been kept its event, and the events it changes their story."""
        settings = self.settings
        found = self._articles.nearest(
            account.days, account.mean, within=settings.event_days, most=settings.event_candidates
        )
        near = [a for a in found if a != account.article]  # days read from the store hold it already
        self._articles.add(account.article, account.days, account.mean)
        account = self.accounts.with_matter(account, near)
        self.accounts.take_up(account)
        links = self.links([account], self.accounts.of(near))[0] if near else np.zeros(0)
        order = np.argsort(-links, kind="stable")
        linked = [
            *self.judging.judged.partners_of(account.article),
            *(near[i] for i in order if links[i] >= 0),
        ]
        event_of = self.store.event_of(linked)
        touched = list(dict.fromkeys(event_of[a] for a in linked if a in event_of))[: settings.events_at_once]
        self._regroup(touched, [account.article])

    def reconsider(self, judgement: Judgement) -> None:
        """Group or label anew what a judgement is about, which has been made or undone."""
        first, second = judgement.subjects
        if judgement.kind is JudgementKind.RENAME:
            self._relabel(first[0])
            return
        articles = [*first, *second]
        event_of = self.store.event_of(articles)
        self._regroup(list(dict.fromkeys(event_of[a] for a in articles)), articles)

    def label_again(self, names: Iterable[str]) -> None:
        """Label events, and stories, as they would be now."""
        for name in names:
            self._relabel(name)

    def _relabel(self, name: str) -> None:
        """Label an event, and the story that it may stand for, or a story, by what is judged now.

        All in the order in which they are grouped: of two that are as central the first one gives the label.
        """
        if found := self.store.stories([name]):
            days = self.store.event_days(found[name].events)
            events = sorted(days, key=lambda e: (float((days[e] or (UNDATED,))[0]), e))
            self.store.label_story(name, self._label_of_story(name, events))
            return
        [event] = self.store.events([self.store.resolve_event(name)]).values()
        published = self.store.published(event.articles)
        articles = sorted(published, key=lambda a: (place_in_time(published[a]), a))
        whole = self._account_of_event(event.id, articles)
        self.store.label_event(event.id, self._label(event.id, articles, whole.mean))
        self._relabel(self.store.story_of([event.id])[event.id])

    def _regroup(self, touched: Sequence[str], about: Sequence[str]) -> None:
        """Group anew the articles of some events, and those that it is about, new or kept."""
        old, published = self.store.events_and_dates(touched)
        held = {a: event.id for event in old.values() for a in event.articles}
        published |= self.store.published(a for a in about if a not in held)
        when = {a: place_in_time(date) for a, date in published.items()}
        middle = min(when[a] for a in about)
        apart = {a: abs(time - middle) for a, time in when.items()} | dict.fromkeys(about, -1.0)
        blocks = [[a] for a in about if a not in held]
        for event in old.values():
            blocks += group.part(event.articles, SINGLE, apart)
        judged = self.judging.judged.among(when)
        least = (
            self.settings.headline_threshold
        )  # a share of what links them is told of the log-odds as fitted

        def link(articles: Sequence[str]) -> Vectors:
            accounts = self.accounts.of(articles)
            return self.links(accounts, accounts) + least

        groups = group.regroup(judged.arrange(blocks), link, least, judged.apart, loosely=True)
        groups = [sorted(articles, key=lambda a: (when[a], a)) for articles in groups]
        known = [*old, *self.store.merged_events(old)]
        self._keep_events(group.name_groups(groups, known, "e"), old, held, published)

    def _keep_events(
        self,
        named: group.Named,
        old: Mapping[str, Event],
        held: Mapping[str, str],
        published: Mapping[str, str | None],
    ) -> None:
        """Keep the events that are not as they were; `held` says where each article was before."""
        stories = self.store.story_of(old)
        days = self.store.event_days(old)
        for gone, kept in named.merged.items():
            self.store.merge_event(gone, kept)
            self._events.drop(gone, days.get(gone))
        changed = []
        for name, articles in named.groups.items():
            if name in old and set(old[name].articles) == set(articles):
                continue
            whole = self._account_of_event(name, articles)
            if name in days and days[name] != whole.days:
                self._events.drop(name, days[name])
            label = self._label(name, articles, whole.mean)
            event = Event(id=name, articles=articles, label=label, date=published[articles[0]])
            moved = [a for a in articles if held.get(a) != name]
            self.store.set_event(event, stories.get(name), days=whole.days, mean=whole.mean, moved=moved)
            self._events.add(name, whole.days, whole.mean)
            changed.append(name)
        if changed:
            bereft = {stories[gone] for gone in named.merged if gone in stories}
            self._place_events(changed, set(stories.values()), bereft)

    def _label(self, event: str, articles: Sequence[str], mean: Vectors) -> str:
        """Return the label that a user gave an event, else the headline of the most central of its articles."""
        if label := self.judging.judged.names.get(event):
            return label
        some = group.sample(articles, SINGLE)
        means = np.array([account.mean for account in self.accounts.of(some)])
        central = some[group.most_central((means @ mean).tolist())]
        return self.store.headlines([central])[central]

    def _account_of_event(self, event: str, articles: Sequence[str]) -> Account:
        """Return what the articles of an event, given in time order, tell together."""
        known = self._whole.pop(event, None)
        some = group.sample(articles, SINGLE)
        asked = (articles[0], *some)
        if known is None or known[0] != asked:
            first, *accounts = self.accounts.of(asked, remember=False)
            mean = mean_of(np.array([account.mean for account in accounts]))
            fewer = set(group.sample(some, ACCOUNTS_A_STORY))
            telling = [account for account in accounts if account.article in fewer]
            known = (
                asked,
                Account(
                    article=event,
                    days=first.days,
                    times=first.times,
                    vectors=mean[None],
                    mean=mean,
                    words=np.unique(np.concatenate([account.words for account in telling])),
                    names=np.unique(np.concatenate([account.names for account in telling])),
                ),
            )
        while len(self._whole) >= MOST_EVENTS:
            self._whole.pop(next(iter(self._whole)))
        self._whole[event] = known
        return known[1]

    # Stories

    def _place_events(
        self, changed: Sequence[str], touched: Collection[str], bereft: Collection[str]
    ) -> None:
        """Give changed events their story: with events over time that are alike.

        Of the stories that were `touched`, those `bereft` have lost an event that went into another.
        """
        settings = self.settings
        near: dict[str, None] = {}
        for whole in self._accounts_of_events(changed):
            found = self._events.nearest(
                whole.days, whole.mean, within=settings.story_days, most=settings.story_candidates
            )
            others = self._accounts_of_events([e for e in found if e not in changed])
            links = self._belonging_of([whole], others)[0] if others else np.zeros(0)
            order = np.argsort(-links, kind="stable")
            linked = [others[i].article for i in order if links[i] >= settings.story_threshold]
            near |= dict.fromkeys(linked[: settings.events_at_once])
        stories = dict.fromkeys(self.store.story_of(near).values()) | dict.fromkeys(sorted(touched))
        self._regroup_stories(list(stories), changed, bereft)

    def _regroup_stories(
        self, touched: Sequence[str], changed: Sequence[str], bereft: Collection[str]
    ) -> None:
        old = self.store.stories(touched)
        held = {e: story.id for story in old.values() for e in story.events}
        days = self.store.event_days([*held, *changed])
        when = {e: float((days[e] or (UNDATED,))[0]) for e in days}
        apart = {e: min(abs(time - when[c]) for c in changed) for e, time in when.items()}
        apart |= dict.fromkeys(changed, -1.0)
        blocks = [[e] for e in changed if e not in held]
        for story in old.values():
            blocks += group.part(story.events, SINGLE, apart)

        def link(events: Sequence[str]) -> Vectors:
            accounts = self._accounts_of_events(events)
            return self._belonging_of(accounts, accounts)

        groups = group.regroup(blocks, link, self.settings.story_threshold)
        anchored = [[e[1:] for e in sorted(events, key=lambda e: (when[e], e))] for events in groups]
        named = group.name_groups(anchored, [*old, *self.store.merged_stories(old)], "s")
        for gone, kept in named.merged.items():
            self.store.merge_story(gone, kept)
        for name, anchors in named.groups.items():
            events = ["e" + anchor for anchor in anchors]
            same = name in old and set(old[name].events) == set(events)
            if same and name not in bereft and not set(events) & set(changed):
                continue
            moved = [e for e in events if held.get(e) != name]
            self.store.set_story(name, self._label_of_story(name, events), moved, stale=True)

    def _label_of_story(self, story: str, events: Sequence[str]) -> str:
        """Return the label that a user gave a story, else that of its most central event."""
        if label := self.judging.judged.names.get(story):
            return label
        some = group.sample(events, SAMPLE)
        known = self.store.headings_of_events(some)
        means = np.array([whole.mean for whole in self._accounts_of_events(some)])
        told = [known[event][1] for event in some]
        central = some[group.most_central((means @ means.mean(axis=0)).tolist(), told)]
        return known[central][0]

    def _belonging_of(self, rows: Sequence[Account], columns: Sequence[Account]) -> Vectors:
        """Return the log-odds of each two events belonging to one story: (rows, columns)."""
        return self._belonging.odds(*group.belonging(rows, columns, self.accounts.weights))

    def _accounts_of_events(self, ids: Sequence[str]) -> list[Account]:
        held = {e: self._whole.pop(e) for e in ids if e in self._whole}
        self._whole |= held  # those used last stand last
        found = {e: account for e, (_, account) in held.items()}
        missing = [e for e in ids if e not in found]
        kept = self.store.events(missing) if missing else {}
        found |= {e: self._account_of_event(e, event.articles) for e, event in kept.items()}
        return [found[e] for e in ids]
