"""Which reader reads what: by the name of a file, and by how it opens where a name says too little."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from retold.errors import InputError
from retold.protocols import Reader
from retold.read.archives import WaczReader, WarcReader
from retold.read.feeds import FeedReader
from retold.read.jsonfeed import JsonFeedReader
from retold.read.messages import MessageReader, MhtmlReader
from retold.read.newsml import NewsmlReader, NitfReader
from retold.read.ninjs import NinjsReader
from retold.read.opml import OpmlReader
from retold.read.page import PageReader
from retold.read.papers import DocxReader
from retold.read.parquet import ParquetReader
from retold.read.pdf import PdfReader
from retold.read.plain import PlainReader
from retold.read.rows import CsvReader, JsonlReader, JsonReader
from retold.read.sitemaps import SitemapReader

#: Readers by name; another one is named "module:Name".
READERS: dict[str, Callable[[], Reader]] = {
    "text": PlainReader,
    "html": PageReader,
    "jsonl": JsonlReader,
    "json": JsonReader,
    "csv": CsvReader,
    "feed": FeedReader,
    "jsonfeed": JsonFeedReader,
    "sitemap": SitemapReader,
    "ninjs": NinjsReader,
    "newsml": NewsmlReader,
    "nitf": NitfReader,
    "mhtml": MhtmlReader,
    "eml": MessageReader,
    "warc": WarcReader,
    "wacz": WaczReader,
    "parquet": ParquetReader,
    "docx": DocxReader,
    "pdf": PdfReader,
    "opml": OpmlReader,
}

#: Which reader a file's suffix asks for; JSON and XML are looked into as well.
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
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".rdf": "xml",
    ".nitf": "xml",
    ".opml": "opml",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".eml": "eml",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wet": "warc",
    ".wet.gz": "warc",
    ".wacz": "wacz",
    ".parquet": "parquet",
    ".docx": "docx",
    ".pdf": "pdf",
}

#: Readers of XML, by the name of the root element.
_ROOTS = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "newsml": "newsml",
    "newsmessage": "newsml",
    "newsitem": "newsml",
    "packageitem": "newsml",
    "nitf": "nitf",
    "html": "html",
    "opml": "opml",
}

#: The first element of XML, behind its declaration, comments and document type.
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_MARKS = ((b"%PDF-", "pdf"), (b"PAR1", "parquet"), (b"WARC/", "warc"))
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_NINJS = re.compile(
    rb'"(?:body_(?:text|xhtml|html|sms)|bodies|headlines|versioncreated|infosources?)"\s*:', re.I
)
_URI, _GUID = re.compile(rb'"uri"\s*:'), re.compile(rb'"guid"\s*:')
_VERSION = re.compile(rb'"versioncreated"\s*:', re.I)
_GZIP = b"\x1f\x8b"
_HEAD = 4_096

#: What gzip may unpack to: a table of a year of headlines stays below.
MOST_UNPACKED = 512 << 20


def suffix_of(name: str) -> str:
    """Return what a name ends in, as `SUFFIXES` has it; of two suffixes both, if they are one there.

    What gzip packed is called by what it packed.
    """
    both = "".join(Path(name).suffixes[-2:]).lower()
    if both not in SUFFIXES and both.endswith(".gz"):
        return Path(name).with_suffix("").suffix.lower()
    return both if both in SUFFIXES else Path(name).suffix.lower()


def unpacked(name: str, content: bytes) -> bytes:
    """Unpack what gzip packed, unless its reader does.

    Raises InputError where it is broken or unpacks to more than `MOST_UNPACKED` bytes.
    """
    if not content.startswith(_GZIP) or SUFFIXES.get(suffix_of(name)) == "warc":
        return content
    try:
        with gzip.open(BytesIO(content)) as packed:
            found = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(name, f"is no gzip that can be read ({error})") from None
    if len(found) > MOST_UNPACKED:
        raise InputError(name, f"unpacks to more than {MOST_UNPACKED >> 20} MB")
    return found


def kind_of(name: str, content: bytes) -> str:
    """Tell which reader of `READERS` reads a file, by its name and content; "text" where neither says."""
    kind = SUFFIXES.get(suffix_of(name))
    if kind is None:
        return sniffed(content)
    if kind == "xml":
        return _of_root(content) or "html"
    if kind in ("json", "jsonl"):
        return _of_keys(content) or kind
    return kind


def sniffed(content: bytes) -> str:
    """Tell which reader reads what came without a name, such as on standard input; gzip may have packed it."""
    with suppress(InputError):
        content = unpacked("", content)
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD]
    for mark, kind in _MARKS:
        if head.startswith(mark):
            return kind
    if head.startswith(b"{"):
        return _of_keys(content) or (
            "json" if head.rstrip().endswith(b"}") and b"\n{" not in head else "jsonl"
        )
    if re.match(rb"\[\s*[{\]]", head):
        return _of_keys(content) or "json"
    if re.match(rb"<(?:!doctype html|html)", head, re.I):
        return "html"
    return (_of_root(content) or "html") if re.match(rb"<[?!a-zA-Z]", head) else "text"


def _of_root(content: bytes) -> str | None:
    found = _ROOT.search(content[:_HEAD].replace(b"\x00", b""))
    return _ROOTS.get(found[1].decode("ascii").lower()) if found else None


def _of_keys(content: bytes) -> str | None:
    if _JSON_FEED.search(content):
        return "jsonfeed"
    named = _URI.search(content) or (_GUID.search(content) and _VERSION.search(content))
    return "ninjs" if named and _NINJS.search(content) else None
