"""What the store asks of a kind of database beyond SQL that all of them speak."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import SQLAlchemyError


class TextIndex(Protocol):
    """Folded texts by their numbers of arrival, and which of them hold some letters; derived, made on demand."""

    def make(self, connection: Connection) -> None:
        """Make the index where there is none."""
        ...

    def is_made(self, connection: Connection) -> bool:
        """Whether there is one."""
        ...

    def drop(self, connection: Connection) -> None:
        """Let go of the index."""
        ...

    def kept(self, connection: Connection, ids: Sequence[str]) -> dict[str, str]:
        """Return the folded texts of these articles as they stand in the index."""
        ...

    def newest(self, connection: Connection) -> int:
        """Return the number of the text that came last; 0 where there is none."""
        ...

    def add(self, connection: Connection, texts: Sequence[tuple[int, str]]) -> None:
        """Index folded texts, each with its number."""
        ...

    def find(
        self, connection: Connection, terms: Sequence[str], most: int, *, newest: bool = False
    ) -> list[tuple[str, str]]:
        """Return (article, folded text) of texts that hold all of one or more folded terms, best or newest first.

        Best is by BM25 over the terms of three letters or more; where all are shorter, newest first.
        """
        ...


class Database(Protocol):
    """One database of some kind; a writer has it to itself from the beginning of its transaction."""

    @property
    def place(self) -> str:
        """How a user knows it; no password."""
        ...

    @property
    def engine(self) -> Engine:
        """Whose transactions are begun with the option `writes`."""
        ...

    @property
    def texts(self) -> TextIndex:
        """The index of its folded texts."""
        ...

    def version(self, connection: Connection) -> int | None:
        """Return the version of the corpus in it, None where it is empty.

        Raises StoreError when it is a database of another program.
        """
        ...

    def set_version(self, connection: Connection, version: int) -> None:
        """Mark the database as a corpus of that version."""
        ...

    def prepare(self) -> None:
        """Do what must be done before it is written to, if it has not been."""
        ...

    @staticmethod
    def upsert(into: Table) -> Any:
        """Return an insert that can be told what to do where the key is there already."""
        ...

    def count_on(self, connection: Connection, table: Table) -> None:
        """Let the next row of a table be numbered after those that came in with their numbers."""
        ...

    def changes(self, connection: Connection) -> int:
        """Return a number that grows with every transaction that wrote and is done."""
        ...

    def count_change(self, connection: Connection) -> int:
        """Count the change that is being made; return by how much it makes the number of changes grow here."""
        ...

    def unsound(self, connection: Connection) -> list[str]:
        """Return what is wrong with the database as such, below its tables; a server looks after itself."""
        ...

    def backup(self, connection: Connection, target: Path) -> None:
        """Copy the database to a file, whole and as of one moment, while others may read and write.

        Raises UsageError where something else stands there, StoreError where the copy cannot be written.
        """
        ...

    def explain(self, error: SQLAlchemyError) -> str:
        """Say in one line what went wrong."""
        ...

    def is_away(self, error: SQLAlchemyError) -> bool:
        """Whether the server did not answer, so that the same may go through a little later."""
        ...
