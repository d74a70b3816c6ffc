"""What speaks for two sentences of two articles telling the same: one number a kind of evidence."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retold.align.passages import Passage
from retold.protocols import Vectors
from retold.text.time import days_apart

Indices = NDArray[np.int64]

#: Slots that word stems are hashed into; two of a story's stems seldom share one.
SLOTS = 4096

#: The nearest sentences of each article that a sentence is compared with; gold pairs of retellings train are
#: among the nearest 3 in 95 of 100. With 4, two more in 100, more pairs of the seeds were wrong than on dev right.
NEAREST = 3

#: Sentences whose words are compared with all others at once: few, so that the table stays in the processor's cache.
SENTENCES_AT_ONCE = 16

#: Values by kind (figures, dates ...) that sentences may share or disagree on.
KINDS = ("figure", "date", "name")

#: From a pair to those that hold one of its sentences and a neighbour of the other.
AROUND = ((0, 1), (0, -1), (1, 0), (-1, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The sentences of some passages in one row, and what is needed to compare them all at once."""

    passages: tuple[Passage, ...]
    owner: Indices
    starts: Indices
    cosines: Vectors
    topical: Vectors
    lexical: Vectors
    covered: Vectors

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return len(self.owner)


def make_grid(passages: Sequence[Passage]) -> Grid:
    """Compare all sentences with all: by vector, by vector without what the story has in common, by words."""
    vectors = np.concatenate([p.vectors for p in passages])
    lengths = [len(p.sentences) for p in passages]
    topical = _rows_of_length_one(vectors - vectors.mean(axis=0))
    words = _weighted_words([stems for p in passages for stems in p.words])
    return Grid(
        passages=tuple(passages),
        owner=np.repeat(np.arange(len(passages)), lengths),
        starts=np.cumsum([0, *lengths[:-1]]),
        cosines=vectors @ vectors.T,
        topical=topical @ topical.T,
        lexical=words @ words.T,
        covered=_covered(passages),
    )


def _covered(passages: Sequence[Passage]) -> Vectors:
    """Return how near the words of a sentence come, on average, to the nearest words of another one.

    (sentences, sentences); the token-wise comparison of Khattab and Zaharia (2020) on words. Where some article has
    no word vectors, sentences are taken as one word.
    """
    worded = all(p.meanings for p in passages)
    rows = [row for p in passages for row in (p.meanings if worded else p.vectors[:, None])]
    counts = np.array([len(row) for row in rows])
    words = np.concatenate(rows).astype(np.float32)
    words = _rows_of_length_one(words - words.mean(axis=0))
    starts = np.cumsum(counts) - counts
    longest_first = np.argsort(-counts, kind="stable")
    layers = [starts[longest_first[: (counts > k).sum()]] + k for k in range(counts.max())]
    stacked = words[np.concatenate(layers)]
    covered = np.empty((len(rows), len(rows)), dtype=np.float32)
    for begin in range(0, len(rows), SENTENCES_AT_ONCE):
        end = min(begin + SENTENCES_AT_ONCE, len(rows))
        likeness = stacked @ words[starts[begin] : starts[end - 1] + counts[end - 1]].T
        best = _best_of_layers(likeness, [len(layer) for layer in layers])
        sums = np.add.reduceat(best, starts[begin:end] - starts[begin], axis=1)
        covered[begin:end, longest_first] = (sums / counts[begin:end]).T
    return covered


def _best_of_layers(likeness: Vectors, sizes: Sequence[int]) -> Vectors:
    """Return the best row of each sentence, given first words, then second words ... of ever fewer sentences."""
    best, start = likeness[: sizes[0]], sizes[0]
    for size in sizes[1:]:
        np.maximum(best[:size], likeness[start : start + size], out=best[:size])
        start += size
    return best


def _rows_of_length_one(rows: Vectors) -> Vectors:
    scaled: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled.astype(np.float32)


def _weighted_words(sentences: Sequence[frozenset[str]]) -> Vectors:
    """Weigh the stems of each sentence by how rare they are among the sentences: (sentences, SLOTS)."""
    table = np.zeros((len(sentences), SLOTS), dtype=np.float32)
    for row, stems in enumerate(sentences):
        table[row, [zlib.crc32(stem.encode()) % SLOTS for stem in stems]] = 1
    rarity = np.log((1 + len(sentences)) / (1 + table.sum(axis=0)))
    return _rows_of_length_one(table * rarity)


