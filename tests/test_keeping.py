"""A corpus is checked, mended, copied; what failed is read again."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import HASHING, REPORTS, Call
from factories import make_article

from retold.corpus import Corpus, open_corpus
from retold.errors import UsageError
from retold.export import dump_lines
from retold.model import JudgementKind
from retold.read import read_articles
from retold.store import Part, open_store
from retold.store.schema import metadata


@pytest.fixture
def database(tmp_path: Path, reports: Path) -> Path:
    """Return a corpus of two happenings in four reports."""
    path = tmp_path / "news.db"
    with open_corpus(path, encoder=HASHING) as corpus:
        corpus.add(read_articles(reports, outlet_pattern="{n}-{language}-{outlet}"))
    return path


@pytest.fixture
def corpus(database: Path) -> Iterator[Corpus]:
    with open_corpus(database, encoder=HASHING) as opened:
        yield opened


def change(database: Path, *statements: str) -> None:
    """Change a database behind the store's back, as a bad disk or another program does."""
    with closing(sqlite3.connect(database)) as connection:
        connection.create_function("packed", 1, lambda told: zlib.compress(told.encode()))
        connection.create_function("unpacked", 1, lambda data: zlib.decompress(data).decode())
        for statement in statements:
            assert connection.execute(statement).rowcount, "changed nothing"
        connection.commit()


