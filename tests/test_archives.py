"""Web archives as crawlers and people make them: packed as a whole, cut off, of feeds or of texts alone."""

from __future__ import annotations

import gzip

import shapes
from shapes import BODY, TITLE

from retold.errors import InputError
from retold.model import Article
from retold.read import read_content

URL = "https://zeri.example/ura"
FEED = shapes.capture(
    "https://zeri.example/feed", shapes.rss(shapes.rss_item()).encode(), "text/xml; charset=utf-8"
)
PAGE = shapes.page().encode()
WHOLE = f"{TITLE}\n\n{BODY}"


def read(content: bytes, name: str = "found.warc") -> list[Article]:
    found = list(read_content(name, content))
    assert not [each for each in found if isinstance(each, InputError)]
    return [each for each in found if isinstance(each, Article)]


def test_an_archive_may_be_packed_as_a_whole() -> None:
    pages = [(f"{URL}/{n}", shapes.page()) for n in range(3)]
    found = read(gzip.compress(shapes.warc(*pages, packed=False)), "found.warc.gz")
    assert [article.fields["url"] for article in found] == [url for url, _ in pages]


def test_a_kind_that_its_site_did_not_know_is_the_one_that_was_found() -> None:
    said = "WARC-Identified-Payload-Type: text/html"
    [found] = read(shapes.capture(URL, PAGE, "application/octet-stream", said=said))
    assert found.text == WHOLE


def test_a_page_that_the_crawler_cut_says_so() -> None:
    [found] = read(shapes.capture(URL, PAGE, "text/html", said="WARC-Truncated: length"))
    assert found.notes == ("the archive has its beginning alone (length)",)


def test_of_an_archive_without_pages_the_feeds_are_read() -> None:
    [found] = read(FEED)
    assert (found.text, found.fields["url"], found.published) == (WHOLE, URL, "2025-03-04T09:30:00Z")
    assert [
        article.fields["url"] for article in read(FEED + shapes.capture(f"{URL}/2", PAGE, "text/html"))
    ] == [f"{URL}/2"], "beside pages, what feeds say of them is nothing new"


def test_texts_that_were_taken_from_pages_are_read() -> None:
    [found] = read(gzip.compress(shapes.taken_text(URL, WHOLE)), "found.warc.wet.gz")
    assert (found.text, found.fields["url"], found.title) == (WHOLE, URL, TITLE)
