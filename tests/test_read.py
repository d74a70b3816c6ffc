"""Any input -> articles."""

import contextlib
import io
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import InputError, UsageError
from retold.model import Article
from retold.read import read_articles
from retold.read.dates import parse_published
from retold.read.names import NamePattern

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "retellings"

SQ = "Ura e re e Zallit u hap të mërkurën, tha kryetarja e komunës. Çka mbetet është rruga."
MK = "Новиот мост кај Ѓуриште ќе се отвори во среда, изјави градоначалничката. Ќе чини три милиони евра."
EL = "Η νέα γέφυρα άνοιξε την Τετάρτη, είπε η δήμαρχος. Ό,τι απομένει είναι ο δρόμος προς το χωριό."
SR = "Gradonačelnica je rekla da će most biti otvoren u sredu, a šta će biti sa putem još se ne zna."
PL = "Burmistrz powiedziała, że most zostanie otwarty w środę, a źródła finansowania są już pewne."
TR = "Belediye başkanı yeni köprünün çarşamba günü açılacağını, yolun ise kışa kaldığını söyledi."
RU = "Мэр сообщила, что новый мост откроют в среду, а дорогу к нему достроят только к весне."
FR = "La maire a déclaré mercredi que le nouveau pont serait bientôt ouvert, où qu’en soit la route."
JA = "市長は水曜日、新しい橋が開通すると述べた。道路の工事は春まで続くという。"


def one(path: Path, **options: object) -> Article:
    (article,) = read_articles(path, **options)  # type: ignore[arg-type]
    assert isinstance(article, Article), article
    return article


def failure(path: Path, **options: object) -> InputError:
    (error,) = read_articles(path, **options)  # type: ignore[arg-type]
    assert isinstance(error, InputError), error
    return error


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# Plain text


@pytest.mark.parametrize(
    ("written", "published", "title", "text"),
    [
        (f"date 2025-03-04\nUra u hap\n\n{SQ}\n", "2025-03-04", "Ura u hap", f"Ura u hap\n\n{SQ}"),
        (f"date 2025-03 {SQ}\n\nVazhdon.", "2025-03", None, f"{SQ}\n\nVazhdon."),
        (f" date 2025-03-04 {SQ}", "2025-03-04", None, SQ),
        (f" date 2025-03 Ura u hap\n\n{SQ}", "2025-03", "Ura u hap", f"Ura u hap\n\n{SQ}"),
        (f"date 2025-03-04\r\n\r\n{SQ}\r\n", "2025-03-04", None, SQ),
        (f"Date: 2025-03-04T10:30:00+02:00\n{SQ}", "2025-03-04T08:30:00Z", None, SQ),
        (f"date 2999-12-31 {SQ}", "2999-12-31", None, SQ),
        (f"\n\n{SQ}\n\n", None, None, SQ),
        ("date e re u caktua për zgjedhjet.", None, None, "date e re u caktua për zgjedhjet."),
    ],
)
def test_a_plain_text_may_open_with_its_date(
    tmp_path: Path, written: str, published: str | None, title: str | None, text: str
) -> None:
    article = one(write(tmp_path / "a.txt", written))
    assert (article.published, article.title, article.text) == (published, title, text)
    assert article.notes == ()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Мост за Ѓуриште\n\n{MK}", "Мост за Ѓуриште"),
        (f"Мост за Ѓуриште\n{MK}", "Мост за Ѓуриште"),
        (f"Кој го плати мостот?\n\n{MK}", "Кој го плати мостот?"),
        (f"Ανοίγει η «Νέα Γέφυρα»\n\n{EL}", "Ανοίγει η «Νέα Γέφυρα»"),
        (f"橋が開通\n\n{JA}", "橋が開通"),
        (f"3 SHARES Сподели\n\nМост за Ѓуриште\n\n{MK}", "Мост за Ѓуриште"),
        (f"3 SHARES Сподели\n\n{MK}\n\n{MK}", None),
        (f"Ura u hap.\n\n{SQ}", None),
        (f"Ai tha: “Ura u hap.”\n\n{SQ}", None),
        (f"Ja çka thonë banorët:\n\n{SQ}", None),
        (f"橋が開通した。\n\n{JA}", None),
        (f"{SQ} {SQ} {SQ}\n\n{SQ}", None),
        ("Ura u hap", None),
        ("Ura u hap\n\nSot", None),
        (
            "The ferry that struck the old pier on Monday was sailing again by the end\nof the week. Nobody paid.",
            None,
        ),
    ],
)
def test_a_first_line_that_looks_like_a_headline_is_the_title(
    tmp_path: Path, text: str, title: str | None
) -> None:
    article = one(write(tmp_path / "a.txt", text))
    assert article.title == title
    assert article.text == text


