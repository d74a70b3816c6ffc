"""Commands that ask why an article tells an event, and say what is so; labels in a language of choice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Call
from factories import EXAMPLE

from retold import open_corpus


@pytest.fixture
def bridge(call: Call, reports: Path) -> dict[str, str]:
    """Add the reports; return the event of each by its file name."""
    assert call("add", reports, "--outlet", "{topic}-{language}-{outlet}").status == 0
    with open_corpus("retold.db") as corpus:
        event_of = corpus.store.event_of(corpus.articles())
        return {Path(a.location).name: event_of[a.id] for a in corpus.articles().values()}


LEDGER, GAZETTE, CUP = "bridge-en-ledger.txt", "bridge-en-gazette.txt", "cup-en-ledger.txt"


def test_why_gives_a_score_a_reason_and_what_each_kind_of_evidence_weighs(
    call: Call, bridge: dict[str, str]
) -> None:
    inside = json.loads(call("why", LEDGER, bridge[LEDGER], "--json").out)
    outside = json.loads(call("why", CUP, bridge[LEDGER], "--json").out)
    assert inside["tells"]
    assert not outside["tells"]
    assert inside["score"] > 0.5 > outside["score"]
    assert inside["reason"].startswith("For: the sentences are alike")
    for found in (inside, outside):
        weights = [abs(part["effect"]) for part in found["parts"]]
        assert weights == sorted(weights, reverse=True)
    printed = call("why", LEDGER, bridge[LEDGER]).out
    assert "ledger tells this event" in printed
    assert "sentences alike" in printed
    assert "most alike: gazette" in printed or "most alike: courier" in printed


def test_what_weighs_adds_up_to_the_score(call: Call, bridge: dict[str, str]) -> None:
    found = json.loads(call("why", LEDGER, bridge[LEDGER], "--json").out)
    odds = found["base"] + sum(part["effect"] for part in found["parts"])
    assert found["score"] == pytest.approx(1 / (1 + 2.718281828**-odds), abs=1e-3)


def test_why_an_article_alone_tells_an_event(call: Call, bridge: dict[str, str]) -> None:
    assert "It alone tells the event." in call("why", CUP, bridge[CUP]).out


def test_a_judgement_is_given_as_the_reason(call: Call, bridge: dict[str, str]) -> None:
    said = call("judge", "merge", bridge[LEDGER], bridge[CUP], "--user", "ana")
    assert said.out == "judgement 1, merge, holds until `retold judge undo 1`\n"
    found = call("why", CUP, bridge[LEDGER]).out
    assert "Ana judged so; " in found
    listed = call("judgements").out.splitlines()
    assert len(listed) == 1
    assert listed[0].startswith("1 merge of event, ana, 20")
    assert call("judge", "undo", 1).status == 0
    assert json.loads(call("judgements", "--json").out)[0]["undone"]
    assert "does not tell this event" in call("why", CUP, bridge[LEDGER]).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("judge", "undo", "one"), "undo: takes the number of a judgement"),
        (("judge", "same", "nowhere.txt", CUP), "nowhere.txt: no article begins so"),
        (("why", "nowhere.txt", "e"), "no event begins so"),
    ],
)
def test_a_slip_is_one_line(
    call: Call, bridge: dict[str, str], arguments: tuple[str, ...], message: str
) -> None:
    answer = call(*(bridge[CUP] if each == "EVENT" else each for each in arguments))
    assert answer.status
    assert len(answer.err.splitlines()) == 1


# Labels


@pytest.mark.parametrize("languages", ["mk", "sq", "tlh,ar", "tlh"])
def test_labels_come_in_the_first_language_that_has_one(call: Call, languages: str) -> None:
    assert call("add", EXAMPLE, "--outlet", "{n}-{language}-{outlet}").status == 0
    plain = {e["id"]: e["label"] for e in json.loads(call("events", "--json").out)}
    found = {e["id"]: e["label"] for e in json.loads(call("events", "--language", languages, "--json").out)}
    code = languages.rsplit(",", maxsplit=1)[-1]
    with open_corpus("retold.db") as corpus:
        for event in corpus.events():
            headlines = [a.title for a in corpus.articles(event.articles).values() if a.language == code]
            assert found[event.id] in (headlines or [plain[event.id]])
    assert call("report", "-o", "report.md", "--language", languages).status == 0
    assert any(label in Path("report.md").read_text(encoding="utf-8") for label in found.values())


@pytest.mark.parametrize("languages", ["mk", "sq", "tlh,ar", "tlh"])
def test_a_story_is_called_by_a_headline_in_the_first_language_that_has_one(
    call: Call, monkeypatch: pytest.MonkeyPatch, languages: str
) -> None:
    monkeypatch.setenv("RETOLD_STORY_THRESHOLD", "-1000")  # all events are one story
    assert call("add", EXAMPLE, "--outlet", "{n}-{language}-{outlet}").status == 0
    [plain] = json.loads(call("stories", "--json").out)
    [found] = json.loads(call("stories", "--language", languages, "--json").out)
    code = languages.rsplit(",", maxsplit=1)[-1]
    with open_corpus("retold.db") as corpus:
        headlines = [a.title for a in corpus.articles().values() if a.language == code]
    assert found["label"] in (headlines or [plain["label"]])
    assert found["label"].split()[0] in call("stories", "--language", languages).out
    assert call("report", found["id"], "-o", "story.md", "--language", languages).status == 0
    assert Path("story.md").read_text(encoding="utf-8").startswith(f"# {found['label']}")
