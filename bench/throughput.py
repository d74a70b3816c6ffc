"""Measures how many articles a second go from raw text to a stored comparison, and where the time goes.

    python bench/throughput.py SHARED [--articles 300] [--ways plainly whole ...] [--json FILE]

SHARED is the folder of the development data. Articles of some 350 words are resampled from NTREX (61 news
documents in 12 languages): each document is cut in thirds; an invented event takes thirds of three documents, and
gets from one to twelve reports (Pareto, exponent 1.2), each in another language, within three days, without a
tenth of its sentences. A third is used again after some eight days, beside others. The reports are written as
text files and read from there, in the order of their days.

Each way runs in a process of its own on the same files, into a database of its own, first on some reports, then on
all; the difference is taken, so that loading is left out. `plainly` is what one would write with
sentence-transformers' way of encoding: onnxruntime in fp32 with its own threads, one article at a time, padded to
its longest sentence; all else is Retold. `whole` is one process, `local` and `fast` are ways of `retold add`.
Processor milliseconds are those of a way with all its processes; on a busy machine they say more than the clock,
and `on 2 free cores` is what two seconds of them hold, which takes for granted that both are always at work. Shares
of time are samples of the main thread's stack in `whole`, each booked to the innermost step.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "evaluation"))

from grouping import bcubed

from retold import open_corpus, read_articles
from retold.cli import main as run
from retold.encode.e5 import E5Encoder, Result, cut
from retold.encode.graph import Builder
from retold.encode.weights import find_weights, read_weights
from retold.garbage import collect_seldom

PARETO = 1.2
A_DAY = 20
THIRDS = 3
LEFT_OUT = 10
BEGIN = date(2024, 1, 1)
#: Reports of which each way first reads some, to see what loading takes: enough that every worker gets some.
SOME = 64
#: What the names of files say.
PATTERN = "{date}_{n}_{outlet}"
#: Seconds between two looks at what is done.
A_LOOK = 0.004

STEPS = ("read", "split", "encode", "find", "resolve", "group", "align", "compare", "search", "store")


def documents(shared: Path) -> dict[str, dict[str, list[str]]]:
    """Return the sentences of each document in each language."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(shared / "bench" / "ntrex" / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            found[row["doc"]][row["language"]].append(row["text"])
    return found


def write_reports(shared: Path, folder: Path, count: int) -> float:
    """Write so many reports; return how many words they have on average."""
    chance = random.Random(7)
    texts = documents(shared)
    languages = sorted(next(iter(texts.values())))
    written = words = number = 0
    parts = [(doc, third) for doc in sorted(texts) for third in range(THIRDS)]
    waiting: list[tuple[str, int]] = []
    while written < count:
        if len(waiting) < THIRDS:
            chance.shuffle(parts)
            waiting += parts
        event = [waiting.pop(0) for _ in range(THIRDS)]
        first = BEGIN + timedelta(days=written / A_DAY)
        number += 1
        size = min(len(languages), int(chance.paretovariate(PARETO)), count - written)
        for language in chance.sample(languages, size):
            lines = [line for part in event for line in third_of(texts[part[0]][language], part[1])]
            told = [line for place, line in enumerate(lines) if not place or chance.randrange(LEFT_OUT)]
            day = first + timedelta(days=int(3 * chance.random() ** 2))
            name = f"{day}_{number:05}_{written:05}-{language}.txt"
            (folder / name).write_text("\n\n".join(told), encoding="utf-8")
            words += sum(len(line.split()) for line in told)
            written += 1
    return words / written


