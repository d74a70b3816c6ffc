"""Tables and records: many articles in one file, one a row (.jsonl, .json, .csv, .tsv)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.columns import Row, holds_text, known, lacking, widened
from retold.read.dates import zone_of
from retold.read.encoding import NotTextError, decode
from retold.read.markup import text_of
from retold.read.nested import records_in
from retold.read.titles import titled

#: Reason given for an object that is something else than an article.
NO_ARTICLE = "holds neither a text nor a title"

#: The line that tells Excel what stands between the fields.
_SEPARATOR = re.compile(r"\ufeff?sep=([,;\t])\r?\n", re.I)

#: How JSON opens that goes on in the next lines, or lists what others write a line each.
_OPENS_MORE = ("[", "{\n", "{\r")

#: Text with the tags of a page is a piece of one.
_BLOCK = re.compile(r"</?(?:p|div|br|h[1-6]|li|ul|ol|blockquote|figure|section|table)\b[^<>]*>", re.I)

#: What programs write for nothing: Python, pandas, databases, Media Cloud, NewsAPI, newsdata.io.
_NOTHING = re.compile(
    r"(?:none|nan|nat|null|undateable|0000-00-00.*|\[removed\]|only available in .* plans)?", re.I
)

#: How interfaces end a text of which they give the beginning alone.
_CUT = re.compile(r"(?:\s*(?:…|\.{3}))?\s*\[\+?\d+ chars\]\s*\Z")

#: The words in an object are one of these, in its own name or as WordPress and newspapers' interfaces have it.
_WORDS = ("name", "rendered", "main", "value", "content", "title", "text")

_READ = ("text", "title", "published", "language", "outlet")


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
                yield from _read_line(location, number, line, encoding)


def _is_whole(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _read_line(location: str, number: int, line: str, encoding: str | None) -> Iterator[Article | InputError]:
    try:
        rows = records_in(json.loads(line))
    except (ValueError, RecursionError):
        yield InputError(f"{location}#{number}", f"line {number} is no whole JSON object", line.encode())
        return
    for place, row in enumerate(rows, 1):
        yield row_article(location, number if len(rows) == 1 else f"{number}.{place}", row, encoding)


class JsonReader:
    """Reads .json: one object, a list of objects, or an object that holds one such list."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or an InputError, for each object."""
        try:
            text, encoding = decode(content)
            records = records_in(json.loads(text.lstrip("\ufeff")))
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
        for number, row in enumerate(records, 1):
            yield row_article(location, number, row, encoding)


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
    # The names are read only when asked for: the first row stands in the line behind them.
    with suppress(csv.Error):
        if fault := lacking(filter(None, rows.fieldnames or ())):
            yield InputError(location, fault)
            return
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


def row_article(location: str, number: int | str, row: Any, encoding: str | None) -> Article | InputError:
    """Make an article of a row, whatever its columns are called; NO_ARTICLE where it has neither text nor title."""
    row = _filled(widened(row)) if isinstance(row, dict) else {}
    columns = known(row)
    if not columns.keys() & {"text", "title"}:
        return InputError(f"{location}#{number}", NO_ARTICLE)
    given = {name: _said(row[key]) for name, key in columns.items()}
    body = "opening" if "opening" in given and not given.get("text") else "text"
    unread = {columns[name] for name in (*_READ, "url", "id", body) if name in columns}
    rest = {str(key): _string(row[key]) for key in row if key not in unread and not holds_text(key)}
    fields = {name: given[name] for name in ("url", "id") if name in given} | rest
    text, cut = _CUT.subn(" …", _words(given.get(body, "")))
    if text and (cut or body == "opening"):
        fields = {"text_from": f"column {columns[body]}"} | fields
    published = _in_zone(given.get("published", ""), columns.get("published", ""), row)
    if published:
        fields = {"published_from": f"column {columns['published']}"} | fields
    title = " ".join(text_of(given.get("title", "")).split()).removesuffix(f" - {given.get('outlet')}")
    if not text:
        title, text = "", title
    else:
        text = titled(title, text)
    return Article(
        id="",
        location=f"{location}#{given.get('id') or number}",
        text=text,
        title=title or None,
        published=published or None,
        language=given.get("language") or None,
        outlet=given.get("outlet") or None,
        fields={name: value for name, value in fields.items() if value},
        notes=(f"read as {encoding}",) if encoding else (),
    )


def _words(text: str) -> str:
    return text_of(text) if _BLOCK.search(text) else text.strip()


def _in_zone(published: str, column: str, row: Row) -> str:
    """Add to a time the zone that its column is said to be in: date_gmt, or pubDateTZ beside pubDate."""
    is_time = ":" in published and zone_of(published) is None
    in_utc = column.lower().endswith(("_gmt", "_utc")) or row.get(f"{column}TZ") in ("UTC", "GMT")
    return f"{published}Z" if is_time and in_utc else published


def _filled(row: Row) -> dict[str, Any]:
    """Leave empty what a program wrote for nothing, and take a source that is an address for one."""
    filled = {str(key): None if _is_nothing(value) else value for key, value in row.items()}
    for key in [key for key in filled if key.strip().casefold() == "source" and _is_address(filled[key])]:
        address = filled.pop(key)  # so trafilatura calls it
        if "url" not in known(filled) or not filled[known(filled)["url"]]:
            filled["url"] = address
    return filled


def _is_nothing(value: Any) -> bool:
    return isinstance(value, str) and _NOTHING.fullmatch(value.strip()) is not None


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _said(value: Any) -> str:
    """Give what a field says: of a list its parts, a paragraph each, of an object the words in it."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_said, value)))
    return _words_in(value) if isinstance(value, dict) else _string(value)


def _words_in(value: Row) -> str:
    return next((value[name] for name in _WORDS if isinstance(value.get(name), str)), "")


def _string(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict) and (words := _words_in(value)):
        return words
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, date):  # Parquet has types
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
