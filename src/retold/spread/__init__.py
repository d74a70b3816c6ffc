"""More processes, more machines: what writes nothing is done elsewhere, each article keeps its place here.

What each article says by itself, and how the articles of a story line up, needs no writing; it is spread. Grouping
needs what came before; it is done where the corpus is, in the order of the inputs and by the very code that works for
one process. A story is lined up again here where what was seen elsewhere has changed since. So the result equals that
of one process.
"""

from retold.spread.adding import add_spread
from retold.spread.processes import Processes

__all__ = ["Processes", "add_spread"]
