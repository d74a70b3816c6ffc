"""What a language says about quantities, read from its data: units, bounds, words around numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from retold.find.numbers import LONGEST_WORD, Numerals, numerals
from retold.model import Bound
from retold.text.lexicon import base_language, lexicon
from retold.text.phrases import Phrases
from retold.text.words import writing


@dataclass(frozen=True, eq=False)
class Quantities:
    """What a language says about quantities: section `quantity` of its data, and the decades of `periods`.

    `tails` end a word that begins with a number (a 62-vjeçar), with their units; `combining` are forms that
    number words have there only; `names` are numbers that count nothing, `ages` decades and
    centuries named by a number (the 1970s).
    """

    numerals: Numerals
    units: Phrases[str]
    bounds: Phrases[Bound]
    bounds_after: Phrases[Bound]
    amounts: Phrases[tuple[float, str]]
    names: Phrases[bool]
    ages: Phrases[bool]
    ranges: Phrases[bool]
    origins: Phrases[bool]
    only: Phrases[bool]
    ordinals: Phrases[bool]
    units_before: Phrases[str]
    money_scales: Phrases[float]
    gap: Phrases[bool]
    tails: tuple[tuple[str, str], ...]
    tail_scales: tuple[tuple[str, float], ...]
    dot_ordinals: str
    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    combining: Mapping[str, float]

    def may_begin(self, key: str) -> bool:
        """Tell at a glance whether a figure may begin with a folded word; with most none does."""
        return _may_begin(self, key)

    def tail(self, rest: str) -> str | None:
        """Give the unit that the rest of a word after its number says."""
        return next((unit for tail, unit in self.tails if rest.startswith(tail)), None)

    def compound(self, key: str) -> tuple[float, str] | None:
        """Read a folded word that holds a number and what it counts: value and unit."""
        return _compound(self, key)


#: Words of which it is remembered what they hold.
_REMEMBERED = 1 << 15


@lru_cache(maxsize=_REMEMBERED)
def _may_begin(data: Quantities, key: str) -> bool:
    listed = data.numerals.vague.knows(key) or data.amounts.knows(key)
    return listed or data.numerals.may_begin(key) or data.compound(key) is not None


@lru_cache(maxsize=_REMEMBERED)
def _compound(data: Quantities, key: str) -> tuple[float, str] | None:
    if len(key) > LONGEST_WORD:
        return None
    combined = ((data.combining.get(key[:size]), key[size:]) for size in range(len(key) - 1, 1, -1))
    begun = ((data.numerals.total(parts), rest) for parts, rest in data.numerals.begun(key))
    ways = chain(combined, begun) if data.tails else ()
    worth = ((value, data.tail(rest)) for value, rest in ways if value and value > 1)
    return next(((value, unit) for value, unit in worth if unit is not None), None)


@cache
def quantities(language: str | None) -> Quantities:
    """Read what a language says about quantities once."""
    data = lexicon(language, "quantity")
    context = data.get("context", {})
    fold = writing(language).fold

    def table(name: str) -> list[tuple[str, str]]:
        return [(words, meaning) for meaning, words in data.get(name, {}).items()]

    def listed(name: str) -> Phrases[bool]:
        return Phrases([(context.get(name, ""), True)], language)

    amounts = [(words, (float(amount.split()[0]), amount.split()[1])) for words, amount in table("amounts")]
    return Quantities(
        numerals=numerals(base_language(language)),
        units=Phrases(table("units"), language),
        bounds=Phrases([(words, Bound(bound)) for words, bound in table("bounds")], language),
        bounds_after=Phrases([(words, Bound(bound)) for words, bound in table("bounds_after")], language),
        amounts=Phrases(amounts, language),
        names=Phrases([(context.get("names", ""), True), (context.get("counts", ""), False)], language),
        ages=Phrases(
            [(words, True) for words in lexicon(language, "periods").get("rows", {}).values()], language
        ),
        ranges=listed("ranges"),
        origins=listed("from"),
        only=listed("only"),
        ordinals=listed("ordinals"),
        units_before=Phrases(table("units_before"), language),
        money_scales=Phrases([(words, float(scale)) for words, scale in table("money_scales")], language),
        gap=listed("gap"),
        tails=tuple((fold(tail), unit) for tails, unit in table("tails") for tail in tails.split()),
        tail_scales=tuple(
            (fold(tail), float(n)) for tails, n in table("tail_scales") for tail in tails.split()
        ),
        dot_ordinals=data.get("grammar", {}).get("dot_ordinals", ""),
        prefixes=writing(language).prefixes,
        suffixes=tuple(fold(suffix) for suffix in data.get("grammar", {}).get("suffixes", "").split()),
        combining={fold(form): float(value) for forms, value in table("combining") for form in forms.split()},
    )
