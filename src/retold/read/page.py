"""Web pages: one file, one article."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.dating import date_page
from retold.read.encoding import NotTextError, decode
from retold.text.unicode import normalise, storable

_QUIET = logging.NullHandler()
_JSON_LD = re.compile(r"<script[^>]+application/ld\+json[^>]*>(.*?)</script>", re.I | re.S)
_ARTICLES = ("Article", "Report", "BlogPosting", "LiveBlogPosting")
_SAID = ("headline", "datePublished", "publisher", "inLanguage", "url", "articleBody")


class PageReader:
    """Reads .html: the text by trafilatura, the date by htmldate; what the page itself says goes first.

    A page says so in JSON-LD (schema.org NewsArticle: headline, datePublished, publisher, inLanguage, url).
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a page without one."""
        try:
            written, encoding = decode(content)
        except NotTextError as error:
            yield InputError(location, str(error))
            return
        html = normalise(storable(written))
        if not re.search(r"<html\b", html, re.I):
            html = f"<html><body>{html}</body></html>"
        said = _said_of_itself(html)
        found = _extracted(html)
        body = found.get("text") or said.get("articleBody") or ""
        if not body.strip():
            yield InputError(location, "has no article in it")
            return
        title = _line(said.get("headline") or found.get("title"))
        url = said.get("url") or found.get("url")
        dated = date_page(html, said=said.get("datePublished"), found=found.get("date"), url=url)
        fields = {"url": url, "published_from": dated.place if dated else None}
        yield Article(
            id="",
            location=location,
            text=_with_title(title, body, _heading(html)),
            title=title,
            published=dated.written if dated else None,
            language=said.get("inLanguage") or found.get("language"),
            outlet=_name(said.get("publisher")) or found.get("sitename"),
            fields={name: value for name, value in fields.items() if value},
            notes=(f"read as {encoding}",) if encoding else (),
        )


def _extracted(html: str) -> dict[str, str]:
    """Ask trafilatura for text (a line a paragraph), title, date, url and sitename."""
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).addHandler(_QUIET)  # what goes wrong is said by our InputErrors
    config = use_config()
    # Below this size trafilatura gives up its paragraphs for the bare words of the page; short reports
    # are real.
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "60"
    config["DEFAULT"]["EXTRACTION_TIMEOUT"] = "0"
    found = bare_extraction(
        html, with_metadata=True, include_comments=False, include_tables=False, config=config
    )
    names = ("text", "title", "date", "url", "sitename")
    return {name: value for name in names if (value := getattr(found, name, None))}


def _said_of_itself(html: str) -> dict[str, str]:
    """Find the first news article in the page's JSON-LD; gives its fields as plain strings."""
    things = [thing for block in _JSON_LD.findall(html) for thing in _described(block)]
    named = {str(thing["@id"]): thing for thing in reversed(things) if thing.get("name") and "@id" in thing}
    for thing in things:
        kinds = thing.get("@type")
        if any(str(kind).endswith(_ARTICLES) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            return {name: said for name in _SAID if (said := _plain(thing.get(name), named))}
    return {}


def _described(block: str) -> Iterator[dict[str, Any]]:
    """Read what a block of JSON-LD describes; one that is broken describes nothing."""
    try:
        yield from _things(json.loads(block, strict=False))
    except (ValueError, RecursionError):
        return


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Walk what a JSON-LD block describes at its top or in its graph."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph") or [])


def _plain(value: Any, named: Mapping[str, dict[str, Any]]) -> str:
    """Give a value of JSON-LD as text: itself, or the name of the thing it is or refers to, or its id."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = named.get(str(value.get("@id")), {}) | value
        value = value.get("name") or value.get("alternateName") or value.get("@id")
    return unescape(value).strip() if isinstance(value, str) else ""


def _name(publisher: str | None) -> str | None:
    """Take for a name what is no address: a page may refer to a description that it does not hold."""
    return None if publisher and re.match(r"(?:https?:)?//|#", publisher) else publisher


def _heading(html: str) -> str | None:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.I | re.S)
    return _line(unescape(re.sub(r"<[^>]*>", " ", found[1]))) if found else None


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _with_title(title: str | None, body: str, heading: str | None) -> str:
    """Put the title above the body, in the place of the page's own heading of it."""
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    if title and paragraphs and paragraphs[0] in {title, heading}:
        paragraphs.pop(0)
    return "\n\n".join(([title] if title else []) + paragraphs)
