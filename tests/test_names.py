"""What sounds alike across scripts, and what must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.text.names import fold, script, similarity, skeletons, words


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Џевдет Ѓоргиев", "jevdet jorgiev"),
        ("Đorđe", "jorje"),
        ("Γκιουνές", "giunes"),
        ("Λουάν", "luan"),
        ("Ουαλίντ", "valid"),
        ("Μαΐα", "maia"),
        ("İstanbul", "istanbul"),
        ("ლევან ჯორბენაძე", "levan jorbenaze"),
        ("Արեգ Ջրբաշյան", "areg jrbasian"),
        ("कमलेश ज़ैदी", "kamales zaidi"),
        ("কমলেশ", "kamales"),
        ("കമലൻ", "kamaln"),
        ("ホルスト", "horusuto"),
        ("한지우", "hanjiu"),
        ("吴琳", "vulin"),
        ("", ""),
        ("…", ""),
    ],
)
def test_folds_to_sounds(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("KCNA-ja", "KCNA"),
        ("Frontex'e", "Frontex"),
        ("Ankara’da", "Ankara"),
        ("НАТО-то", "НАТО"),
        ("Lena's", "Lena"),
        ("U.N.", "UN"),
        ("Saif al-Marzan", "Saif Marzan"),
        ("الظافر", "ظافر"),
    ],
)
def test_cuts_what_is_joined_to_a_name(name: str, same: str) -> None:
    assert fold(name) == fold(same)


@pytest.mark.parametrize("name", ["Об'єднаних", "Kim Jong-un", "D'Annunzio"])
def test_keeps_what_belongs_to_a_name(name: str) -> None:
    assert len(fold(name).replace(" ", "")) >= len(name) - 4


def test_the_language_says_which_endings_are_joined() -> None:
    assert words("Brenta-ja", "sq") == ["brenta"]
    assert words("Brenta-ja", "tr") == ["brenta", "ja"]


ALIKE = [
    ("ლევან ჯორბენაძემ", "Levan Jorbenadze"),
    ("ნინო ჭყონიამ", "Нино Чкония"),
    ("Արեգ Ջրբաշյանը", "Areg Jrbashyan"),
    ("Լիլիթ Հովսեփյանի", "Λίλιτ Χοβσεπιάν"),
    ("सुनीता कामत", "Sunita Kamath"),
    ("कमलेश जैन", "Камлеш Джайн"),
    ("সুনীতা ব্যানার্জি", "Sunita Banerji"),
    ("ਗੁਰਮੀਤ ਸਿੰਘ", "Gurmeet Singh"),
    ("સુનીતા પટેલ", "Sunita Patel"),
    ("ସୁନୀତା ପଣ୍ଡା", "Sunita Panda"),
    ("கமலா செல்வம்", "Kamala Selvam"),
    ("సునీత రెడ్డి", "Sunita Reddy"),
    ("ಸುನೀತಾ ಗೌಡ", "Sunita Gowda"),
    ("സുനിത വിജയൻ", "Sunita Vijayan"),
    ("Wang Yi", "Ουάνγκ Γι"),
    ("Xi Jinping", "Си Џинпинг"),
    ("Kaja", "Κάγια"),
    ("Scholz", "Шолц"),
    ("Kim", "Kimit"),
    ("Ардиан Шкрели", "Αρντιάν Σκρέλι"),
    ("Žarko Đurišić", "Жарко Ђуришић"),
    ("Marek Zabłocki", "Марек Заблоцки"),
    ("Rami Darwish", "رامي درويش"),
    ("Orhan Demirağaç", "Ορχάν Ντεμίρατς"),
    ("Szép Gáspár", "Gáspár Szép"),
    ("Стојан Велчев", "Stojan Veltsjev"),
    ("Σταύρο Μελιδόνη", "Stavros Melidonis"),
    ("Petr Vondráček", "Petrem Vondráčkem"),
    ("Shen Guorui", "沈国瑞"),
    ("Vera Lundqvist", "ベラ・ルンドクビスト"),
]
UNLIKE = [
    ("Kim Jong Un", "Kim Jong Il"),
    ("Kim Jong Un", "Kim Yo Jong"),
    ("Kim", "Kina"),
    ("Zoran Stefkovski", "Branka Stefkovska"),
    ("Ана Колева", "Ivan Kolev"),
    ("Λένα Μακρή", "Nena Fokri"),
    ("رامي درويش", "Omar Darwish"),
    ("Lu", "Li"),
]


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_one_name_in_two_spellings(a: str, b: str) -> None:
    assert similarity(a, b) >= (0.75 if script(b[0]) in ("kana", "cjk") else 0.83)


@pytest.mark.parametrize(("a", "b"), UNLIKE)
def test_two_names(a: str, b: str) -> None:
    assert similarity(a, b) < 0.75


@pytest.mark.parametrize(("a", "b"), [pair for pair in ALIKE if script(pair[1][0]) != "cjk"])
def test_spellings_of_a_name_meet_under_a_skeleton(a: str, b: str) -> None:
    ours, theirs = (
        {bones[:2] for token in fold(name).split() for bones in skeletons(token)} for name in (a, b)
    )
    assert ours & theirs


def test_sanchez_needs_a_second_sign() -> None:
    assert 0.75 <= similarity("Sanchez", "Σάντσεθ") < 0.9


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == pytest.approx(similarity(b, a))


@given(st.text())
def test_a_folded_name_stays_as_long_as_it_is_readable(name: str) -> None:
    assert fold(name) == " ".join(fold(name).split())


@pytest.mark.parametrize(("a", "b"), [("Kim Soo-ah", "Κιμ Σου-α"), ("Li", "Ли"), ("A", "А")])
def test_very_short_words_are_compared_too(a: str, b: str) -> None:
    assert similarity(a, b) >= 0.85


NAMES = st.sampled_from([name for pair in ALIKE for name in pair])


@given(NAMES, NAMES, st.sampled_from([0.5, 0.7, 0.75, 0.8, 0.85, 0.92]))
def test_who_asks_for_likeness_from_somewhere_on_is_told_the_same_there(a: str, b: str, least: float) -> None:
    exact, asked = similarity(a, b), similarity(a, b, least)
    assert asked == pytest.approx(exact) if exact >= least else asked < least
