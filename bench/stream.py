"""Measures a long stream: what one arrival costs as the corpus grows, beside clustering from scratch every hour.

    python bench/stream.py SHARED [--arrivals 100000] [--hourly 21] [--no-names] [--json FILE]

SHARED is the folder of the development data. The stream is resampled from the articles of retellings train and dev
and BASIL, read once with the real encoder. An invented event takes a gold event of these at random and gets from
one to some hundred reports of it, most events few (Pareto, exponent 1.2), within three days; a report is one of its
articles without a tenth of its sentences. So that two events made of one gold event are told apart as real ones of
one matter are, each event turns the centred vectors in a direction of its own, of which `KEPT` stays as it was,
and writes every second long word in letters of its own. There are as many reports every day, whatever the length
of the stream: only the corpus grows. Vectors of sentences and findings are given, nothing is read or encoded, all
the rest is done. Seconds are those of one processor (`time.process_time`), so that another program changes little.

What is printed: arrivals a second and seconds per thousand, the exponent with which the cost of an arrival grows
with the corpus (least squares on logarithms, from the second thousand), peak memory, B-cubed F1. Beside it, on the
same articles at some sizes, what one would write instead: mean vectors and scikit-learn's agglomerative clustering
(average link, cosine) or HDBSCAN, from scratch, which must be done again every hour; and what an hour of arrivals
costs Retold, `--hourly` of them.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evaluation"))

from grouping import Labelled, basil, bcubed, read, retellings

from retold import open_corpus
from retold.corpus import adding
from retold.corpus.accounts import account_of
from retold.corpus.reading import Reading
from retold.encode import load_encoder
from retold.encode.centre import mean_for
from retold.model import article_id
from retold.protocols import Vectors

#: Reports a day: those of some fifty outlets.
A_DAY = 500
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
#: Events of one matter: the share of each vector that stays as it was.
KEPT = 0.5
#: Sentences that a report leaves out, one in so many.
LEFT_OUT = 10
PARETO, LARGEST = 1.2, 300
LONG_WORD = 5
#: Sizes at which clustering from scratch is measured; it takes memory as their square.
SIZES = (1_000, 2_000, 5_000, 10_000)
#: Distances for agglomerative clustering, of which the best on the first thousand arrivals is taken; HDBSCAN finds
#: its own; leaves are taken, as most events are small.
DISTANCES, LEAST = (0.3, 0.4, 0.5, 0.6, 0.7), 2


@dataclass(frozen=True)
class Arrival:
    """A report as it comes, and its event."""

    reading: Reading
    event: int


def resample(base: dict[object, list[Reading]], count: int) -> Iterator[Arrival]:
    """Yield so many reports of invented events in time order."""
    chance = random.Random(5)
    matters = sorted(base, key=str)
    waiting: list[tuple[datetime, int, int]] = []
    event = number = 0
    while len(waiting) < count:
        size = min(LARGEST, int(chance.paretovariate(PARETO)))
        first = BEGIN + timedelta(days=len(waiting) / A_DAY)
        for _ in range(size):
            waiting.append((first + timedelta(days=3 * chance.random() ** 2), event, number))
            number += 1
        event += 1
    for when, event, number in sorted(waiting)[:count]:
        own = random.Random(event)
        told = base[matters[own.randrange(len(matters))]]
        yield Arrival(retell(told[chance.randrange(len(told))], event, number, when, chance), event)


def retell(reading: Reading, event: int, number: int, when: datetime, chance: random.Random) -> Reading:
    """Make a report of an event out of an article of another one."""
    article = reading.article
    text = spelt(article.text, event)
    published = when.isoformat(timespec="minutes").replace("+00:00", "Z")
    name = article_id(key=str(number), outlet=article.outlet, published=published, text=text)
    kept = [s for s in reading.sentences if s.position == 0 or chance.randrange(LEFT_OUT)]
    sentences = tuple(
        replace(s, id=f"{name}.{place}", article=name, position=place) for place, s in enumerate(kept)
    )
    found = reading.findings
    findings = replace(
        found,
        mentions=tuple(replace(m, article=name) for m in found.mentions),
        figures=tuple(replace(f, article=name) for f in found.figures),
        dates=(),  # those of the article are days of its own event
        attributions=(),
    )
    vectors = turned(reading.vectors[[s.position for s in kept]], article.language, article.text, event)
    made = replace(
        article,
        id=name,
        location=f"{number}.txt",
        text=text,
        title=text[: len(article.title)] if article.title else None,
        published=published,
        fields={},
    )
    return Reading(made, sentences, vectors, None, findings)


def turned(vectors: Vectors, language: str | None, text: str, event: int) -> Vectors:
    """Turn vectors about the mean of their language, each event in a direction of its own."""
    choice = np.random.default_rng(event)
    order, signs = choice.permutation(vectors.shape[1]), choice.choice([-1, 1], vectors.shape[1])
    mean = mean_for(language, text)
    middle = mean.vector if mean else np.zeros(vectors.shape[1], dtype=np.float32)
    off = vectors - middle
    new = KEPT * off + np.sqrt(1 - KEPT**2) * (off[:, order] * signs)
    return np.asarray(middle + new, dtype=np.float32)


def spelt(text: str, event: int) -> str:
    """Write every second long word in other letters of its script, each event in its own way."""
    turn = 1 + event % 23
    parts = text.split(" ")
    return " ".join(
        _turn(part, turn) if len(part) >= LONG_WORD and (hash_of(part) + event) % 2 else part
        for part in parts
    )


@cache
def hash_of(word: str) -> int:
    return sum(map(ord, word))


@cache
def _turn(word: str, by: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "".join(
        letters[(letters.index(char) + by) % 26]
        if char in letters
        else chr(ord(char) ^ (by % 4))
        if "\u0430" <= char <= "\u044f" or "\u03b1" <= char <= "\u03c9"
        else char
        for char in word
    )


@dataclass
class Course:
    """What the stream cost: seconds of each thousand arrivals, and the event of each."""

    seconds: list[float]
    found: list[str]
    gold: list[int]
    peak: float

    @property
    def exponent(self) -> float:
        """Return the exponent of growth of the cost of an arrival with the size of the corpus."""
        costs = np.array(self.seconds[1:])
        sizes = np.arange(1, len(costs) + 1) + 0.5
        return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0]) if len(costs) > 1 else float("nan")


def stream(base: dict[object, list[Reading]], count: int, *, naming: bool) -> Course:
    """Let all arrive, and take the time by the thousand."""
    seconds, ids, gold = [], [], []
    arrivals = resample(base, count)
    with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "stream.db")) as corpus:
        if not naming:
            corpus._naming.link = lambda *_: None  # type: ignore[method-assign]
        for start in range(0, count, 1000):
            part = [a for a, _ in zip(arrivals, range(min(1000, count - start)), strict=False)]
            begun = time.process_time()
            for place in range(0, len(part), adding.CHUNK):
                corpus.keep([arrival.reading for arrival in part[place : place + adding.CHUNK]])
            seconds.append((time.process_time() - begun) * 1000 / len(part))
            ids += [arrival.reading.article.id for arrival in part]
            gold += [arrival.event for arrival in part]
            print(f"{len(ids)} arrivals, {1000 / seconds[-1]:.0f} a second", file=sys.stderr)
        event_of = corpus.store.event_of(ids)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Course(seconds, [event_of[name] for name in ids], gold, peak)


# What one would write instead


def alternatives() -> dict[str, Callable[[Vectors, float], Sequence[int]]]:
    from sklearn.cluster import HDBSCAN, AgglomerativeClustering

    def agglomerate(means: Vectors, distance: float) -> Sequence[int]:
        model = AgglomerativeClustering(
            n_clusters=None, metric="cosine", linkage="average", distance_threshold=distance
        )
        return [int(label) for label in model.fit_predict(means)]

    def by_density(means: Vectors, _: float) -> Sequence[int]:
        model = HDBSCAN(min_cluster_size=LEAST, min_samples=1, cluster_selection_method="leaf", copy=True)
        labels = model.fit_predict(means)
        return [int(label) if label >= 0 else -2 - place for place, label in enumerate(labels)]

    return {"agglomerative": agglomerate, "HDBSCAN": by_density}


def from_scratch(
    base: dict[object, list[Reading]], sizes: Sequence[int]
) -> dict[str, list[tuple[float, float]]]:
    """Return seconds and B-cubed F1 of each alternative at each size."""
    arrivals = list(resample(base, max(sizes)))
    accounts = [
        account_of(r.article, r.sentences, r.vectors, r.findings, "e5-small")
        for r in (arrival.reading for arrival in arrivals)
    ]
    means = np.array([account.mean for account in accounts])
    gold = [arrival.event for arrival in arrivals]
    rows: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, cluster in alternatives().items():
        best = max(DISTANCES, key=lambda d: bcubed(cluster(means[: sizes[0]], d), gold[: sizes[0]]))
        for size in sizes:
            begun = time.process_time()
            found = cluster(means[:size], best)
            rows[name].append((time.process_time() - begun, bcubed(found, gold[:size])))
            print(f"{name}, {size}: {rows[name][-1][0]:.1f} s", file=sys.stderr)
    return rows


def table(
    course: Course, scratch: dict[str, list[tuple[float, float]]], sizes: Sequence[int], hourly: int
) -> str:
    lines = [f"{'articles':>9}  {'Retold, an hour':>22}  " + "  ".join(f"{name:>22}" for name in scratch)]
    for place, size in enumerate(sizes):
        cost = course.seconds[min(len(course.seconds), -(-size // 1000)) - 1] * hourly / 1000
        cells = [(cost, bcubed(course.found[:size], course.gold[:size]))]
        cells += [rows[place] for rows in scratch.values()]
        lines.append(f"{size:>9}  " + "  ".join(f"{s:>12.2f} s, F1 {f:.2f}" for s, f in cells))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="What an arrival costs as the corpus grows.")
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--arrivals", type=int, default=100_000)
    parser.add_argument("--hourly", type=int, default=A_DAY // 24, help="arrivals an hour")
    parser.add_argument("--no-names", action="store_true", help="do not link names to entities")
    parser.add_argument("--json", type=Path, help="write all numbers there")
    options = parser.parse_args()
    encoder, bench = load_encoder("e5-small"), options.shared / "bench"
    base: dict[object, list[Reading]] = defaultdict(list)
    labelled: list[Labelled] = [*retellings(bench), *basil(bench)]
    given = read(labelled, encoder)
    for reading, event in zip(given.readings, given.gold, strict=True):
        base[event].append(reading)
    course = stream(base, options.arrivals, naming=not options.no_names)
    sizes = [size for size in SIZES if size <= options.arrivals] or [options.arrivals]
    scratch = from_scratch(base, sizes)
    numbers: dict[str, Any] = {
        "arrivals": len(course.found),
        "a second": 1000 * len(course.seconds) / sum(course.seconds),
        "growth exponent": course.exponent,
        "peak, GB": course.peak,
        "B-cubed F1": bcubed(course.found, course.gold),
    }
    print("\n".join(f"{name:16} {value:10.3f}" for name, value in numbers.items()))
    print(table(course, scratch, sizes, options.hourly))
    if options.json:
        options.json.write_text(
            json.dumps(numbers | {"seconds a thousand": course.seconds}), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
