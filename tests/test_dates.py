"""Dates: what each language says of time, with values set on the calendar of the article's own date."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import example, given
from hypothesis import strategies as st

from retold.find.dates import find_dates, read_date
from retold.model import Span

LANGUAGES = [
    "sq",
    "mk",
    "el",
    "en",
    "sr",
    "bg",
    "hr",
    "sl",
    "bs",
    "ro",
    "tr",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "ru",
    "uk",
    "pl",
    "cs",
    "hu",
    "nl",
    "ar",
    "zh",
    "ja",
]

#: A Thursday.
PUBLISHED = "2024-05-16"


def values(text: str, language: str | None, published: str | None = PUBLISHED) -> list[str]:
    return [found.value for found in find_dates(text, language, published=published)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sq", "Ura u hap më 9 mars 2021."),
        ("sq", "Ura u hap më 9 mars të vitit 2021."),
        ("mk", "Мостот се отвори на 9 март 2021 година."),
        ("el", "Η γέφυρα άνοιξε στις 9 Μαρτίου 2021."),
        ("el", "Η γέφυρα άνοιξε στις 9 Μαρτίου του 2021."),
        ("en", "The bridge opened on 9 March 2021."),
        ("en", "The bridge opened on March 9th, 2021."),
        ("en", "The bridge opened on Tuesday, 9 March 2021."),
        ("en", "The bridge opened on 2021-03-09."),
        ("de", "Die Brücke wurde am 09.03.2021 eröffnet."),
        ("fr", "Le pont a ouvert le 9 mars 2021."),
        ("it", "Il ponte ha aperto il 9/3/2021."),
        ("sr", "Мост је отворен 9. марта 2021. године."),
        ("hr", "Most je otvoren 9. ožujka 2021."),
        ("hu", "A híd 2021. március 9-én nyílt meg."),
        ("ro", "Podul s-a deschis la 9 martie 2021."),
        ("tr", "Köprü 9 Mart 2021'de açıldı."),
        ("ru", "Мост открыли 9 марта 2021 года."),
        ("ar", "افتتح الجسر في 9 مارس/آذار 2021."),
        ("zh", "大桥于2021年3月9日开通。"),
        ("ja", "橋は2021年3月9日に開通した。"),
        ("ko", "다리는 2021년 3월 9일에 개통됐다."),
        ("fi", "Silta avattiin 9. maaliskuuta 2021."),
    ],
)
def test_a_whole_date_says_its_own_value(language: str, text: str) -> None:
    assert values(text, language) == ["2021-03-09"]
    assert values(text, language, published=None) == ["2021-03-09"]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("sq", "Takimi u mbajt të mërkurën.", "2024-05-15"),
        ("mk", "Состанокот се одржа во средата.", "2024-05-15"),
        ("el", "Η συνάντηση έγινε την Τετάρτη.", "2024-05-15"),
        ("en", "They met on Wednesday.", "2024-05-15"),
        ("sr", "Састанак је одржан у среду.", "2024-05-15"),
        ("bg", "Срещата беше в сряда.", "2024-05-15"),
        ("hr", "Sastanak je održan u srijedu.", "2024-05-15"),
        ("sl", "Sestanek je bil v sredo.", "2024-05-15"),
        ("ro", "Întâlnirea a avut loc miercuri.", "2024-05-15"),
        ("tr", "Toplantı çarşamba günü yapıldı.", "2024-05-15"),
        ("de", "Das Treffen fand am Mittwochabend statt.", "2024-05-15"),
        ("fr", "La réunion a eu lieu mercredi.", "2024-05-15"),
        ("es", "La reunión fue el miércoles.", "2024-05-15"),
        ("it", "La riunione si è tenuta mercoledì.", "2024-05-15"),
        ("pt", "A reunião foi na quarta-feira.", "2024-05-15"),
        ("ru", "Встреча прошла в среду.", "2024-05-15"),
        ("uk", "Зустріч відбулася в середу.", "2024-05-15"),
        ("pl", "Spotkanie odbyło się w środę.", "2024-05-15"),
        ("cs", "Schůzka se konala ve středu.", "2024-05-15"),
        ("hu", "A találkozó szerdán volt.", "2024-05-15"),
        ("nl", "De vergadering was woensdag.", "2024-05-15"),
        ("ar", "عقد الاجتماع يوم الأربعاء.", "2024-05-15"),
        ("zh", "会议于周三举行。", "2024-05-15"),
        ("ja", "会議は水曜日に開かれた。", "2024-05-15"),
        ("fi", "Kokous pidettiin keskiviikkona.", "2024-05-15"),
        ("en", "They met on Thursday.", "2024-05-16"),
        ("en", "They met last Thursday.", "2024-05-09"),
        ("en", "They met on Friday.", "2024-05-10"),
        ("en", "They will meet on Friday.", "2024-05-17"),
        ("en", "They meet next Friday.", "2024-05-17"),
        ("en", "The road is closed until Friday.", "2024-05-17"),
        ("sq", "Takimi do të mbahet të premten.", "2024-05-17"),
        ("mk", "Патот е затворен до петок.", "2024-05-17"),
        ("el", "Θα συναντηθούν την Παρασκευή.", "2024-05-17"),
        ("es", "La reunión se celebrará el viernes.", "2024-05-17"),
        ("tr", "Toplantı cuma günü yapılacak.", "2024-05-17"),
    ],
)
def test_a_weekday_is_the_article_s_own_or_the_last_unless_a_word_looks_ahead(
    language: str, text: str, value: str
) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("sq", "Dje ra shi.", "2024-05-15"),
        ("sq", "Vitin e kaluar ra shi.", "2023"),
        ("sq", "Javën e kaluar ra shi.", "2024-05"),
        ("mk", "Утринава врнеше.", "2024-05-16"),
        ("mk", "Ланската жетва беше слаба.", "2023"),
        ("mk", "Оваа недела врнеше.", "2024-05"),
        ("el", "Πέρυσι έβρεξε πολύ.", "2023"),
        ("el", "Χθες έβρεξε.", "2024-05-15"),
        ("en", "It rained last month.", "2024-04"),
        ("en", "It rained two years ago.", "2022"),
        ("en", "It rained three days ago.", "2024-05-13"),
        ("sr", "Прошле године је падала киша.", "2023"),
        ("bg", "Снощи валя.", "2024-05-15"),
        ("hr", "Prije dvije godine padala je kiša.", "2022"),
        ("sl", "Lani je deževalo.", "2023"),
        ("ro", "Anul trecut a plouat.", "2023"),
        ("tr", "Geçen yıl yağmur yağdı.", "2023"),
        ("de", "Vor drei Jahren regnete es.", "2021"),
        ("fr", "Il y a deux ans, il a plu.", "2022"),
        ("es", "Anoche llovió.", "2024-05-15"),
        ("it", "Due anni fa ha piovuto.", "2022"),
        ("pt", "Há dois anos choveu.", "2022"),
        ("ru", "В прошлом году шли дожди.", "2023"),
        ("uk", "Торік дощило.", "2023"),
        ("pl", "W zeszłym roku padało.", "2023"),
        ("cs", "Loni pršelo.", "2023"),
        ("hu", "Tavaly esett az eső.", "2023"),
        ("nl", "Vorig jaar regende het.", "2023"),
        ("ar", "هطل المطر العام الماضي.", "2023"),
        ("zh", "去年下了雨。", "2023"),
        ("ja", "昨年は雨が降った。", "2023"),
    ],
)
def test_relative_words_count_from_the_article_s_date(language: str, text: str, value: str) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The fair opened in March.", "2024-03"),
        ("en", "The fair opened last October.", "2023-10"),
        ("en", "The fair opens in June.", "2024-06"),
        ("en", "The fair opened on 2 December.", "2023-12-02"),
        ("en", "The fair opens on 2 June.", "2024-06-02"),
        ("sq", "Panairi hapet në mars të vitit të ardhshëm.", "2025-03"),
        ("mk", "Саемот се отвори во октомври лани.", "2023-10"),
        ("el", "Η έκθεση άνοιξε τον Φεβρουάριο του 2016.", "2016-02"),
        ("de", "Die Messe öffnete im Dezember.", "2023-12"),
        ("cs", "Veletrh skončí příští rok 30. června.", "2025-06-30"),
        ("hu", "A vásár 2022 márciusában nyílt meg.", "2022-03"),
        ("ja", "見本市は4日に始まった。", "2024-05-04"),
        ("es", "La feria abrió el día 12.", "2024-05-12"),
        ("en", "The fair has run since 2009.", "2009"),
        ("sr", "Сајам постоји од 2009. године.", "2009"),
        ("zh", "博览会始于2009年。", "2009"),
        ("uk", "Ярмарок працює з весни 2022 року.", "2022"),
    ],
)
def test_a_date_is_as_exact_as_its_text_and_the_nearest_of_its_name(
    language: str, text: str, value: str
) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sq", "U takuan në prill të vitit 2019. Atë vit folën për paqen.", ["2019-04", "2019"]),
        ("en", "They met on 2 May 2019. The next day they left.", ["2019-05-02", "2019-05-03"]),
        ("el", "Συναντήθηκαν τον Απρίλιο του 2019. Εκείνη τη χρονιά υπέγραψαν.", ["2019-04", "2019"]),
        ("mk", "Се сретнаа на 2 мај 2019 година. Истиот ден потпишаа.", ["2019-05-02", "2019-05-02"]),
        ("ja", "2019年5月2日に会談した。翌日、帰国した。", ["2019-05-02", "2019-05-03"]),
        ("en", "That year they signed.", []),
    ],
)
def test_that_year_is_the_year_of_the_date_before(language: str, text: str, expected: list[str]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The fair runs 12-14 May.", ["2024-05-12", "2024-05-14"]),
        ("en", "The war of 2009-2011 ended.", ["2009", "2011"]),
        ("nl", "In de nacht van zaterdag op zondag brandde het.", ["2024-05-12"]),
        ("sq", "Panairi zgjat nga 3 deri më 5 mars 2021.", ["2021-03-03", "2021-03-05"]),
    ],
)
def test_ranges(language: str, text: str, expected: list[str]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "published", "expected"),
    [
        ("sq", "Takimi u mbajt të martën.", "2024-05", ["2024-05"]),
        ("sq", "Takimi u mbajt sot.", "2024-05", ["2024-05"]),
        ("sq", "Takimi u mbajt dje.", "2024-05", []),
        ("en", "They met this week.", "2024-05", ["2024-05"]),
        ("en", "They met last year.", "2024-05", ["2023"]),
        ("en", "They met on 3 May.", "2024-05", ["2024-05-03"]),
        ("en", "They met in May.", "2024", ["2024-05"]),
        ("en", "They met on Tuesday.", "2024", []),
        ("en", "They met on Tuesday.", None, []),
        ("en", "They met on 3 May.", None, []),
        ("en", "They met in 2009.", None, ["2009"]),
        ("en", "They met on Wednesday.", "2024-05-16T08:00:00Z", ["2024-05-15"]),
        ("en", "They met on Wednesday.", "no date", []),
    ],
)
def test_nothing_is_more_exact_than_the_article_s_own_date(
    language: str, text: str, published: str | None, expected: list[str]
) -> None:
    assert values(text, language, published) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She may march with 2009 others in the 1990s."),
        ("en", "It scored 12/34/5678 in version 2.3.1."),
        ("en", "They built 2000 homes."),
        ("el", "Ήταν η τρίτη φορά."),
        ("mk", "Чекаа 3 недели."),
        ("ro", "A venit mai devreme."),
        ("ja", "10日間続いた。"),
        ("es", "Trabaja por la mañana."),
        ("sq", "Vitet 1990 ishin të vështira."),
    ],
)
def test_words_and_numbers_that_are_no_dates(language: str, text: str) -> None:
    assert [value for value in values(text, language) if value != "2009"] == []


@pytest.mark.parametrize(
    "text",
    ["It sank 9999 years ago.", "In 99999 months they meet.", "It was March 0000.", "In 9000 years it ends."],
)
def test_a_year_no_calendar_has_is_none(text: str) -> None:
    assert values(text, "en", published="2025-03-04") == []


def test_a_date_no_calendar_has_is_none() -> None:
    assert values("They met on 31 February 2021.", "en") == []


def test_a_span_is_read_by_the_date_it_touches() -> None:
    text = "They met on Wednesday, 15 May, and left in June."
    found = read_date(text, Span(12, 21), "en", PUBLISHED)
    assert found is not None
    assert (text[slice(*found.span)], found.value) == ("Wednesday, 15 May", "2024-05-15")
    assert read_date(text, Span(0, 4), "en", PUBLISHED) is None


@given(
    st.dates(date(1950, 1, 1), date(2050, 12, 31)),
    st.sampled_from([*LANGUAGES, "fi", "sv", "et", "sk", "id"]),
    st.sampled_from(["full", "long", "medium"]),
)
@example(date(2000, 5, 1), "en", "medium")
@example(date(1999, 12, 7), "tr", "full")
def test_a_date_in_a_language_s_own_habit_is_read_back(day: date, language: str, style: str) -> None:
    text = format_date(day, style, locale=language)
    assert values(text, language) == [day.isoformat()]


@given(
    st.text(max_size=60),
    st.sampled_from([*LANGUAGES, "fi", None]),
    st.sampled_from([PUBLISHED, "2024-05", None]),
)
@example("31 . 2 . 2021 99:99 30-30-30", "de", PUBLISHED)
@example("9999 years ago, 99999999999 days ago", "en", PUBLISHED)
def test_no_text_is_too_odd(text: str, language: str | None, published: str | None) -> None:
    last = 0
    for found in find_dates(text, language, published=published, article="a"):
        assert last <= found.span.start < found.span.end <= len(text)
        last = found.span.end
        assert found.article == "a"
        assert 4 <= len(found.value) <= 10
