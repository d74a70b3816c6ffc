"""Links between things -> groups of them, and names that outlive a re-grouping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retold.protocols import Vectors


def average_link(links: Vectors, threshold: float, sizes: Sequence[int] | None = None) -> list[list[int]]:
    """Group things by agglomerative average linkage: two groups join while their mean link reaches the threshold.

    `links` is (things, things), symmetric; `sizes` is what each thing weighs. The mean over all pairs keeps one
    strong link from chaining two groups together. Groups and their members come in the order of the things.
    """
    count = len(links)
    weights = np.asarray(sizes if sizes is not None else [1] * count, dtype=np.float64)
    matrix = links.astype(np.float64)
    np.fill_diagonal(matrix, -np.inf)
    groups: dict[int, list[int]] = {i: [i] for i in range(count)}
    while len(groups) > 1:
        first, second = sorted(divmod(int(matrix.argmax()), count))
        if matrix[first, second] < threshold:
            break
        total = weights[first] + weights[second]
        merged = (matrix[first] * weights[first] + matrix[second] * weights[second]) / total
        matrix[first], matrix[:, first] = merged, merged
        matrix[first, first] = -np.inf
        matrix[second], matrix[:, second] = -np.inf, -np.inf
        weights[first] = total
        groups[first] += groups.pop(second)
    return sorted(sorted(members) for members in groups.values())


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
