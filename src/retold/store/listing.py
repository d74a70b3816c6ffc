"""What lists say of everything that a corpus holds: no texts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from retold.store.schema import articles, copies, members
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
