"""Which article of the corpus an arriving one is, or revises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from retold.compare import find_changes
from retold.model import Article, Revision
from retold.read.address import canonical
from retold.store import SqlStore


@dataclass(frozen=True, slots=True)
class Standing:
    """How an article stands to those that are kept.

    `kept` is the id it is kept under, None where it is new; `former` the article it revises, if it does.
    """

    kept: str | None
    former: str | None


def keys_of(article: Article) -> tuple[str, ...]:
    """Name an article by what it can be met again by: its address, and its text at its outlet on its day.

    The second finds an article that has moved to another address. An agency's own name for an article, which stays
    over its versions, is as good as an address.
    """
    name = article.fields.get("id", "")
    address = canonical(article.fields.get("url")) or (name if name.startswith(("urn:", "tag:")) else None)
    if address is None:
        return ()
    told = "\x1f".join((article.outlet or "", article.published or "", article.text))
    return (address, sha256(told.encode()).hexdigest()[:32]) if article.outlet else (address,)


def standing_of(article: Article, store: SqlStore) -> Standing:
    """Look up whether an article is kept, under its own id or at one of its keys, or revises one that is."""
    if store.has(article.id):
        return Standing(article.id, None)
    keys: Sequence[str] = keys_of(article)
    known = store.known_as(keys)
    for kept in store.articles(known.values()).values():
        if kept.text == article.text:
            return Standing(kept.id, None)
    return Standing(None, known.get(keys[0]) if keys else None)


def revisions_of(store: SqlStore, noticed: Sequence[tuple[str, str, str]]) -> list[Revision]:
    """Return revisions, given as (article, former, at), with what was changed."""
    ids = [article for new, former, _ in noticed for article in (new, former)]
    texts, parts = store.articles(ids), store.sentences(ids)
    return [
        Revision(
            article=new,
            former=old,
            at=at,
            changes=find_changes(texts[old], parts.get(old, ()), texts[new], parts.get(new, ())),
        )
        for new, old, at in noticed
    ]


def moment_after(latest: str) -> str:
    """Return the time, in UTC; a microsecond after the latest known where a clock has been set back."""
    moment = datetime.now(UTC)
    if latest:
        moment = max(moment, datetime.fromisoformat(latest) + timedelta(microseconds=1))
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
