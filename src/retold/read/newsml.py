"""NewsML-G2, NewsML 1 and NITF, the XML of news agencies (iptc.org/standards)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retold.errors import InputError
from retold.model import Article
from retold.read.composing import compose
from retold.read.markup import text_of, tidy
from retold.read.newsml_1 import read_item
from retold.read.nitf import blocks_of
from retold.read.trouble import kept_going
from retold.read.xml import find_all, local, parse_xml, said

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class NewsmlReader:
    """Reads NewsML-G2: one newsItem, or all in a newsMessage or itemSet; its text in NITF, XHTML or plain.

    Items that hold no text by the standard, such as packages, are passed over beside those that do. What agencies
    send in NewsML 1 is read, too.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each item."""
        yield from kept_going(location, "NewsML", _items(location, parse_lazily(content)))


class NitfReader:
    """Reads NITF: one article a file."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file without one."""
        yield from kept_going(location, "NITF", (_nitf(location, root) for root in parse_lazily(content)))


def parse_lazily(content: bytes) -> Iterator[Element]:
    """Parse only when asked for the root, so that what goes wrong does so where it is caught."""
    yield parse_xml(content)


def _items(location: str, roots: Iterator[Element]) -> Iterator[Article | InputError]:
    root = next(roots)
    read = read_item if local(root) == "newsml" else _item
    items = find_all(root, "newsitem") or find_all(root, "packageitem", "conceptitem", "planningitem")
    if not items:
        raise ValueError("it has no item")
    for number, item in enumerate(items, 1):
        place = location if len(items) == 1 else f"{location}#{item.get('guid') or number}"
        yield read(place, item)


def _item(place: str, item: Element) -> Article | InputError:
    status = _code(item, "pubstatus")
    kind = _code(item, "itemclass")
    if local(item) != "newsitem" or kind not in ("text", ""):
        return InputError(place, f"is a {kind or local(item).removesuffix('item')}, not a text")
    if status == "canceled":
        return InputError(place, "was cancelled by its agency")
    title = said(item, "headline") or ""
    body = _content(item)
    if not title and not body:
        return InputError(place, "holds neither a headline nor a body")
    published = said(item, "firstcreated", "contentcreated", "versioncreated")
    fields = {
        "id": item.get("guid"),
        "author": said(item, "by"),
    }
    return compose(
        place,
        title,
        body,
        published=published,
        dated_by="page metadata",
        language=_language(item),
        outlet=_named(item, "provider") or _named(item, "infosource"),
        fields=fields,
    )


def _content(item: Element) -> str:
    """Take the text from what the contentSet holds: NITF, XHTML, or plain words."""
    for held in find_all(item, "contentset"):
        marked = [block for xml in find_all(held, "inlinexml") for block in blocks_of(xml)]
        if marked:
            return "\n\n".join(marked)
        for data in find_all(held, "inlinedata"):
            if words := "".join(data.itertext()).strip():
                return text_of(words) if "html" in data.get("contenttype", "") else tidy(words)
    return ""


def _nitf(location: str, root: Element) -> Article | InputError:
    title = said(root, "hl1", "hedline", "title") or ""
    body = "\n\n".join(block for content in find_all(root, "body.content") for block in blocks_of(content))
    if not title and not body:
        return InputError(location, "holds neither a headline nor a body")
    dates = find_all(root, "date.issue", "date.release", "story.date", "pubdata")
    published = next(filter(None, (date.get("norm") or date.get("date.publication") for date in dates)), None)
    ids = [found.get("id-string") for found in find_all(root, "doc-id")]
    publisher = [found.get("name") for found in find_all(root, "pubdata")]
    copyright_holder = [found.get("holder") for found in find_all(root, "doc.copyright")]
    fields = {
        "id": next(filter(None, ids), None),
        "author": said(root, "byline"),
    }
    return compose(
        location,
        title,
        body,
        published=published,
        dated_by="page metadata",
        language=root.get(_LANGUAGE) or _language(root),
        outlet=next(filter(None, publisher + copyright_holder), None) or said(root, "distributor"),
        fields=fields,
    )


def _code(item: Element, name: str) -> str:
    """Return the last part of a qualified code: `ninat:text` is "text"."""
    codes = [found.get("qcode") or found.get("uri") or "" for found in find_all(item, name)]
    return codes[0].replace("/", ":").rpartition(":")[2] if codes else ""


def _language(item: Element) -> str | None:
    tags = [found.get("tag") for found in find_all(item, "language")]
    return next(filter(None, tags), None) or item.get(_LANGUAGE)


def _named(item: Element, name: str) -> str | None:
    """Name a party: its name, else its literal, else the last part of its code."""
    for party in find_all(item, name):
        if (
            found := said(party, "name")
            or party.get("literal")
            or (party.get("qcode") or "").rpartition(":")[2]
        ):
            return found
    return None
