"""Articles -> events -> stories; and which articles copy which."""

from retold.group.accounts import Account, Slots, slots_of
from retold.group.central import most_central
from retold.group.clusters import Named, average_link, name_groups, part, regroup, sample
from retold.group.copies import Passages, Wording, find_copies, keys, passages
from retold.group.evidence import belonging, evidence, is_headline
from retold.group.judged import Judged, settle
from retold.group.likeness import days_between, likeness
from retold.group.matter import matter_of
from retold.group.stream import Stream
from retold.group.window import Window

__all__ = [
    "Account",
    "Judged",
    "Named",
    "Passages",
    "Slots",
    "Stream",
    "Window",
    "Wording",
    "average_link",
    "belonging",
    "days_between",
    "evidence",
    "find_copies",
    "is_headline",
    "keys",
    "likeness",
    "matter_of",
    "most_central",
    "name_groups",
    "part",
    "passages",
    "regroup",
    "sample",
    "settle",
    "slots_of",
]
