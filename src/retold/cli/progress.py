"""A count on a terminal while something is read."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich import progress
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn


class Progress:
    """A count on a terminal, shown once the work has taken a second."""

    def __init__(self) -> None:
        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=None)
        self._begun = time.monotonic()

    def __enter__(self) -> Callable[[], None]:
        return self._advance

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:  # else it would end a line that it has not begun
            self._bar.stop()

    def _advance(self) -> None:
        waited = time.monotonic() - self._begun > 1
        if waited and not self._bar.live.is_started and self._bar.console.is_terminal:
            self._bar.start()
        self._bar.advance(self._task)
