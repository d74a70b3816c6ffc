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

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class DocxReader:
    """Reads .docx by python-docx: its paragraphs in order, those in tables, controls and text boxes too.

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
    paragraphs = [(_style(block), words) for block in _paragraphs(document) if (words := _words(block))]
    title = ""
    if paragraphs and paragraphs[0][0].startswith(("Title", "Heading")):
        title = " ".join(paragraphs.pop(0)[1].split())
    text = titled(title, "\n\n".join(words for _, words in paragraphs))
    made = document.core_properties
    yield from worded(location, text, title, author=made.author, created=made.created)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Yield each paragraph of the body once, wherever it stands; what is drawn for old programs is a second copy."""
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter(f"{_W}p"):
        if not any(above.tag == _FALLBACK for above in element.iterancestors()):
            yield Paragraph(element, document)


def _style(paragraph: Any) -> str:
    return str(paragraph.style.name if paragraph.style else "")


def _words(paragraph: Any) -> str:
    """Give the words of a paragraph as it stands: with what was inserted, without what was deleted."""
    own = paragraph._p
    pieces = [
        _SIGNS.get(element.tag, element.text or "")
        for element in own.iter(f"{_W}t", *_SIGNS)
        if next(element.iterancestors(f"{_W}p", f"{_W}moveFrom")) is own
    ]
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return "\n".join(line for line in lines if line)


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
