"""ninjs 1.x and 2.x, the JSON of news agencies (iptc.org/std/ninjs)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.composing import compose
from retold.read.encoding import decode
from retold.read.markup import text_of
from retold.read.trouble import kept_going

#: What stands around items, and what an item is named by.
_AROUND = ("data", "items", "_items", "item")
_NAMES = {"uri", "guid"}

#: What an item says it is, where that is no text.
_PICTURES = ("picture", "audio", "video", "graphic", "composite", "component", "planning", "event")


class NinjsReader:
    """Reads ninjs: one item, a list of items, or an item a line.

    The date is when the item was first made, since a later version keeps telling what was published then.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each item."""
        yield from kept_going(location, "ninjs", _read(location, content))


def _read(location: str, content: bytes) -> Iterator[Article | InputError]:
    items = list(_items(decode(content)[0].lstrip("\ufeff")))
    for number, item in enumerate(items, 1):
        known = {str(key).lower(): value for key, value in item.items()} if isinstance(item, dict) else {}
        place = (
            location if len(items) == 1 else f"{location}#{known.get('uri') or known.get('guid') or number}"
        )
        yield _article(place, known)


def _items(text: str) -> Iterator[Any]:
    try:
        data = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.split("\n") if line.strip())
        return
    yield from _unwrapped(data)


def _unwrapped(data: Any) -> list[Any]:
    """Take the items from what an agency's interface puts around them."""
    if isinstance(data, list):
        return [item for each in data for item in _unwrapped(each)]
    for name in _AROUND:
        if isinstance(data, dict) and isinstance(data.get(name), (dict, list)) and not data.keys() & _NAMES:
            return _unwrapped(data[name])
    return [data]


def _article(place: str, item: dict[str, Any]) -> Article | InputError:
    """Read an item whose names are in lower case: 1.x writes `versioncreated`, 2.x `versionCreated`."""
    if item.get("type") in _PICTURES:
        return InputError(place, f"is a {item['type']}, not a text")
    if str(item.get("pubstatus", "")).lower() in ("canceled", "cancelled"):
        return InputError(place, "was cancelled by its agency")
    title = _line(_worded(item.get("headline") or item.get("headlines")) or item.get("title"))
    body = _body(item)
    if not title and not body:
        return InputError(place, "holds neither a headline nor a body")
    dates = ("firstcreated", "contentcreated", "versioncreated")
    published = next((str(item[name]) for name in dates if item.get(name)), None)
    fields = {
        "id": item.get("uri") or item.get("guid"),
        "url": item.get("url") or item.get("canonicalurl"),
        "author": _line(_worded(item.get("byline") or item.get("by"))),
    }
    return compose(
        place,
        title,
        body,
        published=published,
        dated_by="page metadata",
        language=item.get("language"),
        outlet=_provider(item),
        fields=fields,
    )


def _body(item: dict[str, Any]) -> str:
    bodies = [value for name, value in item.items() if name.startswith("body") and name != "body_sms"]
    bodies += [body.get("value") if isinstance(body, dict) else body for body in item.get("bodies") or []]
    texts = [text_of(body) for body in bodies if isinstance(body, str)]
    description = item.get("description_text") or item.get("description_html")
    return max(texts, key=len, default="") or (text_of(description) if isinstance(description, str) else "")


def _provider(item: dict[str, Any]) -> str | None:
    """Name who publishes: the provider or information source; else who holds the rights."""
    for name in ("provider", "infosource", "infosources", "copyrightholder", "source"):
        if found := _line(_worded(item.get(name))):
            return found
    return None


def _worded(value: Any) -> str:
    """Give a value as text: itself, or what the main thing of a list, else its first, is called or says."""
    if isinstance(value, list):
        main = (each for each in value if isinstance(each, dict) and each.get("role") == "main")
        value = next(main, value[0] if value else None)
    if isinstance(value, dict):
        value = value.get("value") or value.get("name")
    return value if isinstance(value, str) else ""


def _line(text: Any) -> str:
    return " ".join(text_of(text).split()) if isinstance(text, str) else ""
