"""When a page says it was published, and where it says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from retold.read.dates import is_nothing, parse_published, zone_of
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
_NAMED_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(0[1-9]|[12]\d|3[01])/"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as written, and where it stands: "page metadata", "URL" or "text"."""

    written: str
    place: str


def date_page(html: str, *, said: str | None, found: str | None, url: str | None) -> Dated | None:
    """Date a page: by its JSON-LD (`said`), its meta tags, its address, and last by what htmldate `found` in it.

    A date that is none, or is still to come, is passed over, unless there is no other; one without a zone gives way
    to one of the same day with a zone.
    """
    stated = [(said, "page metadata"), *((written, "page metadata") for written in _of_tags(html))]
    tried = [*stated, (day_of_address(url), "URL"), (found, "text")]
    given = [Dated(written, place) for written, place in tried if written]
    surest = next((dated for dated in given if _is_past(dated.written)), given[0] if given else None)
    if surest is None or zone_of(surest.written):
        return surest
    if surest.place == "text":
        given += [Dated(written, "text") for written in _of_times(html)]
    return next((dated for dated in given if _tells_more(dated, surest)), surest)


def guess_date(html: str, url: str | None) -> Dated | None:
    """Date a page that states no date by the one that its words have most, as htmldate counts.

    Of a year or a month alone, such as stand in a footer or an address, it makes the first day: that is no date.
    """
    from htmldate import find_date

    found = find_date(html, extensive_search=True, original_date=True)
    if found is None or found.endswith("-01-01") or found == f"{month_of_address(url)}-01":
        return None
    return Dated(found, "text")


def day_of_address(url: str | None) -> str | None:
    """Return the day that an address has in it, as `/2025/03/04/` or `/2025/mar/04/`."""
    if found := _IN_ADDRESS.search(url or ""):
        return f"{found[1]}-{found[3]}-{found[4]}"
    if found := _NAMED_IN_ADDRESS.search(url or ""):
        return f"{found[1]}-{_MONTHS.index(found[2]) + 1:02}-{found[3]}"
    return None


def month_of_address(url: str | None) -> str | None:
    """Return the month that an address has in it, as `/2025/03/`."""
    found = _MONTH_IN_ADDRESS.search(url or "")
    return f"{found[1]}-{found[2]}" if found else None


def _is_past(written: str) -> bool:
    """Tell a date at which an article may have been published; the clocks of some sites are a day ahead."""
    readable = as_readable(written)
    published = parse_published(readable) if readable else ""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return bool(published) and not is_nothing(published) and published <= tomorrow


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


def _of_times(html: str) -> list[str]:
    """Return the moments that stand in the elements for such."""
    return [
        double or single
        for tag in _TAG.findall(html)
        if tag.lower().startswith("<time")
        for name, double, single in _ATTRIBUTE.findall(tag)
        if name.lower() == "datetime"
    ]
