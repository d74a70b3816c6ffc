"""Reads heads_sentences.txt: sentences with their marks written into them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from marked import Marked

from retold.model import EntityKind, Span

LABELS = {"S": "source", "C": "cue", "F": "figure", "D": "date"}
_PART = re.compile(r"\[(?P<opened>[A-Z]+) |(?P<closed>\])|(?P<text>[^\[\]]+)")


def read_written() -> Iterator[Marked]:
    """Yield every sentence of the file; all names, sources, cues, figures and dates are marked in it."""
    path = Path(__file__).with_name("heads_sentences.txt")
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, written = line.split("\t")
            yield _parse(language, written)


def _parse(language: str, written: str) -> Marked:
    text = ""
    opened: list[tuple[str, int]] = []
    marks: dict[str, list[Span]] = defaultdict(list)
    kinds: dict[Span, str] = {}
    for part in _PART.finditer(written):
        if part["opened"]:
            opened.append((part["opened"], len(text)))
        elif part["closed"]:
            code, start = opened.pop()
            span = Span(start, len(text))
            marks[LABELS.get(code, "name")].append(span)
            if code not in LABELS:
                kinds[span] = EntityKind(code).value
        else:
            text += part["text"]
    by_label = {label: tuple(sorted(spans)) for label, spans in marks.items()}
    return Marked(
        "written", language, text, by_label, tuple(kinds[span] for span in sorted(kinds)), complete=True
    )
