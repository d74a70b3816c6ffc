"""Sentences -> what they name, count, date and attribute."""

from retold.find.findings import Findings, as_data, find_all, from_data

__all__ = ["Findings", "as_data", "find_all", "from_data"]
