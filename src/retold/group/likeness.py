"""How alike two accounts are: the sentences of each against the best match in the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retold.group.accounts import Account
from retold.protocols import Vectors
from retold.text.time import days_apart


def likeness(rows: Sequence[Account], columns: Sequence[Account]) -> Vectors:
    """Return the symmetric best match of sentences for each pair of accounts: (rows, columns).

    The mean cosine of each sentence with the nearest of the other article, both ways. Whole-article vectors
    cannot tell the same event from another one with the same actors; this can.
    """
    a, b = np.concatenate([x.vectors for x in rows]), np.concatenate([x.vectors for x in columns])
    cosines = a @ b.T
    starts_a, starts_b = _starts(rows), _starts(columns)
    best_in_b = np.maximum.reduceat(cosines, starts_b, axis=1)
    best_in_a = np.maximum.reduceat(cosines, starts_a, axis=0)
    forth = np.add.reduceat(best_in_b, starts_a, axis=0) / _lengths(rows)[:, None]
    back = np.add.reduceat(best_in_a, starts_b, axis=1) / _lengths(columns)[None, :]
    return np.asarray((forth + back) / 2, dtype=np.float32)


def days_between(rows: Sequence[Account], columns: Sequence[Account]) -> Vectors:
    """Return the fewest days that can lie between two accounts: (rows, columns); 0 where one has no date."""
    apart = [[days_apart(a.days, b.days) or 0 for b in columns] for a in rows]
    return np.array(apart, dtype=np.float32).reshape(len(rows), len(columns))


def _lengths(accounts: Sequence[Account]) -> Vectors:
    return np.array([len(account.vectors) for account in accounts], dtype=np.float32)


def _starts(accounts: Sequence[Account]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *(len(account.vectors) for account in accounts[:-1])], dtype=np.int64)
