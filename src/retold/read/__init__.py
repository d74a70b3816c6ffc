"""1. Any input -> articles. A reader per kind of file; what is true of every article is done here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from pkgutil import resolve_name

from retold.errors import InputError, UsageError, without_secret
from retold.model import Article
from retold.protocols import Reader
from retold.read.finishing import STDIN, Finishing
from retold.read.kinds import READERS, SUFFIXES, kind_of, sniffed, suffix_of, unpacked
from retold.read.names import NamePattern
from retold.read.opml import read_opml
from retold.read.outlets import NO_MERGES, Outlets, load_outlets
from retold.read.rows import NO_ARTICLE

__all__ = [
    "NO_MERGES",
    "READERS",
    "SUFFIXES",
    "kind_of",
    "list_files",
    "load_outlets",
    "read_articles",
    "read_content",
    "read_opml",
    "sniffed",
]


def read_articles(
    *locations: str | Path,
    outlet_pattern: str | None = None,
    max_bytes: int = 1 << 18,
    reader: str | None = None,
    outlets: Outlets = NO_MERGES,
) -> Iterator[Article | InputError]:
    """Read articles from files, from folders (all files of known kinds in them) and from "-", standard input.

    An input that cannot be read gives an InputError in its place, and the rest goes on: a missing path, a
    folder without a readable file, bytes that are no text, an empty text, one of more than `max_bytes` of
    UTF-8, a date that is on no calendar. `outlet_pattern` reads outlet, language and date from file names
    where the input does not say them (see `NamePattern`). `reader`, a name of `READERS` or "module:Name",
    reads every file whatever its suffix. `outlets` are the names that one outlet goes by. Raises UsageError
    for a pattern or a reader that does not fit.
    """
    finishing = Finishing(NamePattern(outlet_pattern) if outlet_pattern else None, max_bytes, outlets)
    chosen = _find_reader(reader) if reader else None
    return _read_all([str(location) for location in locations], chosen, finishing)


def read_content(
    name: str,
    content: bytes,
    *,
    kind: str | None = None,
    outlet_pattern: str | None = None,
    max_bytes: int = 1 << 18,
    outlets: Outlets = NO_MERGES,
    complete: Callable[[Article], Article] | None = None,
) -> Iterator[Article | InputError]:
    """Read the articles of a file that came as bytes, as `read_articles` does; no file is opened.

    `name` says what kind it is, unless `kind` does (a name of `READERS`), and what the outlet pattern reads; a
    name of an unknown kind is an InputError. `complete` adds to an article, before it is named, what is known of it
    from elsewhere.
    """
    names = NamePattern(outlet_pattern) if outlet_pattern else None
    finishing = Finishing(names, max_bytes, outlets, complete)
    if kind is None and name != STDIN and suffix_of(name) not in SUFFIXES:
        return iter([InputError(name, f"is of no kind Retold reads ({', '.join(SUFFIXES)})")])
    try:
        content = unpacked(name, content)
    except InputError as error:
        return iter([error])
    kind = kind or kind_of(name, content)
    if kind == "text" and len(content) > 4 * max_bytes:
        return iter([finishing.too_large(name)])
    return _read_content(name, content, READERS[kind](), finishing)


def _find_reader(name: str) -> Reader:
    if name in READERS:
        return READERS[name]()
    try:
        found: Callable[[], Reader] = resolve_name(name)
    except (ValueError, ImportError, AttributeError):
        raise UsageError(f"no reader {name!r}; known are {', '.join(READERS)} and module:Name") from None
    return found()


def _read_all(
    locations: list[str], chosen: Reader | None, finishing: Finishing
) -> Iterator[Article | InputError]:
    for location in locations:
        if location == STDIN:
            try:
                content = unpacked(STDIN, sys.stdin.buffer.read())
            except InputError as error:
                yield error
                continue
            yield from _read_content(location, content, chosen or READERS[sniffed(content)](), finishing)
            continue
        for file, in_folder in list_files(location, any_kind=chosen is not None):
            yield from _read_listed(file, in_folder, chosen, finishing)


def list_files(location: str, *, any_kind: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield the files that `read_articles` reads for a location, in its order, and whether a folder holds them.

    What is no folder is given back as it is, and so is a folder without a file of a known kind, or with `any_kind`
    one without a file, and each folder that may not be looked into.
    """
    folder = Path(location)
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    files = [str(path) for path in paths if _is_input(path, folder, any_kind=any_kind)]
    yield from ((file, True) for file in files) if files else [(location, False)]


