"""Events and stories -> the same, each labelled in a language that a user prefers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from retold import group
from retold.model import Event, Story
from retold.store import SqlStore


def label_in(
    store: SqlStore, events: Iterable[Event], languages: Sequence[str], named: Collection[str] = ()
) -> list[Event]:
    """Label events with the headline of their most central article in the first language that has one.

    Those that no article tells in these languages keep their label, and so do the `named`, to which a user gave it.
    """
    labelled = {event.id: event for event in events}
    waiting = {key: event for key, event in labelled.items() if key not in named}
    for language in languages:
        central = _central_articles(store, waiting, language)
        headlines = store.headlines(central.values())
        for event, article in central.items():
            labelled[event] = replace(labelled[event], label=headlines[article])
            del waiting[event]
    return list(labelled.values())


def label_stories_in(
    store: SqlStore, stories: Iterable[Story], languages: Sequence[str], named: Collection[str] = ()
) -> list[Story]:
    """Label stories as `label_in` labels that of their events that is most central among those so told."""
    labelled = {story.id: story for story in stories}
    events = store.events(event for story in labelled.values() for event in story.events)
    waiting = [story for story in labelled.values() if story.id not in named]
    for language in languages:
        central = _central_articles(store, events, language)
        chosen = {
            story.id: central[_central_event(store, story, told, events)]
            for story in waiting
            if (told := [event for event in story.events if event in central])
        }
        headlines = store.headlines(chosen.values())
        for story, article in chosen.items():
            labelled[story] = replace(labelled[story], label=headlines[article])
        waiting = [story for story in waiting if story.id not in chosen]
    return list(labelled.values())


def _central_articles(store: SqlStore, events: Mapping[str, Event], language: str) -> dict[str, str]:
    """Return the most central article of each event that is told in a language."""
    told: dict[str, dict[str, float]] = defaultdict(dict)
    for event, article, nearness in store.told_in(events, language):
        told[event][article] = nearness
    central = {}
    for event, near in told.items():
        in_order = [article for article in events[event].articles if article in near]
        central[event] = in_order[group.most_central([near[article] for article in in_order])]
    return central


def _central_event(store: SqlStore, story: Story, told: Sequence[str], events: Mapping[str, Event]) -> str:
    """Return which of some events of a story, in time order, is nearest to the middle of the whole story."""
    means = store.means_of_events(story.events)
    centre = np.mean(list(means.values()), axis=0)
    nearness = [float(means[event] @ centre) for event in told]
    return told[group.most_central(nearness, [len(events[event].articles) for event in told])]