@pytest.mark.parametrize("heading", ["# Ura u hap", "## Ura u hap ##", "Ura u hap\n========="])
def test_a_heading_of_markdown_is_the_title(tmp_path: Path, heading: str) -> None:
    article = one(write(tmp_path / "a.md", f"date 2025-03-04\n{heading}\n\n{SQ}"))
    assert article.title == "Ura u hap"
    assert article.text == f"Ura u hap\n\n{SQ}"


# Encodings


@pytest.mark.parametrize(
    ("text", "encoding", "note"),
    [
        (SQ, "utf-8", None),
        (MK, "utf-8-sig", None),
        (EL, "utf-16", "utf-16-le"),
        (MK, "utf-16-le", "utf-16-le"),
        (SQ, "utf-16-be", "utf-16-be"),
        (JA, "utf-16-le", "utf-16-le"),
        (MK, "cp1251", "windows-1251"),
        (EL, "cp1253", "windows-1253"),
        (EL.replace("’", "'"), "iso-8859-7", "iso-8859-7"),
        (SQ, "cp1252", "windows-1252"),
        (SR, "cp1250", "windows-1250"),
        (SR, "iso-8859-2", "iso-8859-2"),
        (PL, "cp1250", "windows-1250"),
        (PL, "iso-8859-2", "iso-8859-2"),
        (TR, "cp1254", "windows-1254"),
        (RU, "cp1251", "windows-1251"),
        (RU, "koi8-r", "koi8-r"),
        (FR, "cp1252", "windows-1252"),
        (JA, "euc-jp", "euc_jp"),
        ("Мост\n\nМостот е отворен.", "cp1251", "windows-1251"),
        ("Мэр сообщила, что новый мост откроют в среду.", "cp1251", "windows-1251"),
        ("Η γέφυρα άνοιξε.", "cp1253", "windows-1253"),
    ],
)
def test_every_letter_comes_out_whatever_the_encoding(
    tmp_path: Path, text: str, encoding: str, note: str | None
) -> None:
    article = one(write(tmp_path / "a.txt", text.encode(encoding)))
    assert article.text == text
    assert len(article.notes) == (note is not None)
    # Code pages that agree on every letter of a text are one.
    assert note is None or text.encode(article.notes[0].removeprefix("read as ").replace("windows-", "cp"))


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x08\x06\x00\x00\x00\xf4x\xd4\xfa" * 9,
        b"\x00\x01\x02\x03" * 40,
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2lZ\x01\x00\x00" * 9,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xdb" * 9,
        b"\xff\xfe\x00\xd8\x00\xd8\x41",
    ],
    ids=["png", "zeros", "zip", "jpeg", "broken utf-16"],
)
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes) -> None:
    assert failure(write(tmp_path / "a.txt", content)).reason == "is not text"


