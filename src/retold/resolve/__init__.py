"""Say which mentions name the same entity: within an article first, then across articles, languages and scripts."""

from retold.resolve.across import Linked, join_profiles, link_mentions
from retold.resolve.compare import contradict
from retold.resolve.entities import Resolution, resolve_entities
from retold.resolve.opposite import Meanings, Place
from retold.resolve.profiles import Join, Keys, NamedMention, Profile, name_keys
from retold.resolve.within import Chains, chain_mentions, named_in

__all__ = [
    "Chains",
    "Join",
    "Keys",
    "Linked",
    "Meanings",
    "NamedMention",
    "Place",
    "Profile",
    "Resolution",
    "chain_mentions",
    "contradict",
    "join_profiles",
    "link_mentions",
    "name_keys",
    "named_in",
    "resolve_entities",
]
