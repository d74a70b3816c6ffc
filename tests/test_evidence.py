"""What speaks for two accounts telling one event, and how a corpus decides by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import HASHING
from factories import make_article
from hypothesis import given
from hypothesis import strategies as st

from retold import Corpus, open_corpus
from retold.corpus.accounts import account_of
from retold.export import dump
from retold.find import Findings
from retold.group import (
    Account,
    Stream,
    belonging,
    evidence,
    is_headline,
    matter_of,
    part,
    regroup,
    slots_of,
)
from retold.model import Article, Date, Sentence, Span
from retold.store import as_kept
from retold.text.time import days_of, times_of

# Evidence

NOTHING = np.zeros(2, dtype=np.float32)


def account(
    article: str,
    *,
    date: str | None = "2025-03-04",
    words: str = "",
    names: str = "",
    language: str = "en",
    **values: str,
) -> Account:
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    return Account(
        article=article,
        days=days_of(date),
        times=times_of(date),
        vectors=vectors,
        mean=vectors.mean(axis=0),
        language=language,
        words=slots_of(words.split()),
        names=slots_of(names.split()),
        values={kind: frozenset(said.split()) for kind, said in values.items()},
    )


def compared(one: Account, other: Account) -> dict[str, float]:
    stream = Stream(10)
    names, values = evidence([one], [other], stream.weights)
    back = evidence([other], [one], stream.weights)[1]
    assert np.allclose(values, back), "what speaks for two does not depend on which stands first"
    return dict(zip(names, values[0, 0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({}, {}, {"sentences alike": 1, "one language": 1, "days apart": 0, "undated": 0}),
        ({"date": "2025-03-04"}, {"date": "2025-03-07"}, {"days apart": 3}),
        ({"date": "2025-03-04T06:00Z"}, {"date": "2025-03-04T18:00Z"}, {"days apart": 0.5}),
        ({"date": "2025-03"}, {"date": "2025-03-07"}, {"days apart": 0, "undated": 0}),
        ({"date": None}, {}, {"days apart": 0, "undated": 1}),
        ({"date": "2024-01-01"}, {}, {"days apart": 14}),
        ({"language": "sq"}, {}, {"one language": 0}),
        ({"figure": "4"}, {"figure": "4 7"}, {"figure shared": 1, "figure clash": 0}),
        ({"figure": "4"}, {"figure": "7"}, {"figure shared": 0, "figure clash": 1}),
        ({"figure": "4"}, {}, {"figure shared": 0, "figure clash": 0}),
        ({"place": "city:1"}, {"place": "city:2"}, {"place clash": 1}),
        ({"day": "2025-03-03"}, {"day": "2025-03-04"}, {"day clash": 1}),
    ],
    ids=str,
)
def test_each_kind_of_evidence_is_one_number(
    one: dict[str, str], other: dict[str, str], said: dict[str, float]
) -> None:
    found = compared(account("one", **one), account("other", **other))
    assert {name: found[name] for name in said} == pytest.approx(said)


def test_rare_words_say_more_than_those_of_every_day() -> None:
    stream = Stream(100)
    for n in range(50):
        stream.add(slots_of(["games", f"word{n}"]), NOTHING)
    stream.add(slots_of(["games", "crane"]), NOTHING)
    weights = dict(zip(["games", "crane"], stream.weights(slots_of(["crane", "games"])), strict=False))
    assert sorted(weights.values())[0] == pytest.approx(np.log(53 / 52))
    assert sorted(weights.values())[1] == pytest.approx(np.log(53 / 2))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"names": "delev velm"}, {"names": "delev velm"}, 1),
        ({"names": "delev velm"}, {"names": "lund ost"}, 0),
        ({"names": "delev", "words": "roof fell"}, {"names": "lund", "words": "roof fell"}, 0),
        ({"words": "roof delev"}, {"names": "delev roof"}, 1),
        ({}, {"names": "delev"}, 0),
    ],
    ids=str,
)
def test_events_of_a_story_share_names_or_words_where_one_has_none(
    one: dict[str, str], other: dict[str, str], shared: float
) -> None:
    names, values = belonging([account("one", **one)], [account("other", **other)], Stream(10).weights)
    assert values[0, 0, names.index("names shared")] == pytest.approx(shared)


@given(st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=3), max_size=12))
def test_words_that_came_too_long_ago_are_forgotten(told: list[list[str]]) -> None:
    counting, last = Stream(4), Stream(4)
    for words in told:
        counting.add(slots_of(words), NOTHING)
    for words in told[-4:]:
        last.add(slots_of(words), NOTHING)
    assert np.array_equal(counting.weights(slots_of("abcde")), last.weights(slots_of("abcde")))


def about(article: str, *means: float, date: str = "2025-03-04") -> Account:
    mean = np.array(means, dtype=np.float32)
    mean = as_kept(mean / np.linalg.norm(mean))
    return Account(article=article, days=days_of(date), vectors=mean[None], mean=mean)


def test_what_all_write_about_says_less_of_one_event() -> None:
    opening, judo = about("opening", 0.8, 0.6, 0), about("judo", 0.8, 0, 0.6)
    of_games, of_nothing = Stream(2000), Stream(2000)
    for _ in range(1000):
        of_games.add(slots_of([]), np.array([1, 0, 0], dtype=np.float32))
        of_nothing.add(slots_of([]), np.zeros(3, dtype=np.float32))
    of_both = np.array([opening.mean, judo.mean])
    alike = [np.prod(stream.beside(of_both), axis=0).sum() for stream in (of_games, of_nothing)]
    assert alike[1] == pytest.approx(0.64, abs=1e-3)
    assert alike[0] < 0.2


@given(st.lists(st.tuples(*[st.floats(-1, 1, width=16)] * 2), min_size=5, max_size=12))
def test_what_came_too_long_ago_leaves_no_trace(told: list[tuple[float, float]]) -> None:
    counting, last = Stream(4), Stream(4)
    for one in told:
        counting.add(slots_of([]), np.array(one, dtype=np.float32))
    for one in told[-4:]:
        last.add(slots_of([]), np.array(one, dtype=np.float32))
    assert np.array_equal(
        counting.beside(np.eye(2, dtype=np.float32)), last.beside(np.eye(2, dtype=np.float32))
    )


@pytest.mark.parametrize(
    ("between", "joined"),
    [
        ({}, True),
        ({"date": "2025-03-14"}, False),
    ],
)
def test_headlines_are_about_one_matter_by_what_others_say_at_the_time(
    between: dict[str, str], joined: bool
) -> None:
    stream = Stream(100)
    french, slovene = about("fr", 1, 0, 0.2), about("sl", 0.2, 0, 1)
    others = [about(str(n), 0.6, 0.2 * n, 0.6, **between) for n in range(3)]
    first, second = (matter_of(one, others, stream) for one in (french, slovene))
    gain = float(first @ second) - float(french.mean @ slovene.mean)
    assert gain == pytest.approx(0, abs=1e-3) if not joined else gain > 0.3


def test_a_matter_without_neighbours_is_the_article_itself() -> None:
    one = about("one", 3, 4)
    assert matter_of(one, [], Stream(10)) == pytest.approx(one.mean, abs=1e-3)
    assert matter_of(one, [about("far", -4, 3)], Stream(10)) == pytest.approx(one.mean, abs=1e-3)


def test_one_sentence_is_a_headline() -> None:
    long = account("long")
    short = Account(article="short", days=None, vectors=long.vectors[:1], mean=long.mean)
    assert is_headline([long, short], [long]).tolist() == [[False], [True]]


def test_a_line_that_only_gives_a_day_dates_an_article_and_makes_it_like_no_other() -> None:
    text = "4 March 2024\nThe mill by the weir burned down."
    article = Article(id="a", location="a", text=text, language="en")
    spans = [Span(0, 12), Span(13, len(text))]
    lines = [Sentence(id=f"a-{n}", article="a", position=n, span=span) for n, span in enumerate(spans)]
    found = Findings(dates=(Date(article="a", span=lines[0].span, value="2024-03-04"),))
    told = account_of(article, lines, np.eye(2, dtype=np.float32), found, "unmeasured")
    assert told.days == days_of("2024-03-04")
    assert told.vectors.tolist() == [[0, 1]]
    assert not told.opening


# Large groups


def test_of_a_large_group_the_near_ones_are_looked_at_one_by_one() -> None:
    members = list("abcdef")
    apart = dict(zip(members, [5.0, 1.0, 4.0, 0.0, 3.0, 2.0], strict=True))
    assert part(members, 6, apart) == [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]
    assert part(members, 2, apart) == [["b"], ["d"], ["a", "c", "e", "f"]]


def test_blocks_kept_apart_never_join_however_alike() -> None:
    def link(things: Sequence[str]) -> np.ndarray:
        return np.ones((len(things), len(things)), dtype=np.float32)

    blocks = [["a"], ["b"], ["c", "d"]]
    assert regroup(blocks, link, 0.5) == [["a", "b", "c", "d"]]
    assert sorted(map(sorted, regroup(blocks, link, 0.5, [({"a"}, {"c"})]))) in (
        [["a", "b"], ["c", "d"]],
        [["a"], ["b", "c", "d"]],
    )


# In a corpus


Open = Callable[..., Corpus]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    corpora = []

    def opening(name: str = "news.db") -> Corpus:
        corpora.append(open_corpus(tmp_path / name, encoder=HASHING))
        return corpora[-1]

    yield opening
    for corpus in corpora:
        corpus.close()


FIRE = (
    "A fire destroyed the carpet market of Velika on Tuesday night.",
    "Forty stalls burned down and two firemen were hurt.",
)


def fire(number: int, text: str = " ".join(FIRE), **changes: str | None) -> Article:
    return make_article(
        **{"location": f"{number}.txt", "text": text, "title": None, "outlet": f"{number}"} | changes
    )


@pytest.mark.parametrize(
    ("date", "events"),
    [("2025-03-04", 1), ("2025-03-05", 1), ("2025-03", 1), (None, 1), ("2025-05-20", 2), ("2024-03", 2)],
)
def test_the_same_words_are_one_event_only_about_the_same_days(
    opened: Open, date: str | None, events: int
) -> None:
    corpus = opened()
    corpus.add([fire(1, published="2025-03-04"), fire(2, published=date)])
    assert len(corpus.events()) == events


def test_headlines_alone_find_each_other(opened: Open) -> None:
    corpus = opened()
    corpus.add([fire(1, FIRE[0]), fire(2, FIRE[0]), fire(3, "Η κυβέρνηση παραιτήθηκε μετά την ψηφοφορία")])
    assert sorted(len(event.articles) for event in corpus.events()) == [1, 2]


def test_one_that_tells_of_two_happenings_does_not_chain_them(opened: Open) -> None:
    vote = ("Η κυβέρνηση της Βέλιτσας παραιτήθηκε την Τρίτη.", "Οι εκλογές θα γίνουν σε σαράντα μέρες.")
    corpus = opened()
    both = fire(9, " ".join((*FIRE, *vote)))
    corpus.add([both, *(fire(n) for n in (1, 2, 3)), *(fire(n, " ".join(vote)) for n in (4, 5, 6))])
    numbers = {a.id: int(a.outlet or 0) for a in corpus.articles().values()}
    events = [{numbers[a] for a in event.articles} for event in corpus.events()]
    assert not any({1, 4} <= event for event in events)


def test_the_same_arrivals_give_the_same_corpus_byte_for_byte(opened: Open) -> None:
    arrivals = [fire(n, published=f"2025-03-{4 + n % 3:02}") for n in range(9)]
    arrivals += [fire(20 + n, FIRE[n % 2], published="2025-03-05") for n in range(6)]
    one, other = opened("one.db"), opened("other.db")
    one.add(arrivals)
    for article in arrivals:
        other.add([article])
    assert dump(one) == dump(other)
    before = dump(one)
    one.add(arrivals)
    assert dump(one) == before
