"""Fit the regressions of `retold.compare`, one a kind of difference, on stories with gold claims.

    python scripts/fit_differences.py ../shared/bench/retellings/train

The stories are read, grouped and lined up by the path itself, so the regressions see claims as users will. A
pair of statements is an example of a kind when a gold claim that their claim meets has a difference of that
kind with the two articles on different sides.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
from fitting import fit, written
from gold_claims import GoldClaim, overlap, read_gold

import retold
from retold.compare import Statement
from retold.compare.differences import SIGNS
from retold.model import Claim, DifferenceKind
from retold.settings import load_settings

WEIGHTS = Path(__file__).parent.parent / "src/retold/compare/weights.json"

#: Inverse strength of the penalty: small where there are many kinds of evidence for few examples. Chosen on
#: stories of train held out in turn.
STRENGTH = defaultdict(lambda: 1.0, {DifferenceKind.CERTAINTY: 0.05, DifferenceKind.NEGATION: 0.05})

#: Claims are lined up more generously than for readers: more pairs to learn from, and less like ones among them.
GENEROUS = replace(load_settings(), claim_seed=0.45, claim_join=0.4)

Example = tuple[dict[str, float], bool]


def meets(claim: Claim, gold: GoldClaim) -> bool:
    """Whether a claim covers two sentences of a gold claim, or one where it has no more than two."""
    places = [(article, at) for article, spans in gold.places.items() for at in spans]
    covered = [
        any(t.article == article and overlap(t.span, at) for t in claim.tellings) for article, at in places
    ]
    return sum(covered) >= (1 if len(places) <= 2 else 2)


def examples(
    kind: DifferenceKind, told: Sequence[tuple[Sequence[Statement], list[GoldClaim]]], corpus: retold.Corpus
) -> Iterator[Example]:
    """Yield the evidence of each pair of statements, and whether they differ in this kind."""
    for statements, met in told:
        for one, other in combinations(statements, 2):
            differ = any(gold.separates(kind, one.article.id, other.article.id) for gold in met)
            for sign in SIGNS[kind](one, other, corpus.phrases):
                yield sign.evidence, differ


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    options = parser.parse_args()
    told = []
    place = tempfile.TemporaryDirectory()
    with place as folder, retold.open_corpus(f"{folder}/train.db", settings=GENEROUS) as corpus:
        corpus.add(retold.read_articles(options.train), refresh=False)
        corpus.refresh(differences=False)
        gold = []
        for path in sorted(options.train.glob("*/gold.json")):
            folder_of = str(path.parent / "articles")
            here = {
                Path(a.location).stem: a
                for a in corpus.articles().values()
                if str(Path(a.location).parent) == folder_of
            }
            gold += list(read_gold(path, here))
        for story in corpus.stories():
            for claim, statements in corpus.statements(story):
                met = [g for g in gold if meets(claim, g)]
                if met:
                    told.append((statements, met))
        weights = {}
        for kind in SIGNS:
            found = list(examples(kind, told, corpus))
            names = tuple(found[0][0])
            values = np.array([[evidence[name] for name in names] for evidence, _ in found], dtype=np.float32)
            differ = np.array([differ for _, differ in found])
            weights[str(kind)] = written(fit(names, values, differ, strength=STRENGTH[kind]))
            print(f"{kind}: {len(differ)} pairs, {int(differ.sum())} differ")
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
