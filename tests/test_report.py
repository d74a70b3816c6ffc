"""A report shows every telling verbatim, proves it, and lets no text of an article act as markup."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from importlib import resources
from itertools import chain
from pathlib import Path

import pytest
from factories import make_article, make_claim, make_comparison, make_example_comparison, make_sentences
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from retold import report
from retold.model import Comparison, Copy, Event, Omission, OmissionKind, Span, Telling
from retold.report.markdown import escape
from retold.report.marks import Mark
from retold.report.matrix import Matrix, build_matrix
from retold.report.terminal import clean, shorten
from retold.report.words import count, direction, language_name

GOLDEN = Path(__file__).parent / "golden" / "prespa.md"

ANNOTATIONS = "http://www.w3.org/ns/anno.jsonld"

HOSTILE = (
    "<script>alert('1')</script> & \"quoted\" 'text'",
    "a | b ` c * d _ e [f](javascript:g) # h \\ ~~i~~ $j$",
    "</blockquote></style><img src=x onerror=alert(1)>",
    "\u202eright to left\u202c and \u200bzero\u200dwidth",
    "عنوان «مقتبس» مع <b>وسم</b>",
    "{{ 7 * 7 }} {% raw %}",
    "[bold]rich markup[/bold] \x1b[31mred\x07",
)


class Page(HTMLParser):
    """What a browser would see of a page: anchors, links, resources, texts by element."""

    VOID = frozenset({"meta", "br", "img", "link", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.quotes: list[tuple[dict[str, str | None], str]] = []
        self.sentences: dict[str, str] = {}
        self.texts: list[tuple[dict[str, str | None], str]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self.ids += [named["id"] or ""] if "id" in named else []
        self.links += [named["href"] or ""] if "href" in named else []
        self.outside += [
            name for name in named if name in {"src", "srcset", "action"} or name.startswith("on")
        ]
        if tag not in self.VOID:
            self._open.append((tag, named, []))

    def handle_endtag(self, tag: str) -> None:
        opened, attrs, parts = self._open.pop()
        assert opened == tag
        text = "".join(parts)
        if tag == "blockquote":
            self.quotes.append((attrs, text))
        if tag == "span" and (attrs.get("class") or "").startswith("s "):
            self.sentences[attrs["id"] or ""] = text
        if tag == "div" and attrs.get("class") == "text":
            self.texts.append((attrs, text))
        if tag != "sup" and self._open:
            self._open[-1][2].append(text)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)


def print_to_text(comparison: Comparison, width: int, *, full: bool = False) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    report.print_comparison(comparison, console, full=full)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def tellings_of(comparison: Comparison) -> set[str]:
    texts = {article.id: article.text for article in (*comparison.articles, *comparison.background)}
    tellings = chain.from_iterable(claim.tellings for claim in comparison.claims)
    return {texts[telling.article][telling.span.start : telling.span.end] for telling in tellings}


def hostile_comparison(words: str) -> Comparison:
    """Two articles in which every field that comes from outside carries the words."""
    articles = [
        make_article(
            text=f"{words}\n\nFirst. {words}",
            title=words,
            outlet=f"{words} {name}",
            location=f"reports/{words}/{name}.txt",
            notes=(f"read as {words}",),
        )
        for name in ("north", "south")
    ]
    return make_comparison(
        articles=articles,
        event=Event(id="event", articles=tuple(article.id for article in articles), label=words),
        notes=(words,),
    )


@pytest.fixture(scope="module")
def example() -> Comparison:
    return make_example_comparison()


@pytest.fixture(scope="module")
def matrix(example: Comparison) -> Matrix:
    return build_matrix(example)


# The layout that all faces share


def test_claims_stand_by_number_of_independent_tellings_then_by_place(matrix: Matrix) -> None:
    assert [row.voices for row in matrix.rows] == [7, 7, 7, 6, 5, 5, 5, 5, 3, 3, 2, 2, 1, 1, 1, 1]
    assert [row.claim.id for row in matrix.rows[:5]] == ["amount", "cause", "wastewater", "ban", "found"]
    assert [row.number for row in matrix.rows] == list(range(1, 17))


def test_a_sentence_that_tells_two_claims_stands_for_one_of_them() -> None:
    comparison = make_comparison()
    first, second = comparison.claims[0].tellings
    only = make_claim(first, id="only")
    both = make_claim(first, second, id="both")
    again = make_claim(first, second, id="more")
    rows = build_matrix(make_comparison(claims=(only, both, again))).rows
    assert [(row.claim.id, row.lead.column.number) for row in rows] == [("both", 1), ("more", 2), ("only", 1)]


def test_claims_of_one_article_alone_stand_apart(matrix: Matrix) -> None:
    assert {row.claim.id for row in matrix.alone} == {"families", "fisherman", "greek side", "earlier"}


def test_an_article_and_its_copy_are_one_voice() -> None:
    comparison = make_comparison()
    first, second = comparison.articles
    copied = make_comparison(copies=(Copy(article=second.id, original=first.id, contained=1.0),))
    assert build_matrix(comparison).shared
    (row,) = build_matrix(copied).alone
    assert [cell.mark for cell in row.cells] == [Mark.TOLD, Mark.COPIED]


def test_what_a_copy_adds_of_its_own_is_a_voice() -> None:
    comparison = make_comparison()
    first, second = comparison.articles
    claim = comparison.claims[0]
    own = make_claim(*(told for told in claim.tellings if told.article == second.id))
    copy = Copy(article=second.id, original=first.id, contained=0.9)
    (row,) = build_matrix(make_comparison(claims=(own,), copies=(copy,))).alone
    assert [cell.mark for cell in row.cells] == [Mark.NOT_COMPARED, Mark.TOLD]


def test_tellings_that_depart_from_the_first_say_in_what(matrix: Matrix) -> None:
    departing = {
        (row.claim.id, cell.column.number, *cell.departs) for row in matrix.rows for cell in row.cells
    }
    assert {entry for entry in departing if len(entry) > 2} == {
        ("amount", 4, "figure"),
        ("amount", 8, "figure"),
        ("denial", 6, "date"),
        ("wastewater", 4, "attribution"),
        ("cause", 2, "certainty"),
    }


def test_a_claim_that_only_other_events_tell_has_no_row() -> None:
    elsewhere = make_article(location="later.txt", published="2025-04-01")
    told = Telling(article=elsewhere.id, span=make_sentences(elsewhere)[1].span)
    comparison = make_comparison(claims=(make_claim(told),), background=(elsewhere,))
    assert build_matrix(comparison).rows == ()


def test_tellings_by_other_events_stand_under_the_claim(matrix: Matrix) -> None:
    (quote,) = matrix.row("amount").elsewhere
    assert quote.column.number == 9
    assert "5,3 тони" in quote.text


@pytest.mark.parametrize(
    ("location", "outlet", "name"),
    [
        ("reports/a.txt", "gazette", "gazette"),
        ("reports/a.txt", None, "a"),
        ("C:\\reports\\a.txt", None, "a"),
        ("rows.jsonl#17", None, "rows.jsonl#17"),
    ],
)
def test_a_column_is_named_by_outlet_or_file(location: str, outlet: str | None, name: str) -> None:
    comparison = make_comparison(articles=(make_article(location=location, outlet=outlet),))
    assert build_matrix(comparison).columns[0].name == name


def test_marked_pieces_join_to_the_quotation(matrix: Matrix) -> None:
    quotes = [quote for row in matrix.rows for cell in row.told for quote in cell.quotes]
    assert all("".join(piece.text for piece in quote.pieces()) == quote.text for quote in quotes)
    marked = [piece.text for quote in quotes for piece in quote.pieces() if piece.marked]
    assert "έξι τόνοι" in marked


# HTML


def test_html_quotes_every_telling_verbatim(example: Comparison) -> None:
    quoted = {text for _, text in Page(report.render_html(example)).quotes}
    assert tellings_of(example) <= quoted


def test_html_holds_every_article_verbatim(example: Comparison) -> None:
    texts = [text for _, text in Page(report.render_html(example)).texts]
    assert texts == [article.text for article in (*example.articles, *example.background)]


def test_html_proof_of_every_quotation_holds(example: Comparison) -> None:
    articles = {article.id: article for article in (*example.articles, *example.background)}
    page = Page(report.render_html(example))
    proved = [(attrs, text) for attrs, text in page.quotes if "data-article" in attrs]
    assert len(proved) > len(tellings_of(example))
    for attrs, text in proved:
        article = articles[attrs["data-article"] or ""]
        assert article.text[int(attrs["data-start"] or "") : int(attrs["data-end"] or "")] == text
        assert hashlib.sha256(article.text.encode()).hexdigest().startswith(attrs["data-sha256"] or "?")


def test_html_links_lead_to_anchors_of_the_page(example: Comparison) -> None:
    page = Page(report.render_html(example))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


def test_html_cells_lead_to_the_sentence_they_show(example: Comparison) -> None:
    html = report.render_html(example)
    sentences = Page(html).sentences
    cells = re.findall(r'<a href="#(a\d+-s\d+)" title="([^"]*)"', html)
    assert len(cells) == 16 * 8
    assert all(title.replace("&#39;", "'") == sentences[anchor] for anchor, title in cells)


def test_html_carries_what_it_cites_as_web_annotations(example: Comparison) -> None:
    """https://www.w3.org/TR/annotation-model/: two selectors of each target, which select the same words."""
    html = report.render_html(example)
    [carried] = re.findall(r'<pre id="annotations"[^>]*>(.*?)</pre>', html, re.S)
    page = json.loads(unescape(carried))
    assert (page["@context"], page["type"]) == (ANNOTATIONS, "AnnotationPage")
    texts = {f"urn:retold:article:{a.id}": a.text for a in (*example.articles, *example.background)}
    assert len(page["items"]) > 60
    for item in page["items"]:
        position, quote = item["target"]["selector"]
        text = texts[item["target"]["source"]]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        assert f'id="{item["id"].removeprefix("#")}"' in html


