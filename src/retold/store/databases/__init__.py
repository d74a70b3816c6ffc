"""The kinds of database that keep a corpus: what each does in its own way, and nothing else."""

from retold.store.databases.choice import open_database
from retold.store.databases.protocol import Database, TextIndex

__all__ = ["Database", "TextIndex", "open_database"]
