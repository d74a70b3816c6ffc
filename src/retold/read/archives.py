"""Web archives: WARC and WACZ, an article a captured page. Needs the extra `archives`."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urldefrag, urljoin

from retold.errors import InputError
from retold.model import Article
from retold.protocols import Reader
from retold.read.encoding import charset_of, in_unicode
from retold.read.feeds import FeedReader
from retold.read.page import PageReader
from retold.read.plain import PlainReader
from retold.read.trouble import kept_going, load_extra

#: A page larger than this, unpacked, is none that a person reads; a member of a WACZ may hold many pages.
MOST_PAGE = 16 << 20
MOST_MEMBER = 512 << 20

#: A line of a record's heads longer than this is none; the library under this copies one anew with every piece.
MOST_LINE = 1 << 20
_PIECE = 8 << 10

_GZIP = b"\x1f\x8b"


class WarcReader:
    """Reads .warc and .warc.gz by warcio: every HTML page that was answered with 200, by its address.

    Of an archive without pages the feeds are read, and the texts that were taken from pages (WET).
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or the InputError of a page without one, for each page."""
        yield from kept_going(location, "WARC", _some(_read(location, content)))


class WaczReader:
    """Reads .wacz: the WARC files in it; where it lists its pages, those alone."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield one article, or the InputError of a page without one, for each page."""
        yield from kept_going(location, "WACZ", _some(_members(location, content)))


#: How captures are read by their type; those of the second table where an archive has none of the first.
_PAGES: dict[str, Callable[[], Reader]] = dict.fromkeys(("text/html", "application/xhtml+xml"), PageReader)
_TEXT = "text/plain"
_XML = ("text/xml", *(f"application/{kind}xml" for kind in ("", "rss+", "atom+", "rdf+")))
_INSTEAD: dict[str, Callable[[], Reader]] = {_TEXT: PlainReader} | dict.fromkeys(_XML, FeedReader)

#: What a site says that does not know what it sends.
_UNSAID = "application/octet-stream"


def _some(results: Iterator[Article | InputError]) -> Iterator[Article | InputError]:
    """Pass results on. Raises ValueError where there is none."""
    result = None
    for result in results:
        yield result
    if result is None:
        raise ValueError("it has no page")


def _read(location: str, content: bytes) -> Iterator[Article | InputError]:
    """Read the pages, or where there is none, what stands for some."""
    content = _of_one_piece(content)
    result = None
    for result in _records(location, content, set()):
        yield result
    if result is None:
        yield from _records(location, content, set(), kinds=_INSTEAD)


def _of_one_piece(content: bytes) -> bytes:
    """Unpack an archive that somebody packed as a whole; by the standard, each record is packed by itself."""
    if not content.startswith(_GZIP):
        return content
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    with suppress(zlib.error):
        found = unpacking.decompress(content, MOST_MEMBER)
        if unpacking.eof and not unpacking.unused_data.startswith(_GZIP):
            return found
    return content


def _members(location: str, content: bytes) -> Iterator[Article | InputError]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        pages = {
            urldefrag(url).url
            for name in archive.namelist()
            if name.startswith("pages/")
            for url in _listed(archive, name)
        }
        for name in archive.namelist():
            if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                place = f"{location}#{name}"
                yield from kept_going(place, "WARC", _records(place, _unpacked(archive, name), pages))


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(MOST_MEMBER + 1)
    if len(content) > MOST_MEMBER:
        raise ValueError(f"{name} unpacks to more than {MOST_MEMBER >> 20} MB")
    return content


