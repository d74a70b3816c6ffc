"""A corpus for other programs."""

from retold.export.atom import to_atom
from retold.export.dump import dump, dump_lines

__all__ = ["dump", "dump_lines", "to_atom"]
