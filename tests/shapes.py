"""Inputs as the world writes them, made here: by the formats' own libraries or by hand from their standards."""

from __future__ import annotations

import gzip
import io
import json
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

TITLE = "Ura u hap"
BODY = "Kryetarja e Zallit tha se ura u hap."


def page(title: str = TITLE, body: str = BODY, head: str = "") -> str:
    """Return a web page with a menu and a footer around its article."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n"))
    menu = (
        "<nav><a href='/'>Ballina</a></nav>" if len(body) > 200 else ""
    )  # else it weighs as much as the text
    return (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title>{head}</head><body>"
        f"{menu}<article><h1>{escape(title)}</h1>{paragraphs}</article>"
        "<footer>Të gjitha të drejtat</footer></body></html>"
    )


def rss(*items: str, title: str = "Zëri i Zallit", language: str = "sq") -> str:
    """Return an RSS 2.0 feed around these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>https://zeri.example/</link><language>{language}</language>"
        f"{''.join(items)}</channel></rss>"
    )


def rss_item(
    title: str = TITLE, body: str = BODY, url: str = "https://zeri.example/ura", more: str = ""
) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{escape(url)}</link>"
        f"<description><![CDATA[<p>{body}</p>]]></description>"
        f"<pubDate>Tue, 04 Mar 2025 10:30:00 +0100</pubDate>{more}</item>"
    )


def atom(*entries: str) -> str:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sq"><title>Zëri</title>'
        "<id>tag:zeri.example,2025:f</id><updated>2025-03-05T00:00:00Z</updated>"
        f"{''.join(entries)}</feed>"
    )


def atom_entry(title: str = TITLE, body: str = BODY) -> str:
    return (
        f'<entry><title type="html">{escape(escape(title))}</title><id>tag:zeri.example,2025:1</id>'
        '<link rel="alternate" href="https://zeri.example/ura"/>'
        "<published>2025-03-04T10:30:00+01:00</published><updated>2025-03-05T08:00:00+01:00</updated>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(body)}</p></div></content>'
        "</entry>"
    )


def json_feed(**item: object) -> str:
    given: dict[str, object] = {
        "id": "1",
        "url": "https://zeri.example/ura",
        "title": TITLE,
        "content_html": f"<p>{BODY}</p>",
    }
    given |= {"date_published": "2025-03-04T10:30:00+01:00"} | item
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Zëri",
        "language": "sq",
        "items": [given],
    }
    return json.dumps(feed)


def sitemap(*urls: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{"".join(urls)}</urlset>'
    )


SITEMAP_URL = (
    "<url><loc>https://zeri.example/ura</loc><news:news><news:publication><news:name>Zëri</news:name>"
    "<news:language>sq</news:language></news:publication>"
    "<news:publication_date>2025-03-04T10:30:00+01:00</news:publication_date>"
    f"<news:title>{TITLE}</news:title></news:news></url>"
)


def ninjs_1(**more: object) -> dict[str, object]:
    return {
        "uri": "urn:agjencia:1",
        "type": "text",
        "pubstatus": "usable",
        "versioncreated": "2025-03-04T11:00:00+01:00",
        "firstcreated": "2025-03-04T10:30:00+01:00",
        "language": "sq",
        "headline": TITLE,
        "byline": "Arta Velo",
        "body_xhtml": f"<p>{BODY}</p>",
        "infosource": [{"name": "Agjencia e Zallit"}],
    } | more


def ninjs_2(**more: object) -> dict[str, object]:
    return {
        "uri": "urn:agjencia:2",
        "standard": {"name": "ninjs", "version": "2.0"},
        "type": "text",
        "versionCreated": "2025-03-04T10:30:00+01:00",
        "language": "sq",
        "headlines": [{"role": "main", "value": TITLE}],
        "bodies": [{"role": "main", "contentType": "application/xhtml+xml", "value": f"<p>{BODY}</p>"}],
        "infoSources": [{"name": "Agjencia e Zallit", "role": "cpnat:organisation"}],
    } | more


