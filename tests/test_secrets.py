"""Names and passwords in addresses that others wrote: they are nowhere kept, shown or handed on."""

from __future__ import annotations

from pathlib import Path

import shapes
from conftest import HASHING

from retold.corpus import news, open_corpus
from retold.errors import InputError
from retold.export import to_atom
from retold.read import read_content

LINK = "https://ana:s3cret@zeri.example/@arta/ura"


def test_a_password_in_the_link_of_a_feed_is_not_kept(tmp_path: Path) -> None:
    nothing = f"<item><link>{LINK}/2</link></item>"
    feed = shapes.rss(shapes.rss_item(url=LINK), nothing).encode()
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add(read_content("feed.xml", feed))
        [article] = corpus.articles().values()
        assert article.fields["url"] == "https://zeri.example/@arta/ura"
        [failure] = corpus.failures()
        assert failure["location"] == "feed.xml#https://…@zeri.example/@arta/ura/2"
        assert b"s3cret" not in to_atom(news(corpus), title="x", name="urn:uuid:x")
    assert b"s3cret" not in (tmp_path / "news.db").read_bytes()


def test_nor_that_of_an_address_that_failed() -> None:
    error = InputError("https://ana:s3@cret@zeri.example/a@b", "answered 500")
    assert (error.location, str(error)) == (
        "https://…@zeri.example/a@b",
        "https://…@zeri.example/a@b: answered 500",
    )