def _listed(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    for line in _unpacked(archive, name).splitlines():
        try:
            page = json.loads(line)
        except ValueError:
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            yield page["url"]


def _records(
    location: str, content: bytes, only: set[str], *, kinds: Mapping[str, Callable[[], Reader]] = _PAGES
) -> Iterator[Article | InputError]:
    """Read what is of these kinds at the addresses of `only`, or all where it is empty; one may lead to another."""
    records = load_extra("warcio.archiveiterator", "archives").ArchiveIterator(BytesIO(content))
    records.INC_RECORD = ""  # what it prints where a record is longer than it says
    records.reader.readline = partial(_line, records.reader.readline)
    for record in records:
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        listed = not only or urldefrag(url).url in only
        if only and listed and (target := _led_to(record, url)):
            only.add(target)
        if listed and (reader := kinds.get(_kind(record))):
            place = f"{location}#{url}"
            yield from kept_going(place, "page", _captured(place, url, record, reader()))


def _led_to(record: Any, url: str) -> str | None:
    """Return where an answer sends its reader."""
    answer = record.http_headers
    if record.rec_type != "response" or answer is None or not (answer.get_statuscode() or "").startswith("3"):
        return None
    place = answer.get_header("Location")
    return urldefrag(urljoin(url, place)).url if place else None


def _line(readline: Callable[[int], bytes], length: int | None = None) -> bytes:
    """Read a line, or so much of it as is asked for."""
    if length is not None:
        return readline(length)
    line = bytearray()
    while not line.endswith(b"\n") and (piece := readline(_PIECE)):
        line += piece
        if len(line) > MOST_LINE:
            raise ValueError(f"its heads have a line of more than {MOST_LINE >> 20} MB")
    return bytes(line)


def _kind(record: Any) -> str:
    """Tell the type of what a record holds, as its site said or else the crawler found; "" where it holds nothing."""
    headers = record.http_headers
    if record.rec_type in ("resource", "conversion"):
        kind = record.rec_headers.get_header("Content-Type")
    elif record.rec_type == "response" and headers is not None and headers.get_statuscode() == "200":
        found = record.rec_headers.get_header("WARC-Identified-Payload-Type")
        kind = headers.get_header("Content-Type")
        kind = found if kind is None or kind.startswith(_UNSAID) else kind
    else:
        kind = None
    named = (kind or "").partition(";")[0].strip().lower()
    return named if named != _TEXT or record.rec_type == "conversion" else ""


def _is_brotli(record: Any) -> bool:
    answer = record.http_headers
    return answer is not None and (answer.get_header("Content-Encoding") or "").strip().lower() == "br"


def _without_brotli(content: bytes) -> bytes:
    """Unpack as much as a page may have.

    Raises ValueError for what is not packed so, or breaks off.
    """
    brotli = load_extra("brotli", "archives")
    unpacking, found, left = brotli.Decompressor(), bytearray(), content
    try:
        while not unpacking.is_finished() and len(found) <= MOST_PAGE:
            piece = unpacking.process(left, output_buffer_limit=_PIECE)
            if not (piece or left):
                break
            left = b""
            found += piece
    except brotli.error:
        raise ValueError("it is not packed with Brotli, as it says") from None
    if not unpacking.is_finished() and len(found) <= MOST_PAGE:
        raise ValueError("what Brotli packed breaks off")
    return bytes(found)


def _captured(place: str, url: str, record: Any, reader: Reader) -> Iterator[Article | InputError]:
    packed = _is_brotli(record)
    if packed:  # warcio would unpack it whole, and a page of nothing much is packed in 80 bytes
        record.http_headers.replace_header("Content-Encoding", "identity")
    content = record.content_stream().read(MOST_PAGE + 1)
    if packed:
        content = _without_brotli(content)
    if len(content) > MOST_PAGE:
        yield InputError(place, f"unpacks to more than {MOST_PAGE >> 20} MB")
        return
    record.raw_stream.read()
    if record.raw_stream.limit > 0:  # what is missing of it
        yield InputError(place, "breaks off in the middle")
        return
    declared = record.http_headers or record.rec_headers
    content = in_unicode(content, charset_of(declared.get_header("Content-Type") or ""))
    said = {"url": url, "retrieved": record.rec_headers.get_header("WARC-Date") or ""}
    if isinstance(reader, FeedReader):
        del said["url"]  # which is that of the feed
    cut = record.rec_headers.get_header("WARC-Truncated")
    notes = (f"the archive has its beginning alone ({cut})",) if cut else ()
    for result in reader.read(place, content):
        if isinstance(result, Article):
            fields = {name: value for name, value in said.items() if value} | dict(result.fields)
            yield replace(result, fields=fields, notes=(*result.notes, *notes))
        else:
            yield result
