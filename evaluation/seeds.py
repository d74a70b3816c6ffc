"""How well the whole path does on the five real reports of ../shared/seeds, read by hand in full.

Three of them (000, 001, 003) tell one event; `seeds_gold.json` lines up 26 claims of theirs, each with the sentence
of every report that tells it. Measures:

- `events`: 1 when the events are just {000, 001, 003}, {002} and {004}.
- `claims_lined_up`: of the 23 claims that two reports or all three tell, how many have all their sentences in one
  claim of ours.
- `wrong_pairs`: pairs of tellings, of two of the three reports, that some claim of ours has together and whose
  sentences share no claim of gold. Lower is better. Pairs with 002 and 004 are not counted: gold does not line those
  up.
- `told_alone`: of the claims that one report alone tells, how many are in claims of ours that no other report
  tells.

A telling stands for every sentence of gold with which it has half of the shorter one in common.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import seed_statements

from retold.corpus import open_corpus
from retold.export import dump
from retold.read import read_articles

DATA = ("seeds",)

LINED_UP = ("000", "001", "003")
EVENTS = {frozenset(LINED_UP), frozenset({"002"}), frozenset({"004"})}

Place = tuple[int, int]
Group = frozenset[str]


def measure(shared: Path) -> dict[str, float]:
    """Add the reports to one corpus and compare what it finds with gold."""
    gold = json.loads((shared / "seeds" / "seeds_gold.json").read_text(encoding="utf-8"))
    found = read_reports(shared)
    names = {article["id"]: Path(article["location"]).name[:3] for article in found["articles"]}
    texts = {names[article["id"]]: article["text"] for article in found["articles"]}
    events = {frozenset(names[a] for a in event["articles"]) for event in found["events"]}
    places = {s["id"]: place(texts[s["doc"]], s["text"]) for s in gold["sentences"]}
    claims = [
        [sentences_at(names[t["article"]], (t["start"], t["end"]), places) for t in claim["tellings"]]
        for claim in found["claims"]
    ]
    alike = compare_claims(claims, aligned_sentences(gold))
    return {"events": float(events == EVENTS)} | alike | seed_statements.compare(found, gold)


def read_reports(shared: Path) -> dict[str, Any]:
    """Add the five reports to one corpus and dump it."""
    reports = sorted((shared / "seeds").glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "seeds.db")) as corpus:
        corpus.add(read_articles(*reports))
        return dump(corpus)


def place(text: str, sentence: str) -> Place:
    """Find where a sentence stands in a text, white space as in both."""
    start = text.index(sentence)
    return start, start + len(sentence)


def sentences_at(report: str, telling: Place, places: Mapping[str, Place]) -> Group:
    """Return the sentences of a report that a telling stands for (their ids begin with the report's)."""
    return frozenset(
        sentence
        for sentence, where in places.items()
        if sentence.startswith(report) and overlaps(telling, where)
    )


def overlaps(a: Place, b: Place) -> bool:
    """Tell whether at least half of the shorter of two places is common."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common > 0 and 2 * common >= min(a[1] - a[0], b[1] - b[0])


def aligned_sentences(gold: Mapping[str, Any]) -> list[Group]:
    """Return the sentences of every claim that gold lines up."""
    sentence_of = {claim["id"]: claim["sentence"] for claim in gold["claims"]}
    return [
        frozenset(sentence_of[row[report]] for report in LINED_UP if row[report]) for row in gold["alignment"]
    ]


def compare_claims(claims: Iterable[Sequence[Group]], gold: Sequence[Group]) -> dict[str, float]:
    """Compare claims, each a list of tellings given by the sentences they stand for, with those of gold."""
    claims = list(claims)
    covered = [frozenset().union(*tellings) for tellings in claims]
    shared = [group for group in gold if len(group) > 1]
    alone = [group for group in gold if len(group) == 1]
    return {
        "claims_lined_up": float(sum(any(group <= found for found in covered) for group in shared)),
        "wrong_pairs": float(len({pair for tellings in claims for pair in wrong_pairs(tellings, shared)})),
        "told_alone": float(sum(is_alone(group, covered) for group in alone)),
    }


def wrong_pairs(tellings: Sequence[Group], gold: Sequence[Group]) -> Iterator[frozenset[Group]]:
    """Yield the pairs of tellings of two reports that no claim of gold has together."""
    judged = [telling for telling in tellings if reports_of(telling) & set(LINED_UP)]
    for a, b in combinations(judged, 2):
        if reports_of(a) != reports_of(b) and not any(a & group and b & group for group in gold):
            yield frozenset((a, b))


def is_alone(told: Group, covered: Iterable[Group]) -> bool:
    """Tell whether some claim has a sentence, and no claim has it together with another report's."""
    having = [found for found in covered if told & found]
    return bool(having) and all(reports_of(found) == reports_of(told) for found in having)


def reports_of(sentences: Iterable[str]) -> set[str]:
    """Return the reports that sentences stand in."""
    return {sentence[:3] for sentence in sentences}
