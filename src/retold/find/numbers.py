"""Numbers as they are written: in digits, in words in any order, and in both mixed.

A numeral is a row of parts. A part is added (twenty, three), or multiplies what was said before it and is smaller
(two hundred, thirty thousand); a part may be added only where it fits under the last one, so "twenty three" is
one number and "three twenty" two. That one rule reads the numerals of every language here; what differs
(units before tens, words written as one, the words themselves) is data, section `quantity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from retold.find.digits import decimal_mark, digits_at
from retold.text.lexicon import base_language, lexicon
from retold.text.phrases import Phrases
from retold.text.words import Word, parted, words_of, writing

#: Words whose readings are remembered.
_REMEMBERED = 1 << 15

#: A word of more letters holds no number: 777,777 has 65 in German, where it is one word.
LONGEST_WORD = 100


class Kind(Enum):
    """What a part of a numeral does."""

    ADD = "add"
    TIMES = "times"
    FRACTION = "fraction"
    DIGITS = "digits"


class Part(NamedTuple):
    """A part of a numeral; `about` where the word itself says so (шеесетина, a dozen)."""

    value: float
    kind: Kind
    about: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral: its value and the words it takes, [first, last).

    `about` where its form says so, `weak` where the words could mean something else (one, half), `digits` where
    it begins with any; `decimal` is the other value that digits such as 2.125 can have; `scale` the
    last scale word's.
    """

    value: float
    first: int
    last: int
    about: bool = False
    weak: bool = False
    digits: bool = False
    decimal: float | None = None
    scale: float = 1.0


