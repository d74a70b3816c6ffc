"""Where a corpus is kept: one database, all of it derived from the articles but the judgements."""

from retold.store.sql import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
