"""Sentences of ../shared/bench/basil that one outlet alone tells, by Retold's judgement: a sample to judge by hand.

    python evaluation/told_alone.py ../shared              prints the sample, each with what comes nearest elsewhere
    python evaluation/told_alone.py ../shared --judged     counts the verdicts of told_alone.json

Three outlets tell each of the 50 events. All claims that one of the three alone tells are put in the order of their
ids, and 50 are drawn with a fixed seed. `told_alone.json` holds a verdict for each sentence that was judged, by its
article's id in BASIL and its place there: "alone" where no other article says it, "told" where one does, whole or
for the most part. Each was read beside the two sentences of either other article that come nearest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import retold
from retold.corpus import Corpus
from retold.encode import load_encoder
from retold.model import Article, Sentence, article_id
from retold.protocols import Encoder

SOURCE = "bench/basil/dev.jsonl.gz"
VERDICTS = Path(__file__).with_suffix(".json")
SAMPLE, SEED, SHOWN = 50, 6, 2

#: All articles of a corpus are one event.
SETTINGS = replace(retold.load_settings(), event_threshold=-1e9, event_candidates=100, event_days=10_000)


@dataclass(frozen=True, slots=True)
class Alone:
    """A sentence that one article alone tells, and what comes nearest to it in the others, nearest first."""

    key: str
    text: str
    nearest: tuple[str, ...]


def read_events(shared: Path) -> list[list[Article]]:
    """Read the articles of each event."""
    events: dict[str, list[Article]] = defaultdict(list)
    with gzip.open(shared / SOURCE, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = f"{row['title']}\n\n{row['text']}"
            name = article_id(key=row["id"], outlet=row["outlet"], published=row["published"], text=text)
            events[row["event"]].append(
                Article(
                    id=name,
                    location=row["id"],
                    text=text,
                    title=row["title"],
                    published=row["published"],
                    language="en",
                    outlet=row["outlet"],
                )
            )
    return [events[event] for event in sorted(events)]


def told_alone(articles: Sequence[Article], encoder: Encoder) -> Iterator[Alone]:
    """Yield the sentences of an event that one article alone tells."""
    with (
        tempfile.TemporaryDirectory() as folder,
        retold.open_corpus(Path(folder, "event.db"), settings=SETTINGS) as corpus,
    ):
        vars(corpus)["encoder"] = encoder
        corpus.add(articles)
        passages = corpus.passages(dict.fromkeys(corpus.articles(), "event"))
        lines = [(p.article, s) for p in passages.values() for s in p.sentences]
        vectors = np.concatenate([p.vectors for p in passages.values()])
        places = {(article, s.span): number for number, (article, s) in enumerate(lines)}
        for claim in corpus.claims():
            if len(claim.tellings) == 1:
                [telling] = claim.tellings
                number = places[telling.article, telling.span]
                order = np.argsort(-(vectors @ vectors[number]))
                yield described(corpus, lines, number, [i for i in order if lines[i][0] != telling.article])


def described(
    corpus: Corpus, lines: Sequence[tuple[str, Sentence]], number: int, others: Sequence[int]
) -> Alone:
    """Describe the sentence of that number; `others` are those of other articles, nearest first."""
    articles = corpus.articles()

    def text(i: int) -> str:
        article, sentence = lines[i]
        return " ".join(articles[article].text[slice(*sentence.span)].split())

    shown = [
        text(i)
        for name in dict.fromkeys(lines[i][0] for i in others)
        for i in [i for i in others if lines[i][0] == name][:SHOWN]
    ]
    article, sentence = lines[number]
    return Alone(f"{articles[article].location}.{sentence.position}", text(number), tuple(shown))


def main() -> None:
    parser = argparse.ArgumentParser(description="Sentences that one outlet alone tells, to judge by hand.")
    parser.add_argument("shared", type=Path)
    parser.add_argument("--judged", action="store_true", help="count the verdicts")
    options = parser.parse_args()
    if options.judged:
        print(precision(json.loads(VERDICTS.read_text(encoding="utf-8"))))
        return
    encoder = load_encoder()
    events = read_events(options.shared)
    found = sorted((a for event in events for a in told_alone(event, encoder)), key=lambda a: a.key)
    print(f"{len(found)} sentences are told by one outlet alone")
    for alone in random.Random(SEED).sample(found, SAMPLE):
        print(f"\n{alone.key}\n  {alone.text}")
        for near in alone.nearest:
            print(f"    ~ {near}")


def precision(verdicts: Mapping[str, str]) -> str:
    """Say how many of the judged sentences one outlet alone tells."""
    counts = Counter(verdicts.values())
    share = counts["alone"] / counts.total()
    return f"{counts['alone']} of {counts.total()} are told by one outlet alone: {share:.2f}"


if __name__ == "__main__":
    main()
