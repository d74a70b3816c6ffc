"""All cores of one machine: worker processes that read articles and line up chapters while this one keeps them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from retold import encode
from retold.align import Chapter
from retold.corpus import Corpus, Lined, ReadHere, WasRead, open_corpus, read_each
from retold.errors import StoreError
from retold.garbage import collect_seldom
from retold.model import Article
from retold.settings import Settings

Given = TypeVar("Given")
Found = TypeVar("Found")

#: Things that each worker has waiting: enough that none is idle, few enough that memory stays small.
WAITING = 3


class Processes:
    """An engine of worker processes; each loads the encoder once and runs it on one thread.

    They read the corpus, this process alone writes it. Where the work ends in the middle, what is kept is whole,
    and the same call goes on from there.
    """

    def __init__(self, corpus: Corpus, place: str, *, workers: int | None = None) -> None:
        self._corpus = (place, corpus.encoder_name, corpus.settings)
        self._workers = workers or os.cpu_count() or 1
        collect_seldom()
        # A fork would copy the threads' locks and the connection of this process.
        self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_begin)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def read(self, articles: Iterable[Sequence[Article]], here: ReadHere, *, fast: bool) -> Iterator[WasRead]:
        """Read articles closely, or skim them, in the workers."""
        return self._spread(partial(_read, self._corpus, fast), articles)

    def line_up(self, chapters: Sequence[Chapter], *, differences: bool) -> Iterator[Lined | None]:
        """Line up chapters in the workers, as they find them."""
        return self._spread(partial(_line_up, self._corpus, differences), chapters)

    def _spread(self, work: Callable[[Given], Found], items: Iterable[Given]) -> Iterator[Found]:
        """Yield what comes of each item in order, with a few of them ahead."""
        waiting: deque[Future[Found]] = deque()
        try:
            for item in items:
                waiting.append(self._pool.submit(work, item))
                if len(waiting) >= WAITING * self._workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise StoreError(
                "a worker process was ended from outside (no memory left?); what was finished is kept: "
                "the same call goes on from there"
            ) from error


# In a worker

Place = tuple[str, str, Settings]


def _begin() -> None:
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that keeps
    Thread(target=_end_with_it, daemon=True).start()


def _end_with_it() -> None:
    """End when the process that keeps was killed, which nothing else would tell."""
    if keeper := parent_process():
        keeper.join()
    os._exit(1)


@cache
def _corpus(place: str, encoder: str, settings: Settings) -> Corpus:
    return open_corpus(
        place, create=False, encoder=encode.load_encoder(encoder, threads=1), settings=settings
    )


def _read(corpus: Place, fast: bool, articles: Sequence[Article]) -> WasRead:
    opened = _corpus(*corpus)
    return read_each(articles, opened.encoder, most_sentences=opened.settings.max_sentences, fast=fast)


def _line_up(corpus: Place, differences: bool, chapter: Chapter) -> Lined:
    return _corpus(*corpus).line_up(chapter, differences=differences)
