"""What one article brings to the question which event it tells."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retold.protocols import Vectors

Slots = NDArray[np.int32]

#: Slots that words are hashed into: of the 30,000 stems of a few thousand articles one in nine shares its slot.
SLOTS = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One article's account of whatever happened.

    `vectors` (sentences, width) and `mean` (width,) are centred with unit rows; boilerplate is left out.
    `days` are the first and last day it may have been published on, `times` the same in days and parts of days,
    as exact as is known. `words` are the slots of its word stems, `names` of those in names that no gazetteer holds,
    `values` what its head says of days, figures and places, by kind, as it is the same in every language. `opening`
    says that no more than that was encoded. `matter` (width,) is what it is about when it arrives (`matter_of`), None
    where that is not known.
    """

    article: str
    days: tuple[int, int] | None
    vectors: Vectors
    mean: Vectors
    times: tuple[float, float] | None = None
    language: str = "und"
    words: Slots = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    names: Slots = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    opening: bool = False
    matter: Vectors | None = None


def slots_of(stems: Iterable[str]) -> Slots:
    """Hash word stems into slots: each once, in order."""
    return np.unique(np.array([zlib.crc32(stem.encode()) % SLOTS for stem in stems], dtype=np.int32))
