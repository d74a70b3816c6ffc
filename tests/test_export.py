"""The dump: all that was found, in a form that holds, the same for the same articles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import HASHING

import retold
from retold import Corpus, open_corpus, read_articles
from retold.export import dump, dump_lines
from retold.model import AttributionKind, Bound, DifferenceKind, EntityKind

#: Each list of the dump, and what each thing in it has.
SHAPE: dict[str, dict[str, tuple[type, ...]]] = {
    "articles": {
        "id": (str,),
        "location": (str,),
        "outlet": (str, type(None)),
        "language": (str, type(None)),
        "published": (str, type(None)),
        "title": (str, type(None)),
        "text": (str,),
        "copy_of": (str, type(None)),
        "repeats": (list,),
    },
    "sentences": {"id": (str,), "article": (str,), "start": (int,), "end": (int,)},
    "events": {"id": (str,), "articles": (list,), "date": (str, type(None)), "label": (str,)},
    "stories": {"id": (str,), "events": (list,), "label": (str,)},
    "entities": {
        "id": (str,),
        "kind": (str,),
        "name": (str,),
        "wikidata": (str, type(None)),
        "mentions": (list,),
    },
    "attributions": {
        "id": (str,),
        "article": (str,),
        "kind": (str,),
        "source": (list, type(None)),
        "cue": (list, type(None)),
        "content": (list,),
        "entity": (str, type(None)),
        "parent": (str, type(None)),
        "strength": (str,),
        "antecedent": (list, type(None)),
        "pronoun": (list, type(None)),
    },
    "figures": {
        "article": (str,),
        "start": (int,),
        "end": (int,),
        "value": (int, float),
        "unit": (str, type(None)),
        "bound": (str,),
        "counted": (list, type(None)),
    },
    "dates": {"article": (str,), "start": (int,), "end": (int,), "value": (str,)},
    "claims": {"id": (str,), "event": (str,), "tellings": (list,)},
    "differences": {"claim": (str,), "kind": (str,), "sides": (list,), "reason": (str,)},
}


@pytest.fixture
def corpus(reports: Path, tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as opened:
        opened.add(read_articles(reports, outlet_pattern="{topic}-{language}-{outlet}"))
        yield opened


@pytest.fixture
def dumped(corpus: Corpus) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(dump_lines(corpus)))
    return found


def test_the_dump_has_its_lists_and_no_others(dumped: dict[str, Any]) -> None:
    assert (dumped["schema"], dumped["version"]) == (1, retold.__version__)
    assert set(dumped) == {"schema", "version", *SHAPE}


@pytest.mark.parametrize("name", SHAPE)
def test_everything_has_its_shape(dumped: dict[str, Any], name: str) -> None:
    assert isinstance(dumped[name], list)
    for thing in dumped[name]:
        assert list(thing) == list(SHAPE[name])
        for field, types in SHAPE[name].items():
            assert isinstance(thing[field], types), (field, thing)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("entities", EntityKind),
        ("attributions", AttributionKind),
        ("differences", DifferenceKind),
    ],
)
def test_kinds_are_those_of_the_model(dumped: dict[str, Any], name: str, kinds: Any) -> None:
    assert {thing["kind"] for thing in dumped[name]} <= {kind.value for kind in kinds}
    assert {figure["bound"] for figure in dumped["figures"]} <= {bound.value for bound in Bound}


def test_lists_are_sorted_by_id_and_ids_lead_somewhere(dumped: dict[str, Any]) -> None:
    ids = {}
    for name in ("articles", "sentences", "events", "stories", "entities", "attributions", "claims"):
        found = [thing["id"] for thing in dumped[name]]
        ids[name] = set(found)
        assert found == sorted(ids[name]), name
    held = [article for event in dumped["events"] for article in event["articles"]]
    assert sorted(held) == sorted(ids["articles"])
    assert {event for story in dumped["stories"] for event in story["events"]} == ids["events"]
    assert {claim["event"] for claim in dumped["claims"]} <= ids["events"]
    assert {difference["claim"] for difference in dumped["differences"]} <= ids["claims"]


def test_every_span_is_in_its_text(dumped: dict[str, Any]) -> None:
    texts = {article["id"]: article["text"] for article in dumped["articles"]}
    spans = list(_spans(dumped))
    assert len(spans) > 20
    for article, start, end in spans:
        assert 0 <= start < end <= len(texts[article])
        assert texts[article][start:end].strip()


def _spans(thing: Any, article: str = "") -> Iterator[tuple[str, int, int]]:
    """Yield every span anywhere in the dump, with its article."""
    if isinstance(thing, Mapping):
        article = thing.get("article", article)
        if "start" in thing:
            yield article, thing["start"], thing["end"]
        for part in ("source", "cue", "content"):
            if thing.get(part):
                yield article, *thing[part]
        for value in thing.values():
            yield from _spans(value, article)
    elif isinstance(thing, list):
        for value in thing:
            yield from _spans(value, article)


def test_the_same_articles_give_the_same_bytes(corpus: Corpus, reports: Path, tmp_path: Path) -> None:
    first = "".join(dump_lines(corpus))
    corpus.add(read_articles(reports, outlet_pattern="{topic}-{language}-{outlet}"))
    assert "".join(dump_lines(corpus)) == first
    with open_corpus(tmp_path / "again.db", encoder=HASHING) as again:
        again.add(read_articles(reports, outlet_pattern="{topic}-{language}-{outlet}"))
        assert "".join(dump_lines(again)) == first
    assert json.loads(first) == json.loads(json.dumps(dump(corpus)))


def test_the_dump_holds_what_was_read(dumped: dict[str, Any]) -> None:
    [courier] = [a for a in dumped["articles"] if a["outlet"] == "courier"]
    assert courier["language"] == "en"
    assert courier["published"] == "2025-03-05"
    assert courier["title"] == "The bridge over the Drinas stays closed"
    assert courier["text"].startswith("The bridge over the Drinas stays closed\n\nThe old bridge")
