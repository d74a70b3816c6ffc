"""The path from articles to events, claims and comparisons, and what is kept on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from conftest import HASHING, REPORTS
from factories import EXAMPLE, make_article

from retold import Corpus, open_corpus, read_articles
from retold.corpus import accounts, grouping
from retold.errors import EncoderError, InputError, NotFoundError, StoreError
from retold.export import dump
from retold.model import Article, Comparison, JudgementKind, OmissionKind, SentenceKind
from retold.store import Part, schema

Open = Callable[..., Corpus]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a corpus, news.db if no other name is given."""
    corpora = []

    def opening(name: str = "news.db", **options: object) -> Corpus:
        corpora.append(open_corpus(tmp_path / name, encoder=HASHING, **options))  # type: ignore[arg-type]
        return corpora[-1]

    yield opening
    for corpus in corpora:
        corpus.close()


@pytest.fixture
def articles(reports: Path) -> list[Article]:
    found = list(read_articles(reports, outlet_pattern="{topic}-{language}-{outlet}"))
    return [article for article in found if isinstance(article, Article)]


def events_of(corpus: Corpus) -> set[frozenset[str]]:
    """Return the events as sets of file names."""
    names = {a.id: Path(a.location).name for a in corpus.articles().values()}
    return {frozenset(names[a] for a in event.articles) for event in corpus.events()}


BRIDGE = frozenset(name for name in REPORTS if name.startswith("bridge"))
CUP = frozenset(REPORTS) - BRIDGE


# Adding


def test_articles_of_one_happening_are_one_event(opened: Open, articles: list[Article]) -> None:
    corpus = opened()
    added = corpus.add(articles)
    assert added.new == tuple(article.id for article in articles)
    assert (added.unchanged, added.failed) == ((), ())
    assert events_of(corpus) == {BRIDGE, CUP}


def test_each_input_counts_once_whatever_becomes_of_it(opened: Open, articles: list[Article]) -> None:
    first, second, *_ = articles
    bad = InputError("notes.txt", "is empty")
    counted: list[int] = []
    added = opened().add([first, bad, first, second], on_input=lambda: counted.append(1))
    assert (added.new, added.unchanged, added.failed) == ((first.id, second.id), (first.id,), (bad,))
    assert len(counted) == 4


@pytest.mark.parametrize("chunks", [[4], [1, 1, 1, 1], [3, 1], [1, 3]], ids=str)
def test_adding_bit_by_bit_ends_where_adding_at_once_does(
    opened: Open, articles: list[Article], chunks: list[int]
) -> None:
    whole = opened("whole.db")
    whole.add(articles)
    at = 0
    for size in chunks:
        opened().add(articles[at : at + size])  # a corpus opened anew knows only what is kept
        at += size
    assert dump(opened()) == dump(whole)


def test_events_do_not_depend_on_the_order_of_arrival(opened: Open, articles: list[Article]) -> None:
    for number, order in enumerate(permutations(articles)):
        corpus = opened(f"{number}.db")
        corpus.add(order)
        assert events_of(corpus) == {BRIDGE, CUP}


