"""What was kept aside -> read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retold.errors import InputError
from retold.model import Article
from retold.store import SqlStore

#: Reads what stands at a place, and what stood at a place and was kept.
Read = Callable[[str], Iterator[Article | InputError]]
ReadKept = Callable[[str, bytes], Iterator[Article | InputError]]


@dataclass(frozen=True, slots=True)
class Again:
    """One input that is read again, and the places in it that failed before."""

    locations: tuple[str, ...]
    articles: Iterator[Article | InputError]


def failed_inputs(store: SqlStore, read: Read, read_kept: ReadKept) -> Iterator[Again]:
    """Yield the inputs that were kept aside and are there again, or were kept themselves."""
    failed: dict[str, list[str]] = {}
    for failure in store.failures():
        failed.setdefault(_input_of(failure["location"]), []).append(failure["location"])
    for place, locations in failed.items():
        if Path(place).exists() or "://" in place:
            yield Again(tuple(locations), read(place))
            continue
        for location in locations:
            if (content := store.failed_content(location)) is not None:
                yield Again((location,), read_kept(place, content))


def _input_of(location: str) -> str:
    """Return the file, or address, in which a place is: the location without the number of a row."""
    return location if Path(location).exists() else location.rpartition("#")[0] or location
