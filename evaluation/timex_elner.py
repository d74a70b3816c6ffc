"""Measure times on TimeBank (English, Spanish) and the recall of dates and numbers on elNER (Greek).

    python evaluation/timex_elner.py [--errors]

Spans are right when at least half of the shorter one is common, values when their first ten signs are TimeBank's
(it tells no hour of most days). `times` are all time expressions, as `find_times` gives them; `dates` those of a
calendar alone, as an article keeps them, against the marks whose value is one. elNER takes the indefinite article
for a CARDINAL; `numbers` leaves it out, and `all` does not.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from figures_dates import overlaps

from retold.find.dates import find_dates
from retold.find.figures import find_figures
from retold.find.periods import find_times
from retold.model import Date

SHARED = Path(__file__).resolve().parents[2] / "shared"
CALENDAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(T.*)?$")
QUANTITIES = ("CARDINAL", "PERCENT", "MONEY")
#: The Greek indefinite article, which is also the number one.
ARTICLE = re.compile(r"(ένα[ςν]?|ενός|μ[ιί]α[ςν]?)$", re.IGNORECASE)
#: What is read in SHARED.
DATA = ("bench/timex", "bench/elner")


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


def timebank(language: str, shared: Path = SHARED) -> Iterator[Document]:
    """Read TimeBank's documents with their dates."""
    rows: list[tuple[str, str, str]] = []
    published = None
    with gzip.open(
        shared / "bench" / "timex" / f"timebank-{language}-train.tsv.gz", "rt", encoding="utf-8"
    ) as lines:
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


def elner(shared: Path = SHARED) -> Iterator[Document]:
    """Read elNER's development sentences."""
    rows: list[tuple[str, str, str]] = []
    with gzip.open(shared / "bench" / "elner" / "dev.iob2.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                token, tag = line.split()
                rows.append((token, tag, "-"))
            elif rows:
                yield build(rows, "2019-06-01")
                rows = []
    if rows:
        yield build(rows, "2019-06-01")


def count_times(
    documents: Iterable[Document],
    language: str,
    finder: Callable[..., tuple[Date, ...]],
    *,
    dated: bool,
    errors: bool,
) -> Counter[str]:
    """Count gold, found, right (also in value), predicted and true spans; `dated` for those of a calendar alone."""
    counts: Counter[str] = Counter()
    for document in documents:
        found = finder(document.text, language, published=document.published)
        for mark in document.marked:
            if dated and not CALENDAR.match(mark.value):
                continue
            hits = [d for d in found if overlaps(d.span, mark.span)]
            same = any(d.value[:10] == mark.value[:10] for d in hits)
            counts["gold"] += 1
            counts["found"] += bool(hits)
            counts["right"] += same
            if errors and not same:
                around = document.text[max(0, mark.span[0] - 60) : mark.span[1] + 30].replace("\n", " ")
                print(document.published, mark.value, [d.value for d in hits], "|", around)
        for d in found:
            counts["predicted"] += 1
            counts["true"] += any(overlaps(d.span, m.span) for m in document.marked)
    return counts


def f1(right: int, predicted: int, found: int, gold: int) -> float:
    """Return the harmonic mean of precision and recall."""
    p, r = right / max(1, predicted), found / max(1, gold)
    return 2 * p * r / max(1e-9, p + r)


def measure_timebank(language: str, shared: Path = SHARED, *, errors: bool = False) -> dict[str, float]:
    """Give the F1 of spans and of values, of all times and of dates alone."""
    documents = list(timebank(language, shared))
    scores = {}
    for name, finder in (("times", find_times), ("dates", find_dates)):
        c = count_times(documents, language, finder, dated=name == "dates", errors=errors and name == "times")
        scores[f"{language}.{name}.spans.f1"] = f1(c["true"], c["predicted"], c["found"], c["gold"])
        scores[f"{language}.{name}.values.f1"] = f1(c["right"], c["predicted"], c["right"], c["gold"])
    return scores


def measure_elner(shared: Path = SHARED, *, errors: bool = False) -> dict[str, float]:
    """Give the recall of dates and numbers."""
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for document in elner(shared):
        times = [t.span for t in find_times(document.text, "el", published=document.published)]
        figures = [f.span for f in find_figures(document.text, "el")]
        for mark in document.marked:
            if mark.kind not in (*QUANTITIES, "DATE"):
                continue
            hit = any(overlaps(span, mark.span) for span in (times if mark.kind == "DATE" else figures))
            article = ARTICLE.match(document.text[slice(*mark.span)])
            names = [mark.kind.lower(), "all", *(["numbers"] if mark.kind != "DATE" and not article else [])]
            gold.update(names)
            found.update(names if hit else [])
            if errors and not hit and not article:
                around = document.text[max(0, mark.span[0] - 40) : mark.span[1] + 20]
                print(mark.kind, document.text[slice(*mark.span)], "|", around)
    return {f"elner.{name}.r": found[name] / gold[name] for name in sorted(gold)}


def measure(shared: Path) -> dict[str, float]:
    """Measure both, without showing errors."""
    return {**measure_timebank("en", shared), **measure_timebank("es", shared), **measure_elner(shared)}


def main() -> None:
    """Print all values."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    scores: dict[str, float] = {}
    for language in ("en", "es"):
        scores |= measure_timebank(language, errors=options.errors)
    scores |= measure_elner(errors=options.errors)
    for name, value in scores.items():
        print(f"{name:26} {value:.3f}")


if __name__ == "__main__":
    main()
