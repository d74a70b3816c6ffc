"""The one sentence that says how the sides of a difference differ."""

from __future__ import annotations

import pytest

from retold.compare.reasons import read_reason, word_reason
from retold.model import DifferenceKind

FIVE = ["Lajmi", "Вест", "Νέα", "Haber", "Tide"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (FIVE[:1], "(Lajmi)"),
        (FIVE, "(Lajmi, Вест, Νέα, Haber, Tide)"),
        ([*FIVE, "Vesti"], "(Lajmi, Вест, Νέα, Haber, and 2 more)"),
        (FIVE * 4, "(Lajmi, Вест, Νέα, Haber, and 16 more)"),
    ],
    ids=["one", "five", "six", "twenty"],
)
def test_a_reason_names_few_articles_and_counts_the_rest(names: list[str], shown: str) -> None:
    reason = word_reason(DifferenceKind.FIGURE, [(["40"], names), (["60"], ["Dhifaf"])])
    assert reason == f"The figures differ: 40 {shown}; 60 (Dhifaf)."
    assert read_reason(DifferenceKind.FIGURE, reason, [names, ["Dhifaf"]]) == ["40", "60"]
