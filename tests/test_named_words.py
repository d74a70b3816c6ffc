"""Names stand out in every face of a report, and change no word of it."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from factories import make_article, make_example_comparison, make_sentences
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from test_report import Page, print_to_text

from retold import report
from retold.model import Comparison, Entity, EntityKind, Mention, Span
from retold.report.matrix import Column, quote_span
from retold.report.names import cut, names_of
from retold.report.terminal import clean, worded

TEXT = "The council of Upper Morlec met\nVera  Kostova in Morlec."


def entity(key: str, kind: EntityKind, name: str, spans: Sequence[Span], article: str = "a") -> Entity:
    mentions = tuple(Mention(article=article, span=span, kind=kind) for span in spans)
    return Entity(id=key, kind=kind, name=name, mentions=mentions)


COUNCIL = entity("1", EntityKind.ORGANISATION, "Morlec Council", [Span(4, 27)])
MORLEC = entity("2", EntityKind.PLACE, 'Мόρλεκ "upper"', [Span(21, 27), Span(49, 55)])
VERA = entity("3", EntityKind.PERSON, "Вера Костова", [Span(32, 45)])
spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(min(pair), max(pair)))


@pytest.fixture(scope="module")
def plain() -> Comparison:
    return make_example_comparison()


@pytest.fixture(scope="module")
def named(plain: Comparison) -> Comparison:
    """The example, with a name at the head of every telling."""
    spans = {(t.article, Span(t.span.start, t.span.start + 9)) for c in plain.claims for t in c.tellings}
    mentions = tuple(Mention(article=a, span=s, kind=EntityKind.PLACE) for a, s in sorted(spans))
    somewhere = Entity(id="e", kind=EntityKind.PLACE, name="Somewhere <far>", mentions=mentions)
    return replace(plain, entities=(somewhere,))


def test_of_names_within_names_the_outermost_is_shown() -> None:
    shown = names_of([MORLEC, VERA, COUNCIL])["a"]
    assert [(TEXT[slice(*name.span)], name.meaning) for name in shown] == [
        ("council of Upper Morlec", "Morlec Council, organisation"),
        ("Vera  Kostova", "Вера Костова, person"),
        ("Morlec", 'Мόρλεκ "upper", place'),
    ]


@given(span=spans, marked=st.lists(spans, max_size=3), named=st.lists(spans, max_size=4))
def test_pieces_join_to_the_words_whatever_is_marked_and_named(
    span: Span, marked: list[Span], named: list[Span]
) -> None:
    text = TEXT * 2
    names = names_of([entity("1", EntityKind.PERSON, "V", named)]).get("a", ())
    pieces = cut(text, span, marked, names)
    assert "".join(piece.text for piece in pieces) == text[slice(*span)]


def column() -> Column:
    article = make_article(text=TEXT)
    moved = (
        replace(e, mentions=tuple(replace(m, article=article.id) for m in e.mentions)) for e in (VERA, MORLEC)
    )
    return Column(number=1, article=article, names=names_of(moved)[article.id])


@given(span=spans)
def test_a_terminal_shows_the_same_words(span: Span) -> None:
    quote = quote_span(column(), span)
    assert worded(quote).plain == clean(quote.text)


def test_a_terminal_styles_the_names_where_they_stand() -> None:
    words = worded(quote_span(column(), Span(0, len(TEXT))))
    styled = {words.plain[s.start : s.end]: str(s.style) for s in words.spans}
    assert styled == {"Vera Kostova": "underline cyan", "Morlec": "underline green"}


def test_names_change_no_word_of_a_page(plain: Comparison, named: Comparison) -> None:
    without, with_names = Page(report.render_html(plain)), Page(html := report.render_html(named))
    assert with_names.quotes == without.quotes
    assert with_names.texts == without.texts
    assert with_names.sentences == without.sentences
    assert html.count('class="named loc" title="Somewhere &lt;far&gt;, place"') > len(named.claims)


def test_names_change_no_word_on_a_terminal(plain: Comparison, named: Comparison) -> None:
    assert print_to_text(named, 100, full=True) == print_to_text(plain, 100, full=True)


@pytest.mark.parametrize("no_colour", [False, True])
def test_names_are_underlined_on_a_terminal_with_colours_and_without(
    named: Comparison, no_colour: bool
) -> None:
    console = Console(
        width=120, file=io.StringIO(), force_terminal=True, no_color=no_colour, color_system="standard"
    )
    report.print_comparison(named, console, full=True)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert ("\x1b[4m" in printed, "\x1b[4;32m" in printed) == (no_colour, not no_colour)


def test_an_article_is_printed_with_its_names() -> None:
    article = make_article(text="Vera Kostova spoke in Morlec.", title=None)
    vera = entity("3", EntityKind.PERSON, "Vera", [Span(0, 12)], article.id)
    console = Console(width=120, file=io.StringIO(), force_terminal=True, color_system="standard")
    report.print_article(article, make_sentences(article), console, [vera])
    assert isinstance(console.file, io.StringIO)
    assert "\x1b[4;36mVera Kostova" in console.file.getvalue()
