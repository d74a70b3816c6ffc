"""Fragments of HTML inside other formats -> paragraphs. Whole pages are read by `page`."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main"
        " nav ol p pre section table td th tr ul",
    )
)
_UNREAD = frozenset(("script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object"))
_TAG, _REFERENCE = re.compile(r"</?[a-zA-Z][^<>]*>|<!"), re.compile(r"&#?\w+;")
_HIDDEN = re.compile(r"\bdisplay\s*:\s*none\b", re.I)
_BREAK = "\n\n"


def text_of(fragment: str) -> str:
    """Give the words of an HTML fragment, a blank line between paragraphs; what has no tag keeps its lines."""
    if not _TAG.search(fragment):
        return tidy(_REFERENCE.sub(lambda found: unescape(found[0]), fragment))
    from lxml import etree, html

    try:
        root = html.document_fromstring(f"<html><body>{fragment}</body></html>")
    except (etree.ParserError, ValueError):
        return re.sub(r"<[^<>]*>", " ", fragment).strip()
    return paragraphs_of(root)


def paragraphs_of(root: Any) -> str:
    """Give the words of an element tree, a blank line between its blocks."""
    from lxml import etree

    pieces: list[str] = []
    unread = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        unseen = name in _UNREAD or (name and _HIDDEN.search(element.get("style") or ""))
        unread += bool(unseen) * (1 if event == "start" else -1)
        if name in _BLOCKS:
            pieces.append(_BREAK)
        elif name == "br" and event == "start":
            pieces.append("\n")
        said = element.text if event == "start" else element.tail
        if said and not unread:
            pieces.append(re.sub(r"\s+", " ", said))
    return tidy("".join(pieces))


def tidy(text: str) -> str:
    """Put single spaces between words and one blank line between paragraphs."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{2,}", _BREAK, "\n".join(lines)).strip()
