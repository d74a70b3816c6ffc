"""Stories with gold claims, read through the path itself, for the scripts that fit on them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retold.model import Article, Span


@dataclass(frozen=True)
class GoldClaim:
    """A claim of the gold: where it is told, by article id, and its differences by kind."""

    places: Mapping[str, Sequence[Span]]
    differences: Sequence[tuple[str, Sequence[Sequence[str]]]]

    def separates(self, kind: str, one: str, other: str) -> bool:
        """Whether two articles stand on different sides of a difference of this kind."""
        for found, sides in self.differences:
            at = [next((i for i, side in enumerate(sides) if a in side), None) for a in (one, other)]
            if found == kind and None not in at and at[0] != at[1]:
                return True
        return False


def read_gold(path: Path, articles: Mapping[str, Article]) -> Iterator[GoldClaim]:
    """Yield the claims of one gold.json; `articles` maps the gold's article ids to the articles read."""
    gold = json.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
    for claim in gold["claims"]:
        places: dict[str, list[Span]] = {}
        for telling in claim["tellings"]:
            article = articles[telling["article"]]
            places.setdefault(article.id, []).extend(standing(telling["sentence"], article.text))
        yield GoldClaim(places, [_difference(row, articles) for row in claim["differences"]])


def _difference(row: Mapping[str, Any], articles: Mapping[str, Article]) -> tuple[str, list[list[str]]]:
    return row["kind"], [[articles[a].id for a in side] for side in row["articles"]]


def standing(sentence: str, text: str) -> list[Span]:
    """Return where a sentence stands in a text, white space being free."""
    pattern = r"\s+".join(map(re.escape, sentence.split()))
    return [Span(*match.span()) for match in re.finditer(pattern, text)]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have at least half of the shorter one in common."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return common > 0 and 2 * common >= min(one.end - one.start, other.end - other.start)