def test_a_stray_zero_is_left_out_with_a_note(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.txt", SQ + "\x00"))
    assert article.text == SQ
    assert article.notes == ("characters that cannot be stored were left out",)


# Pages

PAGE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8">
<title>Ura u hap | Zëri i Zallit</title><meta property="og:site_name" content="Zëri i Zallit">
<link rel="canonical" href="https://zeri.example/ura">
<meta property="article:published_time" content="2025-03-05T10:00:00+01:00">{head}</head>
<body><nav><ul><li><a href="/">Ballina</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Ura u hap</h1><div class="share">0 SHARES Shpërndaje</div>
<p>Kryetarja e Zallit tha se ura e re u hap të mërkurën, pas dy vjetësh punë.</p>
<p>Ajo kushtoi tre milionë euro.</p><p>Banorët e pritën me lule e muzikë.</p></article>
<footer>© 2025 Zëri i Zallit</footer></body></html>"""

JSON_LD = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "x"}, {
"@type": "NewsArticle", "headline": "Ura e Zallit &amp; festa", "datePublished": "2025-03-04T23:30:00-02:00",
"publisher": {"@type": "Organization", "name": "Zëri"}, "inLanguage": "sq-AL",
"url": "https://zeri.example/2"}]}</script>"""

BODY = (
    "\n\nKryetarja e Zallit tha se ura e re u hap të mërkurën, pas dy vjetësh punë."
    "\n\nAjo kushtoi tre milionë euro.\n\nBanorët e pritën me lule e muzikë."
)


def test_a_page_gives_its_article_without_what_surrounds_it(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.html", PAGE.replace("{head}", "")))
    assert article.text == f"Ura u hap{BODY}"
    assert article.title == "Ura u hap"
    assert article.published == "2025-03-05T09:00:00Z"
    assert article.outlet == "Zëri i Zallit"
    assert article.fields == {
        "url": "https://zeri.example/ura",
        "published_from": "page metadata",
        "published_zone": "+01:00",
    }
    assert article.language is None  # "en-US" is the theme's


def test_what_a_page_says_of_itself_goes_first(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.html", PAGE.replace("{head}", JSON_LD)))
    assert article.text == f"Ura e Zallit & festa{BODY}"
    assert article.published == "2025-03-05T01:30:00Z"
    assert article.outlet == "Zëri"
    assert article.language == "sq"
    assert article.fields["url"] == "https://zeri.example/2"
    assert article.fields["published_zone"] == "-02:00"


PUBLISHER = '{"@id": "https://zeri.example/#us", "@type": "Organization", "name": "Zëri i Ri"}'
REFERRING = (
    '{"@type": "NewsArticle", "headline": "Ura u\n hap", "publisher": {"@id": "https://zeri.example/#us"}}'
)


@pytest.mark.parametrize(
    ("described", "outlet"),
    [
        (f'{{"@graph": [{PUBLISHER}, {REFERRING}]}}', "Zëri i Ri"),
        (f'[{REFERRING}]</script><script type="application/ld+json">{PUBLISHER}', "Zëri i Ri"),
        (REFERRING, "Zëri i Zallit"),
    ],
)
def test_a_publisher_is_looked_up_where_the_page_describes_it(
    tmp_path: Path, described: str, outlet: str
) -> None:
    head = f'<script type="application/ld+json">{described}</script>'
    article = one(write(tmp_path / "a.html", PAGE.replace("{head}", head)))
    assert (article.outlet, article.title) == (outlet, "Ura u hap")


OTHER = '{"@type": "NewsArticle", "headline": "Tjetër", "url": "https://zeri.example/t"}'
OWN = '{"@type": "NewsArticle", "headline": "Ura", "mainEntityOfPage": "https://zeri.example/ura", "url": "/ura"}'


@pytest.mark.parametrize(
    ("described", "title", "url"),
    [
        (f'{{"@type": "WebPage", "name": "x", "mainEntity": {OWN}}}', "Ura", "https://zeri.example/ura"),
        (f"[{OTHER}, {OWN}]", "Ura", "https://zeri.example/ura"),
        (f"//<![CDATA[\n{OWN}\n//]]>", "Ura", "https://zeri.example/ura"),
        (f"<!-- {OWN} -->", "Ura", "https://zeri.example/ura"),
        (OWN.replace("/ura", "https://zeri.example/", 1), "Ura", "https://zeri.example/ura"),
        (OTHER, "Tjetër", "https://zeri.example/t"),
    ],
)
def test_of_what_a_page_describes_its_own_article_is_read(
    tmp_path: Path, described: str, title: str, url: str
) -> None:
    head = f'<script type="application/ld+json">{described}</script>'
    article = one(write(tmp_path / "a.html", PAGE.replace("{head}", head)))
    assert (article.title, article.fields["url"]) == (title, url)


@pytest.mark.parametrize("broken", ['{"@type": "NewsArticle", ', "[[[[", "null", '{"@type": 3, "@graph": 4}'])
def test_a_broken_description_is_passed_over(tmp_path: Path, broken: str) -> None:
    head = f'<script type="application/ld+json">{broken}</script>'
    assert one(write(tmp_path / "a.html", PAGE.replace("{head}", head))).text == f"Ura u hap{BODY}"


def test_a_date_no_one_can_read_gives_way_to_the_one_found(tmp_path: Path) -> None:
    page = PAGE.replace("{head}", JSON_LD.replace("2025-03-04T23:30:00-02:00", "e martë"))
    assert one(write(tmp_path / "a.html", page)).published == "2025-03-05T09:00:00Z"


def test_a_page_in_the_encoding_it_names(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{MK}</p></body></html>'
    article = one(write(tmp_path / "a.htm", page.encode("cp1251")))
    assert article.text == MK
    assert article.notes == ("read as windows-1251",)


def test_a_page_without_an_article(tmp_path: Path) -> None:
    assert failure(write(tmp_path / "a.html", "<html><body></body></html>")).reason == "has no article in it"


# Records and tables


def test_a_record_a_line(tmp_path: Path) -> None:
    rows = [
        {
            "id": "k1",
            "title": "Ura u hap",
            "text": SQ,
            "published": "2025-03-04",
            "language": "sq",
            "outlet": "zeri",
        },
        {
            "headline": "Мост за Ѓуриште",
            "date": "2025-03",
            "url": "https://vesti.example/1",
            "author": "А. Лек",
        },
        {"text": EL, "lang": "el", "section": 4, "tags": ["γέφυρα"], "published": None, "outlet": ""},
    ]
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps(row) for row in rows) + "\n\n")
    first, second, third = (a for a in read_articles(path) if isinstance(a, Article))
    assert first.location == f"{path}#k1"
    assert first.text == f"Ura u hap\n\n{SQ}"
    assert (first.title, first.published, first.language, first.outlet) == (
        "Ura u hap",
        "2025-03-04",
        "sq",
        "zeri",
    )
    assert first.fields == {"id": "k1", "published_from": "column published"}
    assert second.location == f"{path}#2"
    assert (second.text, second.title, second.published) == ("Мост за Ѓуриште", None, "2025-03")
    assert second.fields == {
        "url": "https://vesti.example/1",
        "author": "А. Лек",
        "published_from": "column date",
    }
    assert third.fields == {"section": "4", "tags": '["γέφυρα"]'}
    assert (third.language, third.published, third.outlet) == ("el", None, None)


def test_of_several_columns_for_one_field_the_first_that_is_filled_is_read(tmp_path: Path) -> None:
    row = {"text": None, "maintext": SQ, "raw_text": SQ, "title": "", "headline": "Ura u hap"}
    article = one(write(tmp_path / "a.json", json.dumps(row)))
    assert (article.title, article.text) == ("Ura u hap", f"Ura u hap\n\n{SQ}")
    assert article.fields == {}


ROW = {
    "title": "Ura u hap",
    "text": SQ,
    "published": "2025-03-04",
    "outlet": "Zëri",
    "url": "https://zeri.example/1",
}


@pytest.mark.parametrize(
    "row",
    [
        {  # NewsAPI
            "title": "Ura u hap",
            "content": SQ,
            "publishedAt": "2025-03-04",
            "url": ROW["url"],
            "source": {"id": None, "name": "Zëri"},
            "author": None,
        },
        {  # WordPress
            "title": {"rendered": "Ura&nbsp;u&#32;hap"},
            "content": {"rendered": f"<p>{SQ}</p>\n"},
            "date": "2025-03-04",
            "link": ROW["url"],
            "site_name": "Zëri",
        },
        {"headline": {"main": "Ura u hap"}, "full_text": SQ, "pub_date": "2025-03-04", "web_url": ROW["url"]}
        | {"publication": "Zëri"},
        ROW | {"maintext": "None", "date": "NaT", "url": "", "source": ROW["url"]},
    ],
)
def test_a_row_is_known_by_the_names_that_others_give(tmp_path: Path, row: dict[str, object]) -> None:
    expected, found = (one(write(tmp_path / "a.json", json.dumps(each))) for each in (ROW, row))
    assert (found.id, found.text, found.title) == (expected.id, expected.text, "Ura u hap")
    assert (found.published, found.outlet, found.fields["url"]) == ("2025-03-04", "Zëri", ROW["url"])


@pytest.mark.parametrize("nothing", ["None", "NaN", "NaT", "null", "undateable", "0000-00-00 00:00:00"])
def test_what_a_program_writes_for_nothing_is_nothing(tmp_path: Path, nothing: str) -> None:
    article = one(write(tmp_path / "a.json", json.dumps({"text": SQ, "date": nothing, "language": nothing})))
    assert (article.published, article.language, article.notes) == (None, None, ())


def test_a_table_that_says_what_stands_between_its_fields(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"\ufeffsep=;\r\ntitle;text\r\nUra, ura;{SQ}\r\n;\r\n")
    first, empty = read_articles(path)
    assert isinstance(first, Article)
    assert (first.title, first.location) == ("Ura, ura", f"{path}#3")
    assert str(empty) == f"{path}#4: has no text"


def test_a_bad_line_is_kept_aside_by_its_number(tmp_path: Path) -> None:
    lines = [json.dumps({"text": SQ}), '{"text": "Ura', "[1]", '{"name": "x"}', json.dumps({"text": MK})]
    path = write(tmp_path / "a.ndjson", "\n".join(lines))
    good, truncated, listed, foreign, last = read_articles(path)
    assert isinstance(good, Article)
    assert str(truncated) == f"{path}#2: line 2 is no whole JSON object"
    assert str(listed) == f"{path}#3: holds neither a text nor a title"
    assert str(foreign) == f"{path}#4: holds neither a text nor a title"
    assert isinstance(last, Article)
    assert last.location == f"{path}#5"


@pytest.mark.parametrize("text", ["Ura\\u0000 u hap", "Ura\\ud800 u hap"])
def test_characters_no_text_can_hold_are_left_out_of_a_record(tmp_path: Path, text: str) -> None:
    row = f'{{"text": "{text}", "title": "\\ud800", "id": "\\udfff1", "outlet": "a\\u0000b"}}'
    article = one(write(tmp_path / "a.jsonl", row))
    assert article.text.endswith("Ura u hap")
    assert article.outlet == "ab"
    assert article.location == f"{tmp_path / 'a.jsonl'}#1"
    assert article.notes == ("characters that cannot be stored were left out",)


@pytest.mark.parametrize(
    "document",
    [[{"text": SQ}, {"title": "Ura"}], {"articles": [{"text": SQ}, {"title": "Ura"}], "total": 2}],
)
def test_a_list_of_records(tmp_path: Path, document: object) -> None:
    path = write(tmp_path / "a.json", json.dumps(document, indent=1))
    assert [a.text for a in read_articles(path) if isinstance(a, Article)] == [SQ, "Ura"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '{"text": "Ura"}\n{"text": "Rruga"}\n'),
        ("a.jsonl", '[{"text": "Ura"}, {"text": "Rruga"}]'),
        ("a.jsonl", json.dumps({"articles": [{"text": "Ura"}, {"text": "Rruga"}]}, indent=1)),
        ("a.json", '{"text": "Ura"}\n{"text": "Rruga"}\n{"text": "Sh'),
    ],
)
def test_records_in_lines_and_in_a_list_are_told_apart_by_themselves(
    tmp_path: Path, name: str, content: str
) -> None:
    found = list(read_articles(write(tmp_path / name, content)))
    assert [a.text for a in found if isinstance(a, Article)] == ["Ura", "Rruga"]
    assert all(str(error).endswith("#3: line 3 is no whole JSON object") for error in found[2:])


