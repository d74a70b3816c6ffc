"""The tellings of a story -> claims: which sentences say the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retold.align import (
    Passage,
    find_ties,
    find_translations,
    line_up,
    nearest,
    pair_chances,
    with_twins,
    without_twins,
    word_stems,
)
from retold.align.claims import grow_groups, strong_pairs, unite
from retold.align.evidence import candidates, make_grid
from retold.align.support import MOST_PARTNERS, support
from retold.model import Claim, Sentence, Span
from retold.protocols import Vectors
from retold.text.time import days_of

FIRE, BRIDGE, CUP = (1.0, 0.0, 0.1, 0.0), (0.0, 1.0, 0.0, 0.1), (0.1, 0.0, 1.0, 0.0)

SEED, JOIN, LEAST, SHARED, NEAR = 0.5, 0.4, 0.1, 0.75, 0.25


def passage(article: str, *rows: tuple[float, ...], date: str = "2025-03-04", event: str = "e1") -> Passage:
    """Make a passage of sentences of ten characters from the directions that they point in."""
    vectors = np.array(rows, dtype=np.float32).reshape(len(rows), len(FIRE))
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    sentences = tuple(
        Sentence(id=f"{article}.{i}", article=article, position=i, span=Span(10 * i, 10 * i + 9))
        for i in range(len(rows))
    )
    return Passage(
        article=article,
        event=event,
        language="en",
        days=days_of(date),
        sentences=sentences,
        vectors=vectors,
        words=tuple(frozenset({f"word{row.index(max(row))}"}) for row in rows),
        values=tuple({"figure": frozenset(), "date": frozenset()} for _ in rows),
    )


def lined_up(
    told: Sequence[Passage], *, seed: float = 0.5, join: float = 0.4, least: float = 0.1
) -> list[Claim]:
    """Line up passages, at thresholds near to those of the path."""
    chances = pair_chances(told)
    return line_up(told, chances, seed=seed, join=join, least=least, shared=0.75, near=0.25)


def sentences_of(claim: Claim) -> set[str]:
    return {f"{t.article}.{t.span.start // 10}" for t in claim.tellings}


def test_sentences_that_say_the_same_are_one_claim() -> None:
    told = [passage("a", FIRE, BRIDGE), passage("b", BRIDGE, FIRE), passage("c", FIRE, CUP)]
    claims = lined_up(told)
    assert [sentences_of(claim) for claim in claims] == [{"a.0", "b.1", "c.0"}, {"a.1", "b.0"}, {"c.1"}]


def test_a_claim_is_named_after_its_first_telling_and_belongs_to_its_event() -> None:
    told = [passage("a", FIRE, event="e1"), passage("b", FIRE, event="e2"), passage("c", CUP, event="e2")]
    claims = lined_up(told, seed=0.05, join=0.05, least=0.05)  # across events, vectors alone prove little
    assert [(claim.id, claim.event) for claim in claims] == [("ca.0", "e1"), ("cc.0", "e2")]


def test_scores_are_confidences_and_what_one_tells_alone_is_sure() -> None:
    told = [passage("a", FIRE, BRIDGE), passage("b", FIRE, CUP)]
    for claim in lined_up(told):
        assert all(0 < telling.score <= 1 for telling in claim.tellings)
        if len(claim.tellings) == 1:
            assert claim.tellings[0].score == 1


@pytest.mark.parametrize("told", [[], [passage("a")], [passage("a"), passage("b", FIRE)]], ids=len)
def test_articles_without_sentences_tell_nothing(told: list[Passage]) -> None:
    claims = lined_up(told)
    assert [sentences_of(claim) for claim in claims] == [{"b.0"}][: len(told) // 2]


@given(
    st.lists(st.lists(st.sampled_from((FIRE, BRIDGE, CUP)), max_size=4), max_size=4),
    st.floats(0.2, 0.9),
)
def test_every_sentence_is_told_somewhere_and_claims_have_names_of_their_own(
    rows: list[list[tuple[float, ...]]], seed: float
) -> None:
    told = [passage(f"a{number}", *own) for number, own in enumerate(rows)]
    claims = lined_up(told, seed=seed)
    assert set().union(*(sentences_of(c) for c in claims)) == {s.id for p in told for s in p.sentences}
    assert len({claim.id for claim in claims}) == len(claims)


@pytest.mark.parametrize(("count", "heard"), [(5, 4), (30, 29), (200, MOST_PARTNERS)])
def test_articles_without_number_weigh_as_some_do(count: int, heard: int) -> None:
    """Weights that are fitted on ten articles an event would let two hundred speak against each pair of them."""
    near = np.random.default_rng(5).normal(FIRE, 0.01, (count, len(FIRE)))
    grid = make_grid([passage(f"{n:03}", tuple(row)) for n, row in enumerate(near)])
    rows, columns = candidates(grid)
    names, values = support(grid, rows, columns, np.full(len(rows), 0.999, dtype=np.float32))
    found = dict(zip(names, values.max(axis=0), strict=True))
    assert found["partners, most"] == pytest.approx(heard, rel=0.01)
    assert found["witnesses, all"] == pytest.approx(heard * (count - 2) / (count - 1), rel=0.01)
    assert found["witnesses, share"] == pytest.approx(1, rel=0.01)


# Translations

#: Sentences that each say something else, and the order in which another article says the same.
SAID = tuple(tuple(row) for row in np.eye(8))
IN_ORDER = range(8)


def told_by(article: str, order: Iterable[int], language: str, date: str = "2025-03-04") -> Passage:
    """Make a passage that says what numbers stand for."""
    order = list(order)
    made = passage(article, *(FIRE for _ in order), date=date)
    return replace(made, language=language, vectors=np.array([SAID[i] for i in order], dtype=np.float32))


def chances_of(told: Sequence[Passage]) -> Vectors:
    """Say for sure which sentences tell the same: a stand-in for the regressions."""
    vectors = np.concatenate([each.vectors for each in told])
    return np.asarray(vectors @ vectors.T, dtype=np.float32)


def translated(*told: Passage) -> dict[str, tuple[str, float]]:
    found = find_translations(told, chances_of(told), least=0.9)
    return {copy.article: (copy.original, copy.contained) for copy in found}


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (IN_ORDER, True),
        (range(6), True),
        (range(4), False),
        ([1, 0, 2, 4, 3, 6, 5, 7], False),
        (reversed(IN_ORDER), False),
    ],
    ids=["all", "the end left out", "too short to tell", "another order", "backwards"],
)
def test_an_article_with_the_same_sentences_in_order_is_a_translation(
    order: Iterable[int], found: bool
) -> None:
    told = translated(told_by("a", IN_ORDER, "el"), told_by("b", order, "mk", "2025-03-05"))
    assert told == ({"b": ("a", 1.0)} if found else {})


def test_within_a_language_nothing_is_translated() -> None:
    assert translated(told_by("a", IN_ORDER, "sr-Cyrl"), told_by("b", IN_ORDER, "sr-Latn")) == {}


def test_the_earlier_is_the_original_and_of_one_day_the_longer() -> None:
    assert translated(told_by("short", range(6), "mk"), told_by("long", IN_ORDER, "el")) == {
        "short": ("long", 1.0)
    }
    late = told_by("late", IN_ORDER, "el", "2025-03-05")
    assert translated(told_by("short", range(6), "mk"), late) == {}, (
        "it has more than what it would translate"
    )


def test_a_translation_of_a_translation_has_the_same_original() -> None:
    days = ("2025-03-04", "2025-03-05", "2025-03-06")
    told = [told_by(name, IN_ORDER, name, day) for name, day in zip(("el", "sq", "mk"), days, strict=True)]
    assert translated(*told) == {"sq": ("el", 1.0), "mk": ("el", 1.0)}


# Words


def test_words_tell_sentences_apart_that_their_vectors_do_not() -> None:
    north, south, bridge = np.eye(3, dtype=np.int8) * 100
    told = [
        replace(passage("a", FIRE, FIRE), meanings=(np.array([north, bridge]), np.array([south, bridge]))),
        replace(passage("b", FIRE, FIRE), meanings=(np.array([south, bridge]), np.array([north, bridge]))),
    ]
    covered = make_grid(told).covered
    assert covered[0, 3] == pytest.approx(1)
    assert covered[0, 2] < 0.8


def test_a_longer_sentence_covers_a_shorter_one_and_not_the_reverse() -> None:
    one, other, third = np.eye(3, dtype=np.int8) * 100
    told = [
        replace(passage("a", FIRE), meanings=(np.array([one]),)),
        replace(passage("b", FIRE), meanings=(np.array([one, other, third]),)),
    ]
    covered = make_grid(told).covered
    assert covered[0, 1] == pytest.approx(1)
    assert covered[1, 0] < 0.6


def test_without_words_of_all_articles_sentences_stand_for_them() -> None:
    told = [passage("a", FIRE, BRIDGE), replace(passage("b", FIRE), meanings=(np.ones((2, 3), np.int8),))]
    covered = make_grid(told).covered
    assert covered[0, 2] == pytest.approx(1, abs=1e-5)
    assert covered[1, 2] < 0.1


# Groups


def chances(count: int, pairs: dict[tuple[int, int], float]) -> Vectors:
    table = np.zeros((count, count), dtype=np.float32)
    for (row, column), chance in pairs.items():
        table[row, column] = table[column, row] = chance
    return table


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ({}, []),
        ({(0, 1): 0.9}, [[0, 1]]),
        ({(0, 1): 0.4}, []),
        ({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.3}, [[0, 1, 2]]),
        ({(0, 1): 0.9, (1, 2): 0.8}, [[0, 1], [1, 2]]),
        ({(0, 1): 0.9, (2, 3): 0.8, (1, 2): 0.45}, [[0, 1], [2, 3]]),
    ],
    ids=["nothing", "a pair", "too weak", "one joins", "one tells two", "no chain"],
)
def test_groups_grow_from_their_strongest_pair(
    pairs: dict[tuple[int, int], float], groups: list[list[int]]
) -> None:
    assert grown(chances(4, pairs), [1, 1, 1, 1]) == groups


def grown(table: Vectors, lengths: list[int]) -> list[list[int]]:
    """Grow the groups of articles of so many sentences."""
    pairs = strong_pairs(table, lengths, seed=SEED)
    return list(grow_groups(table, pairs, join=JOIN, least=LEAST))


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ({(0, 2): 0.9, (1, 3): 0.9, (0, 3): 0.8, (1, 2): 0.7}, [[0, 2], [1, 3]]),
        ({(0, 2): 0.9, (1, 2): 0.7}, [[0, 2], [1, 2]]),
        ({(0, 2): 0.9, (0, 3): 0.8, (1, 2): 0.7}, [[0, 2], [0, 3], [1, 2]]),
    ],
    ids=["side by side", "one tells what two tell", "the best there is for one of the two"],
)
def test_a_sentence_that_resembles_two_of_an_article_goes_with_its_counterpart(
    pairs: dict[tuple[int, int], float], groups: list[list[int]]
) -> None:
    assert grown(chances(4, pairs), [2, 2]) == groups


TABLES = st.integers(1, 7).flatmap(
    lambda n: arrays(np.float32, (n, n), elements=st.floats(0, 1, width=32)).map(
        lambda table: np.triu(table, 1) + np.triu(table, 1).T
    )
)


@given(TABLES)
def test_every_strong_pair_is_in_a_group_and_no_weak_one(table: Vectors) -> None:
    groups = grown(table, [1] * len(table))
    held = {pair for group in groups for pair in combinations(group, 2)}
    for pair in combinations(range(len(table)), 2):
        if table[pair] >= SEED:
            assert pair in held
        if table[pair] < LEAST:
            assert pair not in held


@pytest.mark.parametrize(
    ("groups", "united"),
    [
        ([[0, 1, 2, 3], [1, 2, 3, 4]], [[0, 1, 2, 3, 4]]),
        ([[1, 2, 3, 4], [0, 1, 2, 3], [0, 2, 3, 4]], [[0, 1, 2, 3, 4]]),
        ([[0, 1, 2, 3], [1, 2, 3, 5]], [[0, 1, 2, 3], [1, 5]]),
        ([[0, 1, 2], [2, 3, 4]], [[0, 1, 2], [2, 3, 4]]),
        ([[0, 1, 2, 3], [0, 1, 4, 5]], [[0, 1, 2, 3], [0, 1, 4, 5]]),
        ([[0, 1, 2, 3], [0, 4]], [[0, 1, 2, 3], [0, 4]]),
    ],
    ids=[
        "all but one",
        "three of them",
        "one that is far",
        "one thing in two",
        "half",
        "one telling in common",
    ],
)
def test_groups_that_are_nearly_the_same_are_one(groups: list[list[int]], united: list[list[int]]) -> None:
    near = chances(6, dict.fromkeys(combinations(range(5), 2), 0.5) | {(1, 5): 0.9})
    assert unite(groups, near, shared=SHARED, near=NEAR) == united


GROUPS = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=6, unique=True).map(sorted), max_size=8)


@given(GROUPS, st.floats(0, 1))
def test_uniting_groups_loses_nothing_that_is_told(groups: list[list[int]], chance: float) -> None:
    table = chances(10, dict.fromkeys(combinations(range(10), 2), chance))
    united = unite(groups, table, shared=SHARED, near=NEAR)
    assert {i for group in united for i in group} == {i for group in groups for i in group}
    assert all(group == sorted(group) and len(group) > 1 for group in united)
    assert united == unite(list(reversed(groups)), table, shared=SHARED, near=NEAR)


# Ties


def test_a_telling_is_tied_to_the_likeliest_other_one_with_a_reason() -> None:
    told = [passage("a", FIRE, BRIDGE), passage("b", BRIDGE, FIRE), passage("c", FIRE, CUP)]
    places = [("a", Span(0, 9)), ("b", Span(10, 19)), ("b", Span(0, 9)), ("c", Span(10, 19))]
    ties = find_ties(told, places)
    assert ties["a", Span(0, 9)].other == ("b", Span(10, 19))
    assert ties["b", Span(10, 19)].other == ("a", Span(0, 9))
    fire, bridge = ties["a", Span(0, 9)], ties["b", Span(0, 9)]
    assert fire.score > 0.5 > bridge.score
    assert "they mean much the same" in fire.reason
    assert fire.reason == ties["b", Span(10, 19)].reason


def test_a_reason_says_of_values_only_what_is_so() -> None:
    told = [
        replace(passage(name, FIRE, BRIDGE), values=({"figure": frozenset({value})}, {"date": frozenset()}))
        for name, value in (("a", "40"), ("b", "40"), ("c", "60"))
    ]
    ties = find_ties(told, [("a", Span(0, 9)), ("b", Span(0, 9))])
    assert "they do not give the same figures" not in ties["a", Span(0, 9)].reason
    ties = find_ties(told, [("a", Span(0, 9)), ("c", Span(0, 9))])
    assert "they give the same figures" not in ties["a", Span(0, 9)].reason
    assert "day" not in ties["a", Span(0, 9)].reason.partition("against")[0]


@pytest.mark.parametrize(
    "told", [[], [passage("a")], [passage("a", FIRE)]], ids=["no articles", "no words", "alone"]
)
def test_what_stands_alone_has_no_tie(told: list[Passage]) -> None:
    assert find_ties(told, [("a", Span(0, 9))]) == {}


# The nearest sentence


def test_the_nearest_sentence_is_shown_with_how_near_it_comes() -> None:
    told, bridge = passage("a", FIRE, BRIDGE), passage("b", BRIDGE).vectors
    span, score = nearest(told, bridge) or (None, None)
    assert span == Span(10, 19)
    assert score == pytest.approx(1)
    assert nearest(told, -bridge) == (Span(0, 9), 0)
    assert nearest(passage("c"), bridge) is None


# Words


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Mostaren e mbyllën portin", "Мостар го затвори пристаништето", True),
        ("Die Brücke kostet 4000 Euro", "4000 καμήλες", True),
        ("The harbour is shut", "Порт е затворен", False),
        ("利姆诺斯港关闭", "利姆诺斯风暴", True),
        ("Ana met Ina in May", "Ana met Ina in May", False),
    ],
    ids=["scripts", "numbers", "nothing", "ideographs", "short words"],
)
def test_what_two_sentences_share_whatever_their_language(one: str, other: str, shared: bool) -> None:
    assert bool(word_stems(one) & word_stems(other)) is shared


def wire(number: int, dead: str = "4") -> Passage:
    """Make an article of ten sentences that all print; the first says how many died."""
    made = passage(f"{number:03}", *([FIRE, BRIDGE, CUP] * 4)[:10])
    words = tuple(frozenset({"valley", "warden", f"word{row}"}) for row in range(10))
    return replace(made, words=words, values=({"figure": frozenset({dead})}, *made.values[1:]))


def test_what_a_hundred_articles_print_is_looked_at_once_and_told_by_all() -> None:
    printed = [wire(n, dead="5" if n == 70 else "4") for n in range(110)]
    told, twins = without_twins(printed, 600)
    assert [(p.article, len(p.sentences)) for p in told] == [("000", 10), ("070", 1)]
    claims = with_twins(lined_up(told), twins, [p.article for p in printed])
    places = [place for claim in claims for place in sentences_of(claim)]
    assert sorted(set(places)) == sorted(f"{n:03}.{row}" for n in range(110) for row in range(10))
    [first, *_] = claims
    assert [t.article for t in first.tellings] == sorted(t.article for t in first.tellings)


def test_a_chapter_of_common_size_is_looked_at_whole() -> None:
    printed = [wire(n) for n in range(20)]
    told, twins = without_twins(printed, 600)
    assert told == printed
    assert not twins


def test_short_sentences_stand_for_themselves() -> None:
    many = [passage(f"{n:03}", *[FIRE] * 10) for n in range(100)]
    told, twins = without_twins(many, 600)
    assert sum(len(p.sentences) for p in told) == 1000
    assert not twins