def candidates(grid: Grid) -> tuple[Indices, Indices]:
    """Return the pairs (i < j) of sentences of two articles worth a closer look.

    A pair is one when either sentence is among the nearest to it of the other article.
    """
    mixed = grid.cosines + grid.topical
    near = np.zeros((grid.count, grid.count), dtype=bool)
    ends = [*grid.starts[1:], grid.count]
    for start, end in zip(grid.starts, ends, strict=True):
        block = mixed[:, start:end]
        keep = min(NEAREST, end - start)
        top = np.argpartition(-block, keep - 1, axis=1)[:, :keep] + start
        np.put_along_axis(near, top, True, axis=1)
    near |= near.T
    near &= grid.owner[:, None] != grid.owner[None, :]
    rows, columns = np.nonzero(np.triu(near, 1))
    return rows, columns


def evidence(grid: Grid, rows: Indices, columns: Indices) -> tuple[tuple[str, ...], Vectors]:
    """Return the names of all kinds of evidence and their values for these pairs: (pairs, kinds)."""
    either = (grid.covered + grid.covered.T) / np.float32(2)
    forth, back = grid.covered[rows, columns], grid.covered[columns, rows]
    found = {"words, least": np.minimum(forth, back), "words, most": np.maximum(forth, back)}
    for name, matrix in (
        ("cosine", grid.cosines),
        ("topical", grid.topical),
        ("lexical", grid.lexical),
        ("words", either),
    ):
        found |= _compared(name, matrix, grid, rows, columns)
    found |= _neighbours(grid, rows, columns)
    found |= _places(grid, rows, columns)
    found |= _values(grid, rows, columns)
    # A follow-up takes up an earlier event in a sentence or two: all evidence weighs otherwise there.
    across = found["other event"]
    found |= {f"{name}, other event": value * across for name, value in found.items() if value is not across}
    return tuple(found), np.stack(list(found.values()), axis=1).astype(np.float32)


def _compared(name: str, matrix: Vectors, grid: Grid, rows: Indices, columns: Indices) -> dict[str, Vectors]:
    """Return a similarity with its rank and its lead over the next best, seen from both sides."""
    value = matrix[rows, columns]
    best, second = _two_best(matrix, grid)
    forth, back = best[rows, grid.owner[columns]], best[columns, grid.owner[rows]]
    lead_forth = value - np.where(value >= forth, second[rows, grid.owner[columns]], forth)
    lead_back = value - np.where(value >= back, second[columns, grid.owner[rows]], back)
    return {
        name: value,
        f"{name} lead, least": np.minimum(lead_forth, lead_back),
        f"{name} lead, most": np.maximum(lead_forth, lead_back),
        f"{name} mutual": ((value >= forth) & (value >= back)).astype(np.float32),
        f"{name} square": value * np.abs(value),
    }


def _two_best(matrix: Vectors, grid: Grid) -> tuple[Vectors, Vectors]:
    """Return the best and second best value of each sentence in each article: (sentences, articles)."""
    best = np.maximum.reduceat(matrix, grid.starts, axis=1)
    rest = np.where(matrix >= np.repeat(best, np.bincount(grid.owner), axis=1), -1, matrix)
    return best, np.maximum(np.maximum.reduceat(rest, grid.starts, axis=1), -0.2)


def _neighbours(grid: Grid, rows: Indices, columns: Indices) -> dict[str, Vectors]:
    """Return how well the sentences before and after go together."""
    around = [beside(grid, rows, columns, grid.cosines, *step) for step in AROUND]
    return {
        "before": beside(grid, rows, columns, grid.cosines, -1, -1),
        "after": beside(grid, rows, columns, grid.cosines, 1, 1),
        "beside, best": np.maximum.reduce(around),
        "beside, mean": np.mean(around, axis=0),
    }


