"""The entities that a new name may be, in memory as far as they have been met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from retold.resolve import NamedMention, Profile
from retold.store import SqlStore, key_number

#: Entities that share a key with a new name and are compared with it, those named last: more would make the cost
#: of an article grow with the corpus.
MOST_KNOWN = 300

#: Mentions by which a known entity is known: its first and its latest.
MOST_MENTIONS = 40

#: Kept in memory between arrivals: profiles, of mentions of some 700 bytes each, most of them few; and keys, each
#: with the entities under it. A day's news has some 5,000 keys.
MOST_PROFILES, MOST_KEYS = 20_000, 20_000

#: What a key remembers beyond those compared, so that it need not be read anew when one of them goes into another.
SPARE = 2

#: Entities that are read of a key at first, and how many times as many where some of those compared may be missing:
#: of most keys few are among those named last.
FIRST_READ, MORE = 32, 4


class Known:
    """Looks up entities, and keeps in step with what is written of them; who writes otherwise says `forget`."""

    def __init__(self, store: SqlStore, profiles: Callable[[Sequence[str]], Mapping[str, Profile]]) -> None:
        """`profiles` gives those of kept entities by their first mention and their latest ones."""
        self.store = store
        self._read_profiles = profiles
        self._latest: dict[int, dict[str, int]] = {}
        self._whole: set[int] = set()
        self._profiles: dict[str, Profile] = {}

    def forget(self) -> None:
        """Read all anew."""
        self._latest.clear()
        self._whole.clear()
        self._profiles.clear()

    def with_keys(self, keys: Iterable[str]) -> list[str]:
        """Return the entities kept under any of these keys, at most `MOST_KNOWN`, those named last."""
        numbers = sorted(set(map(key_number, keys)))
        shelves = self._shelves(numbers)
        while True:
            latest: dict[str, int] = {}
            for shelf in shelves.values():
                latest |= shelf
            ranked = sorted(sorted(latest), key=latest.__getitem__, reverse=True)[:MOST_KNOWN]
            least = latest[ranked[-1]] if len(ranked) == MOST_KNOWN else 0
            short = [key for key in numbers if key not in self._whole and _oldest(shelves[key]) >= least]
            if not short:
                return ranked
            shelves |= self._read(short, MORE * max(len(shelves[key]) for key in short))

    def _shelves(self, keys: Sequence[int]) -> dict[int, dict[str, int]]:
        """Return entities under each key with the number of their latest mention, that named last at the end.

        They are those named last, all of them where the key is among `_whole`.
        """
        found = {key: self._latest.pop(key) for key in keys if key in self._latest}
        found |= self._read([key for key in keys if key not in found], FIRST_READ)
        self._latest |= found  # the ones used last stand last
        while len(self._latest) > MOST_KEYS:
            self._whole.discard(gone := next(iter(self._latest)))
            self._latest.pop(gone)
        return found

    def _read(self, keys: Sequence[int], most: int) -> dict[int, dict[str, int]]:
        """Read so many of the entities under each key, those named last."""
        read = self.store.entities_under(keys, most=max(most, FIRST_READ)) if keys else {}
        self._whole |= {key for key, shelf in read.items() if len(shelf) < max(most, FIRST_READ)}
        self._latest |= read
        return read

    def profiles(self, ids: Sequence[str]) -> dict[str, Profile]:
        """Return the profiles of entities."""
        missing = [entity for entity in ids if entity not in self._profiles]
        read = self._read_profiles(missing) if missing else {}
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
                if len(shelf) > SPARE * MOST_KNOWN:
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


def _oldest(shelf: Mapping[str, int]) -> float:
    """Return when the entity of a key was named that was named first of those read; none read may be of any time."""
    return next(iter(shelf.values()), inf)
