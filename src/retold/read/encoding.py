"""From bytes to text, whatever the encoding."""

from __future__ import annotations

import codecs
import re

from retold.text.language import detect_language, odd_characters
from retold.text.unicode import MARKS

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What news has been written in; left to itself the detector also finds Icelandic Macintosh and Amiga pages.
_CODE_PAGES = [
    *(f"cp{number}" for number in range(1250, 1259)),
    *(f"iso8859_{number}" for number in (2, 5, 7, 9)),
    *("koi8_r", "koi8_u", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]

_NAMED_IN_PAGE = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.I
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.I)
_ENOUGH_TO_DETECT = 20_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

#: Letters that only end a word (Greek, Hebrew) within one, and marks that stand on a letter on none. A text of
#: another script is full of them where it is taken for Greek, Hebrew or Thai, of which it then looks a sure case.
_MISPLACED = re.compile(
    rf"[ςךםןףץ](?=[^\W\d_])|(?<![^\W\d_{MARKS}])[\u0591-\u05bd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)
_MOST_MISPLACED = 0.01


class NotTextError(ValueError):
    """The bytes are no text in any encoding."""


def decode(content: bytes) -> tuple[str, str | None]:
    """Decode the bytes of a file; gives the text and, unless it was UTF-8, the name of its encoding.

    Tried in turn: a byte order mark, UTF-8, UTF-16 without a mark, the encoding a page names, and then the
    code pages that charset-normalizer holds possible, of which the one wins whose letters are those of the
    language that the text has in it. Raises NotTextError for anything else.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name), None if name == "utf-8" else _display(name[:-3])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not _is_binary(text):
            return text, None
    name = _wide(content) or _named(content) or _detected(content)
    return _decoded(content, name), _display(name)


def charset_of(content_type: str) -> str | None:
    """Return the encoding that a Content-Type declares."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def in_unicode(content: bytes, declared: str | None) -> bytes:
    """Turn text in the encoding that is declared beside it into UTF-8, unless it is that or does not decode."""
    if declared is None or declared.lower() in ("utf-8", "utf8"):
        return content
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return content
    try:
        return content.decode(code_page(declared)).encode()
    except (LookupError, ValueError):
        return content


def _decoded(content: bytes, name: str) -> str:
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError):
        raise NotTextError("is not text") from None
    if _is_binary(text):
        raise NotTextError("is not text")
    return text


def _is_binary(text: str) -> bool:
    """Tell a text by its having hardly any control characters; stray ones are dealt with later."""
    return len(_CONTROLS.findall(text)) > max(2, len(text) / 100)


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark shows in its spaces, line ends and ideographic full stops, all at even places."""
    for name, space in (("utf-16-le", rb"[ \n]\x00|\x020"), ("utf-16-be", rb"\x00[ \n]|0\x02")):
        even = sum(found.start() % 2 == 0 for found in re.finditer(space, content[:_ENOUGH_TO_DETECT]))
        if len(content) % 2 == 0 and even > len(content[:_ENOUGH_TO_DETECT]) / 100:
            return name
    return None


def _named(content: bytes) -> str | None:
    found = _NAMED_IN_PAGE.search(content[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii")
    try:
        content.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None
    return code_page(name)


def code_page(name: str) -> str:
    """Return the encoding that is meant by a name: who says Latin-1 writes the quotation marks of Windows, too.

    Raises LookupError for the name of none.
    """
    return "cp1252" if codecs.lookup(name).name in {"iso8859-1", "ascii"} else name


def _detected(content: bytes) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in content:
        raise NotTextError("is not text")
    sample = content[:_ENOUGH_TO_DETECT]
    possible = [match.encoding for match in from_bytes(sample, cp_isolation=_CODE_PAGES)]
    if not possible:
        raise NotTextError("is not text")
    return min(possible, key=lambda name: _oddness(sample.decode(name, "replace")))


def _oddness(text: str) -> tuple[bool, float]:
    """Whether letters stand where none can, and the share of those that the language of the text has no use for."""
    language, probability = detect_language(text)
    beyond_ascii = max(sum(char > "\x7f" for char in text), 1)
    misplaced = len(_MISPLACED.findall(text)) / beyond_ascii > _MOST_MISPLACED
    return misplaced, odd_characters(text, language) / beyond_ascii + (1 - probability)


def _display(name: str) -> str:
    known = codecs.lookup(name).name
    return re.sub(r"^cp125", "windows-125", re.sub(r"^iso8859", "iso-8859", known))
