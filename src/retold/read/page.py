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
from retold.read.address import canonical
from retold.read.dating import date_page, guess_date
from retold.read.encoding import NotTextError, decode
from retold.text.unicode import normalise, storable

#: Pages of more elements, or with an element of more attributes, are not read: some of what is done to a page takes
#: time with the square of these. Live reports of a whole day stay under 20,000 elements, and no element has 100.
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 1_000

#: Pages of more elements are read by trafilatura's own rules alone. What it falls back on where these find little
#: looks through all neighbours of a short paragraph: a table of 12,000 elements took 5 s, one of 33,000 a minute.
MOST_LOOKED_THROUGH = 10_000

_QUIET = logging.NullHandler()
# Each ends before the next tag, and what they enclose is looked for once: nothing is read over and over.
_SCRIPT, _SCRIPT_END = re.compile(r"<script\b([^<>]*)>", re.I), re.compile(r"</script", re.I)
_TITLE, _TITLE_END = re.compile(r"<h1\b[^<>]*>", re.I), re.compile(r"</h1", re.I)
_JSON_LD = "application/ld+json"
_ARTICLES = ("Article", "Report", "BlogPosting", "LiveBlogPosting")
_SAID = ("headline", "datePublished", "publisher", "inLanguage", "url", "mainEntityOfPage", "articleBody")

#: What hid a script from browsers of old.
_HIDING = re.compile(r"\A\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*\Z")


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
        bounds = _bounds(html)
        if excess := _excess(bounds):
            yield InputError(location, excess)
            return
        found = _extracted(html, looked_through=bounds.elements <= MOST_LOOKED_THROUGH)
        said = _said_of_itself(html, found.get("url"))
        body = found.get("text") or said.get("articleBody") or ""
        if not body.strip():
            yield InputError(location, "has no article in it")
            return
        title = _line(said.get("headline") or found.get("title"))
        named = (said.get("url"), found.get("url"), said.get("mainEntityOfPage"))
        url = next((url for url in named if canonical(url)), found.get("url"))  # some name their front page
        dated = date_page(html, said=said.get("datePublished"), found=found.get("date"), url=url)
        dated = dated or guess_date(html, url)
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


class _Bounds:
    """Counts, while a page is parsed, what it has of elements, and the most attributes of one."""

    elements, attributes = 0, 0

    def start(self, _: str, attributes: Mapping[str, str]) -> None:
        """Count an element."""
        self.elements += 1
        self.attributes = max(self.attributes, len(attributes))

    def close(self) -> _Bounds:
        """Give the counts, which are what the parser then gives."""
        return self


def _bounds(html: str) -> _Bounds:
    """Count what a page has."""
    from lxml import etree

    parser = etree.HTMLParser(target=_Bounds(), encoding="utf-8")
    counted: _Bounds = etree.fromstring(html.encode(), parser)
    return counted


def _excess(counted: _Bounds) -> str | None:
    """Say of what a page has more than can be read in bounded time; None of nothing."""
    if counted.elements > MOST_ELEMENTS:
        return f"has {counted.elements:,} elements, more than the limit of {MOST_ELEMENTS:,}"
    if counted.attributes > MOST_ATTRIBUTES:
        return (
            f"has an element of {counted.attributes:,} attributes, more than the limit of {MOST_ATTRIBUTES:,}"
        )
    return None


def _extracted(html: str, *, looked_through: bool) -> dict[str, str]:
    """Ask trafilatura for text (a line a paragraph), title, date, url and sitename.

    A page that is `looked_through` is read in other ways, too, where trafilatura's own finds little.
    """
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
        html,
        fast=not looked_through,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )
    names = ("text", "title", "date", "url", "sitename")
    return {name: value for name in names if (value := getattr(found, name, None))}


def _said_of_itself(html: str, url: str | None) -> dict[str, str]:
    """Find the news article at this address in the page's JSON-LD, else the first; its fields as plain strings."""
    things = [thing for block in _scripts(html, _JSON_LD) for thing in _described(block)]
    named = {str(thing["@id"]): thing for thing in reversed(things) if thing.get("name") and "@id" in thing}
    described = [
        {name: said for name in _SAID if (said := _plain(thing.get(name), named))}
        for thing in things
        if _is_article(thing.get("@type"))
    ]
    here = canonical(url)
    own = (
        said
        for said in described
        if here and here in map(canonical, (said.get("url"), said.get("mainEntityOfPage")))
    )
    return next(own, described[0] if described else {})


def _is_article(kinds: Any) -> bool:
    return any(str(kind).endswith(_ARTICLES) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _scripts(html: str, kind: str) -> Iterator[str]:
    """Yield what stands in the scripts of a kind, up to the first that does not end."""
    opening = _SCRIPT.search(html)
    while opening and (end := _SCRIPT_END.search(html, opening.end())):
        if kind in opening[1].lower():
            yield html[opening.end() : end.start()]
        opening = _SCRIPT.search(html, end.end())


def _described(block: str) -> Iterator[dict[str, Any]]:
    """Read what a block of JSON-LD describes; one that is broken describes nothing."""
    try:
        yield from _things(json.loads(_HIDING.sub("", block), strict=False))
    except (ValueError, RecursionError):
        return


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Walk what a JSON-LD block describes at its top, in its graph or as what a page is about."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            yield thing
            yield from _things(thing.get("@graph") or [])
            yield from _things(thing.get("mainEntity") or [])


def _plain(value: Any, named: Mapping[str, dict[str, Any]]) -> str:
    """Give a value of JSON-LD as text: itself, or the name of the thing it is or refers to, or its id."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = named.get(str(value.get("@id")), {}) | value
        value = _plain(value.get("name") or value.get("alternateName") or value.get("@id"), {})
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return unescape(value).strip() if isinstance(value, str) else ""


def _name(publisher: str | None) -> str | None:
    """Take for a name what is no address: a page may refer to a description that it does not hold."""
    return None if publisher and re.match(r"(?:https?:)?//|#", publisher) else publisher


def _heading(html: str) -> str | None:
    opening = _TITLE.search(html)
    end = _TITLE_END.search(html, opening.end()) if opening else None
    if opening is None or end is None:
        return None
    return _line(unescape(re.sub(r"<[^<>]*>", " ", html[opening.end() : end.start()])))


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _with_title(title: str | None, body: str, heading: str | None) -> str:
    """Put the title above the body, in the place of the page's own heading of it."""
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    if title and paragraphs and paragraphs[0] in {title, heading}:
        paragraphs.pop(0)
    return "\n\n".join(([title] if title else []) + paragraphs)
