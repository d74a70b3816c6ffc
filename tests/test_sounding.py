"""Looking at many names at once finds what comparing them one by one finds."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.model import EntityKind, Mention, Span
from retold.resolve.compare import SUPPORTED, likeness
from retold.resolve.profiles import NamedMention, Profile
from retold.resolve.sounding import Sounding
from retold.text.names import fold, similarity
from retold.text.sounds import Tokens

#: Spellings of invented names, some of one, some that only begin or end alike.
SPELLINGS = (
    *("Marlenka", "Marlenke", "Марленка", "Μαρλένκα", "Marlenková", "Marten", "Karlen", "Lenka"),
    *("Ivo Tarasin", "Tarasin Ivo", "Иво Тарасин", "Tarasin", "Tarasinu", "Ivo Tarasov", "Ива Тарасина"),
    *("Dolna Breza", "Dolnej Brezy", "Dolna", "Breza Trade", "Dolnabreza", "Dolna-Breza", "Gorna Breza"),
    *(
        "مارلينكا",
        "타라신",
        "塔拉辛",
        "U.B",
        "UB",
        "И.В. Тарасин",
        "I. Tarasin",
        "van der Tarasin",
        "Breza-Tarasin",
        "M",
    ),
)
WORDS = st.sampled_from([word for name in SPELLINGS for word in name.split()])
NAMES = st.lists(
    st.one_of(
        st.sampled_from(SPELLINGS),
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
        st.text("aeikrstnov м", min_size=1, max_size=9).filter(lambda name: bool(name.strip())),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)


FOLDED = st.text("aeiouybdghkmnrstvz", min_size=1, max_size=12).filter(lambda token: fold(token) == token)


@given(tokens=st.lists(FOLDED, min_size=1, max_size=8))
def test_no_alike_tokens_are_overlooked(tokens: list[str]) -> None:
    rows = Tokens(tokens)
    found = rows.may_be_alike(rows, SUPPORTED)
    for (i, one), (j, other) in product(enumerate(tokens), repeat=2):
        assert found[i, j] or similarity(one, other) < SUPPORTED, (one, other)


def profile(name: str, kind: EntityKind) -> Profile:
    kinds = tuple(0.7 if each is kind else 0.1 for each in EntityKind)
    mention = Mention(article="a", span=Span(0, len(name)), kind=kind, kinds=kinds)
    return Profile((NamedMention(mention=mention, text=name),))


@pytest.mark.parametrize(
    "kinds",
    [
        (EntityKind.PERSON, EntityKind.PERSON),
        (EntityKind.ORGANISATION, EntityKind.ORGANISATION),
        (EntityKind.PERSON, EntityKind.PLACE),
    ],
)
@given(names=NAMES)
def test_no_likeness_is_overlooked(names: list[str], kinds: tuple[EntityKind, EntityKind]) -> None:
    for one, other in product(names, repeat=2):
        a, b = profile(one, kinds[0]), profile(other, kinds[1])
        sounding = Sounding(b.sounds)
        near = sounding.like(a.sounds)
        like = likeness(a, b)
        assert likeness(a, b, may=sounding.may_be_alike) == like, (one, other)
        if like:
            assert near.whole or (near.parts and not like.alone), (one, other)


def test_what_sounds_otherwise_is_left_out() -> None:
    near = Sounding(SPELLINGS).like(["Marlenka"])
    assert {"Марленка", "Marlenke", "Μαρλένκα"} <= near.whole
    assert not {"Tarasin", "Dolna Breza", "Gorna Breza", "UB"} & near.whole
