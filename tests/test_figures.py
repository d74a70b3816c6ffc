"""Figures: numbers as news writes them, in each language, with how they are meant and what they count."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spelling import spell

from retold.find.figures import find_figures, read_figure
from retold.find.numbers import numerals
from retold.model import Bound, Span

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

EXACT, ABOUT, LEAST, MOST, MORE, LESS = (
    Bound.EXACT,
    Bound.ABOUT,
    Bound.AT_LEAST,
    Bound.AT_MOST,
    Bound.MORE_THAN,
    Bound.LESS_THAN,
)


def values(text: str, language: str | None) -> list[tuple[str, float]]:
    return [(text[slice(*figure.span)], figure.value) for figure in find_figures(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("sq", "U dërguan 2.000 trupa në kufi.", 2000),
        ("sq", "U dërguan 2,000 trupa në kufi.", 2000),
        ("sq", "Humbën 1,5 milion euro.", 1_500_000),
        ("mk", "Дојдоа 12 500 посетители.", 12500),
        ("el", "Έφτασαν 12.500 επισκέπτες.", 12500),
        ("en", "Some 12,500 visitors came.", 12500),
        ("en", "Output fell 2.125 percent.", 2.125),
        ("en", "They sent 2.000 troops.", 2000),
        ("fr", "On attend 12\u202f500 visiteurs.", 12500),
        ("de", "Es kamen 1.234.567,5 Liter an.", 1_234_567.5),
        ("de", "Die Firma zahlt 12’500 Franken.", 12500),
        ("en", "The crowd of 12,34,567 people left.", 1_234_567),
        ("ar", "وصل ٢٠٠٠ زائر إلى المدينة.", 2000),
        ("ja", "来場者は２０００人だった。", 2000),
        ("zh", "共有3万5000名观众到场。", 35000),
        ("zh", "损失达1.2万欧元。", 12000),
        ("tr", "Fuara 3 bin 200 kişi geldi.", 3200),
        ("it", "Sono arrivate 15mila persone.", 15000),
        ("ru", "Ущерб составил 3 млрд рублей.", 3e9),
        ("mk", "Штетата е 3 млрд. денари.", 3e9),
        ("en", "The bridge cost €125m in all.", 125e6),
        ("en", "It took 2½ hours.", 2.5),
        ("fi", "Paikalla oli 1\u00a0200 ihmistä.", 1200),
        (None, "3.500 km", 3500),
    ],
)
def test_digits_in_every_grouping(language: str | None, text: str, value: float) -> None:
    assert [found for _, found in values(text, language)] == [value]


@pytest.mark.parametrize(
    ("language", "text", "written", "value"),
    [
        ("sq", "Dy mijë banorë mbetën pa ujë.", "Dy mijë", 2000),
        ("sq", "Ura kishte njëzet e tre shtylla.", "njëzet e tre", 23),
        ("sq", "Tri gratë folën me policinë.", "Tri", 3),
        ("mk", "Две илјади жители останаа без вода.", "Две илјади", 2000),
        ("mk", "Дванаесетмина работници се повредени.", "Дванаесетмина", 12),
        ("mk", "Петтемина сведоци молчеа, а дваесет и тројца зборуваа.", "дваесет и тројца", 23),
        ("mk", "Седумте судии се согласија.", "Седумте", 7),
        ("el", "Δύο χιλιάδες κάτοικοι έμειναν χωρίς νερό.", "Δύο χιλιάδες", 2000),
        ("el", "Μίλησαν είκοσι τρεις μάρτυρες.", "είκοσι τρεις", 23),
        ("el", "Κατέθεσαν διακοσίων μαρτύρων οι δικηγόροι.", "διακοσίων", 200),
        ("en", "Two hundred and five farmers came.", "Two hundred and five", 205),
        ("en", "Forty-one sheep were found.", "Forty-one", 41),
        ("en", "Half a million bees died.", "Half a million", 500_000),
        ("sr", "Дванаесторица рудара су изашла.", "Дванаесторица", 12),
        ("sr", "Spaseno je dvadeset četvoro dece.", "dvadeset četvoro", 24),
        ("bg", "Загинаха двама шофьори.", "двама", 2),
        ("bg", "Двайсет и трима доброволци помагаха.", "Двайсет и трима", 23),
        ("hr", "Petero svjedoka nije došlo.", "Petero", 5),
        ("sl", "Prišlo je dvaindvajset gasilcev.", "dvaindvajset", 22),
        ("bs", "Stiglo je trideset kamiona.", "trideset", 30),
        ("ro", "Au venit douăzeci și trei de pompieri.", "douăzeci și trei", 23),
        ("tr", "Yirmi üç itfaiyeci geldi.", "Yirmi üç", 23),
        ("de", "Zweiundzwanzig Kühe entliefen.", "Zweiundzwanzig", 22),
        ("de", "Der Hof hat einundzwanzigtausend Hühner.", "einundzwanzigtausend", 21000),
        ("fr", "Quatre-vingt-dix-sept vaches paissaient.", "Quatre-vingt-dix-sept", 97),
        ("fr", "Deux mille habitants sont privés d'eau.", "Deux mille", 2000),
        ("fr", "Soixante et onze élèves sont partis.", "Soixante et onze", 71),
        ("es", "Llegaron treinta y tres bomberos.", "treinta y tres", 33),
        ("es", "Costó dos mil millones de euros.", "dos mil millones", 2e9),
        ("it", "Sono fuggite trentaquattro mucche.", "trentaquattro", 34),
        ("it", "Ventidue agricoltori protestano.", "Ventidue", 22),
        ("pt", "Vieram vinte e duas agricultoras.", "vinte e duas", 22),
        ("ru", "Двадцати трём фермерам помогли.", "Двадцати трём", 23),
        ("ru", "Пятеро спасателей вернулись.", "Пятеро", 5),
        ("uk", "Дев’ятеро рибалок повернулися.", "Дев’ятеро", 9),
        ("pl", "Dwudziestu dwóch strażaków przyjechało.", "Dwudziestu dwóch", 22),
        ("pl", "Siedemnaścioro dzieci odnaleziono.", "Siedemnaścioro", 17),
        ("cs", "Přijelo dvaadvacet hasičů.", "dvaadvacet", 22),
        ("cs", "Přijelo dvacet dva hasičů.", "dvacet dva", 22),
        ("hu", "Kétszáz tehén szökött meg.", "Kétszáz", 200),
        ("hu", "Huszonketten nem jöttek el.", "Huszonketten", 22),
        ("nl", "Eenentwintig boeren kwamen.", "Eenentwintig", 21),
        ("ar", "وصل ثلاثة وعشرون مزارعا.", "ثلاثة وعشرون", 23),
        ("ar", "غادر خمسة عشر عاملا.", "خمسة عشر", 15),
        ("zh", "二千名农民来了。", "二千", 2000),
        ("zh", "三百零五名农民来了。", "三百零五", 305),
        ("ja", "二十三人が到着した。", "二十三", 23),
    ],
)
def test_number_words(language: str, text: str, written: str, value: float) -> None:
    assert (written, value) in values(text, language)


@pytest.mark.parametrize(
    ("language", "text", "bound", "value"),
    [
        ("sq", "Rreth 40 fermerë u mblodhën.", ABOUT, 40),
        ("sq", "Të paktën dhjetë fermerë u mblodhën.", LEAST, 10),
        ("sq", "Më shumë se 300 fermerë u mblodhën.", MORE, 300),
        ("mk", "Околу 40 земјоделци се собраа.", ABOUT, 40),
        ("mk", "Шеесетина земјоделци се собраа.", ABOUT, 60),
        ("mk", "Триесетина земјоделци се собраа.", ABOUT, 30),
        ("mk", "Најмногу 12 возови ќе минат.", MOST, 12),
        ("el", "Περισσότεροι από 300 αγρότες ήρθαν.", MORE, 300),
        ("el", "Τουλάχιστον δέκα αγρότες ήρθαν.", LEAST, 10),
        ("el", "Έως 12 τρένα θα περάσουν.", MOST, 12),
        ("en", "Fewer than 40 farmers came.", LESS, 40),
        ("en", "Up to 40 farmers came.", MOST, 40),
        ("en", "At least €40m was lost.", LEAST, 40e6),
        ("en", "Forty or more farmers came.", LEAST, 40),
        ("en", "A dozen farmers came.", ABOUT, 12),
        ("sr", "Двадесетак сељака је дошло.", ABOUT, 20),
        ("hr", "Došlo je najmanje 40 seljaka.", LEAST, 40),
        ("bg", "Дойдоха над 40 фермери.", MORE, 40),
        ("sl", "Prišlo je skoraj 40 kmetov.", ABOUT, 40),
        ("ro", "Au venit peste 40 de fermieri.", MORE, 40),
        ("tr", "En az 40 çiftçi geldi.", LEAST, 40),
        ("tr", "40'tan fazla çiftçi geldi.", MORE, 40),
        ("de", "Mindestens 40 Bauern kamen.", LEAST, 40),
        ("fr", "Une trentaine de paysans sont venus.", ABOUT, 30),
        ("es", "Vinieron unos 40 campesinos.", ABOUT, 40),
        ("it", "Sono venuti oltre 40 contadini.", MORE, 40),
        ("pt", "Vieram cerca de 40 agricultores.", ABOUT, 40),
        ("ru", "Пришли не менее 40 фермеров.", LEAST, 40),
        ("uk", "Прийшло понад 40 фермерів.", MORE, 40),
        ("pl", "Przyszło co najmniej 40 rolników.", LEAST, 40),
        ("cs", "Přišlo více než 40 sedláků.", MORE, 40),
        ("hu", "Legalább 40 gazda jött el.", LEAST, 40),
        ("nl", "Er kwamen minstens 40 boeren.", LEAST, 40),
        ("ar", "وصل نحو 40 مزارعا.", ABOUT, 40),
        ("zh", "至少40名农民到场。", LEAST, 40),
        ("ja", "約40人が集まった。", ABOUT, 40),
        ("ja", "40人以上が集まった。", LEAST, 40),
    ],
)
def test_bounds(language: str, text: str, bound: Bound, value: float) -> None:
    assert [(found.bound, found.value) for found in find_figures(text, language)] == [(bound, value)]


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        (
            "hour",
            [
                ("sq", "Puna zgjati 12 orë."),
                ("mk", "Работата траеше 12 часа."),
                ("el", "Η δουλειά κράτησε δώδεκα ώρες."),
                ("en", "The work took twelve hours."),
                ("sr", "Posao je trajao 12 sati."),
                ("de", "Die Arbeit dauerte zwölf Stunden."),
                ("ru", "Работа заняла двенадцать часов."),
                ("ar", "استغرق العمل 12 ساعة."),
                ("zh", "工作用了12个小时。"),
                ("ja", "作業は12時間続いた。"),
            ],
        ),
        (
            "EUR",
            [
                ("sq", "Kushtoi 12 euro."),
                ("mk", "Чинеше 12 евра."),
                ("el", "Κόστισε 12 ευρώ."),
                ("en", "It cost €12."),
                ("hu", "12 euróba került."),
                ("pl", "Kosztowało 12 euro."),
                ("bg", "Струваше дванайсет евро."),
            ],
        ),
        (
            "percent",
            [
                ("sq", "Çmimi u rrit 12 për qind."),
                ("mk", "Цената порасна 12 отсто."),
                ("el", "Η τιμή ανέβηκε 12%."),
                ("en", "The price rose 12 per cent."),
                ("tr", "Fiyat yüzde 12 arttı."),
                ("es", "El precio subió un 12 por ciento."),
                ("ro", "Prețul a crescut cu 12 la sută."),
            ],
        ),
        (
            "person",
            [
                ("sq", "Erdhën 12 vetë."),
                ("mk", "Дојдоа 12 луѓе."),
                ("el", "Ήρθαν 12 άτομα."),
                ("en", "12 people came."),
                ("fr", "12 personnes sont venues."),
                ("pt", "Vieram 12 pessoas."),
                ("cs", "Přišlo 12 lidí."),
            ],
        ),
    ],
)
def test_units_are_one_across_languages(unit: str, texts: list[tuple[str, str]]) -> None:
    for language, text in texts:
        assert [(found.value, found.unit) for found in find_figures(text, language)] == [(12, unit)], text


@pytest.mark.parametrize(
    ("language", "text", "written", "value", "unit"),
    [
        ("sq", "Një bari 62-vjeçar u shpëtua.", "62-vjeçar", 62, "year"),
        ("sq", "Roja njëmbëdhjetëminutëshe mbaroi.", "njëmbëdhjetëminutëshe", 11, "minute"),
        ("mk", "Почна 24-часовен штрајк.", "24-часовен", 24, "hour"),
        ("el", "Ένας 44χρονος βοσκός σώθηκε.", "44χρονος", 44, "year"),
        ("el", "Έγινε τρίωρη στάση εργασίας.", "τρίωρη", 3, "hour"),
        ("en", "A 27-year-old shepherd was found.", "27-year-old", 27, "year"),
        ("en", "They signed a 27-million-euro deal.", "27-million-euro", 27e6, "EUR"),
        ("de", "Das siebenköpfige Gremium tagte.", "siebenköpfige", 7, "person"),
        ("hu", "A hatéves kisfiú megkerült.", "hatéves", 6, "year"),
        ("pl", "Po jedenastogodzinnej akcji wrócili.", "jedenastogodzinnej", 11, "hour"),
        ("nl", "De 58-jarige herder is gevonden.", "58-jarige", 58, "year"),
        ("bg", "62-годишен овчар беше открит.", "62-годишен", 62, "year"),
        ("ru", "Прошла трёхчасовая встреча.", "трёхчасовая", 3, "hour"),
    ],
)
def test_numbers_within_words(language: str, text: str, written: str, value: float, unit: str) -> None:
    found = [(text[slice(*f.span)], f.value, f.unit) for f in find_figures(text, language)]
    assert found == [(written, value, unit)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "An F-16 flew over Article 5 of the pact at 10:45, on flight 302 from the G20 summit."),
        ("en", "The home side won 3-1 and then 2:0."),
        ("en", "It was the 18th time, in 2019, at 5 p.m."),
        ("en", "Call +389 2 123 456 or write to a1@b2.example."),
        ("sq", "Sipas nenit 12, takimi nis në orën 9.30."),
        ("sq", "Dhjetëra fermerë dhe mijëra dele."),
        ("mk", "Состанокот почнува во 9 часот. Илјади луѓе чекаа."),
        ("mk", "На 12 март 2021 година стигна воз."),
        ("el", "Στις 10:45 πέρασε ένα τρένο. Χιλιάδες περίμεναν."),
        ("de", "Am 50. Jahrestag kam er um 9 Uhr."),
        ("sr", "Stigao je u 65. minutu. Stotine hiljada su čekale."),
        ("tr", "Bu yüzden onu beklediler. 19. yüzyılda oldu."),
        ("ru", "Пришли десятки тысяч людей."),
        ("zh", "一些人一直在等。数百人来了。"),
        ("ja", "一部の人は一時待った。数十人が来た。"),
        ("ar", "جاء آلاف الناس."),
        ("ro", "Un om a venit mai devreme."),
        ("it", "Sei un amico."),
    ],
)
def test_numbers_that_count_nothing(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "bounds"),
    [
        ("en", "It took 20-30 days.", [(20, LEAST), (30, MOST)]),
        ("en", "Some 2 to 3 million litres leaked.", [(2e6, LEAST), (3e6, MOST)]),
        ("en", "The price rose from 36 to 52 million euros.", [(36e6, EXACT), (52e6, EXACT)]),
        ("sq", "Punimet zgjasin 10-15 ditë.", [(10, LEAST), (15, MOST)]),
        ("mk", "Работите траат 10 до 15 дена.", [(10, LEAST), (15, MOST)]),
    ],
)
def test_ranges(language: str, text: str, bounds: list[tuple[float, Bound]]) -> None:
    assert [(found.value, found.bound) for found in find_figures(text, language)] == bounds


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Three fifths of the votes are needed.", 0.6),
        ("sq", "Duhen tri të pestat e votave.", 0.6),
        ("de", "Nötig sind zwei Drittel der Stimmen.", 2 / 3),
        ("zh", "需要三分之二的票数。", 2 / 3),
        ("el", "Η αύξηση είναι μισή ποσοστιαία μονάδα.", 0.5),
        ("en", "It lasted one and a half hours.", 1.5),
        ("sq", "Kushtoi dy milionë e gjysmë euro.", 2_500_000),
    ],
)
def test_parts_of_a_whole(language: str, text: str, value: float) -> None:
    assert [found.value for found in find_figures(text, language)] == [pytest.approx(value)]


@pytest.mark.parametrize(
    ("language", "text", "counted"),
    [
        ("sq", "U shpëtuan 12 minatorë.", "minatorë"),
        ("mk", "Спасени се 12 рудари.", "рудари"),
        ("el", "Σώθηκαν δώδεκα μεταλλωρύχοι.", "μεταλλωρύχοι"),
        ("en", "Rescuers found 12 of the miners.", "miners"),
        ("en", "It weighs 12 kilograms.", "kilograms"),
    ],
)
def test_what_is_counted(language: str, text: str, counted: str) -> None:
    (found,) = find_figures(text, language)
    assert found.counted is not None
    assert text[slice(*found.counted)] == counted


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Only one bridge stands.", 1),
        ("sq", "Mbeti vetëm një urë.", 1),
        ("sq", "Zgjati një javë.", 1),
        ("mk", "Остана само еден мост.", 1),
    ],
)
def test_one_counts_where_it_is_the_only_one_or_a_measure(language: str, text: str, value: float) -> None:
    assert [found.value for found in find_figures(text, language)] == [value]


def test_a_span_is_read_even_where_no_figure_would_be_found() -> None:
    text = "One man left."
    found = read_figure(text, Span(0, 3), "en")
    assert found is not None
    assert found.value == 1
    assert read_figure(text, Span(4, 7), "en") is None


WORDS = {
    "sq": [
        (0, "zero"),
        (16, "gjashtëmbëdhjetë"),
        (345, "treqind e dyzet e pesë"),
        (7_000_000, "shtatë milionë"),
    ],
    "mk": [(17, "седумнаесет"), (345, "триста четириесет и пет"), (21_000, "дваесет и една илјада")],
    "el": [(19, "δεκαεννέα"), (345, "τριακόσια σαράντα πέντε"), (2_000_000, "δύο εκατομμύρια")],
    "en": [
        (345, "three hundred and forty-five"),
        (10**9, "one billion"),
        (12_012, "twelve thousand and twelve"),
    ],
    "sr": [(345, "триста четрдесет пет"), (2000, "dve hiljade"), (3_000_000, "tri miliona")],
    "bg": [(345, "триста четиридесет и пет"), (16, "шестнайсет"), (2_000_000, "два милиона")],
    "hr": [(345, "tristo četrdeset i pet"), (2000, "dvije tisuće"), (10**9, "jedna milijarda")],
    "sl": [(345, "tristo petinštirideset"), (21, "enaindvajset"), (2_000_000, "dva milijona")],
    "bs": [(345, "trista četrdeset pet"), (2000, "dvije hiljade")],
    "ro": [(345, "trei sute patruzeci și cinci"), (19_000, "nouăsprezece mii"), (2_000_000, "două milioane")],
    "tr": [(345, "üç yüz kırk beş"), (1000, "bin"), (11_000_000, "on bir milyon")],
    "de": [
        (345, "dreihundertfünfundvierzig"),
        (2_000_000, "zwei Millionen"),
        (999, "neunhundertneunundneunzig"),
    ],
    "fr": [(345, "trois cent quarante-cinq"), (91, "quatre-vingt-onze"), (80_000, "quatre-vingt mille")],
    "es": [(345, "trescientos cuarenta y cinco"), (26, "veintiséis"), (10**9, "mil millones")],
    "it": [(345, "trecentoquarantacinque"), (21, "ventuno"), (2_000_000, "due milioni")],
    "pt": [(345, "trezentos e quarenta e cinco"), (2_000_000, "dois milhões")],
    "ru": [(345, "триста сорок пять"), (2000, "двух тысяч"), (5_000_000, "пятью миллионами")],
    "uk": [(345, "триста сорок п’ять"), (2_000_000, "двох мільйонів")],
    "pl": [(345, "trzysta czterdzieści pięć"), (5000, "pięć tysięcy"), (22_000, "dwadzieścia dwa tysiące")],
    "cs": [(345, "tři sta čtyřicet pět"), (5000, "pět tisíc"), (45, "pětačtyřicet")],
    "hu": [(345, "háromszáznegyvenöt"), (12_000, "tizenkétezer"), (2_000_000, "kétmillió")],
    "nl": [(345, "driehonderdvijfenveertig"), (22, "tweeëntwintig"), (2_000_000, "twee miljoen")],
    "ar": [(345, "ثلاثمئة وخمسة وأربعون"), (2000, "ألفان"), (3_000_000, "ثلاثة ملايين")],
    "zh": [(345, "三百四十五"), (20_000, "两万"), (10**8, "一亿")],
    "ja": [(345, "三百四十五"), (20_000, "二万"), (10**8, "一億")],
}


ROWS = [(language, *row) for language, rows in WORDS.items() for row in rows]


@pytest.mark.parametrize(("language", "value", "words"), ROWS)
def test_words_are_read_whole(language: str, value: float, words: str) -> None:
    grammar = numerals(language)
    row = grammar.words(words)
    number = grammar.at(words, row, 0)
    assert number is not None
    assert (number.value, number.last) == (value, len(row))


#: Numbers of every size up to a thousand million, round ones among them.
NUMBERS = st.one_of(
    st.integers(0, 1100),
    st.integers(0, 10**6),
    st.integers(0, 10**9),
    st.builds(lambda digit, zeros: digit * 10**zeros, st.integers(1, 9), st.integers(2, 8)),
    st.just(10**9),
)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=50)
@given(value=NUMBERS)
def test_words_in_a_language_s_own_habit_are_read_back(language: str, value: int) -> None:
    text = spell(value, language)
    grammar = numerals(language)
    row = grammar.words(text)
    number = grammar.at(text, row, 0)
    assert number is not None
    assert (number.value, number.last) == (value, len(row))


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES))
@example(2000, "sq")
@example(1234, "en")
def test_digits_in_a_language_s_own_habit_are_read_back(value: int, language: str) -> None:
    text = format_decimal(value, locale=language)
    grammar = numerals(language)
    number = grammar.at(text, grammar.words(text), 0)
    assert number is not None
    assert number.value == value


@given(st.decimals(0, 10**6, places=2), st.sampled_from(LANGUAGES))
def test_decimals_in_a_language_s_own_habit_are_read_back(value: float, language: str) -> None:
    text = format_decimal(value, format="#,##0.00", locale=language)
    grammar = numerals(language)
    number = grammar.at(text, grammar.words(text), 0)
    assert number is not None
    assert number.value == pytest.approx(float(value))


@given(st.text(max_size=60), st.sampled_from([*LANGUAGES, "fi", None]))
@example("٣" * 400, "ar")
@example("9" * 400, "en")
@example("½½ 1.2.3.4,5,6 -–- 12345", "en")
def test_no_text_is_too_odd(text: str, language: str | None) -> None:
    for found in find_figures(text, language, article="a"):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert text[slice(*found.span)].strip() == text[slice(*found.span)]
        assert found.article == "a"


@given(st.text(alphabet="0123456789 .,-:'’+€$%½ one hundred million", max_size=40))
def test_no_row_of_digits_is_too_odd(text: str) -> None:
    for found in find_figures(text, "en"):
        assert found.value >= 0
