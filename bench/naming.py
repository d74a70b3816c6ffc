"""Measures what names add to the time of an article: the heads, the gazetteer, and saying who is who.

    python bench/naming.py [SHARED]

The articles of retellings dev are added to a corpus, twice in this process; the second run is measured. The time of
the path without names is that of all but finding mentions, linking them, joining them by aligned sentences, and the
heads, which are counted as a whole although they find sources, cues, figures and dates, too. Seconds are those of
the processor (`time.process_time`), so that another program changes little.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from retold import find, open_corpus, read_articles
from retold.corpus.naming import Naming
from retold.find import findings

#: What is timed: where it stands, and its name there.
PARTS = (
    (find.heads.Heads, "find_all"),
    (findings, "find_mentions"),
    (Naming, "link"),
    (Naming, "join_aligned"),
)


def timed(spent: dict[str, float], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does the same and notes how long it took."""

    def run(*arguments: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return work(*arguments, **named)
        finally:
            spent[name] += time.process_time() - begun

    return run


def add(folder: Path) -> tuple[int, float]:
    """Add the articles of a folder to a new corpus; return how many, and what it took."""
    articles = list(read_articles(folder))
    with tempfile.TemporaryDirectory() as place, open_corpus(Path(place, "news.db")) as corpus:
        begun = time.process_time()
        corpus.add(articles)
        return len(articles), time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    folder = parser.parse_args().shared / "bench" / "retellings" / "dev"
    if not folder.exists():
        sys.exit("no development data beside the repository: nothing measured")
    spent: dict[str, float] = defaultdict(float)
    for owner, name in PARTS:
        setattr(owner, name, timed(spent, name, getattr(owner, name)))
    add(folder)
    spent.clear()
    articles, total = add(folder)
    names = sum(spent.values())
    for name, seconds in spent.items():
        print(f"{name:16}{1000 * seconds / articles:8.1f} ms an article")
    print(f"{'path without':16}{1000 * (total - names) / articles:8.1f} ms an article")
    print(f"names add {names / (total - names):.0%}")
    print(f"heads.npz {(files('retold.find') / 'heads.npz').stat().st_size / 1e6:.2f} MB")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
