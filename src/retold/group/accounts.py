"""What one article brings to the question which event it tells."""

from __future__ import annotations

from dataclasses import dataclass

from retold.protocols import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One article's account of whatever happened.

    `vectors` (sentences, width) and `mean` (width,) are centred with unit rows; boilerplate is left out.
    `days` are the first and last day it may have been published on.
    """

    article: str
    days: tuple[int, int] | None
    vectors: Vectors
    mean: Vectors
