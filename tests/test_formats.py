"""The formats the world writes news in, each in its real-life shapes (made in `shapes`)."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import brotli
import pytest
import shapes
from shapes import BODY, TITLE

from retold.errors import InputError, UsageError
from retold.fetch import Fetched
from retold.model import Article
from retold.read import load_outlets, read_articles, read_content, read_opml
from retold.read.opml import Feed, write_opml
from retold.read.pdf import joined_lines, joined_pages
from retold.watch.pages import kind_of_answer, read_answer

TEXT = f"{TITLE}\n\n{BODY}"
URL = "https://zeri.example/ura"
PUBLISHED = "2025-03-04T09:30:00Z"


def read(name: str, content: bytes | str, **options: Any) -> list[Article | InputError]:
    return list(read_content(name, content.encode() if isinstance(content, str) else content, **options))


def article(name: str, content: bytes | str, **options: Any) -> Article:
    [found] = read(name, content, **options)
    assert isinstance(found, Article), found
    return found


def table(*rows: Mapping[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


TRAFILATURA = {
    "title": TITLE,
    "author": "Arta Velo",
    "hostname": "zeri.example",
    "date": "2025-03-04",
    "fingerprint": "a1b2",
    "source": URL,
    "source-hostname": "Zëri",
    "excerpt": "x",
    "text": BODY,
}
NEWS_PLEASE = {
    "authors": ["Arta Velo"],
    "date_download": "2025-03-06 01:00:00",
    "date_publish": "2025-03-04 09:30:00",
    "language": "sq",
    "maintext": BODY,
    "source_domain": "zeri.example",
    "title": TITLE,
    "url": URL,
}
MEDIA_CLOUD = {
    "id": "1",
    "indexed_date": "2025-03-06 01:00:00",
    "language": "sq",
    "media_name": "zeri.example",
    "media_url": "zeri.example",
    "publish_date": "2025-03-04",
    "title": TITLE,
    "url": URL,
}
GDELT = {
    "url": URL,
    "title": TITLE,
    "seendate": "20250304T093000Z",
    "domain": "zeri.example",
    "language": "Albanian",
    "sourcecountry": "Albania",
}

#: name, content, what is read: text, published, language, outlet, url
SHAPES: Sequence[tuple[str, bytes | str, str, str | None, str | None, str | None, str | None]] = [
    ("a.xml", shapes.rss(shapes.rss_item()), TEXT, PUBLISHED, "sq", "Zëri i Zallit", URL),
    ("a.rss", "\n" + shapes.rss(shapes.rss_item()), TEXT, PUBLISHED, "sq", "Zëri i Zallit", URL),
    ("a.atom", shapes.atom(shapes.atom_entry()), TEXT, PUBLISHED, "sq", "Zëri", URL),
    ("a.json", shapes.json_feed(), TEXT, PUBLISHED, "sq", "Zëri", URL),
    ("a.xml", shapes.sitemap(shapes.SITEMAP_URL), TITLE, PUBLISHED, "sq", "Zëri", URL),
    ("a.json", json.dumps(shapes.ninjs_1()), TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.json", json.dumps([shapes.ninjs_2()]), TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.jsonl", json.dumps(shapes.ninjs_2()) + "\n", TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.xml", shapes.NITF, TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.xml", shapes.news_item(shapes.INLINE_XHTML), TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.xml", shapes.news_item(shapes.INLINE_NITF), TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.xml", shapes.news_item(shapes.INLINE_PLAIN), TEXT, PUBLISHED, "sq", "Agjencia e Zallit", None),
    ("a.json", json.dumps(TRAFILATURA), TEXT, "2025-03-04", None, "Zëri", URL),
    ("a.json", json.dumps(NEWS_PLEASE), TEXT, "2025-03-04T09:30:00", "sq", "zeri.example", URL),
    ("a.csv", table(MEDIA_CLOUD), TITLE, "2025-03-04", "sq", "zeri.example", URL),
    ("a.csv", table(GDELT), TITLE, PUBLISHED, "sq", "zeri.example", URL),
    ("a.json", json.dumps({"articles": [GDELT]}), TITLE, PUBLISHED, "sq", "zeri.example", URL),
    ("a.parquet", shapes.parquet(TRAFILATURA), TEXT, "2025-03-04", None, "Zëri", URL),
    ("a.mhtml", shapes.mhtml(), TEXT, None, None, "zeri.example", URL),
    ("a.eml", shapes.mail(), TEXT, PUBLISHED, None, "Zëri i Zallit", None),
    ("a.eml", shapes.mail(charset="iso-8859-1"), TEXT, PUBLISHED, None, "Zëri i Zallit", None),
    ("a.eml", shapes.mail(html=f"<p>{BODY}</p>"), TEXT, PUBLISHED, None, "Zëri i Zallit", None),
    ("a.warc.gz", shapes.warc((URL, shapes.page())), TEXT, None, None, "zeri.example", URL),
    ("a.warc", shapes.warc((URL, shapes.page()), packed=False), TEXT, None, None, "zeri.example", URL),
    ("a.wacz", shapes.wacz((URL, shapes.page())), TEXT, None, None, "zeri.example", URL),
    ("a.docx", shapes.docx(), TEXT, None, None, None, None),
    ("a.pdf", shapes.pdf(TITLE, "", BODY), TEXT, None, None, None, None),
]


@pytest.mark.parametrize(("name", "content", "text", "published", "language", "outlet", "url"), SHAPES)
def test_an_article_is_read_from_each_shape(
    name: str,
    content: bytes | str,
    text: str,
    published: str | None,
    language: str | None,
    outlet: str | None,
    url: str | None,
) -> None:
    found = article(name, content)
    assert (found.text, found.title or text) == (text, TITLE)
    assert (found.published, found.language, found.outlet) == (published, language, outlet)
    assert found.fields.get("url") == url


# Agencies, by the letter of their standards and beside it

SUPERDESK = {
    name: value for name, value in shapes.ninjs_1(guid="urn:sd:1", source="AZ").items() if name != "uri"
}
TABLE = "<table><tr><td><p>Shkolla</p></td><td>1,2</td></tr></table>"
CAPTION = "<media><media-caption><p>Ura, dje</p></media-caption></media>"


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.json", json.dumps({"data": {"items": [{"item": shapes.ninjs_1()}]}}), TEXT),
        ("a.json", json.dumps({"_items": [shapes.ninjs_1()], "_meta": {}}), TEXT),
        ("a.json", json.dumps(SUPERDESK), TEXT),
        (
            "a.json",
            json.dumps(shapes.ninjs_1(body_xhtml="", body_text="Një & dy.\n\nTre.")),
            f"{TITLE}\n\nNjë & dy.\n\nTre.",
        ),
        ("a.json", json.dumps(shapes.ninjs_1(body_xhtml="", description_text=BODY)), TEXT),
        (
            "a.json",
            json.dumps(
                shapes.ninjs_2(headlines=[{"role": "x", "value": "x"}, {"role": "main", "value": TITLE}])
            ),
            TEXT,
        ),
        (
            "a.xml",
            shapes.NITF.replace("</body.content>", f"{TABLE}</body.content>"),
            f"{TEXT}\n\nShkolla\n\n1,2",
        ),
        ("a.xml", shapes.NITF.replace("<body.content>", f"<body.content>{CAPTION}"), TEXT),
        (
            "a.xml",
            shapes.news_item(
                shapes.INLINE_XHTML.replace(f"<p>{BODY}</p>", f"{BODY}<br/><br/><div>Tre</div>.")
            ),
            f"{TEXT}\n\nTre\n\n.",
        ),
    ],
)
def test_what_an_agency_sends_is_whole(name: str, content: str, text: str) -> None:
    found = article(name, content)
    assert (found.text, found.title, found.published) == (text, TITLE, PUBLISHED)
    assert found.outlet


def test_a_paper_is_dated_by_the_day_it_is_of() -> None:
    undated = shapes.NITF.replace('<date.issue norm="20250304T103000+0100"/>', "")
    found = article("a.xml", undated.replace('type="web"', 'date.publication="20250304"'))
    assert (found.published, found.fields["published_from"]) == ("2025-03-04", "page metadata")


# Encodings, by whatever names them

MOST = "Новиот мост кај Ѓуриште ќе се отвори во среда, изјави градоначалничката."
NAMED = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mhtml", shapes.part(f"<html><head>{NAMED}</head><h1>Мост</h1><p>{MOST}</p></html>", "text/html")),
        ("a.mht", shapes.part(shapes.page("Мост", MOST), "text/html; charset=windows-1251")),
        ("a.eml", shapes.part(MOST, "text/plain; charset=windows-1251")),
        ("a.eml", shapes.part(f"<html><head>{NAMED}</head><p>{MOST}</p></html>", "text/html")),
        ("a.warc", shapes.warc((URL, shapes.page("Мост", MOST)), charset="windows-1251")),
    ],
)
def test_letters_come_out_whatever_names_their_encoding(name: str, content: bytes) -> None:
    assert article(name, content).text == f"Мост\n\n{MOST}"


# One bad item never stops the rest, and its place is named

GOOD = shapes.rss_item()
BAD: Sequence[tuple[str, bytes | str, str, str]] = [
    ("a.xml", shapes.rss("<item><guid>7</guid></item>", GOOD), "a.xml#7", "neither a text nor a title"),
    (
        "a.xml",
        shapes.sitemap(f"<url><loc>{URL}/x</loc></url>", shapes.SITEMAP_URL),
        f"a.xml#{URL}/x",
        "neither",
    ),
    (
        "a.json",
        json.dumps([shapes.ninjs_1(), shapes.ninjs_1(type="picture", uri="p:1")]),
        "a.json#p:1",
        "picture",
    ),
    (
        "a.json",
        json.dumps([shapes.ninjs_1(), shapes.ninjs_1(pubstatus="canceled", uri="c:1")]),
        "a.json#c:1",
        "cancelled",
    ),
    (
        "a.xml",
        shapes.news_message(
            shapes.news_item(shapes.INLINE_XHTML), shapes.news_item("", kind="ninat:picture")
        ),
        "a.xml#urn:az:1",
        "is a picture",
    ),
    (
        "a.xml",
        shapes.news_message(
            shapes.news_item("", status="stat:canceled"), shapes.news_item(shapes.INLINE_XHTML)
        ),
        "a.xml#urn:az:1",
        "cancelled",
    ),
    (
        "a.warc.gz",
        shapes.warc(("https://zeri.example/bosh", "<html></html>"), (URL, shapes.page())),
        "a.warc.gz#https://zeri.example/bosh",
        "no article",
    ),
    ("a.warc.gz", shapes.warc((URL, shapes.page())) + b"\x1f\x8b\x08broken", "a.warc.gz", "is no WARC"),
    (
        "a.wacz",
        shapes.wacz(("https://zeri.example/bosh", "<html></html>"), (URL, shapes.page()), listed=False),
        "a.wacz#archive/data.warc.gz#https://zeri.example/bosh",
        "no article",
    ),
    ("a.parquet", shapes.parquet({"text": None}, {"text": BODY}), "a.parquet#1", "has no text"),
]


@pytest.mark.parametrize(("name", "content", "place", "reason"), BAD)
def test_one_bad_item_is_named_and_the_rest_is_read(
    name: str, content: bytes | str, place: str, reason: str
) -> None:
    found = read(name, content)
    assert [type(result) for result in found].count(Article) == 1
    [error] = [result for result in found if isinstance(result, InputError)]
    assert error.location == place
    assert reason in error.reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xml", '<!DOCTYPE rss [<!ENTITY x "xx">]>' + shapes.rss(GOOD)[39:], "declares entities"),
        (
            "a.xml",
            '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>',
            "declares entities",
        ),
        ("a.xml", "<urlset><url>", "is no sitemap"),
        ("a.opml", "<opml><body/></opml>", "lists no feed"),
        ("a.opml", '<?xml version="1.0" encoding="TF-8"?><opml/>', "unknown encoding"),
        ("a.xml", '<?xml version="1.0" encoding="TF-8"?><urlset/>', "unknown encoding"),
        ("a.xml", write_opml([Feed(URL)], title="x"), "lists 1 feeds, not articles"),
        ("a.xml", shapes.sitemap(f"<url><loc>{URL}</loc></url>"), "lists 1 addresses without titles"),
        ("a.xml.gz", b"\x1f\x8bbroken", "is no gzip"),
        ("a.xml", "<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "lists sitemaps"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1", "title": "x"}', "is no JSON Feed"),
        ("a.csv", "name,age\nx,1\ny,2\n", "has no column for a text or a title; it begins with name, age"),
        ("a.csv", ",,\n1,2,3\n", "it begins with empty names"),
        ("a.parquet", shapes.parquet({"age": 1}, {"age": 2}), "has no column for a text or a title"),
        ("a.pdf", shapes.pdf(), "has no text layer"),
        ("a.pdf", "%PDF-1.4 broken", "is no PDF"),
        ("a.docx", "PK broken", "is no Word file"),
        ("a.wacz", "PK broken", "is no WACZ"),
        ("a.parquet", "PAR1 broken", "is no Parquet"),
        ("a.warc", "WARC/1.0\r\nbroken", "is no WARC"),
        ("a.mhtml", shapes.mail(), "has no page in it"),
        ("a.eml", "\r\n\r\n", "is empty"),
    ],
)
def test_what_is_broken_is_said_in_one_line(name: str, content: bytes | str, reason: str) -> None:
    [error] = read(name, content)
    assert isinstance(error, InputError)
    assert reason in error.reason
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [("a.warc", "warcio", "archives"), ("a.parquet", "pyarrow", "tables"), ("a.pdf", "pypdfium2", "papers")],
)
def test_a_missing_extra_says_how_to_get_it(
    name: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for module in [module for module in sys.modules if module.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    [error] = read(name, b"x")
    assert isinstance(error, InputError)
    assert error.reason == f"needs an extra that is not installed: pip install 'retold[{extra}]'"


# Feeds as they are


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    found = article("a.xml", shapes.rss(shapes.rss_item(more="<x>")))
    assert found.text == TEXT
    assert found.notes == ("the feed is not well-formed",)


def test_an_aggregated_entry_belongs_to_its_own_outlet() -> None:
    source = '<source url="https://kumanova.example/rss">Kumanova sot</source>'
    assert article("a.xml", shapes.rss(shapes.rss_item(more=source))).outlet == "Kumanova sot"


def test_an_entry_of_a_feed_may_be_in_a_language_of_its_own() -> None:
    entry = '<entry xml:lang="mk"><title>Мостот е отворен</title><id>urn:1</id></entry>'
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sq"><title>Zëri</title>{entry}</feed>'
    assert article("a.xml", feed).language == "mk"


def test_the_full_text_of_an_entry_goes_before_its_summary() -> None:
    html = f"<p>{BODY}</p><script>x()</script><p>Rruga mbetet.<br>Nesër.</p>"
    full = f"<content:encoded><![CDATA[{html}]]></content:encoded>"
    assert article("a.xml", shapes.rss(shapes.rss_item(more=full))).text == f"{TEXT}\n\nRruga mbetet.\nNesër."


SITE = "https://zeri.example"


@pytest.mark.parametrize(
    ("feed", "text", "outlet", "url"),
    [
        (  # WordPress
            shapes.rss(
                shapes.rss_item(
                    more=f"<content:encoded><![CDATA[<p>{BODY}</p><p>The post <a href='{URL}'>Ura</a> appeared"
                    f" first on <a href='{SITE}'>Zëri</a>.</p>]]></content:encoded>"
                )
            ),
            TEXT,
            "Zëri i Zallit",
            URL,
        ),
        (
            shapes.rss(
                shapes.rss_item(more="<content:encoded><![CDATA[<img src='a.jpg'/>]]></content:encoded>")
            ),
            TEXT,
            "Zëri i Zallit",
            URL,
        ),
        (  # FeedBurner
            shapes.rss(
                shapes.rss_item(
                    url="http://feedproxy.example/~r/1",
                    more='<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'
                    f"{URL}</f:origLink>",
                )
            ),
            TEXT,
            "Zëri i Zallit",
            URL,
        ),
        (  # Google Alerts
            shapes.rss(
                shapes.rss_item(url=f"https://www.google.com/url?rct=j&url={URL}&ct=ga"), title="Alert"
            ),
            TEXT,
            "zeri.example",
            URL,
        ),
        (  # Bing
            shapes.rss(
                shapes.rss_item(
                    url="http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fzeri.example%2fura&c=1",
                    more='<News:Source xmlns:News="https://www.bing.com/news">Zëri</News:Source>',
                )
            ),
            TEXT,
            "Zëri",
            URL,
        ),
        (  # Google News
            shapes.rss(
                shapes.rss_item(
                    f"{TITLE} - Zëri",
                    f"<a>{TITLE}</a> <font>Zëri</font>",
                    more="<source url='x'>Zëri</source>",
                )
            ),
            TITLE,
            "Zëri",
            URL,
        ),
        (
            shapes.atom(
                f"<entry><title>{TITLE}</title><link href='{URL}'/><content type='text'>3 &lt;x&gt; 4\n\nDy"
                "</content></entry>"
            ),
            f"{TITLE}\n\n3 <x> 4\n\nDy",
            "Zëri",
            URL,
        ),
    ],
)
def test_an_entry_is_what_its_outlet_wrote(feed: str, text: str, outlet: str, url: str) -> None:
    found = article("a.xml", feed)
    assert (found.text, found.title, found.outlet, found.fields["url"]) == (text, TITLE, outlet, url)


def test_a_picture_in_a_sitemap_titles_no_article() -> None:
    picture = "<image:image xmlns:image='http://i'><image:title>Foto</image:title></image:image>"
    found = article("a.xml", shapes.sitemap(shapes.SITEMAP_URL.replace("</loc>", f"</loc>{picture}")))
    assert found.title == TITLE


def test_an_item_of_a_json_feed_may_be_named_by_its_address() -> None:
    feed = json.loads(shapes.json_feed(url=None, id=URL))
    late = {"title": feed["title"], "items": feed["items"], "x": "x" * 5000, "version": feed["version"]}
    assert article("a.json", json.dumps(late)).fields["url"] == URL


@pytest.mark.parametrize("name", ["a.xml.gz", "feed.gz", "feed", "feed.php"])
def test_a_feed_is_known_by_how_it_opens_packed_or_not(tmp_path: Path, name: str) -> None:
    content = shapes.rss(GOOD).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    [found] = read_articles(tmp_path / name)
    assert isinstance(found, Article)
    assert found.text == TEXT


def test_a_packed_sitemap_at_an_address_is_one() -> None:
    content = gzip.compress(shapes.sitemap(shapes.SITEMAP_URL).encode())
    fetched = Fetched(
        url=f"{URL}.xml.gz", status=200, headers={"content-type": "application/gzip"}, content=content
    )
    assert kind_of_answer(fetched) == "sitemap"
    [found] = read_answer(fetched.url, fetched)
    assert isinstance(found, Article)
    assert found.title == TITLE


def test_a_page_of_an_archive_that_is_not_listed_is_not_read() -> None:
    assert (
        article("a.wacz", shapes.wacz((URL, shapes.page()), (f"{URL}/frame", shapes.page()))).fields["url"]
        == URL
    )


def test_a_listed_address_may_lead_to_its_page_and_into_it() -> None:
    moved = shapes.moved("http://zeri.example/u", URL)
    with_parts = shapes.wacz((URL, shapes.page()), pages=["http://zeri.example/u#koment"], before=moved)
    assert article("a.wacz", with_parts).fields["url"] == URL
    listed = shapes.wacz((URL, shapes.page()), pages=[f"{URL}#koment"], before=b"")
    assert article("a.wacz", listed).fields["url"] == URL


def test_an_archive_of_pictures_beside_that_of_pages_is_no_failure() -> None:
    pictures = {"archive/screenshots.warc.gz": shapes.moved(f"{URL}.png", URL)}
    assert article("a.wacz", shapes.wacz((URL, shapes.page()), members=pictures)).text == TEXT
    [error] = read("a.wacz", shapes.wacz((URL, shapes.page()), pages=["https://zeri.example/tjeter"]))
    assert "it has no page" in str(error)


def test_a_page_that_breaks_off_in_an_archive_is_no_article() -> None:
    archive = shapes.warc((URL, shapes.page()), (f"{URL}/2", shapes.page(body=BODY * 9)), packed=False)
    found = read("a.warc", archive[: archive.rindex(b"<article>") + 60])
    assert [type(result) for result in found] == [Article, InputError]
    assert "breaks off" in str(found[1])


def test_a_page_that_its_server_packed_with_brotli_is_read() -> None:
    packed = brotli.compress(shapes.page().encode())
    assert article("a.warc", shapes.answered(URL, packed, "br")).text == TEXT
    assert article("a.warc", shapes.answered(URL, gzip.compress(shapes.page().encode()), "gzip")).text == TEXT


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (shapes.page().encode(), "it is not packed with Brotli, as it says"),
        (brotli.compress(shapes.page().encode())[:-9], "what Brotli packed breaks off"),
        (brotli.compress(b" " * 50_000_000), "unpacks to more than 16 MB"),
    ],
    ids=["nonsense", "cut short", "a bomb"],
)
def test_what_brotli_did_not_pack_well_is_no_article(body: bytes, reason: str) -> None:
    [error] = read("a.warc", shapes.answered(URL, body, "br"))
    assert isinstance(error, InputError)
    assert error.location == f"a.warc#{URL}"
    assert reason in error.reason


def test_a_record_that_says_less_than_it_holds_is_no_word_on_the_screen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = shapes.warc((URL, shapes.page()), packed=False).replace(
        b"\r\n\r\nWARC/1.1", b"more\r\n\r\nWARC/1.1"
    )
    assert article("a.warc", archive).text == TEXT
    assert capsys.readouterr() == ("", "")


def test_lines_broken_to_be_sent_are_whole_again() -> None:
    body = "Ura u hap \r\ntë mërkurën.\r\n\r\nRruga mbetet.\r\n-- \r\nZëri\r\n"
    flowed = shapes.part(body, "text/plain; charset=utf-8; format=flowed", encoding="utf-8")
    assert article("a.eml", flowed).text == "Мост\n\nUra u hap të mërkurën.\n\nRruga mbetet.\n-- \nZëri"


def test_a_mail_forwarded_whole_is_read() -> None:
    around = b"From: x@y.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n"
    found = article(
        "a.eml", around + b"Content-Type: message/rfc822\r\n\r\n" + shapes.mail() + b"\r\n--A--\r\n"
    )
    assert (found.text, found.published, found.outlet) == (TEXT, PUBLISHED, "Zëri i Zallit")


def test_what_a_mail_does_not_show_is_not_read() -> None:
    html = f"<html><head><title>x</title></head><div style='display: none'>Hape!</div><p>{BODY}</p></html>"
    assert article("a.eml", shapes.mail(html=html)).text == TEXT


def test_a_list_of_feeds_goes_round() -> None:
    feeds = [Feed("https://zeri.example/rss", "Zëri & Co"), Feed("https://b.example/atom", "B")]
    assert read_opml("a.opml", write_opml([*feeds, feeds[0]], title="Lajme")) == feeds


def test_parquet_goes_round(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"text": BODY, "title": f"{TITLE} {number}", "published": "2025-03-04", "url": f"{URL}/{number}"}
        for number in range(1200)
    ]
    (tmp_path / "a.parquet").write_bytes(shapes.parquet(*rows))
    found = list(read_articles(tmp_path / "a.parquet"))
    assert [(a.title, a.fields["url"]) for a in found if isinstance(a, Article)] == [
        (row["title"], row["url"]) for row in rows
    ]


def test_a_word_file_is_read_as_it_stands_and_once() -> None:
    changed = (
        "<w:ins><w:r><w:t>u hap</w:t></w:r></w:ins><w:del><w:r><w:delText>u mbyll</w:delText></w:r></w:del>"
    )
    moved = "<w:moveFrom><w:r><w:t>dje</w:t></w:r></w:moveFrom>"
    control = "<w:sdt><w:sdtContent><w:p><w:r><w:t>Rruga mbetet.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    cells = "".join(
        f"<w:tr><w:tc><w:tcPr><w:vMerge{kind}/></w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc></w:tr>"
        for kind, words in ((' w:val="restart"', "Shkolla"), ("", ""))
    )
    body = (
        f'<w:p><w:r><w:t xml:space="preserve">Ura </w:t></w:r>{changed}{moved}<w:r><w:br/><w:t>Sot.</w:t></w:r></w:p>'
        f"{control}<w:tbl>{cells}</w:tbl>"
    )
    assert article("a.docx", shapes.docx_of(body)).text == "Ura u hap\nSot.\n\nRruga mbetet.\n\nShkolla"


def test_parquet_has_types() -> None:
    import pyarrow as pa

    moment = pa.scalar(1741080600123456789, pa.timestamp("ns", tz="Europe/Tirane"))
    found = article("a.parquet", shapes.parquet({"text": BODY.encode(), "date": moment}))
    assert (found.text, found.published) == (BODY, "2025-03-04T09:30:00Z")
    assert found.fields["published_zone"] == "+01:00"


def test_lines_of_a_paper_become_paragraphs() -> None:
    lines = [
        "Ura u hap të mërkurën, tha kryeta-",
        "rja e komunës së Zallit, e cila",
        "mori fjalën.",
        "Rruga mbetet për pranverë, tha ajo.",
    ]
    assert joined_lines(lines).split("\n\n")[:2] == [
        "Ura u hap të mërkurën, tha kryetarja e komunës së Zallit, e cila mori fjalën.",
        "Rruga mbetet për pranverë, tha ajo.",
    ]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Der Verfassungs\u2010", "gerichtshof tagt."], "Der Verfassungsgerichtshof tagt."),
        (["Der Verfassungs\x02gerichtshof tagt."], "Der Verfassungsgerichtshof tagt."),
        (["Der Kern\x02Energie-", "Gipfel tagt."], "Der Kern-Energie-Gipfel tagt."),
    ],
)
def test_a_word_that_was_broken_is_whole_again(lines: list[str], joined: str) -> None:
    assert joined_lines(lines).strip() == joined


def test_heads_and_feet_of_pages_are_left_out_and_a_sentence_goes_on() -> None:
    printed = [
        ["Ura u hap të mërkurën, tha", "kryetarja e komunës së", "Zallit në mbledhjen e"],
        ["këshillit të premten.", "Rruga mbetet e mbyllur", "deri në pranverë."],
        ["Punimet vazhdojnë.", "Këshilli mblidhet prapë", "në prill."],
    ]
    pages = [
        [*lines, "3/4/25, 9:30 AM", f"https://zeri.example/ura {n}/3"] for n, lines in enumerate(printed, 1)
    ]
    text = joined_pages(pages)
    assert "tha kryetarja e komunës së Zallit në mbledhjen e këshillit të premten." in text
    assert "example" not in text
    assert "AM" not in text
    assert joined_pages([["Ura 1"], ["Ura 2"], ["Ura 3"]]) == "Ura 1\n\nUra 2\n\nUra 3"


# Outlets


@pytest.fixture
def merges(tmp_path: Path) -> Path:
    path = tmp_path / "outlets.toml"
    path.write_text('"Zëri" = ["Zëri i Zallit", "zeri.example"]\n', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("outlet", "url", "name"),
    [
        ("ZERI I ZALLIT", None, "Zëri"),
        ("Lajme", "https://www.zeri.example/ura", "Zëri"),
        (None, "https://sport.zeri.example/ura", "Zëri"),
        ("Lajme", "https://tjeter.example/ura", "Lajme"),
        (None, "https://www.tjeter.example/ura", "tjeter.example"),
        (None, None, None),
    ],
)
def test_the_names_of_an_outlet_are_made_one(
    merges: Path, outlet: str | None, url: str | None, name: str | None
) -> None:
    row = {"text": BODY, "outlet": outlet, "url": url}
    assert article("a.json", json.dumps(row), outlets=load_outlets(merges)).outlet == name


def test_an_edited_table_renames_no_article(merges: Path) -> None:
    row = json.dumps({"text": BODY, "outlet": "Zëri i Zallit"})
    assert article("a.json", row).id == article("a.json", row, outlets=load_outlets(merges)).id


@pytest.mark.parametrize("written", ["[", '"a" = "b"', '"a" = [1]'])
def test_a_table_that_is_none(tmp_path: Path, written: str) -> None:
    (tmp_path / "x.toml").write_text(written)
    with pytest.raises(UsageError, match=r"outlets|write"):
        load_outlets(tmp_path / "x.toml")
