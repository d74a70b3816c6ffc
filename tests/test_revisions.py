"""A correction is news: an article that changes at its address is kept beside what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import HASHING
from factories import make_sentences

from retold.compare import find_changes
from retold.corpus import open_corpus
from retold.model import Article, ChangeKind, article_id
from retold.read.address import canonical

TEXT = "Ura u hap.\n\nAjo kushtoi tre milionë euro. Rruga mbetet për pranverë."
URL = "https://zeri.example/ura"


def made(text: str, *, url: str | None = URL, outlet: str = "Zëri", more: str = "", **fields: str) -> Article:
    key = url or more
    return Article(
        id=article_id(key=key, outlet=outlet, published="2025-03-04", text=text),
        location=f"{key}{more}",
        text=text,
        published="2025-03-04",
        language="sq",
        outlet=outlet,
        fields=({"url": url} if url else {}) | fields,
    )


@pytest.mark.parametrize(
    ("former", "text", "changes"),
    [
        (TEXT, TEXT, []),
        (
            TEXT,
            TEXT.replace("tre", "pesë"),
            [("reworded", "Ajo kushtoi tre milionë euro.", "Ajo kushtoi pesë milionë euro.")],
        ),
        (TEXT, TEXT + " Kështu tha ajo.", [("added", None, "Kështu tha ajo.")]),
        (
            TEXT,
            TEXT.replace(" Rruga mbetet për pranverë.", ""),
            [("removed", "Rruga mbetet për pranverë.", None)],
        ),
        (TEXT, TEXT.replace(" Rruga", "\nRruga"), []),
        (
            "",
            TEXT,
            [
                ("added", None, "Ura u hap."),
                ("added", None, "Ajo kushtoi tre milionë euro."),
                ("added", None, "Rruga mbetet për pranverë."),
            ],
        ),
    ],
)
def test_what_was_changed_is_found(
    former: str, text: str, changes: list[tuple[str, str | None, str | None]]
) -> None:
    old, new = made(former), made(text)
    found = find_changes(old, make_sentences(old), new, make_sentences(new))
    shown = [
        (str(c.kind), c.former and former[slice(*c.former)], c.span and text[slice(*c.span)]) for c in found
    ]
    assert shown == changes


def test_an_article_that_changes_is_a_revision(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        first = made(TEXT)
        second = made(TEXT.replace("tre", "pesë"))
        assert corpus.add([first]).revised == ()
        assert corpus.add([second]).revised == (second.id,)
        assert corpus.add([second, first]).new == ()
        [revision] = corpus.revisions()
        assert (revision.article, revision.former) == (second.id, first.id)
        assert [change.kind for change in revision.changes] == [ChangeKind.REWORDED]
        assert list(corpus.store.arrived()) == [second.id, first.id]
        assert corpus.revisions(since=revision.at) == []


@pytest.mark.parametrize(
    "other",
    [
        made(TEXT, url=f"{URL}?utm_source=rss"),
        made(TEXT, url=f"http://ZERI.example/ura#{1}"),
        made(TEXT, url="https://zeri.example/lajme/ura"),
    ],
)
def test_an_article_met_at_another_address_is_not_kept_twice(tmp_path: Path, other: Article) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        [kept] = corpus.add([made(TEXT)]).new
        added = corpus.add([other])
        assert (added.new, added.unchanged) == ((), (kept,))


@pytest.mark.parametrize(
    "part",
    [
        made("Ura u hap dhe rruga mbetet", outlet="zeri.example"),
        made("Ura u hap.\n\nAjo kushtoi tre […]", feed="Zëri", outlet="Zëri i Zallit"),
        made(TEXT.replace("\n\n", "\n").replace(" Rruga", "\nRruga"), outlet="zeri.example"),
        made(TEXT, url=f"{URL}/", outlet="zeri.example"),
    ],
    ids=["the headline of a list", "the opening in a feed", "other lines", "a slash more"],
)
def test_a_part_of_what_is_kept_is_not_kept_beside_it(tmp_path: Path, part: Article) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        [kept] = corpus.add([made(TEXT)]).new
        added = corpus.add([part])
        assert (added.new, added.unchanged) == ((), (kept,))


def test_a_text_that_was_cut_is_a_revision(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add([made(TEXT)])
        assert len(corpus.add([made(TEXT.replace(" Rruga mbetet për pranverë.", ""))]).revised) == 1


def test_what_others_print_is_theirs(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        added = corpus.add([made(TEXT), made(TEXT, url="https://tjeter.example/ura", outlet="Tjetër")])
        assert (len(added.new), added.revised) == (2, ())


def test_two_versions_in_one_go(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        added = corpus.add([made(TEXT), made(TEXT + " Kështu tha ajo."), made(TEXT, url=f"{URL}#x")])
        assert (len(added.new), len(added.revised), len(added.unchanged)) == (2, 1, 1)


def test_an_agency_names_what_it_revises(tmp_path: Path) -> None:
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        versions = [made(text, url=None, more=text[:6], id="urn:az:1") for text in (TEXT, f"Tani: {TEXT}")]
        assert len(corpus.add(versions).revised) == 1


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://A.example/x?utm_source=rss&id=3#top", "https://a.example/x?id=3"),
        ("https://a.example/?p=12", "https://a.example/?p=12"),
        ("http://127.0.0.1:88/a/ü?fbclid=2", "http://127.0.0.1:88/a/%C3%BC"),
        ("https://ana:s3cret@a.example/x", "https://a.example/x"),
        ("https://a.example/", None),
        ("ftp://a.example/x", None),
        ("http://[", None),
        (f"https://a.example/{'x' * 3_000}", None),
        (None, None),
    ],
)
def test_addresses_of_one_page_are_one(url: str | None, address: str | None) -> None:
    assert canonical(url) == address
