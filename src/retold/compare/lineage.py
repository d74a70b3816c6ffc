"""Through whom each telling of a claim came, and which article follows which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum, log

from retold.compare.statements import Statement
from retold.compare.voices import ALIKE, best_name, name_words
from retold.model import (
    Article,
    Attribution,
    Chain,
    Claim,
    Copy,
    CopyKind,
    Difference,
    DifferenceKind,
    Follow,
    Lineage,
)
from retold.text.names import similarity
from retold.text.time import days_of

#: Shared details named in a reason.
SHOWN = 3


def trace(
    claim: str, statements: Sequence[Statement], differences: Sequence[Difference], follows: Mapping[str, str]
) -> Lineage:
    """Trace the tellings of a claim to their origins.

    `differences` are those of the claim: where they tell origins apart, they decide. `follows` maps an article to
    the one that it follows; one that names nobody has the origin of the article that it follows.
    """
    sides = [d.sides for d in differences if d.kind is DifferenceKind.ATTRIBUTION]
    roots: list[list[Statement]] = []
    for statement in statements:
        if statement.voice.span:
            fitting = (r for r in roots if all(_one_origin(statement, other, sides) for other in r))
            root = next(fitting, None)
            if root is None:
                roots.append([statement])
            else:
                root.append(statement)
    origins = [[statement.article.id for statement in root] for root in roots]
    for statement in statements:
        followed = follows.get(statement.article.id)
        for origin in origins:
            if statement.voice.span is None and followed in origin:
                origin.append(statement.article.id)
    return Lineage(
        claim=claim,
        chains=tuple(chain_of(s) for s in statements),
        origins=tuple(map(tuple, origins)),
    )


def chain_of(statement: Statement) -> Chain:
    """Return the origin that a telling names, and who relayed it, the nearest to the origin first."""
    voice = statement.voice
    named = {statement.text(voice.span): voice.span}
    for relay in _relaying(statement):
        named.setdefault(statement.text(relay.source), relay.source)
    relays = [span for text, span in named.items() if span and text != statement.text(voice.span)]
    return Chain(article=statement.article.id, source=voice.span, relays=tuple(relays))


def _relaying(statement: Statement) -> Iterator[Attribution]:
    """Yield the attributions around that of the origin, from the inside out."""
    waiting = {a.id: a for a in statement.attributions}
    at = statement.voice.attributions[0] if statement.voice.attributions else None
    while at is not None:
        at = waiting.pop(at.parent or "", None)
        if at is not None:
            yield at


def _one_origin(one: Statement, other: Statement, differing: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Tell whether two statements that name somebody name the same: what was told apart is not."""
    pair = one.article.id, other.article.id
    for sides in differing:
        at = [next((i for i, side in enumerate(sides) if article in side), None) for article in pair]
        if None not in at:
            return at[0] == at[1]
    if not differing:
        return True
    return best_name(one.text(one.voice.span), other.text(other.voice.span)) >= ALIKE


@dataclass(frozen=True, slots=True)
class Account:
    """What one article tells: its figures, dates and names as (kind, value), and how it names those it quotes."""

    article: Article
    details: frozenset[tuple[str, str]]
    sources: tuple[str, ...] = ()


def find_follows(
    accounts: Sequence[Account], claims: Sequence[Claim], copies: Sequence[Copy], *, least: float
) -> list[Follow]:
    """Find for each article those that it repeats, else the one it most probably follows, if that scores `least`.

    `accounts` come in time order; none follows one of a later day. What speaks for it: how many of the article's
    claims the other tells too, in how far their order is the same, and how many of the article's details they
    share, a rare one more than one that all have. An article that names the outlet of another follows that.
    """
    places = [_places(account.article, claims) for account in accounts]
    spread = Counter(detail for account in accounts for detail in account.details)
    rarity = {detail: log((1 + len(accounts)) / n) for detail, n in spread.items()}
    found = []
    for mine, account in enumerate(accounts):
        repeated = [copy for copy in copies if copy.article == account.article.id]
        found += [_copied(copy) for copy in repeated]
        if any(copy.kind is not CopyKind.PART for copy in repeated):
            continue
        follows = [
            _follow(account, accounts[its], places[mine], places[its], rarity)
            for its in range(len(accounts))
            if its != mine and _can_follow(accounts, places, mine, its)
        ]
        best = max(follows, key=lambda f: f.score, default=None)
        if best and best.score >= least and all(best.followed != copy.original for copy in repeated):
            found.append(best)
    return found


