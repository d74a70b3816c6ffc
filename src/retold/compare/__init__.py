"""Claims -> what differs between their tellings, and who left them out."""

from retold.compare.differences import KINDS, find_differences, phrases_of
from retold.compare.omissions import find_omissions
from retold.compare.statements import Phrases, Statement, gather

__all__ = ["KINDS", "Phrases", "Statement", "find_differences", "find_omissions", "gather", "phrases_of"]
