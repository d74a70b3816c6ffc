"""Who follows whom, and how many voices stand behind a claim."""

from __future__ import annotations

import pytest

from retold.compare import Account, find_follows, most_material_first
from retold.model import (
    Article,
    Claim,
    Copy,
    Difference,
    DifferenceKind,
    Evidence,
    Follow,
    Lineage,
    Span,
    Telling,
)

LEAST = 0.75
DETAILS = frozenset({("figure", "430"), ("figure", "17"), ("date", "2024-05-06"), ("name", "kiln")})


def article(name: str, published: str | None = "2024-05-07", outlet: str | None = None) -> Article:
    return Article(id=name, location=f"{name}.txt", text="x" * 100, published=published, outlet=outlet)


def claims(**places: list[int | None]) -> list[Claim]:
    """One claim a place in the lists: where it stands in each article, None where it is not told."""
    length = max(len(at) for at in places.values())
    return [
        Claim(
            id=f"c{i}",
            event="e",
            tellings=tuple(
                Telling(article=name, span=Span(start, start + 5))
                for name, at in places.items()
                if (start := at[i]) is not None
            ),
        )
        for i in range(length)
    ]


def followed(found: list[Follow]) -> dict[str, str]:
    return {follow.article: follow.followed for follow in found}


def test_an_article_with_the_same_claims_in_order_and_the_same_details_follows() -> None:
    accounts = [Account(article("a", "2024-05-06"), DETAILS), Account(article("b"), DETAILS)]
    [found] = find_follows(accounts, claims(a=[0, 10, 20, 30], b=[0, 10, 20, 30]), [], least=LEAST)
    assert (found.article, found.followed, found.share) == ("b", "a", 1.0)
    assert found.reason == "tells 4 of its 4 claims too, in the same order; shares 17, 430, 2024-05-06"


@pytest.mark.parametrize(
    ("places", "details"),
    [
        ([30, 20, 10, 0], DETAILS),
        ([0, None, None, 10], frozenset({("figure", "900"), ("figure", "88"), ("date", "2024-05-01")})),
    ],
    ids=["another order", "few claims, other details"],
)
def test_an_article_of_its_own_follows_none(
    places: list[int | None], details: frozenset[tuple[str, str]]
) -> None:
    accounts = [Account(article("a", "2024-05-06"), DETAILS), Account(article("b"), details)]
    assert find_follows(accounts, claims(a=[0, 10, 20, 30], b=places), [], least=LEAST) == []


def test_none_follows_an_article_of_a_later_day_or_of_no_known_day() -> None:
    told = claims(a=[0, 10, 20], b=[0, 10, 20], c=[0, 10, 20])
    accounts = [
        Account(article("a", "2024-05-06"), DETAILS),
        Account(article("b", "2024-05-08"), DETAILS),
        Account(article("c", None), DETAILS),
    ]
    assert followed(find_follows(accounts, told, [], least=LEAST)) == {"b": "a"}


def test_of_two_articles_of_one_day_the_one_that_tells_less_follows() -> None:
    accounts = [Account(article("short"), DETAILS), Account(article("long"), DETAILS)]
    told = claims(short=[0, 10, 20, None], long=[0, 10, 20, 30])
    assert followed(find_follows(accounts, told, [], least=LEAST)) == {"short": "long"}


def test_a_copy_follows_its_original() -> None:
    accounts = [Account(article("a"), DETAILS), Account(article("b"), frozenset())]
    copy = Copy(article="b", original="a", contained=0.9)
    [found] = find_follows(accounts, claims(a=[0], b=[0]), [copy], least=LEAST)
    assert (found.followed, found.reason) == ("a", "90% of it stands there word for word")


def test_an_article_follows_the_outlet_that_it_names() -> None:
    accounts = [
        Account(article("a", "2024-05-06", "Zeri Liqenit"), DETAILS),
        Account(article("b"), frozenset(), ("весникот „Зери Лиќенит“",)),
    ]
    [found] = find_follows(accounts, claims(a=[0, 10], b=[20, None]), [], least=LEAST)
    assert found.reason == "names it as a source; tells 1 of its 1 claims too"


@pytest.mark.parametrize(("origins", "voices"), [((), 1), ((("a", "b"),), 1), ((("a",), ("b", "c")), 2)])
def test_a_claim_has_one_voice_at_least(origins: tuple[tuple[str, ...], ...], voices: int) -> None:
    assert Lineage(claim="c", chains=(), origins=origins).independent == voices


def difference(kind: DifferenceKind, *sides: str, at: int = 0, score: float = 0.5) -> Difference:
    return Difference(
        claim="c",
        kind=kind,
        sides=tuple(tuple(side) for side in sides),
        reason="",
        score=score,
        evidence=tuple(Evidence(article=a, span=Span(at, at + 2)) for side in sides for a in side),
    )


def test_figures_come_before_origins_and_what_more_articles_tell_before_the_rest() -> None:
    certainty = difference(DifferenceKind.CERTAINTY, "ab", "cd", score=0.9)
    origin = difference(DifferenceKind.ATTRIBUTION, "a", "b", score=0.9)
    wide = difference(DifferenceKind.FIGURE, "ab", "c", at=10, score=0.6)
    narrow = difference(DifferenceKind.FIGURE, "a", "d", at=20, score=0.9)
    assert most_material_first([certainty, origin, narrow, wide]) == [wide, narrow, origin, certainty]


def test_a_difference_that_two_claims_show_is_told_once() -> None:
    wide = difference(DifferenceKind.FIGURE, "ab", "c")
    narrow = difference(DifferenceKind.FIGURE, "a", "c")
    assert most_material_first([narrow, wide]) == [wide]
