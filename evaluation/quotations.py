"""Measure attributions on other people's sets: German Wikinews quotations, English political news (PolNeAR).

python evaluation/quotations.py [de_quotes|polnear]

A found span is right when at least half of the shorter of it and a gold span of its role is common; `named` are
the sources that are no pronouns.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from attributions import BENCH, split_sentences

from retold.find.attributions import find_attributions
from retold.model import Attribution, Span
from retold.text.cues import attribution_words

ROLES = ("source", "cue", "content")


@dataclass(frozen=True)
class Annotated:
    """A text with gold spans by role; `kinds` has the type of each content span."""

    language: str
    text: str
    spans: dict[str, tuple[Span, ...]]
    kinds: tuple[str, ...] = ()


def read_de_quotes() -> Iterator[Annotated]:
    """Read the development half of the German quotations; speakers are their sources."""
    with gzip.open(BENCH / "de_quotes" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans: dict[str, list[Span]] = defaultdict(list)
            kinds = []
            for note in row["annotations"]:
                for role, name in (("source", "speaker"), ("cue", "cue"), ("content", "quote")):
                    found = [Span(s["charBegin"], s["charEnd"]) for s in note[name]["spans"]]
                    spans[role] += found
                    kinds += [note["type"]] * len(found) if role == "content" else []
            yield Annotated("de", row["originalText"], {r: tuple(spans[r]) for r in ROLES}, tuple(kinds))


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


def role_spans(attributions: Iterable[Attribution], role: str) -> list[Span]:
    """Give the distinct spans of a role."""
    return sorted({span for row in attributions if (span := getattr(row, role)) is not None})


def is_pronoun(row: Annotated, span: Span) -> bool:
    """Whether a gold source is a pronoun: such are None in an attribution, their antecedent beside it."""
    return row.text[span.start : span.end].casefold() in attribution_words(row.language).pronouns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", nargs="?", default="", choices=["", "de_quotes", "polnear"])
    options = parser.parse_args()
    for name, reader in (("de_quotes", read_de_quotes), ("polnear", read_polnear)):
        if options.which in ("", name):
            measure(name, reader())


def measure(name: str, texts: Iterable[Annotated]) -> None:
    """Print precision, recall and F1 by role, and the recall of contents by type."""
    tally: Counter[str] = Counter()
    for row in texts:
        sentences = split_sentences(row.text, row.language)
        found = find_attributions(row.text, sentences, row.language)
        for role in ROLES:
            count(tally, role, row.spans[role], role_spans(found, role))
        named = [span for span in row.spans["source"] if not is_pronoun(row, span)]
        count(tally, "named", named, role_spans(found, "source"))
        contents = role_spans(found, "content")
        for span, kind in zip(row.spans["content"], row.kinds, strict=False):
            tally[f"{kind} gold"] += 1
            tally[f"{kind} found"] += any(overlap(span, other) for other in contents)
    for role in (*ROLES, "named"):
        p = tally[f"{role} right"] / max(1, tally[f"{role} predicted"])
        r = tally[f"{role} found"] / max(1, tally[f"{role} gold"])
        print(f"{name} {role:8} P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")
    kinds = sorted({key.split()[0] for key in tally} - {*ROLES, "named"})
    print(" ".join(f"{k}: {tally[f'{k} found']}/{tally[f'{k} gold']}" for k in kinds))


if __name__ == "__main__":
    main()
