"""The path: runs the steps in order and keeps what they find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retold.corpus.correcting import Correcting
from retold.corpus.explaining import Why, explain
from retold.corpus.rejecting import articles_of, places_of
from retold.corpus.showing import Showing
from retold.corpus.upkeep import Upkeep
from retold.corpus.who import identify
from retold.model import (
    Difference,
    Judgement,
    JudgementKind,
    Matter,
)
from retold.protocols import Encoder
from retold.settings import Settings, load_settings
from retold.store import open_store


def open_corpus(
    path: str | Path,
    *,
    create: bool = True,
    encoder: str | Encoder | None = None,
    settings: Settings | None = None,
) -> Corpus:
    """Open the corpus in an SQLite file or at a PostgreSQL URL; a new one is made where there is none.

    `encoder` is a name, or an encoder that is loaded already. Raises StoreError when it cannot be opened or is no
    corpus.
    """
    settings = settings or load_settings()
    return Corpus(open_store(path, create=create), encoder or settings.encoder, settings)


class Corpus(Upkeep, Showing):
    """The articles of one database with everything derived from them, and what users say of it."""

    def judge(self, kind: JudgementKind, *names: str, user: str, refresh: bool = True) -> Judgement:
        """Keep what a user says of events; it holds from now on, whatever arrives, until it is undone.

        SAME takes articles that tell one event, DIFFERENT two that don't; MERGE two events; SPLIT an event and
        the articles that leave it; RENAME an event or a story, and its label. Articles are named by their id,
        location or file name, events by how their id begins. The newer of two that contradict each other holds.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """
        return self._judge(lambda: self._judging.keep(kind, names, user), refresh=refresh)

    def reject(self, difference: Difference, *, user: str, refresh: bool = True) -> Judgement:
        """Keep that a difference is none: it is left out from now on, until that is undone.

        A telling that joins it later is not judged by this, and brings it back.
        """

        def keep() -> Judgement:
            places = places_of(difference)
            return self.store.add_judgement(
                JudgementKind.SAME, [difference.kind], places, about=Matter.DIFFERENCE, user=user
            )

        return self._judge(keep, refresh=refresh)

    def correct(self, kind: JudgementKind, *names: str, user: str, refresh: bool = True) -> Judgement:
        """Keep what a user says of entities; it holds from now on, whatever arrives, until it is undone.

        MERGE takes two entities that are one; SPLIT one and the written forms, or articles, that leave it; RENAME one
        and its name; DELETE one that is none. Entities are named by their id, how it begins, or a name in any script.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """

        def find(name: str) -> str:
            return identify(self.store, name, self.search(name, meaning=False).names)[0]

        return self._judge(
            lambda: Correcting(self.store, find).keep(kind, names, user),
            refresh=refresh,
        )

    def undo(self, number: int, *, user: str, refresh: bool = True) -> Judgement:
        """Let a judgement hold no longer, and return it; undoing the undoing lets it hold again.

        Raises NotFoundError when there is none of that number, UsageError when it is undone already.
        """
        return self._judge(lambda: self._judging.undo(number, user), refresh=refresh)

    def _judge(self, keep: Callable[[], Judgement], *, refresh: bool) -> Judgement:
        def judge() -> Judgement:
            with self._keeping():
                self._grouping.catch_up()
                judgement = keep()
                if judgement.about is Matter.EVENT:
                    self._grouping.reconsider(judgement)
                elif judgement.about is Matter.ENTITY:
                    self._replaying.mind(judgement)
                elif judgement.about is Matter.DIFFERENCE:
                    self.store.line_up_again(articles_of(judgement))
            return judgement

        judged = self.store.persistently(judge)
        if refresh:
            self.refresh()
        return judged

    def why(self, article: str, event: str) -> Why:
        """Say why an article tells an event, or does not: the weighted evidence, and a reason in words.

        Raises NotFoundError when there is no such article or event, or more than one.
        """
        [told] = self.store.events([self.store.resolve_event(event)]).values()
        self._grouping.catch_up()
        return explain(self._grouping, self.store.resolve_article(article), told)

    def judgements(self) -> list[Judgement]:
        """Return all that users judged, oldest first; what was undone is marked."""
        return self.store.judgements()