def test_a_document_that_breaks_off_is_one_failure(tmp_path: Path) -> None:
    assert str(failure(write(tmp_path / "a.json", '{\n"text": "Ura",\n}'))).endswith("line 3 is no JSON")


def test_a_record_by_itself(tmp_path: Path) -> None:
    assert (
        one(
            write(tmp_path / "a.json", json.dumps({"maintext": SQ, "date_publish": "2025-03-04 08:00:00"}))
        ).text
        == SQ
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_has_an_article_a_row(tmp_path: Path, separator: str) -> None:
    header = separator.join(["id", "title", "text", "published", "desk"])
    rows = [f'7{separator}Ura u hap{separator}"Një.\nDy{separator} tre."{separator}2025-03{separator}kronikë']
    rows += [f"{separator}Vetëm titulli{separator}{separator}{separator}"]
    path = write(tmp_path / "a.csv", "\ufeff" + "\r\n".join([header, *rows]))
    first, second = (a for a in read_articles(path) if isinstance(a, Article))
    assert first.location == f"{path}#7"
    assert first.text == f"Ura u hap\n\nNjë.\nDy{separator} tre."
    assert first.fields == {"id": "7", "desk": "kronikë", "published_from": "column published"}
    assert second.location == f"{path}#4"
    assert second.text == "Vetëm titulli"


def test_long_fields_and_broken_rows_of_a_table(tmp_path: Path) -> None:
    long = "Ura u hap. " * 20_000
    path = write(tmp_path / "a.csv", f"title,text\nUra,{long}\nUra,u,hap\nRruga,e re\n")
    first, broken, last = read_articles(path)
    assert isinstance(first, Article)
    assert first.text == f"Ura\n\n{long.strip()}"
    assert str(broken) == f"{path}#3: line 3 has more fields than there are names"
    assert isinstance(last, Article)


def test_a_table_cut_off_inside_a_field(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'title,text\nUra,e re\nRruga,"e gja')
    good, broken = read_articles(path)
    assert isinstance(good, Article)
    assert str(broken) == f"{path}#3: line 3: unexpected end of data"


# Folders, standard input, what cannot be read


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.md", "a.txt", "c.HTML", ".hidden.txt", ".git/x.txt", "d.odt", "README.md"):
        write(tmp_path / name, f"<p>{SQ}</p>" if name.endswith("HTML") else SQ)
    write(tmp_path / "package.json", '{"name": "x"}')
    locations = [Path(a.location) for a in read_articles(tmp_path) if isinstance(a, Article)]
    assert locations == [tmp_path / name for name in ("a.txt", "b/1.md", "b/2.txt", "c.HTML")]
    assert len(list(read_articles(tmp_path))) == 4


def test_a_folder_without_articles(tmp_path: Path) -> None:
    write(tmp_path / "a.odt", "x")
    assert failure(tmp_path).reason.startswith("has no file Retold reads")


def test_a_folder_that_may_not_be_looked_into_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt", SQ)
    for closed in (tmp_path / "closed", tmp_path / ".closed"):
        closed.mkdir()
        closed.chmod(0)
    monkeypatch.setattr("os.access", lambda path, _: Path(path).stat().st_mode & 0o500)  # also for root
    good, bad = read_articles(tmp_path)
    assert isinstance(good, Article)
    assert str(bad) == f"{tmp_path / 'closed'}: may not be looked into"
    assert str(failure(tmp_path / "closed")) == str(bad)


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    good, empty = write(tmp_path / "a.txt", SQ), write(tmp_path / "b.txt", " \n")
    bare, undated = (
        write(tmp_path / "c.txt", "date 2025-03-04\n"),
        write(tmp_path / "d.txt", f"date 2025-13-40 {SQ}"),
    )
    missing = tmp_path / "e.txt"
    first, *failures = read_articles(good, empty, bare, undated, missing)
    assert isinstance(first, Article)
    assert [str(error) for error in failures] == [
        f"{empty}: is empty",
        f"{bare}: has no text",
        f"{undated}: '2025-13-40' is no date; write YYYY-MM-DD or YYYY-MM",
        f"{missing}: does not exist",
    ]


@pytest.mark.parametrize("date", ["2025-02-30", "2025-00", "2025-13", "2025-3-4T25:00:00"])
def test_a_day_that_is_on_no_calendar(tmp_path: Path, date: str) -> None:
    assert "is no date" in failure(write(tmp_path / "a.txt", f"date {date}\n{SQ}")).reason


@pytest.mark.parametrize(("size", "fits"), [(100, True), (101, False), (1000, False)])
def test_a_text_over_the_limit_is_kept_aside(tmp_path: Path, size: int, fits: bool) -> None:
    for name, content in (
        ("a.txt", "ë" * (size // 2) + "e" * (size % 2)),
        ("a.jsonl", json.dumps({"text": "e" * size})),
    ):
        (result,) = read_articles(write(tmp_path / name, content), max_bytes=100)
        assert isinstance(result, Article) is fits
        if isinstance(result, InputError):
            assert result.reason == "is larger than the limit of 100 bytes"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", SQ)
    path.chmod(0)
    assert failure(path).reason == "cannot be read: Permission denied"


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xffa.txt")).write_text(SQ)
    article = one(tmp_path)
    assert article.location == str(tmp_path / "?a.txt")


@pytest.mark.parametrize(
    ("content", "locations"),
    [
        (f"date 2025-03-04\n{SQ}", ["-"]),
        (json.dumps({"text": SQ}) + "\n" + json.dumps({"text": SQ, "id": "k"}), ["-#1", "-#k"]),
        (json.dumps([{"text": SQ}], indent=1), ["-#1"]),
        (f"<!DOCTYPE html><html><body><p>{SQ}</p></body></html>", ["-"]),
        (f"[Zall] {SQ}", ["-"]),
    ],
)
def test_standard_input_is_told_by_how_it_opens(
    monkeypatch: pytest.MonkeyPatch, content: str, locations: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    articles = [a for a in read_articles("-") if isinstance(a, Article)]
    assert [a.location for a in articles] == locations
    assert all(SQ in a.text for a in articles)


# Names of files, of articles


@pytest.mark.parametrize(
    ("pattern", "location", "said"),
    [
        (
            "{n}-{language}-{outlet}.txt",
            "x/01-sq-zeri-i-zallit.txt",
            {"language": "sq", "outlet": "zeri-i-zallit"},
        ),
        ("{n}-{language}-{outlet}", "01-sr-Latn-list.md", {"language": "sr-Latn", "outlet": "list"}),
        ("{outlet}_{date}", "zeri_2025-03-04.txt", {"outlet": "zeri", "date": "2025-03-04"}),
        ("{date}_{outlet}_{}", "20250304_zeri_12.html", {"outlet": "zeri", "date": "20250304"}),
        ("{outlet}/{n}.txt", "corpus/zeri/12.txt", {"outlet": "zeri"}),
        ("{outlet}", "zeri.txt", {"outlet": "zeri"}),
        ("{n}-{language}-{outlet}.txt", "zeri.txt", {}),
        ("{outlet}_{date}", "zeri_mars.txt", {}),
    ],
)
def test_what_the_name_of_a_file_says(pattern: str, location: str, said: dict[str, str]) -> None:
    assert NamePattern(pattern).match(location) == said


def test_the_pattern_fills_in_what_the_input_does_not_say(tmp_path: Path) -> None:
    path = write(tmp_path / "zeri_sq_2025-03-04.jsonl", json.dumps({"text": SQ, "published": "2025-03-01"}))
    article = one(path, outlet_pattern="{outlet}_{language}_{date}")
    assert (article.outlet, article.language, article.published) == ("zeri", "sq", "2025-03-01")


@pytest.mark.parametrize("pattern", ["{n}.txt", "outlet", "{outlet}-{outlet}", "{outlet", "{outlet}}"])
def test_a_pattern_that_names_nothing(pattern: str) -> None:
    with pytest.raises(UsageError, match="must have"):
        read_articles("a.txt", outlet_pattern=pattern)


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("SQ", "sq"),
        ("eng", "en"),
        ("alb", "sq"),
        ("el_GR", "el"),
        ("sr-Latn-RS", "sr"),
        (" mk ", "mk"),
        ("Albanian", "sq"),
    ],
)
def test_a_declared_language_is_taken(tmp_path: Path, declared: str, code: str) -> None:
    article = one(write(tmp_path / "a.jsonl", json.dumps({"text": SQ, "language": declared})))
    assert (article.language, article.notes) == (code, ())


def test_a_declared_language_that_is_no_code(tmp_path: Path) -> None:
    article = one(write(tmp_path / "a.jsonl", json.dumps({"text": SQ, "language": "Zallisht"})))
    assert article.language is None
    assert article.notes == ("declared language 'Zallisht' is no language code",)


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        ("en-US", MK, None),
        ("en", EL, None),
        ("en", SQ, "en"),
        ("sr", SR, "sr"),
        ("bs", RU, "bs"),
        ("ja", JA, "ja"),
    ],
)
def test_a_declared_language_has_the_letters_of_the_text(
    tmp_path: Path, declared: str, text: str, code: str | None
) -> None:
    article = one(write(tmp_path / "a.jsonl", json.dumps({"text": text, "language": declared})))
    assert article.language == code
    assert article.notes == (() if code else ("declared language 'en' is not that of the text",))


