"""Inputs that nobody should ever meet, and everybody does: broken, endless, upside down, or meant to hurt.

Each is made by a function of a size, so that the same shape is small in every run of the tests and large in
`scripts/poison.py`. A new bug adds its input here.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable
from itertools import accumulate, pairwise

Make = Callable[[int], bytes]

#: The opening of every text: what an honest report looks like.
_LEAD = "date 2025-03-04\nThe ferry to Limnos runs again\n\nThe ferry runs again after two days of storm.\n"


_PLAIN = "The ferry runs again after two days of storm. "

#: Twelve entities, each of ten of the one before: 5 TB of ferries.
_ENTITIES = "".join(
    f'<!ENTITY {name} "{10 * ("&" + before + ";")}">' for before, name in pairwise("abcdefghijklm")
)


def _text(make: Callable[[int], str]) -> Make:
    return lambda size: (_LEAD + make(size)).encode("utf-8", "surrogatepass")


def _page(make: Callable[[int], str]) -> Make:
    return lambda size: (
        "<html><head><title>The ferry runs again</title></head><body><article><h1>The ferry runs again</h1>"
        f"<p>The ferry runs again after two days of storm.</p>{make(size)}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def _bare(make: Callable[[int], str]) -> Make:
    return lambda size: make(size).encode("utf-8", "surrogatepass")


def _fill(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece.encode("utf-8", "surrogatepass")) + 1)


def _each(make: Callable[[int], str]) -> Callable[[int], str]:
    """Put one piece after the other, each told by its number."""

    def fill(size: int) -> str:
        pieces, length = [""], 0
        while length < size:
            pieces.append(make(len(pieces)))
            length += len(pieces[-1].encode()) + 1
        return " ".join(pieces)

    return fill


def name_of(number: int) -> str:
    """Make a name of its own for each number, much like those of others."""
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    number = number * 7_919 % 100_003 + 5_000
    syllables = []
    while number:
        number, rest = divmod(number, 70)
        syllables.append(consonants[rest // 5] + vowels[rest % 5])
    return "".join(syllables).capitalize()


def _zalgo(size: int) -> str:
    marks = [chr(code) for code in range(0x300, 0x36F)]
    choice = random.Random(1)
    letters = "The ferry was late. "
    return "".join(
        letters[n % len(letters)] + "".join(choice.choices(marks, k=20)) for n in range(size // 42 + 1)
    )


def _words(size: int) -> str:
    """Return words of random letters of many scripts."""
    choice = random.Random(2)
    scripts = ("abcdefgh", "абвгдежз", "αβγδεζηθ", "ابتثجحخد", "अआइईउऊऋए", "你我他的是不了人", "กขคงจฉชซ")
    words = (
        "".join(choice.choices(choice.choice(scripts), k=choice.randint(1, 12))) for _ in range(size // 15)
    )
    return " ".join(words) + "."


def _code_points(size: int) -> str:
    """Return code points from everywhere, unassigned and private ones included."""
    choice = random.Random(3)
    return "".join(
        chr(choice.choice((choice.randrange(1, 0xD800), choice.randrange(0xE000, 0x110000))))
        for _ in range(size // 3)
    )


def _bidi(size: int) -> str:
    return _fill("\u202eerutaN \u2066\u202b قال المتحدث abc \u202d\u2067123 שלום\u2069\u200f\u200e. ")(size)


#: Plain texts.
TEXTS: dict[str, Make] = {
    "one line": _text(_fill("the ferry was late and nobody said why ")),
    "no space": _text(_fill("ferry")),
    "one word of one letter": _text(_fill("a")),
    "ideographs without a stop": _text(_fill("渡轮又开了")),
    "thai without a space": _text(_fill("เรือเฟอร์รี่")),
    "stops": _text(_fill(".")),
    "stops and spaces": _text(_fill(". ")),
    "ellipses": _text(_fill("… ")),
    "new lines": _text(_fill("\n")),
    "lines of one letter": _text(_fill("a\n")),
    "spaces": _text(_fill(" ")),
    "tabs and carriage returns": _text(_fill("\t\r")),
    "commas": _text(_fill(",")),
    "dashes": _text(_fill("-")),
    "opening quotation marks": _text(_fill("“")),
    "closing quotation marks": _text(_fill("” ")),
    "straight quotation marks": _text(_fill('" ')),
    "apostrophes": _text(_fill("'a ")),
    "brackets": _text(_fill("(")),
    "nested quotations": _text(_fill("“He said: ‘")),
    "sentences": _text(_fill("The ferry left. ")),
    "sentences without a space": _text(_fill("The ferry left.The captain stayed.")),
    "initials": _text(_fill("A. B. C. ")),
    "abbreviations": _text(_fill("Dr. Prof. Mr. St. ")),
    "dotted names": _text(_fill("a.b.c.d.e.f.")),
    "numbers": _text(_fill("1234567890 ")),
    "one number": _text(_fill("9")),
    "one number with points": _text(_fill("1.000,")),
    "absurd figures": _text(
        _fill(
            "9999999999999999999999999 dead, 1e400 euros, -0 people, ½ ⅓ a million million billion trillion. "
        )
    ),
    "number words": _text(_fill("two hundred thousand million ")),
    "number words in one": _text(_fill("zweihunderttausend")),
    "absurd dates": _text(
        _fill("On 31 February 0000, on 99.99.9999, in 12345, on 2025-13-45T99:99, yesterday, ")
    ),
    "dates": _text(_fill("4 March 2025 ")),
    "days before days": _text(_fill("the day before the day before ")),
    "capitals": _text(_fill("Arta Velo ")),
    "capitals without end": _text(_fill("THE FERRY ")),
    "beginnings of towns": _text(_fill("San San N N Al El La ")),
    "a name without end": _text(_fill("Arta-")),
    "a cue that nothing follows": _text(_fill("Arta Velo said that ")),
    "names and cues": _text(_fill("Arta Velo said that Jon Prenda said that ")),
    "speaker after speaker": _text(_fill("“The ferry,” said Arta Velo, ")),
    "according to": _text(_fill("according to according ")),
    "one sentence again": _text(_fill("Mayor Arta Velo said the repair would cost 3 million euros. ")),
    "zero characters": _text(_fill("fer\0ry ")),
    "controls": _text(_fill("fer\x07\x1b[31mry\x08 ")),
    "half a surrogate pair": _text(_fill("ferry \ud83d boat ")),
    "zalgo": _text(_zalgo),
    "one letter, all marks": _text(_fill("\u0301")),
    "mixed directions": _text(_bidi),
    "nothing that can be seen": _text(_fill("\u200b\u200d\u2060\ufeff")),
    "soft hyphens": _text(_fill("fe\u00adr\u00adry ")),
    "families": _text(_fill("👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿")),
    "ligatures that grow": _text(_fill("ﷺﷻ ")),
    "hangul in parts": _text(_fill("\u1112\u1161\u11ab")),
    "words of many scripts": _text(_words),
    "code points": _text(_code_points),
    "replacement characters": _text(_fill("\ufffd")),
    "line separators": _text(_fill("\u2028\u2029\x85\x0b\x0c")),
    "headers": _text(_fill("date 2025-03-04\n")),
    "markdown": _text(_fill("# [a](b) **c** > `d` | e |\n")),
    "urls": _text(_fill("https://example.org/a?b=c&d=%20#e ")),
    "look-alikes": _text(_fill("Тhе fеrrу wаs lаtе. ")),
    "boilerplate": _text(_fill("Share on Facebook\n")),
    "words without a space": _text(_fill("ferry,boat.Limnos-Arta/3;")),
    "blanks between two words": _text(lambda size: f"The ferry{' ' * size}left."),
    "fixed blanks between two words": _text(lambda size: f"The ferry{chr(0xA0) * size}left."),
    "letters and a stop": _text(lambda size: f"{'a' * size}."),
    "stops and a letter": _text(lambda size: f"The ferry left{'.' * size}a"),
    "stops apart and a letter": _text(lambda size: f"The ferry left{'. ' * (size // 2)}a"),
    "tiny paragraphs": _text(_fill("No.\n\n")),
    "headlines": _text(_fill("The Ferry Left\n\n")),
    "lists of names": _text(_fill("Arta Velo, Jon Prenda, Mira Toska and Ilir Dushku (ALD), ")),
    "acronyms": _text(_fill("Agency of Lakes and Docks (ALD) ")),
    "many names": _text(_each(lambda n: f"{name_of(2 * n)} {name_of(2 * n + 1)} said that")),
    "many speakers": _text(
        _each(lambda n: f"“The ferry {name_of(n)} left,” said {name_of(2 * n)} {name_of(3 * n)}.")
    ),
    "many of one given name": _text(_each(lambda n: f"and Arta {name_of(n)} left,")),
    "many of one surname": _text(_each(lambda n: f"and then {name_of(n)} Velo met with old Velo,")),
    "many names much alike": _text(_each(lambda n: f"and he met Arta Velo{name_of(n).lower()} there,")),
    "many double names": _text(_each(lambda n: f"and {name_of(n)}-{name_of(2 * n)} {name_of(3 * n)} left.")),
    "many agencies": _text(
        _each(lambda n: f"the Agency of {name_of(n)} {name_of(2 * n)} (A{name_of(n)[0]}{name_of(2 * n)[0]}),")
    ),
    "many ministries": _text(_each(lambda n: f"the Ministry of {name_of(n)} said that")),
    "many bodies of a country": _text(_each(lambda n: f"the {name_of(n)} government and its France office,")),
    "many acronyms": _text(_each(lambda n: f"{name_of(n)[:4].upper()} said that")),
    "many towns in another script": _text(
        _each(lambda n: f"и {name_of(n)} {chr(0x410 + n % 32)}рта Вело тогава")
    ),
    "many days": _text(_each(lambda n: f"on {n % 28 + 1} March {1900 + n % 200},")),
    "many figures": _text(_each(lambda n: f"{n} million euros,")),
    "rows of figures": _text(_fill("Limnos\t1,204\t3.5 %\t€12m\t2025-03-04\n")),
    "days beyond the calendar": _text(
        _fill("On 4 March 0000, on 31 December 9999, 9999 years ago, in 99999 days, the next year, ")
    ),
    "hours": _text(_fill("at 24:61, at 25h, 12.30pm, 00:00:00, ")),
    "money": _text(_fill("$€£¥1 ¢2bn ")),
    "percents": _text(_fill("100%%‰ ")),
    "ranges": _text(_fill("1-2-3–4—5/6 ")),
    "negations": _text(_fill("not not never no ")),
    "questions": _text(_fill("Who? What?! Why?? ")),
    "smallest of letters": _text(_fill("ᵃᵇᶜ₁₂³⁴ ")),
    "capitals with dots": _text(_fill("İIıi ẞß ŉ ")),
    "only numbers": _bare(_fill("12 345 6,7 ")),
    "only names": _bare(_fill("Arta Velo Jon Prenda ")),
    "only quotation marks": _bare(_fill('“ ” « » " ')),
    "only stops": _bare(_fill(".")),
    "a heading of marks": _bare(lambda size: f"# a{'#' * size}b\n\nThe ferry left."),
    "a line under a heading": _bare(lambda size: f"a\n{'=' * size}b\n\nThe ferry left."),
    "a title without end": _bare(lambda size: f"{'ferry ' * (size // 6)}\n\n{_PLAIN}"),
}

#: Pages.
PAGES: dict[str, Make] = {
    "deep": _page(lambda size: "<div>" * (size // 5) + _PLAIN),
    "deep and closed": _page(lambda size: "<b><i>" * (size // 20) + _PLAIN + "</i></b>" * (size // 20)),
    "tables in tables": _page(lambda size: "<table><tr><td>" * (size // 15) + _PLAIN),
    "lists in lists": _page(lambda size: "<ul><li>" * (size // 8) + _PLAIN),
    "spans": _page(_fill("<span>a</span>")),
    "one line": _page(_fill("the ferry was late and nobody said why ")),
    "no space": _page(_fill("ferry")),
    "paragraphs": _page(_fill("<p>The ferry left at noon.</p>")),
    "line breaks": _page(_fill("a<br>")),
    "links": _page(_fill('<a href="/a">ferry</a> ')),
    "open angles": _page(_fill("<")),
    "open tags": _page(_fill("<a ")),
    "open comment": _page(lambda size: "<!--" + "-" * size),
    "comments": _page(_fill("<!-- - -->")),
    "an attribute": _page(lambda size: f'<p class="{"a " * (size // 2)}">{_PLAIN}</p>'),
    "attributes": _page(
        lambda size: "<p " + " ".join(f"a{n}=1" for n in range(size // 8)) + f">{_PLAIN}</p>"
    ),
    "entities": _page(_fill("&amp;&#x41;&#1114112;&bogus;&#0;")),
    "an entity bomb": lambda size: (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ferry">'
        + _ENTITIES
        + "]><html><body><p>&m;</p></body></html>"
    ).encode(),
    "headings": _page(_fill("<h1>The ferry")),
    "scripts": _page(_fill("<script>alert('<p>ferry</p>')</script>")),
    "a script without end": _page(lambda size: "<script>" + "var a = 1; " * (size // 11)),
    "deep json-ld": _page(lambda size: f'<script type="application/ld+json">{"[" * size}</script>'),
    "graphs in json-ld": _page(
        lambda size: (
            '<script type="application/ld+json">'
            + '{"@graph": [' * (size // 12)
            + "]}" * (size // 12)
            + "</script>"
        )
    ),
    "json-ld without end": _page(_fill('<script type="application/ld+json">')),
    "json-ld of odd things": _page(
        lambda _: (
            '<script type="application/ld+json">{"@type": ["NewsArticle", 3, null], "headline": {"a": []}, '
            '"datePublished": 99999999999999999999, "publisher": [[[]]], "url": "javascript:alert(1)", '
            '"inLanguage": {"name": "x"}, "articleBody": 3}</script>'
        )
    ),
    "dates": _page(_fill('<meta property="article:published_time" content="9999-99-99T99:99:99+99:99">')),
    "zero characters": _page(_fill("fer\0ry ")),
    "a lying charset": lambda size: (
        b'<html><meta charset="utf-16"><body><p>' + b"The ferry left. " * (size // 16)
    ),
    "a charset that runs": lambda size: (
        b'<html><meta charset="unicode_escape"><body><p>' + b"\\N{" * (size // 3)
    ),
    "zalgo": _page(_zalgo),
    "mixed directions": _page(_bidi),
    "frames": _page(_fill("<iframe src='a'><object data='b'><embed src='c'>")),
    "svg": _page(lambda size: "<svg>" + "<g>" * (size // 3) + "<script>alert(1)</script>"),
    "forms": _page(_fill("<select><option>ferry")),
    "templates": _page(_fill("<template><p>ferry")),
    "tiny paragraphs": _page(_fill("<p>No.</p>")),
    "tables": _page(_fill("<tr><td>1,204<td>3.5 %")),
    "a title without end": _bare(lambda size: f"<html><title>{'ferry ' * (size // 6)}</title><p>{_PLAIN}"),
    "a heading without end": _bare(lambda size: "<html><h1>" * (size // 10) + _PLAIN),
    "angles in a heading": _bare(lambda size: f"<html><h1>{'<' * size}</h1><p>{_PLAIN}"),
    "scripts without end": _bare(lambda size: "<html>" + "<script " * (size // 8)),
    "metas without end": _page(_fill("<meta ")),
    "a meta of one word": _page(lambda size: f"<meta {'a' * size}>"),
    "a meta of blanks": _page(lambda size: f"<meta name{' ' * size}>"),
    "a time of quotation marks": _page(lambda size: f"<time {'a=' * (size // 2)}>"),
}


def _row(make: Callable[[int], str]) -> Make:
    return lambda size: json.dumps({"title": "The ferry runs", "text": make(size)}).encode()


#: Tables and records, by suffix.
ROWS: dict[tuple[str, str], Make] = {
    ("jsonl", "one long line"): _row(_fill("the ferry was late and nobody said why ")),
    ("jsonl", "half surrogate pairs"): lambda size: b'{"text": "' + rb"\ud83d ferry " * (size // 13) + b'"}',
    ("jsonl", "zero characters"): lambda size: b'{"text": "' + rb"fer\u0000ry " * (size // 12) + b'"}',
    ("jsonl", "deep"): lambda size: b"[" * size,
    ("jsonl", "deep objects"): lambda size: b'{"a":' * (size // 5),
    ("jsonl", "a number without end"): lambda size: b'{"text": ' + b"9" * size + b"}",
    ("jsonl", "lines of braces"): lambda size: b"{}\n" * (size // 3),
    ("jsonl", "no end of line"): lambda size: b'{"text": "' + b"ferry " * (size // 6),
    ("jsonl", "one field again"): lambda size: b"{" + b'"text": "a",' * (size // 12) + b'"text": "b"}',
    ("jsonl", "many fields"): lambda size: json.dumps(
        {f"f{n}": n for n in range(size // 12)} | {"text": "a"}
    ).encode(),
    ("jsonl", "odd values"): lambda _: (
        b'{"text": ["a"], "title": {"name": 3}, "date": 1e999, "language": false, "url": null, "id": {"a": NaN}}'
    ),
    ("json", "deep"): lambda size: b"[" * size,
    ("json", "closed"): lambda size: b"[" * (size // 2) + b"]" * (size // 2),
    ("json", "a number without end"): lambda size: b'[{"text": "a", "id": ' + b"9" * size + b"}]",
    ("csv", "one field"): lambda size: b"title,text\na," + b"ferry " * (size // 6),
    ("csv", "an open quotation mark"): lambda size: b'title,text\na,"' + b"ferry\n" * (size // 6),
    ("csv", "names without end"): lambda size: b"text," * (size // 5) + b"\na\n",
    ("csv", "commas"): lambda size: b"title,text\n" + b"," * size,
    ("csv", "quotation marks"): lambda size: b"title,text\n" + b'"' * size,
    ("csv", "zero characters"): lambda size: b"title,text\n" + b"fer\0ry,a\n" * (size // 9),
    ("csv", "carriage returns"): lambda size: b"title,text\r" + b"a,b\r" * (size // 40),  # a row is an input
}


def _feed(inside: Callable[[int], str]) -> Make:
    return lambda size: (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Ferries</title>'
        f"<item><title>The ferry runs</title><description>{inside(size)}</description></item></channel></rss>"
    ).encode()


def _zip(name: str, content: Callable[[int], bytes]) -> Make:
    def make(size: int) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content(size))
        return packed.getvalue()

    return make


def _numbered(*objects: bytes) -> bytes:
    """Make a PDF of objects, the first of which is its catalogue."""
    written = [b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1)]
    *places, end = accumulate(map(len, written), initial=9)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        b"%%PDF-1.7\n%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (b"".join(written), count, table, count, end)
    )


def _pdf(drawn: Callable[[int], bytes], *, pages: Callable[[int], int] = lambda _: 1) -> Make:
    """Make a file that unpacks to much more than it weighs: one page's content, and how often the page comes."""

    def make(size: int) -> bytes:
        content, times = zlib.compress(drawn(size), 9), pages(size)
        objects = (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * times, times),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>"
            b"/Contents 5 0 R>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(content), content),
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 14>>\n"
            b"stream\n/X Do /X Do   \nendstream",
        )
        return _numbered(*objects)

    return make


