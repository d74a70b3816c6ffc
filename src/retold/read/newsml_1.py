"""NewsML 1.0 to 1.2, which agencies sent before NewsML-G2 and some send still."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from retold.errors import InputError
from retold.model import Article
from retold.read.composing import compose
from retold.read.markup import tidy
from retold.read.nitf import blocks_of
from retold.read.xml import find_all, local, said

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

#: What a component is beside the text itself.
_CAPTIONS = ("caption", "keywords", "abstract")


def read_item(place: str, item: Element) -> Article | InputError:
    """Read a NewsItem: of its components, which may hold one text in several forms, the longest text."""
    if _formal(item, "status").lower() in ("canceled", "cancelled"):
        return InputError(place, "was cancelled by its agency")
    title = said(item, "headline", "title") or ""
    bodies = ["\n\n".join(_paragraphs(data)) for data in _texts(item)]
    body = max(bodies, key=len, default="")
    if not title and not body:
        kind = _formal(item, "mediatype")
        return InputError(
            place, f"is a {kind.lower()}, not a text" if kind else "holds neither a headline nor a body"
        )
    return compose(
        place,
        title,
        body,
        published=said(item, "firstcreated", "thisrevisioncreated", "dateid"),
        dated_by="page metadata",
        language=_formal(item, "language") or item.get(_LANGUAGE) or _of_component(item),
        outlet=_formal(item, "party") or said(item, "creditline", "providerid"),
        fields={"id": _name(item), "author": said(item, "byline")},
    )


def _texts(element: Element, *, captioned: bool = False) -> list[Element]:
    """List what holds text below, leaving out what is said of pictures and other components."""
    if local(element) == "contentitem":
        wanted = not captioned and _formal(element, "mediatype").lower() in ("", "text")
        return find_all(element, "datacontent") if wanted else []
    roles = [(each.get("FormalName") or "").lower() for each in element if local(each) == "role"]
    captioned = captioned or any(role in _CAPTIONS for role in roles)
    return [found for child in element for found in _texts(child, captioned=captioned)]


def _paragraphs(data: Element) -> list[str]:
    """Give the paragraphs of what is marked up, or of plain text with blank lines between them."""
    return blocks_of(data) if len(data) else [tidy(data.text or "")]


def _name(item: Element) -> str | None:
    """Name an item as its agency does, without the number of its revision."""
    parts = [said(item, name) for name in ("providerid", "dateid", "newsitemid")]
    return f"urn:newsml:{':'.join(filter(None, parts))}" if all(parts) else said(item, "publicidentifier")


def _formal(element: Element, name: str) -> str:
    return next((found.get("FormalName") or "" for found in find_all(element, name)), "")


def _of_component(item: Element) -> str | None:
    languages = [found.get(_LANGUAGE) for found in find_all(item, "newscomponent")]
    return next(filter(None, languages), None)
