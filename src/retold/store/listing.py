"""What lists say of everything that a corpus holds: no texts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from retold.model import EntityKind, article_name
from retold.store.schema import articles, copies, entities, members, mentions
from retold.store.tables import Tables


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
    """An entity without its mentions, and how many articles name it."""

    id: str
    kind: EntityKind
    name: str
    wikidata: str | None
    articles: int


class ListingTables(Tables):
    """Light answers for lists of everything."""

    def headings(self) -> dict[str, Heading]:
        """Return the headings of all articles by id, in order of arrival."""
        names = ("id", "location", "title", "published", "language", "outlet")
        joined = articles.outerjoin(members, members.c.article == articles.c.id).outerjoin(
            copies, copies.c.article == articles.c.id
        )
        question = (
            select(*(articles.c[name] for name in names), members.c.event, copies.c.original)
            .select_from(joined)
            .order_by(articles.c.arrival)
        )
        return {row["id"]: Heading(**row) for row in self.rows(question)}

    def languages(self) -> list[str]:
        """Return the languages that articles are in."""
        question = select(articles.c.language).where(articles.c.language.is_not(None)).distinct()
        return sorted(row["language"] for row in self.rows(question))

    def named(
        self,
        ids: Iterable[str] | None = None,
        *,
        most: int | None = None,
        kind: EntityKind | None = None,
        since: str | None = None,
        languages: Collection[str] = (),
    ) -> list[Named]:
        """Return the entities that these articles name, or all, the ones named by most articles first.

        They can be of one kind only, and named since a day (`2024-05`) or in some languages only.
        """
        count = func.count(mentions.c.article.distinct()).label("articles")
        question = (
            select(entities.c.id, entities.c.kind, entities.c.name, entities.c.wikidata, count)
            .join(mentions, mentions.c.entity == entities.c.id)
            .where(entities.c.merged_into.is_(None))
            .group_by(entities.c.id)
            .order_by(count.desc(), entities.c.id)
            .limit(most)
        )
        if ids is not None:
            question = question.where(mentions.c.article.in_(list(ids)))
        if kind is not None:
            question = question.where(entities.c.kind == kind)
        if since is not None or languages:
            question = question.join(articles, articles.c.id == mentions.c.article)
        if since is not None:
            question = question.where(articles.c.published >= since)
        if languages:
            question = question.where(articles.c.language.in_(list(languages)))
        return [Named(**dict(row) | {"kind": EntityKind(row["kind"])}) for row in self.rows(question)]

    def articles_naming(self, entity: str) -> list[str]:
        """Return the articles that name an entity, in order of arrival."""
        question = (
            select(mentions.c.article).where(mentions.c.entity == entity).group_by(mentions.c.article)
        ).order_by(func.min(mentions.c.number))
        return [row["article"] for row in self.rows(question)]
