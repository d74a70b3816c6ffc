"""The path: runs the steps in order and keeps what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType

import numpy as np

from retold import align, compare, encode, find, group
from retold.errors import InputError
from retold.group import Account
from retold.model import (
    Article,
    Claim,
    Comparison,
    Copy,
    Difference,
    Entity,
    Event,
    Sentence,
    SentenceKind,
    Span,
    Story,
)
from retold.protocols import Encoder, Vectors
from retold.settings import Settings, load_settings
from retold.split import split_sentences
from retold.store import SqlStore, open_store
from retold.text.homoglyphs import repair
from retold.text.language import detect_language
from retold.text.time import days_of

#: Articles read, encoded and kept together: enough for full batches of the encoder, few enough that a stop
#: in the middle loses little.
CHUNK = 16

#: Accounts kept in memory between arrivals, some 20 kB each.
MOST_ACCOUNTS = 5_000

#: Articles that stand for an event when it is compared with another one.
ACCOUNTS_A_STORY = 12


@dataclass(frozen=True, slots=True)
class Added:
    """What one `add` did: ids of new and unchanged articles, and the inputs kept aside."""

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[InputError, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is derived from one article alone."""

    article: Article
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    findings: find.Findings


def open_corpus(
    path: str | Path, *, create: bool = True, encoder: str | None = None, settings: Settings | None = None
) -> Corpus:
    """Open the corpus kept in an SQLite file; a new one is made where there is none.

    Raises StoreError when the file cannot be opened or is no corpus.
    """
    settings = settings or load_settings()
    return Corpus(open_store(path, create=create), encoder or settings.encoder, settings)


