"""Reads development data as sentences with the spans that gold marks in them; used to fit and to measure.

Retellings mark names wherever they stand, but not all of them; sources, cues, figures and dates only in the
sentences that tell a claim. elNER and SlavicNER mark all names.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retold.model import Article, Span
from retold.read import read_articles
from retold.split import split_sentences

#: Kinds of elNER and SlavicNER as ours; what has none is not scored.
KINDS = {
    "PERSON": "PER",
    "PER": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "PRO": "MISC",
    "EVT": "MISC",
}


@dataclass(frozen=True)
class Marked:
    """A sentence with its gold spans by label; `kinds` are those of the names, in their order.

    `told` says that sources, cues, figures and dates are marked, `complete` that all names are; `relayed` are
    spans that relay a source.
    """

    case: str
    language: str
    text: str
    marks: Mapping[str, tuple[Span, ...]]
    kinds: tuple[str, ...] = ()
    told: bool = True
    relayed: tuple[Span, ...] = ()
    complete: bool = False


def read_retellings(bench: Path, split: str) -> Iterator[Marked]:
    """Read the sentences of all articles of a split."""
    for path in sorted((bench / "retellings" / split).glob("*/gold.json")):
        gold = json.loads(_nfc(path.read_text("utf-8")))
        languages = {row["id"]: row["lang"] for row in gold["articles"]}
        for article in read_articles(path.parent / "articles"):
            assert isinstance(article, Article)
            name = Path(article.location).stem
            yield from _sentences(
                path.parent.name, article, languages[name], _marks(gold, name, article.text)
            )


@dataclass
class _Marks:
    """All gold spans of an article."""

    told: list[Span] = field(default_factory=list)
    spans: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[Span, str] = field(default_factory=dict)


def _marks(gold: Mapping[str, Any], name: str, text: str) -> _Marks:
    marks = _Marks()
    for entity in gold["entities"]:
        for form in entity["forms"].get(name, ()):
            for span in occurrences(text, form):
                marks.spans["name"].append(span)
                marks.kinds[span] = entity["type"]
    tellings = [telling for claim in gold["claims"] for telling in claim["tellings"]]
    for telling in (telling for telling in tellings if telling["article"] == name):
        for sentence in occurrences(text, telling["sentence"]):
            marks.told.append(sentence)
            for label in ("source", "cue"):
                marks.spans[label] += occurrences(text, telling[label] or "", sentence)[:1]
            for relay in telling.get("via") or ():
                marks.spans["relayed"] += occurrences(text, relay["text"], sentence)[:1]
            for label in ("figure", "date"):
                for value in telling[f"{label}s"]:
                    marks.spans[label] += occurrences(text, value["text"], sentence)
    return marks


def _sentences(case: str, article: Article, language: str, marks: _Marks) -> Iterator[Marked]:
    spans = {label: _outermost(some) for label, some in marks.spans.items()}
    for sentence in split_sentences(article, language):
        start, end = sentence.span
        inside = {
            label: tuple(Span(a - start, b - start) for a, b in some if start <= a and b <= end)
            for label, some in spans.items()
        }
        relayed = inside.pop("relayed", ())
        kinds = tuple(marks.kinds[Span(a + start, b + start)] for a, b in inside.get("name", ()))
        told = any(2 * (min(end, b) - max(start, a)) > min(end - start, b - a) for a, b in marks.told)
        yield Marked(case, language, article.text[start:end], inside, kinds, told, relayed)


def read_elner(bench: Path) -> Iterator[Marked]:
    """Read elNER dev: names of persons, bodies and places, amounts and dates."""
    with gzip.open(bench / "elner" / "dev.iob2.gz", "rt", encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    for block in blocks:
        if rows := [_nfc(line).rsplit(" ", 1) for line in block.split("\n") if line.strip()]:
            yield _elner_sentence(rows)


def _elner_sentence(rows: Iterable[list[str]]) -> Marked:
    text, before = "", "O"
    tags: list[tuple[Span, str]] = []
    for word, tag in rows:
        start = len(text) + bool(text)
        text = f"{text} {word}" if text else word
        if tag.startswith("I-") and before != "O":
            tags[-1] = (Span(tags[-1][0].start, len(text)), tags[-1][1])
        elif tag != "O":
            tags.append((Span(start, len(text)), tag[2:]))
        before = tag
    names = [(span, KINDS[tag]) for span, tag in tags if tag in KINDS]
    marks = {
        "name": tuple(span for span, _ in names),
        "figure": tuple(span for span, tag in tags if tag in ("CARDINAL", "PERCENT", "MONEY")),
        "date": tuple(span for span, tag in tags if tag == "DATE"),
    }
    return Marked("elner", "el", text, marks, tuple(kind for _, kind in names), complete=True)


def read_slavicner(bench: Path, articles: int = 25) -> Iterator[Marked]:
    """Read a sample of SlavicNER dev: so many articles of each language."""
    by_language = defaultdict(list)
    with gzip.open(bench / "slavicner" / "dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            by_language[row["lang"]].append(row)
    for language, rows in sorted(by_language.items()):
        for row in random.Random(7).sample(rows, articles):
            article = Article(id=row["id"], location=row["id"], text=row["text"])
            marks = _Marks()
            for start, end, _, _, kind, _ in row["entities"]:
                marks.spans["name"].append(Span(start, end))
                marks.kinds[Span(start, end)] = KINDS[kind]
            yield from _sentences("slavicner", article, language, marks)


def occurrences(text: str, piece: str, within: Span | None = None) -> list[Span]:
    """Where a piece stands in a text, white space being free; as whole words if anywhere."""
    pattern = re.compile(r"\s+".join(map(re.escape, piece.split())) or "(?!)")
    start, end = within or (0, len(text))
    spans = [Span(*found.span()) for found in pattern.finditer(text, start, end)]
    return [span for span in spans if not any(_in_word(text, at) for at in span)] or spans


def _in_word(text: str, at: int) -> bool:
    """Tell whether an offset lies within a word; never in Chinese or Japanese."""
    return 0 < at < len(text) and all(char.isalnum() and char < "\u2e80" for char in text[at - 1 : at + 1])


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Leave out spans that touch a longer one."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start - span.end, span.start)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return sorted(kept)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