def _places(article: Article, claims: Sequence[Claim]) -> dict[str, int]:
    """Return where in an article each claim first stands."""
    return {
        claim.id: min(starts)
        for claim in claims
        if (starts := [t.span.start for t in claim.tellings if t.article == article.id])
    }


def _can_follow(
    accounts: Sequence[Account], places: Sequence[Mapping[str, int]], mine: int, its: int
) -> bool:
    """Tell whether one article may follow another: of two of one day, the one that tells less."""
    ours, theirs = days_of(accounts[mine].article.published), days_of(accounts[its].article.published)
    if ours is None or theirs is None or not places[mine].keys() & places[its].keys():
        return False
    if ours != theirs:
        return its < mine and theirs[0] <= ours[1]
    return (len(places[mine]), its) < (len(places[its]), mine)


def _follow(
    account: Account,
    other: Account,
    places: Mapping[str, int],
    elsewhere: Mapping[str, int],
    rarity: Mapping[tuple[str, str], float],
) -> Follow:
    shared = sorted(places.keys() & elsewhere.keys(), key=lambda claim: (places[claim], elsewhere[claim]))
    told, order = len(shared) / len(places), _same_order([elsewhere[claim] for claim in shared])
    both = account.details & other.details
    weight = fsum(
        rarity[d] for d in account.details
    )  # exact, so that no order of a set can part two that tie
    common = fsum(rarity[d] for d in both) / weight if weight else 0.0
    named = _names(account, other.article.outlet)
    return Follow(
        article=account.article.id,
        followed=other.article.id,
        share=told,
        score=1.0 if named else (told + told * max(0.0, 2 * order - 1) + common) / 3,
        reason="; ".join(
            [
                *(["names it as a source"] if named else []),
                f"tells {len(shared)} of its {len(places)} claims too{_in_order(order)}",
                *_shown(sorted(both, key=lambda d: (-rarity[d], d))),
            ]
        ),
    )


def _same_order(places: Sequence[int]) -> float:
    """Return the share of pairs that stand in order; half for too few to tell."""
    pairs = list(combinations(places, 2))
    return sum(a <= b for a, b in pairs) / len(pairs) if len(pairs) > 1 else 0.5


def _in_order(order: float) -> str:
    return ", in the same order" if order > 0.9 else ", mostly in the same order" if order > 0.7 else ""


def _names(account: Account, outlet: str | None) -> bool:
    """Tell whether an article names an outlet as a source of its own."""
    wanted = name_words(outlet or "")
    return bool(wanted) and any(
        all(any(similarity(word, other) >= ALIKE for other in name_words(source)) for word in wanted)
        for source in account.sources
    )


def _shown(details: Sequence[tuple[str, str]]) -> list[str]:
    """Say which exact details are shared: days and numbers of two digits or more."""
    days = [value for kind, value in details if kind == "date" and len(value) == 10]
    numbers = [f"{float(value):,.12g}" for kind, value in details if kind == "figure" and float(value) >= 10]
    shown = [*numbers, *days][:SHOWN]
    return [f"shares {', '.join(shown)}"] if shown else []


def _copied(copy: Copy) -> Follow:
    how = "in translation" if copy.kind is CopyKind.TRANSLATION else "word for word"
    return Follow(
        article=copy.article,
        followed=copy.original,
        share=copy.contained,
        score=1.0,
        reason=f"{copy.contained:.0%} of it stands there {how}",
    )
