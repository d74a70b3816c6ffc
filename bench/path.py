"""Measures the whole path: files to stored comparisons, and one more article in a small and a large corpus.

    python bench/path.py [SHARED] [--articles 10000]

Two of the first rows need SHARED, the folder of the development data. "warm" is the second run in one process: the
encoder is loaded and its graph is cached. For the last rows, corpora are made of the example's articles over and
over: five variants of how an article begins, each without some of its sentences, are an event, and in every event
the letters are swapped in another way, capitals too, so that events have nothing in common. They are encoded by
spelling: what is measured is all else that an arrival costs. "anew" is a corpus just opened, which reads what it
needs from the file; "open" is one that has it in memory. Filling the large corpus takes some ten minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from retold import Corpus, open_corpus, read_articles
from retold.model import Article, article_id

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
SPELLING = "retold.encode.hashing:HashingEncoder"
VARIANTS, SENTENCES = 5, 6
DAYS = 300
ARRIVALS = 20


def measure_folder(files: list[Path]) -> dict[str, float]:
    """Take files to a stored comparison of their largest event, twice in this process."""
    figures = {}
    for name in ("first", "warm"):
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, open_corpus(Path(folder, "news.db")) as corpus:
            added = corpus.add(read_articles(*files))
            corpus.compare(max(corpus.events(), key=lambda event: len(event.articles)).id)
        figures[name] = time.perf_counter() - begun
    figures["rate"] = len(added.new) / figures["warm"]
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def resample(
    count: int, *, start: int = 0, folder: Path = EXAMPLE, sentences: int = SENTENCES
) -> Iterator[Article]:
    """Yield invented articles, five an event, over a year, of those in a folder."""
    originals = [a for a in read_articles(folder) if isinstance(a, Article)]
    for number in range(start, start + count):
        event, variant = divmod(number, VARIANTS)
        choice = random.Random(event)
        original = choice.choice(originals)
        used = set(original.text.lower())
        letters = "".join(sorted(a for a in used if a.isalpha() and len(a.upper()) == 1))
        swapped = "".join(choice.sample(letters, len(letters)))
        table = str.maketrans(letters + letters.upper(), swapped + swapped.upper())
        text = original.text.translate(table)
        day = date(2024, 1, 1) + timedelta(days=choice.randrange(DAYS))
        kept = random.Random(number)
        lines = text.split(". ")[:sentences]
        told = ". ".join(line for line in lines if variant == 0 or kept.random() < 0.7) or lines[0]
        key = f"{number}.txt"
        name = article_id(key=key, outlet=None, published=day.isoformat(), text=told)
        yield replace(
            original, id=name, location=key, text=told, title=None, published=day.isoformat(), language="mk"
        )


def measure_arrivals(count: int) -> dict[str, float]:
    """Fill a corpus, then time single arrivals, in a corpus opened anew for each and in one that is open."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "news.db")

        def opened() -> Corpus:
            return open_corpus(place, encoder=SPELLING)

        with opened() as corpus:
            filling = median_time(lambda: corpus.add(resample(count)), 1)
            corpus.add(resample(1, start=count))
            arrivals = resample(ARRIVALS, start=count + 1)
            warm = median_time(lambda: corpus.add([next(arrivals)]), ARRIVALS)
        arrivals = resample(ARRIVALS, start=count + 1 + ARRIVALS)

        def reopen() -> None:
            with opened() as again:
                again.add([next(arrivals)])

        return {
            "articles": count,
            "filling": filling,
            "anew": 1000 * median_time(reopen, ARRIVALS),
            "open": 1000 * warm,
            "size": place.stat().st_size / 2**20,
        }


def median_time(work: Callable[[], object], times: int) -> float:
    """Return the median of so many times, in seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def in_process(*arguments: str) -> dict[str, float]:
    """Measure in a process of its own, whose peak of memory is its own, too."""
    command = [sys.executable, __file__, *arguments]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(answer))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the whole path.")
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=10_000, help="size of the large corpus")
    parser.add_argument("--files", type=Path, nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--arrivals", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.files or options.arrivals:
        found = measure_folder(options.files) if options.files else measure_arrivals(options.arrivals)
        print(json.dumps(found))
        return
    folders = {
        "example": EXAMPLE,
        "seeds": options.shared / "seeds",
        "retellings dev": options.shared / "bench" / "retellings" / "dev",
    }
    print(
        f"{'files to comparison':20}{'articles':>9}{'first s':>9}{'warm s':>9}{'articles/s':>12}{'peak MB':>9}"
    )
    for name, folder in folders.items():
        files = sorted(map(str, folder.rglob("*.txt")))
        if files:
            f = in_process("--files", *files)
            print(
                f"{name:20}{len(files):9}{f['first']:9.2f}{f['warm']:9.2f}{f['rate']:12.1f}{f['peak']:9.0f}"
            )
    print(
        f"\n{'one more article':20}{'articles':>9}{'filled s':>9}{'anew ms':>9}{'open ms':>12}{'file MB':>9}"
    )
    for count in (100, options.articles):
        f = in_process("--arrivals", str(count))
        print(f"{'':20}{count:9}{f['filling']:9.1f}{f['anew']:9.0f}{f['open']:12.0f}{f['size']:9.0f}")


if __name__ == "__main__":
    main()
