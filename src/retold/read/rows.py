"""Tables and records: many articles in one file, one a row (.jsonl, .json, .csv, .tsv)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.encoding import NotTextError, decode
from retold.read.markup import text_of
from retold.read.titles import titled

#: What a field is called here, and what others call it.
ALIASES = {
    "text": (
        *(
            "text",
            "body",
            "content",
            "articleBody",
            "maintext",
            "plaintext",
            "plain_text",
            "full_text",
            "body_text",
        ),
        *("article_text", "raw_text", "article"),
    ),
    "title": ("title", "headline"),
    "published": (
        "published",
        "publication_date",
        "seendate",
        "date",
        "published_at",
        "publishedAt",
        "published_date",
        "date_published",
        "pubDate",
        "datePublished",
        "pub_date",
        "publish_date",
        "date_publish",
        "publishing_date",
        "publishDate",
        "datetime",
    ),
    "language": ("language", "lang", "inLanguage"),
    "outlet": (
        "outlet",
        "publisher",
        "media_name",
        "sitename",
        "source-hostname",
        "site_name",
        "source_name",
        "publication",
        "source",
        "hostname",
        "source_domain",
        "domain",
    ),
    "url": ("url", "link", "canonical_url", "web_url", "article_url", "requested_url", "permalink"),
    "id": ("id",),
}
#: Reason given for an object that is something else than an article.
NO_ARTICLE = "holds neither a text nor a title"

#: The line that tells Excel what stands between the fields.
_SEPARATOR = re.compile(r"\ufeff?sep=([,;\t])\r?\n", re.I)

#: How JSON opens that goes on in the next lines, or lists what others write a line each.
_OPENS_MORE = ("[", "{\n", "{\r")

#: Text with the tags of a page is a piece of one.
_BLOCK = re.compile(r"</?(?:p|div|br|h[1-6]|li|ul|ol|blockquote|figure|section|table)\b[^<>]*>", re.I)

#: What programs write for nothing: Python, pandas, databases, Media Cloud.
_NOTHING = re.compile(r"(?:none|nan|nat|null|undateable|0000-00-00.*)?", re.I)

#: The words in an object are one of these, in its own name or as WordPress and newspapers' interfaces have it.
_WORDS = ("name", "rendered", "main", "value")

_TEXTS = frozenset(map(str.casefold, ALIASES["text"]))
_READ = ("text", "title", "published", "language", "outlet")

Row = Mapping[str, Any]


class JsonlReader:
    """Reads .jsonl and .ndjson: a JSON object a line. A line that is none is kept aside by its number."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or the InputError of its line, for each line that is not blank."""
        try:
            text, encoding = decode(content)
        except NotTextError as error:
            yield InputError(location, str(error))
            return
        text = text.lstrip("\ufeff")
        if text.lstrip().startswith(_OPENS_MORE) and _is_whole(text):
            yield from JsonReader().read(location, content)
            return
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield _read_line(location, number, line, encoding)


def _is_whole(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_line(location: str, number: int, line: str, encoding: str | None) -> Article | InputError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return InputError(f"{location}#{number}", f"line {number} is no whole JSON object", line.encode())
    return row_article(location, number, row, encoding)


class JsonReader:
    """Reads .json: one object, a list of objects, or an object that holds one such list."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each object."""
        try:
            text, encoding = decode(content)
            data = json.loads(text.lstrip("\ufeff"))
        except NotTextError as error:
            yield InputError(location, str(error))
            return
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", None)
            if getattr(error, "msg", "") == "Extra data" and getattr(error, "colno", None) == 1:
                yield from JsonlReader().read(location, content)  # another object begins where one has ended
                return
            yield InputError(location, f"line {line} is no JSON" if line else "is no JSON")
            return
        for number, row in enumerate(_records(data), 1):
            yield row_article(location, number, row, encoding)


def _records(data: Any) -> list[Any]:
    if isinstance(data, dict) and not _known(data).keys() & {"text", "title"}:
        lists = [value for value in data.values() if isinstance(value, list) and value]
        data = lists[0] if len(lists) == 1 else data
    return data if isinstance(data, list) else [data]


class CsvReader:
    """Reads .csv and .tsv: a row of names, then a row an article; commas, semicolons or tabs between."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each row; rows are numbered by the line they start in."""
        try:
            text, encoding = decode(content)
        except NotTextError as error:
            yield InputError(location, str(error))
            return
        said = _SEPARATOR.match(text)
        text = text[said.end() if said else 0 :].lstrip("\ufeff")
        head = text.split("\n", 1)[0]
        # The module's own limit of 128 KiB a field would keep long texts aside; ours is put on every article.
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))
        rows = csv.DictReader(
            io.StringIO(text, newline=""),
            delimiter=said[1] if said else max(",;\t", key=head.count),
            strict=True,
        )
        yield from _read_rows(location, rows, encoding, before=1 if said else 0)


