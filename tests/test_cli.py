"""The command line: what goes in, what comes out, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import HASHING, Call
from factories import EXAMPLE

GOOD = "date 2025-03-04\nThe ferry to Limnos runs again\n\nThe ferry runs again after two days of storm.\n"


# Bad input: one clear line, and the rest goes through


def _missing(_folder: Path) -> str:
    return "nowhere.txt"


def _empty_folder(folder: Path) -> str:
    (folder / "photos").mkdir()
    (folder / "photos" / "ferry.png").write_bytes(b"\x89PNG")
    return "photos"


def _file(name: str, content: str | bytes) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
        return name

    return write


BAD = {
    "a path that does not exist": (_missing, "nowhere.txt: does not exist"),
    "a folder without articles": (_empty_folder, "photos: has no file Retold reads"),
    "bytes that are no text": (_file("ferry.txt", b"\x7fELF\x02\x01\x00\x00" * 40), "ferry.txt: "),
    "nothing at all": (_file("ferry.txt", ""), "ferry.txt: is empty"),
    "a date and no text": (_file("ferry.txt", "date 2025-03-04\n"), "ferry.txt: has no text"),
    "a date on no calendar": (
        _file("ferry.txt", "date 2025-13-40\nThe ferry runs."),
        "'2025-13-40' is no date",
    ),
    "a text over the limit": (_file("ferry.txt", "The ferry runs. " * 80_000), "limit of 262,144 bytes"),
    "a record cut short": (
        _file("feed.jsonl", '{"id": "1", "text": "The ferry runs."}\n{"id": "2", "text": "The fer'),
        "line 2 is no whole JSON object",
    ),
}


@pytest.mark.parametrize(("prepare", "line"), BAD.values(), ids=BAD)
def test_bad_input_is_kept_aside_and_the_rest_goes_through(
    call: Call, tmp_path: Path, prepare: Callable[[Path], str], line: str
) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    bad = prepare(tmp_path)
    answer = call("add", bad, "good.txt")
    assert answer.status == 1
    [said] = answer.err.splitlines()
    assert said.startswith("kept aside: ")
    assert line in said
    assert "1 kept aside" in answer.out
    assert "good.txt" in call("dump").out
    assert call("failures").out.strip() == said.removeprefix("kept aside: ")


def test_an_input_that_is_mended_is_a_failure_no_more(call: Call, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("date 2025-13-40\nThe ferry runs again.")
    assert call("add", "ferry.txt").status == 1
    (tmp_path / "ferry.txt").write_text(GOOD)
    assert call("add", "ferry.txt").status == 0
    assert call("failures").out == ""


def test_the_same_article_twice_is_unchanged(call: Call, reports: Path) -> None:
    assert call("add", reports).out == "4 new\n"
    before = call("dump").out
    again = call("add", reports)
    assert (again.status, again.out, again.err) == (0, "0 new, 4 unchanged\n", "")
    assert call("dump").out == before


def test_the_limit_is_a_setting(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    monkeypatch.setenv("RETOLD_MAX_BYTES", "50")
    assert "limit of 50 bytes" in call("add", "good.txt").err
    monkeypatch.setenv("RETOLD_MAX_BYTES", "many")
    answer = call("add", "good.txt")
    assert (answer.status, answer.err) == (2, "Error: RETOLD_MAX_BYTES: 'many' is no whole number\n")


# A database that is not ours


def _other_program(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _newer_version(place: Path) -> None:
    from retold import open_corpus

    open_corpus(place).close()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _no_version(place: Path) -> None:
    from retold import open_corpus

    open_corpus(place).close()
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA user_version = 0")


def _no_database(place: Path) -> None:
    place.write_text("Shopping list: bread, milk, and a good number of other things\n" * 40)


DATABASES = {
    "of another program": (_other_program, "a database of another program, not a Retold corpus"),
    "of a newer version": (_newer_version, "was written by a newer Retold (format 99"),
    "of no version": (_no_version, "is of no format that there ever was (0)"),
    "no database at all": (_no_database, "is not a Retold corpus"),
    "a folder": (lambda place: place.mkdir(), "is a folder"),
}


@pytest.mark.parametrize(("prepare", "line"), DATABASES.values(), ids=DATABASES)
@pytest.mark.parametrize("command", [("add", "good.txt"), ("events",), ("dump",)], ids=lambda c: c[0])
def test_a_database_that_is_not_ours_is_refused_and_left_alone(
    call: Call, tmp_path: Path, prepare: Callable[[Path], None], line: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    prepare(tmp_path / "retold.db")
    before = _content(tmp_path / "retold.db")
    answer = call(*command)
    assert (answer.status, answer.out) == (1, "")
    [said] = answer.err.splitlines()
    assert said.startswith("Error: retold.db: ")
    assert line in said
    assert _content(tmp_path / "retold.db") == before


def _content(place: Path) -> bytes:
    return place.read_bytes() if place.is_file() else b""


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("good.txt/news.db", "good.txt/news.db: there is no folder good.txt"),
        ("/proc/news.db", "/proc/news.db: unable to open database file"),
        ("no/such/folder/news.db", "no/such/folder/news.db: there is no folder no/such/folder"),
        (
            "mysql://ana:s3cret@host/news",
            "mysql keeps no corpus; a file does, or postgresql://user@host/database",
        ),
    ],
)
def test_a_place_that_cannot_be_written(call: Call, tmp_path: Path, place: str, told: str) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    answer = call("add", "good.txt", "--db", place)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err == f"Error: {told}\n"


@pytest.mark.parametrize("name", ["what?now=1.db", "50%25.db", "a#b.db", "file:a.db"])
def test_a_corpus_is_kept_under_the_name_that_is_given(
    call: Call, reports: Path, tmp_path: Path, name: str
) -> None:
    before = set(tmp_path.iterdir())
    call("add", reports / "cup-en-ledger.txt", "--db", name)
    assert set(tmp_path.iterdir()) - before == {tmp_path / name}
    assert call("check", "--db", name).status == 0


@pytest.mark.parametrize("command", ["events", "dump", "failures", "compare"])
def test_reading_makes_no_database(call: Call, tmp_path: Path, command: str) -> None:
    answer = call(command)
    assert answer.status == 1
    assert answer.err == "Error: retold.db: there is no corpus here; `retold add` makes one\n"
    assert not (tmp_path / "retold.db").exists()


def test_the_database_is_named_by_option_or_environment(
    call: Call, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETOLD_DB", str(tmp_path / "by-environment.db"))
    call("add", reports / "cup-en-ledger.txt")
    assert (tmp_path / "by-environment.db").exists()
    call("add", reports, "--db", "by-option.db")
    assert len(json.loads(call("events", "--json", "--db", "by-option.db").out)) == 2
    assert len(json.loads(call("events", "--json").out)) == 1


# Usage


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("add",), "Missing argument 'INPUT...'"),
        (("show",), "Missing argument 'ARTICLE'"),
        (("report",), "Missing option '-o'"),
        (("report", "-o", "bridge.pdf"), "bridge.pdf: a report is written as .html or .md"),
        (("report", "-o", "no/such/folder/page.html"), "no/such/folder/page.html: No such file or directory"),
        (("add", "good.txt", "--outlet", "{n}"), "pattern '{n}' must have {outlet}"),
        (("explain",), "No such command 'explain'"),
        (("show", "a\udcff"), r"'\udcff' cannot be written in utf-8"),
        (("feed", "--search", "a\udcff"), r"'\udcff' cannot be written in utf-8"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_call_is_told_in_a_line(
    call: Call, reports: Path, arguments: tuple[str, ...], line: str
) -> None:
    call("add", reports)
    answer = call(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert line in answer.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("compare", "nothing"), "nothing: no event begins so"),
        (("compare", "e"), "e: more than one event begins so"),
        (("show", "nothing"), "nothing: no article begins so"),
        (
            ("report", "nothing", "-o", "page.html"),
            "nothing: there is no event, story or entity of that name",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_the_corpus_does_not_have(
    call: Call, reports: Path, arguments: tuple[str, ...], line: str
) -> None:
    call("add", reports)
    answer = call(*arguments)
    assert (answer.status, answer.out, answer.err) == (1, "", f"Error: {line}\n")


def test_a_corpus_without_events_has_nothing_to_compare(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    call("add", "empty.txt")
    answer = call("compare")
    assert (answer.status, answer.err) == (1, "Error: there is no event yet; `retold add` reads articles\n")


# Answers


def test_events_are_listed_with_how_many_tell_them_in_which_languages(call: Call, reports: Path) -> None:
    call("add", reports, "--outlet", "{topic}-{language}-{outlet}")
    found = json.loads(call("events", "--json").out)
    listed = call("events").out.splitlines()
    for event in found:
        [line] = [line for line in listed if line.startswith(event["id"])]
        assert line.split()[1:4] == ["2025-03-04", str(len(event["articles"])), "en"]


def test_compare_takes_the_event_most_told_or_one_by_the_beginning_of_its_id(
    call: Call, reports: Path
) -> None:
    call("add", reports)
    by_size = sorted(json.loads(call("events", "--json").out), key=lambda event: len(event["articles"]))
    for event, asked in ((by_size[-1], ()), (by_size[0], (by_size[0]["id"][:6],))):
        compared = json.loads(call("compare", *asked, "--json").out)
        assert compared["event"] == event
        assert [article["id"] for article in compared["articles"]] == event["articles"]


def test_compare_prints_every_telling_in_full_when_asked(call: Call, reports: Path) -> None:
    call("add", reports)
    printed = "".join(call("compare", "--full").out.split())
    assert "Therepairwouldcostatleastfivemillioneuros,themayorArtaVelosaid." in printed


@pytest.mark.parametrize("name", ["bridge-en-gazette.txt", "reports/bridge-en-gazette.txt"])
def test_show_finds_an_article_by_file_name_or_location(call: Call, reports: Path, name: str) -> None:
    call("add", "reports")
    assert "Shopkeepers on the left bank" in call("show", name).out
    shown = json.loads(call("show", name, "--json").out)
    text = shown["article"]["text"]
    assert [text[slice(*s["span"])] for s in shown["sentences"]][-1].startswith("Shopkeepers")


@pytest.mark.parametrize(("name", "opening"), [("page.html", "<!doctype html>"), ("page.md", "#")])
def test_a_report_is_one_file(call: Call, reports: Path, tmp_path: Path, name: str, opening: str) -> None:
    call("add", reports)
    answer = call("report", "-o", name)
    assert (answer.status, answer.out) == (0, f"wrote {name}\n")
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written.lower().startswith(opening)
    assert "Shopkeepers on the left bank fear for the market." in written
    said = json.loads(call("report", "-o", name, "--json").out)
    event = max(json.loads(call("events", "--json").out), key=lambda e: len(e["articles"]))["id"]
    assert said == {"written": name, "bytes": len(written.encode()), "event": event}


@pytest.mark.parametrize("kind", ["event", "story", "entity"])
@pytest.mark.parametrize("form", ["html", "md", "docx"])
def test_a_report_is_of_what_an_id_begins_with_and_holds(
    call: Call, reports: Path, kind: str, form: str
) -> None:
    call("add", reports)
    dump = json.loads(call("dump").out)
    key = dump[{"event": "events", "story": "stories", "entity": "entities"}[kind]][0]["id"]
    assert kind in json.loads(call("report", key[:14], "-o", f"r.{form}", "--json").out)
    assert call("verify", f"r.{form}", "--db", "retold.db").status == 0


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_same_reports_give_the_same_bytes_in_any_process(tmp_path: Path, form: str) -> None:
    """Sets are walked in another order in each: nothing may hang on it."""
    written = set()
    for seed in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "RETOLD_ENCODER": HASHING,
            "RETOLD_DB": f"{tmp_path / seed}.db",
        }
        for arguments in (("add", str(EXAMPLE)), ("report", "-o", f"{tmp_path / seed}.{form}")):
            command = [sys.executable, "-m", "retold", *arguments]
            subprocess.run(command, check=True, env=environment, capture_output=True)
        written.add((tmp_path / f"{seed}.{form}").read_bytes())
    assert len(written) == 1


def test_a_report_of_what_is_not_there_is_one_line(call: Call, reports: Path) -> None:
    call("add", reports)
    answer = call("report", "Zzyzx", "-o", "r.html")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "no event, story or entity" in answer.err


def test_add_and_failures_answer_as_json(call: Call, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD)
    added = json.loads(call("add", "good.txt", "nowhere.txt", "--json").out)
    assert len(added["new"]) == 1
    assert added["unchanged"] == []
    assert added["failed"] == [{"location": "nowhere.txt", "reason": "does not exist"}]
    [failure] = json.loads(call("failures", "--json").out)
    assert (failure["location"], failure["reason"]) == ("nowhere.txt", "does not exist")


def test_doctor_tells_what_there_is_even_without_a_corpus(call: Call, reports: Path) -> None:
    assert "there is no corpus here" in call("doctor").out
    call("add", reports)
    found = json.loads(call("doctor", "--json").out)
    assert found["corpus"] == "retold.db: 4 articles, 2 events"
    assert "sha256" in found["model"]
    assert {"sq", "mk", "el", "tr"} <= set(found["languages"])
