"""Three rounds over 50 newspapers with 500 articles, half of them changing, moving, failing, bombing or slow.

    python evaluation/watching.py [PAPERS ARTICLES]

Prints what must have been kept and what was, and ends with 1 where they differ, where an article came twice, where a
known page was asked for without condition, or a site before its pause was over. The encoder is the hashing one: what
is measured is what comes in, not what it means. `tests/test_watch.py` does the same with fewer papers.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from feed_site import FeedSite

from retold.corpus import Corpus, open_corpus
from retold.fetch import Client
from retold.settings import Settings
from retold.watch import Watch

ROUNDS = 3
DELAY = 0.05
SETTINGS = Settings(fetch_private=1, fetch_seconds=3.0, fetch_wait=2.5, watch_delay=DELAY)
A_DAY_AND_A_HALF = 1.5 * 86_400
HASHING = "retold.encode.hashing:HashingEncoder"


def main(papers: int = 50, articles: int = 10) -> int:
    """Watch, compare with what was to be expected, and return the exit status."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, FeedSite(papers, articles).serving() as site:
        for round_ in range(1, ROUNDS + 1):
            site.round = round_
            now = 1_741_000_000 + round_ * A_DAY_AND_A_HALF
            with open_corpus(Path(folder) / "news.db", encoder=HASHING, settings=SETTINGS) as corpus:
                client = Client(SETTINGS, resolver=site.resolve)
                summary = Watch(corpus, client, clock=lambda now=now: now).round(site.feeds)  # type: ignore[misc]
                print(f"round {round_}: {summary}", flush=True)
        with open_corpus(Path(folder) / "news.db", encoder=HASHING, settings=SETTINGS) as corpus:
            faults = report(site, corpus)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{time.monotonic() - begun:.0f} s, peak memory {peak} MB")
    return 1 if faults else 0


def report(site: FeedSite, corpus: Corpus) -> int:
    """Print what was kept and how the sites were asked; return how many faults there are."""
    texts, revisions = site.expected(ROUNDS)
    kept = [article.text for article in corpus.articles().values()]
    missing, strange = len(texts - set(kept)), len(set(kept) - texts)
    found = len(corpus.revisions())
    print(
        f"texts expected {len(texts)}, kept {len(kept)}, missing {missing}, not expected {strange},", end=" "
    )
    print(f"twice {len(kept) - len(set(kept))}; revisions expected {revisions}, kept {found}")

    marked = {
        p.host for p in site.papers.values() if p.habit is None and (p.number % 2 == 0 or p.number % 3 == 0)
    }
    again = [s for s in site.seen if s.host in marked and s.round > 1 and s.path != "/robots.txt"]
    bare = sum(not seen.conditional for seen in again)
    hosts = [sorted((s for s in site.seen if s.host == host), key=lambda s: s.at) for host in site.papers]
    pauses = [later.at - seen.at for asked in hosts for seen, later in pairwise(asked) if seen.status != 301]
    hasty = sum(pause < DELAY for pause in pauses)
    print(
        f"{len(site.seen)} requests, {sum(seen.status == 304 for seen in site.seen)} answered with 304;",
        end=" ",
    )
    print(f"of {len(again)} for what is known and marked, {bare} without condition;", end=" ")
    print(f"shortest pause {min(pauses):.3f} s of {DELAY} s, {hasty} too short")
    return missing + strange + len(kept) - len(set(kept)) + abs(found - revisions) + bare + hasty


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
