"""Known places and bodies: found in any form of any language, and not where a word only looks like one."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.find.gazetteer import find_known, find_places, identify
from retold.model import EntityKind
from retold.text.known import homes, plain, stems, territory

BEIJING, PYONGYANG, MOSCOW, SKOPJE = (
    "geonames:1816670",
    "geonames:1871859",
    "geonames:524901",
    "geonames:785842",
)


COVID = "body:covid-19"


def found(text: str, language: str | None) -> list[tuple[str, str]]:
    return [
        (text[mention.span.start : mention.span.end], mention.identity)
        for mention in find_known(text, language)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "sq",
            "Delegacioni i Koresë së Veriut arriti në Pekin.",
            [("Koresë së Veriut", "country:KP"), ("Pekin", BEIJING)],
        ),
        ("sq", "Nga Moskën drejt Phenianit, me anije ruse.", [("Moskën", MOSCOW), ("Phenianit", PYONGYANG)]),
        (
            "mk",
            "Бродот замина од Пјонгјанг кон Јапонија.",
            [("Пјонгјанг", PYONGYANG), ("Јапонија", "country:JP")],
        ),
        (
            "el",
            "Το πλοίο έφτασε στο Πεκίνο από τη Νότια Κορέα.",
            [("Πεκίνο", BEIJING), ("Νότια Κορέα", "country:KR")],
        ),
        ("el", "Η έκθεση της Ουκρανίας στη Μόσχα.", [("Ουκρανίας", "country:UA"), ("Μόσχα", MOSCOW)]),
        ("sr", "Музеј у Скопљу позајмио је слику из Грчке.", [("Скопљу", SKOPJE), ("Грчке", "country:GR")]),
        ("sr", "Pčelari iz Hrvatske stižu u Skoplje.", [("Hrvatske", "country:HR"), ("Skoplje", SKOPJE)]),
        ("pl", "Wystawa w Polsce potrwa do maja.", [("Polsce", "country:PL")]),
        ("ru", "Хор из США выступит в Скопье.", [("США", "country:US"), ("Скопье", SKOPJE)]),
        (
            "uk",
            "Фестиваль у Польщі відкрив хор з Греції.",
            [("Польщі", "country:PL"), ("Греції", "country:GR")],
        ),
        (
            "cs",
            "Muzeum v Polsku vystavuje sochy z Řecka.",
            [("Polsku", "country:PL"), ("Řecka", "country:GR")],
        ),
        ("tr", "Sergi Yunanistan'da açıldı.", [("Yunanistan", "country:GR")]),
        ("hu", "A kiállítás Szerbiában nyílt meg.", [("Szerbiában", "country:RS")]),
        ("de", "Das Museum in Griechenland leiht Bilder aus.", [("Griechenland", "country:GR")]),
        (
            "fr",
            "Le musée de Skopje a prêté un tableau à la Grèce.",
            [("Skopje", SKOPJE), ("Grèce", "country:GR")],
        ),
        ("ar", "افتتح المعرض في اليابان أمس.", [("اليابان", "country:JP")]),
        ("zh", "展览在日本开幕。", [("日本", "country:JP")]),
        ("ja", "展覧会は北朝鮮で開かれた。", [("北朝鮮", "country:KP")]),
        (
            "en",
            "The choir of Niger sang; that of Nigeria did not.",
            [("Niger", "country:NE"), ("Nigeria", "country:NG")],
        ),
    ],
)
def test_finds_places(language: str, text: str, expected: Sequence[tuple[str, str]]) -> None:
    assert found(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("sq", "Raporti i OKB-së flet për ujin.", [("OKB", "body:un")]),
        ("sq", "Sipas Kombeve të Bashkuara, uji mungon.", [("Kombeve të Bashkuara", "body:un")]),
        (
            "mk",
            "Според Европската комисија, цената падна.",
            [("Европската комисија", "body:european-commission")],
        ),
        (
            "el",
            "Η Κομισιόν και ο ΟΗΕ διαφωνούν.",
            [("Κομισιόν", "body:european-commission"), ("ΟΗΕ", "body:un")],
        ),
        ("ru", "В Евросоюзе ждут доклада МАГАТЭ.", [("Евросоюзе", "body:eu"), ("МАГАТЭ", "body:iaea")]),
        ("de", "Die Europäische Zentralbank senkt den Zins.", [("Europäische Zentralbank", "body:ecb")]),
    ],
)
def test_finds_bodies(language: str, text: str, expected: Sequence[tuple[str, str]]) -> None:
    assert found(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The play opens in March, then moves on in August."),
        ("en", "Keeper Sofia Arnesen fed the seals with Paris Boyle."),
        ("sq", "Për mali e për detin flitet pak."),
        ("en", "The coach, Jordan Fielding, left on Sunday."),
        ("de", "Der Fonds zahlt Mitte des Jahres."),
        ("sr", "Same su došle u bar."),
        ("mk", "Новинарот Горан Софијанов замолча; Софијанов е од село."),
        ("tr", "Kadın bana nice yıllara dedi."),
        (None, ""),
    ],
)
def test_leaves_words_and_persons_alone(language: str, text: str) -> None:
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Wczoraj na granicy zatrzymano Pakistańczyków.", "pl", {"Pakistańczyków": "country:PK"}),
        ("Χθες το βράδυ οι Ρώσοι έφυγαν.", "el", {"Ρώσοι": "country:RU"}),
        ("Several Greek sailors left.", "en", {}),
        ("Včera odjeli Rusové domů.", "cs", {"Rusové": "country:RU"}),
        (
            "Mlýny stály kvůli koronavirové nákaze a covidu.",
            "cs",
            {"koronavirové nákaze": COVID, "covidu": COVID},
        ),
        ("Mlini stojijo zaradi koronavirusne bolezni.", "sl", {"koronavirusne bolezni": COVID}),
        ("Млини стоять через коронавірусну хворобу.", "uk", {"коронавірусну хворобу": COVID}),
        ("Młyny w Wlk. Brytanii stoją.", "pl", {"Wlk. Brytanii": "country:GB"}),
        ("Mlýny Severního Irska stojí.", "cs", {"Severního Irska": "body:northern-ireland"}),
        ("Млинови Северне Ирске стоје.", "sr", {"Северне Ирске": "body:northern-ireland"}),
        ("Tak zdecydowano w europarlamencie.", "pl", {"europarlamencie": "body:european-parliament"}),
        ("Так заявили в Госдепе.", "ru", {"Госдепе": "body:us-state-department"}),
        ("Oświadczył to Departament Stanu.", "pl", {"Departament Stanu": "body:us-state-department"}),
        ("Τα νησιά της Σκωτίας βρέχονται.", "el", {"Σκωτίας": "body:scotland"}),
        ("Млини Об’єднаного Королівства стоять.", "uk", {"Об’єднаного Королівства": "country:GB"}),
        ("Vláda jedná o koronaviru a koronavirus sílí.", "cs", {"koronavirus": "body:covid-19"}),
    ],
)
def test_peoples_stand_for_their_countries_and_some_names_have_no_capital(
    text: str, language: str, named: dict[str, str]
) -> None:
    assert {text[slice(*m.span)]: m.identity for m in find_known(text, language)}.items() >= named.items()
    assert all(text[slice(*m.span)] in {*named, "koronaviru"} for m in find_known(text, language))


def test_a_city_in_a_case_form_heads_a_sentence_where_its_country_is_named() -> None:
    found = find_places("Seuli hesht. Flet Koreja e Jugut.", "sq")
    assert [place.name for place in found] == ["Seoul", "South Korea"]
    assert not find_places("Dje ra shi. Seuli hesht.", "sq")


@pytest.mark.parametrize(
    ("language", "text", "identity"),
    [
        ("pl", "Mieszka teraz w Kanadzie.", "country:CA"),  # d and dz, t and c
        ("pl", "Mieszka teraz w Egipcie.", "country:EG"),
        ("pl", "Mieszka teraz w Londynie.", "geonames:2643743"),
    ],
)
def test_a_stem_changes_before_its_ending(language: str, text: str, identity: str) -> None:
    assert [place.identity for place in find_places(text, language)] == [identity]


@pytest.mark.parametrize(
    ("language", "text"), [("pl", "Wierzy wciąż w Unię."), ("cs", "Viděl tam Rusů mnoho.")]
)
def test_a_case_form_is_no_town_that_is_called_otherwise(language: str, text: str) -> None:
    assert not [place for place in find_places(text, language) if place.identity.startswith("geonames:")]


def test_of_two_cities_the_one_in_a_country_that_is_named() -> None:
    assert found("Ferries link Libya and Tripoli again.", "en")[-1][1] == "geonames:2210247"
    assert found("Ferries link Lebanon and Tripoli again.", "en")[-1][1] == "geonames:266826"


@pytest.mark.parametrize(
    ("name", "language", "identity"),
    [
        ("Shkupi", "sq", SKOPJE),
        ("Σκόπια", "el", SKOPJE),
        ("U.N.", "en", "body:un"),
        ("την Κίνα", "el", "country:CN"),
        ("Mersin'den", "tr", "geonames:304531"),
        ("Niš", "sr", "geonames:787657"),
        ("北京", "zh", BEIJING),
        ("帕绍", "zh", "geonames:2855328"),  # too small to be looked for in running text
        ("パッサウ", "ja", "geonames:2855328"),
        ("스코페", "ko", SKOPJE),
        ("סקופיה", "he", SKOPJE),
        ("грчкиот", "mk", "country:GR"),
        ("Luftës së Ftohtë", "sq", "body:cold-war"),
        ("Zorgravia", "en", None),
        ("", "en", None),
    ],
)
def test_identifies_a_whole_name(name: str, language: str, identity: str | None) -> None:
    thing = identify(name, language)
    assert (thing and thing.identity) == identity


def test_identifies_by_kind_and_country() -> None:
    assert identify("Tripoli", "en", EntityKind.ORGANISATION) is None
    in_lebanon = identify("Tripoli", "en", countries={"LB"})
    assert in_lebanon is not None
    assert in_lebanon.country == "LB"


def test_territories_have_their_wikidata_id() -> None:
    assert territory("KP").wikidata == "Q423"
    assert territory("150").identity == "region:150"


def test_stems_say_how_much_was_cut() -> None:
    assert stems("kinen", "sq") == {"kinen": 0, "kine": 1, "kin": 2}
    assert stems("praze", "cs")["prah"] == 2
    assert stems("kinen", None) == {"kinen": 0}


def test_plain_makes_variants_equal() -> None:
    assert plain("São Tomé") == plain("sao tome")
    assert plain("كوريا الشمالية") == plain("كوريا الشماليه")
    assert homes("mk") == {"MK"}


@given(
    st.text(alphabet=st.sampled_from("Koresë Veriut Шпанија Κίνα'-.日本 \n"), max_size=60),
    st.sampled_from(["sq", "mk", "el", "ja"]),
)
def test_spans_lie_in_the_text_in_order(text: str, language: str) -> None:
    spans = [mention.span for mention in find_places(text, language)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Wczoraj mówiła o tym Katarzyna, a z nią Philippe i Brittany."),
        ("mk", "Потоа дојде Катарина, а со неа Руслан."),
        ("bg", "Вчера Йорданка и Русев ходиха при папа Франциск."),
        ("sq", "Pastaj Katarina takoi Ruslanin."),
        ("fr", "Hier, Philippe a parlé à Katarina."),
        ("it", "Ieri Francesco ha parlato con Katarina."),
        ("cs", "Potom přišla Němcová a s ní Nemeth."),
        ("bg", "Пътят през Българското поле е затворен."),
    ],
)
def test_names_that_begin_as_a_country_does_stand_for_none(language: str, text: str) -> None:
    assert find_known(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "hi",
            "शनिवार को आग लगी. भारत और उत्तर कोरिया के मंत्री मिले.",
            {"भारत": "country:IN", "उत्तर कोरिया": "country:KP"},
        ),
        ("bn", "গতকাল ভারত থেকে একটি দল এসেছে।", {"ভারত": "country:IN"}),
        ("ta", "நேற்று இலங்கை அமைச்சர் பேசினார்.", {"இலங்கை": "country:LK"}),
        (
            "ka",
            "მინისტრი უკრაინაში ჩავიდა და თურქეთზე ისაუბრა.",
            {"უკრაინაში": "country:UA", "თურქეთზე": "country:TR"},
        ),
        ("hy", "Նախարարը Գերմանիայից մեկնեց Իրան։", {"Գերմանիայից": "country:DE", "Իրան": "country:IR"}),
        ("ar", "وزار كريم منصور المصنع أمس.", {}),
        ("ar", "وصل الوفد كما قال من قَطَر أمس.", {"قَطَر": "country:QA"}),
    ],
)
def test_countries_in_scripts_without_capitals_or_with_marks_for_vowels(
    language: str, text: str, expected: dict[str, str]
) -> None:
    assert dict(found(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("mk", "Рекоа во Северна Македонија и Велика Британија."),
        ("sl", "Prišli so iz Severne Makedonije in Velike Britanije."),
    ],
)
def test_a_country_is_not_named_again_within_its_name(language: str, text: str) -> None:
    assert [identity for _, identity in found(text, language)] == ["country:MK", "country:GB"]


@pytest.mark.parametrize(
    ("language", "text", "identity"),
    [
        ("pl", "Wczoraj debatowała Izba Gmin.", "body:house-of-commons"),
        ("uk", "Мовчить Палата громад.", "body:house-of-commons"),
        ("fa", "دیروز سازمان بهداشت جهانی هشدار داد.", "body:who"),
        ("ka", "განცხადება გაავრცელა ევროკავშირმა.", "body:eu"),
        ("hi", "कल विश्व स्वास्थ्य संगठन ने चेतावनी दी।", "body:who"),
        ("sk", "Prišla Európska komisia.", "body:european-commission"),
        ("cs", "Platí to pro pobaltské státy.", "body:baltic-states"),
        ("sl", "Ladja je v Severnem morju.", "body:north-sea"),
        ("ru", "Так решил Запад.", "body:west"),
        ("sl", "Govorijo o covidu-19 in cenah.", "body:covid-19"),
        # a word of the text begins the name at the head of a sentence
        ("fr", "Médecins sans frontières appelle des médecins.", "body:msf"),
    ],
)
def test_bodies_and_seas_go_by_their_names_in_each_language(language: str, text: str, identity: str) -> None:
    assert [mention.identity for mention in find_known(text, language)] == [identity]


def test_a_number_in_a_name_is_no_word_of_the_text() -> None:
    text = "Govorijo o covidu-19 in cenah."
    assert [text[slice(*mention.span)] for mention in find_known(text, "sl")] == ["covidu"]
