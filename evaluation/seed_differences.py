"""Which of the differences that gold finds material in the reports of ../shared/seeds are reported, and what is not.

Measures:

- `reported`: of the seven claims with a material difference, how many have one reported in the right kind.
- `figure_differences`: figure differences reported; all figures of the reports agree. Lower is better.
- `false_differences`: differences of claims in which gold finds nothing of their kind, not even a minor one.
  Lower is better.

    python evaluation/seed_differences.py ../shared
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seeds import overlaps, place

import retold

DATA = ("seeds",)

#: What a difference may be of, by the aspect in which gold finds one.
KINDS = {
    "tense/modality": {"certainty"},
    "speech verb / certainty": {"certainty"},
    "speech verb": {"certainty"},
    "tense": {"certainty"},
    "description of the source": {"attribution"},
    "who believes": {"attribution"},
    "since when": {"date", "detail"},
}


def measure(shared: Path) -> dict[str, float]:
    """Add the reports to one corpus and compare its differences with gold."""
    reports = sorted((shared / "seeds").glob("0*.txt"))
    gold = json.loads((shared / "seeds" / "seeds_gold.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, retold.open_corpus(Path(folder, "seeds.db")) as corpus:
        corpus.add(retold.read_articles(*reports))
        articles = corpus.articles()
        claims = {claim.id: claim for claim in corpus.claims()}
        differences = corpus.differences()
    where = {
        sentence["id"]: (article, place(articles[article].text, sentence["text"]))
        for sentence in gold["sentences"]
        for article in articles
        if Path(articles[article].location).name.startswith(sentence["doc"])
    }
    sentence_of = {claim["id"]: claim["sentence"] for claim in gold["claims"]}
    material = [
        row for row in gold["alignment"] if row["relation"] == "different" and _kinds(row, "material")
    ]
    reported, right = set(), 0
    for difference in differences:
        rows = [
            row
            for row in gold["alignment"]
            if sum(
                t.article == where[s][0] and overlaps(t.span, where[s][1])
                for t in claims[difference.claim].tellings
                for report in ("000", "001", "003")
                for s in [sentence_of.get(row[report])]
                if s in where
            )
            > 1
        ]
        reported |= {row["id"] for row in rows if difference.kind in _kinds(row, "material")}
        right += any(difference.kind in _kinds(row, "") for row in rows)
    return {
        "material": float(len(material)),
        "reported": float(sum(row["id"] in reported for row in material)),
        "figure_differences": float(sum(d.kind == "figure" for d in differences)),
        "false_differences": float(len(differences) - right),
    }


def _kinds(row: Mapping[str, Any], severity: str) -> set[str]:
    """Return the kinds of a claim's differences that are at least so severe; what no kind fits is detail."""
    return {
        kind
        for difference in row["differences"]
        if difference["severity"].startswith(severity)
        for kind in KINDS.get(difference["aspect"], {"detail"})
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the differences found in the seeds with gold.")
    parser.add_argument("shared", type=Path)
    for name, value in measure(parser.parse_args().shared).items():
        print(f"{name:20}{value:5.0f}")


if __name__ == "__main__":
    main()
