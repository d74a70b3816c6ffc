"""Many addresses at once, each site's in turn."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Full, Queue

from retold.errors import FetchError
from retold.fetch import Fetched
from retold.watch.politeness import Politeness, host_of

#: Sites asked at the same time, and answers that wait to be read: as many as fit in little memory.
SITES_AT_ONCE = 8
WAITING_ANSWERS = 8

#: After this many questions without an answer, a site is left alone until the next round.
SILENT = 3


@dataclass(frozen=True, slots=True)
class Question:
    """An address to ask for; `robots` where the site's robots.txt is heeded."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    robots: bool = True


Answer = tuple[Question, Fetched | FetchError]


class Asking:
    """Asks sites side by side, one thread a site, so that no site is ever asked twice at once."""

    def __init__(self, politeness: Politeness, stop: threading.Event) -> None:
        self._politeness = politeness
        self._stop = stop

    def ask(self, questions: Iterable[Question]) -> Iterator[Answer]:
        """Yield the answers as they come.

        Questions that a stop cuts off, a silent site, or one that wishes to be left alone, get none.
        """
        sites: dict[str, deque[Question]] = {}
        for question in questions:
            sites.setdefault(host_of(question.url), deque()).append(question)
        answers: Queue[Answer | None] = Queue(WAITING_ANSWERS)
        ended = threading.Event()
        with ThreadPoolExecutor(SITES_AT_ONCE, thread_name_prefix="fetch") as threads:
            for waiting in sites.values():
                threads.submit(self._ask_site, waiting, answers, ended)
            try:
                left = len(sites)
                while left:
                    answer = answers.get()
                    if answer is None:
                        left -= 1
                    else:
                        yield answer
            finally:
                ended.set()

    def _ask_site(
        self, waiting: deque[Question], answers: Queue[Answer | None], ended: threading.Event
    ) -> None:
        silent = 0
        while waiting and silent < SILENT and not (self._stop.is_set() or ended.is_set()):
            if self._politeness.left_alone(waiting[0].url):
                break
            question = waiting.popleft()
            answer = self._ask_one(question)
            if self._stop.is_set() and isinstance(answer, FetchError):
                break  # it may have been cut off
            _hand_over((question, answer), answers, ended)
            if isinstance(answer, FetchError):
                silent = silent + 1 if answer.silent else 0
        _hand_over(None, answers, ended)

    def _ask_one(self, question: Question) -> Fetched | FetchError:
        try:
            return self._politeness.get(question.url, question.headers, self._stop, robots=question.robots)
        except FetchError as error:
            return error
        except (
            Exception
        ) as error:  # what libraries raise on what nobody foresaw; a site's thread must not end of it
            return FetchError(question.url, f"breaks off or answers nonsense ({type(error).__name__})")


def _hand_over(answer: Answer | None, answers: Queue[Answer | None], ended: threading.Event) -> None:
    """Put an answer where it is waited for, unless nobody waits any more."""
    while not ended.is_set():
        try:
            answers.put(answer, timeout=0.1)
        except Full:
            continue
        return
