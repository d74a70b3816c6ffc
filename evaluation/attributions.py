"""Measure attributions by rules alone: the retellings by language, with the bench's own scorer.

python evaluation/attributions.py [train|dev|all] [--misses LANGUAGE]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sentencex import get_sentence_boundaries

from retold.find.attributions import find_attributions
from retold.model import Attribution, Span

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"


@dataclass(frozen=True)
class GoldArticle:
    """An article of the retellings with what its gold says of each told sentence."""

    case: str
    id: str
    language: str
    text: str
    sentences: tuple[Span, ...]
    tellings: dict[str, list[dict[str, Any]]]


def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    """Split a text into sentences, a line break always ending one."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        for found in get_sentence_boundaries(language, line):
            piece = line[found["start_index"] : found["end_index"]]
            begin = start + found["start_index"] + len(piece) - len(piece.lstrip())
            if piece.strip():
                spans.append(Span(begin, begin + len(piece.strip())))
        start += len(line) + 1
    return tuple(spans)


def read_gold(bench: Path) -> Iterator[GoldArticle]:
    """Read every article of a folder of cases with its gold, texts in NFC."""
    for path in sorted(bench.glob("*/gold.json")):
        gold = json.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
        told: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for claim in gold["claims"]:
            for telling in claim["tellings"]:
                told[telling["article"]][telling["sentence"]].append(telling)
        for row in gold["articles"]:
            raw = (path.parent / "articles" / f"{row['id']}.txt").read_text(encoding="utf-8")
            text = re.sub(r"^date \S+\s+", "", unicodedata.normalize("NFC", raw))
            spans = split_sentences(text, row["lang"])
            yield GoldArticle(path.parent.name, row["id"], row["lang"], text, spans, dict(told[row["id"]]))


def load_scorer() -> ModuleType:
    """Load the bench's scorer from beside the bench."""
    spec = importlib.util.spec_from_file_location("score", BENCH / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_articles(bench: Path, found: Sequence[tuple[GoldArticle, Sequence[Attribution]]]) -> dict[str, Any]:
    """Score attributions: attributed, source and cue, each by language and for all."""
    scorer = load_scorer()
    dump: dict[str, list[Any]] = {name: [] for name in scorer.DUMP}
    for article, attributions in found:
        name = f"{article.case}/{article.id}.txt"
        dump["articles"].append({"id": name, "location": name, "text": article.text})
        dump["attributions"] += [
            {"article": name, "source": row.source, "cue": row.cue, "content": row.content}
            for row in attributions
        ]
    corpus = scorer.Corpus(scorer.read_bench(bench), dump)
    scores: dict[str, Any] = scorer.score_attributions(corpus)
    return scores


def show_misses(article: GoldArticle, attributions: Sequence[Attribution]) -> None:
    """Print the told sentences whose sources or cues differ from gold."""
    for sentence, tellings in article.tellings.items():
        start = article.text.find(sentence)
        if start < 0:
            continue
        end = start + len(sentence)
        near = [row for row in attributions if row.content.start < end and row.content.end > start]
        near += [row for row in attributions if row.cue and start <= row.cue.start < end and row not in near]
        wanted = sorted({(t.get("source") or "-", t.get("cue") or "-") for t in tellings})
        got = sorted({(_slice(article.text, row.source), _slice(article.text, row.cue)) for row in near})
        right = all(any(_alike(a, x) and _alike(b, y) for x, y in got) or a == b == "-" for a, b in wanted)
        if not right or (got and all(pair == ("-", "-") for pair in wanted)):
            print(f"{article.language} {sentence}\n     GOLD {wanted}\n     GOT  {got}")


def _slice(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span else "-"


def _alike(a: str, b: str) -> bool:
    inside = min(len(a), len(b)) if a in b or b in a else 0
    return 4 * inside >= len(a) + len(b)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", nargs="?", default="all", choices=["train", "dev", "all"])
    parser.add_argument("--misses", metavar="LANGUAGE", default="")
    options = parser.parse_args()
    for split in ["train", "dev"] if options.split == "all" else [options.split]:
        bench = BENCH / "retellings" / split
        found = []
        spent, sentences = 0.0, 0
        for article in read_gold(bench):
            started = time.perf_counter()
            attributions = find_attributions(
                article.text, article.sentences, article.language, article=article.id
            )
            spent += time.perf_counter() - started
            sentences += len(article.sentences)
            found.append((article, attributions))
            if article.language in options.misses.split(","):
                show_misses(article, attributions)
        print_scores(split, score_articles(bench, found))
        print(f"{1000 * spent / sentences:.2f} ms a sentence")


def print_scores(split: str, scores: dict[str, Any]) -> None:
    """Print precision, recall and F1 for all, and F1 by language."""
    for name, rows in scores.items():
        row = rows["all"]
        print(f"{split} {name:11} P {row['p']:.3f} R {row['r']:.3f} F1 {row['f1']:.3f}  ", end="")
        print(" ".join(f"{key}:{row['f1']:.2f}" for key, row in rows.items() if key != "all" and row["f1"]))


if __name__ == "__main__":
    main()
