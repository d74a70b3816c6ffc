"""What is remembered of articles between stories is what is kept of them, and has a bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from retold import find
from retold.corpus import open_corpus, passages
from retold.corpus.passages import Passages
from retold.encode.hashing import HashingEncoder
from retold.model import Article
from retold.read import read_articles


def reports(folder: Path, count: int) -> list[Article]:
    for n in range(count):
        text = (
            f"Ferry {n} is late.\n\nThe ferry to Brenn was {n + 2} hours late.\n\nNobody was hurt on board."
        )
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return [article for article in read_articles(str(folder)) if isinstance(article, Article)]


def test_a_second_look_finds_what_the_first_did_with_the_names_of_now(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HashingEncoder()) as corpus:
        [article] = corpus.add(reports(tmp_path, 1)).new
        looked = Passages(corpus.store, corpus.encoder)
        first = looked.of({article: "e1"}, {})[article]
        named = (first.sentences[0].span, "brenn")
        second = looked.of({article: "e2"}, {article: [named]})[article]
        assert (first.event, second.event) == ("e1", "e2")
        assert first.sentences == second.sentences
        assert first.words == second.words
        assert all(not values["name"] for values in first.values)
        named_first, *others = [values["name"] for values in second.values]
        assert named_first == {"brenn"}
        assert not any(others)


def test_what_is_looked_at_longest_ago_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "MOST_SENTENCES", 5)
    with open_corpus(tmp_path / "news.db", encoder=HashingEncoder()) as corpus:
        ids = corpus.add(reports(tmp_path, 6)).new
        looked = Passages(corpus.store, corpus.encoder)
        told = looked.known(ids)
        assert set(told) == set(ids)
        assert looked.known(ids[-1:])[ids[-1]] is told[ids[-1]]
        assert looked.known(ids[:1])[ids[0]] is not told[ids[0]]


def test_what_another_process_has_written_since_is_read(tmp_path: Path) -> None:
    place = tmp_path / "news.db"
    with open_corpus(place, encoder=HashingEncoder()) as corpus:
        [article] = corpus.add(reports(tmp_path, 1)).new
        looked = Passages(corpus.store, corpus.encoder)
        before = looked.known([article])[article]
        with open_corpus(place, encoder=HashingEncoder()) as other, other.store.writing():
            other.store.set_findings(article, find.as_data(find.Findings()))
        after = looked.known([article])[article]
        assert before.findings.figures
        assert not after.findings.figures
