"""The corpus as pages use it: one reader behind a lock, one desk for what is handed in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Lock

from retold.corpus import Corpus
from retold.errors import AwayError
from retold.model import Comparison, Event, Story
from retold.protocols import Encoder
from retold.report.matrix import Matrix, build_matrix
from retold.store.listing import Card, Overview
from retold.web.desk import Desk

#: Events whose lined-up claims stay in memory: pages of one event are asked for one after the other.
EVENTS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Laid:
    """An event's comparison with its table."""

    comparison: Comparison
    matrix: Matrix


class Room:
    """What pages ask; each request has it to itself."""

    def __init__(
        self, open_corpus: Callable[[Encoder | None], Corpus], languages: Sequence[str] = ()
    ) -> None:
        """`open_corpus` opens it with an encoder that is loaded already, or with one of its own choice.

        Events and stories are labelled in the first of `languages` in which they are told.
        """
        self.corpus = open_corpus(None)
        self.languages = languages
        if not self.corpus.store.texts_are_indexed():  # an older version's; pages only read
            with self.corpus.store.writing():
                self.corpus.store.index_texts()
        self.desk = Desk(lambda: open_corpus(self._encoder()))
        self._lock = Lock()
        self.corpus.index(meaning=False)
        if self.corpus.store.stale_stories():  # left by an `add` that was stopped
            self.desk.open()
        self._seen = -1
        self._reading_rest: set[str] = set()
        self._overview: Overview | None = None
        self._laid: OrderedDict[str, Laid] = OrderedDict()

    def close(self) -> None:
        """Finish what was handed in, then let go of the database."""
        self.desk.close()
        self.corpus.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have the room to oneself, and the corpus as it is now, whatever comes in meanwhile.

        What the room remembers is forgotten when the corpus has changed.
        """
        with self._lock, self.corpus.store.reading():
            changes = self.corpus.store.change_count()
            if changes != self._seen:
                self._overview = None
                self._laid.clear()
                self._seen = changes
            yield

    def note(self, user: str, address: str, said: str) -> None:
        """Remember what a user changed."""
        store = self.corpus.store

        def keep() -> None:
            with store.writing():
                store.note_deed(user, address, said)

        with self._lock:
            store.persistently(keep)

    def reads_rest(self, event: Event) -> bool:
        """Have the rest of an event's articles read, where only openings were; whether that still goes on."""
        store = self.corpus.store
        story = store.story_of([event.id]).get(event.id)
        waiting = bool(store.skimmed(event.articles)) or (story is not None and store.is_put_off(story))
        if waiting and event.id not in self._reading_rest:
            self._reading_rest.add(event.id)
            self.desk.do(lambda corpus: corpus.compare(event.id), then=f"/event/{event.id}")
        elif not waiting:
            self._reading_rest.discard(event.id)
        return waiting

    def _encoder(self) -> Encoder:
        """Return the one encoder that reading and adding share; it takes most of the memory of a small corpus."""
        with self._lock:
            return self.corpus.encoder

    def warm_up(self) -> None:
        """Load what the first pages would wait for: the numbers, the encoder, the vectors that are searched.

        Where the server goes away meanwhile, the first pages wait after all.
        """
        with suppress(AwayError):
            with self._lock:
                self.corpus.index()
            with self.reading():
                if self.overview.articles:
                    self.corpus.search("retold", most=1)

    @property
    def overview(self) -> Overview:
        """The corpus in numbers."""
        if self._overview is None:
            self._overview = self.corpus.store.overview()
        return self._overview

    def cards(self, cards: Iterable[Card]) -> list[Card]:
        """Label events in the languages of the room."""
        shown = list(cards)
        events = self.corpus.labelled([card.event for card in shown], self.languages)
        return [replace(card, event=event) for card, event in zip(shown, events, strict=True)]

    def stories(self, ids: Iterable[str]) -> dict[str, Story]:
        """Return stories, labelled in the languages of the room; what is none is left out."""
        return {story.id: story for story in self.corpus.stories(self.languages, ids=ids)}

    def laid(self, event: str) -> Laid:
        """Line up what tells an event.

        Raises NotFoundError when there is no such event.
        """
        key = self.corpus.store.resolve_event(event)
        if key not in self._laid:
            comparison = self.corpus.compare(key, refresh=False)
            [labelled] = self.corpus.labelled([comparison.event], self.languages)
            comparison = replace(comparison, event=labelled)
            self._laid[key] = Laid(comparison, build_matrix(comparison))
            while len(self._laid) > EVENTS_KEPT:
                self._laid.popitem(last=False)
        self._laid.move_to_end(key)
        return self._laid[key]
