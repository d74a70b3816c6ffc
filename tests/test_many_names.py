"""An article of ever so many names: each is held against few of them, and one of too many is kept aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import HASHING
from effort import calls, steps
from factories import make_article
from hostile.inputs import name_of

from retold.corpus import open_corpus
from retold.find import parting
from retold.find.capitals import propose_names
from retold.model import EntityKind, Mention, Span
from retold.resolve import NamedMention, Profile, across, compare, link_mentions, within


def told(make: Callable[[int], str], many: int, kind: EntityKind, article: str = "a") -> list[NamedMention]:
    """Set so many names into an article, one after the other."""
    return [
        NamedMention(
            mention=Mention(article=article, span=Span(50 * n, 50 * n + 30), kind=kind), text=make(n)
        )
        for n in range(many)
    ]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda n: f"{name_of(2 * n)} {name_of(2 * n + 1)}", EntityKind.PERSON),
        (lambda n: f"Arta {name_of(n)}", EntityKind.PERSON),
        (lambda n: f"Arta Velo{name_of(n).lower()}", EntityKind.PERSON),
        (name_of, EntityKind.OTHER),
        (lambda n: f"{name_of(n)}-{name_of(2 * n)} Group", EntityKind.ORGANISATION),
        (lambda n: f"Agency of {name_of(n)} {name_of(2 * n)}", EntityKind.ORGANISATION),
        (lambda n: f"Ministry of {name_of(n)}", EntityKind.ORGANISATION),
    ],
    ids=["full", "of one given name", "much alike", "bare", "double", "agencies", "ministries"],
)
def test_each_of_many_names_is_compared_with_few_others(make: Callable[[int], str], kind: EntityKind) -> None:
    names, asked = told(make, 400, kind), (within._same_name, within._part_score, compare.likeness)
    assert calls(asked, lambda: link_mentions(names)) < 250 * len(
        names
    )  # over 400 if each is held against all


def agency(number: int) -> str:
    return f"Agency of {name_of(number)} {name_of(2 * number)}"


def test_each_of_many_names_is_compared_with_few_of_another_article() -> None:
    known = link_mentions(told(agency, 400, EntityKind.ORGANISATION)).profiles
    again = told(agency, 360, EntityKind.ORGANISATION, "b")
    joined: list[int] = []
    asked = calls([compare.likeness], lambda: joined.append(len(link_mentions(again, known).joins)))
    assert asked < 120 * len(again)
    assert joined[0] >= len(again)  # each is found in spite of it


def test_few_are_looked_up_for_one_of_many_under_the_same_keys() -> None:
    board = across._Board((), lambda one, other: False)
    profiles = [Profile((named,)) for named in told(agency, 1_000, EntityKind.ORGANISATION)]
    for profile in profiles:
        board.add(profile)
    found = [set(board._under(profile.asked)) for profile in profiles]
    assert max(map(len, found)) < 500
    assert all(profile.id in under for profile, under in zip(profiles, found, strict=True))


def test_each_of_many_names_is_parted_by_what_few_others_are() -> None:
    text = "".join(f"{name_of(2 * n)} {name_of(2 * n + 1)} left. " for n in range(400))
    names = propose_names(text, [Span(0, len(text))], "en")
    comparisons = calls([parting._Persons._with], lambda: parting.part(names, text, "en", ()))
    assert comparisons < 20 * len(names)


def test_an_article_of_too_many_names_is_kept_aside_whole(tmp_path: Path) -> None:
    text = "then Arta Velo met with old Jon Prenda there. "
    long = make_article(text=text * 1_600, title=None, language="en")
    good = make_article(text=text * 20, title=None, language="en")
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        added = corpus.add([long, good])
        assert added.new == (good.id,)
        [failure] = added.failed
        assert failure.reason == "has 3,207 names, more than the limit of 3,000"
        assert corpus.store.failed_content(long.location) == long.text.encode()


def test_that_many_are_named_makes_none_of_them_dearer_to_find() -> None:
    def work(many: int) -> int:
        text = "".join(f"then came {name_of(2 * n)} {name_of(2 * n + 1)}. " for n in range(many))
        assert len(propose_names(text, [Span(0, len(text))], "en")) == many
        return steps(lambda: propose_names(text, [Span(0, len(text))], "en"))

    assert work(4_000) < 5 * work(1_000)
