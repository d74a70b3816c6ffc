"""Word and PDF: one file, one article. Needs the extra `papers`."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.markup import tidy
from retold.read.plain import PlainReader
from retold.read.titles import titled
from retold.read.trouble import kept_going, load_extra

#: What a .docx may unpack to; reports with pictures stay far below.
MOST_UNPACKED = 256 << 20

#: What the pages of a PDF may cost to read, in letters: an operator costs as much as fifty of them, an element of an
#: array as ten, and either one more for 2,500 letters that its page has already, which pypdf copies each time. That
#: many take some 5 seconds; 36 pages of a manual cost 1 million, 19 that a browser printed 9.
MOST_DRAWN, OPERATOR, ELEMENT, COPIED = 20_000_000, 50, 10, 2_500

#: A line shorter than this share of the page's widest ends its paragraph, if it ends a sentence.
_SHORT_LINE = 0.85
_ENDS = re.compile(r"[.!?:;…。！？»”\")]\s*$")


class DocxReader:
    """Reads .docx by python-docx: its paragraphs in order, those in tables too.

    The title is the first paragraph in the style Title or Heading, else a first line that looks like one. When the
    file was made is no date of publication, and is kept as the field `created`.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file without words."""
        yield from kept_going(location, "Word file", _docx(location, content))


class PdfReader:
    """Reads PDF by pypdf, if it has a text layer; lines are joined to paragraphs again."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file without a text layer or with a password."""
        yield from kept_going(location, "PDF", _pdf(location, content))


def _docx(location: str, content: bytes) -> Iterator[Article | InputError]:
    open_docx = load_extra("docx", "papers").Document
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise ValueError(f"it unpacks to more than {MOST_UNPACKED >> 20} MB")
    document = open_docx(BytesIO(content))
    paragraphs = [block for block in _paragraphs(document) if block.text.strip()]
    title = ""
    if paragraphs and str(paragraphs[0].style.name if paragraphs[0].style else "").startswith(
        ("Title", "Heading")
    ):
        title = " ".join(paragraphs.pop(0).text.split())
    text = titled(title, "\n\n".join(" ".join(block.text.split()) for block in paragraphs))
    made = document.core_properties
    yield from _worded(location, text, title, author=made.author, created=made.created)


def _paragraphs(document: Any) -> Iterator[Any]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    yield from cell.paragraphs
        else:
            yield block


def _pdf(location: str, content: bytes) -> Iterator[Article | InputError]:
    pypdf = load_extra("pypdf", "papers")
    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what goes wrong is said by our InputErrors
    document = pypdf.PdfReader(BytesIO(content))
    if document.is_encrypted and not document.decrypt(""):
        yield InputError(location, "is locked with a password")
        return
    costs = _Costs()
    text = tidy("\n\n".join(joined_lines(costs.text_of(page)) for page in document.pages))
    if not text:
        yield InputError(location, "has no text layer; pictures of pages are not read")
        return
    made = document.metadata or {}
    yield from _worded(location, text, "", author=made.get("/Author"), created=made.get("/CreationDate"))


class _Costs:
    """What has been drawn so far: a small file can say to draw a page, or a part of one, again and again."""

    def __init__(self) -> None:
        self.drawn = self.letters = 0

    def text_of(self, page: Any) -> str:
        """Return the text of a page. Raises ValueError where the pages so far draw too much."""
        self.letters = 0
        text: str = page.extract_text(visitor_operand_before=self._count)
        return text

    def _count(self, operator: bytes, operands: Sequence[Any], *_: object) -> None:
        copied = self.letters // COPIED
        self.drawn += OPERATOR + copied
        for operand in operands:
            elements = operand if isinstance(operand, list) else [operand]
            letters = sum(len(each) for each in elements if isinstance(each, str | bytes))
            self.drawn += letters + (ELEMENT + copied) * len(elements)
            self.letters += letters
        if self.drawn > MOST_DRAWN:
            raise ValueError("its pages draw more than can be read")


def joined_lines(page: str) -> str:
    """Make paragraphs of the lines of a page: a line goes on, unless it is short and ends a sentence."""
    lines = [line.strip() for line in page.split("\n")]
    widest = max(map(len, lines), default=0)
    text = ""
    for line in lines:
        if text.endswith(("-", "\u00ad")) and line[:1].islower():
            text = text[:-1] + line
        elif text and not text.endswith("\n"):
            text += " " + line if line else "\n\n"
        else:
            text += line
        if len(line) < _SHORT_LINE * widest and (_ENDS.search(line) or len(line) < widest / 2):
            text += "\n\n"
    return text


def _worded(location: str, text: str, title: str, **made: object) -> Iterator[Article | InputError]:
    """Read the words as plain text is read, date and headline included; the paper's own title goes first."""
    for result in PlainReader().read(location, text.encode(errors="replace")):
        if isinstance(result, InputError):
            yield result
            continue
        fields = {name: str(value) for name, value in made.items() if value}
        yield Article(
            id="",
            location=location,
            text=result.text,
            title=title or result.title,
            published=result.published,
            fields=fields | dict(result.fields),
        )
