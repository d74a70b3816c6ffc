"""Sends what hypothesis makes to every reader, through the whole path and to what shows it, for minutes of CPU.

    PYTHONPATH=src:tests python scripts/fuzz.py [--minutes 10] [--seed 1] [NAME ...]

A NAME is a reader, "path" or "shown"; all of them if none is given.

Something raised, more than 10 s of a processor or 1 GiB for one input, or a corpus that does not hold ends it with
the input that did it.
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
from collections.abc import Callable
from itertools import count
from xml.etree.ElementTree import fromstring

from hostile.strategies import contents, texts
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from retold.corpus import Topic, news, open_corpus
from retold.errors import InputError
from retold.export import dump_lines, to_atom
from retold.model import Article
from retold.read import READERS, read_content
from retold.report import FORMS, Subject, make_report
from retold.text.unicode import fold, normalise, storable
from retold.verify import verify

ENCODER = "retold.encode.hashing:HashingEncoder"
MOST_SECONDS, MOST_BYTES = 10, 1 << 30

#: Inputs a turn; of texts half as many. Turns go on until the time is over.
A_TURN = 100

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


def used() -> float:
    """Return the seconds of a processor that have been taken here, and by programs that readers started."""
    here, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in (here, children))


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


def shown(text: str, other: str, language: str) -> None:
    """Ask a corpus of two texts for one of them, and show it in every form; what is shown must hold."""
    text, other = storable(text), storable(other)
    name = f"a-{language or 'en'}.txt"
    with open_corpus(":memory:", encoder=ENCODER) as corpus:
        for content in (text, f"{text}\n\n{other}"):
            corpus.add(read_content(name, content.encode(), outlet_pattern="a-{language}"))
        corpus.search(text)
        fromstring(to_atom(news(corpus, Topic(words=other)), title=text, name="urn:uuid:x"))
        json.loads("".join(dump_lines(corpus)))
        for event in corpus.events():
            for form in FORMS:
                written = make_report(corpus, Subject("event", event.id), form)
                verdict = verify(f"report{form}", written, corpus)
                assert verdict.holds, verdict


def turn_of(name: str, number: int) -> int:
    """Try one of them with what hypothesis makes of a number; return with how many inputs."""
    common = settings(
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],  # Phase.explain traces each line: several times as slow
    )
    tried = 0

    @seed(number)
    @settings(common, max_examples=A_TURN // 2)
    @given(texts, texts, st.sampled_from(LANGUAGES))
    def of_texts(text: str, other: str, language: str) -> None:
        nonlocal tried
        tried += 1
        watched(lambda: OF_TEXTS[name](text, other, language))

    @seed(number)
    @settings(common, max_examples=A_TURN)
    @given(contents(name) if name in READERS else st.nothing())
    def of_bytes(content: bytes) -> None:
        nonlocal tried
        tried += 1
        watched(lambda: read(name, content))

    of_texts() if name in OF_TEXTS else of_bytes()
    return tried


#: What is sent texts; the readers are sent bytes.
OF_TEXTS: dict[str, Callable[[str, str, str], None]] = {"path": through_the_path, "shown": shown}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="minutes of a processor for each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*OF_TEXTS, *READERS]))
    chosen = parser.parse_args()
    signal.signal(signal.SIGPROF, _too_long)
    for name in chosen.names or [*OF_TEXTS, *READERS]:
        started, tried, spent = used(), 0, 0.0
        for number in count(chosen.seed * 1_000_000):
            tried += turn_of(name, number)
            if (spent := (used() - started) / 60) >= chosen.minutes:
                break
        print(f"{name}: {tried:,} inputs, {spent:.1f} minutes of a processor, none did harm", flush=True)


if __name__ == "__main__":
    main()
