"""What the columns of a table, and the fields of a record, are called: "Full Text", "full_text" and "fullText"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

#: What a field is called here, and what others call it.
ALIASES = {
    "text": (
        *("text", "body", "content", "articleBody", "maintext", "plaintext", "plain_text", "full_text"),
        *("body_text", "body_html", "article_text", "article_html", "cleaned_text", "raw_text", "article"),
        "extract",
    ),
    "opening": (
        *("lead_paragraph", "description", "abstract", "summary", "snippet", "excerpt", "trailText"),
        "standfirst",
    ),
    "title": ("title", "headline", "webTitle", "article_title"),
    "published": (
        *("published", "publication_date", "seendate", "date_gmt", "dateTimePub", "dateTime", "date"),
        *("published_at", "publishedAt", "published_date", "date_published", "pubDate", "datePublished"),
        *("pub_date", "publish_date", "date_publish", "publishing_date", "publishDate"),
        *("webPublicationDate", "version_created", "created_at"),
    ),
    "language": ("language", "lang", "inLanguage", "meta_lang", "human_language"),
    "outlet": (
        *("outlet", "publisher", "media_name", "sitename", "source-hostname", "site_name", "source_name"),
        *(
            "name_source",
            "publication",
            "publication_title",
            "source",
            "hostname",
            "SourceCommonName",
            "source_domain",
            "domain",
        ),
    ),
    "url": (
        *("url", "link", "canonical_url", "web_url", "article_url"),
        *("requested_url", "final_url", "page_url", "permalink", "DocumentIdentifier"),
    ),
    "id": ("id",),
}

#: Objects that hold more fields of the record that they stand in: those of newspapers, of databases, of JSON:API.
_WITHIN = ("fields", "_source", "attributes", "info", "node", "row", "links")

#: What stands between the words of a name, if anything does.
_BETWEEN = re.compile(r"[\W_]+")

Row = Mapping[str, Any]


@lru_cache(maxsize=1 << 12)
def spelled_alike(name: str) -> str:
    """Return the letters and digits of a name, in small letters: what is left of it in all spellings."""
    return _BETWEEN.sub("", name).casefold()


_ALIKE = {field: tuple(map(spelled_alike, names)) for field, names in ALIASES.items()}
_TEXTS = frozenset(_ALIKE["text"])


def known(row: Row) -> dict[str, str]:
    """Find which key of a row is which field: of several the first one that holds anything."""
    keys = {spelled_alike(str(key)): key for key in reversed(list(row))}
    found = {field: [keys[name] for name in names if name in keys] for field, names in _ALIKE.items()}
    return {field: next(filter(row.get, given), given[0]) for field, given in found.items() if given}


def holds_text(key: object) -> bool:
    """Tell a column that holds the text once more, which no article needs beside its own."""
    return spelled_alike(str(key)) in _TEXTS


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
