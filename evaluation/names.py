"""How well names are told apart by themselves, as the path does it: recall of true pairs, and false joins.

Data: ../shared/bench/names (CLDR territories, GeoNames cities; each name against one of the same thing in another
script, up to 2,000 a pair of scripts, and 2,000 times against one of another thing) and the persons, bodies and works
of ../shared/bench/retellings (each form against each other form of its entity in another article, and against those
of the other entities of its story and kind: two persons who share a surname are the hard ones).

A pair is joined when two articles that name nothing else would have one entity: by the gazetteer, or by sound. Where
no false pair is joined, `joined` is the recall at zero false joins. `by sound` is what a threshold on sounds alone
would reach that joins no false pair.

Run: python evaluation/names.py [train|dev] [-v]
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from retold.find.gazetteer import identify
from retold.model import EntityKind, Mention, Span
from retold.resolve import NamedMention, resolve_entities
from retold.resolve.profiles import script_of
from retold.text.names import similarity

BENCH = Path(__file__).resolve().parents[2] / "shared/bench"
#: What the quick ones read.
DATA = ("bench/names",)
#: True and false pairs for each two scripts, at most; and those of the quick measure, which looks at fewer scripts.
MOST, QUICK = 2000, 200
MAIN = ("latin", "cyrillic", "greek", "arabic", "cjk")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its kind, and the language of the text that has it, where it is known."""

    text: str
    kind: EntityKind
    language: str | None = None


Pair = tuple[Name, Name]


def things_of(path: Path) -> list[dict[str, list[Name]]]:
    """Read the names of things, by script."""
    things = []
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        forms: dict[str, list[Name]] = defaultdict(list)
        for key, names in json.loads(line)["names"].items():
            for text in [names] if isinstance(names, str) else names:
                script = script_of(text)
                if text[:1].isupper() or script not in ("latin", "greek", "cyrillic"):
                    language = key if len(key) == 2 else None
                    forms[script].append(Name(text, EntityKind.PLACE, language))
        things.append(forms)
    return things


def bench_pairs(path: Path, choice: random.Random, *, most: int = MOST) -> Iterator[tuple[str, Pair, bool]]:
    """Yield (scripts, pair, whether true): up to `most` true pairs and as many false ones for each two scripts."""
    things = things_of(path)
    for a, b in combinations(sorted({key for forms in things for key in forms if key}), 2):
        having = [forms for forms in things if a in forms and b in forms]
        if len(having) < 100:
            continue
        for forms in choice.sample(having, min(most, len(having))):
            yield f"{a}-{b}", (choice.choice(forms[a]), choice.choice(forms[b])), True
        for _ in range(most):
            one, other = choice.sample(having, 2)
            yield f"{a}-{b}", (choice.choice(one[a]), choice.choice(other[b])), False


def story_pairs(split: str, kinds: Iterable[EntityKind]) -> Iterator[tuple[str, Pair, bool]]:
    """Yield (kind, pair, whether true) of each story's entities, the longest form an article has of each."""
    for path in sorted((BENCH / "retellings" / split).glob("*/gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        languages = {row["id"]: row["lang"] for row in data["articles"]}
        for kind in kinds:
            forms = [
                (entity["id"], article, Name(max(names, key=len), kind, languages[article]))
                for entity in data["entities"]
                if entity["type"] == kind
                for article, names in entity["forms"].items()
            ]
            for (one, at, x), (other, there, y) in combinations(forms, 2):
                if at != there or one != other:
                    yield kind, (x, y), one == other


def joined(pair: Pair) -> bool:
    """Tell whether two articles that name nothing else would have one entity."""
    return (
        len(
            resolve_entities(
                [_mention(name, article) for name, article in zip(pair, "ab", strict=True)]
            ).profiles
        )
        == 1
    )


def _mention(name: Name, article: str) -> NamedMention:
    known = identify(name.text, name.language, name.kind)
    return NamedMention(
        mention=Mention(article=article, span=Span(0, len(name.text)), kind=name.kind),
        text=name.text,
        language=name.language,
        identity=known.identity if known else None,
        known_name=known.name if known else None,
        country=known.country if known else None,
    )


def by_key(pairs: Iterable[tuple[str, Pair, bool]]) -> dict[str, tuple[list[Pair], list[Pair]]]:
    """Sort pairs by their key, true ones and false ones."""
    found: dict[str, tuple[list[Pair], list[Pair]]] = defaultdict(lambda: ([], []))
    for key, pair, true in pairs:
        found[key][0 if true else 1].append(pair)
    return found


def report(title: str, pairs: Iterable[tuple[str, Pair, bool]]) -> None:
    heads = ("pairs", "joined", "false joins", "by sound", "at least")
    print(f"{title:20}", *(f"{head:>12}" for head in heads))
    for key, (true_pairs, false_pairs) in by_key(pairs).items():
        limit = max(map(sound, false_pairs))
        wrong = [pair for pair in false_pairs if joined(pair)]
        missed = [pair for pair in true_pairs if not joined(pair)]
        recall = 1 - len(missed) / len(true_pairs)
        heard = sum(sound(pair) > limit for pair in true_pairs) / len(true_pairs)
        numbers = (len(true_pairs), f"{recall:.3f}", len(wrong), f"{heard:.3f}", f"{limit:.2f}")
        print(f"{key:20}", *(f"{number:>12}" for number in numbers), flush=True)
        if "-v" in sys.argv:
            show("missed", missed[:40])
            show("wrong", wrong[:20])


def sound(pair: Pair) -> float:
    return similarity(pair[0].text, pair[1].text)


def show(title: str, pairs: Sequence[Pair]) -> None:
    print(f"   {title}:", *(f"{a.text} ~ {b.text}" for a, b in pairs), sep=" | ")


def measure(shared: Path) -> dict[str, float]:
    """Measure the main scripts, with fewer pairs: the mean recall, that of the worst two scripts, all false joins."""
    values = {}
    for name in ("territories", "cities"):
        [path] = (shared / "bench/names").glob(f"*_{name}.jsonl.gz")
        found = by_key(bench_pairs(path, random.Random(7), most=QUICK))
        main = [pairs for key, pairs in found.items() if set(key.split("-")) <= set(MAIN)]
        recall = [sum(map(joined, true)) / len(true) for true, _ in main]
        values[f"{name}.recall"] = sum(recall) / len(recall)
        values[f"{name}.worst"] = min(recall)
        values[f"{name}.false"] = float(sum(joined(pair) for _, false in main for pair in false))
    return values


def main() -> None:
    split = "dev" if "dev" in sys.argv else "train"
    for name in ("cldr_territories", "geonames_cities"):
        report(name, bench_pairs(BENCH / "names" / f"{name}.jsonl.gz", random.Random(7)))
    report(
        f"retellings {split}",
        story_pairs(split, (EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.OTHER)),
    )


if __name__ == "__main__":
    main()
