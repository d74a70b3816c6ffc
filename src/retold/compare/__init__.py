"""Claims -> what differs between their tellings, and who left them out."""

from retold.compare.differences import KINDS, WEIGHED, find_differences, phrases_of, wordings
from retold.compare.follows import Account, find_follows
from retold.compare.lineage import trace
from retold.compare.materiality import ORDER, materiality, most_material_first
from retold.compare.omissions import find_omissions
from retold.compare.reasons import made_of, read_reason
from retold.compare.revisions import find_changes
from retold.compare.statements import Phrases, Statement, gather, names_of

__all__ = [
    "KINDS",
    "ORDER",
    "WEIGHED",
    "Account",
    "Phrases",
    "Statement",
    "find_changes",
    "find_differences",
    "find_follows",
    "find_omissions",
    "gather",
    "made_of",
    "materiality",
    "most_material_first",
    "names_of",
    "phrases_of",
    "read_reason",
    "trace",
    "wordings",
]
