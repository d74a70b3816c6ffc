"""One form for addresses that lead to the same page."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from retold.errors import without_secret

#: Search engines lead to what they list by way of themselves, with the address behind one of these names.
_ENGINES = re.compile(r"(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)")
_LEADS_TO = ("url", "q")

#: Letters of an address; many servers take no more than 8,000, and PostgreSQL looks none up beyond 2,700.
LONGEST = 2_000


def canonical(url: str | None) -> str | None:
    """Give an address without what only tracks its readers, its fragment and a password, its host in lower case.

    None for what is no web address, for one that is longer than any that is typed or linked to, and for the front
    page of a site, which names no article.
    """
    from courlan import normalize_url

    try:
        parts = urlsplit(without_secret((url or "").strip(), ""))
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or (parts.path in ("", "/") and not parts.query)
        ):
            return None
        found = str(normalize_url(parts._replace(fragment="").geturl()))
    except ValueError:
        return None
    if len(found) > LONGEST:
        return None
    return found.replace("http://", "https://", 1) if parts.port is None else found


def led_to(url: str) -> str | None:
    """Return where an address of a search engine's list leads; None for one that is an article's own."""
    try:
        parts = urlsplit(url)
        named = parse_qs(parts.query)
    except ValueError:
        return None
    if not _ENGINES.fullmatch(parts.hostname or ""):
        return None
    found = (address for name in _LEADS_TO for address in named.get(name, ()))
    return next((address for address in found if address.startswith(("http://", "https://"))), None)
