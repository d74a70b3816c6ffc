"""News sitemaps: a title, an address and a date an article; the texts stay on the site."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from retold.errors import InputError
from retold.model import Article
from retold.read.composing import compose
from retold.read.markup import text_of
from retold.read.rows import NO_ARTICLE
from retold.read.trouble import kept_going
from retold.read.xml import find_all, local, parse_xml, said

#: Sitemaps of an index that are asked for: those of the news stand in one, an archive in one a month.
MOST_SITEMAPS = 50


class SitemapReader:
    """Reads sitemaps with Google's news extension: `news:title`, `news:publication`, `news:publication_date`."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, its title alone, for each address; an InputError where there is no title."""
        yield from kept_going(location, "sitemap", _read(location, content))


def list_sitemaps(content: bytes) -> list[str]:
    """Return the addresses that an index of sitemaps lists, the last changed first, `MOST_SITEMAPS` at most.

    None for what is no index.
    """
    try:
        root = parse_xml(content)
    except ValueError:
        return []
    listed = find_all(root, "sitemap") if local(root) == "sitemapindex" else []
    named = [(said(each, "loc"), said(each, "lastmod") or "") for each in listed]
    newest = sorted(named, key=lambda each: each[1], reverse=True)
    return list(dict.fromkeys(url for url, _ in newest if url))[:MOST_SITEMAPS]


def _read(location: str, content: bytes) -> Iterator[Article | InputError]:
    root = parse_xml(content)
    if local(root) == "sitemapindex":
        yield InputError(location, "lists sitemaps, not articles; add those")
        return
    entries = find_all(root, "url")
    if entries and not any(find_all(entry, "title") for entry in entries):
        yield InputError(location, f"lists {len(entries)} addresses without titles, not articles; add those")
        return
    for number, entry in enumerate(entries, 1):
        yield _article(location, number, entry)


def _article(location: str, number: int, entry: Element) -> Article | InputError:
    url = said(entry, "loc")
    news = next(
        iter(find_all(entry, "news")), entry
    )  # beside pictures and videos, which have titles of their own
    title = text_of(said(news, "title") or "")
    place = f"{location}#{url or number}"
    if not title:
        return InputError(place, NO_ARTICLE)
    published = said(news, "publication_date") or None
    return compose(
        place,
        title,
        "",
        published=published,
        dated_by="feed",
        language=said(news, "language"),
        outlet=said(news, "name"),
        fields={"url": url, "keywords": said(news, "keywords")},
    )
