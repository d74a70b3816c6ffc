"""What every side of a corpus rests on: its store, its encoder and the parts of the path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from types import TracebackType
from typing import Self

from retold import encode
from retold.align import Chapter
from retold.corpus.comparing import Comparing
from retold.corpus.copying import Copying
from retold.corpus.engine import HERE, LinesUp
from retold.corpus.grouping import Grouping
from retold.corpus.judging import Judging
from retold.corpus.lined import Lined, Seen
from retold.corpus.lining import Lining
from retold.corpus.naming import Naming
from retold.corpus.rejecting import without_rejected
from retold.corpus.replaying import Replaying
from retold.corpus.searching import Searching
from retold.corpus.threads import one_thread
from retold.errors import EncoderError
from retold.model import Matter
from retold.protocols import Encoder, Vectors
from retold.settings import Settings
from retold.store import SqlStore


class Held:
    """One database with the parts that work on it, each made when it is first needed."""

    def __init__(self, store: SqlStore, encoder: str | Encoder, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._encoder = encoder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    @property
    def encoder_name(self) -> str:
        """By what name another process loads the encoder."""
        return self._encoder if isinstance(self._encoder, str) else self._encoder.name

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first needed.

        Raises EncoderError when the corpus was made with another one.
        """
        given = self._encoder
        encoder = encode.load_encoder(given) if isinstance(given, str) else given
        if (other := self.store.encoder() or encoder.name) != encoder.name:
            raise EncoderError(
                f"{self.store.place}: was made with the encoder {other}, not with {encoder.name}"
            )
        return encoder

    @cached_property
    def _grouping(self) -> Grouping:
        return Grouping(self.store, self.encoder, self.settings, self._judging)

    @cached_property
    def _judging(self) -> Judging:
        return Judging(self.store)

    @cached_property
    def _copying(self) -> Copying:
        return Copying(self.store, self.settings)

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self.store)

    @cached_property
    def _replaying(self) -> Replaying:
        return Replaying(self.store, self._naming)

    @cached_property
    def _lining(self) -> Lining:
        return Lining(self.store, self.encoder, self.settings)

    @property
    def _comparing(self) -> Comparing:
        return Comparing(self._lining)

    @cached_property
    def _searching(self) -> Searching:
        return Searching(self.store, meaning_least=self.settings.meaning_least)

    @one_thread()
    def line_up(self, chapter: Chapter, *, differences: bool = True) -> Lined:
        """Line up the tellings of a chapter as it is now; nothing is kept."""
        with self.store.reading():
            return self._lining.line_up(chapter, differences=differences)

    def phrases(self, items: Sequence[tuple[str, str]]) -> Vectors:
        """Return the centred vectors of phrases, given with their languages: (phrases, width)."""
        return self._lining.phrases(items)

    def refresh(
        self,
        *,
        differences: bool = True,
        engine: LinesUp = HERE,
        due: Callable[[Chapter], bool] = lambda _: True,
    ) -> list[Chapter]:
        """Line up the claims of the stories that have changed, and find in what their tellings differ.

        A large story is lined up chapter by chapter; those that are as they were keep their claims. An engine lines
        up several at once. What it saw may have changed by the time that a chapter's turn comes: names that an
        earlier one joined, or articles that somebody else added. That chapter is then lined up again here, so that
        all comes out as one by one. Chapters that are not `due` are left as they are, and returned.
        """
        stories = self.store.stale_stories()
        waiting = [chapter for story in stories for chapter in self._waiting(story) if due(chapter)]
        for chapter, ahead in zip(waiting, engine.line_up(waiting, differences=differences), strict=True):
            self.store.persistently(partial(self._refresh, chapter, ahead, differences=differences))
        left: list[Chapter] = []
        for story in stories:
            left += self.store.persistently(partial(self._finish, story, due, differences=differences))
        return left

    def _waiting(self, story: str) -> list[Chapter]:
        return self.store.at_once(lambda: self._lining.waiting(story))

    @one_thread()
    def _refresh(self, chapter: Chapter, ahead: Lined | None, *, differences: bool) -> None:
        with self.store.writing():
            seen = self._lining.seen(chapter)
            if chapter.holds(seen.event_of):
                holds = ahead if ahead and ahead.seen == seen else None
                self._keep_lined(chapter, holds, differences=differences, seen=seen)

    @one_thread()
    def _finish(self, story: str, due: Callable[[Chapter], bool], *, differences: bool) -> list[Chapter]:
        """Line up what has changed meanwhile; then the story is stale no more, if nothing of it is left."""
        left = []
        with self.store.writing():
            for chapter in self._lining.waiting(story):
                if due(chapter):
                    self._keep_lined(chapter, None, differences=differences)
                else:
                    left.append(chapter)
            if not left:
                self.store.end_lining(story)
        return left

    def _keep_lined(
        self, chapter: Chapter, ahead: Lined | None, *, differences: bool, seen: Seen | None = None
    ) -> None:
        lined = ahead or self._lining.line_up(chapter, differences=differences, seen=seen)
        rejected = self.store.judgements(Matter.DIFFERENCE)
        different = without_rejected(lined.differences, rejected)
        self.store.set_claims(chapter.story, chapter.events, chapter.digest, lined.claims, different)
        self._copying.set_translations(lined.articles, lined.translations)
        self._naming.join_aligned([*lined.articles, *lined.guests], lined.aligned, self.phrases)

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """All or nothing, in the database and in what is remembered of it."""
        try:
            with self.store.writing():
                yield
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        """Forget what is remembered of the store: it may not have been kept."""
        for name in ("_grouping", "_judging", "_naming", "_replaying", "_lining", "_searching"):
            vars(self).pop(name, None)
