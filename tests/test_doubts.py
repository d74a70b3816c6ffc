"""Reports whose day or language leaves doubt: they land where they belong, and the views say what is not known."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from factories import make_article
from rich.console import Console

from retold import Corpus, open_corpus
from retold.encode import load_encoder
from retold.protocols import Encoder
from retold.report import print_why

#: A ferry runs aground.
FERRY = {
    "en": "Ferry runs aground off Gozo with 140 on board\n\nA ferry with 140 passengers ran aground off the island of"
    " Gozo on Sunday morning. Nobody was hurt. The police questioned the captain.",
    "mt": "Vapur b'140 persuna abbord jinkalja ħdejn Għawdex\n\nVapur b'140 passiġġier inkalja ħdejn il-gżira ta'"
    " Għawdex il-Ħadd filgħodu. Ħadd ma weġġa'. Il-pulizija staqsiet lill-kaptan.",
    "cy": "Fferi'n taro'r lan ger Gozo gyda 140 ar ei bwrdd\n\nAeth fferi gyda 140 o deithwyr i'r lan ger ynys Gozo"
    " fore Sul. Ni chafodd neb ei anafu. Holodd yr heddlu'r capten.",
    "ka": "ბორანი გოზოსთან მეჩეჩზე დაჯდა, ბორტზე 140 კაცი იყო\n\nბორანი 140 მგზავრით კვირა დილით კუნძულ გოზოსთან "
    "მეჩეჩზე დაჯდა. არავინ დაშავებულა. პოლიციამ კაპიტანი დაკითხა.",
    "fy": "Fearboat rint fêst by Gozo mei 140 minsken oan board\n\nIn fearboat mei 140 passazjiers is sneintemoarn"
    " fêstrûn by it eilân Gozo. Nimmen rekke ferwûne. De plysje hat de kaptein ferheard.",
    "co": "Un traghettu incagliatu vicinu à Gozo cù 140 persone\n\nUn traghettu cù 140 passageri s'hè incagliatu "
    "dumenica mane vicinu à l'isula di Gozo. Nimu hè statu feritu. A pulizza hà interrugatu u capitanu.",
}
#: Something else that happens there at the time.
LAW = {
    "mt": "Il-parlament jgħaddi liġi dwar il-prezz tal-ilma\n\nIl-parlament Malti għadda liġi dwar il-prezz tal-ilma."
    " L-oppożizzjoni vvotat kontra.",
    "fy": "Parlemint nimt wet oan oer de priis fan wetter\n\nIt parlemint fan Malta hat in wet oannommen oer de priis"
    " fan wetter. De opposysje stimde tsjin.",
}

MONTH = "the date of publication is known only to the month"
YEAR = "the date of publication is known only to the year"
NO_DATE = "no date of publication is known"


def no_mean(language: str) -> str:
    return f"{language} is a language without a mean of its own; less is sure"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture
def corpus(tmp_path: Path, encoder: Encoder) -> Corpus:
    """Return a corpus with a report of the ferry, of one day."""
    opened = open_corpus(tmp_path / "retold.db", encoder=encoder)
    add(opened, "en", "2024-05-12", FERRY["en"])
    return opened


def add(corpus: Corpus, language: str, published: str | None, text: str) -> str:
    title = text.partition("\n")[0]
    [article] = corpus.add(
        [
            make_article(
                location=f"{language}.txt",
                outlet=f"the {language} paper",
                language=language,
                published=published,
                title=title,
                text=text,
            )
        ]
    ).new
    return article


@pytest.mark.parametrize(
    ("language", "published", "doubts"),
    [
        ("ka", "2024-05-13", ()),
        ("mt", "2024-05", (MONTH,)),
        ("cy", None, (NO_DATE,)),
        ("cy", "2024", (YEAR,)),
        ("fy", "2024-05-12", (no_mean("fy"),)),
        ("co", "2024-05", (MONTH, no_mean("co"))),
    ],
)
def test_a_report_in_doubt_finds_its_event_and_the_views_say_what_is_not_known(
    corpus: Corpus, language: str, published: str | None, doubts: tuple[str, ...]
) -> None:
    article = add(corpus, language, published, FERRY[language])
    [event] = corpus.events()
    found = corpus.why(article, event.id)
    assert found.tells
    assert found.score > 0.5
    assert found.doubts == doubts
    assert {f"the {language} paper: {doubt}." for doubt in doubts} <= set(corpus.compare(event.id).notes)


@pytest.mark.parametrize(
    ("language", "published"), [("mt", "2024-05"), ("mt", None), ("fy", "2024-05-12"), ("fy", None)]
)
def test_a_report_in_doubt_of_something_else_stays_alone(
    corpus: Corpus, language: str, published: str | None
) -> None:
    article = add(corpus, language, published, LAW[language])
    [ferry] = [event for event in corpus.events() if article not in event.articles]
    assert len(ferry.articles) == 1
    found = corpus.why(article, ferry.id)
    assert not found.tells
    assert found.score < 0.5


@pytest.mark.parametrize("published", ["2024-05", "2024", None])
def test_what_may_have_come_later_is_not_taken_for_the_first(corpus: Corpus, published: str | None) -> None:
    vague = add(corpus, "mt", published, FERRY["mt"])
    add(corpus, "ka", "2024-05-13", FERRY["ka"])
    [event] = corpus.events()
    assert event.date == "2024-05-12"
    assert event.articles[-1] == vague


def test_why_prints_what_is_not_known(corpus: Corpus) -> None:
    article = add(corpus, "mt", "2024-05", FERRY["mt"])
    [event] = corpus.events()
    printed = io.StringIO()
    print_why(corpus.why(article, event.id), corpus.articles(), Console(file=printed, width=100))
    assert f"the mt paper: {MONTH}." in printed.getvalue()
