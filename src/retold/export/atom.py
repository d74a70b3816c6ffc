"""News as an Atom feed (RFC 4287), for readers of feeds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from retold.corpus.news import News, changes_in_words
from retold.model import Article

_ATOM = "http://www.w3.org/2005/Atom"

#: Letters of an article that a feed quotes: enough to see what it is about, no more than a quotation.
QUOTED = 300

#: Characters that XML 1.0 cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


#: Characters that an address cannot hold as they are (RFC 3987).
_NOT_ADDRESS = re.compile(r"""[\x00-\x20\x7f<>"{}|\\^`]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Where a feed is served: by a reading room, at what address in it, and what page there tells the same."""

    room: str
    feed: str
    page: str


def to_atom(found: Sequence[News], *, title: str, name: str, served: Served | None = None) -> bytes:
    """Write news, newest first, as a feed; `name` is that of the feed alone, as `topic_name` gives it.

    An article that revises another says what was changed; of the others the beginning is quoted. Where the feed is
    served, it says where, and leads to the pages of the reading room.
    """
    feed = Element("feed", xmlns=_ATOM)
    _add(feed, "title", f"{title} · Retold")
    _add(feed, "id", name)
    if served:
        _link(feed, "self", served.room + served.feed, kind="application/atom+xml")
        _link(feed, "alternate", served.room + served.page, kind="text/html")
    _add(feed, "updated", max((each.at for each in found), default="1970-01-01T00:00:00Z"))
    _add(feed, "generator", "Retold")
    for each in found:
        _add_entry(feed, each, served.room if served else None)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(feed: Element, news: News, room: str | None) -> None:
    article = news.article
    entry = SubElement(feed, "entry")
    if article.language:
        entry.set("xml:lang", _legal(article.language))
    _add(entry, "title", article.title or _beginning(article, 80))
    _add(entry, "id", f"urn:retold:article:{article.id}")
    _add(entry, "updated", news.at)
    if article.published and len(article.published) > 10 and article.published.endswith("Z"):
        _add(entry, "published", article.published)
    _add(SubElement(entry, "author"), "name", article.outlet or "unknown outlet")
    url = article.fields.get("url", "")
    if url.startswith(("http://", "https://")):
        _link(entry, "alternate", url)
    if room is not None:
        at_home = "related" if url else "alternate"
        _link(entry, at_home, f"{room}/article/{article.id}", kind="text/html")
    if news.event is not None:
        SubElement(entry, "category", term=news.event.id, label=_legal(news.event.label))
    if news.revision is not None:
        SubElement(entry, "category", term="revision")
    content = _add(entry, "content", "\n".join(changes_in_words(news)) or _beginning(article, QUOTED))
    content.set("type", "text")


def _link(parent: Element, relation: str, address: str, *, kind: str | None = None) -> None:
    legal = _NOT_ADDRESS.sub(lambda found: quote(found[0]), _legal(address))
    element = SubElement(parent, "link", rel=relation, href=legal)
    if kind:
        element.set("type", kind)


def _beginning(article: Article, most: int) -> str:
    """Quote what follows the title, as far as it goes."""
    body = article.text.removeprefix(article.title or "").strip() or article.text
    line = " ".join(body.split())
    return line if len(line) <= most else line[:most].rpartition(" ")[0] + " …"


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
