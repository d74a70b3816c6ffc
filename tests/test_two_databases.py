"""One corpus, whichever database keeps it: the same ids, claims and words, to the last byte of a dump."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from string import ascii_letters

import pytest
from conftest import HASHING, Call
from databases import execute, name_of, postgresql
from factories import EXAMPLE
from sqlalchemy import make_url

from retold.corpus import open_corpus
from retold.export import dump_lines
from retold.model import JudgementKind
from retold.read import read_articles
from retold.settings import Settings

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


#: What a database may have been told for all who come, and that a corpus depends on.
HABITS = (
    "extra_float_digits = -5",
    "default_transaction_isolation = 'repeatable read'",
    "default_transaction_read_only = on",
    "client_encoding = 'LATIN1'",
    "timezone = 'Asia/Kathmandu'",
    "datestyle = 'German'",
    "bytea_output = 'escape'",
)


def test_the_example_is_the_same_whatever_is_usual_on_a_server(tmp_path: Path) -> None:
    with postgresql() as place:
        habits = (f"ALTER DATABASE {name_of(place)} SET {habit}" for habit in HABITS)
        execute(place, "; ".join(habits))
        assert dump(place, EXAMPLE) == dump(str(tmp_path / "news.db"), EXAMPLE)


def test_sentences_come_by_article_on_both(tmp_path: Path) -> None:
    with postgresql() as place:
        for each in (place, str(tmp_path / "news.db")):
            with open_corpus(each, encoder=HASHING) as corpus:
                corpus.add(read_articles(EXAMPLE), refresh=False)
                articles = list(corpus.articles())
                assert articles != sorted(articles)
                assert list(corpus.store.sentences(articles)) == sorted(articles)


def test_what_is_too_long_for_an_index_stops_no_batch(tmp_path: Path, call: Call) -> None:
    def letters(seed: int) -> str:  # that cannot be packed
        return "".join(random.Random(seed).choices(ascii_letters, k=6_000))

    rows = [
        {"text": "The ferry stays in port.", "outlet": letters(1), "url": "https://a.example.org/1"},
        {"text": "The ferry goes again.", "outlet": "ledger", "url": f"https://a.example.org/{letters(2)}"},
        {"text": "The ferry is sold.", "outlet": "ledger", "id": f"urn:{letters(3)}"},
        {"text": "The ferry was sold.", "outlet": "ledger", "id": f"urn:{letters(3)}"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with postgresql() as place:
        for each in (place, "news.db"):
            assert call("add", path, "--db", each).out == "4 new\n"
            with open_corpus(each, encoder=HASHING) as corpus:
                assert len(corpus.revisions()) == 1
                with corpus.store.writing():
                    corpus.store.keep_aside(letters(4), "is empty")
                    corpus.store.keep_aside(letters(4), "is empty")
                assert len(corpus.failures()) == 1
                with corpus.store.writing():
                    corpus.store.forget_failure(letters(4))
                assert not corpus.failures()
            assert "corrected: The ferry was sold." in call("new", "--as", letters(5), "--db", each).out
            assert call("new", "--as", letters(5), "--db", each).out == ""
        assert call("dump", "--db", place).out == call("dump", "--db", "news.db").out


@pytest.mark.parametrize("typed", ["fish", "Prespa lake", "thousands of dead fish", "риби", "ди"])
def test_a_search_finds_the_same_on_both_in_the_same_order(tmp_path: Path, typed: str) -> None:
    def found(place: str) -> tuple[list[str], ...]:
        with open_corpus(place, encoder=HASHING, settings=Settings(meaning_least=0.1)) as corpus:
            corpus.add(read_articles(EXAMPLE), refresh=False)
            answer = corpus.search(typed)
            newest = corpus.newest_with(typed, most=2)
        names = [hit.entity for hit in answer.names]
        told = ([hit.sentence.id for hit in hits] for hits in (answer.words, answer.meaning))
        return names, *told, newest

    with postgresql() as place:
        assert found(place) == found(str(tmp_path / "news.db"))


def test_a_corpus_on_a_server_makes_the_codes_it_lacks_when_it_is_asked() -> None:
    settings = Settings(meaning_least=0.1)
    with postgresql() as place, open_corpus(place, encoder=HASHING, settings=settings) as corpus:
        corpus.add(read_articles(EXAMPLE), refresh=False)
        before = corpus.search("dead fish in the lake").meaning
        with corpus.store.writing():
            corpus.store.forget_codes()
        with open_corpus(place, encoder=HASHING, settings=settings) as again:
            assert again.search("dead fish in the lake").meaning == before
        assert before


# Moved


def test_a_corpus_moves_to_a_server_and_back(tmp_path: Path, call: Call) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    before = dump(str(first), *sorted(EXAMPLE.glob("*.txt"))[:5])
    with postgresql() as place:
        assert call("copy", "--db", first, "--to", place).out.endswith("5 articles\n")
        assert call("copy", "--db", place, "--to", second).out == f"{second}: 5 articles\n"
        assert [call("dump", "--db", each).out for each in (first, place, second)] == [before] * 3
        assert len({call("check", "--db", each).out for each in (first, place, second)}) == 1
        assert dump(place, EXAMPLE) == dump(str(first), EXAMPLE) == dump(str(second), EXAMPLE)


def test_a_corpus_is_copied_only_to_where_nothing_is(tmp_path: Path, call: Call) -> None:
    dump(str(tmp_path / "one.db"), *sorted(EXAMPLE.glob("*.txt"))[:1])
    dump(str(tmp_path / "two.db"), *sorted(EXAMPLE.glob("*.txt"))[1:2])
    answer = call("copy", "--db", "one.db", "--to", "two.db")
    assert (answer.status, answer.err) == (
        2,
        "Error: two.db: is not empty; a corpus is copied to a new one\n",
    )
    assert call("copy", "--db", "none.db", "--to", "three.db").status == 1
    assert not (tmp_path / "three.db").exists()


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
        said = [process.communicate(timeout=180) for process in both]
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


def test_two_writers_with_schemas_of_their_own_wait_for_each_other() -> None:
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        execute(place, "CREATE SCHEMA ana")
        before = make_url(place).update_query_dict({"options": "-csearch_path=ana,public"})
        with corpus.store.writing():
            other = before.render_as_string(hide_password=False)
            waiting = start("add", "--db", other, EXAMPLE)
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(timeout=4)
        assert waiting.communicate(timeout=180) == ("9 new\n", "")
        assert corpus.store.count() == 9


def test_of_two_copies_at_once_the_second_one_says_that_there_is_one(tmp_path: Path, call: Call) -> None:
    before = dump(str(tmp_path / "first.db"), *sorted(EXAMPLE.glob("*.txt"))[:2])
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        with corpus.store.writing():
            both = [start("copy", "--db", tmp_path / "first.db", "--to", place) for _ in range(2)]
            with pytest.raises(subprocess.TimeoutExpired):
                both[0].wait(timeout=4)
        said = sorted(process.communicate(timeout=180)[1] for process in both)
        assert said[0] == ""
        assert said[1].endswith(": is not empty; a corpus is copied to a new one\n")
        assert call("dump", "--db", place).out == before


def test_a_second_writer_waits_for_the_first_one() -> None:
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        with corpus.store.writing():
            waiting = start("add", "--db", place, EXAMPLE)
            with pytest.raises(subprocess.TimeoutExpired):
                waiting.wait(timeout=4)
            assert corpus.store.count() == 0
        assert waiting.communicate(timeout=180) == ("9 new\n", "")
        assert corpus.store.count() == 9


def test_two_may_judge_while_a_third_adds() -> None:
    inputs = sorted(EXAMPLE.glob("*.txt"))
    with postgresql() as place:
        dump(place, *inputs[:2])
        with open_corpus(place, encoder=HASHING) as one, open_corpus(place, encoder=HASHING) as other:
            event = one.events()[0].id
            adding = start("add", "--db", place, EXAMPLE)
            for number in range(4):
                one.judge(JudgementKind.RENAME, event, f"one {number}", user="ana")
                other.judge(JudgementKind.RENAME, event, f"other {number}", user="ben")
            assert adding.communicate(timeout=180) == ("7 new, 2 unchanged\n", "")
            said = [(judgement.user, judgement.subjects[1][0]) for judgement in one.judgements()]
            assert said == [(u, f"{w} {n}") for n in range(4) for u, w in (("ana", "one"), ("ben", "other"))]
            assert next(e.label for e in other.events() if e.id == event) == "other 3"