def _read_rows(
    location: str, rows: csv.DictReader[str], encoding: str | None, *, before: int
) -> Iterator[Article | InputError]:
    with suppress(csv.Error):
        _ = rows.fieldnames  # read only when asked for: the first row stands in the line behind them
    while True:
        number = before + rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield InputError(f"{location}#{number}", f"line {number}: {error}")
            continue
        if None in row:
            yield InputError(f"{location}#{number}", f"line {number} has more fields than there are names")
            continue
        yield row_article(location, number, row, encoding)


def row_article(location: str, number: int, row: Any, encoding: str | None) -> Article | InputError:
    """Make an article of a row, whatever its columns are called; NO_ARTICLE where it has neither text nor title."""
    row = _filled(row) if isinstance(row, dict) else {}
    known = _known(row)
    if not known.keys() & {"text", "title"}:
        return InputError(f"{location}#{number}", NO_ARTICLE)
    given = {name: _string(row[key]) for name, key in known.items()}
    rest = {str(key): _string(row[key]) for key in row if key not in known.values() and not _is_text(key)}
    fields = {name: value for name, value in given.items() if name not in _READ} | rest
    if given.get("published"):
        fields = {"published_from": f"column {known['published']}"} | fields
    title = " ".join(text_of(given.get("title", "")).split())
    text = (
        text_of(given.get("text", ""))
        if _BLOCK.search(given.get("text", ""))
        else given.get("text", "").strip()
    )
    if not text:
        title, text = "", title
    else:
        text = titled(title, text)
    return Article(
        id="",
        location=f"{location}#{given.get('id') or number}",
        text=text,
        title=title or None,
        published=given.get("published") or None,
        language=given.get("language") or None,
        outlet=given.get("outlet") or None,
        fields={name: value for name, value in fields.items() if value},
        notes=(f"read as {encoding}",) if encoding else (),
    )


def _filled(row: Row) -> dict[str, Any]:
    """Leave empty what a program wrote for nothing, and take a source that is an address for one."""
    filled = {str(key): None if _is_nothing(value) else value for key, value in row.items()}
    for key in [key for key in filled if key.strip().casefold() == "source" and _is_address(filled[key])]:
        address = filled.pop(key)  # so trafilatura calls it
        if "url" not in _known(filled) or not filled[_known(filled)["url"]]:
            filled["url"] = address
    return filled


def _is_nothing(value: Any) -> bool:
    return isinstance(value, str) and _NOTHING.fullmatch(value.strip()) is not None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _known(row: Row) -> dict[str, str]:
    """Find which key of a row is which field: of several the first one that holds anything."""
    keys = {str(key).strip().casefold(): key for key in reversed(list(row))}
    found = {
        name: [keys[alias.casefold()] for alias in aliases if alias.casefold() in keys]
        for name, aliases in ALIASES.items()
    }
    return {name: next(filter(row.get, given), given[0]) for name, given in found.items() if given}


def _is_text(key: object) -> bool:
    """Tell a column that holds the text once more, which no article needs beside its own."""
    return str(key).strip().casefold() in _TEXTS


def _string(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict) and (
        words := [value[name] for name in _WORDS if isinstance(value.get(name), str)]
    ):
        return str(words[0])
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, date):  # Parquet has types
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
