"""1. Any input -> articles. A reader per kind of file; what is true of every article is done here."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from pkgutil import resolve_name

from retold.errors import InputError, UsageError
from retold.model import Article, article_id
from retold.protocols import Reader
from retold.read.dates import parse_published
from retold.read.names import NamePattern
from retold.read.page import PageReader
from retold.read.plain import PlainReader
from retold.read.rows import NO_ARTICLE, CsvReader, JsonlReader, JsonReader
from retold.text.unicode import normalise, storable

__all__ = ["READERS", "SUFFIXES", "read_articles", "read_content"]

#: Readers by name; another one is named "module:Name".
READERS: dict[str, Callable[[], Reader]] = {
    "text": PlainReader,
    "html": PageReader,
    "jsonl": JsonlReader,
    "json": JsonReader,
    "csv": CsvReader,
}

#: Which reader a file's suffix asks for.
SUFFIXES = {
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
}

STDIN = "-"
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


def read_articles(
    *locations: str | Path,
    outlet_pattern: str | None = None,
    max_bytes: int = 1 << 20,
    reader: str | None = None,
) -> Iterator[Article | InputError]:
    """Read articles from files, from folders (all files of known kinds in them) and from "-", standard input.

    An input that cannot be read gives an InputError in its place, and the rest goes on: a missing path, a
    folder without a readable file, bytes that are no text, an empty text, one of more than `max_bytes` of
    UTF-8, a date that is on no calendar. `outlet_pattern` reads outlet, language and date from file names
    where the input does not say them (see `NamePattern`). `reader`, a name of `READERS` or "module:Name",
    reads every file whatever its suffix. Raises UsageError for a pattern or a reader that does not fit.
    """
    finishing = _Finishing(NamePattern(outlet_pattern) if outlet_pattern else None, max_bytes)
    chosen = _find_reader(reader) if reader else None
    return _read_all([str(location) for location in locations], chosen, finishing)


def read_content(
    name: str, content: bytes, *, outlet_pattern: str | None = None, max_bytes: int = 1 << 20
) -> Iterator[Article | InputError]:
    """Read the articles of a file that came as bytes, as `read_articles` does; no file is opened.

    `name` says what kind it is and what the outlet pattern reads; a name of an unknown kind is an InputError.
    """
    finishing = _Finishing(NamePattern(outlet_pattern) if outlet_pattern else None, max_bytes)
    kind = SUFFIXES.get(Path(name).suffix.lower())
    if kind is None:
        return iter([InputError(name, f"is of no kind Retold reads ({', '.join(SUFFIXES)})")])
    if kind == "text" and len(content) > 4 * max_bytes:
        return iter([finishing.too_large(name)])
    return _read_content(name, content, READERS[kind](), finishing)


def _find_reader(name: str) -> Reader:
    if name in READERS:
        return READERS[name]()
    try:
        found: Callable[[], Reader] = resolve_name(name)
    except (ValueError, ImportError, AttributeError):
        raise UsageError(f"no reader {name!r}; known are {', '.join(READERS)} and module:Name") from None
    return found()


def _read_all(
    locations: list[str], chosen: Reader | None, finishing: _Finishing
) -> Iterator[Article | InputError]:
    for location in locations:
        if location == STDIN:
            content = sys.stdin.buffer.read()
            yield from _read_content(location, content, chosen or READERS[_kind_of(content)](), finishing)
        elif Path(location).is_dir():
            yield from _read_folder(location, chosen, finishing)
        else:
            yield from _read_file(location, chosen, finishing)


def _read_folder(
    location: str, chosen: Reader | None, finishing: _Finishing
) -> Iterator[Article | InputError]:
    folder = Path(location)
    files = [
        path for path in sorted(folder.rglob("*")) if _is_input(path, folder, any_kind=chosen is not None)
    ]
    if not files:
        yield InputError(location, f"has no file Retold reads ({', '.join(SUFFIXES)})")
    for path in files:
        for article in _read_file(str(path), chosen, finishing):
            # Folders hold JSON of all sorts; only what is an article is meant.
            if not (
                isinstance(article, InputError) and article.reason == NO_ARTICLE and path.suffix == ".json"
            ):
                yield article


def _is_input(path: Path, folder: Path, *, any_kind: bool) -> bool:
    """Tell whether a folder's file is read: not hidden ones, unknown kinds and the folder's own README."""
    inside = path.relative_to(folder).parts
    known = any_kind or path.suffix.lower() in SUFFIXES
    return (
        known
        and path.stem != "README"
        and path.is_file()
        and not any(part.startswith(".") for part in inside)
    )


def _read_file(location: str, chosen: Reader | None, finishing: _Finishing) -> Iterator[Article | InputError]:
    path = Path(location)
    location = location.encode(errors="replace").decode()  # a name that is no UTF-8
    kind = SUFFIXES.get(path.suffix.lower(), "text")
    try:
        # One text in UTF-8 cannot be four times smaller than its file in any encoding.
        if kind == "text" and chosen is None and path.stat().st_size > 4 * finishing.max_bytes:
            yield finishing.too_large(location)
            return
        content = path.read_bytes()
    except FileNotFoundError:
        yield InputError(location, "does not exist")
    except (OSError, ValueError) as error:
        yield InputError(location, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    else:
        yield from _read_content(location, content, chosen or READERS[kind](), finishing)


def _read_content(
    location: str, content: bytes, reader: Reader, finishing: _Finishing
) -> Iterator[Article | InputError]:
    if not content.strip():
        yield InputError(location, "is empty")
        return
    for article in reader.read(location, content):
        yield article if isinstance(article, InputError) else finishing.finish(article, location)


def _kind_of(content: bytes) -> str:
    """Tell what came on standard input by how it opens."""
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if head.startswith(b"{"):
        return "jsonl"
    if re.match(rb"\[\s*[{\]]", head):
        return "json"
    return "html" if re.match(rb"<(?:!doctype html|html|\?xml)", head) else "text"


@dataclass(frozen=True, slots=True)
class _Finishing:
    """What is done to every article, whatever it was read from."""

    names: NamePattern | None
    max_bytes: int

    def finish(self, article: Article, location: str) -> Article | InputError:
        """Normalise and check an article of `location`, and name it."""
        article = _normalised(article)
        if not article.text:
            return InputError(article.location, "has no text")
        if len(article.text.encode()) > self.max_bytes:
            return self.too_large(article.location)
        of_name = self.names.match(location) if self.names else {}
        published = article.published or of_name.get("date")
        try:
            published = parse_published(published) if published else None
        except ValueError:
            return InputError(article.location, f"{published!r} is no date; write YYYY-MM-DD or YYYY-MM")
        language, notes = _language_code(article.language or of_name.get("language"))
        outlet = article.outlet or of_name.get("outlet")
        return replace(
            article,
            id=article_id(key=_key(article, location), outlet=outlet, published=published, text=article.text),
            published=published,
            language=language,
            outlet=outlet,
            notes=(*article.notes, *notes),
        )

    def too_large(self, location: str) -> InputError:
        return InputError(location, f"is larger than the limit of {self.max_bytes:,} bytes")


def _key(article: Article, location: str) -> str:
    """Name the article at its outlet: by its URL, its row's id or the name of the file it has to itself."""
    named = article.fields.get("url") or article.fields.get("id")
    if named:
        return named
    return Path(location).name if article.location == location != STDIN else ""


def _normalised(article: Article) -> Article:
    """Put all that an article says in one form, without the characters that cannot be kept."""

    def kept(value: str | None) -> str | None:
        return normalise(storable(value)).strip() if value else None

    notes = article.notes
    if storable(article.text) != article.text:
        notes = (*notes, "characters that cannot be stored were left out")
    return replace(
        article,
        location=storable(article.location),
        text=kept(article.text) or "",
        title=kept(article.title),
        published=kept(article.published),
        outlet=kept(article.outlet),
        fields={storable(name): storable(value) for name, value in article.fields.items()},
        notes=notes,
    )


def _language_code(written: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Reduce a declared language to its code (eng, en_GB -> en); a note where it is none.

    The script shows in the text, and nothing depends on the region.
    """
    if not written:
        return None, ()
    found = _LANGUAGE.fullmatch(written.strip())
    if found is None:
        return None, (f"declared language {storable(written)!r} is no language code",)
    from babel.core import get_global

    code = found[1].lower()
    return str(get_global("language_aliases").get(code, code)).split("_", maxsplit=1)[0], ()
