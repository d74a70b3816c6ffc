"""The letters of a line in the order in which it is read, from where they are drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import bidirectional, combining

_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")

#: What is read from the left within a line that is read from the right, by the sides of its shapes: words with what
#: is between them, and numbers with their signs. And what is read from the right within one read from the left.
_FROM_THE_LEFT = re.compile("L(?:[^R]*[LN])?|T*N(?:S?N)*T*|.", re.DOTALL)
_FROM_THE_RIGHT = re.compile("R(?:[^L]*R)?|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is drawn at one place: a letter with its marks, or several as one; its letters are in order of reading."""

    place: float
    letters: str

    @property
    def is_space(self) -> bool:
        return self.letters.isspace()


def in_reading_order(letters: str, places: Sequence[float]) -> str:
    """Put the letters of a line in the order in which it is read.

    `places` are how far to the right each is drawn. A line of more letters that run from the right than from the
    left is read from the right, but for the words and numbers in it that run from the left; any other from the
    left, but for those from the right. That is the Unicode Bidirectional Algorithm (UAX #9) turned round, without its
    embeddings, which a page does not show.
    """
    # The space before a word may be said to stand where that word begins.
    shapes = sorted(_shapes(letters, places), key=lambda shape: (shape.place, shape.is_space))
    sides = _sides([shape.letters for shape in shapes])
    if sides.count("R") > sides.count("L"):
        return _read_leftwards(shapes, sides)
    return "".join(
        _read_leftwards(shapes[slice(*run.span())], run[0])
        if run[0][0] == "R"
        else shapes[run.start()].letters
        for run in _FROM_THE_RIGHT.finditer(sides)
    )


def _read_leftwards(shapes: Sequence[_Shape], sides: str) -> str:
    read = []
    for run in _FROM_THE_LEFT.finditer(sides):
        text = "".join(shape.letters for shape in shapes[slice(*run.span())])
        read.append(text if re.search("[LN]", run[0]) else text.translate(_MIRRORED))
    return "".join(reversed(read))


def _sides(shapes: Sequence[str]) -> str:
    """Say of each shape in a letter whether it is read from the right or the left, or how it stands by numbers."""
    kinds = [bidirectional(shape[0]) for shape in shapes]
    side_of = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N", "CS": "S"}
    if "AL" not in kinds:  # by Arabic letters, signs are no part of a number
        side_of |= {"ES": "S", "ET": "T"}
    return "".join(side_of.get(kind, " ") for kind in kinds)


def _shapes(letters: str, places: Sequence[float]) -> list[_Shape]:
    """Gather what is drawn at one place."""
    shapes: list[_Shape] = []
    for place, indices in groupby(range(len(letters)), key=places.__getitem__):
        drawn = [letters[index] for index in indices]
        spaces, shape = [c for c in drawn if c.isspace()], [c for c in drawn if not c.isspace()]
        shapes += [_Shape(place, space) for space in spaces]
        if shape:
            shapes.append(_Shape(place, "".join(shape)))
    return [_as_read(shape, shapes[max(0, n - 1) : n + 2]) for n, shape in enumerate(shapes)]


def _as_read(shape: _Shape, about: Sequence[_Shape]) -> _Shape:
    """Put the letters of one shape in order: as they are, or turned where those about it go to the right."""
    letters = shape.letters
    if len(letters) > 1 and bidirectional(letters[0]) in ("R", "AL", "NSM"):
        rightwards = about[0].place < about[-1].place
        letters = "".join(sorted(letters[::-1] if rightwards else letters, key=lambda c: combining(c) > 0))
    return _Shape(shape.place, letters)
