"""More machines: what each article says by itself is found on a Ray cluster, its place among the others here.

Reading, splitting, encoding and finding need one article at a time and no database; they are spread. Grouping,
alignment and comparison need what came before; they are done where the corpus is, in the order of the inputs and by
the very code that works for one machine. So there is one seam: nothing that is spread looks at another article, and
nothing that looks at another article is spread. The result equals that of one machine.
"""

from retold.spread.adding import add_spread

__all__ = ["add_spread"]
