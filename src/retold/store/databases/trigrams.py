"""Folded texts on PostgreSQL: arrays of their trigrams under a GIN index.

`pg_trgm` is not on every server and takes letters alone for words; an index on a function of our own finds what
SQLite's FTS5 finds: any run of three characters or more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from sqlalchemy import Connection, text

#: Letters from which the index finds a term.
SHORTEST = 3

#: Texts that hold all terms and are ranked, the newest; FTS5 ranks all. With fewer hits both rank alike.
MOST_RANKED = 2_000

#: The newest texts, which are gone through where so many of them hold all terms that those ranked are among them.
NEWEST = 40_000

#: What the server may use for a question: a bit for each of 10^6 texts, and more. With its 4 MB it remembers pages
#: alone, and takes the trigrams of all texts there anew: 45 s for a word of one in ten, instead of 0.2. One question
#: is answered sooner than a second process is begun.
_ALLOWED = (
    "SELECT set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true)"
)

#: BM25 as FTS5 has it.
_K1, _B = 1.2, 0.75

_MAKE = (
    """CREATE OR REPLACE FUNCTION retold_trigrams(folded text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 10000 AS $$
    DECLARE
        letters text[] := string_to_array(folded, NULL);
        runs text[] := '{}';
    BEGIN
        FOR n IN 1 .. coalesce(array_length(letters, 1), 0) - 2 LOOP
            runs[n] := letters[n] || letters[n + 1] || letters[n + 2];
        END LOOP;
        RETURN runs;
    END
    $$""",
    'CREATE TABLE folded (arrival integer PRIMARY KEY, text text COLLATE "C" NOT NULL)',
    "CREATE INDEX folded_by_trigram ON folded USING gin (retold_trigrams(text))",
)


class ArrayTexts:
    """Every part of a word is found through the trigrams of it, in any script."""

    def make(self, connection: Connection) -> None:
        """Make the index where there is none."""
        if not self.is_made(connection):
            for statement in _MAKE:
                connection.exec_driver_sql(statement)

    def is_made(self, connection: Connection) -> bool:
        """Whether there is one."""
        return connection.execute(text("SELECT to_regclass('folded')")).scalar() is not None

    def drop(self, connection: Connection) -> None:
        """Let go of the index."""
        connection.exec_driver_sql("DROP TABLE IF EXISTS folded")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS retold_trigrams")
        connection.exec_driver_sql("UPDATE retold SET texts = 0, letters = 0")

    def kept(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        """Return the folded texts of these articles as they stand in the index."""
        if not self.is_made(connection):
            return {}
        question = text(
            "SELECT id, folded.text FROM folded JOIN articles USING (arrival) WHERE id = ANY(:ids)"
        )
        return {row.id: row.text for row in connection.execute(question, {"ids": list(ids)})}

    def newest(self, connection: Connection) -> int:
        """Return the number of the text that came last; 0 where there is none."""
        return int(connection.execute(text("SELECT coalesce(max(arrival), 0) FROM folded")).scalar_one())

    def add(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Index folded texts, each with its number."""
        rows = [{"arrival": arrival, "text": folded} for arrival, folded in texts]
        connection.execute(text("INSERT INTO folded (arrival, text) VALUES (:arrival, :text)"), rows)
        counted = {"texts": len(texts), "letters": sum(_size(folded) for _, folded in texts)}
        statement = "UPDATE retold SET texts = texts + :texts, letters = letters + :letters"
        connection.execute(text(statement), counted)

    def find(
        self, connection: Connection, terms: Sequence[str], most: int, *, newest: bool = False
    ) -> list[tuple[str, str]]:
        """Return (article, folded text) of texts that hold all of one or more folded terms, best or newest first."""
        long = [term for term in terms if len(term) >= SHORTEST]
        values: dict[str, object] = {f"t{number}": term for number, term in enumerate(terms)}
        holding = " AND ".join(f"strpos(text, :t{number}) > 0" for number in range(len(terms)))
        if not long:
            question = (
                f"SELECT id, found.text FROM (SELECT arrival, text FROM folded WHERE {holding}"
                " ORDER BY arrival DESC LIMIT :most) AS found JOIN articles USING (arrival) ORDER BY arrival DESC"
            )
            return [(row.id, row.text) for row in connection.execute(text(question), values | {"most": most})]
        connection.execute(text(_ALLOWED))
        held = {term: self._holding(connection, term) for term in long}
        order, weights = ("arrival DESC", {}) if newest else self._order(connection, held)
        values |= weights | {"runs": _runs(long), "ranked": MOST_RANKED, "newest": NEWEST, "most": most}
        walked = NEWEST * prod(share for _, share in held.values()) >= MOST_RANKED
        found: list[Any] = []
        for texts in (_AMONG_NEWEST, _BY_TRIGRAMS) if walked else (_BY_TRIGRAMS,):
            question = (
                f"WITH found AS MATERIALIZED (SELECT arrival, text FROM {texts}"
                f" WHERE {holding} ORDER BY arrival DESC LIMIT :ranked)"
                " SELECT id, found.text, count(*) OVER () AS ranked FROM found JOIN articles USING (arrival)"
                f" ORDER BY {order} LIMIT :most"
            )
            found = list(connection.execute(text(question), values))
            if found and found[0].ranked == MOST_RANKED:
                break
        return [(row.id, row.text) for row in found]

    def _order(
        self, connection: Connection, held: Mapping[str, tuple[int, float]]
    ) -> tuple[str, dict[str, object]]:
        """Return how texts `found.text` are ordered by BM25, best first, with the values of that expression."""
        texts, letters = connection.execute(text("SELECT texts, letters FROM retold")).one()
        values: dict[str, object] = {"mean": max(letters, 1) / max(texts, 1), "texts": texts}
        size = f"(1 - {_B} + {_B} * greatest(length(found.text) - 2, 0) / :mean)"
        parts = []
        for number, (term, (holding, _)) in enumerate(held.items()):
            often = (
                f"((length(found.text) - length(replace(found.text, :s{number}, '')))::float / {len(term)})"
            )
            rare = f"greatest(ln((:texts - :n{number} + 0.5) / (:n{number} + 0.5)), 1e-6)"
            parts.append(f"{rare} * {often} * {_K1 + 1} / ({often} + {_K1} * {size})")
            values |= {f"s{number}": term, f"n{number}": holding}
        return f"{' + '.join(parts)} DESC, arrival", values

    def _holding(self, connection: Connection, term: str) -> tuple[int, float]:
        """Count the texts that hold a term, up to those that are ranked.

        Where there are as many, say with it how large a share they are of the texts up to the last of them.
        """
        question = (
            "SELECT count(*) AS texts, max(arrival) AS last FROM (SELECT arrival FROM folded"
            f" WHERE {_TRIGRAMS} AND strpos(text, :term) > 0 LIMIT :ranked) AS texts_with_it"
        )
        values = {"runs": _runs([term]), "term": term, "ranked": MOST_RANKED}
        row = connection.execute(text(question), values).one()
        return row.texts, row.texts / row.last if row.texts == MOST_RANKED else 0.0


_TRIGRAMS = "retold_trigrams(text) @> CAST(:runs AS text[])"

_AMONG_NEWEST = "(SELECT arrival, text FROM folded ORDER BY arrival DESC LIMIT :newest) AS newest"

#: In two steps, so that it goes by the index whatever the server expects.
_BY_TRIGRAMS = (
    f"(SELECT arrival FROM folded WHERE {_TRIGRAMS} ORDER BY arrival DESC OFFSET 0) AS near"
    " JOIN folded USING (arrival)"
)


def _runs(terms: Sequence[str]) -> list[str]:
    return sorted({term[at : at + 3] for term in terms for at in range(len(term) - 2)})


def _size(folded: str) -> int:
    return max(len(folded) - 2, 0)
