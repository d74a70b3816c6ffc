"""The part of a corpus's database that finds sentences by their vectors, where the database can."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from retold.protocols import Vectors
from retold.store.schema import articles
from retold.store.tables import Tables


class NearnessTables(Tables):
    """Centred sentence vectors in an index. They are derived, and brought up to date after articles came."""

    @property
    def finds_vectors(self) -> bool:
        """Whether the database itself finds vectors near another; else that is done in memory."""
        return self.database.vectors is not None

    def vectors_are_indexed(self) -> bool:
        """Whether the sentences of all articles are in the index."""
        return not self.without_indexed_vectors(most=1)

    def without_indexed_vectors(self, most: int) -> dict[str, int]:
        """Return the first articles whose sentences are not in the index, with their numbers."""
        if (index := self.database.vectors) is None:
            return {}
        after = articles.c.arrival > self.ask(index.newest)
        question = (
            select(articles.c.id, articles.c.arrival).where(after).order_by(articles.c.arrival).limit(most)
        )
        return {row["id"]: row["arrival"] for row in self.rows(question)}

    def index_vectors(self, article: int, rows: Sequence[tuple[int, Vectors]]) -> None:
        """Index the centred sentences of an article by their positions, within `writing`."""
        if (index := self.database.vectors) is not None:
            index.add(self.connection, article, rows)

    def index_more_vectors(self, article: str, rows: Sequence[tuple[int, Vectors]]) -> None:
        """Index further centred sentences of an article that is in the index, within `writing`."""
        if (index := self.database.vectors) is not None and rows:
            [kept] = self.rows(select(articles.c.arrival).where(articles.c.id == article))
            index.insert(self.connection, kept["arrival"], rows)

    def forget_indexed_vectors(self) -> None:
        """Let go of the index, within `writing`."""
        if (index := self.database.vectors) is not None:
            index.drop(self.connection)

    def nearest(self, vector: Vectors, *, most: int, least: float) -> list[tuple[str, int, float]]:
        """Return the indexed sentences nearest to a unit vector: (article, position, cosine), nearest first."""
        if (index := self.database.vectors) is None:
            return []
        return self.ask(lambda connection: index.nearest(connection, vector, most=most, least=least))
