"""Measure figures and dates alone on the retellings, by the rules of their scorer.

    python evaluation/figures_dates.py [train] [dev] [--errors LANGUAGE] [--kind figures|dates]

Precision and recall are over the sentences that have gold values; texts are read from ../shared in place.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retold.find.dates import find_dates
from retold.find.figures import find_figures

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench" / "retellings"
Place = tuple[int, int]
Value = tuple[Place, Any]


def in_word(text: str, at: int) -> bool:
    """Tell whether an offset lies within a word; never in Chinese or Japanese."""
    return 0 < at < len(text) and all(c.isalnum() and c < "\u2e80" for c in text[at - 1 : at + 1])


def occurrences(text: str, piece: str, start: int = 0, end: int | None = None) -> list[Place]:
    """Where a piece stands in a text, white space being free; as whole words if anywhere."""
    pattern = re.compile(r"\s+".join(map(re.escape, piece.split())) or "(?!)")
    spans = [m.span() for m in pattern.finditer(text, start, len(text) if end is None else end)]
    return [s for s in spans if not (in_word(text, s[0]) or in_word(text, s[1]))] or spans


def overlaps(a: Place, b: Place) -> bool:
    """Tell whether at least half of the shorter one is common."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common > 0 and 2 * common >= min(a[1] - a[0], b[1] - b[0])


def equal(value: Any, gold: Any) -> bool:
    """Compare as the scorer does: figures closely, dates by their beginning."""
    if isinstance(gold, str):
        return str(value).startswith(gold)
    return math.isclose(value, gold, rel_tol=1e-9)


def read(text: str, language: str, published: str, kind: str) -> list[Value]:
    """Run the finder of a kind."""
    if kind == "figures":
        return [((f.span.start, f.span.end), f.value) for f in find_figures(text, language)]
    return [((d.span.start, d.span.end), d.value) for d in find_dates(text, language, published=published)]


def articles(split: str) -> Iterator[tuple[dict[str, Any], str, dict[str, list[dict[str, Any]]]]]:
    """Give each article with its text and its tellings by sentence."""
    for path in sorted((BENCH / split).glob("*/gold.json")):
        case = json.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
        told: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for claim in case["claims"]:
            for telling in claim["tellings"]:
                told[telling["article"]][" ".join(telling["sentence"].split())].append(telling)
        for article in case["articles"]:
            text = (path.parent / "articles" / f"{article['id']}.txt").read_text(encoding="utf-8")
            text = unicodedata.normalize("NFC", re.sub(r"\A\s*date [\d-]+\s*", "", text))
            yield article, text, told[article["id"]]


def measure(split: str, kind: str, errors: str) -> dict[str, Counter[str]]:
    """Count right, predicted, found and gold values by language."""
    board: dict[str, Counter[str]] = defaultdict(Counter)
    for article, text, told in articles(split):
        values = read(text, article["lang"], article["date"], kind)
        for sentence, tellings in told.items():
            places = occurrences(text, sentence)
            inside = [v for v in values if any(overlaps(v[0], place) for place in places)]
            golds = [
                ([s for place in places for s in occurrences(text, v["text"], *place)], v["value"], v["text"])
                for telling in tellings
                for v in telling[kind]
            ]
            count(board, article["lang"], inside, golds)
            if errors in (article["lang"], "all"):
                report(article, text, sentence, inside, golds)
    return board


def agree(value: Value, gold: tuple[list[Place], Any, str]) -> bool:
    """Tell whether a value found is the gold one."""
    return equal(value[1], gold[1]) and any(overlaps(value[0], place) for place in gold[0])


def count(
    board: dict[str, Counter[str]],
    language: str,
    inside: list[Value],
    golds: list[tuple[list[Place], Any, str]],
) -> None:
    """Add the values of one sentence."""
    for group in ("all", language):
        board[group]["gold"] += len(golds)
        board[group]["found"] += sum(any(agree(v, g) for v in inside) for g in golds)
        if golds:
            board[group]["predicted"] += len(inside)
            board[group]["right"] += sum(any(agree(v, g) for g in golds) for v in inside)


def report(
    article: dict[str, Any],
    text: str,
    sentence: str,
    inside: list[Value],
    golds: list[tuple[list[Place], Any, str]],
) -> None:
    """Print what is missed and what is false."""
    missed = [(g[2], g[1]) for g in golds if not any(agree(v, g) for v in inside)]
    false = [(text[v[0][0] : v[0][1]], v[1]) for v in inside if golds and not any(agree(v, g) for g in golds)]
    if missed or false:
        print(f"[{article['lang']} {article['date']}] MISSED {missed} FALSE {false}\n    {sentence}")


def score(counts: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    p = counts["right"] / max(1, counts["predicted"])
    r = counts["found"] / max(1, counts["gold"])
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def main() -> None:
    """Print a table a split and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("splits", nargs="*", default=["train", "dev"])
    parser.add_argument("--kind", choices=("figures", "dates"), action="append")
    parser.add_argument("--errors", default="")
    options = parser.parse_args()
    for split in options.splits or ["train", "dev"]:
        for kind in options.kind or ["figures", "dates"]:
            board = measure(split, kind, options.errors)
            print(f"{split} {kind}")
            for language, counts in sorted(board.items(), key=lambda item: -item[1]["gold"]):
                p, r, f1 = score(counts)
                print(f"  {language:4} P {p:.3f} R {r:.3f} F1 {f1:.3f}  gold {counts['gold']}")


if __name__ == "__main__":
    main()
