"""RSS and Atom: one feed, an article an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from time import strftime
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.address import canonical, led_to
from retold.read.composing import compose
from retold.read.markup import text_of, tidy
from retold.read.rows import NO_ARTICLE
from retold.read.spelled import as_readable
from retold.read.trouble import kept_going

_ENTITY = re.compile(rb"<!ENTITY\s", re.I)
_WORD = re.compile(r"\w+")

#: "The post … appeared first on …", in whatever language: a last paragraph with a link to the entry and one to the
#: front page. It is looked for at the end alone.
_LINK = r"""<a [^<>]*href="([^"<>]+)"[^<>]*>[^<]*</a>[^<]*"""
_FOOT = re.compile(rf"<p>[^<]*{_LINK}{_LINK}</p>\s*\Z")
_LONGEST_FOOT = 2_000


class FeedReader:
    """Reads RSS 0.9 to 2.0, RDF and Atom by feedparser, broken ones too as far as they go.

    The outlet is the entry's own source, where an aggregator names it, else the feed's title; the date is that
    of the entry, its publication before its last change.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or the InputError of an entry that says nothing, for each entry."""
        yield from kept_going(location, "feed", _read(location, content))


def _read(location: str, content: bytes) -> Iterator[Article | InputError]:
    if _ENTITY.search(content.replace(b"\x00", b"")):
        raise ValueError("it declares entities, which are not read")
    import feedparser

    found = feedparser.parse(BytesIO(content))
    if not found.version and not found.entries:
        raise ValueError(str(found.get("bozo_exception", "")))
    broken = bool(found.bozo) and "SAX" in type(found.bozo_exception).__name__
    notes = ("the feed is not well-formed",) if broken else ()
    for number, entry in enumerate(found.entries, 1):
        yield _article(location, number, entry, found.feed, notes)


def _article(
    location: str, number: int, entry: Any, feed: Any, notes: tuple[str, ...]
) -> Article | InputError:
    source = entry.get("source") or {}
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    listed = led_to(link)
    outlet = source.get("title") or entry.get("news_source") or (None if listed else feed.get("title"))
    title = " ".join(text_of(entry.get("title", "")).split())
    if source.get("title"):
        title = title.removesuffix(f" - {source['title']}")  # so Google News names who is listed
    full = _full_text(entry, link)
    body = full or _summary(entry, link)
    if set(_WORD.findall(body)) <= set(_WORD.findall(f"{title} {outlet}")):
        body = ""  # what a list links to, once more
    place = f"{location}#{link or entry.get('id') or number}"
    if not title and not body:
        return InputError(place, NO_ARTICLE)
    worded = entry.get("title_detail") or {}
    language = entry.get("language") or worded.get("language") or feed.get("language")
    published = _published(entry, language)
    fields = {
        "url": listed or link,
        "id": entry.get("id"),
        "author": entry.get("author"),
        "feed": feed.get("title"),
        "text_from": "summary" if body and not full else None,
    }
    return compose(
        place,
        title,
        body,
        published=published,
        dated_by="feed",
        language=language,
        outlet=outlet,
        fields=fields,
        notes=notes,
    )


def _full_text(entry: Any, link: str) -> str:
    """Give the longest of the full texts; none where these are pictures alone."""
    return max((_words(part, link) for part in entry.get("content", [])), key=len, default="")


def _summary(entry: Any, link: str) -> str:
    return _words(entry.get("summary_detail") or {"value": entry.get("summary", "")}, link)


def _words(part: Any, link: str) -> str:
    written = part["value"]
    if part.get("type") == "text/plain" and not written.lstrip().startswith("<"):
        return tidy(written)
    foot = _FOOT.search(written, max(0, len(written) - _LONGEST_FOOT))
    if foot and canonical(foot[1]) == canonical(link) and canonical(foot[2]) is None:
        written = written[: foot.start()]
    return text_of(written)


def _published(entry: Any, language: str | None) -> str | None:
    """Keep a date as written, for its zone, where it is in a form of ours; else as we or feedparser can read it."""
    for name in ("published", "updated"):
        written, parsed = entry.get(name), entry.get(f"{name}_parsed")
        if written and (found := as_readable(written, language)):
            return found
        if parsed:
            return strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
    return None
