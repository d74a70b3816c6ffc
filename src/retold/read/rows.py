"""Tables and records: many articles in one file, one a row (.jsonl, .json, .csv, .tsv)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.encoding import NotTextError, decode
from retold.read.titles import titled

#: What a field is called here, and what others call it.
ALIASES = {
    "text": ("text", "body", "content", "articleBody", "maintext", "plaintext", "raw_text"),
    "title": ("title", "headline"),
    "published": (
        "published",
        "publication_date",
        "seendate",
        "date",
        "published_at",
        "datePublished",
        "pub_date",
        "publish_date",
        "date_publish",
        "publishing_date",
    ),
    "language": ("language", "lang", "inLanguage"),
    "outlet": (
        "outlet",
        "publisher",
        "media_name",
        "sitename",
        "source-hostname",
        "hostname",
        "source_domain",
        "domain",
    ),
    "url": ("url", "link"),
    "id": ("id",),
}
#: Reason given for an object that is something else than an article.
NO_ARTICLE = "holds neither a text nor a title"

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
        for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
            if line.strip():
                yield _read_line(location, number, line, encoding)


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
        text = text.lstrip("\ufeff")
        head = text.split("\n", 1)[0]
        # The module's own limit of 128 KiB a field would keep long texts aside; ours is put on every article.
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))
        rows = csv.DictReader(
            io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True
        )
        yield from _read_rows(location, rows, encoding)


def _read_rows(
    location: str, rows: csv.DictReader[str], encoding: str | None
) -> Iterator[Article | InputError]:
    while True:
        number = rows.line_num + 1
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
    known = _known(row) if isinstance(row, dict) else {}
    if not known.keys() & {"text", "title"}:
        return InputError(f"{location}#{number}", NO_ARTICLE)
    given = {name: _string(row[key]) for name, key in known.items()}
    rest = {str(key): _string(row[key]) for key in row if key not in known.values() and not _is_text(key)}
    fields = {name: value for name, value in given.items() if name not in _READ} | rest
    if given.get("published"):
        fields = {"published_from": f"column {known['published']}"} | fields
    if not fields.get("url") and fields.get("source", "").startswith(("http://", "https://")):
        fields["url"] = fields.pop("source")  # so trafilatura calls it
    title = given.get("title", "").strip()
    text = given.get("text", "").strip()
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
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return str(value["name"])
    if isinstance(value, date):  # Parquet has types
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
