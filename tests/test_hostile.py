"""What nobody should ever send, small: every reader and the whole path take it in their stride.

`scripts/poison.py` sends the same, large, and measures time and memory.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from conftest import HASHING
from effort import ending, steps
from factories import make_article
from hostile.inputs import named
from rich.console import Console
from shapes import pdf

from retold.compare.statements import Name, gather
from retold.corpus import Corpus, open_corpus
from retold.corpus.reading import read_closely
from retold.encode.hashing import HashingEncoder
from retold.errors import InputError, StoreError
from retold.find import Findings
from retold.find.acronyms import defined_acronyms
from retold.find.attributions import find_attributions
from retold.find.dates import find_dates
from retold.find.figures import find_figures
from retold.find.gazetteer import find_known
from retold.find.mending import mend
from retold.model import Article, Claim, EntityKind, Figure, Span, Telling
from retold.protocols import Encoded
from retold.read import READERS, kind_of, read_articles, read_content
from retold.report import FORMS, Subject, make_report
from retold.report.asked import print_explained
from retold.split import split_sentences
from retold.text.offices import senses_of
from retold.verify import verify

#: Bytes of an input for a reader, and for the whole path, which takes a hundred times as long.
SIZE, SHORT = 1_200, 300
INPUTS = {name: make(SIZE) for name, make in named().items()}

GOOD = make_article(
    text="The ferry to Limnos runs again after two days of storm, the harbour said.", title=None
)


@pytest.mark.parametrize("name", INPUTS)
def test_a_reader_reads_it_or_says_why_not(name: str) -> None:
    content = INPUTS[name]
    for result in READERS[kind_of(name, content)]().read(name, content):
        assert isinstance(result, Article | InputError)
        if isinstance(result, InputError):
            assert result.reason
            assert "\n" not in str(result)


def test_whatever_comes_the_rest_goes_on_and_the_corpus_holds(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        inputs = [item for name, make in named().items() for item in read_content(name, make(SHORT))]
        added = corpus.add([*inputs, GOOD])
        assert GOOD.id in added.new
        assert len({*added.new, *added.unchanged}) > len(INPUTS) / 2
        assert corpus.check() == []


@pytest.mark.parametrize("name", [name for name in INPUTS if name.endswith(".txt")])
def test_eight_times_the_text_takes_no_more_than_some_fifty_times_the_work(name: str) -> None:
    """Nothing that is done to a text grows with its square, which would be 64 times."""
    made = []
    for size in (1_000, 1_000, 8_000):  # the first one reads the tables
        [item] = read_content(name, named()[name](size))
        if isinstance(item, InputError):
            return
        with ending():
            made.append(steps(partial(read_closely, [item], HashingEncoder())))
    assert made[2] < 50 * made[1]


@pytest.mark.parametrize(
    "name",
    [
        "a-heading-without-end.html",
        "angles-in-a-heading.html",
        "scripts-without-end.html",
        "json-ld-without-end.html",
        "metas-without-end.html",
        "a-meta-of-one-word.html",
        "a-meta-of-blanks.html",
        "a-time-of-quotation-marks.html",
        "attributes.html",
        "line-breaks.html",
    ],
)
def test_a_page_of_half_a_megabyte_is_read_or_refused(name: str) -> None:
    content = named()[name](500_000)
    with ending():
        assert len(list(READERS["html"]().read(name, content))) == 1


def test_a_table_of_ten_thousand_rows_is_read() -> None:
    content = named()["tables.html"](250_000)
    with ending():
        [result] = READERS["html"]().read("tables.html", content)
    assert isinstance(result, Article)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<p>a<br>" * 30_000, "has 60,004 elements, more than the limit of 50,000"),
        (
            f"<p {' '.join(f'a{n}=1' for n in range(1_001))}>",
            "has an element of 1,001 attributes, more than the limit of 1,000",
        ),
    ],
)
def test_a_page_of_more_than_can_be_read_in_bounded_time_is_refused(inside: str, reason: str) -> None:
    page = f"<html><head></head><body><article>{inside}</article></body></html>"
    [result] = READERS["html"]().read("a.html", page.encode())
    assert isinstance(result, InputError)
    assert result.reason == reason


@pytest.mark.parametrize(
    ("bound", "most", "content"),
    [
        ("MOST_SECONDS", 1, named()["a-drawing-in-itself.pdf"](250_000)),
        ("MOST_MEMORY", 100 << 20, named()["words-without-end.pdf"](250_000)),
        ("MOST_LETTERS", 20, pdf("Old bridge closed", "The old bridge over the Drinas was closed.")),
    ],
    ids=["seconds", "memory", "letters"],
)
def test_a_pdf_that_takes_more_than_can_be_read_is_refused(
    bound: str, most: int, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"retold.read.pdf.{bound}", most)
    [result] = READERS["pdf"]().read("a.pdf", content)
    assert isinstance(result, InputError)
    assert "more than" in result.reason


def test_an_archive_whose_heads_have_a_line_without_end_is_refused() -> None:
    content = named()["a-bomb.wacz"](50_000)
    [result] = READERS["wacz"]().read("a.wacz", content)
    assert isinstance(result, InputError)
    assert "its heads have a line of more than 1 MB" in result.reason


def test_eight_times_the_dates_take_eight_times_the_search_for_sources() -> None:
    def work(count: int) -> int:
        text = "4 March 2025 " * count
        return steps(lambda: find_attributions(text, [Span(0, len(text))], "en"))

    work(1)  # reads the language
    assert work(4_000) < 9 * work(500)


def test_eight_times_the_acronyms_that_are_spelled_out_take_eight_times_the_work() -> None:
    def work(count: int) -> int:
        text = "Agency of Lakes and Docks (ALD) " * count
        assert len(mend([], text, "en", ())) == 2 * count
        return steps(lambda: mend([], text, "en", ()))

    assert work(4_000) < 9 * work(500)


def test_a_row_of_two_million_blanks_is_passed() -> None:
    with ending():
        assert defined_acronyms(f"The ferry{' ' * 2_000_000}left.") == ()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "9"), ("de", "zweihundert"), ("tr", "iki"), ("it", "tre"), ("hu", "huszon")]
)
def test_a_number_of_a_million_letters_is_none(language: str, word: str) -> None:
    text = word * (1_000_000 // len(word))
    with ending():
        assert find_figures(text, language, article="a") == ()


def test_a_word_of_two_million_letters_is_looked_up() -> None:
    with ending():
        assert senses_of("ferry" * 400_000) == {}


def test_a_letter_that_many_towns_begin_with_is_not_held_against_each_of_them() -> None:
    def work(count: int) -> int:
        assert find_known("N " * count, "es") == ()
        return steps(lambda: find_known("N " * count, "es"))

    assert work(20_000) < 9 * work(2_500) < 9 * 2_500 * 100


# Too much of it


def test_an_article_of_too_many_sentences_is_kept_aside_whole(corpus: Corpus) -> None:
    long = make_article(text="The ferry left. " * 2_001, title=None)
    added = corpus.add([long, GOOD])
    assert added.new == (GOOD.id,)
    [failure] = added.failed
    assert failure.reason == "has 2,001 sentences, more than the limit of 2,000"
    assert corpus.store.failed_content(long.location) == long.text.encode()


@pytest.mark.parametrize("text", ["a" * 9_000, "ferry " * 2_000, "渡" * 5_000, "a" + "\u0301" * 7_000])
def test_no_sentence_is_longer_than_what_can_be_looked_into(text: str) -> None:
    article = make_article(text=text.strip(), title=None)
    spans = [sentence.span for sentence in split_sentences(article, "en")]
    assert max(end - start for start, end in spans) <= 2_000
    assert "".join(article.text[slice(*span)] for span in spans).replace(" ", "") == article.text.replace(
        " ", ""
    )


def test_a_report_tells_a_copy_whose_original_is_in_another_story(corpus: Corpus) -> None:
    texts = ("IÂ\x7f", "IÂ\x7f\n\n\U0005e849")
    original, copy = (make_article(text=text, title=None, language="en", published=None) for text in texts)
    corpus.add([original, copy])
    events = {article: event for event in corpus.events() for article in event.articles}
    assert events[original.id] != events[copy.id]
    comparison = corpus.compare(events[copy.id].id)
    assert [each.original for each in comparison.copies] == [original.id]
    for form in FORMS:
        written = make_report(corpus, Subject("event", events[copy.id].id), form)
        assert verify(f"report{form}", written, corpus).holds


def test_four_times_the_dates_are_explained_with_four_times_the_work() -> None:
    def work(count: int) -> int:
        article = make_article(text="4 March 2025 " * count, title=None, language="en")
        findings = Findings(dates=find_dates(article.text, "en", published=article.published))
        sentences = split_sentences(article, "en")
        with Console(file=io.StringIO()) as console:
            return steps(lambda: print_explained(article, sentences, findings, console))

    assert work(4_000) < 5 * work(1_000)


def test_four_times_the_figures_are_given_to_their_sentences_with_four_times_the_work() -> None:
    def work(count: int) -> int:
        article = make_article(text="1.000, " * count, title=None, language="en")
        placed = [Span(7 * n, 7 * n + 5) for n in range(count)]
        figures = tuple(Figure(article=article.id, span=span, value=1_000) for span in placed)
        names = tuple(Name(span, "a", EntityKind.PERSON) for span in placed)
        findings = Findings(figures=figures)

        def give() -> None:
            for sentence in (Span(start, start + 70) for start in range(0, 7 * count, 70)):
                assert findings.values_in(sentence)["figure"] == {"1000"}
                told = Claim(id="c", event="e", tellings=(Telling(article=article.id, span=sentence),))
                [statement] = gather(
                    told,
                    {article.id: article},
                    {article.id: findings},
                    {article.id: names},
                    lambda *_: np.ones(4, np.float32),
                )
                assert (len(statement.figures), len(statement.names)) == (10, 10)

        return steps(give)

    assert work(4_000) < 5 * work(1_000)


def test_nothing_translates_what_repeats_it(corpus: Corpus) -> None:
    told = (
        "The ferry to Limnos left the harbour at noon with ninety passengers and two dogs.\n\n"
        "A storm had kept it there since Sunday, and the mayor had asked for patience twice.\n\n"
        "The bakery on the island sold its last loaf on Monday, said Arta Velo, who runs it.\n\n"
        "Two fishermen had rowed over for flour in the meantime, and were cheered on the pier.\n\n"
        "The school opens again on Thursday, when the last of its three teachers is back."
    )
    longer = f"{told}\n\nA second ferry is promised for the winter.\n\nNobody said who pays for it."
    articles = [
        make_article(text=text, title=None, language=language, published=None)
        for text, language in ((told, "en"), (longer, "fr"))
    ]
    corpus.add(articles)
    assert {copy.article for copy in corpus.store.copies(a.id for a in articles)} == {articles[1].id}
    assert corpus.check() == []


# Our own mistakes


class Choking:
    """An encoder that chokes on one word."""

    name, width = "choking", 256

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        if any("poison" in text for text in texts):
            raise ZeroDivisionError("float division by zero\nand more")
        return HashingEncoder().encode(texts, layers=layers)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return open_corpus(tmp_path / "news.db", encoder=HASHING)


def test_an_article_that_breaks_a_step_is_kept_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    poison = make_article(text="This is poison.", title=None, location="poison.txt")
    with open_corpus(tmp_path / "news.db", encoder=f"{__name__}:Choking") as corpus:
        added = corpus.add([poison, GOOD])
        assert added.new == (GOOD.id,)
        assert added.unchanged == ()
        assert [str(failure) for failure in added.failed] == [
            "poison.txt: cannot be understood: ZeroDivisionError: float division by zero"
        ]
        assert corpus.check() == []


def test_an_article_that_finds_no_place_leaves_no_trace(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = make_article(text="This is poison.", title=None, location="poison.txt")
    place = Corpus._place

    def choke(self: Corpus, reading: object) -> None:
        place(self, reading)  # type: ignore[arg-type]
        if "poison" in reading.article.text:  # type: ignore[attr-defined]
            raise KeyError("poison")

    monkeypatch.setattr(Corpus, "_place", choke)
    added = corpus.add([poison, GOOD])
    assert added.new == (GOOD.id,)
    assert [failure.location for failure in added.failed] == ["poison.txt"]
    assert corpus.check() == []
    monkeypatch.undo()
    assert corpus.add([poison]).new == (poison.id,)
    assert corpus.failures() == []


def test_a_full_disk_is_no_fault_of_an_article(corpus: Corpus) -> None:
    corpus.add([GOOD])
    corpus.store.connection.exec_driver_sql("PRAGMA max_page_count = 1")
    corpus.store.connection.rollback()
    with pytest.raises(StoreError, match="full"):
        corpus.add([make_article(text="Another ferry left. " * 500, title=None)])
    assert corpus.failures() == []


def test_deep_nesting_of_what_calls_itself(tmp_path: Path) -> None:
    depth = 20 * sys.getrecursionlimit()
    (tmp_path / "deep.html").write_text("<div>" * depth + "The ferry left." + "</div>" * depth)
    (tmp_path / "deep.json").write_text("[" * depth + "]" * depth)
    for result in read_articles(tmp_path / "deep.html", tmp_path / "deep.json"):
        assert isinstance(result, Article | InputError)
