"""Why two sentences are held to tell the same, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retold.align.pairs import Weighed, weigh
from retold.align.passages import Passage, Place
from retold.regression import fitted


@dataclass(frozen=True, slots=True)
class Topic:
    """What evidence is about whose names begin so, and what it says for and against a pair.

    Where evidence of the name `so` is above 0, only what speaks for the pair can be said, else only what speaks
    against it; with `not_so` it is the other way round.
    """

    begins: tuple[str, ...]
    forth: str
    against: str
    so: str = ""
    not_so: str = ""

    def holds(self, values: Mapping[str, float], *, forth: bool) -> bool:
        """Whether what the topic says can be said of a pair with these values."""
        if self.so:
            return (values[self.so] > 0) is forth
        return not self.not_so or (values[self.not_so] > 0) is not forth


#: Of other evidence a reader would learn nothing.
TOPICS = (
    Topic(
        ("cosine", "topical", "words", "above its articles"),
        "they mean much the same",
        "they do not mean quite the same",
    ),
    Topic(("lexical",), "they share rare words", "they share no rare words", so="lexical"),
    Topic(("name",), "they name the same", "they name others", so="name shared"),
    Topic(("figure",), "they give the same figures", "they do not give the same figures", so="figure shared"),
    Topic(("date",), "they name the same day", "they do not name the same day", so="date shared"),
    Topic(
        ("before", "after", "beside", "chance"),
        "what stands beside them is alike, too",
        "what stands beside them is not alike",
    ),
    Topic(
        ("places", "later place", "both first", "order", "against order"),
        "they stand at like places",
        "they stand at other places",
    ),
    Topic(("witnesses", "partners"), "other articles tell both", "other articles tell one of them only"),
    Topic(("rival", "lead"), "no other sentence fits better", "another sentence fits about as well"),
    Topic(("lengths", "shorter"), "they are of like length", "one says much more than the other"),
    Topic(("articles alike", "told alike"), "their articles are alike", "their articles tell little alike"),
    Topic(
        ("other event", "days apart"),
        "both are about one event",
        "one is about another event",
        not_so="other event",
    ),
)
#: What evidence must weigh, in log-odds against the mean pair, to be named; no more than so many for and against.
WORTH_NAMING, MOST_NAMED = 0.4, 3


@dataclass(frozen=True, slots=True)
class Tie:
    """How probable it is that two sentences of two articles, by article and span, tell the same, 0 to 1, and why."""

    one: Place
    other: Place
    score: float
    reason: str


def find_ties(passages: Sequence[Passage], places: Iterable[Place]) -> dict[Place, Tie]:
    """Tie each of some sentences of a story to that one of them that most probably tells the same elsewhere.

    A sentence for which no other article has any has no tie.
    """
    if not any(p.sentences for p in passages):
        return {}
    weighed = weigh(passages)
    standing = [(p.article, s.span) for p in weighed.grid.passages for s in p.sentences]
    asked = np.isin(np.arange(len(standing)), [i for i, at in enumerate(standing) if at in set(places)])
    inside = np.flatnonzero(asked[weighed.rows] & asked[weighed.columns])
    found: dict[Place, Tie] = {}
    for pair in inside[np.argsort(-weighed.chances[inside], kind="stable")]:
        ends = standing[weighed.rows[pair]], standing[weighed.columns[pair]]
        if not found.keys() >= set(ends):
            score, reason = float(weighed.chances[pair]), _reason(weighed, int(pair))
            for one, other in (ends, ends[::-1]):
                found.setdefault(one, Tie(one, other, score, reason))
    return found


def _reason(weighed: Weighed, pair: int) -> str:
    effects = _effects(weighed, pair)
    values = dict(zip(weighed.names, map(float, weighed.values[pair]), strict=True))
    weighty = sorted(effects, key=lambda topic: -abs(effects[topic]))
    weighty = [
        t for t in weighty if abs(effects[t]) >= WORTH_NAMING and t.holds(values, forth=effects[t] > 0)
    ]
    forth = [topic.forth for topic in weighty if effects[topic] > 0][:MOST_NAMED]
    against = [topic.against for topic in weighty if effects[topic] < 0][:MOST_NAMED]
    said = [f"{word}: {', '.join(some)}" for word, some in (("for", forth), ("against", against)) if some]
    reason = "; ".join(said) or "nothing much speaks for it or against it"
    return f"{reason[:1].upper()}{reason[1:]}."


def _effects(weighed: Weighed, pair: int) -> dict[Topic, float]:
    """Return what the evidence on each topic adds to the log-odds of a pair, against the mean of all pairs.

    Evidence weighs in the second regression by itself, and through the odds that the first one gives.
    """
    alone, together = (fitted("retold.align", name).weights for name in ("alone", "together"))
    apart = weighed.values[pair] - weighed.values.mean(axis=0)
    effects = dict.fromkeys(TOPICS, 0.0)
    for name, value in zip(weighed.names, apart, strict=True):
        for topic in TOPICS:
            if name.startswith(topic.begins):
                effects[topic] += float(value) * (together[name] + together["odds"] * alone.get(name, 0))
    return effects
