"""How well gold mentions of real news are linked across languages: B-cubed within a topic.

SlavicNER (bg cs pl ru sl uk; ids that languages share, within a topic) and MEANTIME (Wikinews, the same article in
en es it nl), each against a baseline that joins equal folded strings. Mentions and kinds are those of the gold.
Run: python evaluation/linking.py [articles per topic, 60 as a rule]
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from retold.find.gazetteer import identify
from retold.model import EntityKind, Mention, Span
from retold.resolve import NamedMention, resolve_entities
from retold.resolve.profiles import script_of
from retold.text.unicode import fold

BENCH = Path(__file__).parents[2] / "shared/bench"
#: Gold of one topic: each mention with the id it has.
Topic = list[tuple[NamedMention, str]]
KINDS = {"PER": EntityKind.PERSON, "ORG": EntityKind.ORGANISATION, "LOC": EntityKind.PLACE}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def named(article: str, text: str, span: Span, language: str, kind: str) -> NamedMention:
    of = KINDS.get(kind, EntityKind.OTHER)
    known = identify(text, language, of)
    return NamedMention(
        mention=Mention(article=article, span=span, kind=of),
        text=text,
        language=language,
        identity=known.identity if known else None,
        country=known.country if known else None,
    )


def slavicner(size: int) -> Iterator[tuple[str, Topic]]:
    topics: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(BENCH / "slavicner/dev.jsonl.gz"):
        topics[row["topic"]].append(row)
    for topic, articles in topics.items():
        chosen = random.Random(7).sample(articles, min(size, len(articles)))
        yield (
            topic,
            [
                (named(row["id"], e[2], Span(e[0], e[1]), row["lang"], e[4]), e[5])
                for row in chosen
                for e in sorted(row["entities"])
            ],
        )


def bcubed(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    joint, golds, founds = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    precision = sum(n * n / founds[f] for (_, f), n in joint.items()) / len(gold)
    recall = sum(n * n / golds[g] for (g, _), n in joint.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def across_scripts(topic: Topic, found: Sequence[str]) -> tuple[int, int]:
    """Count pairs of forms of one gold id in two scripts, and those of them that are joined (each form once)."""
    forms: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for (mention, key), entity in zip(topic, found, strict=True):
        forms[key][mention.text, script_of(mention.text)] = entity
    pairs = [
        (forms[key][a], forms[key][b])
        for key in forms
        for a, b in combinations(forms[key], 2)
        if a[1] != b[1]
    ]
    return sum(a == b for a, b in pairs), len(pairs)


def resolved(topic: Topic) -> list[str]:
    owner = {
        id(mention): profile.id
        for profile in resolve_entities([mention for mention, _ in topic]).profiles
        for mention in profile.mentions
    }
    return [owner[id(mention)] for mention, _ in topic]


def same_string(topic: Topic) -> list[str]:
    return [fold(mention.text) for mention, _ in topic]


def report(title: str, topics: Sequence[tuple[str, Topic]], link: Callable[[Topic], list[str]]) -> None:
    start, everything = time.perf_counter(), [0.0, 0.0, 0.0]
    joined = crossing = total = 0
    for name, topic in topics:
        found = link(topic)
        scores = bcubed([key for _, key in topic], found)
        one, all_of = across_scripts(topic, found)
        joined, crossing, total = joined + one, crossing + all_of, total + len(topic)
        everything = [so_far + score * len(topic) for so_far, score in zip(everything, scores, strict=True)]
        numbers = " ".join(f"{score:.3f}" for score in scores)
        print(
            f"{title:12} {name:16} {len(topic):6} mentions, P R F1 {numbers}, across scripts {one} of {all_of}"
        )
    numbers = " ".join(f"{score / total:.3f}" for score in everything)
    seconds = time.perf_counter() - start
    print(f"{title:12} {'all':16} {total:6} mentions, P R F1 {numbers}, across scripts "
          f"{joined / max(crossing, 1):.3f}, {seconds:.1f} s")  # fmt: skip


def meantime() -> Iterator[tuple[str, Topic]]:
    """Yield, by topic, the mentions of the named chains that two languages or more share."""
    told: dict[str, list[tuple[str, NamedMention]]] = defaultdict(list)
    for row in rows(BENCH / "meantime/dev.jsonl.gz"):
        words = [word for sentence in row["sentences"] for word in sentence]
        for mention in row["mentions"]:
            text = " ".join(words[mention["start"] : mention["end"]])
            if mention["chain"] and mention.get("type") == "ENTITY" and text[:1].isupper():
                article = f"{row['topic']}/{row['doc']}-{row['language']}"
                span = Span(mention["start"], mention["end"])
                found = named(article, text, span, row["language"], mention.get("kind", ""))
                told[mention["chain"]].append((row["topic"], found))
    topics: dict[str, Topic] = defaultdict(list)
    for chain, mentions in told.items():
        if len({found.language for _, found in mentions}) > 1:
            for topic, found in mentions:
                topics[topic].append((found, chain))
    for topic, pairs in topics.items():
        yield topic, sorted(pairs, key=lambda pair: (pair[0].mention.article, pair[0].mention.span))


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for title, topics in (("SlavicNER", list(slavicner(size))), ("MEANTIME", list(meantime()))):
        print(title)
        report("same string", topics, same_string)
        report("resolver", topics, resolved)


if __name__ == "__main__":
    main()
