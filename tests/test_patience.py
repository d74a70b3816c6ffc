"""A matter of the day is lined up as it grows, not with each report of it; nothing waits for more than an hour."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HASHING
from factories import make_article

from retold.align import Chapter
from retold.corpus import open_corpus
from retold.watch.patience import LONGEST, is_worth_lining_up

NOW = 1_741_000_000.0
#: Thirty reports of two events.
CHAPTER = Chapter("s1", {"e1": tuple("abcdefghijklmnopqrst"), "e2": tuple("uvwxyzABCD")}, {"guest": "e0"})


@pytest.mark.parametrize(
    ("waiting", "worth"),
    [
        ({}, True),
        ({"a": NOW}, False),
        ({"a": NOW, "z": NOW}, False),
        ({"a": NOW, "b": NOW, "z": NOW}, True),
        ({"a": NOW - LONGEST / 2, "z": NOW}, False),
        ({"a": NOW - LONGEST, "z": NOW}, True),
        ({"a": NOW, "guest": NOW - LONGEST, "of another story": NOW - LONGEST}, False),
    ],
    ids=["judged", "one new", "two", "a tenth", "half an hour", "an hour", "none of its own has waited"],
)
def test_a_chapter_waits_until_it_has_grown(waiting: dict[str, float], worth: bool) -> None:
    assert is_worth_lining_up(CHAPTER, waiting, NOW) is worth


def test_what_is_not_due_is_left_and_lined_up_when_it_is(tmp_path: Path) -> None:
    told = "The bridge over the Velma was closed on Monday. Divers found a crack of two metres in a pillar."
    reports = [make_article(text=told, title=None, location=f"{n}.txt", outlet=f"Paper {n}") for n in (1, 2)]
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add(reports, refresh=False)
        [story] = corpus.stories()
        [left] = corpus.refresh(due=lambda chapter: False)
        assert left.story == story.id
        assert not corpus.store.claims([story.id])
        assert corpus.check() == []
        assert corpus.refresh() == []
        assert corpus.store.claims([story.id])
        assert corpus.refresh(due=lambda chapter: False) == []
