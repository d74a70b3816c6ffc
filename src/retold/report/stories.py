"""A story as a report: its events in time order, and how claims changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from retold.compare import materiality
from retold.corpus import Corpus
from retold.errors import NotFoundError
from retold.model import Claim, Difference, Event, Span
from retold.report.document import Document, Line, Section, Subject, Told, contrast, number_articles
from retold.report.matrix import Column, quote_span
from retold.report.words import count


def story_document(corpus: Corpus, key: str, languages: Sequence[str] = ()) -> Document:
    """Lay out a story, labelled, as its events are, in the first of the languages in which it is told.

    Raises NotFoundError when there is no story of that id.
    """
    story = next(iter(corpus.stories(languages, ids=[key])), None)
    if story is None:
        raise NotFoundError(f"{key}: there is no story of that id")
    known = {
        event.id: event for event in corpus.labelled(corpus.store.events(story.events).values(), languages)
    }
    events = [known[event] for event in story.events]
    event_of = {article: event for event in events for article in event.articles}
    columns = number_articles(
        corpus.articles(event_of).values(), corpus.sentences(event_of), corpus.store.entities_within(event_of)
    )
    claims = _wide(corpus.store.claims([key]), event_of, columns)
    told_in = {column.language for column in columns.values()}
    return Document(
        subject=Subject("story", key),
        title=story.label,
        facts=(
            f"{events[0].date or 'no date'} to {events[-1].date or 'no date'}",
            count(len(events), "event"),
            f"{count(len(columns), 'article')} in {count(len(told_in), 'language')}",
        ),
        sections=(
            Section(heading="In time order", lines=tuple(_event(event, columns) for event in events)),
            *_claims(claims, corpus.store.differences([c.id for c in claims]), event_of, columns),
        ),
        columns=tuple(columns.values()),
    )


def _event(event: Event, columns: Mapping[str, Column]) -> Line:
    """Say when an event was and who tells it, in the words of the title it is called by."""
    told = [columns[article] for article in event.articles]
    titles = (
        quote_span(column, Span(at, at + len(event.label)))
        for column in told
        if (at := column.article.text.find(event.label)) >= 0
    )
    outlets = ", ".join(dict.fromkeys(column.name for column in told))
    words = f"{event.date or 'no date'}: {count(len(told), 'article')} ({outlets})"
    return Line(words, tuple(title for title in [next(titles, None)] if title))


def _wide(
    claims: Sequence[Claim], event_of: Mapping[str, Event], columns: Mapping[str, Column]
) -> list[Claim]:
    """Keep the claims that are told in more than one event, the earliest told first."""
    wide = [claim for claim in claims if len({event_of[t.article].id for t in claim.tellings}) > 1]
    return sorted(wide, key=lambda claim: min((columns[t.article].number, t.span) for t in claim.tellings))


def _claims(
    claims: Sequence[Claim],
    differences: Sequence[Difference],
    event_of: Mapping[str, Event],
    columns: Mapping[str, Column],
) -> Iterator[Section]:
    numbers = {claim.id: number for number, claim in enumerate(claims, start=1)}
    if not claims:
        yield Section(heading="Claims over time", lines=(Line("No claim is told in more than one event."),))
        return
    shown = sorted(differences, key=materiality)
    yield Section(
        heading="What differs",
        intro="Among the claims that are told in more than one event.",
        lines=tuple(contrast(numbers[d.claim], d, columns) for d in shown)
        or (Line("No difference was found."),),
    )
    for claim in claims:
        tellings = sorted(claim.tellings, key=lambda t: (columns[t.article].number, t.span))
        events = dict.fromkeys(event_of[telling.article].date or "no date" for telling in tellings)
        yield Section(
            heading=f"Claim {numbers[claim.id]}",
            claim=numbers[claim.id],
            intro=f"Told on {', '.join(events)}.",
            lines=tuple(
                Told(quote_span(columns[t.article], t.span, t.score), _event_words(event_of[t.article]))
                for t in tellings
            ),
        )


def _event_words(event: Event) -> str:
    return f"of {event.date or 'no date'}"
