"""Dates of feeds in the words and digits of many languages, as content systems of their countries write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.model import Article
from retold.read import read_content
from retold.read.dates import parse_published
from retold.read.spelled import parse_spelled

#: A language and how a feed in it writes 3 April 2025, ten o'clock; some with the zone.
APRIL = [
    ("ar", "الخميس، 03 أبريل 2025 10:00:00 +0200"),
    ("ar", "الخميس، ٣ نيسان ٢٠٢٥ ١٠:٠٠:٠٠ +0200"),
    ("bg", "чт, 03 апр 2025 10:00:00 +0200"),
    ("bg", "четвъртък, 3 април 2025 10:00:00 +0200"),
    ("bs", "čet, 03 apr 2025 10:00:00 +0200"),
    ("cs", "Čt, 3. dubna 2025 10:00:00 +0200"),
    ("cs", "čt, 03 dub 2025 10:00:00 +0200"),
    ("de", "Do, 3. April 2025 10:00:00 +0200"),
    ("el", "Πέμ, 03 Απρ 2025 10:00:00 +0200"),
    ("el", "Πέμπτη, 3 Απριλίου 2025 10:00:00 +0200"),
    ("es", "jue, 03 abr 2025 10:00:00 +0200"),
    ("es", "jueves, 3 de abril de 2025 10:00:00 +0200"),
    ("fr", "jeu., 03 avr. 2025 10:00:00 +0200"),
    ("fr", "jeudi 3 avril 2025 10:00:00 +0200"),
    ("hr", "čet, 03 tra 2025 10:00:00 +0200"),
    ("hr", "četvrtak, 3. travnja 2025. 10:00:00 +0200"),
    ("hu", "cs, 03 ápr. 2025 10:00:00 +0200"),
    ("hu", "2025. április 3. 10:00:00 +0200"),
    ("it", "gio, 03 apr 2025 10:00:00 +0200"),
    ("it", "giovedì 3 aprile 2025 10:00:00 +0200"),
    ("ja", "2025年4月3日(木) 10:00:00 +0200"),
    ("ko", "2025년 4월 3일 10:00:00 +0200"),
    ("mk", "чет., 03 апр. 2025 10:00:00 +0200"),
    ("mk", "четврток, 3 април 2025 10:00:00 +0200"),
    ("nl", "do, 03 apr. 2025 10:00:00 +0200"),
    ("pl", "czw, 03 kwi 2025 10:00:00 +0200"),
    ("pl", "czwartek, 3 kwietnia 2025 10:00:00 +0200"),
    ("pt", "qui, 03 abr 2025 10:00:00 +0200"),
    ("pt-BR", "quinta-feira, 3 de abril de 2025 10:00:00 +0200"),
    ("ro", "joi, 03 apr. 2025 10:00:00 +0200"),
    ("ro", "joi, 3 aprilie 2025 10:00:00 +0200"),
    ("ru", "Чт, 03 апр 2025 10:00:00 +0200"),
    ("ru", "четверг, 3 апреля 2025 10:00:00 +0200"),
    ("sl", "čet., 03. apr. 2025 10:00:00 +0200"),
    ("sq", "E enjte, 3 prill 2025 10:00:00 +0200"),
    ("sq", "enj, 03 pri 2025 10:00:00 +0200"),
    ("sr", "чет, 03 апр 2025 10:00:00 +0200"),
    ("sr-Latn", "četvrtak, 3. april 2025. 10:00:00 +0200"),
    ("tr", "Per, 03 Nis 2025 10:00:00 +0200"),
    ("tr", "3 Nisan 2025 Perşembe 10:00:00 +0200"),
    ("uk", "Чт, 03 квіт. 2025 10:00:00 +0200"),
    ("uk", "четвер, 3 квітня 2025 10:00:00 +0200"),
    ("zh", "2025年4月3日 星期四 10:00:00 +0200"),
    ("fi", "to 3. huhtikuuta 2025 10:00:00 +0200"),
    ("sv", "tors, 03 april 2025 10:00:00 +0200"),
    ("fa", "پنجشنبه، ۳ آوریل ۲۰۲۵ ۱۰:۰۰:۰۰ +0200"),
    ("hi", "गुरु, ०३ अप्रैल २०२५ १०:००:०० +0200"),
]


@pytest.mark.parametrize(("language", "written"), APRIL)
def test_a_date_in_the_words_of_the_feed_s_language(language: str, written: str) -> None:
    assert parse_spelled(written, language) == "2025-04-03T10:00:00+02:00"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("чет, 03 апр 2025 10:00:00 +0200", "2025-04-03T10:00:00+02:00"),
        ("E enjte, 3 prill 2025", "2025-04-03"),
        ("3 Απριλίου 2025, 10:00", "2025-04-03T10:00:00"),
        ("10:00, 3 Nisan 2025", "2025-04-03T10:00:00"),
        ("3 avril 2025 10:00 UTC", "2025-04-03T10:00:00+00:00"),
        ("03.04.2025. 10:00", "2025-04-03T10:00:00"),
        ("3 aprile 2025 10:00 PM", "2025-04-03T22:00:00"),
        ("3 aprile 2025 10:00 circa", "2025-04-03"),
    ],
)
def test_without_a_language_the_month_must_be_one_in_all(written: str, date: str) -> None:
    assert parse_spelled(written) == date


@pytest.mark.parametrize(
    "written",
    [
        "10 listopad 2025",  # October in Croatian, November in Polish and Czech
        "31 avril 2025",
        "avril 2025",
        "3 avril 25",
        "03/04/2025 10:00",
        "1 mai 2 juin 2025",
        "3 เมษายน 2568",
        "3 ferry 2025",
        "",
        "２０２５",
    ],
)
def test_what_is_not_sure_is_no_date(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_spelled(written)


@pytest.mark.parametrize("language", ["pl", "hr"])
def test_the_language_says_which_month(language: str) -> None:
    month = {"pl": "11", "hr": "10"}[language]
    assert parse_spelled("10 listopad 2025", language) == f"2025-{month}-10"


@given(st.text() | st.from_regex(r"\d{1,30} (avril|Nis|мај) \d{1,9} \d\d:\d\d(:\d\d)? ?([+-]\d{4})?"))
def test_nothing_else_goes_wrong(written: str) -> None:
    with suppress(ValueError):
        assert parse_published(parse_spelled(written))


def test_a_feed_dates_its_articles_so() -> None:
    feed = (
        '<rss version="2.0"><channel><title>Гласник</title><language>sr</language><item><title>Мост</title>'
        "<description>Мост је отворен.</description><pubDate>чет, 03 апр 2025 10:00:00 +0200</pubDate>"
        "</item></channel></rss>"
    )
    [article] = read_content("a.rss", feed.encode())
    assert isinstance(article, Article)
    assert article.published == "2025-04-03T08:00:00Z"
    assert article.fields["published_from"] == "feed"
    assert article.fields["published_zone"] == "+02:00"
