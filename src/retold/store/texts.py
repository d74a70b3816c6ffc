"""The part of a corpus's database that finds words: every text, folded, in an index of its trigrams."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from retold.store.schema import articles
from retold.store.tables import Tables
from retold.text.unicode import fold

#: Texts folded and indexed at once.
TEXTS_AT_ONCE = 500


class TextTables(Tables):
    """The folded texts. They are derived: made when first needed, and brought up to date after articles came."""

    def index_texts(self) -> None:
        """Index the texts that came since the last time, within `writing`."""
        index = self.database.texts
        index.make(self.connection)
        while rows := self.connection.execute(self._after(index.newest(self.connection))).all():
            index.add(self.connection, [(row.arrival, fold(row.text)) for row in rows])

    def _after(self, arrival: int) -> Select[tuple[int, str]]:
        columns = select(articles.c.arrival, articles.c.text).where(articles.c.arrival > arrival)
        return columns.order_by(articles.c.arrival).limit(TEXTS_AT_ONCE)

    def forget_texts(self) -> None:
        """Let go of the index, within `writing`."""
        self.database.texts.drop(self.connection)

    def indexed_texts(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the folded texts of these articles as they stand in the index."""
        return self.ask(lambda connection: self.database.texts.kept(connection, ids))

    def texts_are_indexed(self) -> bool:
        """Whether every text is in the index."""
        index = self.database.texts
        newest = self.rows(select(func.coalesce(func.max(articles.c.arrival), 0).label("n")))[0]["n"]
        return self.ask(lambda asked: index.is_made(asked) and index.newest(asked) == newest)

    def articles_with(
        self, terms: Sequence[str], *, most: int, newest: bool = False
    ) -> list[tuple[str, str]]:
        """Return the articles whose folded texts hold all of these folded terms: (id, folded text).

        The best come first, or the newest. Best is by BM25 over the terms of three letters or more; where all are
        shorter, newest first.
        """
        if not terms:
            return []
        index = self.database.texts
        return self.ask(
            lambda asked: index.find(asked, terms, most, newest=newest) if index.is_made(asked) else []
        )
