"""How often Python looks for objects that only refer to each other."""

from __future__ import annotations

import gc

#: New objects after which it looks, instead of 700. In one process that adds 204 articles of bench/throughput.py, 24
#: of 230 ms of processor time an article went into looking, with this 4 of 211; it takes some MB more.
OBJECTS_A_COLLECTION = 50_000


def collect_seldom() -> None:
    """Let this process look seldom, for good: what is kept in memory is large, and hardly any of it is garbage."""
    gc.set_threshold(OBJECTS_A_COLLECTION)
