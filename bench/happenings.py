"""What the newspapers of `day.py` tell: real news of the development data, each piece an event of its own.

An event is five sentences of one language that stand together in a report: of American newspapers (PolNeAR, BASIL),
of German Wikinews (two events a report), of Greek news (ELNER, every fourth part), of Bulgarian, Czech, Polish,
Russian, Slovene and Ukrainian news on six matters (SlavicNER, every eighth report), of Wikinews in English, Spanish,
Italian and Dutch (MEANTIME: the same report in each), and of news translated into 12 languages (NTREX dev, each
report in one of them) and into 127 (NTREX, five sentences in each, so that four languages tell the same). So there
are as many matters as in a day's news: a few that hundreds of articles are about, and thousands that eight are; most
are told in languages with many newspapers, and one article in thirty in one of a hundred others.

What is translated is not told in all its languages: 160 sentences in 127 languages would make 3,600 events in which
each sentence came a hundred times, and an encoder that knows the languages would rightly take them for one story.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SENTENCES = 5

#: Characters of what is taken for a sentence: neither a caption nor a list.
SHORTEST, LONGEST = 30, 400

#: Of a data set that is about few matters, or whose parts stand in no order, one text in so many is taken.
SLAVIC, GREEK = 8, 4

_END = re.compile(r"(?<=[.!?…;»\"”])\s+|\n+")
_BEFORE_MARK = re.compile(r" (?=[,.;:!?)»])")


@dataclass(frozen=True, slots=True)
class Happening:
    """Five sentences of a language that tell of something."""

    language: str
    sentences: tuple[str, ...]


def happenings(bench: Path, languages: int) -> list[Happening]:
    """Return all there are in the languages that most are told in, so many of them, in the order of the data."""
    found = [each for read in _SETS for each in read(bench)]
    common = {language for language, _ in Counter(each.language for each in found).most_common(languages)}
    return [each for each in found if each.language in common]


def _polnear(bench: Path) -> Iterator[Happening]:
    with tarfile.open(bench / "polnear" / "polnear.tar.gz") as archive:
        for member in archive:
            if member.name.endswith(".txt") and (file := archive.extractfile(member)):
                yield from _parts("en", _cut(file.read().decode()), most=1)


def _de_quotes(bench: Path) -> Iterator[Happening]:
    for part in ("train", "dev"):
        for row in _rows(bench / "de_quotes" / f"{part}.jsonl.gz"):
            yield from _parts("de", (sentence["text"] for sentence in row["sentences"]), most=2)


def _elner(bench: Path) -> Iterator[Happening]:
    for part in ("train", "dev"):
        lines = gzip.decompress((bench / "elner" / f"{part}.iob2.gz").read_bytes()).decode()
        words = ((line.split()[0] for line in block.splitlines()) for block in lines.split("\n\n"))
        yield from list(_parts("el", map(" ".join, words)))[::GREEK]


def _slavicner(bench: Path) -> Iterator[Happening]:
    for row in _rows(bench / "slavicner" / "dev.jsonl.gz")[::SLAVIC]:
        yield from _parts(row["lang"], _cut(row["text"]), most=1)


def _basil(bench: Path) -> Iterator[Happening]:
    for row in _rows(bench / "basil" / "dev.jsonl.gz"):
        yield from _parts("en", _cut(row["text"]), most=1)


def _meantime(bench: Path) -> Iterator[Happening]:
    for row in _rows(bench / "meantime" / "dev.jsonl.gz"):
        yield from _parts(row["language"], map(" ".join, row["sentences"]), most=1)


def _ntrex(bench: Path) -> Iterator[Happening]:
    reports: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(bench / "ntrex" / "dev.jsonl.gz"):
        reports[row["doc"]][row["language"]].append(row["text"])
    for number, told in enumerate(reports.values()):
        language = sorted(told)[number % len(told)]
        yield from _parts(language, told[language])
    for number, row in enumerate(_rows(bench / "ntrex" / "means.jsonl.gz")):
        parts = len(row["texts"]) // SENTENCES
        start = number % parts * SENTENCES
        yield from _parts(row["language"], row["texts"][start : start + SENTENCES])


_SETS = (_polnear, _de_quotes, _elner, _slavicner, _basil, _meantime, _ntrex)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def _cut(text: str) -> Sequence[str]:
    return _END.split(text)


def _parts(language: str, texts: Iterable[str], *, most: int | None = None) -> Iterator[Happening]:
    """Part what stands together into happenings, so many of them at most."""
    cleaned = (_BEFORE_MARK.sub("", " ".join(text.split())) for text in texts)
    kept = [text for text in cleaned if SHORTEST <= len(text) <= LONGEST]
    for start in range(0, len(kept) - SENTENCES + 1, SENTENCES)[:most]:
        yield Happening(language, tuple(kept[start : start + SENTENCES]))
