"""Lists of events and stories on a terminal, one a line or two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.model import Article, Event, Story
from retold.report.terminal import LINES, SLACK, TEXT_WIDTH, clean, grid, shorten

#: What stands before a label takes: an id, dates, numbers, some languages.
_EVENT_WIDTH, _STORY_WIDTH = 52, 68


def print_events(events_with_articles: Iterable[tuple[Event, Sequence[Article]]], console: Console) -> None:
    """Print events: id, date, number of articles and languages, label."""
    table = _headed("event", "date", "articles", "languages", "label")
    for event, articles in events_with_articles:
        table.add_row(
            Text(event.id, "bold"),
            Text(event.date or "no date"),
            Text(str(len(articles))),
            Text(_languages(articles)),
            _label(event.label, console.width - _EVENT_WIDTH),
        )
    console.print(table)


def print_stories(
    stories: Iterable[Story],
    events: Mapping[str, Event],
    articles: Mapping[str, Article],
    console: Console,
) -> None:
    """Print stories: id, dates of the first and the last event, number of events and languages, label."""
    table = _headed("story", "from", "to", "events", "languages", "label")
    for story in stories:
        told = [events[event] for event in story.events]
        table.add_row(
            Text(story.id, "bold"),
            Text(told[0].date or "no date"),
            Text(told[-1].date or "no date"),
            Text(str(len(told))),
            Text(_languages(articles[a] for event in told for a in event.articles)),
            _label(story.label, console.width - _STORY_WIDTH),
        )
    console.print(table)


def _headed(*names: str) -> Table:
    table = grid(len(names))
    table.add_row(*(Text(name, "dim") for name in names))
    return table


def _languages(articles: Iterable[Article]) -> str:
    return " ".join(sorted({article.language or "?" for article in articles}))


def _label(label: str, width: int) -> Text:
    return Text(shorten(clean(label), LINES * max(width, TEXT_WIDTH) - SLACK))
