"""JSON Feed 1 and 1.1: one feed, an article an item."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.composing import compose
from retold.read.encoding import decode
from retold.read.markup import text_of
from retold.read.rows import NO_ARTICLE
from retold.read.trouble import kept_going


class JsonFeedReader:
    """Reads JSON Feed (jsonfeed.org/version/1.1)."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or the InputError of an item that says nothing, for each item."""
        yield from kept_going(location, "JSON Feed", _read(location, content))


def _read(location: str, content: bytes) -> Iterator[Article | InputError]:
    feed = json.loads(decode(content)[0].lstrip("\ufeff"))
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ValueError("it has no items")
    for number, item in enumerate(items, 1):
        known = {name: value for name, value in item.items() if value} if isinstance(item, dict) else {}
        yield _article(location, number, known, feed)


def _article(location: str, number: int, item: dict[str, Any], feed: dict[str, Any]) -> Article | InputError:
    title = " ".join(str(item.get("title", "")).split())
    html = item.get("content_html")
    body = text_of(str(html)) if html else str(item.get("content_text") or item.get("summary") or "").strip()
    full = html or item.get("content_text")
    place = f"{location}#{item.get('url') or item.get('id') or number}"
    if not title and not body:
        return InputError(place, NO_ARTICLE)
    name = str(item.get("id", ""))  # which the standard wants to be the address
    url = item.get("url") or (name if name.startswith(("http://", "https://")) else None)
    published = item.get("date_published") or item.get("date_modified")
    fields = {
        "url": url,
        "id": item.get("id"),
        "author": ", ".join(_names(item.get("authors") or item.get("author"))),
        "feed": feed.get("title"),
        "text_from": None if full or not body else "summary",
    }
    return compose(
        place,
        title,
        body,
        published=str(published) if published else None,
        dated_by="feed",
        language=item.get("language") or feed.get("language"),
        outlet=feed.get("title"),
        fields=fields,
    )


def _names(authors: Any) -> list[str]:
    people = authors if isinstance(authors, list) else [authors]
    return [str(person["name"]) for person in people if isinstance(person, dict) and person.get("name")]
