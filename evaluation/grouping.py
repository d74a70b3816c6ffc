"""How well reports fall into events, each decided as it arrives, on sets that no weight was fitted on.

    python evaluation/grouping.py SHARED               BASIL, MEANTIME, NTREX, retellings dev in other orders
    python evaluation/grouping.py SHARED --headlines   also OG2021, with naive linking, and in other orders

OG2021: headlines of nine languages in time order, one at a time. BASIL: three American outlets on each event.
MEANTIME and NTREX: the same report in several languages, without a date of publication. Values are B-cubed F1
over articles; `across` is the F1 of pairs of two languages. Naive linking gives an article to the event of the
nearest article of the last days, if its centred mean vector is near enough; grouping at once is average linkage of
these vectors, all there from the start, with what each day between two articles costs. Each value is printed as it
is found.
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
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from retold.corpus import open_corpus
from retold.corpus.accounts import account_of
from retold.corpus.reading import Reading, read_closely
from retold.encode import load_encoder
from retold.encode.centre import canonical
from retold.model import Article, article_id
from retold.protocols import Encoder, Vectors
from retold.read import read_articles

#: What `measure_quickly` reads.
DATA = ("bench/basil/dev.jsonl.gz", "bench/meantime/dev.jsonl.gz")

#: Articles that are read, and kept, together.
TOGETHER = 32

#: Naive linking: days looked back, and the cosine from which an article joins, the best of those tried on OG2021.
NAIVE_DAYS, NAIVE_LEAST = 5.0, 0.6

#: Grouping at once: what a day costs, and the mean cosine from which groups join, the best of those tried on OG2021.
AT_ONCE_A_DAY, AT_ONCE_LEAST = 0.1, 0.43

#: Seeds of the other orders of arrival.
ORDERS = (7, 8, 9)

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

    def shuffled(self, seed: int) -> Set:
        """Return the same articles in another order, always the same one for a seed."""
        order = list(range(len(self.gold)))
        random.Random(seed).shuffle(order)
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


def means_and_times(given: Set) -> tuple[Vectors, Vectors]:
    """Return the centred mean vector of each article, and when it was published, in days."""
    accounts = [account_of(r.article, r.sentences, r.vectors, r.findings, "e5-small") for r in given.readings]
    times = [account.times[0] if account.times else 0.0 for account in accounts]
    return np.array([account.mean for account in accounts]), np.array(times)


def link_naively(given: Set) -> list[int]:
    """Give each article the event of the nearest one of the last days, if it is near enough."""
    means, times = means_and_times(given)
    found = np.arange(len(means))
    for place in range(1, len(means)):
        near = np.flatnonzero(np.abs(times[:place] - times[place]) <= NAIVE_DAYS)
        if len(near) and (cosines := means[near] @ means[place]).max() >= NAIVE_LEAST:
            found[place] = found[near[int(cosines.argmax())]]
    return [int(event) for event in found]


def link_at_once(given: Set) -> list[int]:
    """Group all articles by average linkage of their mean vectors and times."""
    means, times = means_and_times(given)
    links = means @ means.T - AT_ONCE_A_DAY * np.abs(times[:, None] - times[None, :])
    apart = squareform(1 - links, checks=False)
    return [int(event) for event in fcluster(linkage(apart, "average"), 1 - AT_ONCE_LEAST, "distance")]


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


Values = Iterator[tuple[str, float]]
Source = Callable[[Path], Iterator[Labelled]]


def measure_quickly(shared: Path) -> dict[str, float]:
    """Group the two sets that take least."""
    return dict(measure(shared, {"basil": basil, "meantime": meantime}))


def measure(shared: Path, sets: Mapping[str, Source]) -> Values:
    """Group some small sets."""
    for name, labelled in sets.items():
        given = read(labelled(shared / "bench"), load_encoder("e5-small"))
        yield name, bcubed(group(given), given.gold)


def measure_all(shared: Path) -> Values:
    """Group each of the small sets, and retellings dev in other orders."""
    yield from measure(shared, {"basil": basil, "meantime": meantime, "ntrex": ntrex})
    given = read(retellings(shared / "bench"), load_encoder("e5-small"))
    yield "retellings", bcubed(group(given), given.gold)
    yield from in_other_orders("retellings", given)


def in_other_orders(name: str, given: Set) -> Values:
    """Group a set in other orders, on all cores."""
    others = [given.shuffled(seed) for seed in ORDERS]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for seed, other, found in zip(ORDERS, others, pool.map(group, others), strict=True):
            yield f"{name}.shuffled.{seed}", bcubed(found, other.gold)


def measure_headlines(shared: Path) -> Values:
    """Group OG2021 naively, at once, one by one in time order, and in other orders."""
    given = read(og2021(shared / "bench"), load_encoder("e5-small"))
    for name, link in (("naive", link_naively), ("at_once", link_at_once)):
        linked = link(given)
        yield f"og2021.{name}", bcubed(linked, given.gold)
        yield f"og2021.{name}.across", pairs_across(linked, given.gold, given.languages)
    begun = time.perf_counter()
    found = group(given)
    yield "og2021.arrivals_a_second", len(found) / (time.perf_counter() - begun)
    yield "og2021.across", pairs_across(found, given.gold, given.languages)
    yield "og2021", bcubed(found, given.gold)
    yield from in_other_orders("og2021", given)


def main() -> None:
    parser = argparse.ArgumentParser(description="How well reports fall into events.")
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--headlines", action="store_true", help="OG2021 too, which takes longest")
    options = parser.parse_args()
    for run in (measure_all, measure_headlines) if options.headlines else (measure_all,):
        for name, value in run(options.shared):
            print(f"{name:28}{value:8.3f}", flush=True)


if __name__ == "__main__":
    main()
