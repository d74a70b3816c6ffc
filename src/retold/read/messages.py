"""Mail and saved pages in mail's clothes: .eml and MHTML, by the standard library's email package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr

from retold.errors import InputError
from retold.model import Article
from retold.read.markup import text_of
from retold.read.page import PageReader
from retold.read.titles import titled
from retold.read.trouble import kept_going


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
    message = _parsed(content)
    part = message.get_body(preferencelist=("html", "plain"))
    words = _words(part) if part else ""
    body = text_of(words) if part and part.get_content_subtype() == "html" else words.strip()
    title = " ".join(str(message["subject"] or "").split())
    if not body:
        yield InputError(location, "has no words in it")
        return
    name, address = parseaddr(str(message["from"] or ""))
    published = str(message["date"] or "").strip() or None
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


def _page(location: str, content: bytes) -> Iterator[Article | InputError]:
    message = _parsed(content)
    parts = [
        part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not parts:
        raise ValueError("it has no page in it")
    url = str(message["snapshot-content-location"] or parts[0]["content-location"] or "").strip()
    for result in PageReader().read(location, _words(parts[0]).encode(errors="replace")):
        if isinstance(result, Article) and url.startswith("http"):
            yield replace(result, fields={"url": url, **result.fields})
        else:
            yield result


def _words(part: MIMEPart) -> str:
    """Decode a part by the charset it names, and where that is wrong or unknown, as far as it goes."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("utf-8", "replace")
