"""The part of a corpus's database that holds copies, events and stories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import Integer, RowMapping, Table, bindparam, delete, func, select, update

from retold.errors import NotFoundError
from retold.model import Copy, CopyKind, Event, Span, Story
from retold.protocols import Vectors
from retold.store.narrowing import key_number
from retold.store.schema import (
    articles,
    claims,
    copies,
    copy_keys,
    events,
    matters,
    members,
    stories,
    vectors,
    wordings,
)
from retold.store.tables import Tables, begins_so, packed, unpacked
from retold.text.time import place_in_time

#: The articles of events.
_TOLD = members.join(articles, members.c.article == articles.c.id)

#: An article with one that it copies, and in what way.
Original = tuple[str, str, CopyKind]

_WORDED = articles.join(wordings, wordings.c.article == articles.c.arrival)

#: What a story is whose claims are lined up when somebody asks for them.
PUT_OFF = 2


class GroupingTables(Tables):
    """Which articles copy which, and which tell one event; which events make one story."""

    def add_copy_keys(self, article: str, keys: Iterable[str]) -> None:
        """Keep the keys that an article shares with those that repeat some of it."""
        [kept] = self.rows(select(articles.c.arrival).where(articles.c.id == article))
        numbers = sorted(set(map(key_number, keys)))
        self.insert(copy_keys, [{"article": kept["arrival"], "key": number} for number in numbers])

    def sharing_copy_keys(self, article: str, most: int) -> list[str]:
        """Return so many articles at most that share keys with this one: those that share most of them.

        Of the articles that have a key in common only the first so many that came are looked at, so that what all
        print costs no more than what few do.
        """
        rows = self.rows(_sharing_copy_keys(), {"article": article, "most": most})
        return [row["id"] for row in rows]

    def add_wordings(self, worded: Mapping[str, bytes]) -> None:
        """Keep how articles are worded (`group.Wording`)."""
        numbers = self.rows_joined((articles.c.id, articles.c.arrival), articles, articles.c.id, worded)
        self.insert(wordings, [{"article": row["arrival"], "data": worded[row["id"]]} for row in numbers])

    def wordings(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return how these articles are worded, where it has been kept."""
        rows = self.rows_joined((articles.c.id, wordings.c.data), _WORDED, articles.c.id, ids)
        return {row["id"]: row["data"] for row in rows}

    def set_matter(self, article: str, encoder: str, matter: Vectors) -> None:
        """Keep what an article was about when it arrived, (width,)."""
        self.put(matters, [{"article": article, "encoder": encoder, "data": packed(matter)}])

    def matters(self, ids: Iterable[str], encoder: str) -> dict[str, Vectors]:
        """Return what these articles were about when they arrived, by what this encoder made of them: (width,)."""
        rows = self.rows_of(matters, matters.c.article, ids, matters.c.article)
        return {row["article"]: unpacked(row["data"]) for row in rows if row["encoder"] == encoder}

    def set_copies(self, articles: Iterable[str], kinds: Iterable[CopyKind], found: Iterable[Copy]) -> None:
        """Say what these articles copy in these ways; what was said of them before is forgotten."""
        for article in articles:
            self.execute(delete(copies).where(copies.c.article == article, copies.c.kind.in_(list(kinds))))
        self.put(copies, [asdict(copy) for copy in found])

    def copied_from(self, originals: Iterable[str]) -> list[Copy]:
        """Return what copies these articles."""
        return [_copy(row) for row in self.rows_of(copies, copies.c.original, originals, copies.c.article)]

    def originals(self, ids: Iterable[str], kinds: Collection[CopyKind]) -> list[Original]:
        """Return which articles these copy in these ways, and in which of them."""
        columns = (copies.c.article, copies.c.original, copies.c.kind)
        rows = self.rows_joined(columns, copies, copies.c.article, ids)
        found = ((row["article"], row["original"], CopyKind(row["kind"])) for row in rows)
        return [each for each in found if each[2] in kinds]

    def copies(self, ids: Iterable[str]) -> list[Copy]:
        """Return what these articles copy, article by article, the most of each first."""
        rows = self.rows_of(copies, copies.c.article, ids, copies.c.article)
        return sorted(map(_copy, rows), key=lambda copy: (copy.article, -copy.contained, copy.original))

    def set_event(
        self,
        event_: Event,
        story: str | None,
        *,
        days: tuple[int, int] | None = None,
        mean: Vectors | None = None,
        moved: Iterable[str] | None = None,
    ) -> None:
        """Keep an event with its members.

        `mean` (width,), centred, is what the event is looked up by, among those of its `days`. `moved` are the
        members that were not in the event before; all, if not given.
        """
        first, last = days or (None, None)
        row: dict[str, object] = {"id": event_.id, "label": event_.label, "date": event_.date, "story": story}
        row |= {"first_day": first, "last_day": last, "mean": None if mean is None else packed(mean)}
        self.put(events, [row | {"size": len(event_.articles), "merged_into": None}])
        new = event_.articles if moved is None else moved
        self.put(members, [{"article": a, "event": event_.id} for a in new])

    def event_days(self, ids: Iterable[str]) -> dict[str, tuple[int, int] | None]:
        """Return the first and last day of the earliest article of each of these events; None where not known."""
        return {
            row["id"]: None if row["first_day"] is None else (row["first_day"], row["last_day"])
            for row in self.rows_of(events, events.c.id, ids, events.c.id)
        }

    def event_means(self, days: tuple[int, int] | None) -> list[tuple[str, Vectors]]:
        """Return the events whose earliest article is of just these days, by id, with their mean vectors."""
        first, last = days or (None, None)  # None == becomes IS NULL; IS NOT DISTINCT goes by no index
        question = (
            select(events.c.id, events.c.mean)
            .where(events.c.first_day == first, events.c.last_day == last)
            .where(events.c.mean.is_not(None), events.c.merged_into.is_(None))
            .order_by(events.c.id)
        )
        return [(row["id"], unpacked(row["mean"])) for row in self.rows(question)]

    def means_of_events(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """Return the mean vectors of these events."""
        rows = self.rows_of(events, events.c.id, ids, events.c.id)
        return {row["id"]: unpacked(row["mean"]) for row in rows if row["mean"]}

    def told_in(self, ids: Iterable[str], language: str) -> Iterator[tuple[str, str, float]]:
        """Yield, of each of these events, the articles in one language, and how central each is there."""
        told = members.join(articles, articles.c.id == members.c.article)
        told = told.join(vectors, vectors.c.article == articles.c.id)
        told = told.join(events, events.c.id == members.c.event)
        centre = events.c.mean.label("centre")
        columns = (members.c.event, members.c.article, articles.c.language, vectors.c.mean, centre)
        for row in self.rows_joined(columns, told, members.c.event, ids):
            if row["centre"] and (row["language"] or "").split("-")[0] == language.split("-", maxsplit=1)[0]:
                yield row["event"], row["article"], float(unpacked(row["mean"]) @ unpacked(row["centre"]))

    def spans_of_event_days(self) -> list[tuple[int, int]]:
        """Return every (first, last) day that the earliest article of some event has."""
        question = select(events.c.first_day, events.c.last_day).where(events.c.first_day.is_not(None))
        return [(row["first_day"], row["last_day"]) for row in self.rows(question.distinct())]

    def merged_events(self, ids: Iterable[str]) -> list[str]:
        """Return the events that were merged into these, or into one of those."""
        return self._merged(events, ids)

    def merged_stories(self, ids: Iterable[str]) -> list[str]:
        """Return the stories that were merged into these, or into one of those."""
        return self._merged(stories, ids)

    def _merged(self, table: Table, ids: Iterable[str]) -> list[str]:
        found: list[str] = []
        last = list(ids)
        while last:
            column = table.c.merged_into
            last = [row["id"] for row in self.rows_joined([table.c.id], table, column, last)]
            found += last
        return sorted(found)

    def label_event(self, event: str, label: str) -> None:
        """Give an event another label."""
        self.execute(update(events).where(events.c.id == event).values(label=label))

    def label_story(self, story: str, label: str) -> None:
        """Give a story another label."""
        self.execute(update(stories).where(stories.c.id == story).values(label=label))

    def merge_event(self, gone: str, into: str) -> None:
        """Leave a pointer where an event was."""
        self.execute(update(events).where(events.c.id == gone).values(merged_into=into, story=None))

    def event_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the event of each of these articles."""
        return {
            row["article"]: row["event"]
            for row in self.rows_of(members, members.c.article, ids, members.c.article)
        }

    def events(self, ids: Iterable[str] | None = None) -> dict[str, Event]:
        """Return these events, or all of them; those merged into others are left out."""
        return self.events_and_dates(ids)[0]

    def events_and_dates(
        self, ids: Iterable[str] | None = None
    ) -> tuple[dict[str, Event], dict[str, str | None]]:
        """Return these events, or all of them, and when each of their articles was published, where that is known."""
        question = select(events).where(events.c.merged_into.is_(None)).order_by(events.c.id)
        rows = self.rows(question) if ids is None else self.rows_of(events, events.c.id, ids, events.c.id)
        kept = {row["id"]: row for row in rows if row["merged_into"] is None}
        told: dict[str, list[tuple[tuple[float, int], str]]] = {key: [] for key in kept}
        published: dict[str, str | None] = {}
        columns = (members.c.event, members.c.article, articles.c.published, articles.c.arrival)
        for row in self.rows_joined(columns, _TOLD, members.c.event, kept):
            article, date = row["article"], row["published"]
            told[row["event"]].append(((place_in_time(date), row["arrival"]), article))
            published[article] = date
        found = {
            key: Event(
                id=key, articles=tuple(a for _, a in sorted(told[key])), label=row["label"], date=row["date"]
            )
            for key, row in kept.items()
        }
        return found, published

    def headings_of_events(self, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Return the labels of these events, and how many articles tell each."""
        rows = self.rows_of(events, events.c.id, ids, events.c.id)
        return {row["id"]: (row["label"], row["size"]) for row in rows if row["merged_into"] is None}

    def resolve_event(self, prefix: str) -> str:
        """Return the id of the one event whose id begins so, or of the one it was merged into.

        Raises NotFoundError when there is none or more than one.
        """
        question = select(events.c.id, events.c.merged_into).where(begins_so(events.c.id, prefix))
        rows = self.rows(question.order_by(events.c.id))
        ends = sorted({self._end_of(row) for row in rows})
        if len(ends) != 1:
            raise NotFoundError(f"{prefix}: {'more than one event begins' if ends else 'no event begins'} so")
        return ends[0]

    def _end_of(self, row: RowMapping) -> str:
        while row["merged_into"]:
            question = select(events.c.id, events.c.merged_into).where(events.c.id == row["merged_into"])
            row = self.rows(question)[0]
        return str(row["id"])

    def story_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the story of each of these events."""
        return {
            row["id"]: row["story"]
            for row in self.rows_of(events, events.c.id, ids, events.c.id)
            if row["story"]
        }

    def set_story(self, story: str, label: str, held: Sequence[str], *, stale: bool) -> None:
        """Keep a story with its events; `stale` says that its claims are yet to be lined up."""
        self.put(stories, [{"id": story, "label": label, "stale": int(stale), "merged_into": None}])
        self.execute(update(events).where(events.c.id.in_(held)).values(story=story))

    def merge_story(self, gone: str, into: str) -> None:
        """Leave a pointer where a story was; its claims are lined up anew in the other one."""
        self.execute(delete(claims).where(claims.c.story == gone))
        self.execute(update(stories).where(stories.c.id == gone).values(merged_into=into, stale=0))

    def put_off_story_of(self, article: str) -> None:
        """Leave it until an event of the story is compared to line up what its articles tell."""
        here = select(events.c.story).join(members, members.c.event == events.c.id)
        here = here.where(members.c.article == article)
        self.execute(update(stories).where(stories.c.id.in_(here)).values(stale=PUT_OFF))

    def is_put_off(self, story: str) -> bool:
        """Whether the claims of a story are lined up when somebody asks for them."""
        return bool(self.rows(select(stories.c.id).where(stories.c.id == story, stories.c.stale == PUT_OFF)))

    def stale_stories(self) -> list[str]:
        """Return the stories whose claims are yet to be lined up."""
        return [
            row["id"]
            for row in self.rows(select(stories.c.id).where(stories.c.stale == 1).order_by(stories.c.id))
        ]

    def stories(self, ids: Iterable[str] | None = None) -> dict[str, Story]:
        """Return these stories, or all of them, each with its events in time order."""
        question = select(stories).where(stories.c.merged_into.is_(None)).order_by(stories.c.id)
        rows = self.rows(question) if ids is None else self.rows_of(stories, stories.c.id, ids, stories.c.id)
        kept = {row["id"]: row["label"] for row in rows if row["merged_into"] is None}
        held: dict[str, list[tuple[str, str]]] = {key: [] for key in kept}
        for row in self.rows_of(events, events.c.story, kept, events.c.id):
            if row["merged_into"] is None:
                held[row["story"]].append((row["date"] or "9999", row["id"]))
        return {
            key: Story(id=key, events=tuple(e for _, e in sorted(held[key])), label=label)
            for key, label in kept.items()
            if held[key]
        }


@cache
def _sharing_copy_keys() -> Any:
    """Return the question for `most` articles that share keys with `article`: as dear to build as to ask."""
    most = bindparam("most", type_=Integer)
    own = select(articles.c.arrival).where(articles.c.id == bindparam("article")).scalar_subquery()
    mine, others, beyond = copy_keys.alias(), copy_keys.alias(), copy_keys.alias()
    same = select(beyond.c.article).where(beyond.c.key == mine.c.key)
    nth = same.order_by(beyond.c.article).offset(most).limit(1).scalar_subquery()
    last = same.order_by(beyond.c.article.desc()).limit(1).scalar_subquery()
    question = (
        select(others.c.article, func.count().label("shared"))
        .select_from(mine.join(others, others.c.key == mine.c.key))
        .where(mine.c.article == own, others.c.article != own)
        .where(others.c.article <= func.coalesce(nth, last))
        .group_by(others.c.article)
        .order_by(func.count().desc(), others.c.article)
        .limit(most)
        .subquery()
    )
    named = select(articles.c.id).join(question, question.c.article == articles.c.arrival)
    return named.order_by(question.c.shared.desc(), question.c.article)


def _copy(row: RowMapping) -> Copy:
    spans = tuple(Span(*span) for span in row["spans"])
    return Copy(**dict(row) | {"kind": CopyKind(row["kind"]), "spans": spans})
