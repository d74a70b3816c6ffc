"""A corpus on a PostgreSQL server: what is no corpus, and one clear line for what goes wrong."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
from conftest import HASHING, Call
from databases import execute, postgresql
from factories import EXAMPLE, make_article

from retold import open_corpus
from retold.errors import StoreError
from retold.store import migrations, open_store
from retold.store.databases import trigrams


def test_a_server_that_is_not_there_is_one_line(call: Call) -> None:
    answer = call("events", "--db", "postgresql://someone:secret@127.0.0.1:1/news")
    assert answer.status == 1
    assert answer.err.startswith("Error: postgresql://someone:***@127.0.0.1:1/news: ")
    assert answer.err.count("\n") == 1
    assert "secret" not in answer.err


def test_a_server_that_hangs_is_one_line(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.store.tables.PATIENCE", 0)
    with socket.create_server(("127.0.0.1", 0)) as hangs:  # takes connections and says nothing
        port = hangs.getsockname()[1]
        answer = call("events", "--db", f"postgresql://127.0.0.1:{port}/news?connect_timeout=2")
    assert answer.status == 1
    assert answer.err.startswith(f"Error: postgresql://127.0.0.1:{port}/news?connect_timeout=2: ")
    assert "timeout" in answer.err
    assert answer.err.count("\n") == 1


def test_no_corpus_is_made_unless_asked_for(call: Call) -> None:
    with postgresql() as place:
        answer = call("events", "--db", place)
        assert (answer.status, "there is no corpus here" in answer.err) == (1, True)
        assert execute(place, "SELECT to_regclass('articles')") == [(None,)]


def test_tables_of_another_program_are_left_alone() -> None:
    with postgresql() as place:
        execute(place, "CREATE TABLE articles (headline text)")
        with pytest.raises(StoreError, match="tables of another program"):
            open_store(place)
        assert execute(place, "SELECT to_regclass('retold')") == [(None,)]


def test_a_newer_corpus_is_not_touched() -> None:
    with postgresql() as place:
        open_store(place).close()
        execute(place, f"UPDATE retold SET version = {migrations.VERSION + 1}")
        with pytest.raises(StoreError, match="written by a newer Retold"):
            open_store(place)


def test_a_word_that_is_no_address_is_one_line() -> None:
    with pytest.raises(StoreError, match="no address of a PostgreSQL database"):
        open_store("postgresql:news")


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://ana:secret@127.0.0.1:5x32/news",
        "postgresql://ana:secret@127.0.0.1:1,127.0.0.1:2/news",
        "postgresql://ana:secret@[::1/news",
        "postgresql://ana:sec@secret@127.0.0.1:1/news",
        "postgresql:ana:secret@127.0.0.1/news",
        "postgresql://127.0.0.1:1/news?user=ana&password=secret",
        "postgresql://127.0.0.1:1/news?sslpassword=secret",
    ],
)
def test_no_password_is_shown_however_the_address_is_written(call: Call, place: str) -> None:
    for answer in (call("events", "--db", place), call("copy", "--db", "retold.db", "--to", place)):
        assert (answer.status, answer.err.count("\n")) == (1, 1)
        assert "secret" not in answer.err


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_all_letters_is_refused(call: Call, encoding: str) -> None:
    with postgresql(made=f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0") as place:
        answer = call("add", EXAMPLE, "--db", place)
        assert answer.status == 1
        assert answer.err.endswith(
            f"keeps texts in {encoding}; a corpus needs a database whose encoding is UTF8\n"
        )
        assert execute(place, "SELECT to_regclass('articles')") == [(None,)]


def test_every_command_takes_an_address(call: Call) -> None:
    with postgresql() as place:
        assert call("add", EXAMPLE, "--db", place).out == "9 new\n"
        for command in (["events"], ["search", "fish"], ["compare"], ["said", "Velo"], ["figures"], ["dump"]):
            assert call(*command, "--db", place).err in ("", "Error: Velo: nobody of that name is known\n")
        assert "9 articles" in call("doctor", "--db", place).out


def test_a_writer_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retold.store.databases.postgresql.LOCK_TIMEOUT", "200ms")
    with postgresql() as place:
        one, other = open_store(place), open_store(place)
        with one.writing(), pytest.raises(StoreError, match="another writer has not let go"), other.writing():
            pytest.fail("two wrote at once")
        with other.writing():
            other.keep_aside("a.txt", "is empty")
        assert one.failures()
        one.close()
        other.close()


def test_a_reader_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    psycopg = pytest.importorskip("psycopg")
    monkeypatch.setattr("retold.store.databases.postgresql.LOCK_TIMEOUT", "200ms")
    with postgresql() as place, closing(open_store(place)) as store:
        with closing(psycopg.connect(place)) as other:
            other.execute("LOCK TABLE articles IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreError, match="another writer has not let go"):
                store.count()
        assert store.count() == 0


@pytest.mark.parametrize("typed", ["the", "the lake", "of prespa"])
def test_words_of_many_texts_are_found_among_the_newest_as_by_the_index(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(trigrams, "MOST_RANKED", 2)
    found = []
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        text = "{} boats crossed the lake of Prespa, and the ferry of Stenje stayed."
        corpus.add(make_article(text=text.format(number), location=f"{number}.txt") for number in range(9))
        for newest in (0, 9):
            monkeypatch.setattr(trigrams, "NEWEST", newest)
            found.append([hit.article for hit in corpus.search(typed, meaning=False).words])
    assert found[0] == found[1]
    assert len(found[0]) == 2


def test_a_connection_that_was_closed_meanwhile_is_no_fault_of_the_corpus() -> None:
    with postgresql() as place, open_corpus(place, encoder=HASHING) as corpus:
        execute(
            place,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        assert corpus.check() == []
