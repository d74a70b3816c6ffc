"""Draws what `scale` measured as SVG: a panel for each thing measured, a line for each database.

    python bench/curves.py docs/scale.svg bench/scale/*.json

The size of the corpus goes along, in powers of ten; each panel goes up from nothing to the most that was measured.
Thick lines are medians, thin ones 95th percentiles.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

#: Title, unit, and the names of what is drawn thick and thin.
PANELS = (
    ("one more arrival", "ms", "arrival_p50", "arrival_p95"),
    ("its processor time", "ms", "arrival_cpu_p50", "arrival_cpu_p95"),
    ("search, with meaning", "ms", "search_p50", "search_p95"),
    ("its processor time", "ms", "search_cpu_p50", "search_cpu_p95"),
    ("page of an event", "ms", "event_p50", "event_p95"),
    ("compare an event", "ms", "compare_p50", "compare_p95"),
    ("on disk, an article", "kB", "kb", None),
    ("memory of the process", "MiB", "peak_mb", None),
)
COLOURS = {"SQLite": "#0b6e99", "PostgreSQL": "#b3541e"}
WIDTH, HEIGHT, GAP, HEAD = 190, 110, 46, 52
COLUMNS = 4

Found = Mapping[str, float | str]


def main(target: str, *sources: str) -> None:
    """Draw the figures in some files, one line of JSON each, into another."""
    found = [json.loads(line) for source in sources for line in Path(source).read_text().splitlines()]
    for each in found:
        each["kb"] = each["bytes"] / each["articles"] / 1000
    Path(target).write_text("\n".join(draw(sorted(found, key=lambda each: each["articles"]))) + "\n")


def draw(found: Sequence[Found]) -> Iterator[str]:
    """Yield the lines of a drawing."""
    rows = -(-len(PANELS) // COLUMNS)
    size = (COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + HEAD) + HEAD)
    box = f'viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif" font-size="11"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    yield f'<rect width="{size[0]}" height="{size[1]}" fill="white"/>'
    for place, (name, colour) in enumerate(COLOURS.items()):
        yield f'<text x="{GAP + 100 * place}" y="20" fill="{colour}" font-weight="bold">{name}</text>'
    for number, panel in enumerate(PANELS):
        row, column = divmod(number, COLUMNS)
        yield f'<g transform="translate({GAP + column * (WIDTH + GAP)} {HEAD + row * (HEIGHT + HEAD)})">'
        yield from _panel(found, *panel)
        yield "</g>"
    yield "</svg>"


def _panel(found: Sequence[Found], title: str, unit: str, thick: str, thin: str | None) -> Iterator[str]:
    sizes = [math.log10(float(each["articles"])) for each in found]
    first, last = round(min(sizes)), round(max(sizes))  # a corpus has a few articles more than were asked for
    most = max(float(each[name]) for each in found for name in (thick, thin) if name)

    def point(each: Found, name: str) -> str:
        along = (math.log10(float(each["articles"])) - first) / (last - first)
        return f"{WIDTH * along:.1f},{HEIGHT * (1 - float(each[name]) / most):.1f}"

    yield f'<text y="-8">{title}, {unit}</text>'
    yield f'<path d="M0 0V{HEIGHT}H{WIDTH}" fill="none" stroke="#999"/>'
    yield f'<text x="-4" y="4" text-anchor="end" fill="#555">{most:,.0f}</text>'
    yield f'<text x="-4" y="{HEIGHT}" text-anchor="end" fill="#555">0</text>'
    for power in range(first, last + 1):
        x = WIDTH * (power - first) / (last - first)
        yield f'<text x="{x:.1f}" y="{HEIGHT + 14}" text-anchor="middle" fill="#555">{10**power:,}</text>'
    for database, colour in COLOURS.items():
        some = [each for each in found if each["database"] == database]
        for name, stroke in ((thick, 2.5), (thin, 1)):
            if name and some:
                points = " ".join(point(each, name) for each in some)
                yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{stroke}"/>'
                for each in some:
                    along, up = point(each, name).split(",")
                    yield f'<circle cx="{along}" cy="{up}" r="{stroke}" fill="{colour}"/>'


if __name__ == "__main__":
    main(*sys.argv[1:])
