"""Puts every hostile input, large, through the whole path, each in a process of its own; says what it took.

    PYTHONPATH=src:tests python scripts/poison.py [--size BYTES] [--encoder NAME] [WORD ...]

An input that takes over 10 s of a processor or 1 GiB, or ends in a traceback or in a corpus that does not hold,
has done harm. WORDs choose inputs by what their names contain.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from hostile.inputs import named

#: Seconds of a processor and bytes beyond which an input has done harm.
MOST_SECONDS, MOST_BYTES = 10.0, 1 << 30

#: Seconds of a processor after which an input is given up; a busy machine is no fault of an input.
PATIENCE = 60


def run(path: Path, database: Path, encoder: str) -> tuple[str, float, int]:
    """Add one file and check the corpus; return what was said, the seconds and the most memory, in bytes."""
    environment = os.environ | {"RETOLD_ENCODER": encoder}
    said = ""
    for command in (["add", str(path)], ["check"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "retold", *command, "--db", str(database)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        out, _ = process.communicate()
        if process.returncode == -signal.SIGXCPU:
            out += "given up"
        if command[0] == "check" and process.returncode:
            said += f"\nCORRUPT {out}"
        elif command[0] == "add":
            said += out
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss << 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=250_000)
    parser.add_argument("--encoder", default="retold.encode.hashing:HashingEncoder")
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    failed = 0
    for name, make in named().items():
        if chosen.words and not any(word in name for word in chosen.words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(make(chosen.size))
            # A process of its own, so that the memory measured is this input's.
            if (child := os.fork()) == 0:
                resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, 2 * PATIENCE))
                out, seconds, memory = run(path, Path(folder) / "news.db", chosen.encoder)
                harm = (
                    seconds > MOST_SECONDS
                    or memory > MOST_BYTES
                    or any(word in out for word in ("Traceback", "CORRUPT", "given up"))
                )
                said = out.strip().replace(folder + "/", "").splitlines() or [""]
                print(
                    f"{'HARM ' if harm else ''}{name:40} {seconds:6.1f} s {memory >> 20:5} MiB  {said[-1][:90]}"
                )
                if "Traceback" in out:
                    print("\n".join(said[-6:]))
                sys.stdout.flush()
                os._exit(int(harm))
            failed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(f"{failed} did harm")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
