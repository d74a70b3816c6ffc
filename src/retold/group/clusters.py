"""Links between things -> groups of them, and names that outlive a re-grouping."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from retold.protocols import Vectors

Thing = TypeVar("Thing")

#: Things that stand for a block when it is linked with others.
SAMPLE = 16

#: What a link is where somebody has said that two things do not belong together: no mean outweighs it.
NEVER = -np.inf


def average_link(links: Vectors, threshold: float, sizes: Sequence[int] | None = None) -> list[list[int]]:
    """Group things by agglomerative average linkage: two groups join while their mean link reaches the threshold.

    `links` is (things, things), symmetric; `sizes` is what each thing weighs. The mean over all pairs keeps one
    strong link from chaining two groups together. Groups and their members come in the order of the things.
    """
    count = len(links)
    weights = np.asarray(sizes if sizes is not None else [1] * count, dtype=np.float64)
    matrix = links.astype(np.float64)
    np.fill_diagonal(matrix, NEVER)
    best = matrix.max(axis=1, initial=NEVER)
    groups: dict[int, list[int]] = {i: [i] for i in range(count)}
    while len(groups) > 1:
        first = int(best.argmax())
        if best[first] < threshold or best[first] == NEVER:
            break
        first, second = sorted((first, int(matrix[first].argmax())))
        doubtful = np.flatnonzero((best == matrix[first]) | (best == matrix[second]))
        total = weights[first] + weights[second]
        merged = (matrix[first] * weights[first] + matrix[second] * weights[second]) / total
        merged[[first, second]] = NEVER
        matrix[first], matrix[:, first] = merged, merged
        matrix[second], matrix[:, second] = NEVER, NEVER
        best = np.maximum(best, merged)
        best[doubtful] = matrix[doubtful].max(axis=1)
        best[[first, second]] = merged.max(), NEVER
        weights[first] = total
        groups[first] += groups.pop(second)
    return sorted(sorted(members) for members in groups.values())


def part(members: Sequence[str], most: int, apart: Mapping[str, float]) -> list[list[str]]:
    """Part a large group into its nearest members, each a block of its own, and one block of all others.

    `apart` says how far each member is. What has to be compared anew stays bounded so, however large a group
    becomes: the far ones stay together and are outweighed only as a whole.
    """
    if len(members) <= most:
        return [[member] for member in members]
    near = set(sorted(members, key=lambda member: (apart[member], member))[:most])
    return [
        *([member] for member in members if member in near),
        [member for member in members if member not in near],
    ]


def regroup(
    blocks: Sequence[Sequence[str]],
    link: Callable[[Sequence[str]], Vectors],
    threshold: float,
    apart: Iterable[tuple[Collection[str], Collection[str]]] = (),
) -> list[list[str]]:
    """Group blocks of things by the mean link of their members.

    `link` gives the links between some things, (things, things). A large block is stood for by some of its members.
    Blocks with things of the first set of a pair in `apart` never come together with those of the second.
    """
    flat = [member for block in blocks for member in spread(block, SAMPLE)]
    sizes = [min(len(block), SAMPLE) for block in blocks]
    starts = np.cumsum([0, *sizes[:-1]])
    links = link(flat).astype(np.float64)
    means = np.add.reduceat(np.add.reduceat(links, starts, axis=0), starts, axis=1) / np.outer(sizes, sizes)
    for first, second in apart:
        rows = [place for place, block in enumerate(blocks) if any(member in first for member in block)]
        columns = [place for place, block in enumerate(blocks) if any(member in second for member in block)]
        means[np.ix_(rows, columns)] = NEVER
        means[np.ix_(columns, rows)] = NEVER
    groups = average_link(means, threshold, [len(block) for block in blocks])
    return [[member for place in group for member in blocks[place]] for group in groups]


def spread(members: Sequence[Thing], most: int) -> list[Thing]:
    """Return at most so many of the members, evenly spread over their order."""
    if len(members) <= most:
        return list(members)
    return [members[int(place)] for place in np.linspace(0, len(members) - 1, most)]


@dataclass(frozen=True, slots=True)
class Named:
    """Groups under their ids, and the ids that are gone with the id each was merged into."""

    groups: Mapping[str, tuple[str, ...]]
    merged: Mapping[str, str]


def name_groups(groups: Iterable[Sequence[str]], old: Iterable[str], prefix: str) -> Named:
    """Give groups of article ids the ids they had before, as far as they still are what they were.

    An id is `prefix` and its anchor, the article that came first into the group: a group keeps the id whose
    anchor it holds. Where it holds several, the anchor that stands first in `groups` stays and the other ids are
    merged into it; a group without one is named after its own first article.
    """
    known = set(old)
    named: dict[str, tuple[str, ...]] = {}
    merged: dict[str, str] = {}
    for group in groups:
        ids = [prefix + article for article in group if prefix + article in known]
        kept, *gone = ids or [prefix + group[0]]
        named[kept] = tuple(group)
        merged |= dict.fromkeys(gone, kept)
    return Named(named, merged)