def test_articles_without_a_date_find_their_event(opened: Open, articles: list[Article]) -> None:
    undated = [make_article(location=a.location, text=a.text, published=None) for a in articles]
    for article in undated:
        opened().add([article])
    assert events_of(opened()) == {BRIDGE, CUP}


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_small_memory_changes_nothing(
    opened: Open, articles: list[Article], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    told = (
        "The ferry to Limnos runs again.",
        "A lynx was seen near Karlin.",
        "The choir of Brno sings tonight.",
    )
    others = [make_article(location=f"{n}.txt", text=text, title=None) for n, text in enumerate(told)]
    whole = opened("whole.db")
    assert not whole.add([*others, *articles]).failed
    monkeypatch.setattr(accounts, "MOST_ACCOUNTS", most)
    monkeypatch.setattr(grouping, "MOST_EVENTS", most)
    small = opened()
    assert not small.add([*others, *articles]).failed
    assert dump(small) == dump(whole)


def test_two_that_add_in_turn_see_each_other(opened: Open, articles: list[Article]) -> None:
    one, other = opened(), opened()
    for number, article in enumerate(articles):
        (one, other)[number % 2].add([article])
    assert events_of(one) == events_of(other) == {BRIDGE, CUP}
    assert other.add(articles).unchanged == tuple(article.id for article in articles)


def test_an_event_keeps_its_id_when_articles_join_it(opened: Open, articles: list[Article]) -> None:
    corpus = opened()
    corpus.add(articles[:1])
    [before] = corpus.events()
    corpus.add(articles)
    assert before.id in {event.id for event in corpus.events() if len(event.articles) == 3}


#: From version 10 back to 3.
OLDEST = """
DROP INDEX ix_events_first_day; DROP INDEX ix_events_merged_into; DROP INDEX ix_stories_merged_into;
ALTER TABLE events DROP COLUMN first_day; ALTER TABLE events DROP COLUMN last_day;
ALTER TABLE events DROP COLUMN mean; DROP INDEX ix_events_size; ALTER TABLE events DROP COLUMN size;
CREATE INDEX ix_mentions_entity ON mentions (entity);
DROP TABLE copy_keys; CREATE TABLE shingle_bands (article TEXT, band TEXT); DROP TABLE word_vectors;
"""


@pytest.mark.parametrize(("version", "script"), [(10, ""), (3, OLDEST)])
def test_a_corpus_of_an_older_format_goes_on(
    opened: Open, articles: list[Article], tmp_path: Path, version: int, script: str
) -> None:
    numbered = [
        replace(article, id=f"{number:016x}", location=Path(article.location).name)
        for number, article in enumerate(articles, start=1)
    ]
    whole = opened("whole.db")
    whole.add(numbered)
    with closing(sqlite3.connect(tmp_path / "news.db")) as connection:  # of the first two
        connection.executescript((Path(__file__).parent / "older.sql").read_text(encoding="utf-8") + script)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
    now = opened()
    if version == 10:
        assert now.store.word_vectors([numbered[0].id], "another")[numbered[0].id][1].tolist() == [
            [4, 5, 6],
            [7, 8, 9],
        ]
        told = {(fault.part, fault.subject, fault.reason) for fault in now.check()}
        assert told == {(Part.WORDS, a.id, reason) for a in numbered[:2] for reason in UNINDEXED}
    now.repair()  # copies are looked up by what the oldest format did not have
    now.add(numbered)
    assert now.check() == []
    assert schema_of(tmp_path / "news.db") == schema_of(tmp_path / "whole.db")
    assert dump(now) == dump(whole)
    now.judge(JudgementKind.SAME, numbered[0].id, numbered[-1].id, user="ana")
    assert len(now.judgements()) == 1


UNINDEXED = (
    "is kept without its wording",
    "is not found by its meaning",
    "stands in the index with other words than its own",
)


def schema_of(database: Path) -> list[tuple[str, ...]]:
    """Return what tables and indices have: their columns, in order of name."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT m.name, c.name, c.type, c.pk, m.sql LIKE '%WITHOUT ROWID%' FROM sqlite_master AS m"
            " JOIN pragma_table_xinfo(m.name) AS c UNION SELECT m.name, c.name, '', c.seqno, ''"
            " FROM sqlite_master AS m JOIN pragma_index_info(m.name) AS c ORDER BY 1, 2, 4"
        ).fetchall()


def test_after_a_failure_adding_goes_on(
    opened: Open, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = opened()

    def fail(*_: object, **__: object) -> None:
        raise StoreError("news.db: database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(corpus.store, "set_story", fail)
        with pytest.raises(StoreError):
            corpus.add(articles)
    assert corpus.events() == []
    corpus.add(articles)
    assert events_of(corpus) == {BRIDGE, CUP}


def test_a_corpus_is_read_with_the_encoder_that_made_it(
    opened: Open, articles: list[Article], tmp_path: Path
) -> None:
    opened().add(articles)
    with (
        open_corpus(tmp_path / "news.db", encoder="e5-small") as corpus,
        pytest.raises(EncoderError, match=r"was made with the encoder hashing, not with e5-small$"),
    ):
        corpus.add([*articles[:1], make_article()])


def test_a_headline_alone_is_an_article(opened: Open) -> None:
    corpus = opened()
    corpus.add([make_article(text="Two ferries collided", title="Two ferries collided")])
    [event] = corpus.events()
    assert event.label == "Two ferries collided"
    assert [t.article for c in corpus.compare(event.id).claims for t in c.tellings] == list(event.articles)


# Comparing


@pytest.fixture
def compared(opened: Open, articles: list[Article]) -> Comparison:
    corpus = opened()
    corpus.add(articles)
    event = max(corpus.events(), key=lambda event: len(event.articles))
    return corpus.compare(event.id)


def tellers(comparison: Comparison, words: str) -> set[str | None]:
    """Return the outlets that tell a claim of which some telling has these words."""
    outlets = {a.id: a.outlet for a in comparison.articles}
    held = [claim for claim in comparison.claims if words in told(comparison, claim.id)]
    return {outlets[t.article] for claim in held for t in claim.tellings}


def told(comparison: Comparison, claim: str) -> str:
    """Return all tellings of a claim."""
    texts = {a.id: a.text for a in (*comparison.articles, *comparison.background)}
    tellings = [t for c in comparison.claims if c.id == claim for t in c.tellings]
    return " | ".join(texts[t.article][slice(*t.span)] for t in tellings)


def test_a_claim_has_all_that_tell_it(compared: Comparison) -> None:
    assert tellers(compared, "because of cracks in two pillars") == {"ledger", "gazette", "courier"}
    assert tellers(compared, "Some four thousand people") == {"ledger", "courier"}
    assert tellers(compared, "Shopkeepers") == {"gazette"}


def test_who_does_not_tell_a_claim_is_an_omission(compared: Comparison) -> None:
    [claim] = [c for c in compared.claims if len(c.tellings) == 1 and "Shopkeepers" in told(compared, c.id)]
    omissions = {o.article: o for o in compared.omissions if o.claim == claim.id}
    silent = {a.id for a in compared.articles if a.outlet != "gazette"}
    assert set(omissions) == silent
    assert all(o.nearest is not None and 0 <= o.score <= 1 for o in omissions.values())
    assert {o.kind for o in omissions.values()} == {OmissionKind.LEFT_OUT}


def test_every_sentence_of_a_body_is_in_a_claim(compared: Comparison) -> None:
    in_claims = {(t.article, t.span) for c in compared.claims for t in c.tellings}
    for article in compared.articles:
        for sentence in compared.sentences[article.id]:
            assert ((article.id, sentence.span) in in_claims) == (sentence.kind is SentenceKind.BODY)


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"published": None}, ("gazette: no date of publication is known.",)),
        ({"published": "2025-03"}, ("gazette: the date of publication is known only to the month.",)),
        ({"published": "2025"}, ("gazette: the date of publication is known only to the year.",)),
        (
            {"language": "tlh"},
            (
                "gazette: tlh is a language without a mean of its own; less is sure.",
                "gazette: there is no list of tlh's words for saying; who says what is told by quotation marks, "
                "colons and the fitted heads alone.",
            ),
        ),
        ({"notes": ("read as windows-1251",)}, ("gazette: read as windows-1251.",)),
        ({}, ()),
    ],
    ids=str,
)
def test_a_comparison_says_what_limits_it(
    opened: Open, changes: dict[str, object], notes: tuple[str, ...]
) -> None:
    corpus = opened()
    corpus.add([make_article(**changes)])
    [event] = corpus.events()
    assert corpus.compare(event.id).notes == notes


def test_what_is_not_there_is_not_found(opened: Open) -> None:
    corpus = opened()
    with pytest.raises(NotFoundError):
        corpus.compare("e1")
    with pytest.raises(NotFoundError):
        corpus.article("1.txt")


# The example, with the encoder that users have


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    with open_corpus(tmp_path_factory.mktemp("example") / "news.db") as corpus:
        corpus.add(read_articles(EXAMPLE, outlet_pattern="{n}-{language}-{outlet}"))
        yield corpus


def numbers(corpus: Corpus, articles: Sequence[str]) -> set[int]:
    """Return the numbers at the head of the articles' file names."""
    return {int(Path(a.location).name[:2]) for a in corpus.articles(articles).values()}


def test_the_example_is_two_events_of_one_story(example: Corpus) -> None:
    follow_up, fish = example.events()
    assert numbers(example, fish.articles) == {1, 2, 3, 4, 5, 6, 7, 8}
    assert numbers(example, follow_up.articles) == {9}
    [story] = example.stories()
    assert story.events == (fish.id, follow_up.id)
    assert (fish.date, follow_up.date) == ("2025-09-16", "2025-09-24")


def test_the_example_has_one_copy(example: Corpus) -> None:
    [copy] = example.copies()
    assert (numbers(example, [copy.article]), numbers(example, [copy.original])) == ({3}, {1})


def test_the_figure_of_the_example_is_lined_up_across_scripts(example: Corpus) -> None:
    comparison = example.compare(example.events()[-1].id)
    words = ("четири тони", "katër tonë", "έξι τόνοι", "four tonnes", "dört ton", "ستة أطنان")
    held = [told(comparison, claim.id) for claim in comparison.claims]
    assert max(sum(word in text for word in words) for text in held) >= 4
