"""What the columns of a table, and the fields of a record, are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: What a field is called here, and what others call it.
ALIASES = {
    "text": (
        *("text", "body", "content", "articleBody", "maintext", "plaintext", "plain_text", "full_text"),
        *("body_text", "bodyText", "article_text", "raw_text", "article"),
    ),
    "opening": (
        *("lead_paragraph", "description", "abstract", "summary", "snippet", "excerpt", "trailText"),
        "standfirst",
    ),
    "title": ("title", "headline", "webTitle"),
    "published": (
        *("published", "publication_date", "seendate", "date_gmt", "dateTimePub", "dateTime", "date"),
        *("published_at", "publishedAt", "published_date", "date_published", "pubDate", "datePublished"),
        *("pub_date", "publish_date", "date_publish", "publishing_date", "publishDate"),
        "webPublicationDate",
    ),
    "language": ("language", "lang", "inLanguage", "meta_lang"),
    "outlet": (
        *("outlet", "publisher", "media_name", "sitename", "source-hostname", "site_name", "source_name"),
        *("name_source", "publication", "source", "hostname", "SourceCommonName", "source_domain", "domain"),
    ),
    "url": (
        *("url", "link", "canonical_url", "canonicalUrl", "web_url", "webUrl", "article_url"),
        *("requested_url", "permalink", "DocumentIdentifier"),
    ),
    "id": ("id",),
}

#: Objects that hold more fields of the record that they stand in: those of newspapers, of databases, of JSON:API.
_WITHIN = ("fields", "_source", "attributes", "info", "node", "row", "links")

_TEXTS = frozenset(map(str.casefold, ALIASES["text"]))

Row = Mapping[str, Any]


def known(row: Row) -> dict[str, str]:
    """Find which key of a row is which field: of several the first one that holds anything."""
    keys = {str(key).strip().casefold(): key for key in reversed(list(row))}
    found = {
        name: [keys[alias.casefold()] for alias in aliases if alias.casefold() in keys]
        for name, aliases in ALIASES.items()
    }
    return {name: next(filter(row.get, given), given[0]) for name, given in found.items() if given}


def holds_text(key: object) -> bool:
    """Tell a column that holds the text once more, which no article needs beside its own."""
    return str(key).strip().casefold() in _TEXTS


def widened(row: Row) -> dict[str, Any]:
    """Put the fields of a record that stand in an object within it beside its own."""
    inner = {name: row[name] for name in _WITHIN if isinstance(row.get(name), dict)}
    fields = {key: value for more in inner.values() for key, value in more.items()}
    return fields | {key: value for key, value in row.items() if key not in inner}


def lacking(names: Iterable[str]) -> str | None:
    """Say of a table with columns of these names that it holds no article; None where it may hold some."""
    row = dict.fromkeys(names)
    if known(row).keys() & {"text", "title"} or row.keys() & set(_WITHIN):
        return None
    shown = ", ".join(" ".join(str(name).split())[:30] for name in list(row)[:5])
    return f"has no column for a text or a title; it begins with {shown or 'empty names'}"
