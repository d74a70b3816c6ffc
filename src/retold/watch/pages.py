"""What came from an address -> articles; a page together with what its feed says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from retold.errors import InputError
from retold.fetch import Fetched, is_address
from retold.model import Article
from retold.read import read_content, sniffed
from retold.read.address import canonical
from retold.read.encoding import charset_of, in_unicode
from retold.read.kinds import unpacked
from retold.read.sitemaps import list_sitemaps

#: Kinds that list articles of which they hold no more than a part.
LISTS = ("feed", "jsonfeed", "sitemap")

#: Kinds whose bytes no encoding has to do with.
_NOT_TEXT = ("pdf", "parquet", "warc")

#: What a feed says of an entry, as it is kept until the entry's page has come.
_ENTRY = ("title", "published", "outlet", "text")
_ENTRY_FIELDS = ("published_zone", "text_from")


def kind_of_answer(fetched: Fetched) -> str:
    """Tell which reader reads what came: by its content, and where that says nothing by the declared type."""
    kind = sniffed(fetched.content)
    return "html" if kind == "text" and fetched.kind in ("text/html", "application/xhtml+xml") else kind


def read_answer(location: str, fetched: Fetched, **reading: Any) -> Iterator[Article | InputError]:
    """Read the articles of an answer, whose links lead on from where it came from.

    `reading` are keywords of `read_content`.
    """
    complete: Callable[[Article], Article] | None = reading.pop("complete", None)

    def completed(article: Article) -> Article:
        linked = _linked(article, fetched.url)
        return complete(linked) if complete else linked

    kind = kind_of_answer(fetched)
    content = fetched.content if kind in _NOT_TEXT else _in_unicode(fetched)
    return read_content(location, content, kind=kind, complete=completed, **reading)


def sitemaps_of(fetched: Fetched) -> list[str]:
    """Return the addresses of the sitemaps that an answer leads to; none where it is no index of such."""
    if kind_of_answer(fetched) != "sitemap":
        return []
    with suppress(InputError):
        listed = list_sitemaps(unpacked(fetched.url, _in_unicode(fetched)))
        return [url for each in listed if is_address(url := urljoin(fetched.url, each))]
    return []


def read_page(
    location: str, fetched: Fetched, entry: Mapping[str, str], *, address: str | None, **reading: Any
) -> Article | InputError:
    """Read the article of a page that a feed led to.

    The page tells more than the feed, but for a date that it does not state itself. `address` is where the article
    was met first. Where the page holds no article, as pages made by scripts do, what the feed has is taken.
    """

    def completed(article: Article) -> Article:
        own = article.fields.get("url")
        sure = article.fields.get("published_from") == "page metadata"
        fields = {**article.fields, "url": address or _trusted(own, fetched.url)}
        published = article.published
        if not sure and "published" in entry:
            published, fields["published_from"] = entry["published"], "feed"
            fields |= {"published_zone": entry["published_zone"]} if "published_zone" in entry else {}
        return replace(
            article, outlet=article.outlet or entry.get("outlet"), published=published, fields=fields
        )

    results = list(read_answer(location, fetched, complete=completed, **reading))
    articles = [result for result in results if isinstance(result, Article)]
    if len(articles) == 1:
        return articles[0]
    if "text" in entry:
        return _of_entry(location, entry, address or fetched.url, reading)
    failed = [result for result in results if isinstance(result, InputError)]
    return failed[0] if failed else InputError(location, "holds no article")


def entry_of(article: Article) -> dict[str, str]:
    """Keep what a feed says of an entry; its text only where it is more than the title."""
    said = {name: value for name in _ENTRY if (value := getattr(article, name))}
    said |= {name: article.fields[name] for name in _ENTRY_FIELDS if name in article.fields}
    if article.text == article.title:
        del said["text"]
    return said


def _of_entry(
    location: str, entry: Mapping[str, str], address: str, reading: Mapping[str, Any]
) -> Article | InputError:
    row = {"url": address, "published_from": "feed"} | dict(entry)
    [result] = read_content(location, json.dumps(row).encode(), kind="json", **reading)
    if isinstance(result, Article):
        return replace(result, location=location, notes=(*result.notes, "as its feed has it"))
    return result


def _trusted(own: str | None, fetched: str) -> str:
    """Believe the address a page gives itself where it is one of the same site."""
    named = canonical(own)
    same = named is not None and urlsplit(named).hostname == urlsplit(fetched).hostname
    return named if named is not None and same else fetched


def _linked(article: Article, base: str) -> Article:
    """Complete the address of an article: "/news/1" is one of the site that says so."""
    try:
        return replace(article, fields={**article.fields, "url": urljoin(base, article.fields["url"])})
    except (KeyError, ValueError):
        return article


def _in_unicode(fetched: Fetched) -> bytes:
    """Turn text in the encoding that the server declares into UTF-8."""
    return in_unicode(fetched.content, charset_of(fetched.headers.get("content-type", "")))
