"""What two statements show of how sure they are, and of whether one is the opposite of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from retold.compare import Statement, dates, firmness, opposites
from retold.compare.differences import shown_of
from retold.find.attributions import find_attributions
from retold.find.modality import modalities_of
from retold.model import Article, Date, Span
from retold.protocols import Vectors


def statement(text: str, language: str = "en") -> Statement:
    whole = Span(0, len(text))
    return Statement(
        article=Article(id=text[:8], location="a.txt", text=text, language=language),
        spans=(whole,),
        score=1.0,
        figures=(),
        dates=(),
        attributions=tuple(find_attributions(text, [whole], language)),
        modalities=modalities_of(text, whole, language),
        vector=np.ones(2, dtype=np.float32) / np.sqrt(2, dtype=np.float32),
    )


def phrases(items: Sequence[tuple[str, str]]) -> Vectors:
    return np.eye(2, dtype=np.float32)[[0] * len(items)]


@pytest.mark.parametrize(
    ("one", "other", "shown", "words"),
    [
        (
            "The kiln may be sold, the guild said.",
            "The kiln was sold, the guild said.",
            {"one possible", "one hedged", "one conditional"},
            ("possible (“may”)", "said"),
        ),
        (
            "The guild admitted that the kiln had cracked.",
            "The guild said that the kiln had cracked.",
            {"one admitted by its cue", "admitted, other said"},
            ("admitted", "said"),
        ),
    ],
)
def test_a_hedge_or_a_cue_that_one_alone_has_is_evidence(
    one: str, other: str, shown: set[str], words: tuple[str, str]
) -> None:
    [sign] = firmness.certainty(statement(one), statement(other), phrases)
    assert all(sign.evidence[name] for name in shown)
    assert sign.words == words


def test_sides_that_differ_from_each_other_are_not_worded_alike() -> None:
    """Two say that it may be, unlike the first; one that warns of it differs from all of them."""
    told = [
        statement("The permit will be revoked, the minister said."),
        statement("The permit could be revoked, the minister said."),
        statement("The minister has warned that the permit could be revoked."),
    ]
    pairs = {(0, 1): 0.6, (0, 2): 0.9, (1, 2): 0.8}
    chances = np.zeros((3, 3), dtype=np.float32)
    signs = {}
    for (i, j), chance in pairs.items():
        chances[i, j] = chances[j, i] = chance
        [signs[i, j]] = firmness.certainty(told[i], told[j], phrases)
    shown = shown_of(signs, chances, [[0], [1], [2]])
    said = [shown[i][0] for i in range(3)]
    assert said == ["said", "possible (“could”)", "warned (“warned”), possible (“could”)"]


def test_the_words_that_hedge_are_what_is_shown() -> None:
    one, other = statement("The kiln may be sold."), statement("The kiln was sold.")
    [sign] = firmness.certainty(one, other, phrases)
    assert one.text(sign.spans[0]) == "may"


def test_a_month_is_no_hedge() -> None:
    text = "The fair opens on 2 May."
    date = Date(article="a", span=Span(text.index("2"), text.index(".")), value="2024-05-02")
    assert not replace(statement(text), dates=(date,)).stances


def test_a_denial_and_a_plain_telling_are_opposites() -> None:
    one, other = statement("The guild denied that the kiln was sold."), statement("The kiln was sold.")
    [sign] = opposites.signs(one, other, phrases)
    assert sign.words == ("denied", "said to be so")
    assert one.text(sign.spans[0]) == "denied"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The kiln was sold.", "The kiln is gone."),
        ("The guild denied that the kiln was sold.", "The kiln was not sold."),
        ("Not only the kiln was sold.", "The kiln was sold."),
    ],
    ids=["both plain", "denied and negated", "not only"],
)
def test_what_puts_both_alike_makes_no_opposites(one: str, other: str) -> None:
    assert opposites.signs(statement(one), statement(other), phrases) == []


def test_a_clause_aside_counts_less_than_one_that_is_the_point() -> None:
    plain = statement("The guild said that the old kiln works.")
    aside = statement("The guild, not a rich one, said that the old kiln in the lower town works.")
    point = statement("The guild said that the old kiln does not work.")
    shares = [opposites.signs(each, plain, phrases)[0].evidence["share negated"] for each in (aside, point)]
    assert shares[0] < 0.5 < shares[1]


def test_a_denial_counts_whoever_else_is_heard() -> None:
    denied = statement("The guild denied that the kiln was cracked, and the mayor said it would be sold.")
    [sign] = opposites.signs(denied, statement("The kiln was cracked."), phrases)
    assert sign.words == ("denied", "said to be so")
    assert sign.evidence["denied"]


# Dates


def dated(text: str, said: str, value: str) -> Statement:
    start = text.index(said)
    date = Date(article=text[:8], span=Span(start, start + len(said)), value=value)
    return replace(statement(text), dates=(date,))


@pytest.mark.parametrize(
    ("said", "value", "there", "other", "differ"),
    [
        ("Sunday", "2025-03-02", "Sunday", "2025-03-09", False),
        ("Sunday", "2025-03-02", "Monday", "2025-03-03", True),
        ("2 March", "2025-03-02", "9 March", "2025-03-09", True),
        ("Sunday", "2025-03-02", "2 March", "2025-03-02", False),
    ],
    ids=["one weekday, which week", "two weekdays", "two days in digits", "one day"],
)
def test_one_weekday_is_one_day_unless_digits_say_otherwise(
    said: str, value: str, there: str, other: str, differ: bool
) -> None:
    one = dated(f"The kiln was lit on {said}.", said, value)
    another = dated(f"They lit the kiln on {there}.", there, other)
    assert bool(dates.signs(one, another)) is differ
