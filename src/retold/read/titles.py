"""The title at the head of a plain text."""

from __future__ import annotations

import re
from itertools import dropwhile

from retold.text.boilerplate import is_boilerplate
from retold.text.paragraphs import paragraphs

# Titles of retellings train have up to 89 characters, opening paragraphs at least 192.
_LONGEST_TITLE = 160

_NOT_AT_END = (".", "。", "．", "।", "։", "።", ",", ";", ":")
_CLOSING = "\"'”’»“„)]』」"
_MARKED = re.compile(r"#{1,6}[ \t]+(?=\S)")
_UNDERLINED = re.compile(r"\n[=-]{3,}[ \t]*(?=\n|$)")


def headline(text: str) -> str | None:
    """Find the title: the first line, if it looks like a headline and a text follows.

    A headline looks the same in every language: one short line that does not end in a full stop, above a
    longer text that does not go on in the middle of its sentence. Lines of the interface above it are
    passed over.
    """
    parts = [text[start:end] for start, end in paragraphs(text)]
    first, *body = list(dropwhile(is_boilerplate, parts)) or [""]
    if not body or "\n" in first:
        return None
    if len(first) > _LONGEST_TITLE or first.rstrip(_CLOSING).endswith(_NOT_AT_END):
        return None
    if body[0][0].islower() or sum(map(len, body)) <= len(first):
        return None
    return first


def titled(title: str, body: str) -> str:
    """Put a title above its text, unless the text opens with it."""
    if not title or not body or body.startswith(f"{title}\n"):
        return body or title
    return f"{title}\n\n{body}"


def unmarked_heading(text: str) -> str:
    """Take Markdown's marks off a heading that opens a text: those before it, or the line under it."""
    end = len(text.partition("\n")[0])
    if mark := _MARKED.match(text, 0, end):
        title = text[mark.end() : end]
        return title[0] + title[1:].rstrip(" \t#") + text[end:]
    if under := _UNDERLINED.match(text, end):
        return text[:end].rstrip(" \t") + text[under.end() :]
    return text
