"""The part of a corpus's database that holds when articles came, and which of them revise others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from retold.store.narrowing import fitting
from retold.store.schema import arrivals, articles, known_as, marks, revisions
from retold.store.tables import Tables


class ArrivalTables(Tables):
    """Arrivals, revisions, and how far each user has read. Times are UTC in ISO 8601."""

    def note_arrival(self, article: str, keys: Iterable[str], *, at: str, former: str | None) -> None:
        """Remember that an article came, by what keys it can be met again, and what it revises."""
        self.put(arrivals, [{"article": article, "at": at}])
        self.note_keys(article, keys)
        if former is not None:
            self.insert(revisions, [{"article": article, "former": former, "at": at}])

    def note_keys(self, article: str, keys: Iterable[str]) -> None:
        """Remember by what keys an article can be met again, and no other by them, within `writing`."""
        self.put(known_as, [{"key": key, "article": article} for key in keys])

    def known_as(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the articles that were last met by these keys, by key."""
        wanted = {key: fitting(key) for key in keys}
        rows = self.rows_of(known_as, known_as.c.key, wanted.values(), known_as.c.key)
        kept = {row["key"]: row["article"] for row in rows}
        return {key: kept[short] for key, short in wanted.items() if short in kept}

    def arrived(self, since: str = "", *, most: int | None = None, oldest: bool = False) -> dict[str, str]:
        """Return when articles came, by id, newest first: those that came after `since`, no more than `most`.

        With `oldest`, the oldest of them come first.
        """
        order = (arrivals.c.at, articles.c.arrival)
        question = (
            select(arrivals.c.article, arrivals.c.at)
            .join(articles, articles.c.id == arrivals.c.article)
            .where(arrivals.c.at > since)
            .order_by(*(order if oldest else [column.desc() for column in order]))
            .limit(most)
        )
        return {row["article"]: row["at"] for row in self.rows(question)}

    def arrival_times(self, ids: Iterable[str]) -> dict[str, str]:
        """Return when these articles came, by id."""
        return {
            row["article"]: row["at"]
            for row in self.rows_of(arrivals, arrivals.c.article, ids, arrivals.c.at)
        }

    def revised(self, since: str = "") -> list[tuple[str, str, str]]:
        """Return the revisions noticed after `since`, oldest first: (article, former, at)."""
        question = select(revisions).where(revisions.c.at > since).order_by(revisions.c.number)
        return [(row["article"], row["former"], row["at"]) for row in self.rows(question)]

    def revised_by(self, ids: Iterable[str]) -> list[tuple[str, str, str]]:
        """Return of these articles those that revise others: (article, former, at)."""
        rows = self.rows_of(revisions, revisions.c.article, ids, revisions.c.number)
        return [(row["article"], row["former"], row["at"]) for row in rows]

    def formers(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return what each of these articles revises, where it does."""
        rows = self.rows_of(revisions, revisions.c.article, ids, revisions.c.number)
        return {row["article"]: row["former"] for row in rows}

    def latest_arrival(self) -> str:
        """Return when the newest article came; "" where there is none."""
        return str(self.rows(select(func.max(arrivals.c.at).label("at")))[0]["at"] or "")

    def mark(self, name: str) -> str:
        """Return up to when a user has read; "" for one who has not."""
        rows = self.rows(select(marks.c.at).where(marks.c.name == name))
        return str(rows[0]["at"]) if rows else ""

    def set_mark(self, name: str, at: str) -> None:
        """Remember up to when a user has read, within `writing`."""
        self.put(marks, [{"name": name, "at": at}])
