"""Bodies in small letters and countries by their adjectives, in invented news."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.find.bodies import find_bodies, find_countries
from retold.find.gazetteer import find_known
from retold.find.heads import Proposal
from retold.find.mentions import find_mentions
from retold.model import EntityKind, Span


def bodies_in(text: str, language: str) -> list[str]:
    return [text[slice(*span)] for span in find_bodies(text, language, find_known(text, language))]


def countries_in(text: str, language: str) -> list[tuple[str, str]]:
    known = find_known(text, language)
    found = find_countries(text, language, known, find_bodies(text, language, known))
    return [
        (text[slice(*k.span)], k.identity.removeprefix("country:"))
        for k in sorted(found, key=lambda k: k.span)
    ]


@pytest.mark.parametrize(
    ("language", "text", "bodies"),
    [
        ("sq", "Kufirin e mbyll ushtria greke nesër.", ["ushtria greke"]),
        ("sq", "Ata falënderuan ushtrinë e Greqisë për ndihmën.", ["ushtrinë e Greqisë"]),
        ("sq", "Kështu tha ministria në Sofje.", ["ministria në Sofje"]),
        ("mk", "Мостот го чува бугарската армија.", ["бугарската армија"]),
        ("mk", "Го потврди разузнавачката агенција на Шпанија.", ["разузнавачката агенција на Шпанија"]),
        ("el", "Το χωριό φυλάει ο ιταλικός στρατός.", ["ιταλικός στρατός"]),
        ("el", "Το είπε η υπηρεσία πληροφοριών της Ισπανίας.", ["υπηρεσία πληροφοριών της Ισπανίας"]),
        (
            "cs",
            "Most hlídá polská armáda a rakouské ministerstvo obrany.",
            ["polská armáda", "rakouské ministerstvo obrany"],
        ),
        ("fr", "Le pont est gardé par l'armée du Portugal.", ["armée du Portugal"]),
        ("ru", "Мост охраняет армия Болгарии.", ["армия Болгарии"]),
        ("pl", "Tak orzekł Sąd Najwyższy Austrii.", ["Sąd Najwyższy Austrii"]),
        ("sl", "Most hoče konservativna stranka.", ["konservativna stranka"]),
        ("bg", "Моста иска ирландската либерална партия.", ["ирландската либерална партия"]),
        ("cs", "Most chtějí labouristé, ale ne konzervativci.", ["labouristé", "konzervativci"]),
        ("bg", "Моста искат лейбъристите.", ["лейбъристите"]),
        ("zh", "昨天阿尔巴尼亚外交部和中国部分地区。", ["阿尔巴尼亚外交部"]),
        ("ja", "昨日アルバニア外務省は沈黙した。", ["アルバニア外務省"]),
        ("ru", "Мост видит консерватория.", []),  # there they play
        ("cs", "Most chce strana Irska.", []),  # what it is for, nobody says
        ("pl", "Tak orzekł sąd w Austrii.", []),  # of such courts there are many
        ("sq", "Kufirin e mbyll ushtria nesër.", []),  # whose, nobody says
        ("cs", "Vláda polské premiérky padla.", []),  # the premier is Polish
        ("sq", "Foli ministri grek i Mbrojtjes.", []),  # a minister is no ministry
        ("mk", "Тоа е бугарска компанија.", []),  # of companies there are many
        ("mk", "Дојде армијата. Бугарската река е висока.", []),  # no stop within a name
    ],
)
def test_a_noun_with_its_country_names_a_body(language: str, text: str, bodies: list[str]) -> None:
    assert bodies_in(text, language) == bodies


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("sq", "Foli presidenti kinez dhe ushtria greke.", [("kinez", "CN"), ("greke", "GR")]),
        ("sq", "Ata falënderuan ushtrinë e Greqisë.", [("Greqisë", "GR")]),
        ("mk", "Пристигнаа 200 севернокорејски војници.", [("севернокорејски", "KP")]),
        ("sq", "Mediat verikoreane heshtin.", [("verikoreane", "KP")]),
        ("pl", "Przyjechał brytyjski minister.", [("brytyjski", "GB")]),
        ("sq", "Erdhën delegacione greke dhe kineze.", [("greke", "GR"), ("kineze", "CN")]),
        ("mk", "Се сретнаа грчкиот и кинескиот претседател.", [("грчкиот", "GR"), ("кинескиот", "CN")]),
        ("bg", "Дойдоха британците и един италианец.", [("британците", "GB"), ("италианец", "IT")]),
        ("sq", "Kështu mendojnë rusët.", [("rusët", "RU")]),
        ("ru", "Так думают россияне.", [("россияне", "RU")]),
        ("bg", "Пихме италианско вино.", []),
        ("sq", "Ajo pi verë greke.", []),  # where a wine comes from is nobody's act
        ("cs", "Zase ruší některé lety, hlásí silný růst.", []),
        ("pl", "Połowa z nich zna ustawę o rządzie.", []),
    ],
)
def test_an_adjective_beside_who_acts_names_the_country(
    language: str, text: str, countries: list[tuple[str, str]]
) -> None:
    assert countries_in(text, language) == countries


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("cs", "Norové dorazili včera. Britové přijeli vlakem.", {"Britové": "country:GB"}),
        ("pl", "Amerykanie kupili młyn.", {"Amerykanie": "country:US"}),
        ("sl", "Nemci so popravili mlin.", {"Nemci": "country:DE"}),
        ("sl", "Evropejci pijejo kavo.", {"Evropejci": "region:150"}),
        ("pl", "W młynie spali Europejczycy.", {"Europejczycy": "region:150"}),
        ("ru", "На мельнице ночевали европейцы.", {"европейцы": "region:150"}),
        ("bg", "Европейците пият кафе.", {"Европейците": "region:150"}),
        ("cs", "Svědci čekali u mlýna, čekací doba byla dlouhá.", {}),
        ("cs", "Evropské mlýny melou.", {}),
        ("pl", "Jordan Kowalik kupił młyn.", {}),
    ],
)
def test_a_people_at_the_head_of_a_sentence_or_in_small_letters_is_told_by_its_ending(
    language: str, text: str, named: dict[str, str]
) -> None:
    found = find_countries(text, language, find_known(text, language), ())
    assert named.items() <= {text[slice(*k.span)]: k.identity for k in found}.items()
    assert named or not found


def test_a_body_takes_the_place_of_parts_that_are_proposed() -> None:
    text = "Këtë e tha Ministria greke e Mbrojtjes dje."
    part = Proposal(Span(29, 38), EntityKind.ORGANISATION, 0.9)
    found = [
        (text[slice(*m.span)], m.kind.value, m.identity.id if m.identity else None)
        for m in find_mentions(text, "sq", [part])
    ]
    assert found == [("Ministria greke e Mbrojtjes", "ORG", None), ("greke", "LOC", "country:GR")]


def test_a_name_that_goes_beyond_a_body_stays() -> None:
    text = "So sprach die Stiftung der polnischen Armee in Krakau."
    whole = Proposal(Span(14, 43), EntityKind.ORGANISATION, 0.9)
    found = [
        text[slice(*m.span)] for m in find_mentions(text, "de", [whole]) if m.kind is EntityKind.ORGANISATION
    ]
    assert found == ["Stiftung der polnischen Armee"]


def test_a_bank_is_not_its_country() -> None:
    text = "Këtë e tha Banka Greke."
    found = find_mentions(text, "sq", [Proposal(Span(11, 22), EntityKind.ORGANISATION, 0.9)])
    assert [text[slice(*m.span)] for m in found] == ["Banka Greke"]


@given(
    st.lists(
        st.sampled_from(["ushtria", "greke", "e", "Greqisë", ".", "ministria", "në", "Sofje", "dhe-"]),
        max_size=12,
    )
)
def test_bodies_lie_in_the_text_and_apart(words: list[str]) -> None:
    text = " ".join(words)
    spans = find_bodies(text, "sq", find_known(text, "sq"))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("ru", "Домой едут датчане и шведы.", [("датчане", "DK"), ("шведы", "SE")]),
        ("bg", "Връщат се българите и французите.", [("българите", "BG"), ("французите", "FR")]),
        ("uk", "Додому їдуть поляки.", [("поляки", "PL")]),
        ("pl", "Duńczycy wracają do domu.", [("Duńczycy", "DK")]),  # at the head of a sentence, too
        ("cs", "Doma čekají na rodiny Čechů.", [("Čechů", "CZ")]),
        ("sl", "Finance so v redu.", []),
        ("sq", "Ajo pi verë greke.", []),
    ],
)
def test_a_noun_for_a_people_names_the_country(
    language: str, text: str, countries: list[tuple[str, str]]
) -> None:
    assert countries_in(text, language) == countries
