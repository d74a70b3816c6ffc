"""A copy of a corpus in one file, whole and as of one moment."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from retold.errors import StoreError, UsageError
from retold.store.schema import APPLICATION_ID


def back_up(source: sqlite3.Connection, place: str, target: Path) -> None:
    """Copy a database while others may read and write it; `target` is there whole, or as it was before.

    SQLite's backup in one step sees the database as of one moment; the copy is checked before it takes its name.
    Raises UsageError where something else stands there or no folder is, StoreError where the copy cannot be written.
    """
    if target.exists():
        if os.path.exists(place) and target.samefile(place):
            raise UsageError(f"{target}: is the corpus itself; name another file for the backup")
        if not _is_corpus(target):
            raise UsageError(f"{target}: is there already and is no Retold corpus; name another file")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            [(said,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
        if said != "ok":
            raise StoreError(f"{place}: {said}; see `retold check`")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{target}: {getattr(error, 'strerror', None) or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _is_corpus(target: Path) -> bool:
    if not target.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,))
    except sqlite3.Error:
        return False
