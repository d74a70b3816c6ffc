"""The paragraphs of running text in NITF and XHTML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retold.read.xml import find_all, local

_PARAGRAPHS = frozenset(
    (
        "p",
        "hl2",
        "h1",
        "h2",
        "h3",
        "h4",
        "li",
        "dd",
        "dt",
        "td",
        "th",
        "pre",
        "div",
        "section",
        "block",
        "bq",
        "br",
    )
)
_UNREAD = frozenset(("media", "figure", "script", "style", "head"))


def blocks_of(element: Element) -> list[str]:
    """Give the paragraphs below, leaving out heads, captions and what else is no running text."""
    within = find_all(element, "body.content") or find_all(element, "body") or [element]
    return [block for part in "".join(_said(within[0])).split("\n") if (block := " ".join(part.split()))]


def _said(element: Element) -> Iterator[str]:
    """Yield the words below, with a line feed around each block."""
    if local(element) in _UNREAD:
        return
    apart = "\n" if local(element) in _PARAGRAPHS else ""
    yield apart + (element.text or "").replace("\n", " ")
    for child in element:
        yield from _said(child)
        yield (child.tail or "").replace("\n", " ")
    yield apart