def test_html_needs_nothing_from_outside(example: Comparison) -> None:
    html = report.render_html(example)
    page = Page(html)
    assert not page.outside
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(page.tags)
    assert re.findall(r"https?:[^\"&]*|url\(|@import", html) == [ANNOTATIONS]  # a name, which nothing loads
    assert "default-src 'none'; style-src 'unsafe-inline'" in html


def test_html_gives_every_text_its_language_and_direction(example: Comparison) -> None:
    page = Page(report.render_html(example))
    directions = {(attrs.get("lang"), attrs.get("dir")) for attrs, _ in (*page.quotes, *page.texts)}
    assert ("ar", "rtl") in directions
    assert ("mk", "ltr") in directions
    assert all(lang and way for lang, way in directions)


@pytest.mark.parametrize("words", HOSTILE)
def test_html_escapes_whatever_a_text_holds(words: str) -> None:
    comparison = hostile_comparison(words)
    html = report.render_html(comparison)
    page = Page(html)
    assert not page.outside
    assert not {"script", "img", "b"} & set(page.tags)
    assert [text for _, text in page.texts] == [article.text for article in comparison.articles]
    assert tellings_of(comparison) <= {text for _, text in page.quotes}


@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60))
def test_html_keeps_any_text_verbatim(words: str) -> None:
    comparison = make_comparison(articles=(make_article(text=f"{words}\nA second line."),))
    (text,) = [text for _, text in Page(report.render_html(comparison)).texts]
    assert text == f"{words}\nA second line."