def rows_in(database: Path) -> dict[str, list[str]]:
    """Return all that the tables hold, in any order."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            table.name: sorted(map(str, connection.execute(f"SELECT {columns} FROM {table.name}")))
            for table in metadata.sorted_tables
            for columns in [", ".join(f'"{column.name}"' for column in table.columns)]
        }


# Checked and mended


def test_a_corpus_is_sound_as_it_is_made(corpus: Corpus) -> None:
    assert corpus.check() == []


def test_the_day_in_a_line_at_the_head_is_a_day_of_publication(corpus: Corpus) -> None:
    text = "# 4 March 2025\n\nThe ferry to Limnos runs again after two days of storm."
    corpus.add([make_article(text=text, title=None, published=None)])
    assert corpus.check() == []


FIRST = "(SELECT id FROM articles WHERE arrival = 1)"

DAMAGE = {
    "a sentence that goes on into the next": (
        "UPDATE sentences SET end = end + 5 WHERE position = 1",
        Part.READING,
        "has a sentence (2) that is no slice of its text",
    ),
    "a sentence beyond the end": (
        f"UPDATE sentences SET start = 5000, end = 5010 WHERE position = 2 AND article = {FIRST}",
        Part.READING,
        "has a sentence (2) that is no slice of its text",
    ),
    "a sentence lost": ("DELETE FROM sentences WHERE position = 0", Part.READING, "lacks a sentence"),
    "the last sentence lost": (
        f"DELETE FROM sentences WHERE position = 2 AND article = {FIRST}",
        Part.READING,
        "has words outside its sentences",
    ),
    "no sentence": (f"DELETE FROM sentences WHERE article = {FIRST}", Part.READING, "has no sentence"),
    "a kind of sentence that nobody knows": (
        f"UPDATE sentences SET kind = 'poem' WHERE article = {FIRST}",
        Part.READING,
        "cannot be read back: ValueError(\"'poem' is not a valid SentenceKind\")",
    ),
    "sentences of an article that is not there": (
        f"UPDATE sentences SET article = 'gone' WHERE article = {FIRST}",
        Part.READING,
        "is named in sentences, and is not there",
    ),
    "vectors cut short": (
        "UPDATE vectors SET data = substr(data, 3)",
        Part.READING,
        "has vectors of the wrong size",
    ),
    "vectors that hold no numbers": (
        "UPDATE vectors SET data = cast(replace(hex(zeroblob(length(data) / 2)), '00', x'ff7f') AS BLOB)",
        Part.READING,
        "has vectors that hold no numbers",
    ),
    "no vectors": (f"DELETE FROM vectors WHERE article = {FIRST}", Part.READING, "has no vectors"),
    "no findings": (f"DELETE FROM findings WHERE article = {FIRST}", Part.READING, "has no findings"),
    "a finding outside the text": (
        "UPDATE findings SET data = packed(json_set(unpacked(data), '$.mentions[0].span', json('[9000, 9005]')))",
        Part.READING,
        "has a finding that is no slice of its text",
    ),
    "findings that cannot be unpacked": (
        "UPDATE findings SET data = substr(data, 3)",
        Part.READING,
        "cannot be read back: ValueError('Error -3 while decompressing data: incorrect header check')",
    ),
    "findings that are none": (
        """UPDATE findings SET data = packed('{"mentions": 3}')""",
        Part.READING,
        "cannot be read back: TypeError(\"'int' object is not iterable\")",
    ),
    "other days": (
        "UPDATE articles SET first_day = 3",
        Part.READING,
        "is kept under other days than it was published on",
    ),
    "an article without an event": (
        f"DELETE FROM members WHERE article = {FIRST}",
        Part.PLACE,
        "has no event",
    ),
    "an event that is not there": (
        f"UPDATE members SET event = 'e0' WHERE article = {FIRST}",
        Part.PLACE,
        "is named in members, and is not there",
    ),
    "an event merged into nothing": (
        "UPDATE events SET merged_into = 'e0'",
        Part.PLACE,
        "tells an event that was merged into another",
    ),
    "events without a story": ("UPDATE events SET story = NULL", Part.PLACE, "has no story"),
    "no stories": ("DELETE FROM stories", Part.PLACE, "is named in events, and is not there"),
    "a mention lost": (
        "DELETE FROM mentions WHERE number = 1",
        Part.PLACE,
        "has mentions without an entity",
    ),
    "a mention of nobody": (
        "UPDATE mentions SET entity = 'nobody' WHERE number = 2",
        Part.PLACE,
        "is named in mentions, and is not there",
    ),
    "a mention of other words": (
        "UPDATE mentions SET data = json_set(data, '$.text', 'Zall')",
        Part.PLACE,
        "has a mention that is no slice of its text",
    ),
    "no keys for copies": (
        "DELETE FROM copy_keys",
        Part.PLACE,
        "is kept under other keys than its words give",
    ),
    "another wording": (
        "UPDATE wordings SET data = zeroblob(16)",
        Part.PLACE,
        "is kept with another wording than its words give",
    ),
    "a copy of itself": (
        f"INSERT OR REPLACE INTO copies VALUES ({FIRST}, {FIRST}, 1.0, 'whole', '[]')",
        Part.PLACE,
        "copies itself",
    ),
    "a copy of more than all": (
        f"INSERT OR REPLACE INTO copies SELECT id, {FIRST}, 5, 'part', '[]' FROM articles WHERE arrival = 2",
        Part.PLACE,
        "has a copy that is no part of its text",
    ),
    "a copy in no known way": (
        f"INSERT OR REPLACE INTO copies SELECT id, {FIRST}, 1, 'in part', '[]' FROM articles WHERE arrival = 2",
        Part.READING,
        "cannot be read back: ValueError(\"'in part' is not a valid CopyKind\")",
    ),
    "an entity of no kind": (
        "UPDATE entities SET kind = 'POEM'",
        Part.PLACE,
        "is of no kind that an entity is of",
    ),
    "an article that never came": (
        f"DELETE FROM arrivals WHERE article = {FIRST}",
        Part.ARRIVAL,
        "came at no time",
    ),
    "articles that never came": ("DELETE FROM arrivals", Part.ARRIVAL, "came at no time"),
    "a time that is none": ("UPDATE arrivals SET at = 'noon'", Part.ARRIVAL, "came at no time"),
    "a claim told in the middle of a sentence": (
        "UPDATE tellings SET start = start + 1",
        Part.CLAIMS,
        "is told where no sentence stands",
    ),
    "claims that nobody tells": ("DELETE FROM tellings", Part.CLAIMS, "is told nowhere"),
    "a difference without evidence": (
        "UPDATE differences SET data = json_set(data, '$.evidence[0].span', json('[7000, 7001]'))",
        Part.CLAIMS,
        "has a difference without evidence",
    ),
    "a difference that is none": (
        "UPDATE differences SET data = '{}'",
        Part.CLAIMS,
        "cannot be read back: KeyError('claim')",
    ),
    "a story that was never lined up": (
        "DELETE FROM chapters",
        Part.CLAIMS,
        "was never lined up",
    ),
    "events of a chapter that is none": (
        "UPDATE chapters SET digest = 'x' WHERE event = (SELECT min(event) FROM chapters)",
        Part.CLAIMS,
        "was lined up with others than it is kept with",
    ),
    "a difference lost": (
        "DELETE FROM differences WHERE claim = (SELECT max(claim) FROM differences)",
        Part.CLAIMS,
        "has other claims or differences than were found",
    ),
    "a difference of other words": (
        "UPDATE differences SET data = json_set(data, '$.reason', 'None.')",
        Part.CLAIMS,
        "has other claims or differences than were found",
    ),
    "a telling lost": (
        f"DELETE FROM tellings WHERE article = {FIRST}",
        Part.CLAIMS,
        "has other claims or differences than were found",
    ),
    "a telling that is surer than it was": (
        "UPDATE tellings SET score = 7",
        Part.CLAIMS,
        "has other claims or differences than were found",
    ),
    "a story in no known state": (
        "UPDATE stories SET stale = -7",
        Part.CLAIMS,
        "is in no state that a story is in",
    ),
    "an event without its label": (
        "UPDATE events SET label = ''",
        Part.LABEL,
        "is called by no headline of its articles",
    ),
    "a story of another label": (
        "UPDATE stories SET label = 'Rain'",
        Part.LABEL,
        "is called by the label of no event of it",
    ),
    "an event of another day": (
        "UPDATE events SET date = '2001-01-01'",
        Part.PLACE,
        "is kept under other days than it happened on",
    ),
    "an event that is looked up by no day": (
        "UPDATE events SET first_day = NULL",
        Part.PLACE,
        "is kept under other days than it happened on",
    ),
    "a mean cut short": (
        "UPDATE events SET mean = substr(mean, 3)",
        Part.PLACE,
        "has a mean that holds no numbers",
    ),
    "an event of no number of articles": (
        "UPDATE events SET size = NULL",
        Part.PLACE,
        "has another number of articles than it says",
    ),
    "an event merged into itself": (
        "INSERT INTO events (id, label, merged_into) VALUES ('e0', 'Rain', 'e0')",
        Part.PLACE,
        "was merged into itself",
    ),
    "half of the days of an article": (
        "UPDATE articles SET last_day = NULL",
        Part.READING,
        "is kept under other days than it was published on",
    ),
    "vectors of another encoder": (
        "UPDATE vectors SET encoder = 'other' WHERE article = (SELECT id FROM articles WHERE arrival = 3)",
        Part.READING,
        "has vectors of another encoder",
    ),
    "no vectors of the end": (
        "UPDATE vectors SET data = cast("
        "substr(data, 1, length(mean)) || zeroblob(length(data) - length(mean)) AS BLOB)",
        Part.READING,
        "has sentences that were not encoded",
    ),
    "what an article is about lost": (
        "DELETE FROM matters WHERE article = (SELECT id FROM articles WHERE arrival = 3)",
        Part.PLACE,
        "is kept without what it is about",
    ),
    "what an article is about by another encoder": (
        "UPDATE matters SET encoder = 'other'",
        Part.PLACE,
        "is about what holds no numbers",
    ),
    "a mention of another kind": (
        "UPDATE mentions SET data = json_set(data, '$.kind', 'LOC')",
        Part.PLACE,
        "has a mention that was not found so",
    ),
    "an entity without its name": (
        "UPDATE entities SET name = ''",
        Part.PLACE,
        "is called by a name that stands nowhere",
    ),
    "an entity that is another": (
        "UPDATE entities SET wikidata = 'Q1'",
        Part.PLACE,
        "is another than its mentions name",
    ),
    "an entity that no name finds": (
        "DELETE FROM entity_keys",
        Part.PLACE,
        "is not found by all of its names",
    ),
    "an entity that was not named of late": (
        "UPDATE entity_keys SET latest = NULL",
        Part.PLACE,
        "was named later than it says",
    ),
    "no wordings": ("DELETE FROM wordings", Part.WORDS, "is kept without its wording"),
    "no codes": (
        "DELETE FROM codes WHERE article = 2",
        Part.WORDS,
        "is not found by its meaning",
    ),
    "other codes": (
        "UPDATE codes SET data = zeroblob(length(data))",
        Part.WORDS,
        "is found by another meaning than its own",
    ),
    "other words in the index": (
        "UPDATE folded SET text = 'other' WHERE rowid = 2",
        Part.WORDS,
        "stands in the index with other words than its own",
    ),
}


@pytest.mark.parametrize(("statement", "part", "reason"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_found_and_mended_to_what_there_was(
    database: Path, corpus: Corpus, statement: str, part: Part, reason: str
) -> None:
    before, rows = list(dump_lines(corpus)), rows_in(database)
    change(database, statement)
    assert (part, reason) in {(fault.part, fault.reason) for fault in corpus.check()}
    assert corpus.repair() == []
    assert corpus.check() == []
    assert list(dump_lines(corpus)) == before
    assert {name for name, told in rows_in(database).items() if told != rows[name]} <= {"arrivals"}


@pytest.mark.parametrize(
    "statement", ["DELETE FROM known_as", "UPDATE known_as SET article = (SELECT min(id) FROM articles)"]
)
def test_what_is_met_again_is_known_after_a_mending(tmp_path: Path, statement: str) -> None:
    told = "The tram to Bitel was halted on Friday. Two were hurt, said director Lena Mor."
    corrected = told.replace("Two", "Three")
    first, second, other = (
        make_article(
            text=text, location=location, outlet="Ledger", fields={"url": f"https://ledger.example/{at}"}
        )
        for text, location, at in (
            (told, "1", "tram"),
            (corrected, "2", "tram"),
            (REPORTS["cup-en-ledger.txt"], "3", "cup"),
        )
    )
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add([first, other, second])
        times = corpus.store.arrival_times(corpus.store.article_ids())
        revisions = corpus.revisions()
        change(tmp_path / "news.db", statement)
        assert {fault.part for fault in corpus.check()} == {Part.ARRIVAL}
        assert corpus.repair() == []
        assert corpus.store.arrival_times(times) == times
        third = make_article(
            text=corrected.replace("Three", "Four"), location="4", outlet="Ledger", fields=first.fields
        )
        assert corpus.add([third, second]).revised == (third.id,)
        assert corpus.revisions()[:-1] == revisions
        assert corpus.revisions()[-1].former == second.id


def test_times_of_arrival_that_are_noted_again_keep_the_order(database: Path, corpus: Corpus) -> None:
    ids = corpus.store.article_ids()
    times = corpus.store.arrival_times(ids)
    change(
        database, "DELETE FROM arrivals WHERE article IN (SELECT id FROM articles WHERE arrival IN (1, 3))"
    )
    assert corpus.repair() == []
    now = corpus.store.arrival_times(ids)
    assert [now[a] for a in ids] == [times[ids[n]] for n in (1, 1, 1, 3)]


@pytest.mark.parametrize(
    "statement", ["UPDATE articles SET fields = 'x'", "UPDATE articles SET published = 'x'"]
)
def test_an_article_that_cannot_be_read_back_is_told_and_left_alone(
    database: Path, call: Call, statement: str
) -> None:
    change(database, f"{statement} WHERE arrival = 1")
    for mending in ((), ("--repair",)):
        answer = call("check", "--db", database, *mending)
        assert answer.status == 1
        assert answer.out.startswith("file: ")
        assert "cannot be read back" in answer.out
        assert len(answer.out.splitlines()) == 1
        assert answer.err == ""


def test_a_judgement_that_cannot_be_read_back_is_told_and_left_alone(
    database: Path, corpus: Corpus, call: Call
) -> None:
    corpus.judge(JudgementKind.RENAME, corpus.events()[0].id, "What Ana calls it", user="ana")
    change(database, "UPDATE judgements SET kind = 'sing'", "DELETE FROM members")
    for mending in ((), ("--repair",)):
        answer = call("check", "--db", database, *mending)
        assert answer.out.startswith(f"file: {database} has a judgement that cannot be read back")
        assert (answer.status, answer.err) == (1, "")


def test_an_article_without_a_text_is_told_and_left_alone(database: Path, corpus: Corpus) -> None:
    change(database, "UPDATE articles SET text = '' WHERE arrival = 1")
    assert {(fault.part, fault.reason) for fault in corpus.repair()} == {(Part.FILE, "has no text")}


def test_a_corpus_is_sound_after_a_user_deleted_an_entity(database: Path, corpus: Corpus) -> None:
    mayor = next(entity for entity in corpus.entities() if "Velo" in entity.name)
    corpus.correct(JudgementKind.DELETE, mayor.id, user="ana")
    assert corpus.check() == []
    before = list(dump_lines(corpus))
    change(database, "DELETE FROM mentions WHERE number = (SELECT min(number) FROM mentions)")
    assert corpus.repair() == []
    assert list(dump_lines(corpus)) == before


def test_what_users_called_events_and_stories_is_given_back(database: Path, corpus: Corpus) -> None:
    [story, *_] = corpus.stories()
    corpus.judge(JudgementKind.RENAME, story.id, "The bridges", user="ana")
    corpus.judge(JudgementKind.RENAME, story.events[0], "The bridge", user="ana")
    change(database, "UPDATE stories SET label = 'x'", "UPDATE events SET label = 'x'")
    assert {fault.part for fault in corpus.check()} == {Part.LABEL}
    assert corpus.repair() == []
    assert {s.id: s.label for s in corpus.stories()}[story.id] == "The bridges"
    assert {e.id: e.label for e in corpus.events()}[story.events[0]] == "The bridge"


def test_what_was_skimmed_is_mended_to_what_there_was(tmp_path: Path, reports: Path) -> None:
    with open_corpus(tmp_path / "fast.db", encoder=HASHING) as corpus:
        corpus.add(read_articles(reports), fast=True)
        before, rows = list(dump_lines(corpus)), rows_in(tmp_path / "fast.db")
        change(tmp_path / "fast.db", "DELETE FROM members", "DELETE FROM sentences WHERE position = 0")
        assert corpus.repair() == []
        assert list(dump_lines(corpus)) == before
        assert rows_in(tmp_path / "fast.db") == rows


def test_an_index_that_is_gone_is_made_again(database: Path, corpus: Corpus) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE folded")
    assert {fault.part for fault in corpus.check()} == {Part.WORDS}
    assert corpus.repair() == []


def test_mending_touches_nothing_that_a_user_added(database: Path, corpus: Corpus) -> None:
    event = corpus.events()[0].id
    corpus.judge(JudgementKind.RENAME, event, "What Ana calls it", user="ana")
    change(database, "DELETE FROM members")
    failures, judgements = corpus.failures(), corpus.judgements()
    assert corpus.repair() == []
    assert (corpus.failures(), corpus.judgements()) == (failures, judgements)
    assert {e.id: e.label for e in corpus.events()}[event] == "What Ana calls it"


def test_a_mending_that_is_stopped_leaves_what_there_was(
    database: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(database, "UPDATE events SET story = NULL")
    faults = corpus.check()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(corpus.store, "index_texts", stop)
        with pytest.raises(KeyboardInterrupt):
            corpus.repair()
    assert corpus.check() == faults
    assert corpus.repair() == []


def test_a_damaged_file_is_named_and_left_alone(database: Path) -> None:
    content = database.read_bytes()
    damaged = content[: 20 * 4096] + b"\xff" * 8 * 4096 + content[28 * 4096 :]
    database.write_bytes(damaged)
    with open_corpus(database, encoder=HASHING) as corpus:
        faults = corpus.repair()
    assert {fault.part for fault in faults} == {Part.FILE}
    assert {fault.subject for fault in faults} == {str(database)}
    assert database.read_bytes() == damaged


@pytest.mark.parametrize("kept", [0.3, 0.7])
def test_a_file_cut_short_is_one_line(call: Call, reports: Path, tmp_path: Path, kept: float) -> None:
    call("add", reports)
    content = (tmp_path / "retold.db").read_bytes()
    (tmp_path / "retold.db").write_bytes(content[: int(kept * len(content))])
    answer = call("check")
    assert answer.status == 1
    assert "malformed" in answer.err + answer.out
    assert "Traceback" not in answer.err


def test_check_says_so_in_one_line_and_its_status(call: Call, reports: Path, tmp_path: Path) -> None:
    call("add", reports)
    assert call("check").out == "4 articles, and all that was derived from them holds\n"
    change(tmp_path / "retold.db", "DELETE FROM members")
    found = call("check", "--json")
    assert found.status == 1
    assert {fault["part"] for fault in json.loads(found.out)} == {"place", "claims"}
    assert len(call("check").out.splitlines()) == len(json.loads(found.out))
    assert call("check", "--repair").status == 0
    assert call("check").status == 0


# Copied


def test_a_backup_is_a_corpus_like_any_other(corpus: Corpus, tmp_path: Path) -> None:
    corpus.backup(tmp_path / "copy.db")
    with open_corpus(tmp_path / "copy.db", create=False, encoder=HASHING) as copy:
        assert list(dump_lines(copy)) == list(dump_lines(corpus))
        assert copy.check() == []
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]


def test_a_backup_holds_what_was_finished_when_it_began(
    corpus: Corpus, database: Path, tmp_path: Path
) -> None:
    other = open_store(database)
    with other.writing():
        other.keep_aside("half.txt", "is empty")
        corpus.backup(tmp_path / "copy.db")
    other.close()
    assert [failure["location"] for failure in corpus.failures()] == ["half.txt"]
    with open_corpus(tmp_path / "copy.db", create=False) as copy:
        assert copy.failures() == []


def test_a_backup_replaces_an_older_one_and_nothing_else(
    corpus: Corpus, database: Path, tmp_path: Path
) -> None:
    corpus.backup(tmp_path / "copy.db")
    corpus.backup(tmp_path / "copy.db")
    (tmp_path / "notes.txt").write_text("mine")
    for other in (database, tmp_path / "notes.txt"):
        with pytest.raises(UsageError, match="name another file"):
            corpus.backup(other)
    with pytest.raises(UsageError, match="there is no folder"):
        corpus.backup(tmp_path / "nowhere" / "copy.db")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert list(tmp_path.glob(".*")) == []


def test_what_is_left_beside_a_copy_is_not_written_into_it(corpus: Corpus, tmp_path: Path) -> None:
    corpus.backup(tmp_path / "copy.db")
    with open_corpus(tmp_path / "copy.db", encoder=HASHING) as copy, copy.store.writing():
        copy.store.keep_aside("half.txt", "is empty")
        with pytest.raises(UsageError, match=r"copy\.db-wal: is of a corpus that is in use, or was left so"):
            corpus.backup(tmp_path / "copy.db")
    corpus.backup(tmp_path / "copy.db")
    (tmp_path / "gone.db-journal").write_bytes(b"left")
    with pytest.raises(UsageError, match="name another file"):
        corpus.backup(tmp_path / "gone.db")


def test_a_copy_is_written_to_where_a_link_leads(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "copy.db").symlink_to(tmp_path / "large" / "copy.db")
    for _ in range(2):
        corpus.backup(tmp_path / "copy.db")
        assert (tmp_path / "copy.db").is_symlink()
    assert (tmp_path / "large" / "copy.db").is_file()


def test_a_copy_may_have_the_longest_name(corpus: Corpus, tmp_path: Path) -> None:
    corpus.backup(tmp_path / f"{'x' * 240}.db")
    assert list(tmp_path.glob(".*")) == []


def test_a_copy_that_is_added_to_is_read_meanwhile(corpus: Corpus, tmp_path: Path) -> None:
    corpus.backup(tmp_path / "copy.db")
    with (
        open_corpus(tmp_path / "copy.db") as brought_back,
        closing(open_store(tmp_path / "copy.db")) as other,
    ):
        with other.writing():
            other.keep_aside("half.txt", "is empty")
            assert brought_back.failures() == []
        assert len(brought_back.failures()) == 1


# Read again


def test_what_failed_is_read_again_from_where_it_came(call: Call, tmp_path: Path) -> None:
    mended, waiting = tmp_path / "mended.txt", tmp_path / "waiting.txt"
    mended.write_text("")
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "The ferry runs."}\n{"id": "b", "text": "The fer')
    assert call("add", mended, waiting, rows).status == 1
    mended.write_text("The ferry to Limnos runs again.")
    rows.write_text('{"id": "a", "text": "The ferry runs."}\n{"id": "b", "text": "The ferry was late."}')
    answer = call("failures", "--retry")
    assert (answer.status, answer.out) == (1, "2 new, 1 unchanged, 1 kept aside\n")
    assert call("failures").out == f"{waiting}: does not exist\n"
    waiting.write_text("The ferry waits.")
    assert call("failures", "--retry").status == 0


def test_what_is_there_no_more_is_read_again_as_it_was_kept(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / "long.txt"
    long.write_text("The ferry runs. " * 100)
    monkeypatch.setenv("RETOLD_MAX_BYTES", "1000")
    assert "is larger than the limit" in call("add", long).err
    long.unlink()
    assert "is larger than the limit" in call("failures", "--retry").err
    monkeypatch.delenv("RETOLD_MAX_BYTES")
    assert call("failures", "--retry").out == "1 new\n"
    assert call("failures").out == ""


def test_what_was_kept_and_is_damaged_stays_a_failure(call: Call, tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(b"\x7fELF\x02\x01\x00\x00" * 400)
    call("add", "noise.txt")
    (tmp_path / "noise.txt").unlink()
    change(tmp_path / "retold.db", "UPDATE failures SET content = substr(content, 3)")
    answer = call("failures", "--retry")
    assert (answer.status, answer.out) == (1, "0 new, 1 kept aside\n")
    assert "noise.txt" in call("failures").out


def test_an_input_too_large_to_keep_is_remembered_by_its_place(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "noise.txt").write_bytes(b"\x7fELF\x02\x01\x00\x00" * 400)
    monkeypatch.setenv("RETOLD_ASIDE_BYTES", "1000")
    call("add", "noise.txt")
    store = open_store(tmp_path / "retold.db")
    assert [failure["location"] for failure in store.failures()] == ["noise.txt"]
    assert store.failed_content("noise.txt") is None
    store.close()


def test_a_failure_of_a_library_is_a_line_and_keeps_the_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A ferry.")
    [failure] = read_articles(tmp_path / "a.txt", reader=f"{__name__}:Breaking")
    assert str(failure) == f"{tmp_path}/a.txt: its reader failed: RecursionError: too deep"
    assert getattr(failure, "content", None) == b"A ferry."


class Breaking:
    """A reader whose library breaks."""

    def read(self, location: str, content: bytes) -> Iterator[object]:
        raise RecursionError("too deep")
