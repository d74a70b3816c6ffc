"""Why an article tells an event, or does not: the evidence, weighed and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retold import group
from retold.corpus.accounts import doubts_of
from retold.corpus.grouping import Grouping
from retold.model import Event, Judgement
from retold.protocols import Vectors

#: What each kind of evidence is called in a sentence.
WORDED = {
    "sentences alike": "the sentences are alike",
    "sentences alike, brief": "so they are in a short text",
    "brief": "there is little text",
    "matter alike": "they are about the same matter",
    "words shared": "rare words are shared",
    "one language": "both are in one language",
    "days apart": "days lie between them",
    "undated": "a date is missing",
    "opening": "only an opening was read",
    "day shared": "both name the same day",
    "day clash": "they name other days",
    "figure shared": "both give the same figure",
    "figure clash": "they give other figures",
    "place shared": "both name the same place",
    "place clash": "they name other places",
}

#: What a kind of evidence must weigh, in log-odds, to be named in the reason.
WORTH_NAMING = 0.3


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of evidence: its mean value over the articles of an event, and what that adds to the log-odds."""

    name: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why an article tells an event, or does not.

    `score` is how probable the evidence makes it, 0 to 1, 0.5 being where it is decided; `base` are the log-odds
    with no evidence at all, to which `parts` add theirs, the weightiest first. `nearest` is the article of the
    event that is most alike. What users judged of the two goes before all evidence. `doubts` say what is not known of
    the article.
    """

    article: str
    event: Event
    tells: bool
    score: float
    base: float
    parts: tuple[Part, ...]
    nearest: str | None
    judgements: tuple[Judgement, ...]
    reason: str
    doubts: tuple[str, ...] = ()


def explain(grouping: Grouping, article: str, event: Event) -> Why:
    """Weigh the evidence for an article against that of all others that tell an event."""
    others = [other for other in event.articles if other != article]
    judgements = tuple(_judged(grouping, article, others))
    tells = article in event.articles
    doubts = tuple(doubts_of(grouping.store.articles([article])[article]))
    if not others:
        return Why(article, event, tells, 1.0, 0.0, (), None, judgements, "It alone tells the event.", doubts)
    own, accounts = grouping.accounts.of([article]), grouping.accounts.of(others)
    links = grouping.links(own, accounts)[0]
    odds = float(links.mean())
    base, parts = _parts(grouping, own, accounts)
    return Why(
        article=article,
        event=event,
        tells=tells,
        score=float(1 / (1 + np.exp(-odds))),
        base=base,
        parts=parts,
        nearest=others[int(links.argmax())],
        judgements=judgements,
        reason=_reason(parts, judgements, tells=tells, odds=odds),
        doubts=doubts,
    )


def _parts(
    grouping: Grouping, own: Sequence[group.Account], accounts: Sequence[group.Account]
) -> tuple[float, tuple[Part, ...]]:
    """Return the log-odds of no evidence and what each kind adds to them, in the mean over the accounts."""
    names, values = group.evidence(own, accounts, grouping.accounts.weights)
    single = group.is_headline(own, accounts)[0]
    rules = [grouping.headline_rule if headline else grouping.event_rule for headline in single]
    weights: Vectors = np.array([[rule.weights[name] for name in names] for rule in rules], dtype=np.float32)
    effects = (values[0] * weights).mean(axis=0)
    means = values[0].mean(axis=0)
    parts = [
        Part(name, float(value), float(effect))
        for name, value, effect in zip(names, means, effects, strict=True)
        if effect
    ]
    base = float(np.mean([rule.bias for rule in rules]))
    return base, tuple(sorted(parts, key=lambda part: -abs(part.effect)))


def _judged(grouping: Grouping, article: str, others: Sequence[str]) -> list[Judgement]:
    """Return the judgements that hold on this article and another one of the event."""
    return [
        judgement
        for judgement in grouping.judging.kept()
        if article in (told := {a for side in judgement.subjects for a in side}) and told & set(others)
    ]


def _reason(parts: Sequence[Part], judgements: Sequence[Judgement], *, tells: bool, odds: float) -> str:
    speaking = [part for part in parts if abs(part.effect) >= WORTH_NAMING]
    forth = [WORDED[part.name] for part in speaking if part.effect > 0]
    against = [WORDED[part.name] for part in speaking if part.effect < 0]
    said = [f"{word}: {', '.join(some)}" for word, some in (("for", forth), ("against", against)) if some]
    reason = "; ".join(said) or "nothing speaks for it or against it"
    if judgements:
        reason = f"{judgements[-1].user} judged so; {reason}"
    elif tells != (odds >= 0):
        reason += "; other articles of the event decide"
    return f"{reason[:1].upper()}{reason[1:]}."
