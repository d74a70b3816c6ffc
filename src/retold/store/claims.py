"""The part of a corpus's database that holds claims, their tellings and their differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update

from retold.model import Claim, Difference, DifferenceKind, Evidence, Span, Telling
from retold.store.narrowing import written
from retold.store.schema import chapters, claims, differences, events, members, sentences, stories, tellings
from retold.store.tables import Tables


class ClaimTables(Tables):
    """What the articles of a story tell, and how their tellings differ."""

    def set_claims(
        self,
        story: str,
        events: Collection[str],
        digest: str,
        lined_up: Sequence[Claim],
        differing: Mapping[str, Sequence[Difference]],
    ) -> None:
        """Replace the claims of events of a story, which were lined up together, and their differences.

        `digest` says what was lined up (`lined_up`); what was found is marked beside it (`marks`).
        """
        self.delete_of(claims, claims.c.event, list(events))  # tellings and differences go along
        # A claim may also stand with the event that its article has left and that is yet to be lined up anew.
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
        told = f"{digest} {mark_of(lined_up, [d for found in differing.values() for d in found])}"
        self.put(chapters, [{"event": event, "digest": told} for event in events])

    def end_lining(self, story: str) -> None:
        """Let go of the claims of events that a story has no more; it is stale no more."""
        inside = select(events.c.id).where(events.c.story == story, events.c.merged_into.is_(None))
        self.execute(delete(claims).where(claims.c.story == story, claims.c.event.not_in(inside)))
        self.execute(update(stories).where(stories.c.id == story).values(stale=0))

    def lined_up(self, ids: Iterable[str]) -> dict[str, str]:
        """Return of each of these events the digest of what it was lined up with."""
        return {event: told.partition(" ")[0] for event, told in self._chapters(ids).items()}

    def marks(self, ids: Iterable[str]) -> dict[str, str]:
        """Return of each of these events the mark of what was found with it; "" where an older version kept none."""
        return {event: told.partition(" ")[2] for event, told in self._chapters(ids).items()}

    def lined_up_with(self, event: str) -> list[str]:
        """Return the events that this one was lined up with, and itself."""
        beside = self.rows_of(chapters, chapters.c.digest, self._chapters([event]).values(), chapters.c.event)
        return [row["event"] for row in beside] or [event]

    def _chapters(self, ids: Iterable[str]) -> dict[str, str]:
        return {
            row["event"]: row["digest"]
            for row in self.rows_of(chapters, chapters.c.event, ids, chapters.c.event)
        }

    def sentences_of_events(self, ids: Iterable[str]) -> dict[str, int]:
        """Count the sentences of all articles of each of these events."""
        last = select(func.max(sentences.c.position)).where(sentences.c.article == members.c.article)
        counts: dict[str, int] = defaultdict(int)
        columns = (members.c.event, last.scalar_subquery().label("last"))
        for row in self.rows_joined(columns, members, members.c.event, ids):
            counts[row["event"]] += 1 + (row["last"] or 0)
        return counts

    def claims(self, stories_: Iterable[str]) -> list[Claim]:
        """Return the claims of these stories, by id."""
        return self._claims(claims.c.story, stories_)

    def claims_of(self, events_: Iterable[str]) -> list[Claim]:
        """Return the claims of these events, by id."""
        return self._claims(claims.c.event, events_)

    def _claims(self, column: Any, ids: Iterable[str]) -> list[Claim]:
        rows = {row["id"]: row["event"] for row in self.rows_of(claims, column, ids, claims.c.id)}
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


def mark_of(lined_up: Iterable[Claim], differing: Iterable[Difference]) -> str:
    """Sum up claims with their differences: two are alike where these are the same."""
    told = [
        [claim.id, claim.event, sorted([t.article, *t.span, float(t.score)] for t in claim.tellings)]
        for claim in sorted(lined_up, key=lambda claim: claim.id)
    ]
    differ = sorted(written(asdict(difference)) for difference in differing)
    return sha256(written([told, differ]).encode()).hexdigest()[:32]


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