class Corpus:
    """The articles of one database with everything derived from them."""

    def __init__(self, store: SqlStore, encoder: str, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._encoder_name = encoder
        self._accounts: dict[str, Account] = {}
        self._window = group.Window(self._means, store.spans_of_days)
        self._seen = store.change_count()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first needed."""
        return encode.load_encoder(self._encoder_name)

    # Adding

    def add(
        self,
        inputs: Iterable[Article | InputError],
        *,
        on_input: Callable[[], None] = lambda: None,
        refresh: bool = True,
    ) -> Added:
        """Read articles into the corpus, group them into events and line up what they tell.

        An input that failed is kept aside. What is done is kept as it goes: after a stop, adding the same
        again finishes the rest. `on_input` is called after each input. Without `refresh`, claims are lined up
        when they are first asked for.
        """
        new: list[str] = []
        unchanged: list[str] = []
        failed: list[InputError] = []
        for chunk in _chunks(inputs, CHUNK):
            fresh: list[Article] = []
            for item in chunk:
                if isinstance(item, InputError):
                    failed.append(item)
                elif self.store.has(item.id) or any(item.id == other.id for other in fresh):
                    unchanged.append(item.id)
                else:
                    fresh.append(item)
            readings = self._read(fresh)
            with self.store.writing():
                for item in chunk:
                    if isinstance(item, InputError):
                        self.store.keep_aside(item.location, item.reason)
                    else:
                        self.store.forget_failure(item.location)
                if self._seen != (seen := self.store.change_count()):
                    self._window.forget()
                    self._seen = seen
                for reading in readings:
                    (new if self._arrive(reading) else unchanged).append(reading.article.id)
            for _ in chunk:
                on_input()
        if refresh:
            self.refresh()
        return Added(tuple(new), tuple(unchanged), tuple(failed))

    def _read(self, articles: Sequence[Article]) -> list[_Reading]:
        """Article -> sentences -> vectors -> findings, for some articles at once."""
        if not articles:
            return []
        told = [replace(a, language=a.language or detect_language(a.text)[0]) for a in articles]
        parts = [split_sentences(a, a.language or "und") for a in told]
        texts = [
            repair(a.text[s.span.start : s.span.end]) for a, p in zip(told, parts, strict=True) for s in p
        ]
        encoded = self.encoder.encode(texts)
        readings, at = [], 0
        for article, sentences in zip(told, parts, strict=True):
            vectors = encoded.vectors[at : at + len(sentences)]
            at += len(sentences)
            readings.append(_Reading(article, sentences, vectors, find.find_all(article, sentences)))
        return readings

    def _arrive(self, reading: _Reading) -> bool:
        """Keep one article and give it its place; False where another process has kept it by now."""
        article, sentences = reading.article, reading.sentences
        days = days_of(article.published)
        account = self._account(article, sentences, reading.vectors)
        kept = self.store.add_article(
            article, sentences, days=days, encoder=self.encoder.name, data=reading.vectors, mean=account.mean
        )
        if kept:
            self.store.set_findings(article.id, find.as_data(reading.findings))
            self._link_copies(article, sentences)
            self._place(account)
        return kept

    def _link_copies(self, article: Article, sentences: Sequence[Sentence]) -> None:
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
        for one in sorted(articles.values(), key=_time):  # ties stay in order of arrival
            own = group.shingles("\n".join(_body(one, parts[one.id])))
            found = group.find_original(own, earlier, self.settings.copy_contained)
            if found:
                original = known[found[0]].original if found[0] in known else found[0]
                known[one.id] = Copy(article=one.id, original=original, contained=found[1])
                self.store.set_copy(known[one.id])
            earlier[one.id] = own

    # Grouping

    def _means(self, days: tuple[int, int] | None) -> list[tuple[str, Vectors]]:
        return self.store.means(days, self.encoder.name)

    def _account(self, article: Article, sentences: Sequence[Sentence], vectors: Vectors) -> Account:
        told = [i for i, s in enumerate(sentences) if s.kind is SentenceKind.BODY]
        told = told or list(range(len(sentences)))  # a headline alone
        centred = encode.centre(vectors[told], article.language, article.text, encoder=self.encoder.name)
        mean = centred.mean(axis=0)
        mean /= max(float(np.linalg.norm(mean)), 1e-12)
        return Account(article=article.id, days=days_of(article.published), vectors=centred, mean=mean)

    def _accounts_of(self, ids: Sequence[str]) -> list[Account]:
        """Return the accounts of articles, from memory where they are there."""
        missing = [a for a in ids if a not in self._accounts]
        if missing:
            parts = self.store.sentences(missing)
            vectors = self.store.vectors(missing, self.encoder.name, self.encoder.width)
            for article in self.store.articles(missing).values():
                self._remember(self._account(article, parts[article.id], vectors[article.id]))
        return [self._accounts[a] for a in ids]

    def _remember(self, account: Account) -> None:
        while len(self._accounts) >= MOST_ACCOUNTS:
            self._accounts.pop(next(iter(self._accounts)))
        self._accounts[account.article] = account

    def _place(self, account: Account) -> None:
        """Give an article its event, and the events it changes their story."""
        settings = self.settings
        near = self._window.nearest(
            account.days, account.mean, within=settings.event_days, most=settings.event_candidates
        )
        self._window.add(account.article, account.days, account.mean)
        self._remember(account)
        links = self._links([account], self._accounts_of(near), settings.event_day_cost)[0] if near else ()
        linked = [a for a, link in zip(near, links, strict=True) if link >= settings.event_threshold]
        touched = list(dict.fromkeys(self.store.event_of(linked)[a] for a in linked))[
            : settings.events_at_once
        ]
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

    # Lining up

    def refresh(self) -> None:
        """Line up the claims of the stories that have changed."""
        for story in self.store.stale_stories():
            with self.store.writing():
                found = self.store.stories([story])
                claims = self._line_up(found[story]) if story in found else []
                self.store.set_claims(story, claims, {})

    def _line_up(self, story: Story) -> list[Claim]:
        events = self.store.events(story.events)
        event_of = {a: e.id for e in events.values() for a in e.articles}
        passages = self.passages(event_of)
        settings = self.settings
        return align.line_up(
            list(passages.values()),
            seed=settings.claim_seed,
            join=settings.claim_join,
            least=settings.claim_least,
        )

    def passages(self, event_of: Mapping[str, str]) -> dict[str, align.Passage]:
        """Return the passages of articles, in time order."""
        articles = self.store.articles(event_of)
        parts = self.store.sentences(event_of)
        vectors = self.store.vectors(event_of, self.encoder.name, self.encoder.width)
        findings = self.findings(event_of)
        passages = {}
        for article in sorted(articles.values(), key=_time):
            told = [s for s in parts[article.id] if s.kind is SentenceKind.BODY]
            told = told or [s for s in parts[article.id] if s.kind is SentenceKind.TITLE]
            rows = vectors[article.id][[s.position for s in told]]
            centred = encode.centre(rows, article.language, article.text, encoder=self.encoder.name)
            found = findings[article.id]
            passages[article.id] = align.Passage(
                article=article.id,
                event=event_of[article.id],
                language=article.language or "und",
                days=days_of(article.published),
                sentences=tuple(told),
                vectors=centred,
                words=tuple(align.word_stems(article.text[slice(*s.span)]) for s in told),
                values=tuple(found.values_in(s.span) for s in told),
            )
        return passages

    # Showing

    def events(self) -> list[Event]:
        """Return all events, newest first."""
        found = self.store.events().values()
        return sorted(found, key=lambda e: (days_of(e.date) or (0, 0), e.id), reverse=True)

    def stories(self) -> list[Story]:
        """Return all stories, each with its events in time order."""
        return list(self.store.stories().values())

    def articles(self, ids: Iterable[str] | None = None) -> dict[str, Article]:
        """Return these articles, or all of them, by id."""
        return self.store.articles(self.store.article_ids() if ids is None else ids)

    def article(self, name: str) -> Article:
        """Return the article of that id, location or file name.

        Raises NotFoundError when there is none or more than one.
        """
        article = self.store.resolve_article(name)
        return self.store.articles([article])[article]

    def sentences(self, ids: Iterable[str] | None = None) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences of these articles, or of all, by article."""
        return self.store.sentences(self.store.article_ids() if ids is None else ids)

    def findings(self, ids: Iterable[str] | None = None) -> dict[str, find.Findings]:
        """Return what these articles, or all, name, count, date and attribute."""
        data = self.store.findings(self.store.article_ids() if ids is None else ids)
        return {article: find.from_data(row) for article, row in data.items()}

    def copies(self, ids: Iterable[str] | None = None) -> dict[str, Copy]:
        """Return the copies among these articles, or among all."""
        return self.store.copies(self.store.article_ids() if ids is None else ids)

    def claims(self) -> list[Claim]:
        """Return all claims, by id."""
        self.refresh()
        return self.store.claims(self.store.stories())

    def differences(self) -> list[Difference]:
        """Return all differences, by claim."""
        return self.store.differences(claim.id for claim in self.claims())

    def entities(self) -> list[Entity]:
        """Return all entities, by id."""
        return []

    def failures(self) -> list[dict[str, str]]:
        """Return the inputs that were kept aside: location, reason, at."""
        return self.store.failures()

    def compare(self, event: str) -> Comparison:
        """Line up what the articles of an event tell; `event` is its id or how its id begins.

        Raises NotFoundError when there is no such event, or more than one.
        """
        self.refresh()
        found = self.store.events([self.store.resolve_event(event)])
        [compared] = found.values()
        inside = set(compared.articles)
        story = self.store.story_of([compared.id])[compared.id]
        claims = [c for c in self.store.claims([story]) if inside & {t.article for t in c.tellings}]
        tellers = {t.article for c in claims for t in c.tellings} | inside
        articles = self.store.articles(tellers)
        sentences = self.store.sentences(tellers)
        passages = self.passages(dict.fromkeys(tellers, compared.id))
        own = [articles[a] for a in compared.articles]

        def nearest(claim: Claim, article: str) -> tuple[Span, float] | None:
            told = [
                passages[t.article].vectors[i]
                for t in claim.tellings
                for i in _rows(passages[t.article], t.span)
            ]
            return align.nearest(passages[article], np.array(told)) if told else None

        return Comparison(
            event=compared,
            articles=tuple(own),
            sentences=sentences,
            claims=tuple(claims),
            omissions=tuple(
                compare.find_omissions(
                    own, sentences, claims, nearest, short_report=self.settings.short_report
                )
            ),
            differences=tuple(self.store.differences(c.id for c in claims)),
            copies=tuple(self.store.copies(inside).values()),
            background=tuple(a for a in sorted(articles.values(), key=_time) if a.id not in inside),
            notes=tuple(self._limits(own)),
        )

    def _limits(self, articles: Sequence[Article]) -> Iterator[str]:
        """Say what a reader of a comparison should know of its articles."""
        for article in articles:
            name = article.outlet or article.location
            if article.published is None:
                yield f"{name}: no date of publication is known."
            elif len(article.published) < 10:
                exact = "month" if len(article.published) == 7 else "year"
                yield f"{name}: the date of publication is known only to the {exact}."
            if not encode.has_mean(article.language or "und"):
                yield f"{name}: {article.language} is a language without a mean of its own; less is sure."
            yield from (f"{name}: {note}." for note in article.notes)


def _chunks(inputs: Iterable[Article | InputError], size: int) -> Iterator[list[Article | InputError]]:
    waiting = iter(inputs)
    while chunk := list(islice(waiting, size)):
        yield chunk


def _body(article: Article, sentences: Iterable[Sentence]) -> list[str]:
    return [article.text[slice(*s.span)] for s in sentences if s.kind is SentenceKind.BODY]


def _time(article: Article) -> int:
    """Return the last day an article may have been published on; one without a date comes last."""
    days = days_of(article.published)
    return days[1] if days else 10**7


def _rows(passage: align.Passage, span: Span) -> list[int]:
    return [i for i, s in enumerate(passage.sentences) if s.span.start < span.end and span.start < s.span.end]
