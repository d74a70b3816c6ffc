"""Which of some things stands for them all."""

from __future__ import annotations

from collections.abc import Sequence

#: Things whose cosines with the middle differ by less are as central: of two, both are as near as it gets, and what
#: is kept of vectors is rounded to three digits.
AS_CENTRAL = 0.01


def most_central(nearness: Sequence[float], told: Sequence[int] = ()) -> int:
    """Return the place of the most central of some things, given in time order with how near to the middle each is.

    Of those that are as central, the one told by most articles is taken, where that is given; of these the earliest.
    """
    best = max(nearness)
    central = [place for place, near in enumerate(nearness) if near > best - AS_CENTRAL]
    return max(central, key=lambda place: (told[place] if told else 0, -place))
