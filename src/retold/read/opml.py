"""OPML: a list of feeds. It holds no article; `retold.watch` fetches what it lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retold.errors import InputError
from retold.model import Article
from retold.read.xml import find_all, parse_xml


class OpmlReader:
    """Says of .opml how many feeds it lists."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield an InputError, for there is no article in such a list."""
        try:
            listed = len(read_opml(location, content))
        except InputError as error:
            yield error
        else:
            yield InputError(location, f"lists {listed} feeds, not articles; `retold watch` fetches them")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed by its address, with the title it is listed under."""

    url: str
    title: str | None = None


def read_opml(location: str, content: bytes) -> list[Feed]:
    """List the feeds of an OPML file, each once, in order.

    Raises InputError when it is no OPML or lists none.
    """
    try:
        root = parse_xml(content)
    except ValueError as error:
        raise InputError(location, f"is no OPML that can be read ({error})") from None
    found: dict[str, Feed] = {}
    for outline in find_all(root, "outline"):
        given = {name.lower(): value.strip() for name, value in outline.attrib.items()}
        if url := given.get("xmlurl"):
            found.setdefault(url, Feed(url, given.get("title") or given.get("text") or None))
    if not found:
        raise InputError(location, "lists no feed")
    return list(found.values())


def write_opml(feeds: list[Feed], *, title: str) -> bytes:
    """Write a list of feeds as OPML 2.0."""
    from xml.etree.ElementTree import Element, SubElement, tostring

    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for feed in feeds:
        SubElement(body, "outline", type="rss", text=feed.title or feed.url, xmlUrl=feed.url)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
