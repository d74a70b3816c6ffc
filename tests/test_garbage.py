"""A process that runs for days gives back what it no longer needs."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from retold.garbage import give_back

#: Pieces, and bytes of each: more than Python keeps in pools of its own, less than the system gives one by one.
PIECES, SIZE = 100_000, 1_000


def resident() -> int:
    """Return the bytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked to")
def test_what_is_free_between_things_in_use_is_given_back() -> None:
    pieces: list[bytes | None] = [bytes([n % 256]) * SIZE for n in range(PIECES)]
    last = pieces[-1]
    pieces[:-1] = [None] * (PIECES - 1)
    held = resident()
    give_back()
    assert resident() < held - PIECES * SIZE / 2
    assert last
