"""Sentence vectors on PostgreSQL: pgvector's graph of neighbours (HNSW, Malkov and Yashunin 2018)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from retold.protocols import Vectors

#: Candidates that a search keeps while it walks the graph: more are found, more slowly. pgvector's own 40 would
#: be fewer than are asked for.
WIDTH_OF_SEARCH = 200


class HnswVectors:
    """Centred vectors by the numbers of their articles and the positions of their sentences."""

    def drop(self, connection: Connection) -> None:
        """Let go of the index."""
        connection.exec_driver_sql("DROP TABLE IF EXISTS sentence_vectors")
        connection.exec_driver_sql("UPDATE retold SET vectors = 0")

    def newest(self, connection: Connection) -> int:
        """Return the number of the article whose vectors came last; 0 where there is none."""
        return int(connection.execute(text("SELECT vectors FROM retold")).scalar_one())

    def add(self, connection: Connection, article: int, rows: Sequence[tuple[int, Vectors]]) -> None:
        """Index the sentences of an article, each with its position; an article may have none to index."""
        if rows:
            self._make(connection, len(rows[0][1]))
            self.insert(connection, article, rows)
        connection.execute(text("UPDATE retold SET vectors = :article"), {"article": article})

    def insert(self, connection: Connection, article: int, rows: Sequence[tuple[int, Vectors]]) -> None:
        """Index further sentences of an article that is there."""
        statement = text("INSERT INTO sentence_vectors VALUES (:article, :position, CAST(:row AS vector))")
        values = [{"article": article, "position": p, "row": _written(row)} for p, row in rows]
        connection.execute(statement, values)

    def nearest(
        self, connection: Connection, vector: Vectors, *, most: int, least: float
    ) -> list[tuple[str, int, float]]:
        """Return the sentences nearest to a unit vector (width,): (article, position, cosine), nearest first."""
        if not self._is_made(connection):
            return []
        connection.execute(text(f"SET LOCAL hnsw.ef_search = {max(WIDTH_OF_SEARCH, most)}"))
        question = text(
            "SELECT articles.id, near.position, -near.far AS score FROM ("
            "  SELECT article, position, vector <#> CAST(:row AS vector) AS far FROM sentence_vectors"
            "  ORDER BY vector <#> CAST(:row AS vector) LIMIT :most"
            ") AS near JOIN articles ON articles.arrival = near.article ORDER BY far, arrival, position"
        )
        found = connection.execute(question, {"row": _written(vector), "most": most})
        return [(row.id, row.position, row.score) for row in found if row.score >= least]

    def _is_made(self, connection: Connection) -> bool:
        return connection.execute(text("SELECT to_regclass('sentence_vectors')")).scalar() is not None

    def _make(self, connection: Connection, width: int) -> None:
        if self._is_made(connection):
            return
        connection.exec_driver_sql(
            f"CREATE TABLE sentence_vectors (article integer, position integer, vector vector({width}) NOT NULL,"
            " PRIMARY KEY (article, position))"
        )
        connection.exec_driver_sql(
            "CREATE INDEX sentence_vectors_by_meaning ON sentence_vectors USING hnsw (vector vector_ip_ops)"
        )


def _written(vector: Vectors) -> str:
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
