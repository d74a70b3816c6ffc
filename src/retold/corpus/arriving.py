"""Which article of the corpus an arriving one is, or revises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice

from retold.compare import find_changes
from retold.model import Article, Revision
from retold.read.address import canonical
from retold.store import SqlStore

#: Articles taken from the database in one go.
AT_ONCE = 100

#: How a feed ends where its article goes on.
_GOES_ON = re.compile(r"\s*(?:\[(?:…|\.{3})\]|…|\.{3})$")


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
    over its versions, is as good as an address. A slash at the end of one leads nowhere else.
    """
    name = article.fields.get("id", "")
    address = canonical(article.fields.get("url")) or (name if name.startswith(("urn:", "tag:")) else None)
    if address is None:
        return ()
    address = address.rstrip("/")
    told = "\x1f".join((article.outlet or "", article.published or "", article.text))
    return (address, sha256(told.encode()).hexdigest()[:32]) if article.outlet else (address,)


def standing_of(article: Article, store: SqlStore) -> Standing:
    """Look up whether an article is kept, under its own id or at one of its keys, or revises one that is."""
    if store.has(article.id):
        return Standing(article.id, None)
    keys: Sequence[str] = keys_of(article)
    known = store.known_as(keys)
    for kept in store.articles(known.values()).values():
        if _tells_nothing_new(article, kept):
            return Standing(kept.id, None)
    return Standing(None, known.get(keys[0]) if keys else None)


def _tells_nothing_new(article: Article, kept: Article) -> bool:
    """Tell whether an article has the words of a kept one, or is a list's headline, an opening or a summary of it."""
    told, known = " ".join(article.text.split()), " ".join(kept.text.split())
    if told == known:
        return True
    if len(told) > len(known):
        return False
    if "text_from" in article.fields and "text_from" not in kept.fields:
        return True
    if "\n" not in article.text:
        return "\n" in kept.text and article.title in (None, article.text)
    body = told.removeprefix(" ".join((article.title or "").split()))
    return "feed" in article.fields and _GOES_ON.sub("", body).strip() in known


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


def is_moment(written: str) -> bool:
    """Tell whether a time is one as `moment_after` writes them."""
    try:
        return written.endswith("Z") and datetime.fromisoformat(written).tzinfo is not None
    except ValueError:
        return False


def note_again(store: SqlStore) -> None:
    """Note by what all articles can be met again, and when those came whose time is lost: with the one before.

    The first ones came with the one after them. Within `writing`.
    """
    ids, before = iter(store.article_ids()), ""
    unknown: list[Article] = []
    while chunk := list(islice(ids, AT_ONCE)):
        times = store.arrival_times(chunk)
        for article in store.articles(chunk).values():
            came = times.get(article.id, "")
            before = came if is_moment(came) else before
            if not before:
                unknown.append(article)
                continue
            for each in (*unknown, article):
                store.note_arrival(each.id, keys_of(each), at=before, former=None)
            unknown.clear()
    for article in unknown:
        store.note_arrival(article.id, keys_of(article), at=moment_after(""), former=None)
