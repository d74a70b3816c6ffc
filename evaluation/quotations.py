"""Measure attributions on other people's sets: German Wikinews quotations, English political news (PolNeAR).

    python evaluation/quotations.py [de_quotes|polnear] [--way both|rules|heads]

A found span is right when at least half of the shorter of it and a gold span of its role is common; `named` are
the sources that are no pronouns. For the German quotations also by type: `speaker` is right where an attribution
whose content is a quotation's has its speaker (who may be named in a sentence before), `content` where there is
such an attribution. An attribution that meets no quotation is a false one of its own kind. The heads alone give
spans, and do not say whose words they are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from attributions import BENCH
from reading import WAYS, Read, speakers

from retold.model import Attribution, AttributionKind, Span
from retold.text.cues import attribution_words

ROLES = ("source", "cue", "content")


@dataclass(frozen=True)
class Quoted:
    """A gold quotation: its type, the spans of what is said, and those of who says it."""

    kind: str
    contents: tuple[Span, ...]
    speakers: tuple[Span, ...]


@dataclass(frozen=True)
class Annotated:
    """A text with gold spans by role, and its quotations where gold says what goes with what."""

    language: str
    text: str
    spans: dict[str, tuple[Span, ...]]
    quoted: tuple[Quoted, ...] = ()


def read_de_quotes() -> Iterator[Annotated]:
    """Read the development half of the German quotations; speakers are their sources."""
    with gzip.open(BENCH / "de_quotes" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans: dict[str, list[Span]] = defaultdict(list)
            quoted = []
            for note in row["annotations"]:
                for role, name in (("source", "speaker"), ("cue", "cue"), ("content", "quote")):
                    spans[role] += _places(note[name])
                quoted.append(
                    Quoted(note["type"], tuple(_places(note["quote"])), tuple(_places(note["speaker"])))
                )
            yield Annotated("de", row["originalText"], {r: tuple(spans[r]) for r in ROLES}, tuple(quoted))


def _places(note: dict[str, Any]) -> list[Span]:
    return [Span(span["charBegin"], span["charEnd"]) for span in note["spans"]]


def read_polnear() -> Iterator[Annotated]:
    """Read the development part of PolNeAR, a text's several annotations joined."""
    texts: dict[str, str] = {}
    notes: dict[str, set[tuple[str, Span]]] = defaultdict(set)
    with tarfile.open(BENCH / "polnear" / "polnear.tar.gz") as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if "/dev/" in member.name and member.isfile() else None
            if file is None:
                continue
            name = member.name.rsplit("/", 1)[1].rsplit(".", 1)[0]
            body = file.read().decode("utf-8")
            if member.name.endswith(".ann"):
                notes[re.sub(r"_[0-9a-f]{4}$", "", name)] |= set(_brat(body))
            else:
                texts[name] = body
    for name, text in texts.items():
        spans = {role: tuple(span for found, span in notes[name] if found == role) for role in ROLES}
        yield Annotated("en", text, spans)


def _brat(body: str) -> Iterator[tuple[str, Span]]:
    for match in re.finditer(r"^T\d+\t(Source|Cue|Content) (\d+) (?:\d+;\d+ )*(\d+)\t", body, re.MULTILINE):
        yield match[1].lower(), Span(int(match[2]), int(match[3]))


def overlap(one: Span, other: Span) -> bool:
    """Whether at least half of the shorter span is common."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return common > 0 and 2 * common >= min(one.end - one.start, other.end - other.start)


def count(tally: Counter[str], role: str, gold: Sequence[Span], found: Sequence[Span]) -> None:
    """Add the right and all of gold and found spans of a role."""
    tally[f"{role} gold"] += len(gold)
    tally[f"{role} found"] += sum(any(overlap(a, b) for b in found) for a in gold)
    tally[f"{role} predicted"] += len(found)
    tally[f"{role} right"] += sum(any(overlap(a, b) for b in gold) for a in found)


def is_pronoun(row: Annotated, span: Span) -> bool:
    """Whether a gold source is a pronoun: such are None in an attribution, their antecedent beside it."""
    return row.text[span.start : span.end].casefold() in attribution_words(row.language).pronouns


def count_quoted(tally: Counter[str], row: Annotated, found: Iterable[Attribution]) -> None:
    """Add the quotations of one text by type: whether they are found, and with their speaker."""
    attributions = list(found)
    met = {id(a): [q for q in row.quoted if _same(a, q)] for a in attributions}
    for quotation in row.quoted:
        near = [a for a in attributions if quotation in met[id(a)]]
        spoken = bool(quotation.speakers)
        for kind in (quotation.kind, "all"):
            tally[f"{kind} content gold"] += 1
            tally[f"{kind} content found"] += bool(near)
            tally[f"{kind} speaker gold"] += spoken
            tally[f"{kind} speaker found"] += spoken and any(_says(a, quotation) for a in near)
    for one in attributions:
        direct = "Direct" if one.kind is AttributionKind.DIRECT else "Indirect"
        kinds = {quotation.kind for quotation in met[id(one)]} or {direct}
        for kind in (*kinds, "all"):
            here = [q for q in met[id(one)] if kind in (q.kind, "all")]
            tally[f"{kind} content predicted"] += 1
            tally[f"{kind} content right"] += bool(here)
            spoken = bool(speakers(one)) and (not here or any(q.speakers for q in here))
            tally[f"{kind} speaker predicted"] += spoken
            tally[f"{kind} speaker right"] += spoken and any(_says(one, q) for q in here)


def _same(one: Attribution, quotation: Quoted) -> bool:
    return any(overlap(one.content, span) for span in quotation.contents)


def _says(one: Attribution, quotation: Quoted) -> bool:
    return any(overlap(a, b) for a in speakers(one) for b in quotation.speakers)


READERS = {"de_quotes": read_de_quotes, "polnear": read_polnear}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("which", nargs="?", default="", choices=["", *READERS])
    parser.add_argument("--way", choices=WAYS, action="append")
    options = parser.parse_args()
    for name, reader in READERS.items():
        for way in options.way or WAYS if options.which in ("", name) else ():
            tally = measure(list(reader()), WAYS[way])
            for part, (p, r, f1) in ratios(tally).items():
                print(
                    f"{name} {way:6} {part:30} P {p:.3f} R {r:.3f} F1 {f1:.3f}  gold {tally[part + ' gold']}"
                )


def measure(texts: Iterable[Annotated], read: Callable[[str, str], Read]) -> Counter[str]:
    """Count gold, found, predicted and right spans by role, and quotations by type."""
    tally: Counter[str] = Counter()
    for row in texts:
        found = read(row.text, row.language)
        for role in ROLES:
            count(tally, role, row.spans[role], found.spans(role))
        named = [span for span in row.spans["source"] if not is_pronoun(row, span)]
        count(tally, "named", named, found.spans("source"))
        if row.quoted and found.attributions:
            count_quoted(tally, row, found.attributions)
    return tally


def ratios(tally: Counter[str]) -> dict[str, tuple[float, float, float]]:
    """Give precision, recall and F1 of each part."""
    parts = {key.rsplit(" ", 1)[0] for key in tally}
    scores = {}
    for part in sorted(parts):
        p = tally[f"{part} right"] / max(1, tally[f"{part} predicted"])
        r = tally[f"{part} found"] / max(1, tally[f"{part} gold"])
        scores[part] = p, r, 2 * p * r / max(1e-9, p + r)
    return scores


if __name__ == "__main__":
    main()
