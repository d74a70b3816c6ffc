"""Articles -> events -> stories; and which articles copy which."""

from retold.group.accounts import Account
from retold.group.clusters import Named, average_link, name_groups
from retold.group.copies import bands, find_original, shingles
from retold.group.likeness import days_between, likeness
from retold.group.window import Window

__all__ = [
    "Account",
    "Named",
    "Window",
    "average_link",
    "bands",
    "days_between",
    "find_original",
    "likeness",
    "name_groups",
    "shingles",
]