def beside(grid: Grid, rows: Indices, columns: Indices, matrix: Vectors, step: int, stride: int) -> Vectors:
    """Return what a matrix says of the pairs so many sentences further on; 0 where an article ends before."""
    i, j = rows + step, columns + stride
    inside = (i >= 0) & (i < grid.count) & (j >= 0) & (j < grid.count)
    i, j = np.clip(i, 0, grid.count - 1), np.clip(j, 0, grid.count - 1)
    inside &= (grid.owner[i] == grid.owner[rows]) & (grid.owner[j] == grid.owner[columns])
    return np.where(inside, matrix[i, j], 0).astype(np.float32)


def _places(grid: Grid, rows: Indices, columns: Indices) -> dict[str, Vectors]:
    """Return where in their articles the sentences stand, and how the articles stand to each other."""
    sizes = np.bincount(grid.owner)[grid.owner]
    place = (np.arange(grid.count) - grid.starts[grid.owner]) / np.maximum(sizes - 1, 1)
    letters = np.array(
        [s.span.end - s.span.start for p in grid.passages for s in p.sentences], dtype=np.float32
    )
    events = np.unique([p.event for p in grid.passages], return_inverse=True)[1]
    tongues = np.unique([p.language for p in grid.passages], return_inverse=True)[1]
    days = np.array(
        [[days_apart(a.days, b.days) or 0 for b in grid.passages] for a in grid.passages], dtype=np.float32
    )
    best = np.maximum.reduceat(grid.cosines, grid.starts, axis=1)
    alike = np.add.reduceat(best, grid.starts, axis=0) / np.bincount(grid.owner)[:, None]
    alike = (alike + alike.T) / 2
    a, b = grid.owner[rows], grid.owner[columns]
    lengths = np.log(letters[rows]) - np.log(letters[columns])
    return {
        "places apart": np.abs(place[rows] - place[columns]),
        "later place": np.maximum(place[rows], place[columns]),
        "both first": ((place[rows] == 0) & (place[columns] == 0)).astype(np.float32),
        "lengths apart": np.abs(lengths),
        "shorter": np.log(np.minimum(letters[rows], letters[columns])),
        "other event": (events[a] != events[b]).astype(np.float32),
        "days apart": np.log1p(days[a, b]),
        "one language": (tongues[a] == tongues[b]).astype(np.float32),
        "articles alike": alike[a, b],
        "above its articles": grid.cosines[rows, columns] - alike[a, b],
    }


def _values(grid: Grid, rows: Indices, columns: Indices) -> dict[str, Vectors]:
    """Return what values the sentences share, the rare ones counting more, and on which they disagree.

    That both name the day on which their articles came out says little: it is not counted as a shared date.
    """
    by_sentence = [values for p in grid.passages for values in p.values]
    today = np.array([_today(p) for p in grid.passages for _ in p.values])
    found: dict[str, Vectors] = {}
    for kind in KINDS:
        values, held = _held([values.get(kind, frozenset()) for values in by_sentence])
        rarity = np.log((1 + grid.count) / (1 + held.sum(axis=0)))
        any_held = held.max(axis=1, initial=0) > 0
        shared = ((held * rarity) @ held.T)[rows, columns]
        both = any_held[rows] & any_held[columns]
        found[f"{kind} clash"] = (both & (shared == 0)).astype(np.float32)
        if kind == "date":
            own = held * (values[None, :] == today[:, None])
            shared = shared - ((own * rarity) @ own.T)[rows, columns]
        found[f"{kind} shared"] = shared
        found[f"{kind} in one"] = (any_held[rows] != any_held[columns]).astype(np.float32)
    return found


def _today(passage: Passage) -> str:
    """Return the day on which an article came out, where it is known to the day."""
    first, last = passage.days or (0, 1)
    return date.fromordinal(first).isoformat() if first == last else ""


def _held(sets: Sequence[frozenset[str]]) -> tuple[NDArray[np.str_], Vectors]:
    """Return all values, and which sentence holds which: (sentences, values), 0 or 1."""
    values = sorted(frozenset().union(*sets))
    places = {value: place for place, value in enumerate(values)}
    table = np.zeros((len(sets), len(values)), dtype=np.float32)
    for row, own in enumerate(sets):
        table[row, [places[value] for value in own]] = 1
    return np.array(values, dtype=np.str_), table
