"""Puts every hostile input, large, through the whole path, each command in a process of its own; says what they took.

    PYTHONPATH=src:tests python scripts/poison.py [--size BYTES] [--encoder NAME] [WORD ...]

An input is added, added again a tenth shorter, compared with that, shown and reported, and the corpus checked. A
command that takes over 10 s of a processor or 1 GiB, fails without a line of its own, or leaves a corpus that does
not hold has done harm. Printed are the slowest and the largest of the commands. WORDs choose inputs by what their
names contain.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hostile.inputs import Make, named

from retold.cli import main as retold

#: Seconds of a processor and bytes beyond which a command has done harm.
MOST_SECONDS, MOST_BYTES = 10.0, 1 << 30

#: Seconds of a processor after which a command is given up; a busy machine is no fault of an input.
PATIENCE = 60

#: Letters of a line that is still one to read; what stands in the input may be a part of it.
MOST_LETTERS = 1_000


@dataclass(frozen=True, slots=True)
class Took:
    """What a command said, and what it took: seconds of a processor, bytes at most."""

    command: str
    said: str
    status: int
    seconds: float
    memory: int

    @property
    def last_line(self) -> str:
        """The line that it ended with."""
        return (self.said.strip().splitlines() or [""])[-1]

    @property
    def harm(self) -> str:
        """Say what harm was done, if any."""
        if self.status < 0:
            return f"{self.command} ended by {signal.Signals(-self.status).name}"
        if "Traceback" in self.said:
            return f"{self.command} broke"
        if self.command == "check" and self.status:
            return "corrupt"
        if self.status and not 0 < len(self.last_line) < MOST_LETTERS:
            return f"{self.command} failed without a clear line"
        if self.seconds > MOST_SECONDS or self.memory > MOST_BYTES:
            return f"{self.command} took too much"
        return ""


def call(arguments: Sequence[str], out: Path) -> Took:
    """Run a command in a process of its own, which has all it needs in memory but the encoder and the tables."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, 2 * PATIENCE))
        descriptor = os.open(out, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        try:
            retold(arguments)
        except SystemExit as ended:
            sys.stdout.flush()
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        except BaseException:
            traceback.print_exc()
        os._exit(70)
    _, status, used = os.wait4(child, 0)
    return Took(
        arguments[0],
        out.read_text(encoding="utf-8", errors="replace"),
        os.waitstatus_to_exitcode(status),
        used.ru_utime + used.ru_stime,
        used.ru_maxrss << 10,
    )


def harm_of(name: str, make: Make, size: int) -> str:
    """Put an input through everything, print what that took, and say what harm it did."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / name, Path(folder) / f"again-{name}"
        first.write_bytes(make(size))
        second.write_bytes(make(size * 9 // 10))
        commands = (
            ["add", str(first)],
            ["add", str(second)],
            ["compare"],
            ["show", name, "--explain"],
            ["report", "-o", str(Path(folder) / "report.html")],
            ["check"],
        )
        database = ["--db", str(Path(folder) / "news.db")]
        took = [call([*command, *database], Path(folder) / "said") for command in commands]
    harm = ", ".join(filter(None, (each.harm for each in took)))
    slowest, largest = max(took, key=lambda t: t.seconds), max(took, key=lambda t: t.memory)
    said = took[0].last_line.replace(folder + "/", "")
    print(
        f"{'HARM ' if harm else ''}{name:40} {slowest.seconds:5.1f} s {slowest.command:8} "
        f"{largest.memory >> 20:5} MiB {largest.command:8} {said[:90]} {harm}",
        flush=True,
    )
    for each in took:
        if "Traceback" in each.said:
            print("\n".join(each.said.splitlines()[-6:]), flush=True)
    return harm


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=250_000)
    parser.add_argument("--encoder", default="retold.encode.hashing:HashingEncoder")
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    os.environ["RETOLD_ENCODER"] = chosen.encoder
    inputs = {n: m for n, m in named().items() if not chosen.words or any(word in n for word in chosen.words)}
    failed = [name for name, make in inputs.items() if harm_of(name, make, chosen.size)]
    print(f"{len(failed)} of {len(inputs)} did harm")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
