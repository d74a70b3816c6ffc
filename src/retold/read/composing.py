"""A title, a body and what is said of them -> an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retold.model import Article
from retold.read.titles import titled


def compose(
    place: str,
    title: str,
    body: str,
    *,
    published: str | None,
    dated_by: str,
    language: str | None,
    outlet: str | None,
    fields: Mapping[str, Any],
    notes: tuple[str, ...] = (),
) -> Article:
    """Make an article of what an entry of a feed or of an agency holds; `dated_by` says what gave its date."""
    known = {**fields, "published_from": dated_by if published else None}
    return Article(
        id="",
        location=place,
        text=titled(title, body),
        title=title or None,
        published=published,
        language=language or None,
        outlet=outlet,
        fields={name: str(value) for name, value in known.items() if value},
        notes=notes,
    )
