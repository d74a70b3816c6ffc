"""When a page says it was published, and where it says so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retold.read.dates import zone_of
from retold.read.spelled import as_readable

_TAG = re.compile(r"<(?:meta|time)\b[^<>]*>", re.I)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_NAMES = frozenset(
    (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date.issued",
        "dc.date.issued",
        "dcterms.issued",
        "parsely-pub-date",
        "publication_date",
        "pubdate",
        "publish-date",
    )
)
#: Names that stand for the date of publication mostly, and for another one sometimes.
_UNSURE_NAMES = frozenset(
    ("date", "dc.date", "article.published", "sailthru.date", "publishdate", "cxenseparse:recs:publishtime")
)
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as written, and where it stands: "page metadata", "URL" or "text"."""

    written: str
    place: str


def date_page(html: str, *, said: str | None, found: str | None, url: str | None) -> Dated | None:
    """Date a page: by its JSON-LD (`said`), its meta tags, its address, and last by what htmldate `found` in it.

    A date that is none is passed over, unless there is no other; one without a zone gives way to one of the same day
    with a zone.
    """
    tried = [(said, "page metadata"), *((written, "page metadata") for written in _of_tags(html))]
    tried += [(_of_address(url), "URL"), (found, "text")]
    given = [Dated(written, place) for written, place in tried if written]
    surest = next((dated for dated in given if as_readable(dated.written)), given[0] if given else None)
    if surest is None or zone_of(surest.written):
        return surest
    return next((dated for dated in given if _tells_more(dated, surest)), surest)


def _tells_more(dated: Dated, surest: Dated) -> bool:
    same = dated.place == surest.place and dated.written[:10] == surest.written[:10]
    return same and zone_of(dated.written) is not None


def _of_tags(html: str) -> list[str]:
    """Return the contents of the tags that state a time of publication, in order, less sure ones last."""
    found, unsure = [], []
    for tag in _TAG.findall(html):
        given = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag)}
        named = {given.get(name, "").lower() for name in ("property", "name", "itemprop")}
        if named & _NAMES or " pubdate" in tag.lower():
            found.append(given.get("content") or given.get("datetime") or "")
        elif named & _UNSURE_NAMES:
            unsure.append(given.get("content") or "")
    return found + unsure


def _of_address(url: str | None) -> str | None:
    found = _IN_ADDRESS.search(url or "")
    return f"{found[1]}-{found[3]}-{found[4]}" if found else None
