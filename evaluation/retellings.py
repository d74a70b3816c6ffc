"""How well the whole path does on the invented stories of ../shared/bench/retellings/dev."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retold.corpus import Corpus, open_corpus
from retold.export import dump_lines
from retold.model import CopyKind
from retold.read import read_articles

DATA = ("bench/retellings/dev", "bench/score.py")

#: What is taken from the scorer's answer.
TAKEN = (
    "coverage.articles.share",
    "coverage.language.share",
    "coverage.published.share",
    "coverage.sentences.share",
    "events.bcubed.f1",
    "stories.bcubed.f1",
    "copies.directed.f1",
    "copies.either_way.f1",
    "claims.same_event.all.f1",
    "claims.anywhere.all.f1",
    "attributed.all.f1",
    "source.all.f1",
    "cue.all.f1",
    "figures.all.f1",
    "dates.all.f1",
    "entities.bcubed.f1",
    "entities.detected.share",
    "entities.kind.share",
    "entities.cross_script.share",
    "differences.all.f1",
    "differences.all.p",
    "differences.figure.f1",
    "differences.date.f1",
    "differences.attribution.f1",
    "differences.certainty.f1",
    "differences.negation.f1",
)

#: The same of a corpus of openings, of which nothing has been compared.
TAKEN_FAST = ("events.bcubed.f1", "stories.bcubed.f1")

#: Fewer gold pairs of sentences than this say little of two languages.
PAIRS = 20

#: Where the scorer tells languages apart, and the languages of which none may be far behind.
BY_LANGUAGE = ("attributed", "source", "cue", "figures", "dates")
MAIN = ("sq", "mk", "el", "en")


def measure(shared: Path) -> dict[str, float]:
    """Add all stories to one corpus and ask the scorer that comes with them; in fast mode too, for its events."""
    bench = shared / "bench"
    with tempfile.TemporaryDirectory() as folder:
        with open_corpus(Path(folder, "dev.db")) as corpus:
            corpus.add(read_articles(bench / "retellings" / "dev"))
            translations = sum(copy.kind is CopyKind.TRANSLATION for copy in corpus.copies())
            scores = _scores(corpus, bench)
        with open_corpus(Path(folder, "fast.db"), encoder=corpus.encoder) as fast:
            fast.add(read_articles(bench / "retellings" / "dev"), fast=True)
            skimmed = _scores(fast, bench)
    found = {name.removesuffix(".share").replace(".all.", "."): _value(scores, name) for name in TAKEN}
    found |= {f"{name}.gap": _gap(scores[name]) for name in BY_LANGUAGE}
    found |= {f"fast.{name}": _value(skimmed, name) for name in TAKEN_FAST}
    pairs = [row for name, row in scores["claims"]["anywhere"].items() if name != "all"]
    worst = min(float(row["f1"] or 0) for row in pairs if row["gold"] >= PAIRS)
    return found | {"claims.worst_language_pair.f1": worst, "copies.false_translations": float(translations)}


def _scores(corpus: Corpus, bench: Path) -> Any:
    """Ask the scorer of what a corpus holds."""
    with tempfile.TemporaryDirectory() as folder:
        dumped = Path(folder, "dump.json")
        dumped.write_text("".join(dump_lines(corpus)), encoding="utf-8")
        places = map(str, (bench / "score.py", dumped, bench / "retellings" / "dev"))
        command = [sys.executable, *places, "--json"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _gap(scores: Mapping[str, Any]) -> float:
    """Return how far the worst of the main languages is behind all of them together, in F1."""
    return max(0.0, *(float(scores["all"]["f1"] - (scores[name]["f1"] or 0)) for name in MAIN))


def _value(scores: Any, name: str) -> float:
    """Look a score up; one of nothing found, which the scorer gives as null, is 0."""
    for part in name.split("."):
        scores = scores[part]
    return float(scores or 0.0)
