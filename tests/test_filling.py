"""Large corpora that are filled to be measured: they hold, and one that was given up is gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from bulk import fill
from conftest import HASHING

from retold.corpus import open_corpus


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_corpus_that_is_filled_holds_and_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulk.STORIES_AT_ONCE", 1)
    said: list[str] = []

    def give_up(line: str) -> None:
        said.append(line)
        raise KeyboardInterrupt

    with open_corpus(tmp_path / "filled.db", encoder=HASHING) as corpus:
        with pytest.raises(KeyboardInterrupt):
            fill(corpus, 18, 2, give_up)
        assert corpus.store.count() == 9
        fill(corpus, 18, 2, said.append)
        assert said == ["0 articles", "9 articles", "indexing"]
        assert corpus.store.count() == 18
        assert corpus.check() == []
