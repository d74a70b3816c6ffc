"""Fast mode: openings tell the events, the rest is read when an event is first compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HASHING, Call

from retold.corpus import Corpus, open_corpus
from retold.corpus.reading import OPENING
from retold.model import Comparison, SentenceKind
from retold.read import read_articles
from retold.settings import Settings
from retold.web.room import Room

#: What only the reports' later sentences say.
LATE = "Some four thousand people cross the bridge every day"
FILLING = "The council met in the evening. Nobody was hurt in the night. The river stood high. "


@pytest.fixture
def long_reports(reports: Path) -> Path:
    """Return reports whose last sentences stand behind their openings."""
    for path in reports.iterdir():
        said = path.read_text(encoding="utf-8")
        path.write_text(said.replace(LATE, FILLING + LATE), encoding="utf-8")
    return reports


@pytest.fixture
def skimmed(tmp_path: Path, long_reports: Path) -> Corpus:
    corpus = open_corpus(tmp_path / "fast.db", encoder=HASHING)
    corpus.add(read_articles(long_reports), fast=True)
    return corpus


def bridge(corpus: Corpus, *, refresh: bool) -> Comparison:
    [event] = [e for e in corpus.events() if len(e.articles) > 1]
    return corpus.compare(event.id, refresh=refresh)


def encoded(corpus: Corpus, article: str) -> int:
    [vectors] = corpus.store.vectors([article], corpus.encoder.name, corpus.encoder.width).values()
    return int(vectors.any(axis=1).sum())


def test_only_openings_are_encoded_and_nothing_is_lined_up(skimmed: Corpus) -> None:
    titles = {a: s[0].kind is SentenceKind.TITLE for a, s in skimmed.sentences().items()}
    for article, sentences in skimmed.sentences().items():
        assert encoded(skimmed, article) == min(len(sentences), OPENING + titles[article])
    assert (skimmed.claims(), skimmed.check()) == ([], [])
    seen = bridge(skimmed, refresh=False)
    assert (seen.claims, seen.omissions) == ((), ())
    assert sum("only its opening has been read" in note for note in seen.notes) == len(seen.articles)


def test_what_is_compared_is_read_to_its_end(skimmed: Corpus, long_reports: Path, tmp_path: Path) -> None:
    with open_corpus(tmp_path / "full.db", encoder=HASHING) as full:
        full.add(read_articles(long_reports))
        wanted = bridge(full, refresh=True)
    found = bridge(skimmed, refresh=True)
    assert found.event.articles == wanted.event.articles
    assert [c.tellings for c in found.claims] == [c.tellings for c in wanted.claims]
    texts = {a.id: a.text for a in found.articles}
    assert any(LATE in texts[t.article][slice(*t.span)] for c in found.claims for t in c.tellings)
    assert sum("its event was told by its opening" in note for note in found.notes) == len(found.articles)
    assert skimmed.check() == []
    [other] = [e for e in skimmed.events() if e.id != found.event.id]
    assert skimmed.store.skimmed(other.articles) == set(other.articles)


def test_what_follows_in_full_leaves_the_openings_as_they_are(skimmed: Corpus, tmp_path: Path) -> None:
    late = tmp_path / "late.txt"
    late.write_text(
        "date 2025-03-05\nBridge over the Drinas still closed\n\nThe old bridge over the Drinas stays closed "
        "because of cracks in two pillars. Mayor Arta Velo said the repair would cost three million euros.\n",
        encoding="utf-8",
    )
    [new] = skimmed.add(read_articles(late)).new
    seen = bridge(skimmed, refresh=False)
    assert new in seen.event.articles
    assert {t.article for c in seen.claims for t in c.tellings} > {new}
    assert skimmed.store.skimmed(seen.event.articles) == {*seen.event.articles} - {new}


def test_the_command_says_which_mode_made_what(call: Call, long_reports: Path) -> None:
    assert call("add", "--fast", long_reports).status == 0
    assert "its event was told by its opening" in call("compare").out


def test_a_page_has_the_rest_read(skimmed: Corpus) -> None:
    place = Path(skimmed.store.place)
    [event] = [e for e in skimmed.events() if len(e.articles) > 1]
    room = Room(lambda loaded: open_corpus(place, encoder=loaded or HASHING))
    with room.reading():
        assert room.reads_rest(event)
    room.desk.close()  # waits until all is done
    with room.reading():
        assert not room.reads_rest(event)
    assert skimmed.store.skimmed(event.articles) == set()
    room.close()


def test_what_another_process_reads_on_is_found_by_its_meaning(skimmed: Corpus, tmp_path: Path) -> None:
    with open_corpus(tmp_path / "fast.db", encoder=HASHING, settings=Settings(meaning_least=0.1)) as room:
        asked = "thousand people who cross a bridge"
        assert room.search(asked).meaning
        bridge(skimmed, refresh=True)
        after = room.search(asked).meaning
        texts = room.articles({hit.article for hit in after})
        told = [texts[hit.article].text[slice(*hit.sentence.span)] for hit in after]
        assert any(LATE in sentence for sentence in told)
        fresh = open_corpus(tmp_path / "fast.db", encoder=HASHING, settings=Settings(meaning_least=0.1))
        assert [hit.sentence.id for hit in fresh.search(asked).meaning] == [hit.sentence.id for hit in after]
        fresh.close()
