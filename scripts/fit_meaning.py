"""Finds the nearness from which a sentence answers a question by its meaning (`Settings.meaning_least`).

    python scripts/fit_meaning.py [SHARED]

The questions are the English gists of the claims of retellings train; an article in any language answers one when
it tells the claim. The value is chosen on train, and shown on dev.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from retold import encode
from retold.corpus import Corpus, open_corpus
from retold.protocols import Vectors
from retold.read import read_articles

LEAST = np.arange(0.2, 0.75, 0.05)


def questions(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the gist of each claim, with the locations of the articles that tell it."""
    for gold in sorted(folder.glob("*/gold.json")):
        for claim in json.loads(gold.read_text(encoding="utf-8"))["claims"]:
            told = {f"{gold.parent.name}/{telling['article']}" for telling in claim["tellings"]}
            yield claim["gist"], told


def nearness(corpus: Corpus, asked: list[str]) -> tuple[list[str], Vectors]:
    """Return the articles by folder and name, and how near their nearest sentence comes to each question."""
    encoder = corpus.encoder
    articles = corpus.articles()
    vectors = {
        key: encode.centre(rows, articles[key].language, articles[key].text[:200], encoder=encoder.name)
        for key, rows in corpus.store.vectors(articles, encoder.name, encoder.width).items()
    }
    raw = encoder.encode(asked).vectors
    centred = np.concatenate(
        [
            encode.centre(row[None], None, text, encoder=encoder.name)
            for row, text in zip(raw, asked, strict=True)
        ]
    )
    near = np.stack([(vectors[key] @ centred.T).max(axis=0) for key in articles], axis=1)
    return ["/".join(Path(a.location).with_suffix("").parts[-3::2]) for a in articles.values()], near


def show(folder: Path) -> None:
    """Print precision, recall and their mean at each nearness."""
    with tempfile.TemporaryDirectory() as place, open_corpus(Path(place, "fit.db")) as corpus:
        corpus.add(read_articles(folder), refresh=False)
        gold = list(questions(folder))
        names, near = nearness(corpus, [gist for gist, _ in gold])
    told = np.array([[name in wanted for name in names] for _, wanted in gold])
    print(f"{folder.name}: {len(gold)} questions, {len(names)} articles")
    for least in LEAST:
        found = near >= least
        right = (found & told).sum()
        precision, recall = right / max(1, found.sum()), right / told.sum()
        mean = 2 * right / (found.sum() + told.sum())
        print(f"{least:.2f}  precision {precision:.3f}  recall {recall:.3f}  F1 {mean:.3f}")


if __name__ == "__main__":
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    for part in ("train", "dev"):
        show(shared / "bench" / "retellings" / part)
