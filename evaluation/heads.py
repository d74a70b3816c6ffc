"""Measure the heads alone: spans by label and language, kinds of names, attributed sentences, time.

    python evaluation/heads.py [--languages] [--times]

Sets: retellings dev; elNER dev and a sample of SlavicNER dev. Nothing was fitted on any of them; how many copies
with other names to fit on was decided with the last two, all else with the first. A span is
right when its character F1 with a gold span is 0.5 or more. Sources count in sentences that have a gold
source, cues, figures and dates in those that tell a claim, names everywhere (gold lists not every name of
retellings, so precision is understated there). elNER has no names of kind MISC: these are left out.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from marked import Marked, read_elner, read_retellings, read_slavicner

from retold.encode import load_encoder
from retold.find.heads import LABELS, HeadFindings, Heads, Proposal, load_heads
from retold.model import Span
from retold.protocols import Encoder
from retold.text.homoglyphs import repair

SHARED = Path(__file__).resolve().parents[2] / "shared"
#: What is read there.
DATA = ("bench/retellings/dev", "bench/elner", "bench/slavicner")

#: Sentences encoded together, about an article.
TOGETHER = 20
Board = dict[tuple[str, str], Counter[str]]


def find_in(
    encoder: Encoder, heads: Heads, sentences: Sequence[Marked]
) -> Iterator[tuple[Marked, HeadFindings]]:
    """Run encoder and heads as an article's path does."""
    for at in range(0, len(sentences), TOGETHER):
        some = sentences[at : at + TOGETHER]
        texts = [repair(sentence.text) for sentence in some]
        found = heads.find_all(texts, encoder.encode(texts, layers=heads.layers).tokens)
        yield from zip(some, found, strict=True)


def agree(a: Span, b: Span) -> bool:
    """Tell whether the character F1 of two spans is 0.5 or more."""
    common = min(a.end, b.end) - max(a.start, b.start)
    return common > 0 and 4 * common >= (a.end - a.start) + (b.end - b.start)


def proposals(found: HeadFindings) -> dict[str, tuple[Proposal, ...]]:
    """Give what was found by label."""
    return dict(
        zip(LABELS, (found.names, found.sources, found.cues, found.figures, found.dates), strict=True)
    )


def score(found: Iterable[tuple[Marked, HeadFindings]], labels: Sequence[str]) -> Board:
    """Count right, predicted, found and gold spans by (label, language)."""
    board: Board = defaultdict(Counter)
    for sentence, findings in found:
        for label in labels:
            gold = sentence.marks.get(label, ())
            if label == "name" or (sentence.told and (gold or label != "source")):
                counts = count(sentence, label, gold, proposals(findings)[label])
                board[label, "all"] += counts
                board[label, sentence.language] += counts
        if sentence.told and "cue" in labels:
            is_attributed = bool(sentence.marks.get("cue") or sentence.marks.get("source"))
            says = findings.attributed > 0.5
            counts = Counter(predicted=says, gold=is_attributed, right=says and is_attributed)
            counts["found"] = counts["right"]
            board["attributed", "all"] += counts
            board["attributed", sentence.language] += counts
    return board


def count(sentence: Marked, label: str, gold: Sequence[Span], found: Sequence[Proposal]) -> Counter[str]:
    """Count the spans of one label in one sentence."""
    right = [one for one in found if any(agree(one.span, span) for span in gold)]
    relayed = [
        one for one in found if one not in right and any(agree(one.span, span) for span in sentence.relayed)
    ]
    beside = [one for one in found if one not in right and sentence.case == "elner" and one.label == "MISC"]
    left_out = len(relayed if label == "source" else beside)
    counts = Counter(right=len(right), predicted=len(found) - left_out, gold=len(gold))
    for place, span in enumerate(gold):
        near = [one for one in found if agree(one.span, span)]
        counts["found"] += bool(near)
        counts["kind"] += label == "name" and any(one.label == sentence.kinds[place] for one in near)
    return counts


def ratios(counts: Counter[str]) -> tuple[float, float, float]:
    """Give precision, recall and F1."""
    p = counts["right"] / max(1, counts["predicted"])
    r = counts["found"] / max(1, counts["gold"])
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def line(counts: Counter[str]) -> str:
    """Write precision, recall, F1 and, for names, the share of the found with the right kind."""
    p, r, f1 = ratios(counts)
    kinds = f"  kind {counts['kind'] / max(1, counts['found']):.3f}" if counts["kind"] else ""
    return f"P {p:.3f} R {r:.3f} F1 {f1:.3f}{kinds}  gold {counts['gold']}"


def show(title: str, board: Board, languages: bool) -> None:
    """Print a line a label, and one a language if wanted."""
    for (label, language), counts in sorted(board.items(), key=lambda item: (item[0][0], -item[1]["gold"])):
        if language == "all" or languages:
            print(f"{title:10} {label:11}{language:5} {line(counts)}")


def times(encoder: Encoder, heads: Heads, sentences: Sequence[Marked]) -> str:
    """Compare the time of encoding without and with states, and that of the heads, a sentence."""
    texts = [repair(sentence.text) for sentence in sentences]
    parts = [texts[at : at + TOGETHER] for at in range(0, len(texts), TOGETHER)]
    spent: dict[str, float] = defaultdict(float)
    for part in [*parts[:2], *parts]:
        for name, layers in (("encoding", ()), ("with states", heads.layers)):
            start = time.perf_counter()
            tokens = encoder.encode(part, layers=layers).tokens
            spent[name] += time.perf_counter() - start
        start = time.perf_counter()
        heads.find_all(part, tokens)
        spent["heads"] += time.perf_counter() - start
    return "ms a sentence: " + ", ".join(f"{name} {1000 * s / len(texts):.2f}" for name, s in spent.items())


def measure(shared: Path) -> dict[str, float]:
    """Give the F1 of every label on retellings dev, and of names on elNER and SlavicNER."""
    boards = score_all(shared / "bench")
    return {
        f"{label}.f1" if title == "retellings" else f"{title}.{label}.f1": ratios(counts)[2]
        for title, board in boards.items()
        for (label, language), counts in board.items()
        if language == "all" and (title == "retellings" or label == "name")
    }


def score_all(bench: Path) -> dict[str, Board]:
    """Score the heads that come with the package on all sets."""
    encoder, heads = _load()
    sets: dict[str, tuple[Iterable[Marked], Sequence[str]]] = {
        "retellings": (read_retellings(bench, "dev"), LABELS),
        "elner": (read_elner(bench), ("name", "figure", "date")),
        "slavicner": (read_slavicner(bench), ("name",)),
    }
    return {
        title: score(find_in(encoder, heads, list(sentences)), labels)
        for title, (sentences, labels) in sets.items()
    }


def _load() -> tuple[Encoder, Heads]:
    encoder = load_encoder()
    heads = load_heads(encoder.name)
    assert heads is not None, f"no heads for {encoder.name}"
    return encoder, heads


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--languages", action="store_true")
    parser.add_argument("--times", action="store_true")
    options = parser.parse_args()
    if not options.shared.exists():
        print("no development data beside the repository: nothing measured")
        return
    for title, board in score_all(options.shared / "bench").items():
        show(title, board, options.languages)
    if options.times:
        print(times(*_load(), list(read_retellings(options.shared / "bench", "dev"))))


if __name__ == "__main__":
    main()
