"""How much work something takes, counted: the same on any machine, whatever else that does.

What is spent inside of one call of a regular expression, or of a library, is not counted; `ending` sees to it that
such a call comes back at all, and `scripts/poison.py` measures its time.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count
from types import FrameType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _typeshed import TraceFunction

#: Seconds of a processor that nothing takes here which ends in our lifetime.
MOST = 120


def calls(functions: Collection[Callable[..., object]], act: Callable[[], object]) -> int:
    """Count how often functions are called by something."""
    codes, made = {function.__code__ for function in functions}, count()
    sys.setprofile(lambda frame, event, _: next(made) if event == "call" and frame.f_code in codes else None)
    try:
        act()
    finally:
        sys.setprofile(None)
    return next(made)


def steps(act: Callable[[], object]) -> int:
    """Count the lines that something executes, each time round a loop anew, and what it calls outside of Python."""
    made, former = count(), sys.gettrace()

    def line(_: FrameType, event: str, __: object) -> TraceFunction:
        if event == "line":
            next(made)
        return line

    sys.settrace(line)
    sys.setprofile(lambda _frame, event, _: next(made) if event == "c_call" else None)
    try:
        act()
    finally:
        sys.setprofile(None)
        sys.settrace(former)
    return next(made)


@contextmanager
def ending() -> Iterator[None]:
    """Fail where something has no end; what is tried takes hours if it grows with the square of its length."""

    def give_up(*_: object) -> None:
        pytest.fail("It has no end.")

    former = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, MOST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
