"""A corpus for other programs."""

from retold.export.dump import dump, dump_lines

__all__ = ["dump", "dump_lines"]
