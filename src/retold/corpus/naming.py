"""Mentions of a new article -> entities, new or known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from itertools import product
from typing import Any

from retold import resolve
from retold.corpus.correcting import Corrections, read_corrections
from retold.corpus.known import MOST_MENTIONS, Known
from retold.model import Mention
from retold.resolve import Chains, Join, Meanings, NamedMention, Place, Profile
from retold.store import KeptJoin, SqlStore


class Naming:
    """Says whom arriving articles name."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.corrections = Corrections()
        self._known = Known(store, self._profiles)
        self._seen = store.change_count()

    def _catch_up(self) -> None:
        """Look again at what is judged, and at what is known if somebody else has written since."""
        self.corrections = read_corrections(self.store)
        if self._seen != (seen := self.store.change_count()):
            self._known.forget()
            self._seen = seen

    def _profiles(self, ids: Sequence[str]) -> dict[str, Profile]:
        kept = self.store.mentions_of(ids, most=MOST_MENTIONS)
        return {entity: profile_of(rows) for entity, rows in kept.items()}

    def link(self, chains: Chains) -> None:
        """Give the mentions of a new article their entities, and join entities that prove to be one."""
        if not chains.mentions:
            return
        self._catch_up()
        chains = self._without_deleted(chains)
        new = chains.mentions
        if not new:
            return
        found = self._known.with_keys(
            {key for chain in chains.profiles for key in chain.sure},
            {key for chain in chains.profiles for key in chain.asked},
        )
        kept = self._known.profiles(found)
        owner = _Owners(self.store, self.corrections)
        known = [owner.take_up(profile, entity) for entity, profile in kept.items()]
        linked = resolve.link_mentions(chains, known, apart=owner.kept_apart)
        for profile in linked.profiles:
            owner.settle(profile)
        self.store.add_mentions([(n.mention, owner.of(n), _data(n)) for n in new])
        added: dict[str, list[NamedMention]] = defaultdict(list)
        for named in new:
            added[owner.of(named)].append(named)
        for entity, theirs in added.items():
            self._known.add(entity, theirs)
        self._merge(owner)
        self._set_entities([(owner.of(profile.mentions[0]), profile) for profile in linked.profiles])
        self._keep_joins(linked.joins, owner)

    def join_aligned(
        self, articles: Sequence[str], aligned: Collection[tuple[Place, Place]], meanings: Meanings
    ) -> None:
        """Join entities of a story where sentences that say the same name them in other words or scripts.

        `aligned` are pairs of sentences of two articles, each by its article and position; `meanings` gives the
        vectors of phrases.
        """
        if len(set(articles)) < 2:
            return  # what is one in an article was joined when it arrived
        self._catch_up()
        owner = _Owners(self.store, self.corrections)
        named: dict[str, list[NamedMention]] = defaultdict(list)
        for mention, entity, data in self.store.mentions_in(articles):
            named[entity].append(owner.known(mention, data, entity))
        told = [Profile(tuple(theirs)) for theirs in named.values()]
        whole = cache(lambda entity: self._known.profiles([entity])[entity])

        def apart(a: Profile, b: Profile) -> bool:
            """Look at all that is known of both, not at their mentions in this story alone."""
            pairs = product(map(whole, owner.entities(a)), map(whole, owner.entities(b)))
            return owner.kept_apart(a, b) or any(resolve.contradict(x, y) for x, y in pairs)

        linked = resolve.join_profiles(told, aligned=aligned, meanings=meanings, apart=apart)
        joined = [profile for profile in linked.profiles if len(owner.entities(profile)) > 1]
        for profile in joined:
            owner.settle(profile)
        self._merge(owner)
        kept = self._known.profiles(list({owner.of(profile.mentions[0]): None for profile in joined}))
        self._set_entities([(entity, owner.take_up(profile, entity)) for entity, profile in kept.items()])
        shown = {id(named) for profile in joined for named in profile.mentions}
        self._keep_joins((join for join in linked.joins if id(join.a) in shown), owner)

    def _merge(self, owner: _Owners) -> None:
        for gone, into in owner.merged.items():
            self._known.merge(gone, into)
            self.store.merge_entity(gone, into)

    def _set_entities(self, profiles: Sequence[tuple[str, Profile]]) -> None:
        """Keep entities that are new or have changed, under the ids that they have."""
        latest = self.store.latest_mention()
        shown = self.store.names_of(entity for entity, _ in profiles)
        rows = []
        for entity, profile in profiles:
            named = profile.entity(shown.get(entity))
            name = self.corrections.names.get(entity, named.name)
            rows.append((replace(named, id=entity, name=name), profile.keys))
        self.store.set_entities(rows, latest)
        for entity, _ in profiles:
            if entity in self.corrections.parted:  # not kept under what a gazetteer takes it for
                self._known.forget_profile(entity)
            self._known.set(entity, latest)

    def _without_deleted(self, chains: Chains) -> Chains:
        """Leave out mentions of which a user said that they name nothing."""
        deleted = self.corrections.deleted
        kept = [n for n in chains.mentions if (n.language or "und", n.text) not in deleted]
        return chains if len(kept) == len(chains.mentions) else resolve.chain_mentions(kept)

    def derive(self, entities: Iterable[str]) -> None:
        """Say again what follows from the mentions of entities, within `writing`; forget those that have none."""
        self.corrections = read_corrections(self.store)
        self._known.forget()
        owner = _Owners(self.store, self.corrections)
        gone = self.store.merged_entities()
        derived = []
        for entity in sorted(set(entities) - gone):
            rows = self.store.mentions_of([entity]).get(entity, ())
            self.store.forget_entity(entity)
            if rows:
                profile = Profile(tuple(owner.known(mention, data, entity) for mention, data in rows))
                derived.append((entity, profile))
        self._set_entities(derived)

    def _keep_joins(self, joins: Iterable[Join], owner: _Owners) -> None:
        """Keep why two forms were taken for one name, where they are not the same to the letter."""
        rows: dict[str, dict[tuple[str, str], KeptJoin]] = defaultdict(dict)
        for join in joins:
            one, other = join.a.text, join.b.text
            if one != other:
                rows[owner.of(join.a)][one, other] = KeptJoin(one, other, min(join.score, 1.0), join.reason)
        self.store.add_joins({entity: list(kept.values()) for entity, kept in rows.items()})


