"""What can be asked of a corpus: a claim, two articles, a name, figures; and a comparison narrowed down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Call

import retold
from retold.corpus import narrow
from retold.model import DifferenceKind

ARTICLES = {
    "a-harbour-gazette.txt": (
        "date 2025-03-04\n"
        "The guild warehouse burns down in Velport\n\n"
        "A fire destroyed the guild warehouse in Velport on Monday night. "
        "Fire chief Anna Kestrel said 40 tonnes of grain were lost. "
        "The roof fell in shortly before midnight. "
        "The harbour stayed closed until the morning.\n"
    ),
    "b-velport-mail.txt": (
        "date 2025-03-05\n"
        "Grain lost in warehouse fire in Velport\n\n"
        "A fire destroyed the guild warehouse in Velport on Monday night. "
        "Fire chief Anna Kestrel said 60 tonnes of grain were lost. "
        "The harbour master was not in town.\n"
    ),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("velport")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with retold.open_corpus(folder / "news.db") as made:
        made.add(retold.read_articles(folder, outlet_pattern="{n}-{outlet}"))
    return folder / "news.db"


@pytest.fixture
def ask(call: Call, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return the command line on the corpus, with the encoder that it was made with."""
    monkeypatch.delenv("RETOLD_ENCODER")
    return lambda *arguments: call(*arguments, "--db", corpus)


def test_two_articles_stand_side_by_side(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        left, right, pairings = opened.side_by_side(*ARTICLES)
    rows = [
        (" ".join(left.text[slice(*s)] for s in p.left), " ".join(right.text[slice(*s)] for s in p.right))
        for p in pairings
    ]
    assert ("The roof fell in shortly before midnight.", "") in rows
    assert ("", "The harbour master was not in town.") in rows
    [grain] = [p for p in pairings if p.left and "40" in left.text[slice(*p.left[0])]]
    assert "60 tonnes" in right.text[slice(*grain.right[0])]
    assert DifferenceKind.FIGURE in [difference.kind for difference in grain.differences]
    assert 0.5 < grain.score < 1
    assert grain.reason.startswith("For: ")


def test_a_claim_is_found_by_how_its_id_begins(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        claim = next(c for c in opened.claims() if len(c.tellings) == 2)
        assert opened.claim(claim.id) == claim
        with pytest.raises(retold.NotFoundError, match="no such claim"):
            opened.claim("nowhere")
        with pytest.raises(retold.NotFoundError, match="claims begin so"):
            opened.claim("c")


def test_what_a_name_said_comes_in_time_order(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        said = opened.said("Kestrel")
    words = [s.article.text[slice(*s.attribution.content)] for s in said]
    assert words == ["40 tonnes of grain were lost", "60 tonnes of grain were lost"]


def test_a_name_that_nobody_bears_is_not_found(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened, pytest.raises(retold.NotFoundError, match="Wimblethorpe"):
        opened.said("Wimblethorpe")


def test_figures_stand_by_claim_and_article_each_once(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        comparison = opened.compare(opened.events()[0].id)
        rows = opened.figures(comparison)
    values = [[figure.value for figures in row.figures.values() for figure in figures] for row in rows]
    assert values == [[40, 60]]


def test_a_comparison_is_narrowed_to_kinds_and_languages(corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        comparison = opened.compare(opened.events()[0].id)
    figures = narrow(comparison, kinds=[DifferenceKind.FIGURE])
    assert {d.kind for d in figures.differences} == {DifferenceKind.FIGURE}
    assert {c.id for c in figures.claims} == {d.claim for d in figures.differences}
    assert narrow(comparison) == comparison
    nobody = narrow(comparison, languages=["mk"])
    assert (nobody.articles, nobody.claims, nobody.differences) == ((), (), ())


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["diff", *ARTICLES], "The figures differ"),
        (["said", "Kestrel"], "Fire chief Anna Kestrel: 40 tonnes of grain were lost"),
        (["figures"], "40 tonnes"),
        (["show", "a-harbour-gazette.txt", "--explain"], "cue “said”, said, indirect"),
        (["compare", "--only", "figure"], "figure in claim"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_answers(ask: Call, arguments: list[str], shown: str) -> None:
    answer = ask(*arguments)
    assert answer.status == 0
    assert shown in " ".join(answer.out.split())
    as_data = ask(*arguments, "--json")
    assert json.loads(as_data.out)


def test_a_claim_is_printed_with_its_tellings(ask: Call, corpus: Path) -> None:
    with retold.open_corpus(corpus) as opened:
        claim = next(d.claim for d in opened.differences() if d.kind is DifferenceKind.FIGURE)
    answer = ask("claim", claim)
    assert "40 tonnes" in answer.out
    assert "60 tonnes" in answer.out
    assert "% sure that " in answer.out
    as_data = json.loads(ask("claim", claim, "--json").out)
    assert as_data["id"] == claim
    assert all(0 < tie["score"] < 1 and tie["reason"] for tie in as_data["ties"])


def test_a_language_without_words_for_saying_is_told_apart(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "silta.txt").write_text(
        "date 2025-03-04\nSilta suljettiin\n\nKaupungin vanha silta suljettiin maanantaina tulvan vuoksi.\n",
        encoding="utf-8",
    )
    with retold.open_corpus(tmp_path / "news.db") as made:
        made.add(retold.read_articles(tmp_path))
        comparison = made.compare(made.events()[0].id)
    assert any("fi's words for saying" in note for note in comparison.notes)
    monkeypatch.setenv("COLUMNS", "200")
    answer = call("show", "--db", str(tmp_path / "news.db"), "silta.txt", "--explain")
    assert "Finnish has no list of words for saying" in str(answer)


def test_a_kind_that_is_none_is_refused(ask: Call) -> None:
    answer = ask("compare", "--only", "colour")
    assert answer.status == 2
    assert "colour: is no kind of difference" in answer.err
