"""The pages on which a user says what Retold got wrong, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from retold.corpus import Corpus, places_of
from retold.errors import NotFoundError
from retold.model import Difference, Judgement, JudgementKind, Matter
from retold.report.words import count
from retold.store.listing import Card
from retold.web.page import Asked, Elsewhere, Page, RefusalError, plain
from retold.web.pages import sheet, sheet_data
from retold.web.room import Room

#: Events that one may be joined with: those of its story, and these many others, the nearest in time.
OTHERS = 40

#: Articles of a judgement that are named one by one.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement in words; `links` lead to what it is about, as (address, name)."""

    judgement: Judgement
    words: str
    links: tuple[tuple[str, str], ...]


def judgements_page(room: Room, asked: Asked) -> Page:
    """List what was judged, newest first."""
    found = sheet(judged_about(room, None), asked.number("page"))
    return Page(
        template="judgements.html",
        shown={"asked": asked, "sheet": found},
        data=lambda: sheet_data(found) | {"judgements": [plain(each.judgement) for each in found.entries]},
    )


def judged_about(
    room: Room, things: set[str] | None, *, about: Collection[Matter] = (Matter.EVENT, Matter.DIFFERENCE)
) -> list[Judged]:
    """Word the judgements on some matters that concern any of these things, or all there are; newest first.

    Things are articles, events, stories, and places of mentions.
    """
    return [
        _in_words(room, judgement)
        for judgement in reversed(room.corpus.judgements())
        if judgement.kind is not JudgementKind.UNDO
        and (things is None or (judgement.about in about and not things.isdisjoint(_subjects(judgement))))
    ]


def joinable(room: Room, event: str) -> list[Card]:
    """Return the events that one may be said to be the same as: those of its story, then the nearest in time."""
    store = room.corpus.store
    [here] = store.cards([event])
    of_story = store.stories([here.story]).values() if here.story else ()
    kin = store.cards(event for story in of_story for event in story.events)
    found = {card.event.id: card for card in (*kin, *store.events_near(here.days, OTHERS + 1))}
    found.pop(event, None)

    def distance(card: Card) -> tuple[bool, int, str]:
        apart = abs((card.days or (0, 0))[0] - (here.days or (0, 0))[0])
        return card.story != here.story, apart, card.event.id

    return room.cards(sorted(found.values(), key=distance)[:OTHERS])


def rename(room: Room, asked: Asked) -> Elsewhere:
    """Give an event or a story another label."""
    [(kind, key)] = asked.path.items()
    label = asked.form.get("label", "").strip()[:300]
    if not label:
        raise RefusalError(400, "A name is missing", "Write what it should be called.")
    return _judge(room, asked, f"/{kind}/{key}", JudgementKind.RENAME, key, label)


def split(room: Room, asked: Asked) -> Elsewhere:
    """Let articles leave an event: they tell another."""
    event, leaving = asked.path["event"], chosen(asked)
    if not leaving:
        raise RefusalError(400, "No article is chosen", "Choose those that tell another event.")
    return _judge(room, asked, f"/event/{event}", JudgementKind.SPLIT, event, *leaving)


def join(room: Room, asked: Asked) -> Elsewhere:
    """Say that two events are one."""
    event, other = asked.path["event"], asked.form.get("other", "")
    if not room.corpus.store.events([other]):
        raise RefusalError(400, "No event is chosen", "Choose the one that is the same.")
    return _judge(room, asked, f"/event/{event}", JudgementKind.MERGE, event, other)


def reject(room: Room, asked: Asked) -> Elsewhere:
    """Say that a difference is none."""
    claim, shows = asked.form.get("claim", ""), asked.form.get("shows", "")
    found = [d for d in room.corpus.store.differences([claim]) if shown_by(d) == shows]
    if not found:
        raise NotFoundError("this difference is no more; load the page again")

    def work(corpus: Corpus) -> None:
        corpus.reject(found[0], user=asked.member.name)

    return go(room, work, f"/event/{asked.path['event']}")


