"""A corpus for other programs."""

from retold.export.atom import Served, to_atom
from retold.export.dump import dump, dump_lines

__all__ = ["Served", "dump", "dump_lines", "to_atom"]
