"""The part of a corpus's database that holds claims, their tellings and their differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, update

from retold.model import Claim, Difference, DifferenceKind, Evidence, Span, Telling
from retold.store.schema import claims, differences, stories, tellings
from retold.store.tables import Tables


class ClaimTables(Tables):
    """What the articles of a story tell, and how their tellings differ."""

    def set_claims(
        self, story: str, lined_up: Sequence[Claim], differing: Mapping[str, Sequence[Difference]]
    ) -> None:
        """Replace the claims of a story and their differences; the story is stale no more."""
        self.execute(delete(claims).where(claims.c.story == story))  # tellings and differences go along
        # A claim may also stand in the story that its event has left and that is yet to be lined up anew.
        self.delete_of(claims, claims.c.id, [c.id for c in lined_up])
        self.insert(claims, [{"id": c.id, "event": c.event, "story": story} for c in lined_up])
        self.insert(
            tellings,
            [
                {
                    "claim": c.id,
                    "article": t.article,
                    "start": t.span.start,
                    "end": t.span.end,
                    "score": t.score,
                }
                for c in lined_up
                for t in c.tellings
            ],
        )
        self.insert(
            differences,
            [
                {"claim": claim, "number": number, "data": asdict(d)}
                for claim, found in differing.items()
                for number, d in enumerate(found)
            ],
        )
        self.execute(update(stories).where(stories.c.id == story).values(stale=0))

    def claims(self, stories_: Iterable[str]) -> list[Claim]:
        """Return the claims of these stories, by id."""
        rows = {
            row["id"]: row["event"] for row in self.rows_of(claims, claims.c.story, stories_, claims.c.id)
        }
        told: dict[str, list[Telling]] = {claim: [] for claim in rows}
        for row in self.rows_of(tellings, tellings.c.claim, rows, tellings.c.start, tellings.c.article):
            span = Span(row["start"], row["end"])
            told[row["claim"]].append(Telling(article=row["article"], span=span, score=row["score"]))
        return [Claim(id=key, event=rows[key], tellings=tuple(told[key])) for key in sorted(rows)]

    def differences(self, claim_ids: Iterable[str]) -> list[Difference]:
        """Return the differences of these claims, by claim."""
        rows = self.rows_of(differences, differences.c.claim, claim_ids, differences.c.claim)
        return [
            _difference(row["data"]) for row in sorted(rows, key=lambda row: (row["claim"], row["number"]))
        ]


def _difference(data: Mapping[str, Any]) -> Difference:
    return Difference(
        claim=data["claim"],
        kind=DifferenceKind(data["kind"]),
        sides=tuple(tuple(side) for side in data["sides"]),
        reason=data["reason"],
        score=data["score"],
        evidence=tuple(Evidence(article=e["article"], span=Span(*e["span"])) for e in data["evidence"]),
        since=data["since"],
    )
