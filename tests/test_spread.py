"""A cluster reads what one machine would, and the corpus is the same; a worker that dies changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from conftest import HASHING, Call
from factories import EXAMPLE

from retold.errors import InputError, UsageError
from retold.model import Article
from retold.read import read_articles
from retold.spread.places import find_places, read_place

SOURCE = Path(__file__).parents[1] / "src"

READING: dict[str, Any] = {"max_bytes": 1 << 20}


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Return a folder of files that hold one article, several, none, or no text."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "one.txt").write_text("The ferry left the harbour at noon.", encoding="utf-8")
    rows = '{"text": "The mill burned on Monday."}\n{"text": "Nobody was hurt in the mill."}\n{"text": ""}\n'
    (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
    (folder / "settings.json").write_text('{"colour": "blue"}', encoding="utf-8")
    (folder / "README.md").write_text("Not an article.", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


def said(found: Iterator[Article | InputError]) -> list[str]:
    return [str(item) if isinstance(item, InputError) else item.id for item in found]


def test_files_found_one_by_one_are_those_of_the_folder(mixed: Path, tmp_path: Path) -> None:
    inputs = [str(mixed), str(EXAMPLE), str(mixed / "settings.json"), str(tmp_path / "missing.txt")]
    places = list(find_places(inputs))
    assert said(item for place in places for item in read_place(place, READING, None)) == said(
        read_articles(*inputs)
    )


def test_a_storage_is_read_like_a_folder(mixed: Path) -> None:
    places = list(find_places([mixed.as_uri()]))
    assert [place.location.rpartition("/")[2] for place in places] == [
        "README.md",
        "empty.txt",
        "one.txt",
        "rows.jsonl",
        "settings.json",
    ]
    texts = [i.text for p in places for i in read_place(p, READING, None) if isinstance(i, Article)]
    assert "The ferry left the harbour at noon." in texts


@pytest.mark.parametrize("place", ["-", "https://news.example/1", "nostorage://news/1"])
def test_what_other_machines_cannot_read_is_refused(place: str) -> None:
    with pytest.raises(UsageError):
        list(find_places([place]))


@pytest.mark.parametrize("engine", ["spark", "local:many", "ra", ":4"])
def test_another_engine_is_one_line(call: Call, engine: str) -> None:
    answer = call("add", EXAMPLE, "--engine", engine)
    assert (answer.status, answer.err.count("\n")) == (2, 1)


# On a cluster


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is an extra")
def test_a_cluster_that_loses_a_worker_gives_the_same_corpus() -> None:
    script = Path(__file__).with_name("ray_cluster.py")
    command = [sys.executable, "-W", "ignore", str(script)]
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "RETOLD_ENCODER": HASHING}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=900)
    answer = json.loads(run.stdout.splitlines()[-1])
    assert answer["nodes_left"] == 2
    assert answer["lost_after"] < answer["new"]
    assert (answer["equal"], answer["same_added"]) == (True, True)
