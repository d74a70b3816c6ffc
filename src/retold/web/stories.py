"""The page of a story: its events in time, and what became of its claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from retold.compare import materiality
from retold.errors import NotFoundError
from retold.model import Article, Claim, Difference, Event, Span, Telling
from retold.web.charts import spread
from retold.web.judging import judged_about
from retold.web.page import Asked, Page, plain
from retold.web.pages import sheet
from retold.web.room import Room
from retold.web.texts import Mark, Run, runs_of, sentence_at

#: Claims of a story on one page.
CHANGES = 12


@dataclass(frozen=True, slots=True)
class Retold:
    """A telling with its article, cut where it gives figures and dates; `sentence` is its number from 1."""

    article: Article
    telling: Telling
    runs: tuple[Run, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class Change:
    """A claim over the events of a story: in what its tellings differ, and by event the tellings in time order."""

    claim: Claim
    differences: tuple[Difference, ...]
    by_event: tuple[tuple[Event, tuple[Retold, ...]], ...]


def story_page(room: Room, asked: Asked) -> Page:
    """Show the events of a story in time order, and the claims that are told in more than one of them."""
    key = asked.path["story"]
    store = room.corpus.store
    story = room.stories([key]).get(key)
    if story is None:
        raise NotFoundError(f"{key}: there is no story of that id")
    cards = room.cards(store.cards(story.events))
    changes = _changes(room, [card.event for card in cards], store.claims([key]))
    return Page(
        template="story.html",
        shown={
            "asked": asked,
            "story": story,
            "cards": cards,
            "places": spread([card.event.date for card in cards]),
            "sheet": sheet(changes, asked.number("page"), CHANGES),
            "judged": judged_about(room, {key, *story.events}),
        },
        data=lambda: plain(story) | {"claims": [_change_data(change) for change in changes]},
    )


def _change_data(change: Change) -> dict[str, object]:
    return {
        "id": change.claim.id,
        "differences": plain(change.differences),
        "events": {event.id: [plain(r.telling) for r in told] for event, told in change.by_event},
    }


def _changes(room: Room, events: list[Event], claims: list[Claim]) -> list[Change]:
    """Lay out the claims that several events tell: first those that differ, the most material first."""
    event_of = {article: event.id for event in events for article in event.articles}
    wide = [c for c in claims if len({event_of[t.article] for t in c.tellings if t.article in event_of}) > 1]
    tellers = {t.article for c in wide for t in c.tellings}
    articles, sentences = room.corpus.articles(tellers), room.corpus.sentences(tellers)
    findings = room.corpus.findings(tellers)
    differing: dict[str, list[Difference]] = defaultdict(list)
    for difference in sorted(room.corpus.store.differences(c.id for c in wide), key=materiality):
        differing[difference.claim].append(difference)
    order = list(differing)

    def when(telling: Telling) -> tuple[str, str, Span]:
        return articles[telling.article].published or "9999", telling.article, telling.span

    def retold(telling: Telling) -> Retold:
        article, found = articles[telling.article], findings[telling.article]
        marks = [Mark(each.span, "mark") for each in found.figures]
        marks += [Mark(each.span, "mark") for each in found.dates]
        runs = tuple(runs_of(article.text, telling.span, marks))
        return Retold(article, telling, runs, sentence_at(sentences[article.id], telling.span))

    changes = []
    for claim in sorted(wide, key=lambda c: (order.index(c.id) if c.id in order else len(order), c.id)):
        told: dict[str, list[Retold]] = defaultdict(list)
        for telling in sorted(claim.tellings, key=when):
            told[event_of[telling.article]].append(retold(telling))
        by_event = tuple((event, tuple(told[event.id])) for event in events if event.id in told)
        changes.append(Change(claim, tuple(differing[claim.id]), by_event))
    return changes