def test_html_of_a_comparison_without_claims_says_so() -> None:
    html = report.render_html(make_comparison(claims=()))
    assert "No claim is told by more than one article." in html
    Page(html)


def test_html_of_an_article_without_sentences_leads_to_the_article() -> None:
    articles = (
        make_article(),
        make_article(location="bare.txt", outlet="bare", published=None, language=None),
    )
    comparison = make_comparison(articles=articles)
    page = Page(
        report.render_html(make_comparison(articles=articles, sentences={}, claims=comparison.claims))
    )
    assert "#a2" in page.links
    assert [attrs["dir"] for attrs, _ in page.texts] == ["ltr", "auto"]


def test_an_omission_without_a_nearest_sentence_has_no_link() -> None:
    comparison = make_comparison()
    first, second = comparison.articles
    claim = make_claim(*(told for told in comparison.claims[0].tellings if told.article == first.id))
    omission = Omission(
        claim=claim.id, article=second.id, kind=OmissionKind.LEFT_OUT, nearest=None, score=0.0
    )
    html = report.render_html(make_comparison(claims=(claim,), omissions=(omission,)))
    assert "it has no sentence" in html
    Page(html)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "raised", "target"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "out"])
def test_colours_meet_the_contrast_of_wcag_aa(theme: int, paper: str, ink: str) -> None:
    css = resources.files("retold.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[theme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))
    light, dark = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# Markdown


def test_markdown_of_the_example_is_as_before(example: Comparison) -> None:
    """Set UPDATE_GOLDEN=1 to write it anew after a change that is meant."""
    rendered = report.render_markdown(example)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(rendered, encoding="utf-8")
    assert rendered == GOLDEN.read_text(encoding="utf-8")


def test_markdown_footnotes_say_where_a_quotation_stands(example: Comparison) -> None:
    rendered = report.render_markdown(example)
    notes = re.findall(
        r"^\[\^(\d+)\]: (\d+) (\w+), ([\d-]+), (\w+): “(.*)” "
        r"\(article `(\w+)`, SHA-256 `(\w+)`, characters (\d+) to (\d+)\)$",
        rendered,
        re.MULTILINE,
    )
    assert [int(note[0]) for note in notes] == list(range(1, len(notes) + 1))
    assert {note[0] for note in notes} == set(re.findall(r"”\[\^(\d+)\]", rendered))
    articles = {article.id: article for article in (*example.articles, *example.background)}
    for _, _, outlet, day, _, words, key, digest, start, end in notes:
        article = articles[key]
        assert (article.outlet, article.published) == (outlet, day)
        assert escape(article.text[int(start) : int(end)]) == words
        assert hashlib.sha256(article.text.encode()).hexdigest().startswith(digest)


def test_markdown_quotes_every_telling(example: Comparison) -> None:
    rendered = report.render_markdown(example)
    assert all(escape(words) in rendered for words in tellings_of(example))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_tables_keep_their_shape(words: str) -> None:
    rendered = report.render_markdown(hostile_comparison(words))
    tables = re.findall(r"(?:^\|.*\n)+", rendered, re.MULTILINE)
    assert len(tables) == 3
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1
    assert not re.search(r"(?<!\\)<", rendered)


@given(st.text())
def test_markdown_escaping_can_be_undone(text: str) -> None:
    escaped = escape(text)
    assert len(escaped.splitlines()) <= 1
    assert re.sub(r"\\([\\`*_{}\[\]<>|~#!&$])", r"\1", escaped) == " ".join(text.split())


# Terminal

WIDTHS = (40, 80, 120, 200)


def many_articles(outlets: Sequence[str], text: str) -> Comparison:
    return make_comparison(
        articles=tuple(
            make_article(location=f"{number}.txt", outlet=outlet, text=text)
            for number, outlet in enumerate(outlets)
        )
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "comparison",
    [
        make_example_comparison(),
        many_articles([f"outlet {n}" for n in range(30)], "Bridge closed\nThe bridge is closed."),
        many_articles(
            ["長い名前の新聞社" * 6, "short"], "橋が閉鎖された\n" + "市は橋を閉鎖すると発表した。" * 20
        ),
        many_articles(["جريدة المساء"] * 9, "إغلاق الجسر\nأعلنت البلدية إغلاق الجسر حتى إشعار آخر."),
        make_comparison(claims=()),
    ],
    ids=["example", "many", "wide", "right-to-left", "no claims"],
)
def test_no_line_is_wider_than_the_terminal(comparison: Comparison, width: int) -> None:
    lines = print_to_text(comparison, width, full=True).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_every_article_has_a_column_at_any_width() -> None:
    comparison = many_articles([f"outlet {n}" for n in range(30)], "Bridge closed\nThe bridge is closed.")
    printed = print_to_text(comparison, 80)
    rows = [line for line in printed.splitlines() if re.match(r" *1 ●", line)]
    assert sum(line.count("●") for line in rows) == 30


def test_marks_and_scores_stand_in_the_table(example: Comparison) -> None:
    lines = print_to_text(example, 80).splitlines()
    (ban,) = [line for line in lines if "Општина Ресен" in line]
    assert ban.split("Општина")[0].split() == ["4", "●", "●", "=", "○44", "●", "●", "●", "●"]


def test_wide_terminals_name_the_outlets_in_the_table(example: Comparison) -> None:
    heads = [line for line in print_to_text(example, 200).splitlines() if "prespautro" in line]
    assert any("zeriliqenit" in line and "dhifaf" in line for line in heads)


def test_full_prints_every_telling(example: Comparison) -> None:
    printed = " ".join(print_to_text(example, 200, full=True).split())
    assert all(re.sub(r"\s+", " ", words)[:60] in printed for words in tellings_of(example))
    assert re.search(r"\(\d+ % sure\)", printed)


def test_no_colour_codes_where_no_terminal_is(example: Comparison) -> None:
    assert "\x1b" not in print_to_text(example, 80, full=True)


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_steers_the_terminal(words: str) -> None:
    printed = print_to_text(hostile_comparison(words), 120, full=True)
    assert not set("\x1b\x07\u202e") & set(printed)
    if "[bold]" in words:
        assert "[bold]rich markup" in printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\n  two\tthree", "one two three"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("a\u202eb", "a\ufffdb"),
        ("می‌خواهم", "می‌خواهم"),  # a joiner that spells the word stays
    ],
)
def test_clean_leaves_one_harmless_line(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "M"])), st.integers(1, 40))
def test_shortened_text_fits(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_len(short) <= width
    assert short == text or short.endswith("…")


def test_an_article_is_printed_sentence_by_sentence() -> None:
    fields = {"published_from": "page metadata", "published_zone": "+02:00"}
    article = make_article(notes=("read as windows-1251",), published="2025-03-04T08:00:00Z", fields=fields)
    console = Console(width=160, file=io.StringIO())
    report.print_article(article, make_sentences(article), console)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert "3 39:72 The harbour opened again at noon." in printed
    assert "read as windows-1251" in printed
    assert " · 2025-03-04 08:00:00 UTC (page metadata, in +02:00) · " in printed
    assert article.id in printed


def test_events_are_printed_one_by_one() -> None:
    article = make_article(language=None)
    event = Event(id="3f9a", articles=(article.id,), label="[red]Two ferries[/red] collided")
    console = Console(width=80, file=io.StringIO())
    report.print_events([(event, [article, make_article()])], console)
    assert isinstance(console.file, io.StringIO)
    assert "3f9a  no date 2        ? en      [red]Two ferries[/red] collided" in console.file.getvalue()


# Words


@pytest.mark.parametrize(
    ("language", "name", "way"),
    [
        ("mk", "Macedonian", "ltr"),
        ("ar", "Arabic", "rtl"),
        ("he", "Hebrew", "rtl"),
        ("sr-Latn", "Serbian (Latin)", "ltr"),
        ("pt_BR", "Portuguese (Brazil)", "ltr"),
        ("zxx-nothing", "zxx-nothing", "auto"),
        (None, "unknown language", "auto"),
    ],
)
def test_languages_have_a_name_and_a_direction(language: str | None, name: str, way: str) -> None:
    assert language_name(language) == name
    assert direction(language) == way


@pytest.mark.parametrize(
    ("number", "noun", "worded"),
    [(1, "article", "1 article"), (2, "copy", "2 copies"), (0, "claim", "no claims")],
)
def test_counts_are_worded(number: int, noun: str, worded: str) -> None:
    assert count(number, noun) == worded


def test_spans_count_code_points_beyond_the_basic_plane() -> None:
    article = make_article(text="𝒯itle 🐟\nA fish 🐟 died.", title="𝒯itle 🐟")
    comparison = make_comparison(articles=(article,))
    (attrs,) = [attrs for attrs, text in Page(report.render_html(comparison)).quotes if "fish" in text][:1]
    assert Span(int(attrs["data-start"] or ""), int(attrs["data-end"] or "")) == Span(8, 22)
