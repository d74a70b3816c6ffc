"""Plain text and Markdown: one file, one article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.errors import InputError
from retold.model import Article
from retold.read.encoding import NotTextError, decode
from retold.read.titles import headline, unmarked_heading
from retold.text.unicode import normalise

_DATE_HEADER = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{1,2}(?:-\d{1,2})?(?:T[\d:.Z+-]+)?)(?:\s+|$)", re.I)


class PlainReader:
    """Reads .txt and .md: one text, whose first words may be its date.

    `date YYYY-MM-DD` or `date YYYY-MM` stands on a line of its own or before the text's own words. A first
    line that looks like a headline is the title (see `retold.read.titles`).
    """

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a file that is no text."""
        try:
            written, encoding = decode(content)
        except NotTextError as error:
            yield InputError(location, str(error))
            return
        text = normalise(written)
        published = None
        if header := _DATE_HEADER.match(text):
            text, published = text[header.end() :], header[1]
        text = unmarked_heading(text.strip())
        yield Article(
            id="",
            location=location,
            text=text,
            title=headline(text),
            published=published,
            notes=(f"read as {encoding}",) if encoding else (),
        )
