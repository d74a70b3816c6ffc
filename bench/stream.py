"""Measures a long stream: what one arrival costs as the corpus grows, beside clustering from scratch every hour.

    python bench/stream.py SHARED [--arrivals 100000] [--hourly 21] [--beside 10000] [--no-names]
                           [--json FILE] [--plot FILE]

SHARED is the folder of the development data. The stream is resampled from the articles of retellings dev and BASIL,
read once with the real encoder. An invented event takes a gold event of these at random and gets from
one to some hundred reports of it, most events few (Pareto, exponent 1.2), within three days; a report is one of its
articles without a tenth of its sentences. So that two events made of one gold event are told apart as real ones of
one matter are, each event turns the centred vectors in a direction of its own, of which `KEPT` stays as it was,
and writes every second long word in letters of its own. There are as many reports every day, whatever the length
of the stream: only the corpus grows. Vectors of sentences and findings are given, nothing is read or encoded, all
the rest is done. Seconds are those of one processor (`time.process_time`), so that another program changes little;
those on the clock are given beside.

Printed after every thousand: arrivals a second of that thousand, on the processor and on the clock, the exponent
with which the cost of an arrival has grown with the corpus (least squares on logarithms, from the second thousand),
peak memory, B-cubed F1 of all so far. At some sizes, on the same articles, what one would write instead: mean vectors
and scikit-learn's agglomerative clustering (average link, cosine) or HDBSCAN, from scratch, which must be done again
every hour, in a process of its own; and what an hour of arrivals costs Retold, `--hourly` of them. A run that is
stopped has printed all that it measured, and written and drawn it where `--json` and `--plot` name files. One that
fails to keep an arrival stops there.
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
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evaluation"))

from grouping import Labelled, basil, bcubed, read, retellings

from retold import open_corpus
from retold.corpus import Corpus, adding
from retold.corpus.accounts import account_of
from retold.corpus.reading import Reading
from retold.encode import load_encoder
from retold.encode.centre import mean_for
from retold.errors import InputError
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
#: Sizes at which clustering from scratch is measured, as far as `--beside` goes; it takes time and memory as their
#: square: with 100,000 articles 80 GB, and a thousand seconds every hour.
SIZES = (1_000, 2_000, 5_000, 10_000, 20_000)
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
    return Reading(made, sentences, vectors, None, findings, reading.encoder)


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
    """What the stream cost so far: seconds an arrival of each thousand, and where each belongs and was put."""

    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    gold: list[int] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    @property
    def exponent(self) -> float:
        """Return the exponent of growth of the cost of an arrival with the size of the corpus."""
        costs = np.array(self.processor[1:])
        sizes = np.arange(1, len(costs) + 1) + 0.5
        return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0]) if len(costs) > 1 else float("nan")

    def numbers(self) -> dict[str, float]:
        """Return what is said of the stream so far."""
        return {
            "arrivals": len(self.ids),
            "mean a second of processor": len(self.processor) / sum(self.processor),
            "a second of processor": 1 / self.processor[-1],
            "a second": 1 / self.clock[-1],
            "growth exponent": self.exponent,
            "peak, GB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
            "B-cubed F1": bcubed(self.found, self.gold),
        }


def stream(corpus: Corpus, arrivals: Sequence[Arrival], course: Course) -> None:
    """Let a thousand arrive, and take the time."""
    used, begun = time.process_time(), time.perf_counter()
    for place in range(0, len(arrivals), adding.CHUNK):
        part = [arrival.reading for arrival in arrivals[place : place + adding.CHUNK]]
        corpus.keep(part, on_failure=refuse)
    course.processor.append((time.process_time() - used) / len(arrivals))
    course.clock.append((time.perf_counter() - begun) / len(arrivals))
    course.ids += [arrival.reading.article.id for arrival in arrivals]
    course.gold += [arrival.event for arrival in arrivals]
    event_of = corpus.store.event_of(course.ids)
    course.found = [event_of[name] for name in course.ids]


def refuse(_: str, error: InputError) -> None:
    """Stop: what was not kept cost little."""
    raise error


#: Width and height of the plot, and what is left of it for its scales.
WIDTH, HEIGHT, EDGE = 640, 240, 48


def drawn(costs: Sequence[float]) -> str:
    """Draw what an arrival cost in each thousand, in milliseconds of processor, as SVG."""
    most = 1000 * max(costs)
    across, up = (WIDTH - 2 * EDGE) / len(costs), (HEIGHT - 2 * EDGE) / most
    points = [(EDGE + across * (i + 0.5), HEIGHT - EDGE - up * 1000 * cost) for i, cost in enumerate(costs)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    words = (
        (EDGE, EDGE - 12, "start", "milliseconds of processor an arrival"),
        (EDGE - 6, EDGE + 4, "end", f"{most:.0f}"),
        (EDGE - 6, HEIGHT - EDGE + 4, "end", "0"),
        (WIDTH - EDGE, HEIGHT - EDGE + 20, "end", f"{1000 * len(costs):,} articles kept"),
    )
    said = "".join(f'<text x="{x}" y="{y}" text-anchor="{end}">{word}</text>' for x, y, end, word in words)
    scales = f"M{EDGE} {EDGE}V{HEIGHT - EDGE}H{WIDTH - EDGE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="12" fill="none"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<path d="{scales}" stroke="#777"/><polyline points="{line}" stroke="#14508c" stroke-width="2"/>'
        f'<g fill="#222">{said}</g></svg>\n'
    )


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


def from_scratch(name: str, means: Vectors, gold: Sequence[int]) -> tuple[float, float]:
    """Return seconds and B-cubed F1 of an alternative."""
    cluster, first = alternatives()[name], SIZES[0]
    best = max(DISTANCES, key=lambda d: bcubed(cluster(means[:first], d), gold[:first]))
    begun = time.process_time()
    found = cluster(means, best)
    return time.process_time() - begun, bcubed(found, gold)


def mean_of(reading: Reading) -> Vectors:
    """Return the mean vector of an article, as Retold has it."""
    r = reading
    return account_of(r.article, r.sentences, r.vectors, r.findings, "e5-small").mean


def beside(course: Course, means: Sequence[Vectors], hourly: int, pool: Executor) -> str:
    """Return a line of the table: seconds and B-cubed F1 of an hour of arrivals, and of clustering all anew."""
    cells = [f"Retold {course.processor[-1] * hourly:.2f} s, F1 {bcubed(course.found, course.gold):.2f}"]
    for name in alternatives():
        seconds, f1 = pool.submit(from_scratch, name, np.array(means), course.gold).result()
        cells.append(f"{name} {seconds:.2f} s, F1 {f1:.2f}")
    return f"an hour at {len(course.ids)} articles: " + "; ".join(cells)


def run(base: dict[object, list[Reading]], options: argparse.Namespace) -> None:
    """Let all arrive, and say how it goes."""
    arrivals, course = resample(base, options.arrivals), Course()
    means: list[Vectors] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        open_corpus(Path(folder, "stream.db")) as corpus,
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
    ):
        if options.no_names:
            corpus._naming.link = lambda *_: None  # type: ignore[method-assign]
        while part := list(islice(arrivals, 1000)):
            stream(corpus, part, course)
            print("  ".join(f"{name} {value:.2f}" for name, value in course.numbers().items()), flush=True)
            if options.json:
                seconds = {"processor": course.processor, "clock": course.clock}
                options.json.write_text(json.dumps(course.numbers() | seconds), encoding="utf-8")
            if options.plot:
                options.plot.write_text(drawn(course.processor), encoding="utf-8")
            if len(course.ids) <= options.beside:
                means += [mean_of(arrival.reading) for arrival in part]
            if len(course.ids) in SIZES and len(course.ids) <= options.beside:
                print(beside(course, means, options.hourly, pool), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="What an arrival costs as the corpus grows.")
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--arrivals", type=int, default=100_000)
    parser.add_argument("--hourly", type=int, default=A_DAY // 24, help="arrivals an hour")
    parser.add_argument(
        "--beside", type=int, default=10_000, help="largest corpus clustered from scratch, too"
    )
    parser.add_argument("--no-names", action="store_true", help="do not link names to entities")
    parser.add_argument("--json", type=Path, help="write all numbers there")
    parser.add_argument("--plot", type=Path, help="draw what an arrival cost there, as SVG")
    options = parser.parse_args()
    encoder, bench = load_encoder("e5-small"), options.shared / "bench"
    base: dict[object, list[Reading]] = defaultdict(list)
    labelled: list[Labelled] = [*retellings(bench), *basil(bench)]
    given = read(labelled, encoder)
    for reading, event in zip(given.readings, given.gold, strict=True):
        base[event].append(reading)
    run(base, options)


if __name__ == "__main__":
    main()