NITF = (
    '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-6.dtd"><nitf xml:lang="sq"><head><title>AZ-URA</title>'
    '<docdata><doc-id id-string="az.1"/><date.issue norm="20250304T103000+0100"/></docdata>'
    '<pubdata type="web" name="Agjencia e Zallit"/></head><body><body.head>'
    f"<hedline><hl1>{TITLE}</hl1></hedline><byline>Arta Velo</byline></body.head>"
    f"<body.content><p>{BODY}</p></body.content></body></nitf>"
)


def news_item(content: str, *, kind: str = "ninat:text", status: str = "stat:usable") -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:az:1" version="2" xml:lang="sq"'
        f' standard="NewsML-G2"><itemMeta><itemClass qcode="{kind}"/><provider literal="az">'
        "<name>Agjencia e Zallit</name></provider><versionCreated>2025-03-04T11:00:00+01:00</versionCreated>"
        f'<firstCreated>2025-03-04T10:30:00+01:00</firstCreated><pubStatus qcode="{status}"/></itemMeta>'
        f'<contentMeta><by>Arta Velo</by><headline>{TITLE}</headline><language tag="sq"/></contentMeta>'
        f"<contentSet>{content}</contentSet></newsItem>"
    )


INLINE_XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x'
    f"</title></head><body><p>{BODY}</p></body></html></inlineXML>"
)
INLINE_NITF = f'<inlineXML contenttype="application/nitf+xml">{NITF[NITF.index("<nitf") :]}</inlineXML>'
INLINE_PLAIN = f'<inlineData contenttype="text/plain">{BODY}</inlineData>'


