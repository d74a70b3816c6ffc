"""What a body is by the words of its name, in many languages and scripts."""

import pytest

from retold.text.known import plain
from retold.text.offices import country_meant, read_office


@pytest.mark.parametrize(
    ("head", "matter", "country", "names"),
    [
        (
            "ministry",
            "foreign",
            "AL",
            {
                "ka": "ალბანეთის საგარეო საქმეთა სამინისტრო",
                "hy": "Ալբանիայի արտաքին գործերի նախարարությունը",
                "hi": "अल्बानिया के विदेश मंत्रालय",
                "fa": "وزارت خارجه آلبانی",
                "ar": "وزارة الخارجية الألبانية",
                "fi": "Albanian ulkoministeriö",
                "zh": "阿尔巴尼亚外交部",
                "ja": "アルバニア外務省",
                "uk": "МЗС Албанії",
                "de": "Albanisches Auswärtiges Amt",
            },
        ),
        (
            "ministry",
            "finance",
            "KZ",
            {
                "ru": "Минфин Казахстана",
                "pl": "kazachskie Ministerstwo Finansów",
                "cs": "Kazašské ministerstvo financí",
                "mk": "Казашкото министерство за финансии",
                "ro": "Ministerul kazah al Finanțelor",
                "ar": "وزارة المالية الكازاخية",
            },
        ),
        (
            "ministry",
            "defence",
            "RO",
            {"pl": "Ministerstwo Obrony Rumunii", "sr": "румунско Министарство одбране"},
        ),
        (
            "ministry",
            "agriculture",
            "CZ",
            {"cs": "české ministerstvo zemědělství", "de": "tschechisches Landwirtschaftsministerium"},
        ),
        ("court", "supreme", "SK", {"bg": "словашкият Върховен съд", "hu": "szlovák Legfelsőbb Bíróság"}),
        (
            "court",
            "constitutional",
            "PL",
            {"pl": "polski Trybunał Konstytucyjny", "ro": "Curtea Constituțională a Poloniei"},
        ),
        ("bank", "central", "TR", {"tr": "Türkiye Merkez Bankası", "ru": "Центробанк Турции"}),
    ],
)
def test_a_body_is_read_alike_in_all_languages(
    head: str, matter: str, country: str, names: dict[str, str]
) -> None:
    for language, name in names.items():
        office = read_office(name, language)
        assert office, name
        assert (office.head, *office.matters, *office.countries) == (head, matter, country), name


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("немачки", "DE"),
        ("мађарске", "HU"),
        ("španělský", "ES"),
        ("norske", "NO"),
        ("узбекская", "UZ"),
        ("الألمانية", "DE"),
        ("angol", None),  # English, in Hungarian
        ("rumen", None),  # yellow, in Slovene
        ("litovat", None),
        ("кубанский", None),  # of a river
        ("dancing", None),
    ],
)
def test_adjectives_of_countries(word: str, country: str | None) -> None:
    assert country_meant(plain(word)) == country
