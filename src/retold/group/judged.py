"""What users said of events -> what must be together, what apart, and under which names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retold.model import Judgement, JudgementKind

Articles = frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds of all that was judged.

    The articles of a set in `together` tell one event; no article of the first set of a pair in `apart` tells the
    same event as one of the second. `names` are labels by the id of the event or story.
    """

    together: tuple[Articles, ...] = ()
    apart: tuple[tuple[Articles, Articles], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def partners_of(self, article: str) -> list[str]:
        """Return the articles that belong together with one."""
        return sorted({other for one in self.together if article in one for other in one if other != article})

    def among(self, articles: Iterable[str]) -> Judged:
        """Return what holds among some articles."""
        here = frozenset(articles)
        together = (one & here for one in self.together if not one.isdisjoint(here))
        apart = ((a & here, b & here) for a, b in self.apart)
        return Judged(
            tuple(one for one in together if len(one) > 1),
            tuple((a, b) for a, b in apart if a and b),
            self.names,
        )

    def arrange(self, blocks: Iterable[Sequence[str]]) -> list[list[str]]:
        """Take the articles that were judged out of their blocks, and put those together that belong so."""
        judged = frozenset().union(*self.together, *(side for pair in self.apart for side in pair))
        place = {article: number for number, one in enumerate(self.together) for article in one}
        joined: list[list[str]] = [[] for _ in self.together]
        rest: list[list[str]] = []
        for block in blocks:
            rest.append([article for article in block if article not in judged])
            for article in block:
                if article in place:
                    joined[place[article]].append(article)
                elif article in judged:
                    rest.append([article])
        return [block for block in (*rest, *joined) if block]


def settle(judgements: Sequence[Judgement]) -> Judged:
    """Bring judgements, given oldest first, together: where two contradict each other, the newer one holds."""
    together: list[Articles] = []
    apart: list[tuple[Articles, Articles]] = []
    names: dict[str, str] = {}
    for judgement in reversed(judgements):
        first, second = judgement.subjects
        if judgement.undone or judgement.kind is JudgementKind.UNDO:
            continue
        if judgement.kind is JudgementKind.RENAME:
            names.setdefault(first[0], second[0])
        elif judgement.kind in (JudgementKind.SAME, JudgementKind.MERGE):
            together = _with(together, apart, (*first, *second))
        else:
            apart += _parted(together, frozenset(first), frozenset(second))
            if judgement.kind is JudgementKind.SPLIT:
                together = _with(_with(together, apart, first), apart, second)
    return Judged(tuple(together), tuple(apart), names)


def _with(
    together: Sequence[Articles], apart: Sequence[tuple[Articles, Articles]], wanted: Sequence[str]
) -> list[Articles]:
    """Put articles together, but for those that newer judgements keep apart from the ones before."""
    joined: Articles = frozenset()
    for article in wanted:
        held = joined.union([article], *(one for one in together if article in one))
        if not any(held & first and held & second for first, second in apart):
            joined = held
    others = [one for one in together if not one & joined]
    return [*others, joined] if len(joined) > 1 else others


def _parted(
    together: Sequence[Articles], first: Articles, second: Articles
) -> list[tuple[Articles, Articles]]:
    """Keep two sides apart, but for those of the second that newer judgements put together with the first."""
    second = second.difference(*(one for one in together if one & first))
    return [(first, second)] if first and second else []
