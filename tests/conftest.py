"""What several tests start from: invented reports in a folder, and the command line called in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from retold.cli import main

#: How long an example takes says more of what else the machine does than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

#: An encoder that starts at once and sees spelling alone.
HASHING = "retold.encode.hashing:HashingEncoder"

#: Two happenings: a bridge is closed (three reports, the last one a follow-up) and a cup is won (one report).
REPORTS = {
    "bridge-en-ledger.txt": (
        "date 2025-03-04\nOld bridge over the Drinas closed\n\n"
        "The old bridge over the Drinas was closed on Tuesday because of cracks in two pillars. "
        "Mayor Arta Velo said the repair would cost three million euros. "
        "Some four thousand people cross the bridge every day.\n"
    ),
    "bridge-en-gazette.txt": (
        "date 2025-03-04\nCracks close the bridge over the Drinas\n\n"
        "The old bridge over the Drinas was closed because of cracks in two pillars. "
        "The repair would cost at least five million euros, the mayor Arta Velo said. "
        "Shopkeepers on the left bank fear for the market.\n"
    ),
    "bridge-en-courier.txt": (
        "date 2025-03-05\nThe bridge over the Drinas stays closed\n\n"
        "The old bridge over the Drinas stays closed because of cracks in two pillars, Mayor Arta Velo said. "
        "Some four thousand people cross the bridge every day.\n"
    ),
    "cup-en-ledger.txt": (
        "date 2025-03-04\nKestrels win the cup after penalties\n\n"
        "Kestrels beat Harbour United in the final, four to two after penalties. "
        "Goalkeeper Jon Prenda held twice.\n"
    ),
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Return a folder of four reports on two happenings."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Return the command line as a function; it works in `tmp_path`, on retold.db, with the hashing encoder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOLD_ENCODER", HASHING)
    monkeypatch.delenv("RETOLD_DB", raising=False)

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        status = stopped.value.code
        assert isinstance(status, int)
        return Answer(status, captured.out, captured.err)

    return run