_DOCX_HEAD = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'

#: Days that feeds have been seen to state, and some that a calendar cannot hold.
_DATES = (
    b"Sat, 01 Jan 0000 00:00:00 GMT",
    b"Fri, 31 Dec 9999 23:59:59 -1400",
    b"Mon, 01 Jan 0001 00:00:00 +1400",
    b"Thu, 01 Jan 1970 00:00:00 GMT",
    b"Thu, 14 Sep 1752 10:00:00 +9999",
    b"30 Feb 2025 25:61:61 XYZ",
    b"99999999999999999999",
    b"-1",
)

#: What comes from outlets and archives, by suffix. `size` is what a bomb unpacks to, a thousand times.
PACKED: dict[tuple[str, str], Make] = {
    ("rss", "one long item"): _feed(_fill("the ferry was late ")),
    ("rss", "deep"): _feed(lambda size: "<a>" * (size // 3)),
    ("rss", "items"): lambda size: (
        b"<rss><channel>" + b"<item><title>The ferry runs</title></item>" * (size // 42) + b"</channel></rss>"
    ),
    ("rss", "an entity bomb"): lambda _: (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ferry">'
        + _ENTITIES
        + "]><rss><channel><item><title>&m;</title></item></channel></rss>"
    ).encode(),
    ("rss", "a file of this machine"): lambda _: (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<rss><channel><item><title>&a;</title><description>&a;</description></item></channel></rss>"
    ),
    ("rss", "days beyond the calendar"): lambda size: (  # an item is an input: few of them
        b"<rss><channel>"
        + b"".join(
            b"<item><title>The ferry runs %d</title><pubDate>%s</pubDate></item>" % (n, date)
            for n, date in enumerate(_DATES * (size // 30_000 + 1))
        )
        + b"</channel></rss>"
    ),
    ("rss", "cut short"): lambda size: _feed(_fill("ferry "))(size)[: size // 2],
    ("atom", "no end of attributes"): lambda size: b"<feed " + b'a="1" ' * (size // 6),
    ("opml", "deep"): lambda size: b"<opml><body>" + b'<outline text="a">' * (size // 18),
    ("warc.gz", "a bomb"): lambda size: gzip.compress(b"WARC/1.0\r\n" + b"a: " + b"0" * size * 50),
    ("warc", "a length that lies"): lambda _: (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\nThe ferry"
    ),
    ("warc", "heads without end"): lambda size: b"WARC/1.0\r\n" + b"a: b\r\n" * (size // 6),
    ("wacz", "a bomb"): _zip("archive/data.warc", lambda size: b"WARC/1.0\r\n" + b"0" * size * 50),
    ("docx", "a bomb"): _zip("word/document.xml", lambda size: _DOCX_HEAD + b" " * size * 50),
    ("docx", "deep"): _zip("word/document.xml", lambda size: _DOCX_HEAD + b"<w:p>" * (size // 5)),
    ("docx", "not a document"): _zip("a.txt", lambda _: b"The ferry"),
    ("eml", "heads without end"): lambda size: (
        b"Subject: ferry\n" + b"X: y\n" * (size // 5) + b"\nThe ferry left."
    ),
    ("eml", "parts in parts"): lambda size: b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(size // 50)
    ),
    ("eml", "base64 that is none"): lambda size: (
        b"Subject: ferry\nContent-Transfer-Encoding: base64\n\n" + b"!@#$" * (size // 4)
    ),
    ("mhtml", "no parts"): lambda size: (
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + b"-" * size
    ),
    ("pdf", "no end"): lambda size: b"%PDF-1.4\n" + b"1 0 obj << /Kids [ " * (size // 19),
    ("pdf", "a loop"): lambda _: _numbered(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 99999999>>"
    ),
    ("pdf", "words without end"): _pdf(lambda size: b"BT /F 9 Tf %sET" % (b"(ferry) Tj " * (size * 2))),
    ("pdf", "one word without end"): _pdf(lambda size: b"BT /F 9 Tf (%s) Tj ET" % (b"ferry" * (size * 10))),
    ("pdf", "a page again and again"): _pdf(
        lambda size: b"BT /F 9 Tf %sET" % (b"(ferry) Tj " * (size // 200)), pages=lambda size: size // 60
    ),
    ("pdf", "a drawing in itself"): _pdf(lambda size: b"/X Do " * (size // 3)),
    ("pdf", "deep"): _pdf(lambda size: b"[" * size),
    ("pdf", "numbers"): _pdf(lambda size: b"BT /F 9 Tf [%s] TJ ET" % (b"1 " * (size * 2))),
    ("parquet", "no table"): lambda size: b"PAR1" + b"\xff" * size + b"PAR1",
    ("xml", "deep newsml"): lambda size: b"<newsItem>" + b"<a>" * (size // 3),
    ("xml", "deep nitf"): lambda size: b"<nitf><body>" + b"<p>" * (size // 3),
}


def named() -> dict[str, Make]:
    """Return all inputs by the name of the file that they stand in."""
    found = {f"{name.replace(' ', '-')}.txt": make for name, make in TEXTS.items()}
    found |= {f"{name.replace(' ', '-')}.html": make for name, make in PAGES.items()}
    found |= {f"{name.replace(' ', '-')}.{suffix}": make for (suffix, name), make in (ROWS | PACKED).items()}
    return found
