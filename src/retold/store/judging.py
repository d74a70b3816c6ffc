"""The part of a corpus's database that holds what users judged: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select

from retold.model import Judgement, JudgementKind, Matter
from retold.store.schema import judgements
from retold.store.tables import Tables


class JudgementTables(Tables):
    """The judgements, in the order in which they were made."""

    def add_judgement(
        self,
        kind: JudgementKind,
        first: Sequence[str],
        second: Sequence[str] = (),
        *,
        about: Matter,
        user: str,
    ) -> Judgement:
        """Keep what a user judges now of two lists of things, within `writing`."""
        row = {"about": about.value, "kind": kind.value, "subjects": [list(first), list(second)]}
        row |= {"user": user, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        statement = insert(judgements).values(row).returning(judgements.c.number)
        number = int(self.connection.execute(statement).scalar_one())
        return next(judgement for judgement in reversed(self.judgements()) if judgement.number == number)

    def judgements(self, about: Matter | None = None) -> list[Judgement]:
        """Return all judgements, or those about one matter, oldest first; those undone are marked."""
        rows = self.rows(select(judgements).order_by(judgements.c.number))
        undone: set[int] = set()
        for row in reversed(rows):  # an undo may be undone itself
            if row["kind"] == JudgementKind.UNDO and row["number"] not in undone:
                undone.add(int(row["subjects"][0][0]))
        return [
            Judgement(
                number=row["number"],
                about=Matter(row["about"]),
                kind=JudgementKind(row["kind"]),
                subjects=(tuple(row["subjects"][0]), tuple(row["subjects"][1])),
                user=row["user"],
                at=row["at"],
                undone=row["number"] in undone,
            )
            for row in rows
            if about in (None, row["about"])
        ]
