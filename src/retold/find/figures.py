"""Figures: the quantities in a text, with their value, bound and what is counted.

A number is a figure when it counts or measures. Numbers that name (flight 302, Article 5, G20), order (the fourth),
score, or tell the time or the date are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from retold.find.expressions import time_spans
from retold.find.numbers import Number
from retold.find.quantities import quantities
from retold.model import Bound, Figure, Span
from retold.text.words import Word

#: Whole numbers of four plain digits from here to here are years, when nothing says what they count.
_YEARS = range(1900, 2100)
#: Words looked at for what is counted.
_REACH = 3
#: Measured things: three digits after the language's decimal mark are decimals before them (2,125 kilograms).
_MEASURED = frozenset(
    {"percent", "percentage-point", "kilogram", "tonne", "metre", "kilometre", "litre", "hectare"}
)

#: A one-day strike counts no days.
_SPANS_OF_TIME = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
#: Units of things: "a person" and "a time" are no figures.
_COUNTED = frozenset({"person", "time", "item"})
#: A shorter word after a hyphen is an ending (12-ти), a longer one what is counted (23-letter).
_LETTERS_OF_NOUN = 5

#: Times of day, scores, telephone numbers and the like: digits that count nothing.
_CODES = re.compile(
    r"(?<![\d:.,])(?:[01]?\d|2[0-4])[:h][0-5]\d(?::[0-5]\d)?(?![\d:])"
    r"|(?<![\d.,:-])\d{1,3}:\d{1,3}(?![\d:])"
    r"|(?<![\d.,])(?:\+|00)\d[\d ()/-]{6,}\d"
    r"|(?<![\d.,])\d+(?:[-/]\d+){2,}(?!\d)"
    r"|(?:https?://|www\.)\S+|(?<!\S)\S+@\S+"
)


_GOES_ON = re.compile(r"[.,]?\d")


def find_figures(text: str, language: str | None, *, article: str = "") -> tuple[Figure, ...]:
    """Find the figures of a text (a sentence or a whole article), in order; spans count from its beginning.

    A span holds the number with its scale word ("2 mijë"), without unit and bound; a number within a word
    ("62-vjeçar") has the whole word. Never raises.
    """
    return tuple(_Reading(text, language, article).figures())


def read_figure(text: str, span: Span, language: str | None, *, article: str = "") -> Figure | None:
    """Read the figure that a span of a text holds, also where `find_figures` would not take it for one."""
    reading = _Reading(text, language, article)
    found = [f for f in reading.figures() if f.span.start < span.end and span.start < f.span.end]
    return max(found, key=lambda f: f.span.end - f.span.start, default=None) or reading.forced(span)


def _scaled_like(number: Number, last: Number) -> Number:
    """Give the first number of "2-3 million" its scale, which only the second one says."""
    if number.scale == 1 and last.scale >= 1000 and number.value < last.scale:
        return replace(number, value=number.value * last.scale)
    return number


def _united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give spans in order, those that overlap as one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


class _Reading:
    """One text being read."""

    def __init__(self, text: str, language: str | None, article: str) -> None:
        self.text = text
        self.article = article
        self.data = quantities(language)
        self.words: Sequence[Word] = self.data.numerals.words(text)
        self.bounds = {after: bound for bound, _, after in self.data.bounds.all(self.words)}
        self.closed = self._closed(language)

    def figures(self) -> Iterator[Figure]:
        """Give the figures in order."""
        place = 0
        while place < len(self.words):
            if not self.data.may_begin(self.words[place].key) or self._is_closed(place):
                place += 1
                continue
            figures, after = self._at(place)
            yield from figures
            place = max(after, place + 1)

    def forced(self, span: Span) -> Figure | None:
        """Read the first number in a span, whatever stands around it."""
        for place, word in enumerate(self.words):
            if span.start <= word.start < span.end:
                number = self.data.numerals.at(self.text, self.words, place)
                if number is not None:
                    return self._figure(number, *self._unit(number)[:2])
                compound = self._compound(place)
                if compound is not None:
                    return compound[0]
        return None

    def _closed(self, language: str | None) -> list[tuple[int, int]]:
        """Say where no figures are: dates, times of day, scores, addresses, numbers that name."""
        spans = [(span.start, span.end) for span in time_spans(self.text, language)]
        spans += [match.span() for match in _CODES.finditer(self.text)]
        for names, first, after in self.data.names.all(self.words):
            end = self.words[after - 1].end
            if names and not _GOES_ON.match(self.text, end):
                spans.append((self.words[first].start, end))
        for _, first, after in self.data.ages.all(self.words):
            spans.append((self.words[first].start, self.words[after - 1].end))
        return _united(spans)

    def _is_closed(self, place: int) -> bool:
        word = self.words[place]
        nearest = bisect_left(self.closed, (word.end,)) - 1
        return nearest >= 0 and word.start < self.closed[nearest][1]

    def _at(self, place: int) -> tuple[list[Figure], int]:
        """Read what begins with a word: its figures, and the word after them."""
        vague = self.data.numerals.vague.at(self.words, place)
        if vague is not None:
            scale = self.data.numerals.at(self.text, self.words, vague[1])
            return [], vague[1] if scale is None or scale.value < 100 else scale.last
        amount = self.data.amounts.at(self.words, place)
        number = self.data.numerals.at(self.text, self.words, place)
        if amount and (number is None or amount[1] >= number.last) and not self._follows_number(place):
            (value, unit), after = amount
            return [self._figure(Number(value, place, after), unit, None)], after
        if number is None:
            compound = self._compound(place)
            return ([compound[0]], compound[1]) if compound else ([], place + 1)
        if number.digits and self._is_named(number):
            return [], number.last
        number = self._scaled_money(number)
        joined = self._with_tail(number)
        if joined is not None:
            return [joined[0]], joined[1]
        if number.digits and self._names(number):
            return [], number.last
        return self._counted(number)

    def _follows_number(self, place: int) -> bool:
        return place > 0 and self.data.numerals.at(self.text, self.words, place - 1) is not None

    def _counted(self, number: Number) -> tuple[list[Figure], int]:
        """Read a number, or the first of a range and the second."""
        second = self._second(number)
        if second is None and (score := self._score(number)) is not None:
            return [], score
        last = second or number
        unit, span, after = self._unit(last)
        if unit in _MEASURED and last.decimal is not None:
            last = replace(last, value=last.decimal)
        if last.weak and not self._counts(last, unit):
            return [], number.last
        if self._is_ordinal(last):
            return [], last.last + 1
        if last.digits and self._is_year(last, unit):
            return [], last.last
        figure = self._figure(last, unit, span)
        if second is None:
            return [figure], after
        first = self._figure(_scaled_like(number, last), unit, span)
        if self.data.origins.before(self.words, number.first) is None:
            first, figure = replace(first, bound=Bound.AT_LEAST), replace(figure, bound=Bound.AT_MOST)
        return [first, figure], after

    def _counts(self, number: Number, unit: str | None) -> bool:
        """Tell whether a word such as one or half is a number here: measured, bounded, or the only one."""
        if unit is not None and not (number.value == 1 and unit in _COUNTED):
            return True
        return number.value == 1 and (
            self.data.only.before(self.words, number.first) is not None
            or self.data.only.at(self.words, number.last) is not None
        )

    def _is_ordinal(self, number: Number) -> bool:
        """Tell whether the last word of an ordinal follows: twenty-first."""
        if number.digits:
            return self._has_ordinal_dot(number)
        here = number.last + (number.last < len(self.words) and self.words[number.last].key == "-")
        return self.data.ordinals.at(self.words, here) is not None

    def _has_ordinal_dot(self, number: Number) -> bool:
        """Tell whether a full stop makes an ordinal of digits, and ends no sentence: 50. obljetnica."""
        here, rule = number.last, self.data.dot_ordinals
        if (
            not rule
            or here + 1 >= len(self.words)
            or self.words[here].key != "."
            or not self.words[here].glued
        ):
            return False
        following = self.words[here + 1]
        return following.kind == "w" and not following.glued and (rule == "any" or not following.capital)

    def _second(self, number: Number) -> Number | None:
        """Read the second number of a range or a change: 20-30, 20 to 30, from 36 to 52 million."""
        here = number.last
        if here >= len(self.words):
            return None
        between = self.data.ranges.at(self.words, here)
        after = here + 1 if self.words[here].key == "-" else between[1] if between else None
        if after is None or after >= len(self.words) or self._is_closed(after):
            return None
        second = self.data.numerals.at(self.text, self.words, after)
        if second is None or second.digits != number.digits:
            return None
        return second if second.value > _scaled_like(number, second).value else None

    def _score(self, number: Number) -> int | None:
        """Tell whether a number is half of a score, 3-1: the other half is no larger. The place after it."""
        here = number.last
        if not number.digits or here >= len(self.words) or self.words[here].key != "-":
            return None
        second = self.data.numerals.at(self.text, self.words, here + 1)
        return second.last if second is not None and second.digits and second.value <= number.value else None

    def _figure(self, number: Number, unit: str | None, counted: Span | None) -> Figure:
        first, last = self.words[number.first], self.words[number.last - 1]
        return Figure(
            article=self.article,
            span=Span(first.start, last.end),
            value=number.value,
            unit=unit,
            bound=self._bound(number),
            counted=counted,
        )

    def _bound(self, number: Number) -> Bound:
        """Read how a number is meant from the words before it, after it, and its own form."""
        first = number.first
        while first and self._is_sign_of_money(first - 1):
            first -= 1
        gaps = [first, first - 1] if first and self._is_gap(first - 1) else [first]
        for place in gaps:
            if place in self.bounds:
                return self.bounds[place]
        after = self.data.bounds_after.at(self.words, number.last)
        if after is None and number.last < len(self.words):
            after = self.data.bounds_after.at(self.words, number.last + 1)
        return after[0] if after else Bound.ABOUT if number.about else Bound.EXACT

    def _is_sign_of_money(self, place: int) -> bool:
        found = self.data.units.at(self.words, place)
        return found is not None and found[1] == place + 1 and found[0].isupper()

    def _is_gap(self, place: int) -> bool:
        found = self.data.gap.at(self.words, place)
        return found is not None and found[1] == place + 1

    def _unit(self, number: Number) -> tuple[str | None, Span | None, int]:
        """Find what a number counts: its unit, where it is known, the word that names it, and the place after."""
        before = self._unit_before(number)
        if before is not None:
            return before[0], Span(self.words[before[1]].start, self.words[number.first - 1].end), number.last
        here = self._past_gap(number.last)
        for place in (number.last, here, here + 1):
            unit = (
                self.data.units.at(self.words, place) if place <= here or self._is_noun(place - 1) else None
            )
            if unit is not None:
                span = Span(self.words[place].start, self.words[unit[1] - 1].end)
                return unit[0], span, unit[1] if place == number.last else number.last
        return None, self._noun(here), number.last

    def _unit_before(self, number: Number) -> tuple[str, int] | None:
        """Find the unit before a number: $5, yüzde 13."""
        if number.first and self._is_sign_of_money(number.first - 1):
            money = self.data.units.at(self.words, number.first - 1)
            return money and (money[0], number.first - 1)
        return self.data.units_before.before(self.words, number.first)

    def _scaled_money(self, number: Number) -> Number:
        """Read the letter that scales money: $5m."""
        scale = self.data.money_scales.at(self.words, number.last)
        if scale is None or not self.words[number.last].glued or self._unit_before(number) is None:
            return number
        return replace(number, value=number.value * scale[0], last=scale[1], scale=scale[0])

    def _past_gap(self, place: int) -> int:
        """Return the place after words such as "of the"."""
        for _ in range(_REACH):
            found = self.data.gap.at(self.words, place)
            if found is None:
                break
            place = found[1]
        return place

    def _is_noun(self, place: int) -> bool:
        """Tell whether a word can be what is counted: no sign, no number."""
        if place >= len(self.words) or self.words[place].kind not in "wi":
            return False
        return self.data.numerals.at(self.text, self.words, place) is None

    def _noun(self, place: int) -> Span | None:
        return Span(self.words[place].start, self.words[place].end) if self._is_noun(place) else None

    def _is_year(self, number: Number, unit: str | None) -> bool:
        """Tell whether four plain digits are rather a year: nothing, or a name, follows them."""
        digits = self.text[self.words[number.first].start : self.words[number.last - 1].end]
        if len(digits) != 4 or not digits.isdecimal() or int(digits) not in _YEARS or unit is not None:
            return False
        counts = self._is_noun(number.last) and not self.words[number.last].capital
        return not (counts and int(digits) % 100 == 0)

    def _is_named(self, number: Number) -> bool:
        """Tell whether digits are the end of a name: F-16, G20, №7."""
        first, words = number.first, self.words
        if not first or not words[first].glued:
            return False
        before = words[first - 1]
        if before.kind == "w":
            return not (self._is_sign_of_money(first - 1) or before.key in self.data.prefixes)
        return before.kind == "d" or before.key in "#№/" or (before.key in "-." and before.glued)

    def _names(self, number: Number) -> bool:
        """Tell whether letters that are no unit stand right after digits: 5G, 18th, 12-ти."""
        words, place = self.words, number.last
        place += place < len(words) and words[place].key == "-" and words[place].glued
        if place >= len(words) or not words[place].glued or words[place].kind != "w":
            return False
        return self.data.units.at(words, place) is None

    def _with_tail(self, number: Number) -> tuple[Figure, int] | None:
        """Read a number that a word goes on from: 62-vjeçar, 27-million-euro, 44χρονος, 23-letter, 20-те."""
        place, words = number.last, self.words
        hyphen = place < len(words) and words[place].key in "-'" and words[place].glued
        place += hyphen
        if place >= len(words) or not words[place].glued or words[place].kind != "w":
            return None
        if number.digits and words[place].key in self.data.suffixes:
            whole = replace(number, last=place + 1)
            unit, span, after = self._unit(whole)
            return self._figure(whole, unit, span), after
        scale = next((n for tail, n in self.data.tail_scales if words[place].key.startswith(tail)), None)
        if scale is not None:
            return self._figure(
                replace(number, value=number.value * scale, last=place + 1), None, None
            ), place + 1
        unit = self.data.tail(words[place].key)
        if number.value <= 1 and unit in _SPANS_OF_TIME:
            return None
        if unit is None and not (hyphen and number.digits and len(words[place].key) >= _LETTERS_OF_NOUN):
            return None
        counted = Span(words[place].start, words[place].end) if hyphen else None
        place += 1
        while (
            place + 1 < len(words)
            and words[place].key == "-"
            and words[place].glued
            and words[place + 1].glued
        ):
            place += 2
        return self._figure(replace(number, last=place), unit, counted), place

    def _compound(self, place: int) -> tuple[Figure, int] | None:
        """Read a word that holds a number and what it counts: siebenköpfig, τρίωρες, hatéves."""
        found = self.data.compound(self.words[place].key) if self.words[place].kind == "w" else None
        return found and (self._figure(Number(found[0], place, place + 1), found[1], None), place + 1)
