"""What lists say of what a corpus holds, one page of a list at a time: no texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from retold.model import CopyKind, EntityKind, Event, article_name
from retold.store.grouping import GroupingTables
from retold.store.schema import articles, copies, entities, events, members, mentions, stories
from retold.store.tables import begins_so
from retold.text.time import days_of

Days = tuple[int, int]

#: Mentions of one entity, the latest, whose articles and events are listed and counted: of a place that a million
#: articles name, all would have to be read for one page.
MOST_MENTIONS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """An article without its text; `event` is the one it tells, `original` the article it copies."""

    id: str
    location: str
    title: str | None
    published: str | None
    language: str | None
    outlet: str | None
    event: str | None
    original: str | None

    @property
    def name(self) -> str:
        """What a list calls it."""
        return article_name(self.outlet, self.location)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity without its mentions, and how many articles name it, or `more` than that."""

    id: str
    kind: EntityKind
    name: str
    wikidata: str | None
    articles: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An event as a list shows it; `days` are the first and last it may have happened on."""

    event: Event
    story: str | None
    days: Days | None
    languages: tuple[str, ...]
    outlets: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many articles tell it."""
        return len(self.event.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events or articles a list is of; what is not said is not asked.

    `first` and `last` bound the days on which an event may have happened; an `entity` is named in it.
    """

    first: Days | None = None
    last: Days | None = None
    outlet: str = ""
    language: str = ""
    entity: str | None = None
    dated: bool | None = None


ALL = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A corpus in numbers; languages and outlets come with the number of their articles, most first."""

    articles: int
    undated: int
    events: int
    stories: int
    languages: Sequence[tuple[str, int]]
    outlets: Sequence[tuple[str, int]]


class ListingTables(GroupingTables):
    """Light answers for lists."""

    def headings(self, ids: Iterable[str]) -> dict[str, Heading]:
        """Return the headings of those of these articles that there are."""
        names = ("id", "location", "title", "published", "language", "outlet")
        joined = articles.outerjoin(members, members.c.article == articles.c.id)
        whole = and_(copies.c.article == articles.c.id, copies.c.kind == CopyKind.WHOLE)
        joined = joined.outerjoin(copies, whole)
        columns = (*(articles.c[name] for name in names), members.c.event, copies.c.original)
        return {row["id"]: Heading(**row) for row in self.rows_joined(columns, joined, articles.c.id, ids)}

    def list_articles(self, wanted: Wanted = ALL, *, skip: int = 0, most: int | None = None) -> list[Heading]:
        """Return the headings of articles, newest first, those without a date last."""
        newest = (articles.c.published.desc().nulls_last(), articles.c.arrival)
        question = _articles(select(articles.c.id), wanted).order_by(*newest).offset(skip).limit(most)
        ids = [row["id"] for row in self.rows(question)]
        found = self.headings(ids)
        return [found[key] for key in ids]

    def count_articles(self, wanted: Wanted = ALL) -> int:
        """Count the articles of a list."""
        return self._count(_articles(select(func.count().label("n")).select_from(articles), wanted))

    def articles_by_date(self) -> list[tuple[str, int]]:
        """Count the articles by their date without its time of day, "" for those that have none."""
        return self._counted(func.substr(articles.c.published, 1, 10), _articles, ALL)

    def cards(self, ids: Iterable[str]) -> list[Card]:
        """Return those of these events that there are, in the order asked for."""
        order = list(ids)
        kept = self.events(order)
        stories = self.story_of(kept)
        headings = self.headings(article for event in kept.values() for article in event.articles)
        return [
            Card(
                event=kept[key],
                story=stories.get(key),
                days=days_of(kept[key].date),
                languages=_each(headings[a].language for a in kept[key].articles),
                outlets=_each(headings[a].outlet for a in kept[key].articles),
            )
            for key in order
            if key in kept
        ]

    def list_events(
        self, wanted: Wanted = ALL, *, told_most: bool = False, skip: int = 0, most: int | None = None
    ) -> list[Card]:
        """Return events, newest first and of one day the one told most, or told most first."""
        newest = [events.c.first_day.desc().nulls_last(), events.c.last_day.desc().nulls_last()]
        order = [events.c.size.desc(), *newest] if told_most else [*newest, events.c.size.desc()]
        question = _events(select(events.c.id), wanted).order_by(*order, events.c.id.desc())
        return self.cards(row["id"] for row in self.rows(question.offset(skip).limit(most)))

    def count_events(self, wanted: Wanted = ALL) -> int:
        """Count the events of a list."""
        return self._count(_events(select(func.count().label("n")).select_from(events), wanted))

    def events_by_date(self, wanted: Wanted = ALL) -> list[tuple[str, int]]:
        """Count the events of a list by their date, "" for what has none."""
        return self._counted(func.substr(events.c.date, 1, 10), _events, wanted)

    def events_near(self, days: Days | None, most: int) -> list[Card]:
        """Return the events nearest to some days, which are those of an event itself, before and after."""
        day = events.c.first_day
        if days is None:
            return self.cards(self._some_events([day.is_(None)], [events.c.id], most))
        before = self._some_events([day < days[0]], [day.desc(), events.c.id], most)
        after = self._some_events([day >= days[0]], [day, events.c.id], most)
        found = self.cards([*before, *after])
        return sorted(found, key=lambda c: (abs((c.days or days)[0] - days[0]), c.event.id))[:most]

    def _some_events(self, which: Sequence[Any], order: Sequence[Any], most: int) -> list[str]:
        question = _events(select(events.c.id), ALL).where(*which).order_by(*order).limit(most)
        return [row["id"] for row in self.rows(question)]

    def list_stories(self, *, skip: int = 0, most: int | None = None) -> list[str]:
        """Return the stories of more than one event, the one with the newest event first."""
        newest = [func.max(events.c.first_day).desc().nulls_last(), events.c.story.desc()]
        question = _long_stories(select(events.c.story)).order_by(*newest).offset(skip).limit(most)
        return [row["story"] for row in self.rows(question)]

    def count_stories(self, *, long: bool = True) -> int:
        """Count the stories, or only those of more than one event."""
        each = _long_stories(select(events.c.story)) if long else _stories(select(events.c.story))
        return self._count(select(func.count().label("n")).select_from(each.subquery()))

    def overview(self) -> Overview:
        """Count what there is."""
        return Overview(
            articles=self.count_articles(),
            undated=self.count_articles(Wanted(dated=False)),
            events=self.count_events(),
            stories=self.count_stories(long=False),
            languages=_ranked(self._counted(articles.c.language, _articles, ALL)),
            outlets=_ranked(self._counted(articles.c.outlet, _articles, ALL)),
        )

    def ids_beginning(self, prefix: str) -> list[tuple[str, str]]:
        """Return the events, stories and entities whose id begins so, each as ("event", id); merged ones left out."""
        found = []
        for kind, table, stands in (
            ("event", events, true()),
            ("story", stories, select(events.c.id).where(events.c.story == stories.c.id).exists()),
            ("entity", entities, _is_named()),
        ):
            begins = begins_so(table.c.id, prefix)
            question = select(table.c.id).where(begins, table.c.merged_into.is_(None), stands)
            found += [(kind, row["id"]) for row in self.rows(question.order_by(table.c.id))]
        return found

    def _counted(
        self, value: ColumnElement[Any], which: Callable[[Select[Any], Wanted], Select[Any]], wanted: Wanted
    ) -> list[tuple[str, int]]:
        question = which(select(value.label("value"), func.count().label("n")), wanted).group_by(value)
        return [(row["value"] or "", row["n"]) for row in self.rows(question)]

    def _count(self, question: Select[Any]) -> int:
        return int(self.rows(question)[0]["n"])

    def languages(self) -> list[str]:
        """Return the languages that articles are in, from one to the next in the index; DISTINCT reads all of it."""
        own = articles.c.language
        first = select(func.min(own).label("language")).cte("each", recursive=True)
        above = select(func.min(own)).where(own > first.c.language).scalar_subquery()
        each = first.union_all(select(above).where(first.c.language.is_not(None)))
        return sorted(row["language"] for row in self.rows(select(each)) if row["language"])

    def named(
        self,
        ids: Iterable[str] | None = None,
        *,
        entity: str | None = None,
        skip: int = 0,
        most: int | None = None,
        kind: EntityKind | None = None,
        since: str | None = None,
        languages: Collection[str] = (),
    ) -> list[Named]:
        """Return the entities that these articles name, or all, the ones named by most articles first.

        They can be one entity only, of one kind only, and named since a day (`2024-05`) or in some languages only.
        For one alone, only its latest mentions are counted, `MOST_MENTIONS` of them.
        """
        count = func.count(mentions.c.article.distinct()).label("articles")
        question = (
            select(entities.c.id, entities.c.kind, entities.c.name, entities.c.wikidata, count)
            .join(mentions, mentions.c.entity == entities.c.id)
            .where(entities.c.merged_into.is_(None))
            .group_by(entities.c.id)
            .order_by(count.desc(), entities.c.id)
            .offset(skip)
            .limit(most)
        )
        if ids is not None:
            question = question.where(mentions.c.article.in_(list(ids)))
        if entity is not None:
            question = question.where(entities.c.id == entity, _names_lately(entity))
            question = question.add_columns((_least(entity) > 0).label("more"))
        if kind is not None:
            question = question.where(entities.c.kind == kind)
        if since is not None or languages:
            question = question.join(articles, articles.c.id == mentions.c.article)
        if since is not None:
            question = question.where(articles.c.published >= since)
        if languages:
            question = question.where(articles.c.language.in_(list(languages)))
        return [
            Named(**{**row, "kind": EntityKind(row["kind"]), "more": bool(row.get("more"))})
            for row in self.rows(question)
        ]

    def named_by_kind(self) -> list[tuple[EntityKind, int]]:
        """Count the entities that are named by kind, most first."""
        count = func.count().label("n")
        question = select(entities.c.kind, count).where(entities.c.merged_into.is_(None), _is_named())
        question = question.group_by(entities.c.kind).order_by(count.desc(), entities.c.kind)
        return [(EntityKind(row["kind"]), row["n"]) for row in self.rows(question)]

    def articles_naming(self, entity: str) -> list[str]:
        """Return the articles that name an entity, in order of arrival."""
        question = (
            select(mentions.c.article).where(mentions.c.entity == entity).group_by(mentions.c.article)
        ).order_by(func.min(mentions.c.number))
        return [row["article"] for row in self.rows(question)]


def _articles(question: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.entity is not None:
        naming = select(mentions.c.article).where(_names_lately(wanted.entity))
        question = question.where(articles.c.id.in_(naming))
    if wanted.outlet:
        question = question.where(articles.c.outlet == wanted.outlet)
    if wanted.language:
        question = question.where(articles.c.language == wanted.language)
    if wanted.dated is not None:
        date = articles.c.published
        question = question.where(date.is_not(None) if wanted.dated else date.is_(None))
    return question


def _events(question: Select[Any], wanted: Wanted) -> Select[Any]:
    question = question.where(events.c.merged_into.is_(None))
    if wanted.first is not None:
        question = question.where(events.c.last_day >= wanted.first[0])
    if wanted.last is not None:
        question = question.where(events.c.first_day <= wanted.last[1])
    told = select(members.c.article).where(members.c.event == events.c.id)
    if wanted.entity is not None:
        named = mentions.join(members, members.c.article == mentions.c.article)
        naming = select(members.c.event).select_from(named).where(_names_lately(wanted.entity))
        question = question.where(events.c.id.in_(naming))
    for column, value in ((articles.c.outlet, wanted.outlet), (articles.c.language, wanted.language)):
        if value:
            by = told.join(articles, articles.c.id == members.c.article).where(column == value)
            question = question.where(by.exists())
    return question


def _stories(question: Select[Any]) -> Select[Any]:
    return question.where(events.c.merged_into.is_(None), events.c.story.is_not(None)).group_by(
        events.c.story
    )


def _long_stories(question: Select[Any]) -> Select[Any]:
    return _stories(question).having(func.count() > 1)


def _names_lately(entity: str) -> ColumnElement[bool]:
    """Ask for the latest mentions of an entity, from the index alone."""
    return and_(mentions.c.entity == entity, mentions.c.number >= _least(entity))


def _least(entity: str) -> ColumnElement[int]:
    """Return the number of the first of an entity's latest mentions, 0 where they are all there are."""
    of_it = select(mentions.c.number).where(mentions.c.entity == entity).order_by(mentions.c.number.desc())
    return func.coalesce(of_it.offset(MOST_MENTIONS).limit(1).scalar_subquery() + 1, 0)


def _is_named() -> ColumnElement[bool]:
    return select(mentions.c.number).where(mentions.c.entity == entities.c.id).exists()


def _ranked(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
