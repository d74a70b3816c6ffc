"""Resolve the mentions of a whole corpus at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retold.model import Entity
from retold.resolve.across import link_mentions
from retold.resolve.opposite import Place
from retold.resolve.profiles import Join, NamedMention, Profile


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is who in a corpus: the profiles, by id, and every join with its reason."""

    profiles: tuple[Profile, ...]
    joins: tuple[Join, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The profiles as entities, by id."""
        return tuple(profile.entity() for profile in self.profiles)


def resolve_entities(
    mentions: Sequence[NamedMention], aligned: Collection[tuple[Place, Place]] = ()
) -> Resolution:
    """Say which mentions name the same entity, as `link_mentions` does article by article.

    The mentions of an article must stand together.
    """
    linked = link_mentions(mentions, (), aligned)
    return Resolution(tuple(sorted(linked.profiles, key=lambda profile: profile.id)), linked.joins)
