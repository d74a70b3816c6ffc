"""Articles as interfaces, databases and programs give them in JSON: within pages of results, objects and columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapes
from shapes import BODY, TITLE

from retold.corpus import open_corpus
from retold.errors import InputError
from retold.model import Article
from retold.read import read_content

URL = "https://zeri.example/ura"
PUBLISHED = "2025-03-04T09:30:00Z"
ROW = {"title": TITLE, "text": BODY}
WHOLE = f"{TITLE}\n\n{BODY}"


def read(data: object, name: str = "found.json") -> list[Article | InputError]:
    written = data if isinstance(data, str) else json.dumps(data)
    return list(read_content(name, written.encode()))


def article(data: object) -> Article:
    [found] = read(data)
    assert isinstance(found, Article), found
    return found


GUARDIAN = {
    "id": "bota/2025/mar/04/ura",
    "type": "article",
    "webTitle": TITLE,
    "webUrl": URL,
    "webPublicationDate": PUBLISHED,
    "apiUrl": "https://interface.zeri.example/ura",
    "fields": {"body": f"<p>{BODY}</p>", "bodyText": BODY, "publication": "Zëri", "lang": "sq"},
}
NYT = {
    "abstract": "Ura e Zallit është hapur.",
    "lead_paragraph": BODY,
    "web_url": URL,
    "source": "Zëri",
    "headline": {"main": TITLE, "kicker": None},
    "multimedia": [{"title": "Ura", "url": "x.jpg"}],
    "pub_date": "2025-03-04T09:30:00+0000",
    "uri": "zeri://article/1",
}
EVENT_REGISTRY = {
    "uri": "7654321",
    "lang": "sqi",
    "date": "2025-03-04",
    "dateTime": "2025-03-04T12:00:00Z",
    "dateTimePub": PUBLISHED,
    "url": URL,
    "title": TITLE,
    "body": BODY,
    "source": {"uri": "zeri.example", "title": "Zëri"},
}
SHORT = {"title": TITLE, "description": BODY, "url": URL, "published_at": PUBLISHED, "source": "Zëri"}
WORDPRESS = {
    "date": "2025-03-04T10:30:00",
    "date_gmt": "2025-03-04T09:30:00",
    "link": URL,
    "title": {"rendered": TITLE},
    "content": {"rendered": f"<p>{BODY}</p>", "protected": False},
    "source_name": "Zëri",
}


@pytest.mark.parametrize(
    "data",
    [
        {"response": {"status": "ok", "total": 1, "results": [GUARDIAN]}},
        {"response": {"status": "ok", "content": GUARDIAN}},
        {"status": "OK", "copyright": "©", "response": {"docs": [NYT], "meta": {"hits": 1}}},
        {"articles": {"page": 1, "totalResults": 1, "results": [EVENT_REGISTRY]}},
        {"7654321": {"info": EVENT_REGISTRY}},
        {"pagination": {"limit": 100, "total": 1}, "data": [SHORT]},
        {"status": "success", "results": [SHORT | {"content": "ONLY AVAILABLE IN PAID PLANS"}]},
        {"status": "ok", "articles": [SHORT | {"title": f"{TITLE} - Zëri", "source": {"name": "Zëri"}}]},
        {"results": [{**SHORT, "published_at": None, "pubDate": "2025-03-04 09:30:00", "pubDateTZ": "UTC"}]},
        [WORDPRESS],
    ],
    ids=[
        *("Guardian", "Guardian, one article", "New York Times", "Event Registry", "Event Registry, by name"),
        *("Mediastack", "newsdata.io", "NewsAPI", "newsdata.io, its zone", "WordPress"),
    ],
)
def test_an_article_is_found_where_an_interface_puts_it(data: object) -> None:
    found = article(data)
    assert (found.title, found.text) == (TITLE, WHOLE)
    assert (found.published, found.outlet, found.fields["url"]) == (PUBLISHED, "Zëri", URL)


@pytest.mark.parametrize(
    "data",
    [
        {"hits": {"hits": [{"_index": "lajme", "_source": ROW}, {"_source": {"title": "B", "text": "c"}}]}},
        {"data": [{"type": "article", "attributes": ROW}, {"attributes": {"title": "B", "text": "c"}}]},
        {"data": {"all": {"edges": [{"node": ROW}, {"node": {"title": "B", "text": "c"}}]}}},
        {"title": {"0": TITLE, "1": "B"}, "text": {"0": BODY, "1": "c"}},
        {"title": [TITLE, "B"], "text": [BODY, "c"]},
        {"0": ROW, "1": {"title": "B", "text": "c"}},
        {"content": [ROW, {"title": "B", "text": "c"}], "totalElements": 2},
        [{"articles": [ROW]}, {"articles": [{"title": "B", "text": "c"}]}],
        {"sources": [{"title": "Zëri", "url": URL}], "articles": [ROW, {"title": "B", "text": "c"}]},
        {"id": "lista", "title": "Lista", "items": [ROW, {"title": "B", "text": "c"}]},
    ],
)
def test_several_articles_are_found_wherever_they_are_listed(data: object) -> None:
    assert [found.text for found in read(data) if isinstance(found, Article)] == [WHOLE, "B\n\nc"]


def test_a_line_may_hold_a_page_of_results() -> None:
    lines = "\n".join(json.dumps({"articles": rows}) for rows in ([ROW, ROW], [ROW]))
    found = read(lines, "pages.jsonl")
    assert [each.location for each in found] == ["pages.jsonl#1.1", "pages.jsonl#1.2", "pages.jsonl#2"]


@pytest.mark.parametrize(
    "data",
    [
        {"status": "error", "message": "The key is not known"},
        {"status": "ok", "articles": []},
        [{"title": "[Removed]", "content": "[Removed]", "url": "https://removed.example/x"}],
        {"text": {"a": 1}},
    ],
)
def test_what_holds_no_article_is_one_failure(data: object) -> None:
    [found] = read(data)
    assert isinstance(found, InputError)


def test_objects_within_objects_without_end_are_one_failure() -> None:
    [found] = read('{"text":' * 400 + "1" + "}" * 400)
    assert isinstance(found, InputError)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"body": [BODY, "Punimet zgjatën."]}, f"{BODY}\n\nPunimet zgjatën."),
        ({"body": [{"type": "p", "text": BODY}]}, BODY),
        ({"content": {"content": f"<p>{BODY}</p>", "direction": "ltr"}}, BODY),
        ({"content": f"{BODY} Punimet… [+1200 chars]"}, f"{BODY} Punimet …"),
        ({"content": f"{BODY} Punimet... [1200 chars]"}, f"{BODY} Punimet …"),
    ],
)
def test_a_text_comes_in_parts_in_an_object_or_cut(row: dict[str, Any], text: str) -> None:
    assert article({"title": TITLE, "url": URL} | row).text == f"{TITLE}\n\n{text}"


@pytest.mark.parametrize(
    "names",
    [
        "Headline;Full Text;Publication Date;Publication;URL",
        "Title;Full text;Publication date;Publication title;Page URL",
        "articleTitle;articleText;publishedDate;sourceName;articleUrl",
        "article-title;Article text ;PUBLISHED_DATE;site name;final_url",
    ],
)
def test_columns_are_known_however_their_names_are_spelled(names: str) -> None:
    table = f"{names}\n{TITLE};{BODY};{PUBLISHED};Zëri;{URL}\n"
    [found] = read(table, "table.csv")
    assert isinstance(found, Article)
    assert (found.title, found.text, found.published) == (TITLE, WHOLE, PUBLISHED)
    assert (found.outlet, found.fields["url"]) == ("Zëri", URL)


LONG = f"{BODY}\n\nPunimet kushtuan tre milionë euro."


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("short.json", json.dumps([{**SHORT, "description": "Ura e Zallit u hap."}])),
        ("cut.json", json.dumps([{"title": TITLE, "url": URL, "content": f"{BODY[:20]}… [+90 chars]"}])),
        ("feed.xml", shapes.rss(shapes.rss_item(body="Ura e Zallit u hap."))),
        ("feed.json", shapes.json_feed(content_html=None, summary="Ura e Zallit u hap.")),
    ],
)
def test_a_summary_is_no_revision_of_the_whole_text_and_is_revised_by_it(
    tmp_path: Path, name: str, written: str
) -> None:
    whole = json.dumps({"title": TITLE, "text": LONG, "url": URL})
    with open_corpus(tmp_path / "one.db", encoder="retold.encode.hashing:HashingEncoder") as corpus:
        corpus.add(read(whole))
        assert corpus.add(read(written, name)).new == ()
    with open_corpus(tmp_path / "two.db", encoder="retold.encode.hashing:HashingEncoder") as corpus:
        corpus.add(read(written, name))
        assert corpus.add(read(whole)).revised


def test_the_body_of_an_agency_s_item_is_found_however_it_is_spelled() -> None:
    item = {"uri": "tag:az.example,2025:1", "headLine": TITLE, "bodyXhtml": f"<p>{BODY}</p>"}
    assert article({"data": {"item": item | {"versionCreated": PUBLISHED}}}).text == WHOLE
