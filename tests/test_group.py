"""Articles -> events: links into groups, names that last, windows in time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retold.group import (
    Account,
    Window,
    average_link,
    days_between,
    likeness,
    most_central,
    name_groups,
    sample,
)
from retold.protocols import Vectors
from retold.text.time import days_of


def symmetric(links: Vectors) -> Vectors:
    return np.asarray((links + links.T) / 2, dtype=np.float32)


LINKS = (
    st.integers(1, 8)
    .flatmap(lambda n: arrays(np.float32, (n, n), elements=st.floats(0, 1, width=32)))
    .map(symmetric)
)

# Links into groups


def test_two_groups_join_on_their_mean_link_not_on_their_strongest() -> None:
    chain = np.array([[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]], dtype=np.float32)
    assert average_link(chain, 0.5) == [[0, 1], [2]]
    assert average_link(chain, 0.44) == [[0, 1, 2]]


def test_a_thing_weighs_what_it_is_made_of() -> None:
    links = np.array([[1, 0.9, 0.2], [0.9, 1, 0.6], [0.2, 0.6, 1]], dtype=np.float32)
    assert average_link(links, 0.5) == [[0, 1], [2]]
    assert average_link(links, 0.5, [1, 9, 1]) == [[0, 1, 2]]


def test_a_group_of_many_sides_takes_in_what_is_less_like_it() -> None:
    many_sided = np.array([[1, 0.5, 0.4], [0.5, 1, 0.4], [0.4, 0.4, 1]], dtype=np.float32)
    of_one_mind = np.array([[1, 0.98, 0.4], [0.98, 1, 0.4], [0.4, 0.4, 1]], dtype=np.float32)
    own = np.ones(3, dtype=np.float32)
    assert average_link(many_sided, 0.42, own=own) == [[0, 1, 2]]
    assert average_link(of_one_mind, 0.42, own=own) == [[0, 1], [2]]


def test_a_block_counts_by_the_links_within_it_as_its_members_do() -> None:
    links = np.array([[1, 0.5, 0.4], [0.5, 1, 0.4], [0.4, 0.4, 1]], dtype=np.float32)
    own = np.ones(2, dtype=np.float32)
    blocks = np.array([[0.75, 0.4], [0.4, 1]], dtype=np.float32)
    for threshold in (0.42, 0.44):
        whole = average_link(links, threshold, own=np.ones(3, dtype=np.float32))
        assert len(average_link(blocks, threshold, [2, 1], own)) == len(whole)


@given(links=LINKS, threshold=st.floats(0, 1.1))
def test_groups_part_the_things_and_come_in_their_order(links: Vectors, threshold: float) -> None:
    groups = average_link(links.copy(), threshold)
    assert sorted(i for group in groups for i in group) == list(range(len(links)))
    assert groups == sorted(sorted(group) for group in groups)


@given(links=LINKS, threshold=st.floats(0.05, 1))
def test_no_two_groups_are_left_that_should_join(links: Vectors, threshold: float) -> None:
    groups = average_link(links.copy(), threshold)
    for number, one in enumerate(groups):
        for other in groups[:number]:
            assert links[np.ix_(one, other)].mean() < threshold + 1e-5


@given(links=LINKS)
def test_linking_leaves_its_input_alone(links: Vectors) -> None:
    before = links.copy()
    average_link(links, 0.5)
    assert np.array_equal(links, before)


# Names


@pytest.mark.parametrize(
    ("groups", "old", "named", "merged"),
    [
        ([["a", "b"]], [], {"ea": ("a", "b")}, {}),
        ([["b", "a"]], ["ea"], {"ea": ("b", "a")}, {}),
        ([["a", "b", "c"]], ["ea", "ec"], {"ea": ("a", "b", "c")}, {"ec": "ea"}),
        ([["a"], ["b", "c"]], ["ea"], {"ea": ("a",), "eb": ("b", "c")}, {}),
        ([["a", "c"], ["b"]], ["ea", "eb"], {"ea": ("a", "c"), "eb": ("b",)}, {}),
    ],
    ids=["new", "kept", "merged", "split", "moved"],
)
def test_a_group_keeps_the_name_whose_anchor_it_holds(
    groups: list[list[str]], old: list[str], named: dict[str, tuple[str, ...]], merged: dict[str, str]
) -> None:
    found = name_groups(groups, old, "e")
    assert dict(found.groups) == named
    assert dict(found.merged) == merged


ARTICLES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@st.composite
def groupings(draw: st.DrawFn) -> tuple[list[list[str]], list[str]]:
    """Part some articles into groups, and take some of them as anchors of old names."""
    articles = draw(ARTICLES)
    where = draw(st.lists(st.integers(0, 3), min_size=len(articles), max_size=len(articles)))
    groups = [[a for a, w in zip(articles, where, strict=True) if w == number] for number in range(4)]
    anchors = draw(st.lists(st.sampled_from(articles), unique=True))
    return [group for group in groups if group], ["e" + anchor for anchor in anchors]


@given(groupings())
def test_every_old_name_still_leads_to_its_anchor(parted: tuple[list[list[str]], list[str]]) -> None:
    groups, old = parted
    found = name_groups(groups, old, "e")
    assert sorted(found.groups.values()) == sorted(map(tuple, groups))
    for name in old:
        now = found.merged.get(name, name)
        assert name[1:] in found.groups[now]


@given(groupings())
def test_naming_again_changes_nothing(parted: tuple[list[list[str]], list[str]]) -> None:
    groups, old = parted
    first = name_groups(groups, old, "e")
    again = name_groups(groups, first.groups, "e")
    assert (dict(again.groups), dict(again.merged)) == (dict(first.groups), {})


# Likeness


@given(st.sets(st.text("0123456789abcdef", min_size=4, max_size=8), min_size=1), st.integers(1, 20))
def test_of_a_group_that_grows_by_one_the_sample_changes_by_one_at_most(members: set[str], most: int) -> None:
    *before, new = members
    former, grown = sample(before, most), sample([*before, new], most)
    assert len(grown) == min(most, len(members))
    assert grown == [member for member in (*before, new) if member in set(grown)]
    assert len(set(former) - set(grown)) <= 1


def account(article: str, *rows: Iterable[float], date: str | None = "2025-03-04") -> Account:
    vectors = np.array(rows, dtype=np.float32)
    return Account(article=article, days=days_of(date), vectors=vectors, mean=vectors.mean(axis=0))


def test_likeness_is_how_well_each_sentence_finds_its_match_both_ways() -> None:
    long = account("long", (1, 0, 0), (0, 1, 0), (0, 0, 1))
    short = account("short", (1, 0, 0))
    assert likeness([long], [long]).item() == pytest.approx(1)
    assert likeness([long], [short]).item() == pytest.approx((1 / 3 + 1) / 2)
    other = account("other", (0, -1, 0), (0, -1, 0))
    assert likeness([short], [other]).item() == pytest.approx(0)


def test_likeness_of_many_is_that_of_each_two() -> None:
    choice = np.random.default_rng(5)
    accounts = [account(str(n), *choice.normal(size=(n + 1, 4))) for n in range(4)]
    table = likeness(accounts, accounts)
    for row, one in enumerate(accounts):
        for column, other in enumerate(accounts):
            assert table[row, column] == pytest.approx(likeness([one], [other]).item(), abs=1e-5)
    assert np.allclose(table, table.T)


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        ("2025-03-04", "2025-03-07", 3),
        ("2025-03-04T23:00:00Z", "2025-03-05", 1),
        ("2025-03", "2025-03-31", 0),
        ("2025-03", "2025-04-02", 2),
        ("2024", "2025-01-01", 1),
        (None, "2025-03-04", 0),
    ],
)
def test_days_between_are_the_fewest_there_can_be(one: str | None, other: str | None, days: int) -> None:
    pair = account("one", (1, 0), date=one), account("other", (1, 0), date=other)
    assert days_between(pair[:1], pair[1:]).item() == days
    assert days_between(pair[1:], pair[:1]).item() == days


# Windows in time


class Kept:
    """What a corpus keeps of articles: their days and means."""

    def __init__(self) -> None:
        self.articles: dict[str, tuple[tuple[int, int] | None, Vectors]] = {}
        self.asked: list[object] = []

    def window(self, most_days: int = 400, most_things: int = 400) -> Window:
        def load(days: tuple[int, int] | None) -> list[tuple[str, Vectors]]:
            self.asked.append(days)
            return [(a, mean) for a, (own, mean) in self.articles.items() if own == days]

        def spans() -> list[tuple[int, int]]:
            return [days for days, _ in self.articles.values() if days]

        return Window(load, spans, most_days=most_days, most_things=most_things)

    def add(self, window: Window, article: str, date: str | None, mean: Iterable[float]) -> None:
        self.articles[article] = (days_of(date), np.array(mean, dtype=np.float32))
        window.add(article, *self.articles[article])


NEAR, FAR = (1.0, 0.0), (0.0, 1.0)


def filled(kept: Kept, window: Window) -> None:
    kept.add(window, "same day", "2025-03-04", FAR)
    kept.add(window, "two days on", "2025-03-06", NEAR)
    kept.add(window, "a month on", "2025-04-06", NEAR)
    kept.add(window, "that month", "2025-03", (0.5, 0.5))
    kept.add(window, "no date", None, (0.7, 0.7))


@pytest.mark.parametrize("read_anew", [False, True])
@pytest.mark.parametrize(
    ("date", "most", "found"),
    [
        ("2025-03-04", 9, ["two days on", "no date", "that month", "same day"]),
        ("2025-03-04", 2, ["two days on", "no date"]),
        ("2025-05-20", 9, ["no date"]),
        (None, 9, ["two days on", "a month on", "no date", "that month", "same day"]),
    ],
)
def test_a_window_gives_the_nearest_of_the_days_about(
    read_anew: bool, date: str | None, most: int, found: list[str]
) -> None:
    kept = Kept()
    window = kept.window()
    filled(kept, window)
    if read_anew:
        window.forget()
    near = window.nearest(days_of(date), np.array(NEAR, dtype=np.float32), within=3, most=most)
    assert near == found


def test_an_arrival_reads_the_days_about_its_own_only() -> None:
    kept = Kept()
    window = kept.window()
    filled(kept, window)
    window.forget()
    kept.asked.clear()
    for _ in range(3):
        window.nearest(days_of("2025-03-05"), np.array(NEAR, dtype=np.float32), within=3, most=9)
    assert kept.asked == [None, days_of("2025-03"), days_of("2025-03-04"), days_of("2025-03-06")]


def test_a_window_of_few_days_reads_again_and_finds_the_same() -> None:
    kept = Kept()
    window = kept.window(most_days=1)
    filled(kept, window)
    near = window.nearest(None, np.array(NEAR, dtype=np.float32), within=3, most=9)
    assert near == ["two days on", "a month on", "no date", "that month", "same day"]


def test_days_that_no_arrival_asks_for_any_more_leave_the_memory() -> None:
    kept = Kept()
    window = kept.window(most_things=4)
    filled(kept, window)  # five, of which an arrival in April asks for two
    window.nearest(days_of("2025-04-05"), np.array(NEAR, dtype=np.float32), within=3, most=9)
    kept.asked.clear()
    window.nearest(days_of("2025-04-05"), np.array(NEAR, dtype=np.float32), within=3, most=9)
    assert kept.asked == []
    assert window.nearest(days_of("2025-03-05"), np.array(NEAR, dtype=np.float32), within=3, most=2) == [
        "two days on",
        "no date",
    ]
    assert kept.asked == [days_of("2025-03-04")]


# Labels


@pytest.mark.parametrize(
    ("nearness", "told", "place"),
    [
        ([0.2, 0.9, 0.5], [], 1),
        ([0.9, 0.9], [], 0),
        ([0.9, 0.90001], [], 0),
        ([0.2, 0.9, 0.895, 0.899], [9, 1, 1, 4], 3),
        ([0.2, 0.9, 0.895, 0.899], [9, 4, 1, 4], 1),
    ],
    ids=[
        "the nearest",
        "the earliest of two",
        "whatever is rounded",
        "the most told",
        "of these the earliest",
    ],
)
def test_what_stands_for_all_is_the_most_central(nearness: list[float], told: list[int], place: int) -> None:
    assert most_central(nearness, told) == place
