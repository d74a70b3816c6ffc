"""Sentences -> what they name, count, date and attribute."""

from retold.find.findings import Findings, as_data, find_all, from_data, glance, has_rules
from retold.find.heads import load_heads
from retold.find.periods import find_times

__all__ = ["Findings", "as_data", "find_all", "find_times", "from_data", "glance", "has_rules", "load_heads"]
