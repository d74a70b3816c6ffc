"""Time expressions as a text has them, before they are set on a calendar.

An expression says what it says and no more: "12 March" a day and a month, "last week" one week back, "that year" the
year of the date before it. `retold.find.calendar` gives it a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from retold.find.calendar import Expression
from retold.find.times import times
from retold.model import Span
from retold.text.words import Word, parted, words_of

#: Years that four digits are where nothing says so; a round hundred is rather a number.
BARE_YEARS = range(1900, 2100)
#: Years that four digits can be beside a month or a word that says so.
YEARS = range(1000, 2200)
#: Signs and words such as "of" between the parts of one date.
_REACH = 2
_STOPS = frozenset(',،.!?;:…。！？；"«»“”„()')


#: An expression without its span, and the word after it.
Draft = tuple[Expression, int]
_NO_TIME = Expression()
_BESIDE = frozenset(",(（")


@lru_cache(maxsize=64)
def expressions(text: str, language: str | None) -> tuple[Expression, ...]:
    """Find the time expressions of a text, in order, none within another. Never raises."""
    return tuple(_Reading(text, language).expressions())


def time_spans(text: str, language: str | None) -> tuple[Span, ...]:
    """Say where a text tells the time, so that its digits are not taken for figures."""
    return tuple(expression.span for expression in expressions(text, language))


class _Reading:
    """One text being read."""

    def __init__(self, text: str, language: str | None) -> None:
        self.text = text
        self.data = times(language)
        self.words: Sequence[Word] = parted(words_of(text, language), language, self.data.knows)
        self.clauses = self._clauses()
        self.future = self._future()
        self.perfect = {self.clauses[first] for _, first, _ in self.data.context["perfect"].all(self.words)}
        self.until = {after for _, _, after in self.data.context["until"].all(self.words)}

    def _clauses(self) -> list[int]:
        """Give each word the number of its clause; a stop ends one, and so does a new line."""
        numbers, number = [], 0
        for place, word in enumerate(self.words):
            before = self.words[place - 1] if place else word
            ended = before.key in _STOPS and not (place > 1 and self.words[place - 2].kind == "d")
            number += ended or "\n" in self.text[before.end : word.start]
            numbers.append(number)
        return numbers

    def _future(self) -> set[int]:
        """Say which clauses look ahead: by a word such as will, or a verb's ending (irá, olacak)."""
        found = {self.clauses[first] for _, first, _ in self.data.context["future"].all(self.words)}
        endings = self.data.future_endings
        if endings:
            verbs = (
                n for n, w in enumerate(self.words) if self.text[w.start : w.end].casefold().endswith(endings)
            )
            found.update(self.clauses[n] for n in verbs)
        return found

    def expressions(self) -> Iterator[Expression]:
        """Give the expressions in order, the longest at each place."""
        readers: tuple[Callable[[int], Draft | None], ...] = (
            self._pattern,
            self._relative,
            self._shift,
            self._calendar_day,
            self._month,
            self._weekday,
            self._season,
            self._year,
        )
        place = 0
        while place < len(self.words):
            if not self.data.may_begin(self.words[place].key):
                place += 1
                continue
            drafts = [draft for read in readers if (draft := read(place)) is not None]
            if not drafts:
                place += 1
                continue
            found, after = self._past_weekday(max(drafts, key=lambda draft: draft[1]))
            if found != _NO_TIME:
                yield replace(
                    found,
                    span=Span(self.words[place].start, self.words[after - 1].end),
                    until=place in self.until and self.clauses[place] not in self.perfect,
                    future=self.clauses[place] in self.future,
                )
            place = after

    def _past_weekday(self, draft: Draft) -> Draft:
        """Take in the weekday that stands behind its date: 2018年9月29日星期六, 12 March (Tuesday)."""
        found, after = draft
        if found.day is None:
            return draft
        here = after + 1 if after < len(self.words) and self.words[after].key in _BESIDE else after
        weekday = self.data.weekdays.at(self.words, here)
        return draft if weekday is None else (found, weekday[1])

    # Dates in digits and by fixed phrases

    def _pattern(self, place: int) -> Draft | None:
        """Read a date by the patterns of the language: 12.03.2024, 3月12日, vitin 2019."""
        found = self.data.patterns.at(self.words, place)
        if found is None:
            return None
        name, after = found
        row = self.words[place:after]
        digits = [word.key for word in row if word.kind == "d"]
        if name == "none":
            return _NO_TIME, after
        if name == "numeric":
            fields = self.data.in_digits(row, digits)
        else:
            fields = dict(zip(name.split("-"), map(int, digits), strict=False))
        if name == "bare":
            fields = {"y": int(digits[0])} if int(digits[0]) in BARE_YEARS and int(digits[0]) % 100 else {}
        if not fields or not _is_date(fields):
            return None
        said = Expression(year=fields.get("y"), month=fields.get("m"), day=fields.get("d"))
        return self._with_month(said, after) if name == "y" else (said, after)

    def _with_month(self, said: Expression, place: int) -> Draft:
        """Add the month written right behind its year: 2025年九月十日."""
        if place >= len(self.words) or not self.words[place].glued:
            return said, place
        rest = self._calendar_day(place) or self._month(place)
        return (replace(rest[0], year=said.year), rest[1]) if rest and rest[0].year is None else (said, place)

    def _relative(self, place: int) -> Draft | None:
        found = self.data.relative.at(self.words, place)
        if found is None:
            return None
        (unit, shift, anaphoric), after = found
        if unit == "year":
            rest = self._calendar_day(after) or self._month(after)
            if rest is not None and rest[0].month and rest[0].year is None and rest[0].unit is None:
                return replace(rest[0], unit=unit, shift=shift, anaphoric=anaphoric), rest[1]
        return Expression(unit=unit, shift=shift, anaphoric=anaphoric), after

    def _shift(self, place: int) -> Draft | None:
        """Read a count of days or years back or forth: two years ago, pred dve godini, five days later."""
        if place and self.data.numerals.vague.at(self.words, place - 1) is not None:
            return None
        before = self._phrase("ago_before", place)
        count = self._count(place if before is None else before)
        if count is None:
            return None
        number, here = count
        unit = self.data.units.at(self.words, here)
        if unit is None:
            return None
        if before is not None:
            return Expression(unit=unit[0], shift=-number), unit[1]
        for way, sign in (("ago_after", -1), ("earlier_after", -1), ("later_after", 1)):
            after = self._phrase(way, unit[1])
            if after is not None and self._phrase("anchor", after) is None:
                return Expression(unit=unit[0], shift=sign * number, anaphoric=way != "ago_after"), after
        return None

    def _phrase(self, way: str, place: int) -> int | None:
        found = self.data.shifts[way].at(self.words, place) if way in self.data.shifts else None
        return None if found is None else found[1]

    def _count(self, place: int) -> tuple[int, int] | None:
        number = self.data.numerals.at(self.text, self.words, place)
        if number is not None and number.value == int(number.value):
            return int(number.value), number.last
        one = self._phrase("one", place)
        return None if one is None else (1, one)

    # Days, months, years

    def _calendar_day(self, place: int) -> Draft | None:
        """Read a day of a month, with its year if there is one: 12 mars 2024, March 12, 26 марта."""
        day = self._day(place)
        if day is not None:
            month = self._month_at(self._past("of", day[1]), beside_day=True)
            if month is not None:
                return self._with_year(Expression(day=day[0], month=month[0]), month[1])
            return self._range(place, day)
        month = self._month_at(place, beside_day=True)
        if month is not None and self.data.month_first:
            day = self._day(self._past("of", month[1]) if not self._is_year_at(month[1]) else month[1])
            if day is not None:
                return self._with_year(Expression(day=day[0], month=month[0]), day[1])
        return None

    def _range(self, place: int, day: tuple[int, int]) -> Draft | None:
        """Read the first day of two in one month: 12-14 March."""
        here = day[1]
        if here >= len(self.words):
            return None
        between = self.data.context["ranges"].at(self.words, here)
        after = here + 1 if self.words[here].key == "-" else between[1] if between else None
        if after is None or after >= len(self.words):
            return None
        second = self._day(after)
        if second is None or second[0] <= day[0]:
            return None
        whole = self._calendar_day(after)
        return None if whole is None or whole[0].day != second[0] else (replace(whole[0], day=day[0]), here)

    def _day(self, place: int) -> tuple[int, int] | None:
        """Read the number of a day, with its ending: 12, 12., 12th, 26-án, العاشر."""
        named = self.data.days.at(self.words, place)
        if named is not None:
            return named
        words = self.words
        if place >= len(words) or words[place].kind != "d" or not self._stands_free(place):
            return None
        number = int(words[place].key) if len(words[place].key) <= 2 else 0
        if not 1 <= number <= 31:
            return None
        after = place + 1
        following = words[after] if after < len(words) and words[after].glued else None
        if following is not None and following.key in ("-", "'") and after + 1 < len(words):
            tail = words[after + 1]
            return (number, after + 2) if tail.glued and tail.kind == "w" else (number, after)
        if following is not None and (following.key == "." or following.key in self.data.day_suffixes):
            after += 1
        return number, after

    def _stands_free(self, place: int) -> bool:
        """Tell whether digits are no part of a longer number or of a name."""
        word = self.words[place]
        return not (
            word.glued and place and (self.words[place - 1].kind == "w" or self.words[place - 1].key in ".,/")
        )

    def _with_year(self, found: Expression, place: int) -> Draft:
        """Add the year that stands after a day or month, if one does."""
        for here in sorted({place, min(place + 1, self._past("of", place)), self._past("of", place)}):
            relative = self.data.relative.at(self.words, here)
            if relative is not None and relative[0][0] == "year":
                return replace(found, unit="year", shift=relative[0][1], anaphoric=relative[0][2]), relative[
                    1
                ]
            pattern = self._pattern(here)
            if pattern is not None and pattern[0].year and not pattern[0].month:
                return replace(found, year=pattern[0].year), pattern[1]
            if self._is_year_at(here):
                return replace(found, year=int(self.words[here].key)), here + 1
        lean = self.data.leans.at(self.words, place)
        return (replace(found, lean=lean[0]), lean[1]) if lean else (found, place)

    def _month_at(self, place: int, *, beside_day: bool = False) -> tuple[int, int] | None:
        """Read a month's name, with its other name if that stands beside it (مارس/آذار); its short name by a day."""
        month = self.data.months.at(self.words, place)
        short = self.data.short_months.at(self.words, place) if beside_day and month is None else None
        if short is not None:
            dotted = (
                short[1] < len(self.words) and self.words[short[1]].key == "." and self.words[short[1]].glued
            )
            return short[0], short[1] + dotted
        if month is not None and month[1] < len(self.words) and self.words[month[1]].key == "/":
            other = self.data.months.at(self.words, month[1] + 1)
            return other if other is not None and other[0] == month[0] else month
        return month

    def _is_year_at(self, place: int) -> bool:
        if place >= len(self.words) or len(self.words[place].key) != 4 or self.words[place].kind != "d":
            return False
        return int(self.words[place].key) in YEARS

    def _past(self, name: str, place: int) -> int:
        """Return the place after words such as "of", or a comma."""
        for _ in range(_REACH):
            found = self.data.context[name].at(self.words, place)
            if found is None:
                break
            place = found[1]
        return place

    def _month(self, place: int) -> Draft | None:
        """Read a month, with its year if there is one: March 2024, në mars të vitit të kaluar, last October."""
        lean = self.data.leans.at(self.words, place)
        first = lean[1] if lean else place
        month = self._month_at(first)
        if month is None and self.data.year_first and self._is_year_at(place):
            return self._year_first(place)
        if month is None:
            return None
        found, after = self._with_year(Expression(month=month[0], lean=lean[0] if lean else None), month[1])
        if after == month[1] and not lean and self._is_doubtful(place, month[1]):
            return None
        return found, after

    def _year_first(self, place: int) -> Draft | None:
        """Read a year before its month: 2022. március 26-án."""
        here = place + 1
        if here < len(self.words) and self.words[here].key == ".":
            here += 1
        month = self._month_at(here, beside_day=True)
        if month is None:
            return None
        found = Expression(year=int(self.words[place].key), month=month[0])
        day = self._day(month[1])
        return (found, month[1]) if day is None else (replace(found, day=day[0]), day[1])

    def _is_doubtful(self, place: int, after: int) -> bool:
        """Tell whether a month's name is likelier another word here (May, mai): nothing before it says month."""
        doubtful = self.data.context["doubtful"].at(self.words, place, after)
        return doubtful is not None and self.data.context["month_before"].before(self.words, place) is None

    def _weekday(self, place: int) -> Draft | None:
        """Read a weekday, with the day it is if that stands beside it: last Tuesday, miercuri, 17 aprilie."""
        lean = self.data.leans.at(self.words, place)
        weekday = self.data.weekdays.at(self.words, lean[1] if lean else place)
        if weekday is None:
            return None
        after = weekday[1]
        night = self.data.context["overnight"].at(self.words, after)
        second = self.data.weekdays.at(self.words, night[1]) if night else None
        if second is not None and second[0] == weekday[0] % 7 + 1:
            return Expression(weekday=second[0]), second[1]
        here = after + 1 if after < len(self.words) and self.words[after].key in _BESIDE else after
        day = self._calendar_day(self._past("of", here)) or self._pattern(here)
        if day is not None and day[0].day:
            return day
        later = self.data.leans.at(self.words, after)
        if lean is None and later is not None:
            return Expression(weekday=weekday[0], lean=later[0]), later[1]
        return Expression(weekday=weekday[0], lean=lean[0] if lean else None), after

    def _season(self, place: int) -> Draft | None:
        season = self.data.seasons.at(self.words, place)
        if season is None:
            return None
        lean = self.data.leans.before(self.words, season[1] - 1) or self.data.leans.at(self.words, place)
        return self._with_year(Expression(season=season[0], lean=lean[0] if lean else None), season[1])

    def _year(self, place: int) -> Draft | None:
        """Read four digits that are a year though no word says so."""
        if (
            not self._is_year_at(place)
            or int(self.words[place].key) not in BARE_YEARS
            or not self._stands_free(place)
        ):
            return None
        number, before = int(self.words[place].key), self.words[place - 1] if place else None
        told = self.data.context["year_before"].before(self.words, place) is not None
        if (number % 100 == 0 and not told) or self._goes_on(place + 1):
            return None
        if before is not None and before.kind == "w" and before.capital and not self._begins(place - 1):
            return None
        ranged = before is not None and before.key == "-" and self._is_year_at(place - 2)
        if before is not None and before.glued and before.key in "$€£¥#№-/" and not ranged:
            return None
        return Expression(year=number), place + 1

    def _goes_on(self, place: int) -> bool:
        """Tell whether a number, or a word it is part of, goes on at a place: 2024/25, 1990s, 1950,5."""
        after = self.words[place] if place < len(self.words) else None
        if after is None or not after.glued:
            return False
        return (
            after.kind in "wd" or after.key in "%/'" or (after.key in ",." and self._is_number_after(place))
        )

    def _is_number_after(self, place: int) -> bool:
        following = self.words[place + 1] if place + 1 < len(self.words) else None
        return following is not None and following.glued and following.kind == "d"

    def _begins(self, place: int) -> bool:
        """Tell whether a word begins a clause."""
        return (
            place == 0 or self.clauses[place] != self.clauses[place - 1] or self.words[place - 1].kind == "s"
        )


def _is_date(fields: dict[str, int]) -> bool:
    year, month, day = fields.get("y", 2000), fields.get("m", 1), fields.get("d", 1)
    return year in YEARS and 1 <= month <= 12 and 1 <= day <= 31
