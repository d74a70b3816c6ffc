"""Sends what hypothesis makes to every reader and through the whole path, for a while.

    PYTHONPATH=src:tests python scripts/fuzz.py [--minutes 10] [--seed 1]

Something raised, more than 10 s of a processor or 1 GiB for one input, or a corpus that does not hold ends it with
the input that did it.
"""

from __future__ import annotations

import argparse
import resource
import signal
import time
from collections.abc import Callable
from itertools import count, cycle

from hostile.strategies import contents, texts
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from retold.corpus import open_corpus
from retold.errors import InputError
from retold.model import Article
from retold.read import READERS, read_content
from retold.text.unicode import fold, normalise, storable

ENCODER = "retold.encode.hashing:HashingEncoder"
MOST_SECONDS, MOST_BYTES = 10, 1 << 30

#: Inputs a turn; turns go round the readers and the path until the time is over.
A_TURN = 100

#: The whole path, where else a reader is named.
PATH = "path"

LANGUAGES = ("", "en", "sq", "mk", "el", "sr", "tr", "de", "ar", "zh", "ja", "th", "ru", "fr", "und", "xx")


def _too_long(*_: object) -> None:
    raise TimeoutError(f"more than {MOST_SECONDS} s of a processor")


def watched(work: Callable[[], None]) -> None:
    """Do some work within bounds of time and memory."""
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    assert held < MOST_BYTES, f"{held:,} bytes held"


def read(reader: str, content: bytes) -> None:
    """Read bytes as one kind of file."""
    for result in READERS[reader]().read("x", content):
        assert isinstance(result, Article | InputError), result
        assert "\n" not in str(result) or isinstance(result, Article), result


def through_the_path(text: str, other: str, language: str) -> None:
    """Put two texts, as a file and as it is, through everything, and check what comes of it."""
    assert fold(fold(text)) == fold(text)
    assert normalise(normalise(text)) == normalise(text)
    written = [storable(text).encode(), storable(other).encode()]
    found = [each for content in written for each in read_content(f"a-{language or 'en'}.txt", content)]
    if language:
        pattern = "a-{language}"
        found = [
            each
            for content in written
            for each in read_content(f"a-{language}.txt", content, outlet_pattern=pattern)
        ]
    with open_corpus(":memory:", encoder=ENCODER) as corpus:
        added = corpus.add(found)
        broken = [failure for failure in added.failed if "cannot be" in failure.reason]
        assert not broken, broken
        assert corpus.check() == []


def turn_of(name: str, number: int, tried: dict[str, int]) -> None:
    """Try one reader, or the whole path, with what hypothesis makes of a number."""
    common = settings(
        max_examples=A_TURN, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    @seed(number)
    @settings(common, max_examples=A_TURN // 2)
    @given(texts, texts, st.sampled_from(LANGUAGES))
    def path(text: str, other: str, language: str) -> None:
        tried[name] += 1
        watched(lambda: through_the_path(text, other, language))

    @seed(number)
    @common
    @given(contents(name) if name in READERS else st.nothing())
    def reader(content: bytes) -> None:
        tried[name] += 1
        watched(lambda: read(name, content))

    path() if name == PATH else reader()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    signal.signal(signal.SIGPROF, _too_long)
    tried = dict.fromkeys([PATH, *READERS], 0)
    until = time.monotonic() + 60 * chosen.minutes
    for name, number in zip(cycle(tried), count(chosen.seed * 1_000_000), strict=False):
        if time.monotonic() > until:
            break
        turn_of(name, number, tried)
    print(f"{sum(tried.values()):,} inputs in {chosen.minutes:g} minutes, none did harm: {tried}")


if __name__ == "__main__":
    main()
