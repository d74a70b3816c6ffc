"""Writes sentences anew with other names in the place of theirs, for fitting.

The stories have a few hundred names; heads that see only these learn them by heart. Names come from the other
stories in the same language (so also in its cases), from CLDR (countries) and from heads_names.toml.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from babel import Locale, UnknownLocaleError
from marked import Marked

from retold.model import Span

#: How often a person's full name becomes a surname alone, and a name comes from the stories if it can.
SURNAME_ALONE, FROM_STORIES = 0.3, 0.4

Pools = dict[tuple[str, str], list[str]]


def renamed(sentences: Sequence[Marked], choice: np.random.Generator) -> Iterator[Marked]:
    """Yield a copy, with other names, of each sentence that has any."""
    told: Pools = defaultdict(list)
    for sentence in sentences:
        for span, kind in zip(sentence.marks.get("name", ()), sentence.kinds, strict=True):
            told[sentence.language, kind].append(sentence.text[span.start : span.end])
    for sentence in sentences:
        spans = sentence.marks.get("name", ())
        if spans and not any(_cuts(span, mark) for span in spans for mark in _all_marks(sentence)):
            names = [
                _other(sentence.text[span.start : span.end], sentence.language, kind, told, choice)
                for span, kind in zip(spans, sentence.kinds, strict=True)
            ]
            yield _rewritten(sentence, spans, names)


def _all_marks(sentence: Marked) -> Iterator[Span]:
    for spans in sentence.marks.values():
        yield from spans
    yield from sentence.relayed


def _cuts(name: Span, mark: Span) -> bool:
    """Tell whether a mark begins or ends within a name."""
    return any(name.start < at < name.end for at in mark)


def _other(name: str, language: str, kind: str, told: Pools, choice: np.random.Generator) -> str:
    """Choose another name of a kind: as long a one, for persons, as the first or only a surname."""
    if choice.random() < FROM_STORIES:
        return str(choice.choice(told[language, kind]))
    alphabet = _alphabet(name, language)
    if alphabet is None:
        return name
    lists = _lists(alphabet)
    if kind == "PER" and "surnames" in lists:
        surname = str(choice.choice(lists["surnames"]))
        is_full = " " in name and choice.random() > SURNAME_ALONE
        return f"{choice.choice(lists['given'])} {surname}" if is_full else surname
    if kind == "LOC" and choice.random() < 0.5 and (countries := _countries(language)):
        return str(choice.choice(countries))
    key = {"PER": "persons", "LOC": "places", "ORG": "bodies", "MISC": "others"}[kind]
    return str(choice.choice(lists[key])).replace("-", " " if kind == "MISC" else "-")


def _alphabet(name: str, language: str) -> str | None:
    if language in ("zh", "ja"):
        return {"zh": "Hans", "ja": "Jpan"}[language]
    letter = next((letter for letter in name if letter.isalpha()), "a")
    script = unicodedata.name(letter).split()[0]
    return {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab"}.get(script)


@cache
def _lists(alphabet: str) -> dict[str, list[str]]:
    path = Path(__file__).with_name("heads_names.toml")
    return {key: names.split() for key, names in tomllib.loads(path.read_text("utf-8"))[alphabet].items()}


@cache
def _countries(language: str) -> list[str]:
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return []
    return [name for code, name in territories.items() if code.isalpha() and "(" not in name]


def _rewritten(sentence: Marked, spans: Sequence[Span], names: Sequence[str]) -> Marked:
    text, at = "", 0
    shifts: list[tuple[int, int]] = []
    for span, name in zip(spans, names, strict=True):
        text += sentence.text[at : span.start] + name
        at = span.end
        shifts.append((span.end, len(name) - (span.end - span.start)))
    text += sentence.text[at:]

    def moved(marks: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(
            Span(*(place + sum(by for end, by in shifts if end <= place) for place in mark)) for mark in marks
        )

    marks = {label: moved(some) for label, some in sentence.marks.items()}
    return replace(sentence, text=text, marks=marks, relayed=moved(sentence.relayed))
