"""Where the work is done that writes nothing: the seam between a corpus and other processes or machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Protocol

from retold.align import Chapter
from retold.corpus.lined import Lined
from retold.corpus.reading import Reading
from retold.errors import InputError
from retold.model import Article

#: What was found in articles, and which of them broke the path.
WasRead = tuple[Sequence[Reading], Mapping[str, InputError]]

#: Reads articles closely.
ReadHere = Callable[[Sequence[Article]], WasRead]


class LinesUp(Protocol):
    """Lines up chapters, several at once, and gives back what was found in the order asked."""

    def line_up(self, chapters: Sequence[Chapter], *, differences: bool) -> Iterator[Lined | None]:
        """Line up the tellings of chapters; None leaves that to this process."""
        ...


class Engine(LinesUp, Protocol):
    """Reads articles, too; it may take from what it is given some ahead."""

    def read(self, articles: Iterable[Sequence[Article]], here: ReadHere, *, fast: bool) -> Iterator[WasRead]:
        """Read articles closely, or skim them to be `fast`, those of one call together.

        `here` is how this process does it.
        """
        ...


class Here:
    """One thing after the other in this process."""

    def read(self, articles: Iterable[Sequence[Article]], here: ReadHere, *, fast: bool) -> Iterator[WasRead]:
        """Read articles when they are asked for."""
        return map(here, articles)

    def line_up(self, chapters: Sequence[Chapter], *, differences: bool) -> Iterator[Lined | None]:
        """Leave each chapter for when its turn comes: those before it may join names that it tells."""
        return repeat(None, len(chapters))


HERE = Here()