class Sum:
    """The parts of a numeral put together so far, each smaller than the one before."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._parts: list[float] = []
        self.scale = 1.0
        self.about = False

    @property
    def value(self) -> float:
        """What the parts come to."""
        return sum(self._parts)

    def take(self, part: Part, *, joined: bool = False) -> bool:
        """Put one more part to it if it fits; `joined` tells that "and" stands before it."""
        if part.kind is Kind.TIMES:
            fits = self._times(part.value)
        elif part.kind is Kind.FRACTION:
            fits = self._fraction(part.value)
        elif part.kind is Kind.DIGITS and self._parts and self._room(self._parts[-1]) < 1000:
            fits = False
        else:
            fits = self._add(part.value, joined=joined)
        self.about |= fits and part.about
        return fits

    def take_all(self, parts: Sequence[Part], *, joined: bool = False) -> bool:
        """Put parts that are written as one to it; whether all fit."""
        return all(self.take(part, joined=joined or place > 0) for place, part in enumerate(parts))

    def _room(self, last: float) -> float:
        """Return the size that a part after the last one must stay under."""
        if last < 1 or last != int(last):
            return 0
        if last in self._rules.vigesimal:
            return 20
        if last == 10 and not self._rules.open_ten:
            return 1
        digits = str(int(last))
        return float(10 ** (len(digits) - len(digits.rstrip("0"))))

    def _add(self, value: float, *, joined: bool) -> bool:
        if not self._parts:
            self._parts.append(value)
            return True
        last = self._parts[-1]
        if value == 0 and last >= 100:
            return True
        if self._rules.units_first and joined and 1 <= last <= 9 and value in range(20, 100, 10):
            self._parts[-1] = last + value
            return True
        if not 0 < value < self._room(last):
            return False
        self._parts.append(value)
        return True

    def _times(self, factor: float) -> bool:
        held, smaller = list(self._parts), 0.0
        while held and held[-1] < factor:
            smaller += held.pop()
        product = (smaller or 1) * factor
        if held and product >= self._room(held[-1]):
            return False
        self._parts, self.scale = [*held, product], factor
        return True

    def _fraction(self, value: float) -> bool:
        if self._parts and (self.value < 1 or self.value != int(self.value)):
            return False
        self._parts.append(value * self.scale if self._parts else value)
        return True


@dataclass(frozen=True, slots=True)
class Rules:
    """How numerals are put together, besides the one rule: table `grammar` of section `quantity`.

    `vigesimal` are tens that take up to nineteen more (soixante-dix); `open_ten` where ten takes units
    (on iki, 十二); `units_first` where units go before tens (einundzwanzig); `glued` where numerals are written
    as one word, with `glue` between the parts; `endings` are case and other endings a number word takes,
    `about_endings` those that make it a rough one; `decimal` is the mark before decimals.
    """

    decimal: str
    vigesimal: tuple[int, ...] = ()
    open_ten: bool = False
    units_first: bool = False
    glued: bool = False
    glue: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    about_endings: tuple[str, ...] = ()


class Numerals:
    """The numerals of one language."""

    def __init__(self, language: str | None) -> None:
        data = lexicon(language, "quantity")
        self.language = language
        self.rules = _rules(language, data.get("grammar", {}))
        rows = [
            *_rows(data, "numbers", Kind.ADD),
            *_rows(data, "multipliers", Kind.TIMES),
            *_rows(data, "approximate", Kind.ADD, about=True),
            *_rows(data, "fractions", Kind.FRACTION),
        ]
        self._parts = Phrases(rows, language)
        self._joiners = Phrases([(data.get("joiners", ""), True)], language)
        self._halves = Phrases([(data.get("halves", ""), True)], language)
        self._weak = Phrases([(data.get("weak", ""), True)], language)
        self.vague = Phrases([(data.get("vague", ""), True)], language)
        self._denominators = Phrases([(w, int(n)) for n, w in data.get("denominators", {}).items()], language)
        self._over = Phrases([(data.get("over", ""), True)], language)
        self._known: dict[str, tuple[Part, ...]] = {}

    def words(self, text: str) -> Sequence[Word]:
        """Cut a text into words, prefixes parted from number words."""
        return parted(words_of(text, self.language), self.language, self.knows)

    def knows(self, key: str) -> bool:
        """Tell whether a folded word is a number word."""
        return bool(self._word(key))

    def may_begin(self, key: str) -> bool:
        """Tell at a glance whether a numeral may begin with a folded word: digits, or a word for a number."""
        return _may_begin(self, self._parts, key)

    def at(self, text: str, words: Sequence[Word], place: int) -> Number | None:
        """Read the longest numeral that begins with a word; None where none does."""
        if (
            place >= len(words)
            or not self.may_begin(words[place].key)
            or self.vague.at(words, place) is not None
        ):
            return None
        total, best, here = Sum(self.rules), None, place
        joined, decimal = False, None
        while (step := self._step(text, words, here)) is not None:
            if best is not None and not self._may_follow(words, here, step, joined=joined):
                break
            if not total.take_all(step.parts, joined=joined):
                break
            decimal = step.decimal if best is None else None
            weak = best is None and self._is_weak(words, place, step.after)
            digits = step.digits if best is None else best.digits
            best = Number(total.value, place, step.after, total.about, weak, digits, decimal, total.scale)
            here = self._past_joiner(words, step.after)
            joined = here > step.after
        return best and self._with_fraction(words, best)

    def _step(self, text: str, words: Sequence[Word], place: int) -> _Step | None:
        """Read the next part or parts of a numeral: a run of digits, a number word, or several in one word."""
        if place >= len(words):
            return None
        word = words[place]
        if word.kind in "ds":
            return self._digits(text, words, place)
        found = self._parts.at(words, place)
        if found is not None:
            return _Step((found[0],), found[1])
        parts = self._word(word.key) if word.kind == "w" else ()
        return _Step(parts, place + 1) if parts else None

    def _digits(self, text: str, words: Sequence[Word], place: int) -> _Step | None:
        read = digits_at(text, words[place].start)
        if read is None:
            return None
        after = place
        while after < len(words) and words[after].start < read.end:
            after += 1
        if not read.marked:
            return _Step((Part(read.grouped, Kind.DIGITS),), after, digits=True)
        mark = words[place + 1]
        if mark.key != self.rules.decimal or text.startswith("000", mark.end):
            return _Step((Part(read.grouped, Kind.DIGITS),), after, digits=True)
        scaled = self._parts.at(words, after)
        small = mark.key == "." or (scaled is not None and scaled[0].kind is Kind.TIMES)
        value = read.decimal if small else read.grouped
        return _Step((Part(value, Kind.DIGITS),), after, True, read.decimal)

    def _may_follow(self, words: Sequence[Word], place: int, step: _Step, *, joined: bool) -> bool:
        """Tell whether digits may go on a numeral: 3 bin 200, and after "and" only before a scale word."""
        if not step.digits:
            return True
        scale = self._parts.at(words, step.after)
        return not joined or (scale is not None and scale[0].kind is Kind.TIMES)

    def _past_joiner(self, words: Sequence[Word], place: int) -> int:
        """Return the place after "and" or a hyphen within a numeral."""
        joiner = self._joiners.at(words, place)
        if joiner is not None:
            return joiner[1]
        hyphen = (
            place + 1 < len(words)
            and words[place].key == "-"
            and words[place].glued
            and words[place + 1].glued
        )
        return place + 1 if hyphen else place

    def _is_weak(self, words: Sequence[Word], place: int, after: int) -> bool:
        weak = self._weak.at(words, place, after)
        return weak is not None and weak[1] == after

    def _with_fraction(self, words: Sequence[Word], number: Number) -> Number:
        """Read on to "and a half" or to what divides the numeral: three fifths."""
        half = self._halves.at(words, number.last)
        if half is not None and number.value == int(number.value):
            scale = 10 ** (3 * ((len(str(int(number.value))) - 1) // 3)) if number.value % 1000 == 0 else 1
            return replace(number, value=number.value + scale / 2, last=half[1], weak=False)
        below = self._denominators.at(words, self._past_joiner(words, number.last))
        if below is not None and 0 < number.value < below[0]:
            return replace(number, value=number.value / below[0], last=below[1], weak=False)
        over = self._over.at(words, number.last)
        above = over and self._step("", words, over[1])
        if above and above.parts:
            return replace(number, value=above.parts[0].value / number.value, last=above.after, weak=False)
        return number

    def _word(self, key: str) -> tuple[Part, ...]:
        """Read one word that holds a whole numeral: with an ending, or of several parts."""
        held = self._known.get(key)
        if held is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            held = self._known[key] = self._whole(key)
        return held

    def _whole(self, key: str) -> tuple[Part, ...]:
        found = self._single(key) or self._ended(key, self.rules.endings)
        if found is not None:
            return (found,)
        rough = self._ended(key, self.rules.about_endings)
        if rough is not None and rough.value >= 10:
            return (rough._replace(about=True),)
        ways = self.begun(key) if self.rules.glued else []
        return next((parts for parts, rest in ways if rest in ("", *self.rules.endings)), ())

    def _single(self, key: str) -> Part | None:
        found = self._parts.at((Word(0, len(key), key, "w", True, False),), 0)
        return None if found is None else found[0]

    def _ended(self, key: str, endings: Sequence[str]) -> Part | None:
        stems = (key.removesuffix(ending) for ending in endings if key.endswith(ending))
        return next((part for stem in stems if len(stem) > 1 and (part := self._single(stem))), None)

    def begun(self, key: str) -> list[tuple[tuple[Part, ...], str]]:
        """Read the number words that a word begins with, and what is left of it; the longest first."""
        if len(key) > LONGEST_WORD or not self._parts.may_begin(key):
            return []
        ways = [
            (parts, rest) for parts, rest in self._begun(key) if Sum(self.rules).take_all(parts, joined=True)
        ]
        return sorted(ways, key=lambda way: len(way[1]))

    def total(self, parts: Sequence[Part]) -> float:
        """Return what the parts of one word come to."""
        total = Sum(self.rules)
        total.take_all(parts, joined=True)
        return total.value

    def _begun(self, key: str) -> Iterator[tuple[tuple[Part, ...], str]]:
        for size in range(2, len(key) + 1):
            part = self._single(key[:size])
            if part is None:
                continue
            rest = key[size:]
            yield (part,), rest
            for glue in ("", *self.rules.glue) if self.rules.glued else ():
                if rest.startswith(glue):
                    yield from (((part, *more), end) for more, end in self._begun(rest[len(glue) :]))


@lru_cache(maxsize=_REMEMBERED)
def _may_begin(numerals: Numerals, parts: Phrases[Part], key: str) -> bool:
    return digits_at(key, 0) is not None or parts.knows(key) or numerals.knows(key)


class _Step(NamedTuple):
    parts: tuple[Part, ...]
    after: int
    digits: bool = False
    decimal: float | None = None


@cache
def numerals(language: str | None) -> Numerals:
    """Read the numerals of a language once; without data of its own, digits alone."""
    return Numerals(base_language(language))


def _rules(language: str | None, data: Mapping[str, Any]) -> Rules:
    fold = writing(language).fold

    def listed(name: str) -> tuple[str, ...]:
        return tuple(fold(word) for word in data.get(name, "").split())

    return Rules(
        decimal=decimal_mark(language),
        vigesimal=tuple(data.get("vigesimal", ())),
        open_ten=bool(data.get("open_ten", False)),
        units_first=bool(data.get("units_first", False)),
        glued=bool(data.get("glued", False)),
        glue=listed("glue"),
        endings=listed("endings"),
        about_endings=listed("about_endings"),
    )


def _rows(data: Mapping[str, Any], table: str, kind: Kind, *, about: bool = False) -> list[tuple[str, Part]]:
    return [(words, Part(float(value), kind, about)) for value, words in data.get(table, {}).items()]
