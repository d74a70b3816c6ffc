"""Mail and saved pages in mail's clothes: .eml and MHTML, by the standard library's email package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from retold.errors import InputError
from retold.model import Article
from retold.read.encoding import decode, in_unicode
from retold.read.markup import text_of
from retold.read.page import PageReader
from retold.read.titles import titled
from retold.read.trouble import kept_going

#: A line that goes on in the next: a space stands at its end. "-- " alone opens a signature.
_FLOWS_ON = re.compile(r"(?<=\S)(?<!^--) \r?\n(?=[^\s>])", re.M)


class MessageReader:
    """Reads .eml: a newsletter or an alert is one article, its subject the title and its sender the outlet."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a message without words."""
        yield from kept_going(location, "message", _message(location, content))


class MhtmlReader:
    """Reads .mhtml and .mht: the page that a browser saved with all it shows."""

    def read(self, location: str, content: bytes) -> Iterator[Article | InputError]:
        """Yield the one article, or the InputError of a page without one."""
        yield from kept_going(location, "MHTML", _page(location, content))


def _parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content.lstrip(), policy=policy.default)
    if not message.keys():
        raise ValueError("it has no headers")
    return message


def _message(location: str, content: bytes) -> Iterator[Article | InputError]:
    message = _forwarded(_parsed(content))
    part = _body(message)
    words = _words(part) if part else ""
    body = text_of(words) if part and part.get_content_subtype() == "html" else words.strip()
    title = _head(message, "subject")
    if not body:
        yield InputError(location, "has no words in it")
        return
    name, address = parseaddr(_head(message, "from"))
    published = _raw(message, "date").strip() or None  # the package knows few names of zones
    fields = {"id": message["message-id"], "published_from": "page metadata" if published else None}
    yield Article(
        id="",
        location=location,
        text=titled(title, body),
        title=title or None,
        published=published,
        language=str(message["content-language"] or "") or None,
        outlet=name or address.rpartition("@")[2] or None,
        fields={key: str(value).strip() for key, value in fields.items() if value},
    )


def _forwarded(message: EmailMessage) -> EmailMessage:
    """Return the message that one without words of its own holds, or that itself."""
    held = [part.get_payload(0) for part in message.walk() if part.get_content_type() == "message/rfc822"]
    return held[0] if held and isinstance(held[0], EmailMessage) and _body(message) is None else message


def _page(location: str, content: bytes) -> Iterator[Article | InputError]:
    message = _parsed(content)
    parts = [
        part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not parts:
        raise ValueError("it has no page in it")
    url = str(message["snapshot-content-location"] or parts[0]["content-location"] or "").strip()
    for result in PageReader().read(location, _bytes(parts[0])):
        if isinstance(result, Article) and url.startswith("http"):
            yield replace(result, fields={"url": url, **result.fields})
        else:
            yield result


def _words(part: MIMEPart) -> str:
    """Decode a part, and put the lines of a paragraph together that a program broke to send them (RFC 3676)."""
    words = decode(_bytes(part))[0]
    if part.get_param("format") != "flowed":
        return words
    return _FLOWS_ON.sub("" if part.get_param("delsp") == "yes" else " ", words)


def _bytes(part: MIMEPart) -> bytes:
    """Give what is in a part, in UTF-8 where the charset that it names is right."""
    payload = part.get_payload(decode=True)
    return in_unicode(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


def _head(message: EmailMessage, name: str) -> str:
    """Give the words of a header, those too that stand there in bytes, as no standard has it but some programs."""
    raw = _raw(message, name)
    try:
        raw.encode()
        return " ".join(str(message[name] or "").split())
    except UnicodeEncodeError:
        content = raw.encode(errors="surrogateescape")
    part = _body(message)
    named = (part.get_content_charset() or decode(_bytes(part))[1]) if part else None
    return " ".join(decode(in_unicode(content, named))[0].split())


def _body(message: EmailMessage) -> MIMEPart | None:
    return message.get_body(preferencelist=("html", "plain"))


def _raw(message: EmailMessage, name: str) -> str:
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
