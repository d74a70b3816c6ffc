"""How translations of one document line up: ../shared/bench/ntrex/dev.jsonl.gz, segment by segment.

All translations of a document are put into one event, then lined up and compared by the path itself. Measures:

- `XX-YY.f1` for two languages: pairs of segments that some claim of ours holds together, against the pairs that
  translate one another. Headlines, which are not lined up, are left out.
- `recognised`: of the articles but the first of each document, the share that is found to translate it.
- `false_differences`: of the pairs of tellings in one claim that hold a figure or date, the share that a difference
  in figure or date tells apart. Translations differ only by slips. Lower is better.

    python evaluation/translations.py ../shared [--languages sq mk el en] [--documents 61]

Takes four minutes on two cores; not among the measures of evaluate.py for that reason.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import retold
from retold.corpus import Corpus
from retold.encode import load_encoder
from retold.model import Article, Claim, CopyKind, DifferenceKind, SentenceKind, Span, article_id

SOURCE = "bench/ntrex/dev.jsonl.gz"

#: All articles of a corpus are one event.
SETTINGS = replace(retold.load_settings(), event_threshold=-1e9, event_candidates=100)

Document = Mapping[str, Sequence[str]]


def read_documents(shared: Path) -> list[Document]:
    """Read the segments of each document, by language."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(shared / SOURCE, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: row["segment"])
    for row in rows:
        found[row["doc"]][row["language"]].append(" ".join(row["text"].split()))
    return list(found.values())


def make_article(language: str, segments: Sequence[str]) -> tuple[Article, list[Span]]:
    """Return a translation as an article, and where its segments stand."""
    text = "\n\n".join(segments)
    spans, start = [], 0
    for segment in segments:
        spans.append(Span(start, start + len(segment)))
        start += len(segment) + 2
    name = article_id(key=language, outlet=None, published="2019-05-06", text=text)
    code = language.partition("-")[0]
    return Article(id=name, location=language, text=text, published="2019-05-06", language=code), spans


def measure(shared: Path, languages: Sequence[str], documents: int) -> dict[str, float]:
    """Line up the translations of each document and count."""
    counts: Counter[str] = Counter()
    encoder = load_encoder()
    for document in read_documents(shared)[:documents]:
        told = [make_article(language, document[language]) for language in languages]
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "document.db")
            with retold.open_corpus(place, settings=SETTINGS) as corpus:
                vars(corpus)["encoder"] = encoder
                corpus.add(article for article, _ in told)
                counts.update(count_pairs(corpus, told))
                counts.update(count_differences(corpus))
                counts["translations"] += len(told) - 1
                counts["recognised"] += sum(c.kind is CopyKind.TRANSLATION for c in corpus.copies())
    return {
        f"{pair}.f1": 2 * counts[f"{pair} right"] / max(1, counts[f"{pair} found"] + counts[f"{pair} gold"])
        for pair in (f"{one}-{other}" for one, other in combinations(languages, 2))
    } | {
        "recognised": counts["recognised"] / max(1, counts["translations"]),
        "false_differences": counts["told apart"] / max(1, counts["with values"]),
    }


def count_pairs(corpus: Corpus, told: Sequence[tuple[Article, Sequence[Span]]]) -> Counter[str]:
    """Count the pairs of segments that claims hold together, by languages."""
    counts: Counter[str] = Counter()
    claims = corpus.claims()
    sentences = corpus.sentences()
    body = {
        article.id: {
            number
            for sentence in sentences[article.id]
            if sentence.kind is SentenceKind.BODY
            for number in touched(sentence.span, spans)
        }
        for article, spans in told
    }
    for (one, left), (other, right) in combinations(told, 2):
        known = body[one.id] & body[other.id]
        found = {
            pair
            for claim in claims
            for pair in product(segments_of(claim, one, left), segments_of(claim, other, right))
            if known.issuperset(pair)
        }
        pair = f"{one.location}-{other.location}"
        counts[f"{pair} gold"] += len(known)
        counts[f"{pair} found"] += len(found)
        counts[f"{pair} right"] += sum(a == b for a, b in found)
    return counts


def segments_of(claim: Claim, article: Article, spans: Sequence[Span]) -> set[int]:
    """Return the segments of an article that tell a claim."""
    places = (telling.span for telling in claim.tellings if telling.article == article.id)
    return {number for place in places for number in touched(place, spans)}


def touched(place: Span, spans: Sequence[Span]) -> list[int]:
    """Return which spans have something in common with a place."""
    return [i for i, span in enumerate(spans) if span.start < place.end and place.start < span.end]


def count_differences(corpus: Corpus) -> Counter[str]:
    """Count the pairs of statements that hold a figure or date, and those that a difference in one tells apart."""
    counts: Counter[str] = Counter()
    apart: dict[str, set[frozenset[str]]] = defaultdict(set)
    for difference in corpus.differences():
        if difference.kind in {DifferenceKind.FIGURE, DifferenceKind.DATE}:
            for one, other in combinations(difference.sides, 2):
                apart[difference.claim].update(map(frozenset, product(one, other)))
    for story in corpus.stories():
        for claim, statements in corpus.statements(story):
            holding = [s.article.id for s in statements if s.figures or s.dates]
            counts["with values"] += len(holding) * (len(holding) - 1) // 2
            counts["told apart"] += len(apart[claim.id])
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description="Line up the translations of documents.")
    parser.add_argument("shared", type=Path)
    parser.add_argument("--languages", nargs="*", default=["sq", "mk", "el", "en"])
    parser.add_argument("--documents", type=int, default=61)
    options = parser.parse_args()
    for name, value in measure(options.shared, options.languages, options.documents).items():
        print(f"{name:20}{value:7.3f}")


if __name__ == "__main__":
    main()
