"""What is remembered of how alike two articles are is what comparing them anew gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold import group
from retold.corpus import likenesses
from retold.corpus.likenesses import Likenesses
from retold.group import Account


def account(article: str, seed: int) -> Account:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(1 + seed % 4, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    return Account(article=article, days=None, vectors=vectors, mean=vectors.mean(axis=0))


ACCOUNTS = [account(f"a{seed}", seed) for seed in range(12)]
SIDES = st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=6)


@given(questions=st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=5), most=st.sampled_from([2, 100]))
def test_each_question_is_answered_as_if_it_were_the_first(
    questions: list[tuple[list[Account], list[Account]]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likenesses, "MOST_COMPARED", most)
        remembered = Likenesses()
        for rows, columns in questions:
            np.testing.assert_allclose(remembered(rows, columns), group.likeness(rows, columns), atol=1e-5)


def test_no_two_are_compared_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = Likenesses()
    remembered(ACCOUNTS[:5], ACCOUNTS[:5])
    monkeypatch.delattr(group, "likeness")
    assert remembered(ACCOUNTS[3:5], ACCOUNTS[1:4]).shape == (2, 3)


def test_an_article_that_reads_otherwise_is_compared_anew() -> None:
    remembered = Likenesses()
    remembered(ACCOUNTS[:2], ACCOUNTS[:2])
    other = account("a0", 7)
    np.testing.assert_allclose(
        remembered([other], ACCOUNTS[:2]), group.likeness([other], ACCOUNTS[:2]), atol=1e-5
    )