def undo(room: Room, asked: Asked) -> Elsewhere:
    """Let a judgement hold no longer."""
    number = asked.form.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise RefusalError(400, "No judgement is chosen", "Choose one on the page of judgements.")

    def work(corpus: Corpus) -> None:
        corpus.undo(int(number), user=asked.member.name)

    return go(room, work, "/judgements")


def shown_by(difference: Difference) -> str:
    """Name a difference by what shows it, so that a form names the one that its reader saw."""
    return sha256(" ".join((difference.kind, *places_of(difference))).encode()).hexdigest()[:16]


def _judge(room: Room, asked: Asked, then: str, kind: JudgementKind, *names: str) -> Elsewhere:
    def work(corpus: Corpus) -> None:
        corpus.judge(kind, *names, user=asked.member.name)

    return go(room, work, then)


def go(room: Room, work: Callable[[Corpus], object], then: str) -> Elsewhere:
    """Have the desk do some work, and lead to the page that shows what came of it."""
    return Elsewhere(f"/job/{room.desk.do(work, then).id}")


def chosen(asked: Asked) -> list[str]:
    """Return what is ticked in a form as leaving."""
    return [name.removeprefix("leaves-") for name in asked.form if name.startswith("leaves-")]


def _subjects(judgement: Judgement) -> set[str]:
    named = {name for side in judgement.subjects for name in side}
    return named | {name.split(":")[0] for name in named}


def _in_words(room: Room, judgement: Judgement) -> Judged:
    first, second = judgement.subjects
    if judgement.about is Matter.ENTITY:
        return _entity_in_words(room, judgement)
    if judgement.about is Matter.DIFFERENCE:
        articles = sorted({place.split(":")[0] for place in second})
        return Judged(judgement, f"no difference in {first[0]} between", _links(room, articles))
    if judgement.kind is JudgementKind.RENAME:
        kind = "story" if room.corpus.store.stories([first[0]]) else "event"
        return Judged(judgement, f"{kind} called", ((f"/{kind}/{first[0]}", second[0]),))
    left = count(len(second), "article")
    words = {
        JudgementKind.SAME: "one event is told by",
        JudgementKind.DIFFERENT: "two events are told by",
        JudgementKind.MERGE: f"one event with that of {left}:",
        JudgementKind.SPLIT: f"another event than that of {left} is told by",
    }
    things = (*first, *second) if judgement.kind is not JudgementKind.SPLIT else first
    return Judged(judgement, words[judgement.kind], _links(room, things))


def _entity_in_words(room: Room, judgement: Judgement) -> Judged:
    """Word a judgement of an entity by the forms that stood at its places, with the articles where they do."""
    first, second = judgement.subjects
    said = {
        JudgementKind.RENAME: lambda: f"{_written(room, first)} is called “{second[0]}”",
        JudgementKind.MERGE: lambda: f"{_written(room, first)} and {_written(room, second)} are one",
        JudgementKind.SPLIT: lambda: f"{_written(room, first)} is not {_written(room, second)}",
        JudgementKind.DELETE: lambda: f"{_written(room, first)} names nothing",
    }
    articles = list(dict.fromkeys(place.split(":")[0] for place in first))
    return Judged(judgement, f"{said[judgement.kind]()}, as in", _links(room, articles))


def _written(room: Room, places: Sequence[str]) -> str:
    """Quote the forms that stand at some places, a few of them."""
    spans = [place.split(":") for place in places[: 5 * NAMED]]
    articles = room.corpus.articles({article for article, _, _ in spans})
    forms = [articles[a].text[int(start) : int(end)] for a, start, end in spans if a in articles]
    return ", ".join(f"“{form}”" for form in list(dict.fromkeys(forms))[:NAMED])


def _links(room: Room, articles: Sequence[str]) -> tuple[tuple[str, str], ...]:
    headings = room.corpus.store.headings(articles)
    known = [headings[key] for key in articles if key in headings]
    named = [(f"/article/{h.id}", h.name) for h in known[:NAMED]]
    more = [("", f"and {len(known) - NAMED} more")] if len(known) > NAMED else []
    return (*named, *more)
