"""What users judge of events: kept, replayed with every arrival, undone, signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from conftest import HASHING
from factories import EXAMPLE, make_article
from hypothesis import given
from hypothesis import strategies as st

from retold import Corpus, open_corpus
from retold.corpus import places_of
from retold.corpus.rejecting import without_rejected
from retold.errors import NotFoundError, UsageError
from retold.group import settle
from retold.model import (
    Article,
    Difference,
    DifferenceKind,
    Evidence,
    Judgement,
    JudgementKind,
    Matter,
    Span,
)
from retold.read import read_articles

SAME, DIFFERENT, MERGE, SPLIT, RENAME, _, UNDO = JudgementKind

# What holds of all that was judged


def judged(kind: JudgementKind, first: str, second: str = "", **changes: object) -> Judgement:
    """Make a judgement of articles, each named by one letter."""
    fields = {"number": 1, "user": "ana", "at": "2025-03-04T10:00:00+00:00"} | changes
    return Judgement(kind=kind, subjects=(tuple(first), tuple(second)), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("judgements", "together", "apart"),
    [
        ([judged(SAME, "ab")], ["ab"], []),
        ([judged(SAME, "ab"), judged(SAME, "bc")], ["abc"], []),
        ([judged(MERGE, "ab", "cd")], ["abcd"], []),
        ([judged(DIFFERENT, "a", "b")], [], [("a", "b")]),
        ([judged(SPLIT, "ab", "cd")], ["ab", "cd"], [("ab", "cd")]),
        ([judged(SAME, "ab"), judged(DIFFERENT, "a", "b")], [], [("a", "b")]),
        ([judged(DIFFERENT, "a", "b"), judged(SAME, "ab")], ["ab"], []),
        ([judged(SAME, "abc"), judged(DIFFERENT, "a", "b")], ["ac"], [("a", "b")]),
        ([judged(SPLIT, "ab", "cd"), judged(SAME, "bc")], ["abc"], [("ab", "d")]),
        ([judged(SAME, "ab", undone=True)], [], []),
        ([judged(SAME, "ab"), judged(UNDO, "1", undone=True)], ["ab"], []),
    ],
    ids=str,
)
def test_of_two_judgements_that_contradict_each_other_the_newer_holds(
    judgements: Sequence[Judgement], together: list[str], apart: list[tuple[str, str]]
) -> None:
    found = settle(judgements)
    assert sorted("".join(sorted(one)) for one in found.together) == together
    assert [("".join(sorted(a)), "".join(sorted(b))) for a, b in found.apart] == apart


SIDES = st.lists(st.sampled_from("abcdefg"), min_size=2, max_size=5, unique=True).map("".join)
JUDGEMENTS = st.lists(
    st.builds(
        lambda kind, side, at: judged(kind, side[:at], side[at:]),
        st.sampled_from([SAME, DIFFERENT, MERGE, SPLIT]),
        SIDES,
        st.just(1),
    ),
    max_size=8,
)


@given(JUDGEMENTS)
def test_what_holds_never_contradicts_itself(judgements: list[Judgement]) -> None:
    found = settle(judgements)
    assert not any(one & first and one & second for one in found.together for first, second in found.apart)
    members = [article for one in found.together for article in one]
    assert len(members) == len(set(members))
    if judgements and judgements[-1].kind in (SAME, MERGE):
        assert any({a for side in judgements[-1].subjects for a in side} <= one for one in found.together)


BLOCKS = st.permutations("abcdefghij").map(lambda letters: [letters[:1], letters[1:4], letters[4:]])


@given(JUDGEMENTS, BLOCKS)
def test_blocks_are_arranged_so_that_they_can_be_kept_apart(
    judgements: list[Judgement], blocks: list[list[str]]
) -> None:
    found = settle(judgements)
    arranged = found.arrange(blocks)
    assert sorted(a for block in arranged for a in block) == sorted("abcdefghij")
    assert all(any(one <= set(block) for block in arranged) for one in found.together)
    for block in map(set, arranged):
        assert not any(block & first and block & second for first, second in found.apart)


# In a corpus

BRIDGE = (
    "The old bridge over the Drinas was closed on Tuesday because of cracks in two pillars.",
    "Mayor Arta Velo said the repair would cost three million euros.",
    "Some four thousand people cross the bridge every day.",
    "Shopkeepers on the left bank fear for the market.",
    "Engineers measured the cracks in the pillars all night.",
)
FERRY = (
    "Δύο πλοία συγκρούστηκαν μέσα στην ομίχλη στην είσοδο του λιμανιού της Λήμνου.",
    "Κανείς δεν τραυματίστηκε, είπε ο λιμενάρχης Νίκος Βάλτος.",
    "Και τα δύο ρυμουλκήθηκαν στην προβλήτα με στραβωμένες πλώρες.",
    "Οι επιβάτες περίμεναν ώρες στην αίθουσα αναμονής.",
    "Λίγο πριν από τη σύγκρουση είχε χαλάσει ένα ραντάρ.",
)


#: Of which there are many every day.
NOTES = (
    "Bashkia njoftoi orarin e ri.",
    "Moti mbetet i kthjellët.",
    "U hap ekspozita e pranverës.",
    "Çmimet e qumështit u rritën.",
    "Ekipi i qytetit barazoi.",
)


def report(number: int, told: Sequence[str], date: str = "2025-03-04") -> Article:
    """Report a happening in four of its five sentences, each report in another order; of notes, one."""
    sentences = list(permutations(told, 4))[number * 7 % 120][: 1 if told is NOTES else 4]
    return make_article(
        location=f"{number}.txt",
        text="\n".join(sentences),
        title=None,
        published=date,
        outlet=f"No. {number}",
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """Return a corpus of two events: a bridge in 1, 2 and 3, a ferry in 4 and 5."""
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as opened:
        opened.add([report(n, BRIDGE) for n in (1, 2, 3)] + [report(n, FERRY) for n in (4, 5)])
        assert grouped(opened) == ["123", "45"]
        yield opened


def grouped(corpus: Corpus, *, of: Sequence[int] = (1, 2, 3, 4, 5)) -> list[str]:
    """Return the events as runs of the numbers of their articles."""
    number = {a.id: int(Path(a.location).stem) for a in corpus.articles().values()}
    runs = [sorted(number[a] for a in event.articles if number[a] in of) for event in corpus.events()]
    return sorted("".join(map(str, run)) for run in runs if run)


def event_of(corpus: Corpus, name: str) -> str:
    return corpus.store.event_of([corpus.article(name).id])[corpus.article(name).id]


@pytest.mark.parametrize(
    ("kind", "names", "events"),
    [
        (SAME, ("3.txt", "4.txt"), None),
        (DIFFERENT, ("1.txt", "2.txt"), None),
        (MERGE, ("@1.txt", "@4.txt"), ["12345"]),
        (SPLIT, ("@1.txt", "2.txt", "3.txt"), ["1", "23", "45"]),
    ],
)
def test_what_is_judged_is_so_at_once_and_after_more_arrivals(
    corpus: Corpus, kind: JudgementKind, names: Sequence[str], events: list[str] | None
) -> None:
    given_names = [event_of(corpus, n[1:]) if n.startswith("@") else n for n in names]
    corpus.judge(kind, *given_names, user="ana")

    def holds() -> None:
        if kind in (SAME, DIFFERENT):
            assert (event_of(corpus, names[0]) == event_of(corpus, names[1])) is (kind is SAME)
        else:
            assert grouped(corpus) == events

    holds()
    corpus.add([report(n, text) for n in range(10, 20) for text in (BRIDGE, FERRY)])
    holds()


def test_a_judged_split_stays_split_after_a_thousand_more_arrivals(corpus: Corpus) -> None:
    corpus.judge(SPLIT, event_of(corpus, "1.txt"), "2.txt", "3.txt", user="ana")
    ids = {name: event_of(corpus, name) for name in ("1.txt", "2.txt", "3.txt")}
    days = [f"2025-{3 + n // 28:02}-{1 + n % 28:02}" for n in range(3, 43)]
    arrivals = [report(100 + n, (BRIDGE, FERRY, NOTES)[min(n % 10, 2)], days[n // 25]) for n in range(1000)]
    corpus.add(arrivals, refresh=False)
    assert {name: event_of(corpus, name) for name in ids} == ids
    assert ids["1.txt"] != ids["2.txt"] == ids["3.txt"]


def test_undoing_leads_back_and_undoing_that_forth_again(corpus: Corpus) -> None:
    before = {event.id: event.articles for event in corpus.events()}
    merged = corpus.judge(MERGE, *before, user="ana")
    [event] = corpus.events()
    gone = min(set(before) - {event.id})
    assert corpus.store.resolve_event(gone) == event.id, "a merge leaves a pointer"
    corpus.undo(merged.number, user="ben")
    assert {event.id: event.articles for event in corpus.events()} == before
    corpus.undo(merged.number + 1, user="ana")
    assert [event.id for event in corpus.events()] == [event.id]


def test_the_log_says_who_judged_what_and_loses_nothing(corpus: Corpus) -> None:
    first = corpus.judge(SAME, "1.txt", "4.txt", user="ana")
    corpus.undo(first.number, user="ben")
    assert [(j.number, j.kind, j.about, j.user, j.undone) for j in corpus.judgements()] == [
        (1, SAME, Matter.EVENT, "ana", True),
        (2, UNDO, Matter.EVENT, "ben", False),
    ]
    assert all(j.at.startswith("20") for j in corpus.judgements())


def test_a_new_label_stays_until_it_is_undone(corpus: Corpus) -> None:
    [event] = [e for e in corpus.events() if len(e.articles) == 3]
    renamed = corpus.judge(RENAME, event.id, " The cracks ", user="ana")
    corpus.add([report(6, BRIDGE)])
    assert {e.id: e.label for e in corpus.events()}[event.id] == "The cracks"
    corpus.undo(renamed.number, user="ana")
    assert {e.id: e.label for e in corpus.events()}[event.id] in BRIDGE


def test_a_story_has_a_label_of_its_own(corpus: Corpus) -> None:
    story = corpus.stories()[0]
    corpus.judge(RENAME, story.id, "A year of cracks", user="ana")
    assert {s.id: s.label for s in corpus.stories()}[story.id] == "A year of cracks"
    assert "A year of cracks" not in {e.label for e in corpus.events()}


def test_two_that_judge_and_add_see_each_other(corpus: Corpus, tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as other:
        other.judge(SPLIT, event_of(corpus, "1.txt"), "2.txt", user="ben")
    corpus.add([report(6, BRIDGE)])
    assert event_of(corpus, "1.txt") != event_of(corpus, "2.txt")


@pytest.mark.parametrize(
    ("kind", "names", "message"),
    [
        (SAME, ("1.txt",), "same: takes two articles or more"),
        (DIFFERENT, ("1.txt", "2.txt", "3.txt"), "different: takes two articles"),
        (MERGE, ("@1.txt", "@2.txt"), "merge: takes two events"),
        (SPLIT, ("@1.txt",), "split: takes an event and the articles that leave it"),
        (SPLIT, ("@4.txt", "4.txt", "5.txt"), "split: no article stays"),
        (SPLIT, ("@4.txt", "1.txt"), "does not tell the event"),
        (RENAME, ("@1.txt", " "), "rename: takes an event or a story, and its new label"),
        (UNDO, ("1",), "undo: is no judgement of events"),
    ],
    ids=str,
)
def test_a_judgement_that_makes_no_sense_is_refused(
    corpus: Corpus, kind: JudgementKind, names: Sequence[str], message: str
) -> None:
    given_names = [event_of(corpus, n[1:]) if n.startswith("@") else n for n in names]
    with pytest.raises(UsageError, match=message):
        corpus.judge(kind, *given_names, user="ana")
    assert corpus.judgements() == []


def test_what_is_not_there_cannot_be_judged(corpus: Corpus) -> None:
    with pytest.raises(NotFoundError):
        corpus.judge(SAME, "1.txt", "9.txt", user="ana")
    with pytest.raises(NotFoundError):
        corpus.undo(1, user="ana")
    corpus.judge(SAME, "1.txt", "4.txt", user="ana")
    corpus.undo(1, user="ana")
    with pytest.raises(UsageError, match="1: is undone already"):
        corpus.undo(1, user="ana")


def test_a_difference_that_is_none_stays_away_until_another_telling_shows_it() -> None:
    def difference(*places: tuple[str, int]) -> Difference:
        evidence = tuple(Evidence(article=article, span=Span(at, at + 4)) for article, at in places)
        sides = tuple((article,) for article, _ in places)
        return Difference(
            claim="c", kind=DifferenceKind.FIGURE, sides=sides, reason="", score=1, evidence=evidence
        )

    two, three = difference(("a", 1), ("b", 2)), difference(("a", 1), ("b", 2), ("c", 3))
    none = Judgement(
        number=1,
        kind=SAME,
        subjects=((two.kind,), places_of(two)),
        user="ana",
        at="2025-03-04",
        about=Matter.DIFFERENCE,
    )
    date = replace(two, kind=DifferenceKind.DATE)
    assert without_rejected({"c": [two, three, date]}, [none]) == {"c": [three, date]}
    assert without_rejected({"c": [two]}, [replace(none, undone=True)]) == {"c": [two]}


def test_a_rejected_difference_is_found_no_more_and_comes_back(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add(read_articles(EXAMPLE))
        [found, *rest] = corpus.differences()
        judgement = corpus.reject(found, user="ana")
        assert corpus.differences() == rest
        corpus.add([make_article()])
        assert found not in corpus.differences()
        corpus.undo(judgement.number, user="ana")
        assert found in corpus.differences()
