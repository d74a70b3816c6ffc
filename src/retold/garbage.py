"""What a process holds of memory that it has no more use for."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from functools import cache

#: New objects after which Python looks for those that only refer to each other, instead of 700. In one process that
#: adds 204 articles of bench/throughput.py, 24 of 230 ms of processor time an article went into looking, with this 4
#: of 211; it takes some MB more.
OBJECTS_A_COLLECTION = 50_000


def collect_seldom() -> None:
    """Let this process look seldom for garbage: what is kept in memory is large, and hardly any of it is."""
    gc.set_threshold(OBJECTS_A_COLLECTION)


def give_back() -> None:
    """Give what is free between things in use back to the system, where the C library can do that (glibc).

    A process that runs for days holds ever more of it otherwise; after an hour of `bench/day.py` some 30 MB, in 3 ms.
    """
    if trim := _malloc_trim():
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # a system that does not give its own library so
        return None
    return found
