"""One form for addresses that lead to the same page."""

from __future__ import annotations

from urllib.parse import urlsplit


def canonical(url: str | None) -> str | None:
    """Give an address without what only tracks its readers, without its fragment, its host in lower case.

    None for what is no web address and for the front page of a site, which names no article.
    """
    from courlan import normalize_url

    try:
        parts = urlsplit((url or "").strip())
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or (parts.path in ("", "/") and not parts.query)
        ):
            return None
        found = str(normalize_url(parts._replace(fragment="").geturl()))
    except ValueError:
        return None
    return found.replace("http://", "https://", 1) if parts.port is None else found
