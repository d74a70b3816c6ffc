"""Measures what Retold finds on labelled data, and refuses a drop.

    python evaluation/evaluate.py SHARED            a table; exit status 1 where a value is worse than its floor
    python evaluation/evaluate.py SHARED --update   raises the floors to what is measured
    ... --update --allow-drop                       lowers them, too: say why in the commit

SHARED is the folder of the development data, which is not part of the repository. Floors stand in floors.json with a
digest of the data they were set on, 0.01 worse than what was measured: the encoder's small integers are added up
differently by other processors.

To measure more, write a function from SHARED to names with values and put it into `MEASURES`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import example
import grouping
import named
import names
import retellings
import seed_differences
import seed_omissions
import seeds
import timex_elner


@dataclass(frozen=True, slots=True)
class Measure:
    """Names with values, found by `run` in a folder like SHARED; `data` is what it reads there."""

    data: tuple[str, ...]
    run: Callable[[Path], dict[str, float]]


MEASURES: Mapping[str, Measure] = {
    "retellings": Measure(retellings.DATA, retellings.measure),
    "seeds": Measure(seeds.DATA, seeds.measure),
    "seed_differences": Measure(seed_differences.DATA, seed_differences.measure),
    "seed_omissions": Measure(seed_omissions.DATA, seed_omissions.measure),
    "times": Measure(timex_elner.DATA, timex_elner.measure),
    "events": Measure(grouping.DATA, grouping.measure_quickly),
    "example": Measure(example.DATA, example.measure),
    "names": Measure(named.DATA, named.measure),
    "scripts": Measure(names.DATA, names.measure),
}

#: Counts of errors; of all other values more is better.
LESS_IS_BETTER = {
    *(f"retellings.{name}.gap" for name in retellings.BY_LANGUAGE),
    "retellings.copies.false_translations",
    "seeds.wrong_pairs",
    "seeds.false_attributions",
    "seeds.invented_dates",
    "seed_differences.figure_differences",
    "seed_differences.false_differences",
    "example.claims.repeated",
    "names.seeds.joined",
    "scripts.cities.false",
    "scripts.territories.false",
}

NOISE = 0.01

FLOORS = Path(__file__).with_name("floors.json")


def measure_all(shared: Path, names: Iterable[str]) -> dict[str, float]:
    """Run measures one after the other; the names of their values are led by the measure's."""
    values: dict[str, float] = {}
    for name in names:
        begun = time.monotonic()
        values |= {f"{name}.{part}": value for part, value in MEASURES[name].run(shared).items()}
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return values


def digest_of(shared: Path, paths: Iterable[str]) -> str:
    """Return a digest of files, and of all files in folders, by name and content."""
    digest = hashlib.sha256()
    for path in paths:
        files = [shared / path] if (shared / path).is_file() else sorted((shared / path).rglob("*"))
        for file in files:
            if file.is_file():
                digest.update(f"{file.relative_to(shared).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def is_worse(name: str, value: float, than: float) -> bool:
    """Tell whether a value is worse than another one of its name."""
    return value > than if name in LESS_IS_BETTER else value < than


def floor_for(name: str, value: float) -> float:
    """Return the floor that a value sets: worse by what other processors make of it, in hundredths."""
    sign = -1 if name in LESS_IS_BETTER else 1
    return sign * math.floor(round(100 * (sign * value - NOISE), 6)) / 100


def raised(floors: Mapping[str, float], values: Mapping[str, float], *, drop: bool) -> dict[str, float]:
    """Return the floors that values allow: no worse than they were, unless a drop is allowed."""
    now = {name: floor_for(name, value) for name, value in values.items()}
    kept = {name: old for name, old in floors.items() if name in now and is_worse(name, now[name], old)}
    return dict(sorted((dict(floors) | now | ({} if drop else kept)).items()))


def table(values: Mapping[str, float], floors: Mapping[str, float]) -> Iterable[str]:
    """Yield the lines of the table; a value that is worse than its floor is marked."""
    yield f"{'measure':44}{'value':>9}{'floor':>9}"
    for name, value in values.items():
        floor = floors.get(name)
        mark = "  dropped" if floor is not None and is_worse(name, value, floor) else ""
        yield f"{name:44}{value:9.3f}{'' if floor is None else f'{floor:.2f}':>9}{mark}"


def read_floors() -> dict[str, Any]:
    """Return what floors.json holds, or nothing where there is none."""
    if not FLOORS.exists():
        return {"data": {}, "floors": {}}
    return dict(json.loads(FLOORS.read_text(encoding="utf-8")))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what Retold finds, and refuse a drop.")
    parser.add_argument("shared", type=Path, help="folder of the development data")
    parser.add_argument("--only", choices=MEASURES, action="append", help="run this measure alone")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--allow-drop", action="store_true", help="with --update: lower them, too")
    options = parser.parse_args()
    names = options.only or list(MEASURES)
    kept = read_floors()
    values = measure_all(options.shared, names)
    print("\n".join(table(values, kept["floors"])))
    data = {name: digest_of(options.shared, MEASURES[name].data) for name in names}
    for name in names:
        if kept["data"].get(name, data[name]) != data[name]:
            print(f"{name}: its floors were set on other data", file=sys.stderr)
    if options.update:
        kept = {
            "data": kept["data"] | data,
            "floors": raised(kept["floors"], values, drop=options.allow_drop),
        }
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    dropped = [
        name
        for name, floor in kept["floors"].items()
        if name.split(".")[0] in names and is_worse(name, values.get(name, -math.inf), floor)
    ]
    if dropped:
        print(f"worse than the floor: {', '.join(dropped)}", file=sys.stderr)
    return 1 if dropped else 0


if __name__ == "__main__":
    sys.exit(main())
