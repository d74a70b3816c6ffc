"""How well the whole path does on our own example, whose claims `examples/gold.toml` lines up.

No weight was fitted and no threshold chosen on it. Measures, each with precision and recall:

- `claims.f1`: pairs of sentences, of two articles of the first event, that one claim holds together.
- `claims.repeated`: claims with the tellings of one that gold has once, beyond the first. Lower is better.
- `differences.f1`: claims with a kind of difference. A claim of ours stands for that of gold with which it shares
  most tellings, two at least; differences of others are false.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import combinations
from pathlib import Path

from retold.corpus import Corpus, open_corpus
from retold.model import Claim, Comparison
from retold.read import read_articles

DATA = ()

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
#: Numbers are compared in `detail` too, which gold does not line up.
KINDS = {"figure", "date", "attribution", "certainty", "negation"}


def measure(_shared: Path) -> dict[str, float]:
    """Add the example to a new corpus and compare what it finds with gold."""
    gold = tomllib.loads((EXAMPLES / "gold.toml").read_text(encoding="utf-8"))
    told = {claim: frozenset(tellings) for claim, tellings in gold["claims"].items()}
    differing = {(claim, kind) for claim, kinds in gold["differences"].items() for kind in kinds}
    with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "example.db")) as corpus:
        corpus.add(read_articles(EXAMPLES / "prespa"))
        event = max(corpus.events(), key=lambda event: len(event.articles))
        comparison = corpus.compare(event.id)
        tellings = {claim.id: frozenset(places(corpus, claim)) for claim in comparison.claims}
    meant = {claim: nearest(places, told) for claim, places in tellings.items() if len(places) > 1}
    right = [name for name in meant.values() if name]
    return {
        **rates("claims", pairs(tellings.values()), pairs(told.values())),
        "claims.repeated": float(len(right) - len(set(right))),
        **rates("differences", found_differences(comparison, meant), differing),
    }


def places(corpus: Corpus, claim: Claim) -> Iterator[str]:
    """Yield the sentences of a claim as FILE.SENTENCE."""
    articles = corpus.articles()
    for telling in claim.tellings:
        number = Path(articles[telling.article].location).name[:2]
        for place, sentence in enumerate(corpus.sentences([telling.article])[telling.article], start=1):
            if sentence.span.start < telling.span.end and telling.span.start < sentence.span.end:
                yield f"{number}.{place}"


def nearest(places: Set[str], told: Mapping[str, Set[str]]) -> str | None:
    """Return the claim of gold that shares most tellings, None where none shares two."""
    best = max(told, key=lambda claim: len(places & told[claim]))
    return best if len(places & told[best]) > 1 else None


def pairs(claims: Iterable[Set[str]]) -> set[tuple[str, str]]:
    """Return the pairs of sentences of two articles that a claim holds together."""
    return {pair for claim in claims for pair in combinations(sorted(claim), 2) if pair[0][:2] != pair[1][:2]}


def found_differences(comparison: Comparison, meant: Mapping[str, str | None]) -> set[tuple[str, str]]:
    return {
        (meant.get(d.claim) or d.claim, d.kind.value) for d in comparison.differences if d.kind.value in KINDS
    }


def rates(name: str, found: Set[tuple[str, str]], gold: Set[tuple[str, str]]) -> dict[str, float]:
    """Return precision, recall and F1 of what was found."""
    right = len(found & gold)
    return {
        f"{name}.precision": right / max(1, len(found)),
        f"{name}.recall": right / max(1, len(gold)),
        f"{name}.f1": 2 * right / max(1, len(found) + len(gold)),
    }
