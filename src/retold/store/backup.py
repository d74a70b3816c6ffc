"""A copy of a corpus in one file, whole and as of one moment."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from retold.errors import StoreError, UsageError
from retold.store.schema import APPLICATION_ID

#: What SQLite keeps beside a file while it is written.
_BESIDE = ("-wal", "-journal")

#: Letters of the name of a copy that stand in that of the unfinished one: a name may have 255 bytes.
LONGEST = 50


def back_up(source: sqlite3.Connection, place: str, target: Path) -> None:
    """Copy a database while others may read and write it; `target` is there whole, or as it was before.

    SQLite's backup in one step sees the database as of one moment; the copy is checked before it takes its name.
    Where that is a link, what it leads to is written.
    Raises UsageError where something else stands there or no folder is, StoreError where the copy cannot be written.
    """
    target = target.resolve() if target.is_symlink() else target
    if target.exists():
        if os.path.exists(place) and target.samefile(place):
            raise UsageError(f"{target}: is the corpus itself; name another file for the backup")
        if not _is_corpus(target):
            raise UsageError(f"{target}: is there already and is no Retold corpus; name another file")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}")
    for beside in (target.with_name(target.name + ending) for ending in _BESIDE):
        if beside.exists():  # SQLite would write it into the copy
            raise UsageError(f"{beside}: is of a corpus that is in use, or was left so; name another file")
    unfinished = target.with_name(f".{target.name[:LONGEST]}.{os.getpid()}.part")
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
    """Look at the head of a file: SQLite itself would leave files beside it."""
    if not target.is_file():
        return False
    with target.open("rb") as file:
        head = file.read(72)
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:]) == APPLICATION_ID
