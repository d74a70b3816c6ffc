"""A large story is lined up in chapters: what arrives changes one of them, and what came before is known to all."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from factories import make_article
from hypothesis import given
from hypothesis import strategies as st
from test_align import BRIDGE, CUP, FIRE, lined_up, passage, sentences_of

from retold import open_corpus
from retold.align import Chapter, divide, nearest_before, parts, unite_parts
from retold.align.chapters import GUESTS
from retold.corpus import Corpus
from retold.encode import load_encoder
from retold.model import Article, Claim, Span, Telling
from retold.protocols import Encoder
from retold.settings import Settings
from retold.spread.processes import Processes

# Dividing

#: Days and sizes of events, in time order.
told_events = st.lists(st.tuples(st.floats(738_000, 738_400), st.integers(1, 30)), max_size=40).map(sorted)


@pytest.mark.parametrize(
    ("times", "sizes", "runs"),
    [
        ([], [], []),
        ([5.5], [900], [[0]]),
        ([1.5, 2.5, 3.5], [10, 20, 30], [[0, 1, 2]]),
        ([1.5, 2.5, 65.5], [40, 40, 40], [[0, 1], [2]]),
        ([4.5, 4.5, 4.5, 4.5], [40, 40, 40, 40], [[0, 1], [2, 3]]),
        ([4.5, 4.5, 4.5], [40, 140, 40], [[0], [1], [2]]),
        ([1.5, 1.75, 2.5, 10.0**7], [60, 60, 60, 60], [[0], [1], [2], [3]]),
    ],
    ids=["nothing", "one too large", "all fit", "by time", "one noon", "one noon, one too large", "undated"],
)
def test_a_story_is_divided(times: list[float], sizes: list[int], runs: list[list[int]]) -> None:
    assert [list(run) for run in divide(times, sizes, 100)] == runs


@given(told_events)
def test_runs_hold_everything_once_in_order_and_no_more_than_fits(told: list[tuple[float, int]]) -> None:
    runs = divide([time for time, _ in told], [size for _, size in told], 60)
    assert [place for run in runs for place in run] == list(range(len(told)))
    assert all(len(run) == 1 or sum(told[i][1] for i in run) <= 60 for run in runs)


@given(told_events.filter(bool), st.data())
def test_what_arrives_changes_no_run_but_that_it_falls_into(
    told: list[tuple[float, int]], data: st.DataObject
) -> None:
    """Runs that are at one time may move on among themselves: they have no line between them."""
    new = data.draw(st.tuples(st.floats(738_000, 738_400), st.integers(1, 30)))
    after = sorted([*told, new])

    def spans(events: list[tuple[float, int]]) -> set[tuple[tuple[float, int], ...]]:
        return {
            tuple(events[i] for i in run)
            for run in divide([t for t, _ in events], [n for _, n in events], 60)
        }

    gone = spans(told) - spans(after)
    times = [{int(time * 2048) for time, _ in run} for run in gone]
    assert len(gone) <= 1 or all(a == b and len(a) == 1 for a, b in pairwise(times))


def test_what_came_before_is_what_is_nearest_in_meaning() -> None:
    means = np.eye(4, dtype=np.float32)[[0, 1, 0, 2, *[3] * 20, 0, 1]]
    near = nearest_before(means, 24)
    assert near[:3] == [0, 1, 2]
    assert len(near) == GUESTS
    assert nearest_before(means, 2) == [0, 1]


@pytest.mark.parametrize(
    "other",
    [
        Chapter("s2", {"e1": ("a", "b"), "e2": ("c",)}),
        Chapter("s1", {"e1": ("a", "b", "c")}),
        Chapter("s1", {"e1": ("a",), "e2": ("c", "b")}),
    ],
    ids=["another story", "one event", "moved"],
)
def test_a_chapter_is_known_by_its_story_events_and_articles(other: Chapter) -> None:
    chapter = Chapter("s1", {"e1": ("a", "b"), "e2": ("c",)})
    assert chapter.digest == replace(chapter, guests={"z": "e0"}).digest
    assert chapter.digest != other.digest
    assert chapter.holds({"a": "e1", "b": "e1", "c": "e2"})
    assert not chapter.holds({"a": "e1", "b": "e1"})


# Events that are larger than a chapter

#: What fourteen articles say in other orders, and one of them alone.
SAID = [passage(f"{n:02}", *([FIRE, BRIDGE] if n % 2 else [BRIDGE, FIRE])) for n in range(14)]
SAID.append(passage("14", FIRE, CUP))


def test_what_fits_is_one_part() -> None:
    assert parts(SAID, 30) == [SAID]
    assert parts([], 30) == [[]]


def test_leaders_stand_in_every_part_and_all_else_in_one() -> None:
    found = [[p.article for p in part] for part in parts(SAID, 12)]
    leaders = set.intersection(*map(set, found))
    assert len(found) > 1
    assert leaders == {"00", "05", "10"}
    assert sorted(a for part in found for a in set(part) - leaders) == sorted(
        {p.article for p in SAID} - leaders
    )
    assert all(part == sorted(part) and len(part) <= 6 for part in found)


def test_what_parts_tell_is_one_claim_by_its_leaders() -> None:
    united = unite_parts([lined_up(part) for part in parts(SAID, 12)], SAID)
    assert [len(sentences_of(claim)) for claim in united] == [14, 15, 1]
    assert [claim.id for claim in united] == ["c00.0", "c00.1", "c14.1"]
    whole = [sentences_of(claim) for claim in lined_up(SAID)]
    assert [sentences_of(claim) for claim in united] == whole


def test_claims_that_begin_with_one_sentence_are_numbered() -> None:
    told = [passage(article, FIRE) for article in "abcd"]

    def claim(articles: str) -> Claim:
        tellings = tuple(Telling(article=a, span=Span(0, 9)) for a in articles)
        return Claim(id="as its part calls it", event="e1", tellings=tellings)

    united = unite_parts([[claim("ab"), claim("ac")], [claim("ad")]], told)
    assert [(c.id, "".join(t.article for t in c.tellings)) for c in united] == [
        ("ca.0", "abd"),
        ("ca.0.2", "ac"),
    ]
    guest = unite_parts([[claim("ab")], [claim("bcd")]], told, guests={"a"})
    assert [(c.id, "".join(t.article for t in c.tellings)) for c in guest] == [("cb.0", "abcd")]


# In a corpus

DAYS = {
    "2026-02-03": [
        "Dam at Orlec cracks after floods. Engineers found a crack of 40 metres in the dam at Orlec on Tuesday."
        " Mayor Petra Zalar said that 900 people have to leave the valley.",
        "Crack found in Orlec dam. A crack of 40 metres was found in the Orlec dam on Tuesday, engineers said."
        " About 900 people have to leave the valley, according to mayor Petra Zalar.",
    ],
    "2026-02-21": [
        "Orlec dam: state opens inquiry. The ministry has opened an inquiry into the crack in the Orlec dam."
        " Engineers found a crack of 40 metres in the dam at Orlec in early February.",
        "Inquiry into Orlec dam begins. An inquiry into the crack of the Orlec dam was opened by the ministry."
        " Mayor Petra Zalar welcomed the inquiry into the dam at Orlec.",
    ],
    "2026-03-17": [
        "Orlec dam reopens after repairs. The dam at Orlec was opened again on Monday after its crack was closed."
        " Mayor Petra Zalar said that 900 people can return to the valley.",
    ],
}
LATE = "Orlec dam: builder is heard. The ministry heard the builder of the Orlec dam in its inquiry into the crack."


def report(day: str, number: int, text: str) -> Article:
    place = f"{day}-{number}.txt"
    return make_article(location=place, outlet=place, published=day, language="en", title=None, text=text)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def corpus_of(place: Path, encoder: Encoder, sentences: int = 8) -> Corpus:
    return open_corpus(
        place, encoder=encoder, settings=Settings(chapter_sentences=sentences, story_threshold=-9.0)
    )


def reports() -> list[Article]:
    return [report(day, n, text) for day, texts in DAYS.items() for n, text in enumerate(texts)]


def places(corpus: Corpus, claim: Claim) -> set[str]:
    return {corpus.article(t.article).location for t in claim.tellings}


def test_each_chapter_has_claims_of_its_own_and_knows_what_came_before(
    tmp_path: Path, encoder: Encoder
) -> None:
    with corpus_of(tmp_path / "news.db", encoder) as corpus:
        corpus.add(reports())
        [story] = corpus.stories()
        first, second, third = story.events
        assert len(set(corpus.store.lined_up(story.events).values())) == 3
        days = {event.id: event.date for event in corpus.events()}
        for claim in corpus.claims():
            told = {place[:10] for place in places(corpus, claim)}
            assert days[claim.event] in told
            assert max(told) == days[claim.event]
        assert any("2026-02-03-0.txt" in places(corpus, c) for c in corpus.claims() if c.event == second)
        assert {c.event for c in corpus.compare(first).claims} == {first}
        assert {a.location[:10] for a in corpus.compare(third).articles} == {"2026-03-17"}
        assert not corpus.check()


def test_what_arrives_lets_other_chapters_be(tmp_path: Path, encoder: Encoder) -> None:
    with corpus_of(tmp_path / "news.db", encoder) as corpus:
        corpus.add(reports())
        [story] = corpus.stories()
        before = corpus.store.lined_up(story.events)
        kept = {claim.id: claim for claim in corpus.claims()}
        corpus.add([report("2026-02-21", 7, LATE)])
        after = corpus.store.lined_up(story.events)
        assert [event for event in story.events if before[event] != after[event]] == [story.events[1]]
        now = {claim.id: claim for claim in corpus.claims()}
        assert all(
            now[key] == claim
            for key, claim in kept.items()
            if claim.event in (story.events[0], story.events[2])
        )
        assert any("2026-02-21-7.txt" in places(corpus, claim) for claim in now.values())
        assert not corpus.check()


def test_a_small_story_is_one_chapter(tmp_path: Path, encoder: Encoder) -> None:
    with corpus_of(tmp_path / "news.db", encoder, sentences=600) as corpus:
        corpus.add(reports())
        [story] = corpus.stories()
        assert len(set(corpus.store.lined_up(story.events).values())) == 1
        assert corpus.store.lined_up_with(story.events[2]) == sorted(story.events)


def test_what_papers_print_alike_is_compared_once_and_told_by_all(tmp_path: Path, encoder: Encoder) -> None:
    first, *others = DAYS["2026-02-03"]
    printed = [report("2026-02-03", n, first) for n in range(3)]
    own = [report("2026-02-03", n, text) for n, text in enumerate(others, 3)]
    settings = Settings(chapter_sentences=2, story_threshold=-9.0, event_threshold=-9.0)
    with open_corpus(tmp_path / "news.db", encoder=encoder, settings=settings) as corpus:
        corpus.add([*printed, *own])
        wanted = {article.location for article in printed}
        told = [places(corpus, claim) & wanted for claim in corpus.claims()]
        assert any(told)
        assert all(some in (set(), wanted) for some in told)
        assert not corpus.check()


def test_worker_processes_line_chapters_up_alike(tmp_path: Path, encoder: Encoder) -> None:
    dumps = []
    for name in ("here", "there"):
        with corpus_of(tmp_path / f"{name}.db", encoder) as corpus:
            if name == "here":
                corpus.add(reports())
            else:
                with Processes(corpus, str(tmp_path / f"{name}.db"), workers=1) as engine:
                    corpus.add(reports(), engine=engine)
            dumps.append([(claim, corpus.store.differences([claim.id])) for claim in corpus.claims()])
    assert dumps[0] == dumps[1]


def test_a_story_can_be_lined_up_again_as_a_whole(tmp_path: Path, encoder: Encoder) -> None:
    with corpus_of(tmp_path / "news.db", encoder) as corpus:
        corpus.add(reports())
        [story] = corpus.stories()
        with corpus.store.writing():
            corpus.store.line_up_again([story.id])
        assert corpus.store.lined_up(story.events) == {}
        corpus.refresh()
        assert len(set(corpus.store.lined_up(story.events).values())) == 3
