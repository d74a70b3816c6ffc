"""Draws what letters stand on the pages of a PDF; a program of its own, which reads the file and answers in JSON.

PDFium is native code, and a file can make it go on without end: what goes wrong here ends this process alone. It
imports nothing of Retold, so it is there in 50 ms. A line is its letters, or, where some of them run from right to
left, its letters and how far to the right each is drawn: PDFium does not always bring those in order.
"""

from __future__ import annotations

import ctypes
import json
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

#: Hebrew, Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic, and the forms that fonts draw for them.
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

Line = str | tuple[str, list[float]]


def main(seconds: int, memory: int, most_letters: int) -> None:
    """Answer with the pages of the file at standard input, or with why it has none."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as document:
            answer = {"made": document.get_metadata_dict(), "pages": _pages(document, most_letters)}
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        answer = {"trouble": "locked" if locked else str(error)}
    json.dump(answer, sys.stdout)


def _pages(document: pypdfium2.PdfDocument, most_letters: int) -> list[list[Line]]:
    pages: list[list[Line]] = []
    letters = 0
    for number in range(len(document)):
        page = document[number]
        drawn = page.get_textpage()
        text = drawn.get_text_bounded()
        letters += len(text)
        if letters > most_letters:
            raise pypdfium2.PdfiumError(f"it has more than {most_letters:,} letters")
        pages.append(list(_placed(drawn) if FROM_THE_RIGHT.search(text) else re.split(r"\r?\n|\r", text)))
        drawn.close()
        page.close()
    return pages


def _placed(drawn: Any) -> Iterator[Line]:
    """Yield the lines of a page with where each letter stands."""
    right, up = ctypes.c_double(), ctypes.c_double()
    text, places = "", list[float]()
    count = drawn.count_chars()
    for index in range(count):
        letter = chr(raw.FPDFText_GetUnicode(drawn, index))
        if letter not in "\r\n" and not "\ud800" <= letter <= "\udfff":  # half a letter, of a picture mostly
            raw.FPDFText_GetCharOrigin(drawn, index, right, up)
            text += letter
            places.append(right.value)
        if letter == "\n" or index == count - 1:
            yield (text, places) if FROM_THE_RIGHT.search(text) else text
            text, places = "", []


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
