"""How well names are found by capitals and the gazetteer alone, without a head on the encoder.

Overlap counts: character F1 of the spans of at least a half. Data: ../shared/bench/retellings (gold does not list
every name, so precision is understated), elner (Greek; PER, ORG, and LOC for GPE and LOC) and slavicner (a sample).
Run: python evaluation/mentions.py [-v]
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from entities import gold, places

from retold.find.capitals import propose_names
from retold.find.mentions import find_mentions
from retold.model import Article, Span
from retold.split import split_sentences

BENCH = Path(__file__).parents[2] / "shared/bench"
Row = tuple[str, str, str, dict[Span, str]]  # set, language, text, gold spans with their kinds
ELNER = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC"}


def retellings(split: str) -> Iterator[Row]:
    for article, language, text, entities in gold(split):
        spans = {
            span: entity["type"]
            for entity in entities
            for form in entity["forms"].get(article.split("/")[1], ())
            for span in places(text, form)
        }
        yield f"retellings {split}", language, text, outermost(spans)


def outermost(spans: dict[Span, str]) -> dict[Span, str]:
    inside = {
        one
        for one in spans
        for other in spans
        if one != other and other.start <= one.start and one.end <= other.end
    }
    return {span: kind for span, kind in spans.items() if span not in inside}


def elner() -> Iterator[Row]:
    blocks = gzip.decompress((BENCH / "elner/dev.iob2.gz").read_bytes()).decode().strip().split("\n\n")
    for block in blocks:
        text, spans, current = "", dict[Span, str](), ""
        for line in block.split("\n"):
            token, tag = line.rsplit(" ", 1)
            kind = ELNER.get(tag[2:], "")
            start = len(text) + bool(text)
            text = f"{text} {token}" if text else token
            if tag.startswith("I-") and kind and kind == current:
                last = max(spans)
                del spans[last]
                spans[Span(last.start, len(text))] = kind
            elif kind:
                spans[Span(start, len(text))] = kind
            current = kind
        yield "elner dev", "el", text, spans


def slavicner(size: int) -> Iterator[Row]:
    lines = gzip.decompress((BENCH / "slavicner/dev.jsonl.gz").read_bytes()).decode().splitlines()
    for line in random.Random(7).sample(lines, size):
        row = json.loads(line)
        kinds = {"PRO": "MISC", "EVT": "MISC"}
        spans = {Span(e[0], e[1]): kinds.get(e[4], e[4]) for e in row["entities"]}
        yield "slavicner dev (sample)", row["lang"], row["text"], spans


def overlap(one: Span, other: Span) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    return 4 * common >= one.end - one.start + other.end - other.start


def main() -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    rows: Iterable[Row] = (*retellings("train"), *retellings("dev"), *elner(), *slavicner(300))
    for name, language, text, spans in rows:
        article = Article(id="a", location="", text=text, language=language)
        told = [sentence.span for sentence in split_sentences(article, language)]
        found = {m.span: m.kind for m in find_mentions(text, language, propose_names(text, told, language))}
        for key in (name, f"{name} {language}"):
            counts[key]["found"] += len(found)
            counts[key]["gold"] += len(spans)
            counts[key]["right"] += sum(any(overlap(span, one) for one in spans) for span in found)
            met = [[kind for span, kind in found.items() if overlap(span, one)] for one in spans]
            counts[key]["met"] += sum(map(bool, met))
            counts[key]["kind"] += sum(spans[one] in kinds for one, kinds in zip(spans, met, strict=True))
        wrong[name].update(f"+{text[slice(*s)]}" for s in found if not any(overlap(s, one) for one in spans))
        wrong[name].update(f"-{text[slice(*s)]}" for s in spans if not any(overlap(s, one) for one in found))
    for key, count in counts.items():
        precision, recall = count["right"] / count["found"], count["met"] / count["gold"]
        f1 = 2 * precision * recall / (precision + recall)
        print(
            f"{key:32} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} kind {count['kind'] / count['met']:.3f}"
        )
    for name, few in wrong.items() if "-v" in sys.argv else ():
        print(name, few.most_common(150))


if __name__ == "__main__":
    main()
