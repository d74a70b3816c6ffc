"""What is public, and the version it has."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

import retold

ROOT = Path(__file__).parents[1]
PACKAGES = ("retold.report", "retold.export", "retold.read", "retold.encode", "retold.group", "retold.align")


def test_all_is_sorted_and_just_what_is_public() -> None:
    names = [name for name in vars(retold) if not name.startswith("_")]
    public = [name for name in names if not isinstance(getattr(retold, name), ModuleType)]
    assert retold.__all__ == sorted(public)


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_say_what_they_give(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__all__ == sorted(package.__all__)
    assert all(hasattr(package, public) for public in package.__all__)


@pytest.mark.parametrize("name", retold.__all__)
def test_everything_public_is_described(name: str) -> None:
    assert (getattr(retold, name).__doc__ or "").strip()
    assert f"`{name}" in (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_version_is_the_newest_of_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[([^\]]+)\]", changelog, re.MULTILINE)[0] == retold.__version__
