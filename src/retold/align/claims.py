"""Scored pairs of sentences -> claims with all their tellings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from retold.align.passages import Passage
from retold.model import Claim, Telling
from retold.protocols import Vectors


def line_up(
    passages: Sequence[Passage],
    chances: Vectors,
    *,
    seed: float,
    join: float,
    least: float,
    shared: float,
    near: float,
    guests: Collection[str] = (),
) -> list[Claim]:
    """Line up what the articles of a story tell: one claim for each statement, with every telling of it.

    `passages` come in time order, `chances` are those of `pair_chances`; a claim belongs to the event of its earliest
    telling. One sentence can tell two claims; what one article alone tells is a claim with one telling. Articles that
    are `guests` only add their tellings to claims of others. See `grow_groups` and `unite` for the thresholds.
    """
    passages = [p for p in passages if p.sentences]
    if not passages:
        return []
    places = [(p, s) for p in passages for s in p.sentences]
    lengths = [len(p.sentences) for p in passages]
    grown = grow_groups(chances, strong_pairs(chances, lengths, seed=seed), join=join, least=least)
    groups = unite(grown, chances, shared=shared, near=near)
    told = {i for group in groups for i in group}
    groups += [[i] for i in range(len(places)) if i not in told]
    own = {i for i, (passage, _) in enumerate(places) if passage.article not in guests}
    taken: dict[str, int] = {}
    claims = []
    for group in sorted(group for group in groups if not own.isdisjoint(group)):
        passage, sentence = places[min(own.intersection(group))]
        taken[sentence.id] = number = taken.get(sentence.id, 0) + 1
        tellings = tuple(
            Telling(
                article=places[i][0].article,
                span=places[i][1].span,
                score=1.0 if len(group) == 1 else float(max(chances[i, j] for j in group if j != i)),
            )
            for i in group
        )
        name = f"c{sentence.id}" + (f".{number}" if number > 1 else "")
        claims.append(Claim(id=name, event=passage.event, tellings=tellings))
    return claims


def strong_pairs(chances: Vectors, lengths: Sequence[int], *, seed: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs that may start a claim, the most probable first.

    Their probability reaches `seed`, and one of the two is the best of its article for the other: where articles
    go side by side, as translations do, a sentence that resembles two goes with its counterpart alone. `lengths`
    are the numbers of sentences of the articles.
    """
    starts = np.cumsum([0, *lengths[:-1]])
    best = np.repeat(np.maximum.reduceat(chances, starts, axis=1), lengths, axis=1)
    leading = chances >= best
    rows, columns = np.nonzero(np.triu((chances >= seed) & (leading | leading.T), 1))
    for k in np.argsort(-chances[rows, columns], kind="stable"):
        yield int(rows[k]), int(columns[k])


def grow_groups(
    chances: Vectors, pairs: Iterable[tuple[int, int]], *, join: float, least: float
) -> Iterator[list[int]]:
    """Yield groups of things that may overlap, each grown from a pair that no group holds yet.

    The thing whose mean probability with the group is highest joins while that reaches `join` and none of its
    pairs falls under `least`.
    """
    held: set[tuple[int, int]] = set()
    for pair in pairs:
        if pair in held:
            continue
        group = list(pair)
        total, weakest = chances[:, pair].sum(axis=1), chances[:, pair].min(axis=1)
        while True:
            means = np.where(weakest >= least, total / len(group), -1)
            means[group] = -1
            best = int(means.argmax())
            if means[best] < join:
                break
            group.append(best)
            total, weakest = total + chances[:, best], np.minimum(weakest, chances[:, best])
        group.sort()
        held.update(combinations(group, 2))
        yield group


def unite(groups: Iterable[list[int]], chances: Vectors, *, shared: float, near: float) -> list[list[int]]:
    """Unite groups that are the same but for a few: those that share the part `shared` of the smaller one.

    At least two things are shared. Of what the smaller group holds alone, a thing joins the larger one when its mean
    probability with that reaches `near`; another one stays a group with the thing that is most probable beside it.
    """
    united: list[set[int]] = []
    holding: defaultdict[int, set[int]] = defaultdict(set)
    apart = []
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        common = Counter(number for thing in group for number in holding[thing])
        fitting = [(n, -number) for number, n in common.items() if n >= max(2, shared * len(group))]
        number = -max(fitting)[1] if fitting else len(united)
        if not fitting:
            united.append(set(group))
        larger = united[number]
        means = {thing: chances[thing, sorted(larger)].mean() for thing in group if thing not in larger}
        larger.update(thing for thing, mean in means.items() if mean >= near)
        apart += [
            {thing, max((other for other in group if other != thing), key=lambda o: float(chances[thing, o]))}
            for thing, mean in means.items()
            if mean < near
        ]
        for thing in larger.intersection(group):
            holding[thing].add(number)
    united += [pair for pair in apart if not any(pair <= group for group in united)]
    return [list(group) for group in sorted({tuple(sorted(group)) for group in united})]