def profile_of(rows: Iterable[tuple[Mention, Mapping[str, Any]]]) -> Profile:
    """Make a profile of mentions that are kept."""
    return Profile(tuple(_known(mention, data) for mention, data in rows))


class _Owners:
    """Which entity a mention belongs to, while entities are being joined."""

    def __init__(self, store: SqlStore, corrections: Corrections) -> None:
        self._store = store
        self.merged: dict[str, str] = {}
        self._of: dict[int, str] = {}
        self._corrections = corrections

    def take_up(self, profile: Profile, entity: str) -> Profile:
        """Take up the mentions of an entity that is kept."""
        if entity in self._corrections.parted:
            return Profile(tuple(self._take_up(named, entity) for named in profile.mentions))
        self._of |= dict.fromkeys(map(id, profile.mentions), entity)
        return profile

    def known(self, mention: Mention, data: dict[str, Any], entity: str) -> NamedMention:
        """Take up a mention that is kept with its entity."""
        return self._take_up(_known(mention, data), entity)

    def _take_up(self, named: NamedMention, entity: str) -> NamedMention:
        if entity in self._corrections.parted:
            named = replace(named, identity=None, known_name=None, country=None, wikidata=None)
        self._of[id(named)] = entity
        return named

    def of(self, named: NamedMention) -> str:
        """Return the entity of a mention."""
        entity = self._of[id(named)]
        while entity in self.merged:
            entity = self.merged[entity]
        return entity

    def entities(self, profile: Profile) -> list[str]:
        """Return the entities that the mentions of a profile belong to, the first named first."""
        return list(dict.fromkeys(self.of(n) for n in profile.mentions if id(n) in self._of))

    def kept_apart(self, a: Profile, b: Profile) -> bool:
        """Tell whether a user said that two profiles are not one."""
        return bool(self._corrections.apart) and any(
            frozenset((one, other)) in self._corrections.apart
            for one in self.entities(a)
            for other in self.entities(b)
        )

    def settle(self, profile: Profile) -> None:
        """Make the mentions of a profile one entity: the one that was there first, else a new one.

        Of two, the one named first of all: it is the one named more, as a rule, whose mentions need not be moved.
        """
        named = self.entities(profile)
        first, *rest = self._store.in_order_named(named) if len(named) > 1 else named or [profile.id]
        for other in rest:
            if frozenset((first, other)) not in self._corrections.apart:
                self.merged[other] = first
        self._of |= {id(named): first for named in profile.mentions if id(named) not in self._of}


def _known(mention: Mention, data: Mapping[str, Any]) -> NamedMention:
    return NamedMention.of(mention, text=data["text"], language=data["language"], sentence=data["sentence"])


def _data(named: NamedMention) -> dict[str, Any]:
    """Return what is kept of a mention beside its place."""
    identity = named.mention.identity
    return {
        "text": named.text,
        "language": named.language,
        "sentence": named.sentence,
        "identity": asdict(identity) if identity else None,
    }
