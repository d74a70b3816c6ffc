"""Where the names of one article stand by keys, so that each is compared with few others, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from retold.resolve.profiles import NamedMention, tokens, without_initials
from retold.text.names import skeletons
from retold.text.offices import read_office

#: Names that one key leads to: the first that stand under it. From 35 on, the chains of 462 articles (BASIL,
#: MEANTIME, retellings) are those that come of holding each name against all.
MOST_UNDER = 40
#: Names that all keys of one lead to: with so many found, keys of more names are not asked. 49,000 chains of MEANTIME
#: and SlavicNER meet 77 at most.
MOST_FOUND = 80


class Shelves:
    """Names with the places of their groups, under keys."""

    def __init__(self) -> None:
        self._under: dict[str, list[tuple[int, int, NamedMention]]] = defaultdict(list)
        self._count = 0

    def put(self, named: NamedMention, place: int, keys: Iterable[str]) -> None:
        """Put a name of the group at a place under its keys."""
        self._count += 1
        for key in keys:
            shelf = self._under[key]
            if len(shelf) < MOST_UNDER:
                shelf.append((place, self._count, named))

    def under(self, keys: Iterable[str]) -> list[tuple[int, NamedMention]]:
        """Return the names that stand under the keys with their places, by place and then as they came.

        Of too many, those under the keys of fewest.
        """
        found: dict[tuple[int, int], NamedMention] = {}
        shelves = sorted((len(shelf), key, shelf) for key in set(keys) if (shelf := self._under.get(key)))
        for _, _, shelf in shelves:
            found |= {row[:2]: row[2] for row in shelf}
            if len(found) >= MOST_FOUND:
                break
        return [(place, found[place, number]) for place, number in sorted(found)]


def keys_of_form(named: NamedMention) -> Iterator[str]:
    """Yield what another form of the same name, its words in whatever order, has in common with one."""
    yield f"text:{named.text}"
    if named.identity:
        yield named.identity
    yield from _keys_of_body(named)
    words = [_openings(token) for token in tokens(named.text)]
    if len(words) == 1:
        yield from words[0]
    elif words:
        for one, other in product(words[0], words[1] | words[-1]):
            yield f"{len(words)}:{min(one, other)}+{max(one, other)}"


def keys_of_whole(named: NamedMention) -> Iterator[str]:
    """Yield what a form that is short for a name has in common with it: see `keys_of_part`."""
    for token in set(tokens(named.text)):
        yield from _openings(token)
    yield f"initials:{''.join(initials_of(named.text))}"
    yield from _keys_of_body(named)


def keys_of_part(named: NamedMention) -> Iterator[str]:
    """Yield what a form may have in common with the names that it is short for: its first word, or their initials."""
    for token in tokens(without_initials(named.text))[:1]:
        yield from _openings(token)
    if named.text.isupper():
        yield f"initials:{named.text.casefold()}"
    yield from _keys_of_body(named)


def keys_in_all(words: Sequence[str]) -> Iterator[str]:
    """Yield what names of just these words, each in any form, have in common."""
    for token in words[:1]:
        yield from (f"{len(words)}:{opening}" for opening in _openings(token))


def initials_of(name: str) -> list[str]:
    """Give the letters that an acronym of a name has."""
    words = name.replace("-", " ").split()
    return [word[0].casefold() for word in words if word[0].isupper() or len(word) > 3]


def _keys_of_body(named: NamedMention) -> Iterator[str]:
    office = read_office(named.text, named.language)
    if office and office.countries:
        yield f"body:{office.head}:{','.join(sorted(office.countries))}"


def _openings(token: str) -> frozenset[str]:
    """Give how the consonants of a folded token begin, the last of which may belong to a case ending."""
    bones = skeletons(token)
    return frozenset(bone[:3] for bone in bones) | {bone[:-1] for bone in bones if 1 < len(bone) <= 3}
