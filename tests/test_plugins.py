"""The reader that docs/plugins.md shows does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Call

PAGE = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")


def test_the_reader_of_the_page_reads(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(r"```py\n# wire.py\n(.*?)```", PAGE, re.DOTALL)
    [command] = re.findall(r"python -m retold (.*)\n", PAGE)
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 20
    (tmp_path / "wire.py").write_text(code, encoding="utf-8")
    (tmp_path / "messages.wire").write_text(
        "2025-03-04|Ura u hap|Kryetarja e Zallit tha se ura u hap.\nbosh\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    answer = call(*command.split())
    assert answer.out == "1 new, 1 kept aside\n"
    assert "messages.wire#2: has 1 fields, not 3" in answer.err
    assert "Kryetarja e Zallit" in call("show", "messages.wire#1").out
