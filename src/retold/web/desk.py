"""Where the corpus is changed: what is handed in and what is judged, one after the other, in a thread of its own."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Lock, Thread

from retold.corpus import Corpus
from retold.errors import InputError, RetoldError
from retold.model import Article
from retold.read import read_content
from retold.web.page import Upload

#: Finished hand-ins that are remembered, so that a server left running does not grow.
REMEMBERED = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What becomes of one hand-in: `done` of `total` articles so far; `error` where it had to stop.

    A judgement is one too, without files; `then` is the page that shows what came of it.
    """

    id: str
    files: tuple[str, ...]
    total: int = 0
    done: int = 0
    finished: bool = False
    new: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    error: str | None = None
    then: str | None = None


class Desk:
    """Takes files in; `open_corpus` is called in the thread that reads them."""

    def __init__(self, open_corpus: Callable[[], Corpus]) -> None:
        self._open = open_corpus
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._waiting: SimpleQueue[tuple[str, Callable[[Corpus], None]] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def hand_in(self, uploads: Sequence[Upload], outlet_pattern: str | None) -> Job:
        """Queue files for reading; ask `job` how it goes."""
        job = Job(id=secrets.token_hex(8), files=tuple(upload.name for upload in uploads))
        return self._queue(job, lambda corpus: self._read(corpus, job.id, uploads, outlet_pattern))

    def do(self, work: Callable[[Corpus], object], then: str) -> Job:
        """Queue a change of the corpus; its job leads to the page `then` when it is done."""
        job = Job(id=secrets.token_hex(8), files=(), then=then)

        def whole(corpus: Corpus) -> None:
            work(corpus)
            self._change(job.id, finished=True)

        return self._queue(job, whole)

    def _queue(self, job: Job, work: Callable[[Corpus], None]) -> Job:
        with self._lock:
            self._jobs[job.id] = job
            for old in [key for key, each in self._jobs.items() if each.finished][:-REMEMBERED]:
                del self._jobs[old]
        self.open()
        self._waiting.put((job.id, work))
        return job

    def open(self) -> None:
        """Begin to work: first line up what has been left, then take what is handed in."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._work, name="retold-desk", daemon=True)
                self._thread.start()

    def job(self, key: str) -> Job | None:
        """Return how a hand-in stands; None where there is none of that id."""
        with self._lock:
            return self._jobs.get(key)

    def close(self) -> None:
        """Finish what was handed in, then let go of the corpus."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _change(self, key: str, **changed: object) -> None:
        with self._lock:
            self._jobs[key] = replace(self._jobs[key], **changed)  # type: ignore[arg-type]

    def _advance(self, key: str) -> None:
        with self._lock:
            self._jobs[key] = replace(self._jobs[key], done=self._jobs[key].done + 1)

    def _work(self) -> None:
        try:
            opened = self._open()
        except RetoldError as error:
            self._refuse(str(error))
            return
        with opened as corpus:
            try:
                corpus.refresh()
            except Exception:  # what is handed in must be read all the same
                log.exception("lining up failed")
            while (waiting := self._waiting.get()) is not None:
                key, work = waiting
                try:
                    work(corpus)
                except RetoldError as error:
                    self._change(key, finished=True, error=str(error))
                except Exception:
                    log.exception("a change of the corpus failed")
                    self._change(key, finished=True, error="An error in Retold itself; its log says which.")

    def _refuse(self, error: str) -> None:
        """Answer whatever is handed in with what keeps the corpus from being opened."""
        while (waiting := self._waiting.get()) is not None:
            self._change(waiting[0], finished=True, error=error)

    def _read(self, corpus: Corpus, key: str, uploads: Sequence[Upload], pattern: str | None) -> None:
        found: list[Article | InputError] = [
            each
            for upload in uploads
            for each in read_content(
                upload.name, upload.content, outlet_pattern=pattern, max_bytes=corpus.settings.max_bytes
            )
        ]
        self._change(key, total=len(found))
        added = corpus.add(found, on_input=lambda: self._advance(key))
        failed = tuple((error.location, error.reason) for error in added.failed)
        self._change(key, finished=True, new=added.new, unchanged=added.unchanged, failed=failed)
