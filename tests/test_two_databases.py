"""One corpus, whichever database keeps it: the same ids, claims and words, to the last byte of a dump."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HASHING
from databases import execute, postgresql
from factories import EXAMPLE

from retold.corpus import open_corpus
from retold.export import dump_lines
from retold.read import read_articles

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "retellings" / "dev"
SOURCE = Path(__file__).parents[1] / "src"


def dump(place: str, *inputs: Path, encoder: str | None = HASHING) -> str:
    with open_corpus(place, encoder=encoder) as corpus:
        corpus.add(read_articles(*inputs))
        return "".join(dump_lines(corpus))


def test_the_example_is_the_same_on_both(tmp_path: Path) -> None:
    with postgresql() as place:
        assert dump(place, EXAMPLE) == dump(str(tmp_path / "news.db"), EXAMPLE)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the development data is not beside the repository")
def test_the_retellings_are_the_same_on_both(tmp_path: Path) -> None:
    with postgresql() as place:
        assert dump(place, SHARED, encoder=None) == dump(str(tmp_path / "news.db"), SHARED, encoder=None)


@pytest.mark.parametrize("typed", ["fish", "Prespa lake", "thousands of dead fish", "риби", "ди"])
def test_a_search_finds_the_same_on_both_in_the_same_order(tmp_path: Path, typed: str) -> None:
    def found(place: str) -> tuple[list[str], list[str], list[str]]:
        with open_corpus(place, encoder=HASHING) as corpus:
            corpus.add(read_articles(EXAMPLE), refresh=False)
            answer = corpus.search(typed)
        names = [hit.entity for hit in answer.names]
        return names, [hit.sentence.id for hit in answer.words], [hit.sentence.id for hit in answer.meaning]

    with postgresql() as place:
        assert found(place) == found(str(tmp_path / "news.db"))


def test_a_corpus_on_a_server_finds_the_vectors_it_lacks_when_it_is_asked() -> None:
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        corpus.add(read_articles(EXAMPLE), refresh=False)
        before = corpus.search("dead fish in the lake").meaning
        with corpus.store.writing():
            corpus.store.connection.exec_driver_sql("DROP TABLE sentence_vectors")
            corpus.store.connection.exec_driver_sql("UPDATE retold SET vectors = 0")
        assert corpus.search("dead fish in the lake").meaning == before
        assert before


# Several at once


def start(*arguments: object) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "RETOLD_ENCODER": HASHING}
    command = [sys.executable, "-m", "retold", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def test_two_may_add_to_one_server_at_once() -> None:
    inputs = sorted(EXAMPLE.glob("*.txt"))
    with postgresql() as place:
        both = [start("add", "--db", place, *part) for part in (inputs[:6], inputs[3:])]
        said = [process.communicate(timeout=60) for process in both]
        assert [err for _, err in said] == ["", ""]
        assert sum(int(out.split()[0]) for out, _ in said) == len(inputs)
        lost = "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article FROM {})"
        for table in ("sentences", "vectors", "findings", "members"):
            assert execute(place, lost.format(table)) == [(0,)], table
        assert execute(place, "SELECT count(*) FROM stories WHERE stale = 1") == [(0,)]
        assert arrivals_one_after_another(place) == dump(place)


def arrivals_one_after_another(place: str) -> str:
    """Return the dump of a corpus to which the articles of another came in the same order, from one writer."""
    with open_corpus(place, encoder=HASHING) as corpus:
        articles = list(corpus.articles().values())
    with postgresql() as fresh, open_corpus(fresh, encoder=HASHING) as corpus:
        corpus.add(articles)
        return "".join(dump_lines(corpus))


def test_a_second_writer_waits_for_the_first_one() -> None:
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        with corpus.store.writing():
            waiting = start("add", "--db", place, EXAMPLE)
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(timeout=4)
            assert corpus.store.count() == 0
        assert waiting.communicate(timeout=60) == ("9 new\n", "")
        assert corpus.store.count() == 9
