"""The part of a corpus's database that finds words: every text, folded, in an index of its trigrams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import column, table, text

from retold.store.schema import articles
from retold.store.tables import Tables
from retold.text.unicode import fold

#: SQLite's FTS5 with its trigram tokenizer finds any part of a word, in any script, from three letters on. It
#: folds case for ASCII alone, so both sides are folded before they come here.
_CREATE = "CREATE VIRTUAL TABLE IF NOT EXISTS folded USING fts5(text, tokenize='trigram')"
_SHORTEST = 3


class TextTables(Tables):
    """The folded texts. They are derived: made when first needed, and brought up to date after articles came."""

    def index_texts(self) -> None:
        """Index the texts that came since the last time, within `writing`."""
        self.connection.exec_driver_sql(_CREATE)
        new = text(
            "SELECT arrival, text FROM articles WHERE arrival > (SELECT coalesce(max(rowid), 0) FROM folded)"
            " ORDER BY arrival LIMIT 500"
        )
        while rows := self.connection.execute(new).all():
            self.connection.execute(
                text("INSERT INTO folded (rowid, text) VALUES (:arrival, :text)"),
                [{"arrival": row.arrival, "text": fold(row.text)} for row in rows],
            )

    def forget_texts(self) -> None:
        """Let go of the index, within `writing`."""
        self.connection.exec_driver_sql("DROP TABLE IF EXISTS folded")

    def indexed_texts(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the folded texts of these articles as they stand in the index."""
        if not self._is_made():
            return {}
        folded = table("folded", column("rowid"), column("text"))
        joined = articles.join(folded, folded.c.rowid == articles.c.arrival)
        rows = self.rows_joined((articles.c.id, folded.c.text), joined, articles.c.id, ids)
        return {row["id"]: row["text"] for row in rows}

    def _is_made(self) -> bool:
        question = text("SELECT count(*) AS n FROM sqlite_master WHERE name = 'folded'")
        return bool(self.rows(question)[0]["n"])

    def texts_are_indexed(self) -> bool:
        """Whether every text is in the index."""
        question = text(
            "SELECT (SELECT coalesce(max(arrival), 0) FROM articles)"
            " = (SELECT coalesce(max(rowid), 0) FROM folded) AS done"
        )
        return self._is_made() and bool(self.rows(question)[0]["done"])

    def articles_with(self, terms: Sequence[str], *, most: int) -> list[tuple[str, str]]:
        """Return the articles whose folded texts hold all of these folded terms: (id, folded text), best first.

        Best is by BM25 over the terms of three letters or more; where all are shorter, newest first.
        """
        long = [term for term in terms if len(term) >= _SHORTEST]
        short = {f"t{number}": term for number, term in enumerate(terms) if len(term) < _SHORTEST}
        where = ["folded MATCH :match"] if long else []
        where += [f"instr(folded.text, :{name}) > 0" for name in short]
        question = (
            "SELECT articles.id, folded.text FROM folded JOIN articles ON articles.arrival = folded.rowid"
            f" WHERE {' AND '.join(where)} ORDER BY {'folded.rank' if long else 'folded.rowid DESC'} LIMIT :most"
        )
        match = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
        values = short | {"most": most} | ({"match": match} if long else {})
        return (
            [(row["id"], row["text"]) for row in self.rows(text(question).bindparams(**values))]
            if where
            else []
        )