def test_the_same_article_has_the_same_id_wherever_it_lies(tmp_path: Path) -> None:
    here = one(write(tmp_path / "here" / "a.txt", f"date 2025-03-04\n{SQ}"))
    there = one(write(tmp_path / "there" / "a.txt", f"date 2025-03-04\r\n{SQ}\r\n".encode("utf-16")))
    assert here.id == there.id
    changed = [
        one(write(tmp_path / "b.txt", f"date 2025-03-04\n{SQ}")),
        one(write(tmp_path / "here" / "a.txt", f"date 2025-03-05\n{SQ}")),
        one(write(tmp_path / "here" / "a.txt", f"date 2025-03-04\n{SQ} Po.")),
        one(write(tmp_path / "here" / "a.txt", f"date 2025-03-04\n{SQ}"), outlet_pattern="{outlet}"),
    ]
    assert len({here.id, *(article.id for article in changed)}) == 5


def test_an_article_is_named_by_its_url_or_its_rows_id(tmp_path: Path) -> None:
    by_url = {"text": SQ, "url": "https://zeri.example/1"}
    rows = [by_url, by_url | {"id": "1"}, {"text": SQ, "id": "1"}, {"text": SQ}, {"text": SQ, "desk": "x"}]
    path = write(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    ids = [a.id for a in read_articles(path) if isinstance(a, Article)]
    assert ids[0] == ids[1] != ids[2] != ids[3] == ids[4]
    moved = [a.id for a in read_articles(path.rename(tmp_path / "b.jsonl")) if isinstance(a, Article)]
    assert moved == ids


# Dates


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2025", "2025"),
        ("2025-09", "2025-09"),
        ("2025-9", "2025-09"),
        ("2025-09-04", "2025-09-04"),
        ("2025/9/4", "2025-09-04"),
        ("20250904", "2025-09-04"),
        ("20250904100000", "2025-09-04T10:00:00"),
        ("04.09.2025", "2025-09-04"),
        ("4. 9. 2025.", "2025-09-04"),
        ("2025-09-04T08:00:00Z", "2025-09-04T08:00:00Z"),
        ("2025-09-04 10:00:00.123+02:00", "2025-09-04T08:00:00Z"),
        ("2025-09-04T10:00", "2025-09-04T10:00:00"),
        ("Thu, 04 Sep 2025 10:00:00 +0200", "2025-09-04T08:00:00Z"),
        ("Thu, 4 Sep 2025 10:00:00 EEST", "2025-09-04T07:00:00Z"),
        ("2025-09-04 10:00:00 CEST", "2025-09-04T08:00:00Z"),
        ("2025-09-04 10:00:00 UTC", "2025-09-04T10:00:00Z"),
        ("2025-09-04T10:00:00+02:00[Europe/Tirane]", "2025-09-04T08:00:00Z"),
        ("1756972800", "2025-09-04T08:00:00Z"),
        ("1756972800000", "2025-09-04T08:00:00Z"),
    ],
)
def test_a_date_stays_as_exact_as_it_was_written(written: str, published: str) -> None:
    assert parse_published(written) == published


