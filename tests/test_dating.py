"""When an article was published, and what says so: its page, its feed, its address, its text."""

from __future__ import annotations

import json

import pytest
import shapes
from shapes import BODY

from retold.fetch import Fetched
from retold.model import Article
from retold.read import read_content
from retold.read.dating import date_page
from retold.watch.pages import entry_of, read_page

URL = "https://zeri.example/ura"
PUBLISHED = "2025-03-04T09:30:00Z"
LONG = "\n\n".join(f"{BODY} Punimet zgjatën {n} vjet, tha ajo para gazetarëve në Zall." for n in range(2, 6))


def article(name: str, content: bytes | str, outlet_pattern: str | None = None) -> Article:
    written = content.encode() if isinstance(content, str) else content
    [found] = read_content(name, written, outlet_pattern=outlet_pattern)
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize(
    ("html", "said", "found", "url", "written", "place"),
    [
        ("", "2025-03-04T10:30+01:00", "2025-03-05", None, "2025-03-04T10:30+01:00", "page metadata"),
        (
            '<meta property="article:published_time" content="2025-03-04">',
            None,
            None,
            None,
            "2025-03-04",
            "page metadata",
        ),
        (
            '<meta name="date" content="2025-03-04T10:30Z">',
            None,
            "2025-03-05",
            None,
            "2025-03-04T10:30Z",
            "page metadata",
        ),
        (
            '<meta property="article:published_time" content="2025-03-04T10:30+01:00">',
            "2025-03-04",
            None,
            None,
            "2025-03-04T10:30+01:00",
            "page metadata",
        ),
        ('<time pubdate datetime="2025-03-04">', "dje", None, None, "2025-03-04", "page metadata"),
        ("", None, "2025-03-05", "https://a.example/2025/03/04/ura", "2025-03-04", "URL"),
        ("", None, "2025-03-05", "https://a.example/20250304-ura", "2025-03-04", "URL"),
        ("", None, "2025-03-05", "https://a.example/12345678/ura", "2025-03-05", "text"),
        ("", "dje", None, None, "dje", "page metadata"),
    ],
)
def test_a_page_is_dated_by_what_is_surest(
    html: str, said: str | None, found: str | None, url: str | None, written: str, place: str
) -> None:
    dated = date_page(html, said=said, found=found, url=url)
    assert dated is not None
    assert (dated.written, dated.place) == (written, place)


def test_a_date_keeps_its_zone_and_where_it_is_from() -> None:
    fields = article("a.xml", shapes.rss(shapes.rss_item())).fields
    assert (fields["published_from"], fields["published_zone"]) == ("feed", "+01:00")
    named = article("2025-03-04.txt", BODY, outlet_pattern="{date}").fields
    assert named == {"published_from": "file name"}


def test_a_page_that_states_no_date_has_the_one_of_its_feed() -> None:
    entry = entry_of(article("a.xml", shapes.rss(shapes.rss_item())))
    fetched = Fetched(url=URL, status=200, headers={}, content=shapes.page().encode())
    found = read_page(URL, fetched, entry, address=None)
    assert isinstance(found, Article)
    assert found.published == PUBLISHED
    assert (found.fields["published_from"], found.fields["published_zone"]) == ("feed", "+01:00")


def dated(found: Article) -> tuple[str | None, str | None]:
    return found.published, found.fields.get("published_from")


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ('"2125-03-04T10:30:00+01:00"', PUBLISHED),
        ('"1970-01-01T00:00:00Z"', PUBLISHED),
        ('"0001-01-01T00:00:00"', PUBLISHED),
        ("1741080600", PUBLISHED),
    ],
    ids=["to come", "zero of Unix", "zero of .NET", "seconds"],
)
def test_a_date_that_cannot_be_gives_way_to_another(said: str, published: str) -> None:
    described = f'{{"@type": "NewsArticle", "headline": "Ura u hap", "datePublished": {said}}}'
    head = (
        f'<script type="application/ld+json">{described}</script>'
        '<meta property="article:published_time" content="2025-03-04T10:30:00+01:00">'
    )
    assert dated(article("a.html", shapes.page(head=head))) == (published, "page metadata")


@pytest.mark.parametrize(
    ("path", "published"),
    [
        ("2025/03/04/ura", "2025-03-04"),
        ("bota/2025/mar/04/ura", "2025-03-04"),
        ("2025/03/ura", "2025-03"),
        ("ura", None),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.json", "a.xml"])
def test_what_states_no_date_has_that_of_its_address(name: str, path: str, published: str | None) -> None:
    url = f"https://zeri.example/{path}"
    content = {
        "a.html": shapes.page(head=f'<link rel="canonical" href="{url}">'),
        "a.json": json.dumps({"title": "Ura", "text": BODY, "link": url}),
        "a.xml": shapes.rss(f"<item><title>Ura u hap</title><link>{url}</link></item>"),
    }
    assert dated(article(name, content[name])) == (published, "URL" if published else None)


def test_an_address_goes_before_the_text_of_a_page() -> None:
    page = shapes.page(body=f"{LONG}\n\nPublikuar: 05.03.2025")
    fetched = Fetched(url=f"{URL}/2025/03/04/ura", status=200, headers={}, content=page.encode())
    found = read_page(fetched.url, fetched, {}, address=None)
    assert isinstance(found, Article)
    assert dated(found) == ("2025-03-04", "URL")


def test_the_year_of_a_footer_dates_no_page() -> None:
    footer = "<footer>© 2019 Zëri</footer></body>"
    assert dated(article("a.html", shapes.page(body=LONG).replace("</body>", footer))) == (None, None)


def test_a_day_in_the_text_has_the_time_that_an_element_gives_it() -> None:
    time = '<time datetime="2025-03-04T23:30:00-05:00">4 mars</time>'
    found = article("a.html", shapes.page(body=LONG).replace("</h1>", f"</h1>{time}"))
    assert dated(found) == ("2025-03-05T04:30:00Z", "text")
    assert found.fields["published_zone"] == "-05:00"


@pytest.mark.parametrize(
    "zero", ["Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T01:00:00+01:00", "0001-01-01T00:00:00"]
)
def test_where_clocks_begin_is_no_date(zero: str) -> None:
    found = article("a.json", json.dumps({"title": "Ura", "text": BODY, "date": zero}))
    assert dated(found) == (None, None)
    [note] = found.notes
    assert "where clocks begin" in note
