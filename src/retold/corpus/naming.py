"""Mentions of a new article -> entities, new or known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from retold import resolve
from retold.model import Article, Mention, Sentence
from retold.resolve import NamedMention, Profile
from retold.store import SqlStore

#: Entities that share a key with a new name and are compared with it, those named last: more would make the cost
#: of an article grow with the corpus.
MOST_KNOWN = 300

#: Mentions by which a known entity is known: its first and its latest.
MOST_MENTIONS = 40


class Naming:
    """Says whom arriving articles name."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store

    def link(self, article: Article, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> None:
        """Give the mentions of a new article their entities, and join entities that prove to be one."""
        if not mentions:
            return
        new = [_named(article, sentences, mention) for mention in mentions]
        asked = {key for named in new for key in resolve.name_keys(named).asked}
        ids = self.store.entities_with_keys(asked, most=MOST_KNOWN)
        kept = self.store.mentions_of(ids, most=MOST_MENTIONS)
        known = [Profile(tuple(_known(mention, data) for mention, data in rows)) for rows in kept.values()]
        linked = resolve.link_mentions(new, known)
        owner = {id(named): profile.id for profile in linked.profiles for named in profile.mentions}
        self.store.add_mentions([(n.mention, owner[id(n)], _data(n)) for n in new])
        latest = self.store.latest_mention()
        for gone, into in linked.absorbed.items():
            self.store.merge_entity(gone, into)
        for profile in linked.profiles:
            self.store.set_entity(profile.entity(), profile.keys, latest)


def _named(article: Article, sentences: Sequence[Sentence], mention: Mention) -> NamedMention:
    place = next((s.position for s in sentences if s.span.start <= mention.span.start < s.span.end), 0)
    return _known(
        mention,
        {"text": article.text[slice(*mention.span)], "language": article.language, "sentence": place},
    )


def _known(mention: Mention, data: dict[str, Any]) -> NamedMention:
    identity = mention.identity
    return NamedMention(
        mention=mention,
        text=data["text"],
        language=data["language"],
        sentence=data["sentence"],
        identity=identity.id if identity else None,
        known_name=identity.name if identity else None,
        country=identity.country if identity else None,
        wikidata=identity.wikidata if identity else None,
    )


def _data(named: NamedMention) -> dict[str, Any]:
    """Return what is kept of a mention beside its place."""
    identity = named.mention.identity
    return {
        "text": named.text,
        "language": named.language,
        "sentence": named.sentence,
        "identity": asdict(identity) if identity else None,
    }
