"""What every database that keeps a corpus holds to: what is put in comes out, and nothing half done stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from databases import postgresql
from factories import make_article, make_sentences
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retold.errors import NotFoundError
from retold.model import (
    Article,
    Claim,
    Copy,
    CopyKind,
    Difference,
    DifferenceKind,
    Entity,
    EntityKind,
    Event,
    Evidence,
    Identity,
    Mention,
    Span,
    Story,
    Telling,
)
from retold.protocols import Vectors
from retold.store import SqlStore, key_number, open_store
from retold.store.listing import Wanted
from retold.text.time import days_of
from retold.text.unicode import fold

ENCODER, WIDTH = "test", 4


def _sqlite(folder: Path) -> AbstractContextManager[str]:
    return nullcontext(str(folder / "news.db"))


#: The databases, by name: each gives, for the length of one test, the place of an empty one.
DATABASES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "sqlite": _sqlite,
    "postgresql": postgresql,
}


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with DATABASES[request.param](tmp_path) as found:
        yield found


@pytest.fixture
def store(place: str) -> Iterator[SqlStore]:
    with_tables = open_store(place)
    yield with_tables
    with_tables.close()


def keep(store: SqlStore, *articles: Article) -> None:
    with store.writing():
        for article in articles:
            assert _add(store, article)


def _add(store: SqlStore, article: Article) -> bool:
    parts = make_sentences(article)
    return store.add_article(
        article,
        parts,
        days=days_of(article.published),
        encoder=ENCODER,
        data=_vectors(len(parts)),
        mean=_vectors(1)[0],
    )


def _vectors(count: int) -> Vectors:
    numbers: Vectors = np.arange(count * WIDTH, dtype=np.float32).reshape(count, WIDTH)
    return numbers / np.float32(64)


def numbered(number: int, **changes: object) -> Article:
    return make_article(**{"id": f"{number:016x}", "location": f"reports/{number}.txt"} | changes)


# Articles


@pytest.mark.parametrize(
    "article",
    [
        make_article(),
        make_article(title=None, published=None, language=None, outlet=None),
        make_article(text="Два траекта се судрија 🚢\n\nقال المتحدث", title=None, published="2025-03"),
        make_article(fields={"url": "https://example.org/1", "author": "Ана"}, notes=("read as UTF-16",)),
    ],
    ids=["all", "the least", "scripts", "fields and notes"],
)
def test_an_article_comes_out_as_it_went_in(store: SqlStore, article: Article) -> None:
    keep(store, article)
    assert store.articles([article.id]) == {article.id: article}
    parts = make_sentences(article)
    assert [(s.span, s.kind) for s in store.sentences([article.id])[article.id]] == [
        (s.span, s.kind) for s in parts
    ]
    vectors = store.vectors([article.id], ENCODER, WIDTH)[article.id]
    assert np.array_equal(vectors, _vectors(len(parts)))


def test_the_vectors_of_words_come_out_sentence_by_sentence(store: SqlStore) -> None:
    article, without = make_article(), numbered(1)
    keep(store, article, without)
    words = [np.full((count, 3), count, dtype=np.int8) for count in (4, 1, 2)]
    with store.writing():
        store.set_word_vectors(article.id, ENCODER, words)
    found = store.word_vectors([article.id, without.id], ENCODER)
    assert list(found) == [article.id]
    assert [row.tolist() for row in found[article.id]] == [row.tolist() for row in words]
    assert store.word_vectors([article.id], "another") == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_comes_out_as_it_went_in(store: SqlStore, text: str) -> None:
    article = make_article(text=text, title=None, outlet=text, fields={text: text})
    with store.writing():
        store.add_article(article, (), days=None, encoder=ENCODER, data=_vectors(0), mean=_vectors(1)[0])
    assert store.articles([article.id])[article.id] == article


def test_an_article_is_kept_once(store: SqlStore) -> None:
    keep(store, numbered(1))
    with store.writing():
        assert not _add(store, numbered(1, text="Something else"))
    assert store.count() == 1
    assert store.articles([numbered(1).id]) == {numbered(1).id: numbered(1)}


def test_articles_come_in_order_of_arrival_and_unknown_ones_are_left_out(store: SqlStore) -> None:
    keep(store, numbered(3), numbered(1), numbered(2))
    assert store.article_ids() == [numbered(n).id for n in (3, 1, 2)]
    assert list(store.articles([numbered(n).id for n in (1, 2, 3, 4)])) == store.article_ids()


def test_more_ids_can_be_asked_for_than_a_statement_takes(store: SqlStore) -> None:
    keep(store, numbered(1))
    assert list(store.articles([numbered(n).id for n in range(40_000)])) == [numbered(1).id]


def test_vectors_of_another_encoder_are_never_given(store: SqlStore) -> None:
    keep(store, numbered(1))
    assert store.vectors([numbered(1).id], "another", WIDTH) == {}
    assert store.means(days_of("2025-03-04"), "another") == []
    assert store.encoder() == ENCODER


def test_means_are_of_just_the_days_asked_for(store: SqlStore) -> None:
    dates = {1: "2025-03-04", 2: "2025-03", 3: None, 4: "2025-03-04T08:00:00Z"}
    keep(store, *(numbered(n, published=date) for n, date in dates.items()))

    def found(date: str | None) -> list[str]:
        return [article for article, _ in store.means(days_of(date), ENCODER)]

    assert found("2025-03-04") == [numbered(1).id, numbered(4).id]
    assert found("2025-03") == [numbered(2).id]
    assert found(None) == [numbered(3).id]
    assert set(store.spans_of_days()) == {days_of("2025-03-04"), days_of("2025-03")}


def test_an_article_is_found_by_id_location_or_file_name(store: SqlStore) -> None:
    keep(
        store,
        numbered(0xAB1),
        numbered(0xAB2, location="feeds/day.jsonl#7"),
        numbered(0xAC, location="7.txt"),
    )
    assert store.resolve_article("0000000000000ab1") == numbered(0xAB1).id
    assert store.resolve_article("feeds/day.jsonl#7") == numbered(0xAB2).id
    assert store.resolve_article("day.jsonl#7") == numbered(0xAB2).id
    assert store.resolve_article("7.txt") == numbered(0xAC).id
    for unknown in ("0000000000000ab", "8.txt", "%", "day"):
        with pytest.raises(NotFoundError):
            store.resolve_article(unknown)


# Near-copies


def test_articles_that_share_a_key_are_found(store: SqlStore) -> None:
    one, two, three, four = (numbered(n) for n in range(1, 5))
    keep(store, one, two, three, four)
    with store.writing():
        for article, keys in ((one, "ab"), (two, "bc"), (three, "d"), (four, "bcx")):
            store.add_copy_keys(article.id, keys)
    assert store.sharing_copy_keys(four.id, 9) == [two.id, one.id], "most shared first"
    assert store.sharing_copy_keys(four.id, 1) == [two.id]
    assert store.sharing_copy_keys(three.id, 9) == []


def test_the_last_word_on_a_way_of_copying_holds(store: SqlStore) -> None:
    one, two, three = (numbered(n).id for n in range(1, 4))
    keep(store, numbered(1), numbered(2), numbered(3))
    part = Copy(article=three, original=two, contained=0.3, kind=CopyKind.PART, spans=(Span(0, 4),))
    whole = Copy(article=three, original=two, contained=0.9)
    translation = Copy(article=three, original=one, contained=0.8, kind=CopyKind.TRANSLATION)
    for found in ([part], [whole], [translation]):
        with store.writing():
            store.set_copies([three], {copy.kind for copy in found}, found)
    assert store.copies(store.article_ids()) == [whole, translation], "of one pair, and of each way, the last"
    assert store.copied_from([one]) == [translation]


# Events, stories, claims


def two_events(store: SqlStore) -> tuple[Event, Event]:
    keep(store, numbered(1), numbered(2, published="2025-03-03"), numbered(3, published="2025-04"))
    first = Event(id="e1", articles=(numbered(2).id, numbered(1).id), label="Ferries", date="2025-03-03")
    second = Event(id="e2", articles=(numbered(3).id,), label="Inquiry", date="2025-04")
    with store.writing():
        store.set_event(first, None)
        store.set_event(second, None)
        store.set_story("s1", "Ferries", ["e1", "e2"], stale=True)
    return first, second


def test_events_come_with_their_articles_in_time_order(store: SqlStore) -> None:
    first, second = two_events(store)
    assert store.events() == {"e1": first, "e2": second}
    assert store.events(["e2"]) == {"e2": second}
    assert store.event_of([numbered(1).id, numbered(3).id]) == {numbered(1).id: "e1", numbered(3).id: "e2"}
    assert store.stories() == {"s1": Story(id="s1", events=("e1", "e2"), label="Ferries")}
    assert store.story_of(["e1", "e2"]) == {"e1": "s1", "e2": "s1"}


def test_an_event_that_was_merged_is_found_under_its_old_id(store: SqlStore) -> None:
    two_events(store)
    everything = Event(id="e1", articles=tuple(numbered(n).id for n in (2, 1, 3)), label="Ferries")
    with store.writing():
        store.set_event(everything, "s1")
        store.merge_event("e2", "e1")
    assert list(store.events()) == ["e1"]
    assert store.resolve_event("e2") == "e1"
    assert store.resolve_event("e") == "e1"
    assert store.stories()["s1"].events == ("e1",)


@pytest.mark.parametrize("prefix", ["e", "x", "%", "_1"])
def test_an_event_must_be_named_clearly(store: SqlStore, prefix: str) -> None:
    two_events(store)
    with pytest.raises(NotFoundError, match="event begins so"):
        store.resolve_event(prefix)


def test_claims_and_differences_are_replaced_as_a_whole(store: SqlStore) -> None:
    two_events(store)
    told = tuple(Telling(article=numbered(n).id, span=Span(n, n + 5), score=0.5) for n in (1, 2))
    claim = Claim(id="c1", event="e1", tellings=told)
    difference = Difference(
        claim="c1",
        kind=DifferenceKind.FIGURE,
        sides=((numbered(1).id,), (numbered(2).id,)),
        reason="2 in one telling, 3 in the other.",
        score=0.9,
        evidence=(Evidence(article=numbered(1).id, span=Span(2, 3)),),
        since=numbered(2).id,
    )
    assert store.stale_stories() == ["s1"]
    with store.writing():
        store.set_claims("s1", ["e1", "e2"], "one", [claim], {"c1": [difference]})
        store.end_lining("s1")
    assert store.stale_stories() == []
    assert store.claims(["s1"]) == [claim]
    assert store.differences(["c1"]) == [difference]
    alone = Claim(id="c2", event="e1", tellings=told[:1])
    with store.writing():
        store.set_claims("s1", ["e1", "e2"], "one", [alone], {})
    assert store.claims(["s1"]) == [alone]
    assert store.differences(["c1", "c2"]) == []


@pytest.mark.parametrize("first", ["s1", "s2"])
def test_claims_move_with_their_event_whichever_story_is_lined_up_first(store: SqlStore, first: str) -> None:
    two_events(store)
    told = (Telling(article=numbered(3).id, span=Span(0, 5)),)
    with store.writing():
        store.set_claims("s1", ["e1", "e2"], "one", [Claim(id="c3", event="e2", tellings=told)], {})
        store.set_story("s1", "Ferries", ["e1"], stale=True)
        store.set_story("s2", "Inquiry", ["e2"], stale=True)
    moved: dict[str, list[Claim]] = {"s1": [], "s2": [Claim(id="c3", event="e2", tellings=told)]}
    events = {"s1": ["e1"], "s2": ["e2"]}
    for story in sorted(moved, key=lambda story: story != first):
        with store.writing():
            store.set_claims(story, events[story], story, moved[story], {})
            store.end_lining(story)
    assert store.claims(["s1", "s2"]) == moved["s2"]
    assert store.claims(["s2"]) == moved["s2"]


def test_events_know_what_they_were_lined_up_with(store: SqlStore) -> None:
    two_events(store)
    assert store.lined_up(["e1", "e2"]) == {}
    assert store.lined_up_with("e2") == ["e2"]
    claims = [
        Claim(id=f"c{n}", event=event, tellings=(Telling(article=numbered(n).id, span=Span(0, 5)),))
        for n, event in ((1, "e1"), (3, "e2"))
    ]
    with store.writing():
        store.set_claims("s1", ["e1", "e2"], "one", claims, {})
    assert store.lined_up(["e1", "e2"]) == {"e1": "one", "e2": "one"}
    assert store.lined_up_with("e2") == ["e1", "e2"]
    assert store.claims_of(["e2"]) == claims[1:]
    with store.writing():
        store.set_claims("s1", ["e2"], "two", claims[1:], {})
    assert store.lined_up_with("e1") == ["e1"]
    assert store.claims(["s1"]) == claims


@pytest.mark.parametrize("subject", ["e1", "c1", numbered(1).id])
def test_what_is_lined_up_again_is_one_chapter(store: SqlStore, subject: str) -> None:
    two_events(store)
    with store.writing():
        for number, event in ((1, "e1"), (3, "e2")):
            told = (Telling(article=numbered(number).id, span=Span(0, 5)),)
            claim = Claim(id=f"c{number}", event=event, tellings=told)
            store.set_claims("s1", [event], f"only-{event}", [claim], {})
        store.end_lining("s1")
        store.line_up_again([subject])
    assert store.stale_stories() == ["s1"]
    assert store.lined_up(["e1", "e2"]) == {"e2": "only-e2"}


def test_the_sentences_of_an_event_are_counted(store: SqlStore) -> None:
    two_events(store)
    assert store.sentences_of_events(["e1", "e2"]) == {"e1": 6, "e2": 3}


def test_a_story_that_was_merged_leaves_no_claims(store: SqlStore) -> None:
    two_events(store)
    told = (Telling(article=numbered(3).id, span=Span(0, 5)),)
    with store.writing():
        store.set_story("s2", "Inquiry", ["e2"], stale=True)
        store.set_claims("s2", ["e2"], "two", [Claim(id="c3", event="e2", tellings=told)], {})
        store.set_story("s1", "Ferries", ["e1", "e2"], stale=True)
        store.merge_story("s2", "s1")
    assert list(store.stories()) == ["s1"]
    assert store.claims(["s1", "s2"]) == []


# Names


def mention(number: int, start: int = 0, **changes: object) -> Mention:
    fields: dict[str, object] = {
        "article": numbered(number).id,
        "span": Span(start, start + 3),
        "kind": EntityKind.PERSON,
    }
    return Mention(**fields | changes)  # type: ignore[arg-type]


def named(store: SqlStore) -> None:
    """Keep three articles; "ana" is named in the first (twice) and the last, "bor" in the second and the last."""
    keep(store, numbered(1), numbered(2), numbered(3))
    told = [
        ("ana", mention(1)),
        ("ana", mention(1, 9)),
        ("bor", mention(2)),
        ("ana", mention(3)),
        ("bor", mention(3, 5)),
    ]
    with store.writing():
        store.add_mentions([(m, entity, {"text": entity, "sentence": 0}) for entity, m in told])
        for entity, keys, latest in (("ana", "am", 4), ("bor", "bm", 5)):
            kept = Entity(id=entity, kind=EntityKind.PERSON, name=entity.title())
            store.set_entities([(kept, keys)], latest)


def test_entities_come_with_their_mentions(store: SqlStore) -> None:
    named(store)
    with_identity = mention(2, 7, identity=Identity(id="city:1", name="Zall", wikidata="Q1"), score=0.5)
    with store.writing():
        store.add_mentions(
            [(with_identity, "bor", {"text": "Zall", "sentence": 1} | _identity(with_identity))]
        )
    found = store.entities()
    assert {key: entity.name for key, entity in found.items()} == {"ana": "Ana", "bor": "Bor"}
    assert found["ana"].mentions == (mention(1), mention(1, 9), mention(3))
    assert found["bor"].mentions == (mention(2), with_identity, mention(3, 5))
    assert store.entities(["bor", "nobody"]) == {"bor": found["bor"]}
    assert store.entities_in([numbered(3).id]) == {numbered(3).id: [(Span(0, 3), "ana"), (Span(5, 8), "bor")]}


def _identity(named: Mention) -> dict[str, object]:
    assert named.identity is not None
    return {"identity": asdict(named.identity)}


def under(store: SqlStore, *keys: str, most: int = 5) -> list[list[str]]:
    return [list(shelf) for shelf in store.entities_under(list(map(key_number, keys)), most=most).values()]


def test_entities_are_looked_up_by_their_keys_those_named_last_at_the_end(store: SqlStore) -> None:
    named(store)
    assert under(store, "a") == [["ana"]]
    assert under(store, "m", "x") == [["ana", "bor"], []]
    assert under(store, "m", most=1) == [["bor"]]
    assert under(store, "a", *(f"key {n}" for n in range(2_000)))[0] == ["ana"]
    assert under(store) == []


def test_the_first_mention_and_the_latest_stand_for_an_entity(store: SqlStore) -> None:
    named(store)
    assert store.latest_mention() == 5
    found = store.mentions_of(["ana", "bor"], most=2)
    assert [m for m, _ in found["ana"]] == [mention(1), mention(3)]
    assert [m for m, _ in found["bor"]] == [mention(2), mention(3, 5)]
    assert found["bor"][0][1]["text"] == "bor"
    assert store.mentions_in([numbered(1).id])[1][:2] == (mention(1, 9), "ana")


def test_entities_come_in_the_order_in_which_they_were_named(store: SqlStore) -> None:
    named(store)
    assert store.in_order_named(["nobody", "bor", "ana"]) == ["ana", "bor", "nobody"]


@pytest.mark.parametrize(("most", "times"), [(2, {"ana": 2, "bor": 2}), (9, {"ana": 3, "bor": 2})])
def test_mentions_are_counted_up_to_so_many(store: SqlStore, most: int, times: dict[str, int]) -> None:
    named(store)
    assert store.times_named(["ana", "bor"], most=most) == times


def test_under_a_key_that_many_have_those_named_last_are_found(store: SqlStore) -> None:
    with store.writing():
        for number in range(1, 31):
            kept = Entity(id=f"{number:02}", kind=EntityKind.PERSON, name="Ana")
            store.set_entities([(kept, ["a", f"a{number}"])], number)
        store.set_entities([(Entity(id="04", kind=EntityKind.PERSON, name="Ana"), ["other"])], 31)
    shelves = store.entities_under([key_number("a"), key_number("a7"), key_number("none")], most=3)
    assert [list(shelf.items()) for shelf in shelves.values()] == [
        [("29", 29), ("30", 30), ("04", 31)],
        [("07", 7)],
        [],
    ]


def test_an_entity_that_was_merged_leaves_its_mentions_to_another(store: SqlStore) -> None:
    named(store)
    with store.writing():
        store.merge_entity("bor", "ana")
    assert list(store.entities()) == ["ana"]
    assert len(store.entities()["ana"].mentions) == 5
    assert under(store, "b", "m") == [["ana"], ["ana"]]


# Lists


def test_lists_say_what_is_there_without_texts(store: SqlStore) -> None:
    named(store)
    with store.writing():
        store.set_event(Event(id="e1", articles=(numbered(1).id,), label="Ferries"), None)
        copy = Copy(article=numbered(2).id, original=numbered(1).id, contained=0.9)
        store.set_copies([copy.article], [copy.kind], [copy])
    headings = store.headings(store.article_ids())
    assert sorted(headings) == sorted(store.article_ids())
    assert (headings[numbered(1).id].event, headings[numbered(1).id].original) == ("e1", None)
    assert (headings[numbered(2).id].event, headings[numbered(2).id].original) == (None, numbered(1).id)
    assert store.languages() == ["en"]
    assert [(n.id, n.articles) for n in store.named()] == [("ana", 2), ("bor", 2)]
    assert [(n.id, n.articles) for n in store.named([numbered(1).id])] == [("ana", 1)]
    assert [n.id for n in store.named(most=1)] == ["ana"]
    assert store.articles_naming("bor") == [numbered(2).id, numbered(3).id]


def events_in_a_list(store: SqlStore) -> None:
    """Keep five events of one article each, but for the last: "late" has two; "undated" has no date."""
    told = [
        ("early", "2024-05", "sq", "Zeri"),
        ("middle", "2024-06-02T09:00Z", "mk", "Glas"),
        ("beside", "2024-06-02", "sq", "Glas"),
        ("undated", None, "el", None),
        ("late", "2024-06-09", "mk", "Zeri"),
        ("late", "2024-06-10", "sq", "Glas"),
    ]
    each = [
        numbered(number, published=published, language=language, outlet=outlet)
        for number, (_, published, language, outlet) in enumerate(told, start=1)
    ]
    keep(store, *each)
    with store.writing():
        for event in dict.fromkeys(event for event, *_ in told):
            own = [article for article, (of, *_) in zip(each, told, strict=True) if of == event]
            date = own[0].published
            kept = Event(id=event, articles=tuple(a.id for a in own), label=event, date=date)
            store.set_event(kept, None, days=days_of(date))
        store.set_story("rising", "Rising", ["early", "late"], stale=False)
        store.set_story("lone", "Lone", ["middle"], stale=False)
        name = Mention(article=each[0].id, span=Span(0, 3), kind=EntityKind.PERSON, score=1.0)
        store.add_mentions([(name, "ana", {"text": "Ana", "sentence": 0})])
        store.set_entities([(Entity(id="ana", kind=EntityKind.PERSON, name="Ana"), ["am"])], 1)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), "late middle beside early undated"),
        (Wanted(language="sq"), "late beside early"),
        (Wanted(outlet="Zeri"), "late early"),
        (Wanted(language="mk", outlet="Zeri"), "late"),
        (Wanted(first=days_of("2024-05-20"), last=days_of("2024-06-02")), "middle beside early"),
        (Wanted(first=days_of("2024-06-03")), "late"),
        (Wanted(last=days_of("2024-05-15")), "early"),
        (Wanted(entity="ana"), "early"),
        (Wanted(entity="nobody"), ""),
    ],
)
def test_events_are_listed_newest_first_as_they_are_wanted(
    store: SqlStore, wanted: Wanted, expected: str
) -> None:
    events_in_a_list(store)
    assert [card.event.id for card in store.list_events(wanted)] == expected.split()
    assert store.count_events(wanted) == len(expected.split())
    assert sum(number for _, number in store.events_by_date(wanted)) == len(expected.split())
    assert [card.event.id for card in store.list_events(wanted, skip=1, most=2)] == expected.split()[1:3]


def test_a_card_says_what_a_list_shows_of_an_event(store: SqlStore) -> None:
    events_in_a_list(store)
    assert store.list_events(told_most=True)[0].event.id == "late"
    [card] = store.cards(["late"])
    assert (card.story, card.size, card.languages, card.outlets) == (
        "rising",
        2,
        ("mk", "sq"),
        ("Glas", "Zeri"),
    )
    assert store.cards(["nothing"]) == []
    near = [card.event.id for card in store.events_near(days_of("2024-06-02"), 3)]
    assert near == ["beside", "middle", "late"]
    assert [card.event.id for card in store.events_near(None, 3)] == ["undated"]


def test_articles_and_stories_are_listed_page_by_page(store: SqlStore) -> None:
    events_in_a_list(store)
    of_outlet = store.list_articles(Wanted(outlet="Glas"))
    assert [heading.published for heading in of_outlet] == ["2024-06-10", "2024-06-02T09:00Z", "2024-06-02"]
    assert store.list_articles(Wanted(outlet="Glas"), skip=2, most=5) == of_outlet[2:]
    assert [heading.event for heading in store.list_articles(Wanted(dated=False))] == ["undated"]
    assert [heading.event for heading in store.list_articles(Wanted(entity="ana"))] == ["early"]
    assert store.count_articles(Wanted(dated=True, language="sq")) == 3
    assert (store.list_stories(), store.count_stories()) == (["rising"], 1)
    overview = store.overview()
    assert (overview.articles, overview.undated, overview.events, overview.stories) == (6, 1, 5, 2)
    assert overview.languages == [("sq", 3), ("mk", 2), ("el", 1)]
    assert overview.outlets == [("Glas", 3), ("Zeri", 2), ("", 1)]
    assert sorted(store.articles_by_date())[:2] == [("", 1), ("2024-05", 1)]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("late", [("event", "late")]),
        ("r", [("story", "rising")]),
        ("a", [("entity", "ana")]),
        ("l", [("event", "late"), ("story", "lone")]),
        ("%", []),
        ("no", []),
    ],
)
def test_what_has_an_id_is_found_by_how_it_begins(
    store: SqlStore, prefix: str, expected: list[tuple[str, str]]
) -> None:
    events_in_a_list(store)
    assert store.ids_beginning(prefix) == expected


def test_entities_are_listed_page_by_page_and_counted_by_kind(store: SqlStore) -> None:
    named(store)
    assert [n.id for n in store.named(skip=1, most=1)] == ["bor"]
    assert [n.articles for n in store.named(entity="bor")] == [2]
    assert store.named(entity="nobody") == []
    assert store.named_by_kind() == [(EntityKind.PERSON, 2)]


def test_findings_come_out_as_they_went_in(store: SqlStore) -> None:
    keep(store, numbered(1), numbered(2))
    data = {"figures": [{"span": [0, 3], "value": 1.5, "unit": "тон"}], "dates": []}
    with store.writing():
        store.set_findings(numbered(1).id, {"figures": []})
        store.set_findings(numbered(1).id, data)
    assert store.findings([numbered(1).id, numbered(2).id]) == {numbered(1).id: data}


# Words


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (["ferry"], {1, 2}),
        (["ferry", "зоре"], {2}),
        (["ορε"], {3}),  # a part of a word
        (["oo"], {1}),  # shorter than three letters
        (["ferry", "oo"], {1}),
        (['a "quoted" one'], {3}),
        (["100%"], {3}),
        (["_00"], set()),
        (["nowhere"], set()),
    ],
)
def test_articles_are_found_by_folded_words(store: SqlStore, terms: list[str], found: set[int]) -> None:
    texts = {1: "The ferry left at NOON.", 2: "Ferry у зоре.", 3: 'Το πορεύεται "a "quoted" one", 100% ορε.'}
    assert not store.texts_are_indexed()
    keep(store, *(numbered(n, text=text) for n, text in texts.items()))
    with store.writing():
        store.index_texts()
    assert store.texts_are_indexed()
    hits = store.articles_with(terms, most=5)
    assert {article for article, _ in hits} == {numbered(n).id for n in found}
    assert all(text == fold(text) for _, text in hits)


def test_texts_are_indexed_as_they_come(store: SqlStore) -> None:
    for number in (1, 2):
        keep(store, numbered(number))
        with store.writing():
            store.index_texts()
    keep(store, numbered(3))
    assert not store.texts_are_indexed()
    assert len(store.articles_with(["ferries"], most=5)) == 2
    assert len(store.articles_with(["ferries"], most=1)) == 1


# Failures


def test_a_failure_is_remembered_once_and_forgotten_when_mended(store: SqlStore) -> None:
    with store.writing():
        store.keep_aside("b.txt", "is empty")
        store.keep_aside("a.txt", "is empty")
        store.keep_aside("a.txt", "has no text")
    assert [(f["location"], f["reason"]) for f in store.failures()] == [
        ("a.txt", "has no text"),
        ("b.txt", "is empty"),
    ]
    with store.writing():
        store.forget_failure("a.txt")
    assert [f["location"] for f in store.failures()] == ["b.txt"]


# All or nothing


def test_what_is_interrupted_leaves_nothing(place: str, store: SqlStore) -> None:
    keep(store, numbered(1))

    def stop_half_way() -> None:
        with store.writing():
            _add(store, numbered(2))
            store.keep_aside("a.txt", "is empty")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    assert store.article_ids() == [numbered(1).id]
    assert store.failures() == []
    keep(store, numbered(3))
    again = open_store(place, create=False)
    assert again.article_ids() == [numbered(1).id, numbered(3).id]
    again.close()


def test_another_connection_sees_what_is_finished_and_that_it_changed(place: str) -> None:
    one, other = open_store(place), open_store(place)
    before = other.change_count()
    with one.writing():
        _add(one, numbered(1))
        assert other.count() == 0
    assert other.count() == 1
    assert other.change_count() != before
    one.close()
    other.close()


def test_two_processes_may_make_the_same_corpus_at_once(place: str) -> None:
    code = "import sys; from retold.store import open_store; open_store(sys.argv[1]).close()"
    command = [sys.executable, "-c", code, place]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) for _ in range(4)]
    said = [process.communicate()[1].decode() for process in running]
    assert said == [""] * 4
    store = open_store(place, create=False)
    assert store.count() == 0
    store.close()
