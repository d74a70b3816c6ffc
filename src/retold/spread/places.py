"""Inputs -> the places of single files, which any machine can read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from retold.errors import InputError, UsageError
from retold.fetch import is_address, without_password
from retold.model import Article
from retold.read import list_files, read_content, read_listed
from retold.read.kinds import SUFFIXES, suffix_of


@dataclass(frozen=True, slots=True)
class Place:
    """One file: on a disk that all machines see, or in a storage that pyarrow speaks to (s3://, gs://, hdfs://).

    `within` is the storage, said as it was given, with its key and its address where it has some.
    """

    location: str
    in_folder: bool = False
    within: str | None = None


def find_places(inputs: Sequence[str]) -> Iterator[Place]:
    """Yield the files that the inputs are, or hold, in the order in which one machine reads them.

    Raises UsageError for what only this machine can read, and for a storage that does not answer.
    """
    for location in inputs:
        if location == "-" or is_address(location):
            shown = without_password(location)
            raise UsageError(f"{shown}: other machines cannot read that; add it with --engine local")
        if "://" in location:
            yield from _find_remote(location)
        else:
            for path, in_folder in list_files(location):
                yield Place(path, in_folder=in_folder)


def _find_remote(location: str) -> Iterator[Place]:
    scheme, shown = location.partition("://")[0], without_password(location)
    try:
        from pyarrow import ArrowException
        from pyarrow.fs import FileSelector, FileSystem, FileType
    except ImportError as error:
        raise UsageError(f"{shown}: such a storage needs `pip install retold[tables]`") from error
    try:
        system, path = FileSystem.from_uri(location)
        if system.get_file_info(path).type is FileType.Directory:
            found = system.get_file_info(FileSelector(path, recursive=True))
            paths = sorted(f.path for f in found if f.is_file and suffix_of(f.base_name) in SUFFIXES)
        else:
            paths = [path]
    except (OSError, ArrowException) as error:
        raise UsageError(f"{shown}: {str(error).splitlines()[0]}") from error
    for each in paths:
        yield Place(f"{scheme}://{each}", within=location)


def read_place(place: Place, reading: dict[str, Any], reader: str | None) -> Iterator[Article | InputError]:
    """Read the articles of one file; one that cannot be read gives an InputError."""
    if place.within is None:
        yield from read_listed(place.location, in_folder=place.in_folder, reader=reader, **reading)
        return
    from pyarrow import ArrowException
    from pyarrow.fs import FileSystem

    try:
        system, _ = FileSystem.from_uri(place.within)
        path = place.location.partition("://")[2]
        with system.open_input_stream(path) as stream:
            content = stream.read()
    except (OSError, ArrowException) as error:
        yield InputError(place.location, f"cannot be read: {str(error).splitlines()[0]}")
        return
    yield from read_content(place.location, content, **reading)
