"""Claims -> what differs between their tellings, and who left them out."""

from retold.compare.omissions import find_omissions

__all__ = ["find_omissions"]
