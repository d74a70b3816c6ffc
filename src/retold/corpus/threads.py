"""How many threads linear algebra runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Run numpy's matrix products on one thread while the block runs; also a decorator.

    The matrices of a story or a few articles are small: threads for them wait for each other, busily. On two cores
    that much else ran on, adding 48 articles of bench/throughput.py took 317 ms of processor time each, with one
    thread 224.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()  # numpy's is loaded by now
