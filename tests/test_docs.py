"""The pages say what is true: every noun has its word, and what the tutorial shows is what happens."""

from __future__ import annotations

import inspect
import re
import shlex
from enum import Enum
from pathlib import Path

import pytest
from conftest import Answer, Call

from retold import model
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
