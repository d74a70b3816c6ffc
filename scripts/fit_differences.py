"""Fit the regressions of `retold.compare`, one a kind of difference, on stories with gold claims.

    python scripts/fit_differences.py ../shared/bench/retellings/train [--dev ../shared/bench/retellings/dev]

The stories are read, grouped and lined up by the path itself, so the regressions see claims as users will. A
pair of statements is an example of a kind when a gold claim that their claim meets has a difference of that
kind with the two articles on different sides. How well each kind is told is given for stories held out in turn, and
for those of --dev.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from fitting import fit, written
from gold_claims import GoldClaim, overlap, read_gold

import retold
from retold.compare import Statement
from retold.compare.differences import SIGNS, part
from retold.model import Claim, DifferenceKind, Story, Telling
from retold.protocols import Vectors
from retold.regression import Regression
from retold.settings import load_settings

WEIGHTS = Path(__file__).parent.parent / "src/retold/compare/weights.json"

#: Inverse strength of the penalty: small where there are many kinds of evidence for few examples. Chosen on
#: stories of train held out in turn.
STRENGTH = defaultdict(lambda: 1.0, {DifferenceKind.NEGATION: 0.5})

#: Claims are lined up more generously than for readers: more pairs to learn from, and less like ones among them.
GENEROUS = replace(load_settings(), claim_seed=0.45, claim_join=0.4)

#: Kinds that are fitted on the gold claims themselves: opposites are often not lined up, so that few are left.
#: Stories of train held out in turn, F1: negation 0.30 against 0.23, certainty 0.56 against 0.51; the others lose
#: or keep.
BY_HAND = {DifferenceKind.NEGATION, DifferenceKind.CERTAINTY}

FOLDS = 6

Sides = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Told:
    """A claim with what each article says of it, the story it is of, and the gold claims that it meets."""

    story: str
    statements: Sequence[Statement]
    met: Sequence[GoldClaim]


@dataclass(frozen=True)
class Pair:
    """Two statements of a claim, by their places, one sign of a difference between them, and whether there is one."""

    told: Told
    places: tuple[int, int]
    evidence: Mapping[str, float]
    differ: bool


@dataclass(frozen=True)
class Bench:
    """The stories of a folder: their gold claims, and pairs of statements by kind, as users see them and to learn."""

    gold: Sequence[GoldClaim]
    seen: Mapping[DifferenceKind, Sequence[Pair]]
    learned: Mapping[DifferenceKind, Sequence[Pair]]


def read_bench(folder: Path) -> Bench:
    """Read, group and line up the stories of a folder, as users do, generously, and by hand."""
    with tempfile.TemporaryDirectory() as place:
        with retold.open_corpus(f"{place}/stories.db") as corpus:
            corpus.add(retold.read_articles(folder), refresh=False)
            corpus.refresh(differences=False)
            gold = [claim for path in sorted(folder.glob("*/gold.json")) for claim in _gold(path, corpus)]
            seen = _paired(list(lined_up(corpus, gold)), corpus)
            by_hand = _paired(list(lined_up_by_hand(corpus, gold)), corpus)
        with retold.open_corpus(f"{place}/stories.db", settings=GENEROUS) as corpus:
            with corpus.store.writing():
                corpus.store.line_up_again(list(corpus.articles()))
            corpus.refresh(differences=False)
            generous = _paired(list(lined_up(corpus, gold)), corpus)
    return Bench(gold, seen, {kind: (by_hand if kind in BY_HAND else generous)[kind] for kind in SIGNS})


def _gold(path: Path, corpus: retold.Corpus) -> Iterator[GoldClaim]:
    folder = str(path.parent / "articles")
    articles = [a for a in corpus.articles().values() if str(Path(a.location).parent) == folder]
    return read_gold(path, {Path(a.location).stem: a for a in articles})


def lined_up(corpus: retold.Corpus, gold: Sequence[GoldClaim]) -> Iterator[Told]:
    """Yield the claims of a corpus that meet a gold claim."""
    for story in corpus.stories():
        for claim, statements in corpus.statements(story):
            met = [g for g in gold if meets(claim, g)]
            if met:
                yield Told(_name(statements), statements, met)


def lined_up_by_hand(corpus: retold.Corpus, gold: Sequence[GoldClaim]) -> Iterator[Told]:
    """Yield the gold claims as if the path had found them, for sure."""
    sentences = corpus.sentences()
    for story in corpus.stories():
        of_claim = {f"gold {n}": g for n, g in enumerate(gold)}
        articles = _articles(corpus, story)
        claims = [
            Claim(
                id=name,
                event=story.events[0],
                tellings=tuple(
                    Telling(article=article, span=sentence.span)
                    for article, places in g.places.items()
                    if article in articles
                    for sentence in sentences[article]
                    if any(overlap(sentence.span, place) for place in places)
                ),
            )
            for name, g in of_claim.items()
        ]
        for claim, statements in corpus.statements(story, claims):
            yield Told(_name(statements), statements, [of_claim[claim.id]])


def _articles(corpus: retold.Corpus, story: Story) -> set[str]:
    return {a for event in corpus.events() if event.id in story.events for a in event.articles}


def _name(statements: Sequence[Statement]) -> str:
    return Path(statements[0].article.location).parent.parent.name


def meets(claim: Claim, gold: GoldClaim) -> bool:
    """Whether a claim covers two sentences of a gold claim, or one where it has no more than two."""
    places = [(article, at) for article, spans in gold.places.items() for at in spans]
    covered = [
        any(t.article == article and overlap(t.span, at) for t in claim.tellings) for article, at in places
    ]
    return sum(covered) >= (1 if len(places) <= 2 else 2)


def _paired(told: Sequence[Told], corpus: retold.Corpus) -> dict[DifferenceKind, list[Pair]]:
    return {kind: [pair for one in told for pair in _pairs(kind, one, corpus)] for kind in SIGNS}


def _pairs(kind: DifferenceKind, told: Told, corpus: retold.Corpus) -> Iterator[Pair]:
    for (i, one), (j, other) in combinations(enumerate(told.statements), 2):
        differ = any(gold.separates(kind, one.article.id, other.article.id) for gold in told.met)
        for sign in SIGNS[kind](one, other, corpus.phrases):
            yield Pair(told, (i, j), sign.evidence, differ)


def learn(kind: DifferenceKind, pairs: Sequence[Pair]) -> Regression:
    names = tuple(pairs[0].evidence)
    return fit(names, _values(names, pairs), [pair.differ for pair in pairs], strength=STRENGTH[kind])


def _values(names: Sequence[str], pairs: Sequence[Pair]) -> Vectors:
    return np.array([[pair.evidence[name] for name in names] for pair in pairs], dtype=np.float32)


def weigh(regression: Regression, pairs: Sequence[Pair]) -> list[float]:
    names = tuple(regression.weights)
    return [float(chance) for chance in regression.chances(names, _values(names, pairs))]


def held_out(kind: DifferenceKind, bench: Bench) -> list[float]:
    """Return the probability of each pair that users see, from a regression fitted on other stories."""
    stories = sorted({pair.told.story for pair in bench.learned[kind]})
    random.Random(7).shuffle(stories)
    chances = [0.0] * len(bench.seen[kind])
    for fold in range(FOLDS):
        out = set(stories[fold::FOLDS])
        partial = learn(kind, [pair for pair in bench.learned[kind] if pair.told.story not in out])
        places = [n for n, pair in enumerate(bench.seen[kind]) if pair.told.story in out]
        found = weigh(partial, [bench.seen[kind][n] for n in places]) if places else []
        for n, chance in zip(places, found, strict=True):
            chances[n] = chance
    return chances


def scored(kind: DifferenceKind, bench: Bench, chances: Sequence[float]) -> str:
    """Score what would be reported at the settings' threshold, as the bench's scorer does, in words."""
    tables: dict[int, tuple[Told, Vectors]] = {}
    for pair, chance in zip(bench.seen[kind], chances, strict=True):
        size = len(pair.told.statements)
        _, table = tables.setdefault(id(pair.told), (pair.told, np.zeros((size, size), dtype=np.float32)))
        i, j = pair.places
        table[i, j] = table[j, i] = max(table[i, j], chance)
    right = reported = 0
    found: set[int] = set()
    for told, table in tables.values():
        sides = part(table, getattr(load_settings(), f"{kind}_threshold"))
        named = [[told.statements[i].article.id for i in side] for side in sides]
        hit = {id(gold) for g in told.met for gold in _of_kind(kind, g) if apart(named) & apart(gold)}
        reported += len(sides) > 1
        right += bool(hit)
        found |= hit
    wanted = sum(len(_of_kind(kind, g)) for g in bench.gold)
    precision, recall = right / max(reported, 1), len(found) / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    counts = f"{right} of {reported} right, {len(found)} of {wanted} found"
    return f"P {precision:.3f}, R {recall:.3f}, F1 {f1:.3f} ({counts})"


def _of_kind(kind: DifferenceKind, gold: GoldClaim) -> list[Sides]:
    return [sides for found, sides in gold.differences if found == kind]


def apart(sides: Sides) -> set[frozenset[str]]:
    """Return the pairs of articles that stand on different sides."""
    return {frozenset((a, b)) for one, other in combinations(sides, 2) for a in one for b in other}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path)
    options = parser.parse_args()
    train = read_bench(options.train)
    dev = read_bench(options.dev) if options.dev else None
    weights = {}
    for kind in SIGNS:
        pairs = train.learned[kind]
        regression = learn(kind, pairs)
        weights[str(kind)] = written(regression)
        print(f"{kind}: {len(pairs)} pairs, {sum(pair.differ for pair in pairs)} differ")
        print(f"  held out: {scored(kind, train, held_out(kind, train))}")
        if dev:
            print(f"  dev: {scored(kind, dev, weigh(regression, dev.seen[kind]))}")
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
