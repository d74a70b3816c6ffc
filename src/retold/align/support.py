"""What the other articles say of a pair: if A tells what B tells and B what C tells, so may A and C."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from retold.align.evidence import AROUND, Grid, Indices, beside
from retold.protocols import Vectors

#: From this joint probability on, a third sentence counts as a witness.
WITNESS = 0.2

#: Where more articles tell what a sentence tells, what they say counts as if they were so many. The weights are
#: fitted on 8 at most, and a hundred short reports that say nearly the same had claims of one each. Documents of
#: NTREX dev, each article with 60 % of the sentences of one of twelve translations, pair F1 with 24, 48 and 96
#: articles: 0.90, 0.89 and 0.54 with 8 here; 0.96, 0.98 and 0.94 with 40; 0.96, 0.98 and 0.95 without a bound.
MOST_PARTNERS = 40


def support(grid: Grid, rows: Indices, columns: Indices, chances: Vectors) -> tuple[tuple[str, ...], Vectors]:
    """Return what third articles and rival sentences say of these pairs: names, and values (pairs, kinds).

    `chances` are the probabilities of the pairs by themselves.
    """
    matrix = np.zeros((grid.count, grid.count), dtype=np.float32)
    matrix[rows, columns] = matrix[columns, rows] = chances
    partners = np.maximum.reduceat(matrix, grid.starts, axis=1).sum(axis=1)
    scale = np.minimum(1, MOST_PARTNERS / np.maximum(np.maximum(partners[rows], partners[columns]), 1e-9))
    found = _witnesses(grid, rows, columns, matrix, scale)
    rivals = _rivals(grid, rows, columns, matrix, chances) | _partners(rows, columns, partners, scale)
    found |= rivals | _order(grid, rows, columns, matrix, rivals)
    odds = np.log(chances + 1e-4) - np.log(1 - chances + 1e-4)
    found |= {"odds": odds, "chance square": chances**2}
    return tuple(found), np.stack(list(found.values()), axis=1).astype(np.float32)


def _witnesses(
    grid: Grid, rows: Indices, columns: Indices, matrix: Vectors, scale: Vectors
) -> dict[str, Vectors]:
    """Return how many sentences of third articles go with both of a pair, and how many with one only."""
    total, most, count, possible, roots = np.zeros((5, len(rows)), dtype=np.float32)
    best = np.maximum.reduceat(matrix, grid.starts, axis=1)
    order = np.argsort(rows, kind="stable")
    for at in np.split(order, np.flatnonzero(np.diff(rows[order])) + 1):
        one, others = rows[at[0]], columns[at]
        thirds = np.flatnonzero(matrix[one])
        joint = matrix[np.ix_(others, thirds)] * matrix[one, thirds]
        # The sentence of each article that goes best with both; the two articles of a pair have none.
        both = np.maximum.reduceat(joint, _first_of_each(grid.owner[thirds]), axis=1)
        total[at] = both.sum(axis=1)
        most[at] = both.max(axis=1)
        count[at] = (both > WITNESS).sum(axis=1)
        roots[at] = np.sqrt(both).sum(axis=1)
        either = np.maximum(best[one], best[others]).sum(axis=1)
        possible[at] = either - best[others, grid.owner[one]] - best[one, grid.owner[others]]
    mean = total / max(1, len(grid.passages) - 2)
    share = np.sqrt(total / np.maximum(possible, 0.1))
    total, count, possible, roots = (scale * each for each in (total, count, possible, roots))
    return {
        "witnesses, all": total,
        "witnesses, root": np.sqrt(total),
        "witnesses, best": most,
        "witnesses, number": np.log1p(count),
        "witnesses, share": share,
        "witnesses, mean": mean,
        "witnesses against": possible - roots,
    }


def _first_of_each(values: Indices) -> Indices:
    """Return where each run of equal values begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _rivals(
    grid: Grid, rows: Indices, columns: Indices, matrix: Vectors, chances: Vectors
) -> dict[str, Vectors]:
    """Return how probable the next best partners of the two sentences are."""
    best = np.maximum.reduceat(matrix, grid.starts, axis=1)
    rest = np.where(matrix >= np.repeat(best, np.bincount(grid.owner), axis=1), 0, matrix)
    second = np.maximum.reduceat(rest, grid.starts, axis=1)

    def rival(own: Indices, other: Indices) -> Vectors:
        top = best[own, grid.owner[other]]
        found: Vectors = np.where(chances >= top, second[own, grid.owner[other]], top)
        return found

    forth, back = rival(rows, columns), rival(columns, rows)
    return {
        "rival, most": np.maximum(forth, back),
        "rival, least": np.minimum(forth, back),
        "lead over rivals": chances - np.maximum(forth, back),
        "lead over least rival": chances - np.minimum(forth, back),
    }


def _partners(rows: Indices, columns: Indices, partners: Vectors, scale: Vectors) -> dict[str, Vectors]:
    """Return how many partners the two sentences have."""
    one, other = scale * partners[rows], scale * partners[columns]
    return {
        "partners, most": np.maximum(one, other),
        "partners, least": np.minimum(one, other),
        "partners apart": np.abs(one - other),
    }


def _order(
    grid: Grid, rows: Indices, columns: Indices, matrix: Vectors, rivals: Mapping[str, Vectors]
) -> dict[str, Vectors]:
    """Return how a pair fits what else its two articles tell alike: the same order, and its neighbours.

    The more of one article the other one tells, up to a translation, the more a lead over rivals says.
    """
    sizes = np.bincount(grid.owner)
    best = np.maximum.reduceat(matrix, grid.starts, axis=1)
    told = np.add.reduceat(best, grid.starts, axis=0) / sizes[:, None]
    alike = np.minimum(told, told.T)[grid.owner[rows], grid.owner[columns]]
    starts = grid.starts[grid.owner]
    places = (np.arange(grid.count) - starts) / np.maximum(sizes[grid.owner] - 1, 1)
    along, against = _in_order(grid, rows, columns, matrix)
    return {
        "order": (along - against) / (along + against + 1),
        "order, alike": alike * (along - against) / (along + against + 1),
        "against order": against / (along + against + 1),
        "told alike": alike,
        "lead over rivals, alike": alike * rivals["lead over rivals"],
        "lead over least rival, alike": alike * rivals["lead over least rival"],
        "places apart, alike": alike * np.abs(places[rows] - places[columns]),
        "chance before": beside(grid, rows, columns, matrix, -1, -1),
        "chance after": beside(grid, rows, columns, matrix, 1, 1),
        "chance beside": np.maximum.reduce([beside(grid, rows, columns, matrix, *step) for step in AROUND]),
    }


def _in_order(grid: Grid, rows: Indices, columns: Indices, matrix: Vectors) -> tuple[Vectors, Vectors]:
    """Return the probabilities, added up, of the other pairs of the two articles in the same and in reverse order."""
    sums = np.zeros((grid.count + 1, grid.count + 1))
    sums[1:, 1:] = matrix.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
    ends = np.append(grid.starts[1:], grid.count)[grid.owner]
    starts = grid.starts[grid.owner]

    def within(top: Indices, bottom: Indices, left: Indices, right: Indices) -> Vectors:
        found = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return np.asarray(found, dtype=np.float32)

    above, left = (starts[rows], rows), (starts[columns], columns)
    below, right = (rows + 1, ends[rows]), (columns + 1, ends[columns])
    return (
        within(*above, *left) + within(*below, *right),
        within(*above, *right) + within(*below, *left),
    )
