"""What a user judges of events -> what holds, kept and replayed with every grouping."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retold.errors import NotFoundError, UsageError
from retold.group import Judged, settle
from retold.model import Judgement, JudgementKind, Matter
from retold.store import SqlStore

Sides = tuple[Sequence[str], Sequence[str]]


class Judging:
    """The judgements of events that are kept, settled when they are first needed."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self._judged: Judged | None = None
        self._reading: dict[JudgementKind, Callable[[Sequence[str]], Sides]] = {
            JudgementKind.SAME: self._same,
            JudgementKind.DIFFERENT: self._different,
            JudgementKind.MERGE: self._merge,
            JudgementKind.SPLIT: self._split,
            JudgementKind.RENAME: self._rename,
        }

    @property
    def judged(self) -> Judged:
        """What holds of all that was judged and not undone."""
        if self._judged is None:
            self._judged = settle(self.store.judgements(Matter.EVENT))
        return self._judged

    def kept(self) -> list[Judgement]:
        """Return the judgements of events that are not undone, oldest first."""
        return [j for j in self.store.judgements(Matter.EVENT) if not j.undone]

    def forget(self) -> None:
        """Read the judgements anew."""
        self._judged = None

    def keep(self, kind: JudgementKind, names: Sequence[str], user: str) -> Judgement:
        """Keep a judgement of events, within `writing`; `names` are as `Corpus.judge` takes them.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """
        if kind not in self._reading:
            raise UsageError(f"{kind}: is no judgement of events")
        first, second = self._reading[kind](names)
        self.forget()
        return self.store.add_judgement(kind, first, second, about=Matter.EVENT, user=user)

    def undo(self, number: int, user: str) -> Judgement:
        """Let a judgement hold no longer, within `writing`; undoing that lets it hold again. Return what it was.

        Raises NotFoundError when there is none of that number, UsageError when it is undone already.
        """
        judgements = {judgement.number: judgement for judgement in self.store.judgements()}
        if number not in judgements:
            raise NotFoundError(f"{number}: there is no judgement of that number")
        undone = judgements[number]
        if undone.undone:
            raise UsageError(f"{number}: is undone already")
        self.store.add_judgement(JudgementKind.UNDO, [str(number)], about=undone.about, user=user)
        self.forget()
        while undone.kind is JudgementKind.UNDO:
            undone = judgements[int(undone.subjects[0][0])]
        return undone

    def _same(self, names: Sequence[str]) -> Sides:
        articles = self._articles(names)
        if len(articles) < 2:
            raise UsageError("same: takes two articles or more")
        return articles, ()

    def _different(self, names: Sequence[str]) -> Sides:
        articles = self._articles(names)
        if len(articles) != 2:
            raise UsageError("different: takes two articles")
        return articles[:1], articles[1:]

    def _merge(self, names: Sequence[str]) -> Sides:
        events = list(dict.fromkeys(self.store.resolve_event(name) for name in names))
        if len(events) != 2:
            raise UsageError("merge: takes two events")
        found = self.store.events(events)
        return found[events[0]].articles, found[events[1]].articles

    def _split(self, names: Sequence[str]) -> Sides:
        if len(names) < 2:
            raise UsageError("split: takes an event and the articles that leave it")
        [event] = self.store.events([self.store.resolve_event(names[0])]).values()
        leaving = self._articles(names[1:])
        staying = [a for a in event.articles if a not in leaving]
        if strange := [a for a in leaving if a not in event.articles]:
            raise UsageError(f"split: {strange[0]} does not tell the event")
        if not staying:
            raise UsageError("split: no article stays")
        return leaving, staying

    def _rename(self, names: Sequence[str]) -> Sides:
        if len(names) != 2 or not names[1].strip():
            raise UsageError("rename: takes an event or a story, and its new label")
        name, label = names
        if name in self.store.stories([name]):
            return [name], [label.strip()]
        return [self.store.resolve_event(name)], [label.strip()]

    def _articles(self, names: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(self.store.resolve_article(name) for name in names))
