"""Fit the two regressions of `retold.align` on stories with gold claims, and write their weights.

    python scripts/fit_alignment.py ../shared/bench/retellings/train [--dev ../shared/bench/retellings/dev]

Every story is a folder with articles/ and gold.json. The second regression is fitted on probabilities that the
first one gives to stories it was not fitted on (six folds). With --dev, the average precision there is printed:
choose by it, do not fit on it.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.preprocessing import StandardScaler

import retold
from retold.align.evidence import Grid, Indices, candidates, evidence, make_grid
from retold.align.passages import Passage
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


def read_stories(folder: Path) -> list[Examples]:
    """Read every story of a folder through the path itself, and compare its sentences."""
    return [read_story(gold) for gold in sorted(folder.glob("*/gold.json"))]


def read_story(path: Path) -> Examples:
    gold = json.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
    events = {row["id"]: row["event"] for row in gold["articles"]}
    with tempfile.TemporaryDirectory() as folder, retold.open_corpus(f"{folder}/story.db") as corpus:
        corpus.add(retold.read_articles(path.parent / "articles"), refresh=False)
        names = {a.id: Path(a.location).stem for a in corpus.articles().values()}
        texts = {a.id: a.text for a in corpus.articles().values()}
        passages = list(corpus.passages({a: events[name] for a, name in names.items()}).values())
    claims = [told for p in passages for told in claims_of(p, texts[p.article], gold, names[p.article])]
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


def claims_of(passage: Passage, text: str, gold: dict[str, Any], name: str) -> list[set[str]]:
    """Return the gold claims that each sentence of a passage tells."""
    told: list[set[str]] = [set() for _ in passage.sentences]
    for claim in gold["claims"]:
        for telling in claim["tellings"]:
            if telling["article"] != name:
                continue
            pattern = r"\s+".join(map(re.escape, telling["sentence"].split()))
            for match in re.finditer(pattern, text):
                for place, sentence in enumerate(passage.sentences):
                    common = min(match.end(), sentence.span.end) - max(match.start(), sentence.span.start)
                    shorter = min(match.end() - match.start(), sentence.span.end - sentence.span.start)
                    if common > 0 and 2 * common >= shorter:
                        told[place].add(claim["id"])
    return told


def fit(names: Sequence[str], values: Vectors, same: Any) -> Regression:
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=C, max_iter=5000).fit(scaler.transform(values), same)
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return Regression(bias, {name: float(w) for name, w in zip(names, weights, strict=True)})


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
    train = read_stories(options.train)
    kinds, same = train[0].names, joined(train, [s.same for s in train])
    alone = fit(kinds, joined(train), same)
    unseen = [story.values[:, 0] for story in train]
    for fold in range(FOLDS):
        rest = [s for i, s in enumerate(train) if i % FOLDS != fold]
        partial = fit(kinds, joined(rest), joined(rest, [s.same for s in rest]))
        for i in range(fold, len(train), FOLDS):
            unseen[i] = partial.chances(kinds, train[i].values)
    wide = [together(s, chances) for s, chances in zip(train, unseen, strict=True)]
    second = fit(wide[0][0], joined(train, [values for _, values in wide]), same)
    data = {
        name: {"bias": round(r.bias, 4), "weights": {k: round(w, 4) for k, w in r.weights.items()}}
        for name, r in (("alone", alone), ("together", second))
    }
    WEIGHTS.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"{len(train)} stories, {int(same.sum())} of {len(same)} pairs tell the same; wrote {WEIGHTS.name}")
    if options.dev:
        report(read_stories(options.dev), alone, second)


def report(stories: Sequence[Examples], alone: Regression, second: Regression) -> None:
    first = [alone.chances(s.names, s.values) for s in stories]
    last = [second.chances(*together(s, chances)) for s, chances in zip(stories, first, strict=True)]
    same = joined(stories, [s.same for s in stories])
    for name, chances in (("alone", first), ("together", last)):
        score = average_precision_score(same, joined(stories, chances))
        print(f"average precision, {name}: {score:.3f}")


if __name__ == "__main__":
    main()