def read_listed(
    location: str,
    *,
    in_folder: bool,
    outlet_pattern: str | None = None,
    max_bytes: int = 1 << 20,
    reader: str | None = None,
    outlets: Outlets = NO_MERGES,
) -> Iterator[Article | InputError]:
    """Read one of the files that `list_files` found, as `read_articles` does."""
    finishing = Finishing(NamePattern(outlet_pattern) if outlet_pattern else None, max_bytes, outlets)
    return _read_listed(location, in_folder, _find_reader(reader) if reader else None, finishing)


def _read_listed(
    location: str, in_folder: bool, chosen: Reader | None, finishing: Finishing
) -> Iterator[Article | InputError]:
    if Path(location).is_dir():
        empty = "has no file Retold reads; `retold add --help` names the kinds"
        yield InputError(location, "may not be looked into" if _is_closed(Path(location)) else empty)
        return
    for article in _read_file(location, chosen, finishing):
        # Folders hold JSON of all sorts; only what is an article is meant.
        of_another_sort = isinstance(article, InputError) and article.reason == NO_ARTICLE
        if not (in_folder and of_another_sort and Path(location).suffix == ".json"):
            yield article


def _is_input(path: Path, folder: Path, *, any_kind: bool) -> bool:
    """Tell whether a folder's file is read: not hidden ones, unknown kinds and the folder's own README.

    A folder in it is told of where it may not be looked into.
    """
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return False
    if path.is_dir():
        return _is_closed(path)
    known = any_kind or suffix_of(path.name) in SUFFIXES
    return known and path.stem != "README" and path.is_file()


def _is_closed(folder: Path) -> bool:
    return not os.access(folder, os.R_OK | os.X_OK)


def _read_file(location: str, chosen: Reader | None, finishing: Finishing) -> Iterator[Article | InputError]:
    path = Path(location)
    location = location.encode(errors="replace").decode()  # a name that is no UTF-8
    kind = SUFFIXES.get(suffix_of(path.name), "text")
    try:
        # One text in UTF-8 cannot be four times smaller than its file in any encoding.
        if kind == "text" and chosen is None and path.stat().st_size > 4 * finishing.max_bytes:
            yield finishing.too_large(location)
            return
        content = unpacked(location, path.read_bytes())
    except InputError as error:
        yield error
    except FileNotFoundError:
        yield InputError(location, "does not exist")
    except (OSError, ValueError) as error:
        yield InputError(location, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    else:
        yield from _read_content(
            location, content, chosen or READERS[kind_of(path.name, content)](), finishing
        )


def _read_content(
    location: str, content: bytes, reader: Reader, finishing: Finishing
) -> Iterator[Article | InputError]:
    if not content.strip():
        yield InputError(location, "is empty")
        return
    shown = without_secret(location)
    for found in _whatever_it_raises(reader, location, content):
        result = found if isinstance(found, InputError) else finishing.finish(found, location)
        if isinstance(result, InputError) and result.content is None and result.location == shown:
            result.content = content  # the whole input is at fault, and nothing else in it
        yield result


def _whatever_it_raises(reader: Reader, location: str, content: bytes) -> Iterator[Article | InputError]:
    """Read what stands at a location; a reader, or a library under it, that breaks there stops no batch."""
    try:
        yield from reader.read(location, content)
    except Exception as error:
        yield InputError(location, f"its reader failed: {type(error).__name__}: {error}".splitlines()[0])