@pytest.mark.parametrize(
    ("written", "language", "published"),
    [
        ("4 September 2025", "en", "2025-09-04"),
        ("Sep 4, 2025 10:00 PM", None, "2025-09-04T22:00:00"),
        ("September 4, 2025 12:30 a.m. +0200", "en", "2025-09-03T22:30:00Z"),
        ("4 shtator 2025", "sq", "2025-09-04"),
        ("4 септември 2025 г.", "mk", "2025-09-04"),
    ],
)
def test_a_date_in_words_is_read_wherever_it_stands(
    tmp_path: Path, written: str, language: str | None, published: str
) -> None:
    row = {"text": SQ, "date": written, "language": language}
    assert one(write(tmp_path / "a.json", json.dumps(row))).published == published


@pytest.mark.parametrize("written", ["0000", "0000-05", "9999-12-31T23:59:59-14:00", "2025-02-30"])
def test_a_day_off_the_calendar_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match=r"range|calendar"):
        parse_published(written)


@given(st.one_of(st.text(), st.from_regex(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(T\d\d:\d\d(Z|[+-]\d\d:\d\d)?)?")))
def test_anything_else_is_no_date(written: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_published(written)


@pytest.mark.shared
def test_the_articles_of_the_retellings() -> None:
    folder = SHARED / "dev"
    if not folder.exists():
        pytest.skip("no development data beside the repository")
    dates = {}
    for gold in folder.glob("*/gold.json"):
        for article in json.loads(gold.read_text("utf-8"))["articles"]:
            dates[str(gold.parent / "articles" / f"{article['id']}.txt")] = article["date"]
    read = {a.location: a.published for a in read_articles(folder) if isinstance(a, Article)}
    assert len(dates) == 72
    assert read == dates
