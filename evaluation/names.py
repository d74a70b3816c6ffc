"""How well names are told apart by sound: recall of true pairs, by pair of scripts, at zero false pairs.

Data: ../shared/bench/names (CLDR territories, GeoNames cities; each name against a name of the same thing in
another script, and against those of other things) and the persons, bodies and works of
../shared/bench/retellings (each form against each other form of its entity in another article, and against
those of the other entities of its story and kind: two persons who share a surname are the hard ones).

Run: python evaluation/names.py [train|dev] [-v]
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from retold.text.names import script, similarity

BENCH = Path(__file__).parents[2] / "shared/bench"
Pair = tuple[str, str]
Scored = tuple[float, Pair]


def script_of(name: str) -> str:
    """Name the script of most letters."""
    scripts = [script(letter) for letter in name if script(letter)]
    return max(set(scripts), key=scripts.count, default="")


def bench_pairs(path: Path, choice: random.Random) -> Iterator[tuple[str, Pair, bool]]:
    """Yield (scripts, pair, whether true): up to 2,000 true and 2,000 false pairs for each two scripts."""
    things = []
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        forms: dict[str, list[str]] = defaultdict(list)
        row = json.loads(line)
        for names in row["names"].values():
            for name in [names] if isinstance(names, str) else names:
                if name[:1].isupper() or script_of(name) not in ("latin", "greek", "cyrillic"):
                    forms[script_of(name)].append(name)
        things.append(forms)
    scripts = sorted({key for forms in things for key in forms if key})
    for a, b in combinations(scripts, 2):
        having = [forms for forms in things if a in forms and b in forms]
        if len(having) < 100:
            continue
        for forms in choice.sample(having, min(2000, len(having))):
            yield f"{a}-{b}", (choice.choice(forms[a]), choice.choice(forms[b])), True
        for _ in range(2000):
            one, other = choice.sample(having, 2)
            yield f"{a}-{b}", (choice.choice(one[a]), choice.choice(other[b])), False


def story_pairs(split: str, kinds: Iterable[str]) -> Iterator[tuple[str, Pair, bool]]:
    """Yield (kind, pair, whether true) of each story's entities, the longest form an article has of each."""
    for path in sorted((BENCH / "retellings" / split).glob("*/gold.json")):
        entities = json.loads(path.read_text(encoding="utf-8"))["entities"]
        for kind in kinds:
            forms = [
                (entity["id"], article, max(names, key=len))
                for entity in entities
                if entity["type"] == kind
                for article, names in entity["forms"].items()
            ]
            for (one, at, x), (other, there, y) in combinations(forms, 2):
                if at != there or one != other:
                    yield kind, (x, y), one == other


def report(title: str, pairs: Iterable[tuple[str, Pair, bool]]) -> None:
    scores: dict[str, tuple[list[Scored], list[Scored]]] = defaultdict(lambda: ([], []))
    for key, pair, true in pairs:
        scores[key][0 if true else 1].append((similarity(*pair), pair))
    heads = ("pairs", "top false", "recall at 0 false", "at 0.75", "at 0.85", "false at 0.75, 0.85")
    print(f"{title:20}", *(f"{head:>20}" for head in heads))
    for key, (true_pairs, false_pairs) in scores.items():
        limit = max(score for score, _ in false_pairs)
        recall = [share(true_pairs, least) for least in (limit + 1e-9, 0.75, 0.85)]
        wrong = [sum(score >= least for score, _ in false_pairs) for least in (0.75, 0.85)]
        numbers = (len(true_pairs), round(limit, 2), *(round(value, 3) for value in recall))
        print(f"{key:20}", *(f"{number:>20}" for number in numbers), f"{wrong[0]:>12}, {wrong[1]}")
        if "-v" in sys.argv:
            show("low", sorted(true_pairs)[:40])
            show("false", sorted(false_pairs, reverse=True)[:20])


def share(pairs: Sequence[Scored], least: float) -> float:
    return sum(score >= least for score, _ in pairs) / len(pairs)


def show(title: str, pairs: Sequence[Scored]) -> None:
    print(f"   {title}:", *(f"{a} ~ {b} {score:.2f}" for score, (a, b) in pairs), sep=" | ")


def main() -> None:
    split = "dev" if "dev" in sys.argv else "train"
    for name in ("cldr_territories", "geonames_cities"):
        report(name, bench_pairs(BENCH / "names" / f"{name}.jsonl.gz", random.Random(7)))
    report(f"retellings {split}", story_pairs(split, ("PER", "ORG", "MISC")))


if __name__ == "__main__":
    main()
