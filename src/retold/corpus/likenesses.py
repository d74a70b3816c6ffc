"""How alike the sentences of articles are, in memory as far as they have been compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from retold import group
from retold.group import Account
from retold.protocols import Vectors

#: Articles of which it is remembered, those compared last, with some 150 others each of 100 bytes: a large event is
#: grouped anew with each report of it, and its other reports stay as alike as they were. A day's news has some 500.
MOST_COMPARED = 2_000


class _Compared(NamedTuple):
    """The vectors that an article was compared by, their number, and its likeness by those of others."""

    vectors: Vectors
    number: int
    likeness: dict[int, float]


class Likenesses:
    """Compares accounts as `group.likeness` does, each two once."""

    def __init__(self) -> None:
        self._held: dict[str, _Compared] = {}
        self._numbered = 0

    def __call__(self, rows: Sequence[Account], columns: Sequence[Account]) -> Vectors:
        """Return the likeness of each pair of accounts: (rows, columns)."""
        ours, theirs = ([self._of(account) for account in side] for side in (rows, columns))
        known = [sum(other.number in own.likeness for other in theirs) for own in ours]
        # What one row tells, others need not be asked.
        for row in sorted(range(len(rows)), key=known.__getitem__):
            own = ours[row]
            missing = [place for place, other in enumerate(theirs) if other.number not in own.likeness]
            if missing:
                alike = group.likeness([rows[row]], [columns[place] for place in missing])[0]
                for place, value in zip(missing, alike.tolist(), strict=True):
                    own.likeness[theirs[place].number] = theirs[place].likeness[own.number] = value
        found = [[own.likeness[other.number] for other in theirs] for own in ours]
        self._forget_oldest()
        return np.array(found, dtype=np.float32).reshape(len(rows), len(columns))

    def _of(self, account: Account) -> _Compared:
        """Return what is known of an account; of one that reads otherwise now, nothing."""
        held = self._held.pop(account.article, None)
        if held is None or held.vectors is not account.vectors:
            self._numbered += 1
            held = _Compared(account.vectors, self._numbered, {})
        self._held[account.article] = held  # the ones used last stand last
        return held

    def _forget_oldest(self) -> None:
        while len(self._held) > MOST_COMPARED:
            self._held.pop(next(iter(self._held)))
