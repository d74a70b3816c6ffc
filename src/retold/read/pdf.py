"""PDF: one file, one article. Needs the extra `papers`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.markup import tidy
from retold.read.papers import worded
from retold.read.reading_order import in_reading_order
from retold.read.trouble import kept_going, load_extra

#: The program that reads the pages, and what it may take: seconds of a processor, bytes, letters. Prints of a browser
#: take 2 ms a page in Latin letters and 9 in Arabic ones, and 40 MiB; letters are of a book of 1,400 pages.
PAGES = Path(__file__).with_name("pdf_pages.py")
MOST_SECONDS, MOST_MEMORY, MOST_LETTERS = 6, 1 << 30, 1 << 22

#: A line shorter than this share of the page's widest ends its paragraph, if it ends a sentence.
_SHORT_LINE = 0.85
_ENDS = re.compile(r"[.!?:;…。！？»”\")]\s*$")

#: Two letters as one shape, and the shapes that Arabic letters have within a word.
_SHAPES = re.compile("[\ufb00-\ufb4f\ufb50-\ufdfb\ufe70-\ufefc]+")

#: A hyphen that a line was broken at, in what PDFium writes of it.
_BROKEN = re.compile("[\x02\ufffe]")

#: What stands at the head or foot of more than half of the pages, of so many at least, is not of the text: the first
#: and the last lines, of a page that has others between them. A browser prints two at the foot.
_FEWEST_PAGES, _AT_THE_EDGE = 3, 2


class PdfReader:
    """Reads PDF by PDFium, if it has a text layer; lines are joined to paragraphs again, and pages to one text."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file without a text layer or with a password."""
        yield from kept_going(location, "PDF", _pdf(location, content))


def _pdf(location: str, content: bytes) -> Iterator[Article | InputError]:
    load_extra("pypdfium2", "papers")
    answer = _drawn(content)
    if "trouble" in answer:
        if answer["trouble"] != "locked":
            raise ValueError(answer["trouble"])
        yield InputError(location, "is locked with a password")
        return
    text = joined_pages([[_plain(line) for line in page] for page in answer["pages"]])
    if not text:
        yield InputError(location, "has no text layer; pictures of pages are not read")
        return
    made = answer["made"]
    yield from worded(location, text, "", author=made.get("Author"), created=made.get("CreationDate"))


def _drawn(content: bytes) -> dict[str, Any]:
    """Let the program read the pages. Raises ValueError where it takes more than it may, or breaks."""
    command = [sys.executable, "-P", str(PAGES), str(MOST_SECONDS), str(MOST_MEMORY), str(MOST_LETTERS)]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(f"it takes more than {MOST_SECONDS} s or {MOST_MEMORY >> 20} MB, or breaks PDFium")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _plain(line: str | tuple[str, Sequence[float]]) -> str:
    """Write a line in the order of reading, and in letters rather than their shapes."""
    text = line if isinstance(line, str) else in_reading_order(*line)
    return _SHAPES.sub(lambda shapes: unicodedata.normalize("NFKC", shapes[0]), text).strip()


def joined_pages(pages: Sequence[Sequence[str]]) -> str:
    """Make one text of the lines of pages: without their heads and feet, and a sentence goes on over the page."""
    repeated = _heads_and_feet(pages)
    text: list[str] = []
    for lines in pages:
        page = tidy(joined_lines([line for line in lines if _kind(line) not in repeated]))
        goes_on = text and page[:1].islower() and not _ENDS.search(text[-1])
        text += [" " if goes_on else "\n\n", page] if page else []
    return "".join(text).strip()


def _heads_and_feet(pages: Sequence[Sequence[str]]) -> set[str]:
    """Find the lines that stand at the edges of most pages, whatever their digits."""
    if len(pages) < _FEWEST_PAGES:
        return set()
    edges = [
        {*map(_kind, [*lines[:_AT_THE_EDGE], *lines[-_AT_THE_EDGE:]])}
        for lines in pages
        if len(lines) > 2 * _AT_THE_EDGE
    ]
    counted = Counter(kind for edge in edges for kind in edge)
    return {kind for kind, count in counted.items() if count > len(pages) / 2}


def _kind(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def joined_lines(lines: Sequence[str]) -> str:
    """Make paragraphs of the lines of a page: a line goes on, unless it is short and ends a sentence."""
    lines = _BROKEN.sub("-\n", "\n".join(lines)).split("\n")
    widest = max(map(len, lines), default=0)
    pieces: list[str] = []
    for line in lines:
        before = pieces[-1] if pieces else "\n"
        if before.endswith(("-", "\u2010", "\u00ad")) and line[:1].isalpha():
            pieces[-1] = before[:-1] if line[0].islower() else before
        elif not before.endswith("\n"):
            pieces.append(" " if line else "\n\n")
        pieces.append(line)
        if len(line) < _SHORT_LINE * widest and (_ENDS.search(line) or len(line) < widest / 2):
            pieces.append("\n\n")
    return "".join(pieces)
