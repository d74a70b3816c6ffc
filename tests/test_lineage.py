"""Who follows whom, and how many voices stand behind a claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retold.compare import Account, Statement, find_follows, most_material_first, trace
from retold.model import (
    Article,
    Attribution,
    AttributionKind,
    Claim,
    Copy,
    CopyKind,
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


def test_an_original_follows_no_copy_of_itself() -> None:
    accounts = [Account(article("a"), DETAILS), Account(article("b"), DETAILS)]
    copied = Copy(article="b", original="a", contained=0.9)
    told = claims(a=[0, 10, 20, None], b=[0, 10, 20, 30])
    assert followed(find_follows(accounts, told, [copied], least=LEAST)) == {"b": "a"}


def test_an_article_follows_the_outlet_that_it_names() -> None:
    accounts = [
        Account(article("a", "2024-05-06", "Zeri Liqenit"), DETAILS),
        Account(article("b"), frozenset(), ("весникот „Зери Лиќенит“",)),
    ]
    [found] = find_follows(accounts, claims(a=[0, 10], b=[20, None]), [], least=LEAST)
    assert found.reason == "names it as a source; tells 1 of its 1 claims too"


def test_an_article_that_takes_over_a_part_follows_it_beside_the_one_it_retells() -> None:
    accounts = [
        Account(article("a", "2024-05-06"), DETAILS),
        Account(article("wire", "2024-05-06"), frozenset()),
        Account(article("b"), DETAILS),
    ]
    part = Copy(article="b", original="wire", contained=0.3, kind=CopyKind.PART)
    elsewhere = Copy(article="b", original="of another story", contained=0.2, kind=CopyKind.PART)
    told = claims(a=[0, 10, 20], b=[0, 10, 20])
    found = find_follows(accounts, told, [part, elsewhere], least=LEAST)
    assert [(f.followed, f.share) for f in found] == [("wire", 0.3), ("a", 1.0)]
    assert found[0].reason == "30% of it stands there word for word"


def test_a_translation_follows_its_original() -> None:
    accounts = [Account(article("a"), DETAILS), Account(article("b"), DETAILS)]
    copy = Copy(article="b", original="a", contained=0.95, kind=CopyKind.TRANSLATION)
    [found] = find_follows(accounts, claims(a=[0, 10], b=[0, 10]), [copy], least=LEAST)
    assert (found.followed, found.reason) == ("a", "95% of it stands there in translation")


def test_who_quotes_the_same_words_follows_sooner() -> None:
    quotes = (Span(10, 15), Span(20, 25))
    told = claims(a=[0, 10, 20, 30], b=[0, 10, 20, None], c=[5, None, 90, None])
    plain = [
        Account(article("a", "2024-05-06"), DETAILS),
        Account(article("b"), frozenset({("figure", "8")})),
    ]
    assert find_follows(plain, told, [], least=LEAST) == []
    quoting = [replace(account, quoted=quotes) for account in plain]
    [found] = find_follows(quoting, told, [], least=LEAST)
    assert found.reason == "tells 3 of its 3 claims too, in the same order; shares 2 quotations"


# Roots

POLICE, MAYOR, OUTLET = "the police of Zall", "Mayor Ana Kodra", "Zëri i Zallit"


def statement(name: str, source: str | None = None, outlet: str | None = None) -> Statement:
    """Make a statement that gives a claim to a source, or to nobody."""
    text = f"{source or 'Nobody named'} said that the bridge was closed."
    made = replace(article(name, outlet=outlet), text=text)
    attributions = (
        Attribution(
            id=f"{name}.0",
            article=name,
            kind=AttributionKind.INDIRECT,
            source=Span(0, len(source)),
            content=Span(len(source) + 6, len(text)),
        )
        for source in (source,)
        if source
    )
    return Statement(
        article=made,
        spans=(Span(0, len(text)),),
        score=1.0,
        figures=(),
        dates=(),
        attributions=tuple(attributions),
        modalities=frozenset(),
        vector=np.zeros(4, dtype=np.float32),
    )


def follow(name: str, followed: str) -> Follow:
    return Follow(article=name, followed=followed, share=1.0, score=0.9, reason="")


def copy(name: str, original: str, kind: CopyKind, *spans: Span) -> Copy:
    return Copy(article=name, original=original, contained=0.5, kind=kind, spans=spans)


WHOLE_SENTENCE, OTHER_SENTENCE = Span(0, 200), Span(500, 600)

LINKS: dict[str, tuple[list[Follow], list[Copy], int]] = {
    "nothing links them": ([], [], 2),
    "a retelling": ([follow("b", "a")], [], 1),
    "a copy": ([], [copy("b", "a", CopyKind.WHOLE)], 1),
    "a translation of the sentence": ([], [copy("b", "a", CopyKind.TRANSLATION, WHOLE_SENTENCE)], 1),
    "a translation that adds the sentence": ([], [copy("b", "a", CopyKind.TRANSLATION, OTHER_SENTENCE)], 2),
    "the sentence taken over": ([], [copy("b", "a", CopyKind.PART, WHOLE_SENTENCE)], 1),
    "another sentence taken over": ([follow("b", "a")], [copy("b", "a", CopyKind.PART, OTHER_SENTENCE)], 2),
    "through a third that names nobody": ([follow("c", "a"), follow("b", "c")], [], 1),
}


@pytest.mark.parametrize(("follows", "copies", "voices"), LINKS.values(), ids=LINKS)
def test_what_came_from_one_article_has_one_root(
    follows: list[Follow], copies: list[Copy], voices: int
) -> None:
    told = [statement("a", POLICE), statement("c"), statement("b", MAYOR)]
    apart = difference(DifferenceKind.ATTRIBUTION, "a", "b")
    assert trace("c1", told, [apart], follows, copies).independent == voices


def test_who_names_an_outlet_has_the_root_of_its_report() -> None:
    told = [statement("a", POLICE, outlet="zeri-i-zallit"), statement("b", OUTLET)]
    apart = difference(DifferenceKind.ATTRIBUTION, "a", "b")
    assert trace("c1", told, [apart], [], []).origins == (("a", "b"),)


def test_who_names_nobody_has_the_root_of_what_it_follows_and_else_none() -> None:
    told = [statement("a", POLICE), statement("b"), statement("c")]
    assert trace("c1", told, [], [follow("b", "a")], []).origins == (("a", "b"),)
    assert trace("c1", told, [], [follow("a", "b")], []).origins == (("a",),), "the followed named nobody"


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