def news_message(*items: str) -> str:
    return (
        '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header>'
        f"<sent>2025-03-04T11:00:00Z</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def mhtml(html: str = "") -> bytes:
    """Return a page as Chromium saves it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://zeri.example/ura"
    message["Subject"] = TITLE
    message["MIME-Version"] = "1.0"
    message.add_related((html or page()).encode(), "text", "html", cte="quoted-printable")
    message.add_related(b"\x89PNG", "image", "png", cid="<frame-1@mhtml.blink>")
    return bytes(message)


def mail(body: str = BODY, *, html: str | None = None, charset: str = "utf-8") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = TITLE
    message["From"] = "Zëri i Zallit <lajme@zeri.example>"
    message["Date"] = "Tue, 04 Mar 2025 10:30:00 +0100"
    message["Message-ID"] = "<1@zeri.example>"
    message.set_content(body, charset=charset)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return bytes(message)


def part(words: str, kind: str, *, encoding: str = "windows-1251") -> bytes:
    """Return a message as programs write it that know no standard: bytes in its headers, too."""
    heads = f"From: Вест <v@vest.example>\r\nSubject: Мост\r\nContent-Type: {kind}\r\n"
    return f"{heads}Content-Transfer-Encoding: 8bit\r\n\r\n{words}".encode(encoding, "xmlcharrefreplace")


def warc(*pages: tuple[str, str], charset: str = "utf-8", packed: bool = True) -> bytes:
    """Return captures of (address, page), with what crawlers write between them (ISO 28500)."""
    kind = f"text/html; charset={charset}"
    records = [_record("warcinfo", None, "application/warc-fields", b"software: crawler/1.0\r\n")]
    for url, html in pages:
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{html}".encode(charset, "xmlcharrefreplace")
        gone = f"HTTP/1.1 404 Not Found\r\nContent-Type: {kind}\r\n\r\n<p>x</p>".encode()
        asked = b"GET / HTTP/1.1\r\nHost: zeri.example\r\n\r\n"
        records += [
            _record("response", url, "application/http; msgtype=response", answer),
            _record("request", url, "application/http; msgtype=request", asked),
            _record("response", f"{url}/gone", "application/http; msgtype=response", gone),
        ]
    return b"".join(gzip.compress(record) if packed else record for record in records)


def _record(kind: str, url: str | None, content_type: str, content: bytes) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind}{url}')}>",
        "WARC-Date: 2025-03-06T12:00:00Z",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content + b"\r\n\r\n"


def capture(url: str, body: bytes, kind: str, *, said: str = "") -> bytes:
    """Return the capture of what a site sent as of a kind, with what the archive says of it itself."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    record = _record("response", url, "application/http; msgtype=response", answer)
    return record.replace(b"WARC-Date", f"{said}\r\nWARC-Date".encode(), 1) if said else record


def taken_text(url: str, text: str) -> bytes:
    """Return the text of a page as Common Crawl gives it beside its archives (WET)."""
    return _record("conversion", url, "text/plain", text.encode())


def answered(url: str, body: bytes, coding: str) -> bytes:
    """Return the capture of a page as its server packed it."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n"
    return _record("response", url, "application/http; msgtype=response", head.encode() + body)


def moved(url: str, to: str) -> bytes:
    """Return the record of an address that leads to another one."""
    answer = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {to}\r\n\r\n".encode()
    return gzip.compress(_record("response", url, "application/http; msgtype=response", answer))


def wacz(
    *captured: tuple[str, str],
    listed: bool = True,
    pages: Sequence[str] = (),
    before: bytes = b"",
    members: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return an archive of (address, page) that lists `pages`, else the first of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", '{"profile": "data-package", "wacz_version": "1.1.1"}')
        archive.writestr("archive/data.warc.gz", before + warc(*captured))
        for name, content in (members or {}).items():
            archive.writestr(name, content)
        if listed:
            named = [json.dumps({"url": url}) for url in pages or [captured[0][0]]]
            lines = ['{"format": "json-pages-1.0", "id": "pages"}', *named]
            archive.writestr("pages/pages.jsonl", "\n".join(lines))
    return out.getvalue()


def parquet(*rows: Mapping[str, object]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), out)
    return out.getvalue()


def docx(title: str = TITLE, *paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(title, level=0)
    for paragraph in paragraphs or (BODY,):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_of(body: str) -> bytes:
    """Return a Word file with this in the place of its paragraphs."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as made, zipfile.ZipFile(out, "w") as changed:
        for name in made.namelist():
            content = made.read(name)
            if name == "word/document.xml":
                start, end = content.index(b"<w:p>"), content.index(b"<w:sectPr")
                content = content[:start] + body.encode() + content[end:]
            changed.writestr(name, content)
    return out.getvalue()


def pdf(*lines: str) -> bytes:
    """Return one page of Latin text, a line of text a line; without lines, a page of no text."""
    shown = "".join(f"({line.replace('(', chr(92) + '(')}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("cp1252")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font,
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, start)


#: A list of feeds, which holds no article.
FEEDS = b"""<opml version="2.0"><body><outline text="Zeri" type="rss" xmlUrl="https://zeri.example/feed"/></body></opml>"""

#: One article in every form, for what every reader keeps to.
SAMPLES: dict[str, bytes] = {
    "text": f"date 2025-03-04\n{TITLE}\n\n{BODY}".encode(),
    "html": f"<html><body><h1>{TITLE}</h1><p>{BODY}</p></body></html>".encode(),
    "jsonl": f'{{"title": "{TITLE}", "text": "{BODY}"}}\n{{"text": "Po'.encode(),
    "json": f'[{{"title": "{TITLE}", "text": "{BODY}"}}]'.encode(),
    "csv": f'title,text\n{TITLE},"{BODY}"\n'.encode(),
    "feed": rss(rss_item()).encode(),
    "jsonfeed": json_feed().encode(),
    "sitemap": sitemap(SITEMAP_URL).encode(),
    "ninjs": json.dumps(ninjs_1()).encode(),
    "newsml": news_message(news_item(INLINE_XHTML)).encode(),
    "nitf": NITF.encode(),
    "mhtml": mhtml(),
    "eml": mail(),
    "warc": warc(("https://zeri.example/ura", page())),
    "wacz": wacz(("https://zeri.example/ura", page())),
    "parquet": parquet({"title": TITLE, "text": BODY}),
    "docx": docx(),
    "pdf": pdf(TITLE, "", BODY),
}
