"""Which article follows which: copies and translations, and retellings of the same claims with the same details."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import fsum, log

from retold.compare.voices import ALIKE, name_words
from retold.model import Article, Claim, Copy, CopyKind, Follow, Span
from retold.text.names import similarity
from retold.text.time import days_of

#: Shared details named in a reason.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Account:
    """What one article tells: its figures, dates and names as (kind, value), how it names sources, what it quotes."""

    article: Article
    details: frozenset[tuple[str, str]]
    sources: tuple[str, ...] = ()
    quoted: tuple[Span, ...] = ()


def find_follows(
    accounts: Sequence[Account], claims: Sequence[Claim], copies: Sequence[Copy], *, least: float
) -> list[Follow]:
    """Find for each article those that it repeats, else the one it most probably follows, if that scores `least`.

    `accounts` come in time order; none follows one of a later day. What speaks for it: how many of the article's
    claims the other tells too, in how far their order is the same, and how many of the article's details and
    quotations they share, a rare one more than one that all have. An article that names the outlet of another
    follows that.
    """
    accounts = [_with_quotations(account, claims) for account in accounts]
    known = {account.article.id for account in accounts}
    repeating = {each: {copy.article for copy in copies if copy.original == each} for each in known}
    places = [_places(account.article, claims) for account in accounts]
    spread = Counter(detail for account in accounts for detail in account.details)
    rarity = {detail: log((1 + len(accounts)) / n) for detail, n in spread.items()}
    found = []
    for mine, account in enumerate(accounts):
        repeated = [c for c in copies if c.article == account.article.id and c.original in known]
        found += [_copied(copy) for copy in repeated]
        if any(copy.kind is not CopyKind.PART for copy in repeated):
            continue
        follows = [
            _follow(account, accounts[its], places[mine], places[its], rarity)
            for its in range(len(accounts))
            if its != mine
            and accounts[its].article.id not in repeating[account.article.id]
            and _can_follow(accounts, places, mine, its)
        ]
        best = max(follows, key=lambda f: f.score, default=None)
        if best and best.score >= least and all(best.followed != copy.original for copy in repeated):
            found.append(best)
    return found


def _with_quotations(account: Account, claims: Sequence[Claim]) -> Account:
    """Add the claims that an article gives in its source's own words to its details."""
    quoted = {
        ("quotation", claim.id)
        for claim in claims
        for told in claim.tellings
        if told.article == account.article.id
        and any(q.start < told.span.end and told.span.start < q.end for q in account.quoted)
    }
    return replace(account, details=account.details | quoted)


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
    named = names_outlet(account.sources, other.article.outlet)
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


def names_outlet(sources: Iterable[str], outlet: str | None) -> bool:
    """Tell whether some source is named like an outlet, whose name may be run together or that of a folder."""
    wanted = name_words(re.sub(r"[\W_]+", " ", outlet or "").title())
    together = "".join(wanted)
    return bool(wanted) and any(
        all(any(similarity(word, other) >= ALIKE for other in named) for word in wanted)
        or similarity(together, "".join(named)) >= ALIKE
        for named in map(name_words, sources)
    )


def _shown(details: Sequence[tuple[str, str]]) -> list[str]:
    """Say which exact details are shared: days and numbers of two digits or more."""
    days = [value for kind, value in details if kind == "date" and len(value) == 10]
    numbers = [f"{float(value):,.12g}" for kind, value in details if kind == "figure" and float(value) >= 10]
    shown = [*numbers, *days][:SHOWN]
    quoted = sum(kind == "quotation" for kind, _ in details)
    said = [f"shares {', '.join(shown)}"] if shown else []
    return [*said, f"shares {quoted} quotation{'s' * (quoted > 1)}"] if quoted else said


def _copied(copy: Copy) -> Follow:
    how = "in translation" if copy.kind is CopyKind.TRANSLATION else "word for word"
    return Follow(
        article=copy.article,
        followed=copy.original,
        share=copy.contained,
        score=1.0,
        reason=f"{copy.contained:.0%} of it stands there {how}",
    )
