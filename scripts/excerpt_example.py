"""Compares the example and prints the part of the answer that the README shows.

python scripts/excerpt_example.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
WIDTH = 96

#: What is shown: the first difference of each of these kinds, so many claims that somebody left out, so many lines
#: of where it comes from.
KINDS, CLAIMS, ORIGINS = ("figure", "date", "certainty"), 6, 4


def compare_example() -> str:
    """Return what `retold compare` prints of the example."""
    with tempfile.TemporaryDirectory() as folder:

        def retold(*arguments: str) -> str:
            command = [sys.executable, "-m", "retold", *arguments, "--db", f"{folder}/news.db"]
            environment = os.environ | {"COLUMNS": str(WIDTH)}
            return subprocess.run(
                command, check=True, stdout=subprocess.PIPE, text=True, env=environment
            ).stdout

        retold("add", str(EXAMPLE), "--outlet", "{n}-{language}-{outlet}")
        return retold("compare")


def excerpt(printed: str) -> str:
    """Return the head of a printed comparison, a few differences, some claims, the legend and some origins."""
    head, outlets, *rest = printed.strip().split("\n\n")
    parts = {name: lines for name, _, lines in (part.partition("\n") for part in rest)}
    differences = re.split(r"\n(?=\w+ in claim)", parts.get("What differs", ""))
    shown = [next((d for d in differences if d.startswith(f"{kind} in claim")), None) for kind in KINDS]
    columns, *rows = re.split(r"\n(?=[ \d]\d )", parts["Claims that more than one article tells"])
    legend = next(part for part in printed.split("\n\n") if part.startswith("● "))
    origins = re.split(r"\n(?=\d+ |claim |one voice)", parts["Where it comes from"])
    lines = [
        head,
        "",
        outlets,
        "",
        "What differs",
        *filter(None, shown),
        "…",
        "",
        "Claims that more than one article tells",
        columns,
        *islice((row for row in rows if "○" in row), CLAIMS),
        "…",
        "",
        legend,
        "",
        "Where it comes from",
        *origins[:ORIGINS],
        "…",
    ]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines())


if __name__ == "__main__":
    sys.stdout.write(excerpt(compare_example()) + "\n")
