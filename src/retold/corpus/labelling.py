"""Events -> the same, each labelled in a language that a user prefers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from retold.model import Event
from retold.store import SqlStore


def label_in(
    store: SqlStore, events: Iterable[Event], languages: Sequence[str], named: Collection[str] = ()
) -> list[Event]:
    """Label events with the headline of their most central article in the first language that has one.

    Those that no article tells in these languages keep their label, and so do the `named`, to which a user gave it.
    """
    labelled = {event.id: event for event in events}
    waiting = [event for event in labelled if event not in named]
    for language in languages:
        central: dict[str, tuple[float, str]] = {}
        for event, article, score in store.told_in(waiting, language):
            central[event] = max(central.get(event, (score, article)), (score, article))
        headlines = store.headlines(article for _, article in central.values())
        for event, (_, article) in central.items():
            labelled[event] = replace(labelled[event], label=headlines[article])
        waiting = [event for event in waiting if event not in central]
    return list(labelled.values())
