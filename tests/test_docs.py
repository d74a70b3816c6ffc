"""The pages say what is true: every noun has its word, and what the tutorial shows is what happens."""

from __future__ import annotations

import inspect
import re
import shlex
from enum import Enum
from pathlib import Path

import click
import pytest
from conftest import Answer, Call

from retold import model
from retold.cli import cli
from retold.report.marks import Mark

ROOT = Path(__file__).parents[1]
CONCEPTS = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")

NOUNS = [
    noun
    for _, noun in inspect.getmembers(model, inspect.isclass)
    if noun.__module__ == model.__name__ and not noun.__name__.startswith("_")
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_every_noun_is_in_the_glossary(noun: type) -> None:
    assert f"**{noun.__name__}**" in CONCEPTS
    if issubclass(noun, Enum):
        assert [member.value for member in noun if f"*{member.value}*" not in CONCEPTS] == []


@pytest.mark.parametrize("mark", [mark for mark in Mark if mark is not Mark.NOT_COMPARED])
def test_every_mark_is_explained(mark: Mark) -> None:
    assert f"\n| {mark.sign} | " in CONCEPTS


def test_the_pages_link_to_files_that_exist() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")):
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_tutorial_runs(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each `$ retold ...` succeeds and prints the lines below it, in order; `…` stands for anything."""
    monkeypatch.delenv("RETOLD_ENCODER")
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    blocks = re.findall(r"```console\n(.*?)```", TUTORIAL, re.DOTALL)
    steps = re.findall(r"^\$ retold (.*)\n((?:(?!\$ ).*\n)*)", "".join(blocks), re.MULTILINE)
    assert len(steps) == "".join(blocks).count("$ ")
    for command, expected in steps:
        answer: Answer = call(*shlex.split(command))
        assert answer.status == 0, f"{command}: {answer.err}"
        assert re.search(as_pattern(expected), answer.out), f"{command} printed:\n{answer.out}"


def python_blocks() -> list[tuple[str, str]]:
    """Return the Python blocks of all pages, each with the name of its page."""
    pages = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    found = [
        (page.name, re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)) for page in pages
    ]
    return [(name, block) for name, blocks in found for block in blocks]


@pytest.mark.parametrize(("page", "block"), python_blocks(), ids=lambda value: value[:12])
def test_the_python_of_the_pages_runs(
    page: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    exec(compile(block, page, "exec"), {"__name__": "__main__"})
    assert "четири тони" in capsys.readouterr().out.lower()


def test_the_readme_shows_the_example_as_it_is_printed(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs between machines by a hair, scores and counts, is left to `make docs`."""
    monkeypatch.delenv("RETOLD_ENCODER")
    monkeypatch.setenv("COLUMNS", "96")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```text\n(.*?)```", readme, re.DOTALL)
    assert call("add", ROOT / "examples" / "prespa", "--outlet", "{n}-{language}-{outlet}").status == 0
    printed = call("compare").out
    outlets = r"^(\d \w+ +[\d-]+ \w+)"
    assert len(re.findall(outlets, shown, re.MULTILINE)) == 8
    assert re.findall(outlets, shown, re.MULTILINE) == re.findall(outlets, printed, re.MULTILINE)
    assert shown.splitlines()[0] == printed.strip().splitlines()[0].strip()


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_has_its_help_and_its_place_on_the_page(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert f"## retold {name}\n" in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def as_pattern(expected: str) -> str:
    lines = [re.escape(line.rstrip()).replace("…", ".*") for line in expected.splitlines()]
    return r"\A\s*" + r"\s*\n(?s:.*?)".join(lines) + r"(?s:.*)\Z" if lines else r"\A\s*\Z"


@pytest.mark.parametrize(
    ("expected", "printed", "matches"),
    [
        ("9 new\n", "9 new\n", True),
        ("9 new\n", "8 new\n", False),
        ("", "", True),
        ("", "something\n", False),
        ("one\n…\nthree\n", "one\ntwo\nthree\n", True),
        ("one\nthree\n", "three\none\n", False),
        ("a … c\n", "a b c\n", True),
    ],
)
def test_expected_lines_are_looked_for_in_order(expected: str, printed: str, matches: bool) -> None:
    assert bool(re.search(as_pattern(expected), printed)) is matches