def third_of(lines: Sequence[str], third: int) -> Sequence[str]:
    return lines[third * len(lines) // THIRDS : (third + 1) * len(lines) // THIRDS]


# What one would write instead


class PlainBuilder(Builder):
    """Writes the encoder's graph in fp32."""

    def quantise(self, rows: str, *, lowest: str = "") -> tuple[str, str]:
        """Leave numbers as they are."""
        return rows, lowest

    def linear(self, quantised: tuple[str, str], name: str, *, scale: float = 1.0) -> str:
        """Multiply by the matrix of the weights as they are."""
        bias = self.weights.floats(f"{name}.b") * np.float32(scale)
        matrix = self.weights.matrix(f"{name}.w", self.weights.tensors[f"{name}.w"].count // len(bias))
        factors = np.ascontiguousarray(matrix.T) * np.float32(scale)
        product = self.graph.add("MatMul", quantised[0], self.graph.constant(factors))
        return self.graph.add("Add", product, self.graph.constant(bias))


class PlainEncoder(E5Encoder):
    """Encodes 32 texts at a time, the longest first, one batch after the other, as sentence-transformers does."""

    def __init__(self) -> None:
        weights = read_weights(find_weights())
        builder = PlainBuilder(weights)
        builder.build()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        model = builder.graph.model()
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        super().__init__(weights, session)

    def _run(self, ids: Sequence[NDArray[np.int64]], layers: Sequence[int]) -> list[Result]:
        windows = sorted(cut(ids, self._weights.shape.positions - 2), key=lambda w: w.length, reverse=True)
        batches = (windows[start : start + 32] for start in range(0, len(windows), 32))
        results = [result for batch in batches for result in self._run_batch(batch, ids, layers)]
        return sorted(results, key=lambda result: (result.window.text, result.window.start))


# The ways


def plainly(folder: Path, place: Path) -> None:
    """Add one article at a time."""
    with open_corpus(place, encoder=PlainEncoder()) as corpus:
        for article in read_articles(folder, outlet_pattern=PATTERN):
            corpus.add([article], refresh=False)
        corpus.refresh()


def whole(folder: Path, place: Path) -> None:
    """Add all in one process, and say in which step it was."""
    shares = Shares()
    with open_corpus(place) as corpus, shares.watched():
        corpus.add(read_articles(folder, outlet_pattern=PATTERN))
    print(json.dumps(shares.counted))


def command(*options: str) -> Callable[[Path, Path], None]:
    """Add as the command line does."""

    def add(folder: Path, place: Path) -> None:
        with suppress(SystemExit):
            run(["add", "--db", str(place), "--outlet", PATTERN, *options, str(folder)])

    return add


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "plainly": plainly,
    "whole": whole,
    "local": command("--engine", "local"),
    "fast": command("--engine", "local", "--fast"),
}


class Shares:
    """Looks now and then at which step the main thread is in."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self._done = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look while the block runs."""
        watched = threading.get_ident()
        watcher = threading.Thread(target=self._watch, args=(watched,))
        watcher.start()
        try:
            yield
        finally:
            self._done.set()
            watcher.join()

    def _watch(self, watched: int) -> None:
        while not self._done.wait(A_LOOK):
            self.counted[step_of(sys._current_frames()[watched])] += 1


def step_of(frame: FrameType | None) -> str:
    """Return the innermost step that a stack is in."""
    while frame:
        package, *rest = str(frame.f_globals.get("__name__", "")).split(".")
        if package == "retold" and rest and rest[0] in STEPS:
            return rest[0]
        frame = frame.f_back
    return "rest"


# What comes out


@dataclass(frozen=True)
class Spent:
    """What a way took: seconds on the clock, seconds of processors, and how often it was seen in which step."""

    seconds: float
    processor: float
    seen: Counter[str]


def in_process(way: str, folder: Path, place: Path) -> Spent:
    """Run one way in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    line = [sys.executable, __file__, "--way", way, str(folder), str(place)]
    said = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(seconds, used, Counter(json.loads(said) if said.startswith("{") else {}))


def measure(way: str, some: Path, reports: Path, databases: Path) -> dict[str, Any]:
    """Run one way on some reports, then on all; what it takes to load is left out by taking the difference."""
    few, every = (len(list(folder.iterdir())) for folder in (some, reports))
    loading = in_process(way, some, databases / f"{way}-some.db")
    spent = in_process(way, reports, databases / f"{way}.db")
    milliseconds = 1000 * (spent.processor - loading.processor) / (every - few)
    return {
        "rate": (every - few) / (spent.seconds - loading.seconds),
        "processor_ms": milliseconds,
        "two_cores": 2000 / milliseconds,
        "loading": loading.processor,
        "kB": (databases / f"{way}.db").stat().st_size / 1000 / every,
        "f1": grouped(databases / f"{way}.db"),
        "shares": {step: n / spent.seen.total() for step, n in spent.seen.most_common()},
    }


def grouped(place: Path) -> float:
    """Return the B-cubed F1 of events; the name of each file says its event."""
    with open_corpus(place) as corpus:
        ids = corpus.store.article_ids()
        found = corpus.store.event_of(ids)
        gold = {a.id: Path(a.location).stem.split("_")[1] for a in corpus.articles(ids).values()}
    return bcubed([found[i] for i in ids], [gold[i] for i in ids])


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure articles a second.")
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--way", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        way, folder, place = options.way
        collect_seldom()  # as the program does
        WAYS[way](Path(folder), Path(place))
        return
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder, "reports")
        reports.mkdir()
        words = write_reports(options.shared, reports, options.articles)
        some = Path(folder, "some")
        some.mkdir()
        for path in sorted(reports.iterdir())[:SOME]:
            (some / path.name).write_bytes(path.read_bytes())
        print(f"{options.articles} articles of {words:.0f} words (Chinese counted by spaces)")
        print(
            f"{'':10}{'articles/s':>12}{'processor ms':>14}{'on 2 free cores':>17}{'kB':>6}{'events F1':>11}"
        )
        measured = {}
        for way in options.ways:
            measured[way] = f = measure(way, some, reports, Path(folder))
            print(
                f"{way:10}{f['rate']:12.1f}{f['processor_ms']:14.0f}{f['two_cores']:17.1f}{f['kB']:6.0f}{f['f1']:11.3f}"
            )
            if f["shares"]:
                print("  " + ", ".join(f"{step} {share:.0%}" for step, share in f["shares"].items()))
    if options.json:
        options.json.write_text(json.dumps(measured))


if __name__ == "__main__":
    main()
