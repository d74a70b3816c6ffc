"""The entities that a new name may be, in memory as far as they have been met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import islice

from retold.resolve import NamedMention, Profile
from retold.store import SqlStore, key_number

#: Entities compared with a new name, of each key those named last: of a key that finds what may be the same on its
#: name alone, and of one that takes a second sign. All would make the cost of an article grow with the corpus; 300 an
#: article, as it was, let those of common keys hide the rest: Nigel Farage was five men in 1,639 articles. Of two
#: topics of SlavicNER, with 152 and 406 articles, 0.64 and 0.60 of the forms in two scripts were joined with 10 and
#: 3, 0.65 and 0.59 with 20 and 5, and 0.66 of the first with 1,000 and 1,000; with 10 and 3 a third more articles of
#: `bench/stream.py` are kept a second than with 20 and 5.
MOST_SURE, MOST_UNSURE = 10, 3

#: Mentions by which a known entity is known: its first and its latest.
MOST_MENTIONS = 40

#: Kept in memory between arrivals: profiles, of mentions of some 700 bytes each, a dozen as a rule; and keys, each
#: with the entities under it. Of `bench/day.py`, the first three hours, 3,600 articles, look at 2,200 and 3,400.
MOST_PROFILES, MOST_KEYS = 3_000, 10_000

#: What a key remembers beyond those compared, so that it need not be read anew when one of them goes into another.
SPARE = 2


class Known:
    """Looks up entities, and keeps in step with what is written of them; who writes otherwise says `forget`."""

    def __init__(self, store: SqlStore, read: Callable[[Sequence[str]], Mapping[str, Profile]]) -> None:
        """`read` gives the profiles of kept entities by their first mention and their latest ones."""
        self.store = store
        self._read = read
        self._latest: dict[int, dict[str, int]] = {}
        self._whole: set[int] = set()
        self._profiles: dict[str, Profile] = {}

    def forget(self) -> None:
        """Read all anew."""
        self._latest.clear()
        self._whole.clear()
        self._profiles.clear()

    def with_keys(self, sure: Collection[str], asked: Collection[str]) -> list[str]:
        """Return the entities named last under each of these keys, more of them under those that are `sure`."""
        most = dict.fromkeys(map(key_number, asked), MOST_UNSURE) | dict.fromkeys(
            map(key_number, sure), MOST_SURE
        )
        keys = sorted(most)
        shelves = zip(keys, self._shelves(keys), strict=True)
        return sorted({entity for key, shelf in shelves for entity in islice(reversed(shelf), most[key])})

    def _shelves(self, keys: Sequence[int]) -> list[dict[str, int]]:
        """Return the entities under each key with the number of their latest mention, that named last at the end."""
        missing = [key for key in keys if not self._is_held(key)]
        read = self.store.entities_under(missing, most=SPARE * MOST_SURE) if missing else {}
        self._whole |= {key for key, shelf in read.items() if len(shelf) < SPARE * MOST_SURE}
        found = {key: read[key] if key in read else self._latest.pop(key) for key in keys}
        self._latest |= found  # the ones used last stand last
        while len(self._latest) > MOST_KEYS:
            self._whole.discard(gone := next(iter(self._latest)))
            self._latest.pop(gone)
        return list(found.values())

    def _is_held(self, key: int) -> bool:
        return key in self._latest and (key in self._whole or len(self._latest[key]) >= MOST_SURE)

    def profiles(self, ids: Sequence[str]) -> dict[str, Profile]:
        """Return the profiles of entities."""
        missing = [entity for entity in ids if entity not in self._profiles]
        read = self._read(missing) if missing else {}
        found = {entity: read[entity] if entity in read else self._profiles.pop(entity) for entity in ids}
        self._profiles |= found
        while len(self._profiles) > MOST_PROFILES:
            self._profiles.pop(next(iter(self._profiles)))
        return found

    def add(self, entity: str, mentions: Sequence[NamedMention]) -> None:
        """Take up new mentions of an entity, in the order in which they are kept."""
        known = self._profiles.get(entity)
        if known is not None:
            first, *rest = (*known.mentions, *mentions)
            self._profiles[entity] = Profile((first, *rest[-(MOST_MENTIONS - 1) :]))
        elif not any(named.identity for named in mentions):  # by its identity it may have been met long ago
            self._profiles[entity] = Profile(tuple(mentions))

    def set(self, entity: str, latest: int) -> None:
        """Take up that an entity has been kept, and the number of the mention that came last."""
        for key in self._keys(entity):
            if (shelf := self._latest.get(key)) is not None:
                shelf.pop(entity, None)
                shelf[entity] = latest
                if len(shelf) > SPARE * MOST_SURE:
                    shelf.pop(next(iter(shelf)))
                    self._whole.discard(key)

    def merge(self, gone: str, into: str) -> None:
        """Take up that an entity is about to go into another."""
        for key in self._keys(gone):
            if shelf := self._latest.get(key):
                shelf.pop(gone, None)
        self._profiles.pop(gone, None)
        self._profiles.pop(into, None)

    def forget_profile(self, entity: str) -> None:
        """Read the mentions of an entity anew."""
        self._profiles.pop(entity, None)

    def _keys(self, entity: str) -> Iterable[int]:
        """Return the numbers of an entity's keys, without asking where all its mentions are at hand."""
        known = self._profiles.get(entity)
        if known is None or len(known.mentions) == MOST_MENTIONS:
            return self.store.keys_of(entity)
        return map(key_number, known.keys)
