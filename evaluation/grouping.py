"""How well reports fall into events, each decided as it arrives, on sets that no weight was fitted on.

    python evaluation/grouping.py SHARED               BASIL, MEANTIME, NTREX, retellings dev in another order
    python evaluation/grouping.py SHARED --headlines   also OG2021, with naive linking, and in another order

OG2021: headlines of nine languages in time order, one at a time. BASIL: three American outlets on each event.
MEANTIME and NTREX: the same report in several languages, without a date of publication. Values are B-cubed F1
over articles; `across` is the F1 of pairs of two languages. Naive linking gives an article to the event of the
nearest article of the last days, if its centred mean vector is near enough.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retold.corpus import open_corpus
from retold.corpus.accounts import account_of
from retold.corpus.reading import Reading, read_closely
from retold.encode import load_encoder
from retold.encode.centre import canonical
from retold.model import Article, article_id
from retold.protocols import Encoder
from retold.read import read_articles

DATA = (
    "bench/basil/dev.jsonl.gz",
    "bench/meantime/dev.jsonl.gz",
    "bench/ntrex/dev.jsonl.gz",
    "bench/retellings/dev",
)

#: Articles that are read, and kept, together.
TOGETHER = 32

#: Naive linking: days looked back, and the cosine from which an article joins, the best of those tried on OG2021.
NAIVE_DAYS, NAIVE_LEAST = 5.0, 0.6

Labelled = tuple[Article, Hashable]


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def article(key: str, text: str, **said: Any) -> Article:
    outlet, published = said.get("outlet"), said.get("published")
    name = article_id(key=key, outlet=outlet, published=published, text=text)
    return Article(id=name, location=key, text=text, **said)


def og2021(bench: Path) -> Iterator[Labelled]:
    for row in sorted(read_rows(bench / "og2021/dev.jsonl.gz"), key=lambda row: str(row["published_at"])):
        title, published = " ".join(row["title"].split()), row["published_at"] + "Z"
        yield (
            article(row["id"], title, title=title, published=published, language=canonical(row["lang"])),
            row["cluster"],
        )


def basil(bench: Path) -> Iterator[Labelled]:
    for row in read_rows(bench / "basil/dev.jsonl.gz"):
        said = {name: row[name] for name in ("title", "published", "language", "outlet")}
        yield article(row["id"], f"{row['title']}\n\n{row['text']}", **said), row["event"]


def meantime(bench: Path) -> Iterator[Labelled]:
    for row in read_rows(bench / "meantime/dev.jsonl.gz"):
        lines = [" ".join(sentence) for sentence in row["sentences"]]
        name, text = row["doc"] + row["language"], "\n".join(lines)
        yield article(name, text, title=lines[0], language=row["language"]), row["doc"]


def ntrex(bench: Path) -> Iterator[Labelled]:
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in sorted(read_rows(bench / "ntrex/dev.jsonl.gz"), key=lambda row: int(row["segment"])):
        told[row["doc"], row["language"]].append(" ".join(row["text"].split()))
    for (document, language), lines in told.items():
        yield article(document + language, "\n".join(lines), language=language), document


def retellings(bench: Path) -> Iterator[Labelled]:
    for path in sorted((bench / "retellings/dev").glob("*/gold.json")):
        event_of = {row["id"]: row["event"] for row in json.loads(path.read_text("utf-8"))["articles"]}
        for read in read_articles(path.parent / "articles"):
            if isinstance(read, Article) and (name := Path(read.location).stem) in event_of:
                yield read, (path.parent.name, event_of[name])


@dataclass(frozen=True)
class Set:
    """Articles read closely, and the event of each."""

    readings: list[Reading]
    gold: list[Hashable]

    @property
    def languages(self) -> list[str]:
        """The language of each article."""
        return [reading.article.language or "und" for reading in self.readings]

    def shuffled(self) -> Set:
        """Return the same articles in another order, always the same one."""
        order = list(range(len(self.gold)))
        random.Random(7).shuffle(order)
        return Set([self.readings[i] for i in order], [self.gold[i] for i in order])


def read(labelled: Iterable[Labelled], encoder: Encoder) -> Set:
    rows = list(labelled)
    parts = [rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER)]
    readings = [reading for part in parts for reading in read_closely([a for a, _ in part], encoder)]
    return Set(readings, [gold for _, gold in rows])


def group(given: Set) -> list[str]:
    """Let the articles arrive in their order and return the event of each."""
    with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "events.db")) as corpus:
        for start in range(0, len(given.readings), TOGETHER):
            corpus.keep(given.readings[start : start + TOGETHER])
        event_of = corpus.store.event_of(reading.article.id for reading in given.readings)
    return [event_of[reading.article.id] for reading in given.readings]


def link_naively(given: Set) -> list[int]:
    """Give each article the event of the nearest one of the last days, if it is near enough."""
    accounts = [account_of(r.article, r.sentences, r.vectors, r.findings, "e5-small") for r in given.readings]
    means = np.array([account.mean for account in accounts])
    times = np.array([account.times[0] if account.times else 0.0 for account in accounts])
    found = np.arange(len(accounts))
    for place in range(1, len(accounts)):
        near = np.flatnonzero(np.abs(times[:place] - times[place]) <= NAIVE_DAYS)
        if len(near) and (cosines := means[near] @ means[place]).max() >= NAIVE_LEAST:
            found[place] = found[near[int(cosines.argmax())]]
    return [int(event) for event in found]


# Scores


def bcubed(found: Sequence[Hashable], gold: Sequence[Hashable]) -> float:
    """Return the F1 of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    sizes, wanted, both = Counter(found), Counter(gold), Counter(zip(found, gold, strict=True))
    precision = sum(n * n / sizes[f] for (f, _), n in both.items()) / len(gold)
    recall = sum(n * n / wanted[g] for (_, g), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def pairs_across(found: Sequence[Hashable], gold: Sequence[Hashable], languages: Sequence[str]) -> float:
    """Return the F1 of pairs of articles of two languages."""

    def count(keys: Iterable[Hashable]) -> int:
        every = Counter(keys)
        within = Counter(zip(keys, languages, strict=True))
        return sum(n * (n - 1) // 2 for n in every.values()) - sum(n * (n - 1) // 2 for n in within.values())

    right = count(list(zip(found, gold, strict=True)))
    return 2 * right / max(1, count(found) + count(gold))


def measure(shared: Path) -> dict[str, float]:
    """Group each of the small sets, and retellings dev in another order."""
    encoder, bench = load_encoder("e5-small"), shared / "bench"
    sets: Mapping[str, Callable[[Path], Iterator[Labelled]]] = {
        "basil": basil,
        "meantime": meantime,
        "ntrex": ntrex,
    }
    values = {}
    for name, labelled in sets.items():
        given = read(labelled(bench), encoder)
        values[name] = bcubed(group(given), given.gold)
    given = read(retellings(bench), encoder)
    shuffled = given.shuffled()
    values["retellings"] = bcubed(group(given), given.gold)
    values["retellings.shuffled"] = bcubed(group(shuffled), shuffled.gold)
    return values


def measure_headlines(shared: Path) -> dict[str, float]:
    """Group OG2021 in time order, naively, and in another order."""
    given = read(og2021(shared / "bench"), load_encoder("e5-small"))
    begun = time.perf_counter()
    found = group(given)
    seconds = time.perf_counter() - begun
    naive, shuffled = link_naively(given), given.shuffled()
    return {
        "og2021": bcubed(found, given.gold),
        "og2021.across": pairs_across(found, given.gold, given.languages),
        "og2021.naive": bcubed(naive, given.gold),
        "og2021.naive.across": pairs_across(naive, given.gold, given.languages),
        "og2021.shuffled": bcubed(group(shuffled), shuffled.gold),
        "og2021.arrivals_a_second": len(found) / seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="How well reports fall into events.")
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--headlines", action="store_true", help="OG2021 too, which takes longest")
    options = parser.parse_args()
    for run in (measure, measure_headlines) if options.headlines else (measure,):
        for name, value in run(options.shared).items():
            print(f"{name:28}{value:8.3f}", flush=True)


if __name__ == "__main__":
    main()
