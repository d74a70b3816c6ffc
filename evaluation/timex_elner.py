"""Measure dates on TimeBank (English, Spanish) and the recall of dates and numbers on elNER (Greek).

    python evaluation/timex_elner.py [--errors]

Spans are right when at least half of the shorter one is common. TimeBank's durations, vague references and
quarters are no dates here; they count as missed in "all" and are left out in "dates".
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from figures_dates import overlaps

from retold.find.dates import find_dates
from retold.find.figures import find_figures

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
CALENDAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(T.*)?$")
QUANTITIES = ("CARDINAL", "PERCENT", "MONEY", "QUANTITY")


class Marked(NamedTuple):
    """A marked span with its kind and value."""

    span: tuple[int, int]
    kind: str
    value: str


class Document(NamedTuple):
    """A text with what its annotators marked."""

    text: str
    published: str | None
    marked: list[Marked]


def build(rows: list[tuple[str, str, str]], published: str | None) -> Document:
    """Join tokens by blanks and set the marks of the tokens on the text; an empty token ends a line."""
    text, marked = "", list[Marked]()
    for token, tag, value in rows:
        start = len(text)
        text += token + (" " if token else "\n")
        if tag.startswith("B-"):
            marked.append(Marked((start, start + len(token)), tag[2:], value))
        elif tag.startswith("I-") and marked:
            marked[-1] = marked[-1]._replace(span=(marked[-1].span[0], start + len(token)))
    return Document(text, published, marked)


def timebank(language: str) -> Iterator[Document]:
    """Read TimeBank's documents with their dates."""
    rows: list[tuple[str, str, str]] = []
    published = None
    with gzip.open(BENCH / "timex" / f"timebank-{language}-train.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            header = re.search(r'DCTVALUE="([\d-]+)', line)
            if header:
                if rows:
                    yield build(rows, published)
                published, rows = header.group(1), []
                continue
            token, tag, value = (
                [*line.rstrip("\n").split("\t"), "O", "-"][:3] if line.strip() else ("", "O", "-")
            )
            rows.append((token, tag, value))
    yield build(rows, published)


def elner() -> Iterator[Document]:
    """Read elNER's development sentences."""
    rows: list[tuple[str, str, str]] = []
    with gzip.open(BENCH / "elner" / "dev.iob2.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                token, tag = line.split()
                rows.append((token, tag, "-"))
            elif rows:
                yield build(rows, "2019-06-01")
                rows = []
    if rows:
        yield build(rows, "2019-06-01")


def measure_timebank(language: str, errors: bool) -> None:
    """Print precision, recall and F1 of spans and of values."""
    counts: Counter[str] = Counter()
    for document in timebank(language):
        found = find_dates(document.text, language, published=document.published)
        for mark in document.marked:
            hits = [d for d in found if overlaps(d.span, mark.span)]
            dated = bool(CALENDAR.match(mark.value))
            same = any(d.value[:10] == mark.value[:10] for d in hits)
            counts["gold"] += 1
            counts["found"] += bool(hits)
            counts["right"] += same
            if dated:
                counts["dated"] += 1
                counts["dated found"] += bool(hits)
                counts["dated right"] += same
            if errors and dated and not same:
                around = document.text[max(0, mark.span[0] - 60) : mark.span[1] + 30].replace("\n", " ")
                print(document.published, mark.value, [d.value for d in hits], "|", around)
        counts["predicted"] += len(found)
        for d in found:
            counts["true"] += any(overlaps(d.span, m.span) for m in document.marked)
            if errors and not any(overlaps(d.span, m.span) for m in document.marked):
                print(
                    "FALSE",
                    d.value,
                    "|",
                    document.text[max(0, d.span.start - 30) : d.span.end + 20].replace("\n", " "),
                )
    precision = counts["true"] / counts["predicted"]
    for name, gold, hit, right in (
        ("all", "gold", "found", "right"),
        ("dates", "dated", "dated found", "dated right"),
    ):
        recall, value = counts[hit] / counts[gold], counts[right] / counts[gold]
        span_f1 = 2 * precision * recall / (precision + recall)
        value_p = counts["right"] / counts["predicted"]
        value_f1 = 2 * value_p * value / (value_p + value)
        print(
            f"TimeBank {language} {name}: spans P {precision:.3f} R {recall:.3f} F1 {span_f1:.3f}; "
            f"values R {value:.3f} F1 {value_f1:.3f}; gold {counts[gold]}"
        )


def measure_elner(errors: bool) -> None:
    """Print the recall of dates and quantities."""
    counts: Counter[str] = Counter()
    for document in elner():
        dates = [d.span for d in find_dates(document.text, "el", published=document.published)]
        figures = [f.span for f in find_figures(document.text, "el")]
        for mark in document.marked:
            if mark.kind in (*QUANTITIES, "DATE"):
                hit = any(overlaps(span, mark.span) for span in (dates if mark.kind == "DATE" else figures))
                counts[mark.kind] += 1
                counts[f"{mark.kind} found"] += hit
                if errors and not hit:
                    around = document.text[max(0, mark.span[0] - 40) : mark.span[1] + 20]
                    print(mark.kind, document.text[slice(*mark.span)], "|", around)
    for kind in (*QUANTITIES, "DATE"):
        print(f"elNER {kind}: R {counts[f'{kind} found'] / counts[kind]:.3f} of {counts[kind]}")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    for language in ("en", "es"):
        measure_timebank(language, options.errors)
    measure_elner(options.errors)


if __name__ == "__main__":
    main()
