"""Where a corpus is kept: one database, all of it derived from the articles but the judgements."""

from retold.store.checking import ASIDE, Fault, Part
from retold.store.claims import mark_of
from retold.store.grouping import Original
from retold.store.listing import Named
from retold.store.naming import KeptJoin
from retold.store.narrowing import key_number
from retold.store.schema import FIRST_MARK, webhook_mark
from retold.store.sql import SqlStore, open_store
from retold.store.tables import as_kept

__all__ = [
    "ASIDE",
    "FIRST_MARK",
    "Fault",
    "KeptJoin",
    "Named",
    "Original",
    "Part",
    "SqlStore",
    "as_kept",
    "key_number",
    "mark_of",
    "open_store",
    "webhook_mark",
]
