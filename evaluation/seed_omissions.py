"""Who left what out of the three reports of ../shared/seeds that tell one event, and whom they give it to.

Measures:

- `left_out`: of the seven claims that one of the three does not tell and two do, how many are shown as left out by
  it, in the comparison that `retold compare` shows.
- `told_alone`: of the three claims that one report alone tells, how many are shown as left out by both others.
- `origins`: of the three reports, how many give the plan to send 6,000 soldiers to whom they give it: Seoul, nobody
  whom they name, the intelligence service.

    python evaluation/seed_omissions.py ../shared
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Set
from pathlib import Path

from seeds import LINED_UP, Place, overlaps, place

import retold
from retold.corpus import Corpus
from retold.model import Comparison, OmissionKind

DATA = ("seeds",)

#: The claim on the 6,000 soldiers, and how a report names whom it gives it to; None for nobody.
PLAN = "X20"
ORIGINS = {"000": "Seuli", "001": None, "003": "υπηρεσία"}


def measure(shared: Path) -> dict[str, float]:
    """Add the reports to one corpus and compare their event."""
    gold = json.loads((shared / "seeds" / "seeds_gold.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, retold.open_corpus(Path(folder, "seeds.db")) as corpus:
        corpus.add(retold.read_articles(*sorted((shared / "seeds").glob("0*.txt"))))
        names = {a.id: Path(a.location).name[:3] for a in corpus.articles().values()}
        texts = {names[a.id]: a.text for a in corpus.articles().values()}
        [event] = [e for e in corpus.events() if LINED_UP[0] in {names[a] for a in e.articles}]
        comparison = corpus.compare(event.id)
        told = {s["id"]: place(texts[s["doc"]], s["text"]) for s in gold["sentences"]}
        sentence_of = {claim["id"]: claim["sentence"] for claim in gold["claims"]}
        found = {"left_out": 0.0, "told_alone": 0.0}
        for row in gold["alignment"]:
            tellers = {report: told[sentence_of[row[report]]] for report in LINED_UP if row[report]}
            silent = set(LINED_UP) - tellers.keys()
            if silent:
                found["left_out" if len(silent) == 1 else "told_alone"] += is_shown(
                    comparison, names, tellers, silent
                )
        [plan] = [row for row in gold["alignment"] if row["id"] == PLAN]
        places = {report: told[sentence_of[plan[report]]] for report in LINED_UP}
        return found | {"origins": float(right_origins(corpus, names, places))}


def is_shown(
    comparison: Comparison, names: Mapping[str, str], tellers: Mapping[str, Place], silent: Set[str]
) -> bool:
    """Whether some claim is told at just these places of the event's reports, and left out by the silent ones."""
    left: dict[str, set[str]] = defaultdict(set)
    for omission in comparison.omissions:
        if omission.kind is OmissionKind.LEFT_OUT:
            left[omission.claim].add(names[omission.article])
    return any(
        silent <= left[claim.id]
        and all(
            any(names[t.article] == report and overlaps(t.span, at) for t in claim.tellings)
            for report, at in tellers.items()
        )
        for claim in comparison.claims
    )


def right_origins(corpus: Corpus, names: Mapping[str, str], places: Mapping[str, Place]) -> int:
    """Count the reports whose telling of the plan goes back to whom it names."""
    right = set()
    for story in corpus.stories():
        for _, statements in corpus.statements(story):
            for statement in statements:
                report = names[statement.article.id]
                if report in places and any(overlaps(span, places[report]) for span in statement.spans):
                    named, meant = statement.text(statement.voice.span), ORIGINS[report]
                    if not named if meant is None else meant in named:
                        right.add(report)
    return len(right)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare what reports leave out with gold.")
    parser.add_argument("shared", type=Path)
    for name, value in measure(parser.parse_args().shared).items():
        print(f"{name:12}{value:5.0f}")


if __name__ == "__main__":
    main()
