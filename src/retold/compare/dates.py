"""Where two articles give another date for the same thing."""

from __future__ import annotations

from retold.compare.signs import Sign
from retold.compare.statements import Statement
from retold.model import Date
from retold.text.time import days_apart, days_of

#: A weekday's name says which day, and only the verb around it which week.
WEEK = 7


def agree(one: Date, other: Date) -> bool:
    """Whether two dates can be the same, one of them being less exact perhaps."""
    return one.value.startswith(other.value) or other.value.startswith(one.value)


def _one_weekday(one: Date, said: str, other: Date, said_there: str) -> bool:
    """Whether two dates may be one day of the week, taken for the last one here and for the next one there."""
    in_words = not any(map(str.isdigit, said + said_there))
    return in_words and days_apart(days_of(one.value), days_of(other.value)) == WEEK


def signs(one: Statement, other: Statement) -> list[Sign]:
    """Find the pairs of dates of two statements that may contradict each other.

    A date that agrees with any of the other statement is out of question.
    """

    def same(d: Date, e: Date) -> bool:
        return agree(d, e) or _one_weekday(d, one.text(d.span), e, other.text(e.span))

    left = [d for d in one.dates if not any(same(d, e) for e in other.dates)]
    right = [e for e in other.dates if not any(same(d, e) for d in one.dates)]
    found = []
    for d in left:
        for e in right:
            apart = days_apart(days_of(d.value), days_of(e.value)) or 0
            found.append(
                Sign(
                    (d.span, e.span),
                    (d.value, e.value),
                    {
                        "one exactness": float(len(d.value) == len(e.value)),
                        "days": float(len(d.value) == len(e.value) == 10),
                        "years": float(len(d.value) == len(e.value) == 4),
                        "within three days": float(apart <= 3),
                        "within a month": float(apart <= 31),
                        "left over": float(len(left) + len(right) - 2),
                        "only dates": float(len(one.dates) == 1 and len(other.dates) == 1),
                        "shared": float(len(one.dates) - len(left)),
                        "own days": float(
                            (days_apart(days_of(d.value), days_of(one.article.published)) or 0) <= 1
                            and (days_apart(days_of(e.value), days_of(other.article.published)) or 0) <= 1
                        ),
                        "sure": min(one.score, other.score),
                    },
                )
            )
    return found
