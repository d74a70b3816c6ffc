"""The part of a corpus's database that holds who did what on its pages: rows are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from retold.store.schema import deeds
from retold.store.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a user did once: the address they sent a form to, and what was in it; `at` is UTC in ISO 8601."""

    number: int
    user: str
    at: str
    address: str
    said: str


class AuditTables(Tables):
    """The deeds, in their order."""

    def note_deed(self, user: str, address: str, said: str) -> None:
        """Remember what a user did, within `writing`."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.insert(deeds, [{"user": user, "at": at, "address": address, "said": said}])

    def deeds(self, *, user: str | None = None, first: int = 0, most: int = 50) -> tuple[list[Deed], int]:
        """Return deeds, newest first, of one user or of all: so many from a place on, and how many there are."""
        mine = deeds.c.user == user if user else deeds.c.number > 0
        rows = self.rows(select(deeds).where(mine).order_by(deeds.c.number.desc()).offset(first).limit(most))
        total = self.rows(select(func.count().label("n")).select_from(deeds).where(mine))[0]["n"]
        return [Deed(**row) for row in rows], int(total)
