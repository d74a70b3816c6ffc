"""Fit the two regressions of `retold.align` on stories with gold claims, and write their weights.

    python scripts/fit_alignment.py ../shared/bench/retellings/train [--dev ../shared/bench/retellings/dev]

Every story is a folder with articles/ and gold.json. Three articles of each are fitted on once more, as an event
that few tell: the second regression then knows what few witnesses are worth. It is fitted on probabilities that
the first one gives to stories it was not fitted on (six folds). With --dev, the average precision and
calibration there are printed: choose by it, do not fit on it.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fitting import fit, written
from gold_claims import overlap, read_gold
from sklearn.metrics import average_precision_score

import retold
from retold.align import Passage
from retold.align.evidence import Grid, Indices, candidates, evidence, make_grid
from retold.align.support import support
from retold.protocols import Vectors
from retold.regression import Regression

WEIGHTS = Path(__file__).parent.parent / "src/retold/align/weights.json"
FOLDS = 6
#: Inverse strength of the L2 penalty; 0.01 to 1 gave the same average precision on retellings dev.
C = 0.1


@dataclass(frozen=True)
class Examples:
    """The candidate pairs of one story with their evidence; `known` marks those that the gold speaks of."""

    grid: Grid
    rows: Indices
    columns: Indices
    names: tuple[str, ...]
    values: Vectors
    same: np.ndarray[Any, np.dtype[np.bool_]]
    known: np.ndarray[Any, np.dtype[np.bool_]]


#: Bins of the calibration error. On retellings dev it was 0.009: of the pairs that are given 0.9 and more, 94 % are
#: right, of those with 0.4 to 0.6, 49 %.
BINS = 10

#: Articles of the small events.
FEW = 3


def read_stories(folder: Path, *, few: bool = False) -> list[Examples]:
    """Read every story of a folder through the path itself, and compare its sentences; then those of small events."""
    told = [read_story(gold) for gold in sorted(folder.glob("*/gold.json"))]
    chance = random.Random(1)
    small = [_some(*story, chance) for story in told if few]
    return [compared(*story) for story in (*told, *small)]


def read_story(path: Path) -> tuple[list[Passage], list[list[set[int]]]]:
    """Return the passages of a story, and the gold claims that each of their sentences tells."""
    with tempfile.TemporaryDirectory() as folder, retold.open_corpus(f"{folder}/story.db") as corpus:
        corpus.add(retold.read_articles(path.parent / "articles"), refresh=False)
        articles = {Path(a.location).stem: a for a in corpus.articles().values()}
        events = {row["id"]: row["event"] for row in json.loads(path.read_text(encoding="utf-8"))["articles"]}
        passages = list(corpus.passages({a.id: events[name] for name, a in articles.items()}).values())
    gold = list(read_gold(path, articles))
    claims = [
        [
            {n for n, c in enumerate(gold) if any(overlap(s.span, at) for at in c.places.get(p.article, ()))}
            for s in p.sentences
        ]
        for p in passages
    ]
    return passages, claims


def _some(
    passages: Sequence[Passage], claims: Sequence[list[set[int]]], chance: random.Random
) -> tuple[list[Passage], list[list[set[int]]]]:
    taken = sorted(chance.sample(range(len(passages)), min(FEW, len(passages))))
    return [passages[i] for i in taken], [claims[i] for i in taken]


def compared(passages: Sequence[Passage], by_article: Sequence[list[set[int]]]) -> Examples:
    """Compare the sentences of a story."""
    claims = [told for sentences in by_article for told in sentences]
    grid = make_grid(passages)
    rows, columns = candidates(grid)
    kinds, values = evidence(grid, rows, columns)
    pairs = list(zip(rows, columns, strict=True))
    return Examples(
        grid,
        rows,
        columns,
        kinds,
        values,
        np.array([bool(claims[i] & claims[j]) for i, j in pairs]),
        np.array([bool(claims[i] or claims[j]) for i, j in pairs]),
    )


def joined(stories: Sequence[Examples], parts: Sequence[Any] | None = None) -> Any:
    """Return the known rows of some values a story (its evidence, if none are given), one after the other."""
    parts = parts if parts is not None else [story.values for story in stories]
    return np.concatenate([part[story.known] for story, part in zip(stories, parts, strict=True)])


def together(story: Examples, chances: Vectors) -> tuple[tuple[str, ...], Vectors]:
    more, values = support(story.grid, story.rows, story.columns, chances)
    return (*story.names, *more), np.concatenate([story.values, values], axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path)
    options = parser.parse_args()
    train = read_stories(options.train, few=True)
    kinds, same = train[0].names, joined(train, [s.same for s in train])
    alone = fit(kinds, joined(train), same, strength=C)
    unseen = [story.values[:, 0] for story in train]
    for fold in range(FOLDS):
        rest = [s for i, s in enumerate(train) if i % FOLDS != fold]
        partial = fit(kinds, joined(rest), joined(rest, [s.same for s in rest]), strength=C)
        for i in range(fold, len(train), FOLDS):
            unseen[i] = partial.chances(kinds, train[i].values)
    wide = [together(s, chances) for s, chances in zip(train, unseen, strict=True)]
    second = fit(wide[0][0], joined(train, [values for _, values in wide]), same, strength=C)
    data = {"alone": written(alone), "together": written(second)}
    WEIGHTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"{len(train)} stories, {int(same.sum())} of {len(same)} pairs tell the same; wrote {WEIGHTS.name}")
    if options.dev:
        report(read_stories(options.dev), alone, second)


def report(stories: Sequence[Examples], alone: Regression, second: Regression) -> None:
    first = [alone.chances(s.names, s.values) for s in stories]
    last = [second.chances(*together(s, chances)) for s, chances in zip(stories, first, strict=True)]
    same = joined(stories, [s.same for s in stories])
    for name, chances in (("alone", first), ("together", last)):
        found = joined(stories, chances)
        print(f"average precision, {name}: {average_precision_score(same, found):.3f}")
        print(f"calibration error, {name}: {calibration_error(found, same):.3f}")


def calibration_error(chances: Vectors, same: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    """Return how far probabilities are from the share that is right, averaged over ten bins by their size."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    apart = [abs(float((chances - same)[bins == number].sum())) for number in range(BINS)]
    return sum(apart) / len(chances)


if __name__ == "__main__":
    main()
