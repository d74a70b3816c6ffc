"""Word: one file, one article. Needs the extra `papers`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from retold.errors import InputError
from retold.model import Article
from retold.read.plain import PlainReader
from retold.read.titles import titled
from retold.read.trouble import kept_going, load_extra

#: What a .docx may unpack to; reports with pictures stay far below.
MOST_UNPACKED = 256 << 20


class DocxReader:
    """Reads .docx by python-docx: its paragraphs in order, those in tables too.

    The title is the first paragraph in the style Title or Heading, else a first line that looks like one. When the
    file was made is no date of publication, and is kept as the field `created`.
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file without words."""
        yield from kept_going(location, "Word file", _docx(location, content))


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
    yield from worded(location, text, title, author=made.author, created=made.created)


def _paragraphs(document: Any) -> Iterator[Any]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    yield from cell.paragraphs
        else:
            yield block


def worded(location: str, text: str, title: str, **made: object) -> Iterator[Article | InputError]:
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
