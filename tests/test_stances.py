"""Each language says how sure a thing is; every row is a sentence with what it shows and the words that show it."""

from __future__ import annotations

import re

import pytest

from retold.model import Span
from retold.text.lexicon import lexicon
from retold.text.stances import Stance, find_negations, find_stances

LANGUAGES = re.findall(r"\w+", "sq mk el en sr bg hr sl bs ro tr de fr es it pt ru uk pl cs hu nl ar zh ja")

CASES = [
    ("en", "The kiln may reopen in spring.", {"possible": "may"}),
    ("en", "It is not certain that the well is dry.", {"unsure": "not certain"}),
    ("en", "The guild is considering a lawsuit.", {"considered": "considering"}),
    ("en", "The ferryman allegedly slept.", {"hearsay": "allegedly"}),
    ("sq", "Ura mund të hapet në pranverë.", {"possible": "mund të"}),
    ("sq", "Kryepunëtori premtoi një çati të re.", {"promised": "premtoi"}),
    ("sq", "Nuk dihet kush e ndezi furrën.", {"unsure": "Nuk dihet"}),
    ("sq", "Dyshohet se kazani kishte çarje.", {"suspected": "Dyshohet"}),
    ("mk", "Мостот можеби ќе се отвори напролет.", {"possible": "можеби"}),
    ("mk", "Занаетчиите размислуваат за тужба.", {"considered": "размислуваат"}),
    ("mk", "Наводно, стражарот спиел.", {"hearsay": "Наводно"}),
    ("mk", "Мајсторот вети нов покрив.", {"promised": "вети"}),
    ("el", "Η γέφυρα ίσως ανοίξει την άνοιξη.", {"possible": "ίσως"}),
    ("el", "Ο φύλακας φέρεται να κοιμόταν.", {"hearsay": "φέρεται"}),
    ("el", "Η συντεχνία απειλεί με αποχή.", {"threatened": "απειλεί"}),
    ("el", "Δεν είναι βέβαιο ότι το πηγάδι στέρεψε.", {"unsure": "Δεν είναι βέβαιο"}),
    ("sr", "Most će se možda otvoriti na proleće.", {"possible": "možda"}),
    ("sr", "Мајстор је обећао нови кров.", {"promised": "обећао"}),
    ("sr", "Чувар је, наводно, спавао.", {"hearsay": "наводно"}),
    ("hr", "Čuvar je vjerojatno spavao.", {"likely": "vjerojatno"}),
    ("hr", "Ceh razmatra tužbu.", {"considered": "razmatra"}),
    ("hr", "Kovač prijeti obustavom rada.", {"threatened": "prijeti"}),
    ("bs", "Čuvar je vjerovatno spavao.", {"likely": "vjerovatno"}),
    ("bs", "Majstor je obećao novi krov.", {"promised": "obećao"}),
    ("bs", "Navodno je bunar presušio.", {"hearsay": "Navodno"}),
    ("bg", "Мостът може би ще отвори през пролетта.", {"possible": "може би"}),
    ("bg", "Еснафът обмисля дело.", {"considered": "обмисля"}),
    ("bg", "Пазачът вероятно е спал.", {"likely": "вероятно"}),
    ("sl", "Most bodo morda odprli spomladi.", {"possible": "morda"}),
    ("sl", "Čuvaj naj bi spal.", {"hearsay": "naj bi"}),
    ("sl", "Mojster je obljubil novo streho.", {"promised": "obljubil"}),
    ("ro", "Podul ar putea fi deschis la primăvară.", {"possible": "ar putea"}),
    ("ro", "Paznicul, probabil, dormea.", {"likely": "probabil"}),
    ("ro", "Breasla amenință cu un boicot.", {"threatened": "amenință"}),
    ("tr", "Köprü baharda açılabilir.", {"possible": "açılabilir"}),
    ("tr", "Usta yeni bir çatı için söz verdi.", {"promised": "söz verdi"}),
    ("tr", "Bekçinin uyuduğu iddia edildi.", {"hearsay": "iddia"}),
    ("de", "Die Brücke wird vielleicht im Frühjahr geöffnet.", {"possible": "vielleicht"}),
    ("de", "Der Wächter soll geschlafen haben.", {"hearsay": "soll"}),
    ("de", "Die Zunft schließt eine Klage nicht aus.", {"unsure": "schließt eine Klage nicht aus"}),
    ("de", "Die Zunft droht mit einem Boykott.", {"threatened": "droht"}),
    ("fr", "Le gardien aurait dormi.", {"hearsay": "aurait"}),
    ("fr", "La guilde envisage un procès.", {"considered": "envisage"}),
    ("fr", "Le puits est probablement à sec.", {"likely": "probablement"}),
    ("es", "El puente quizás abra en primavera.", {"possible": "quizás"}),
    ("es", "El vigilante habría dormido.", {"hearsay": "habría"}),
    ("es", "El gremio amenaza con un boicot.", {"threatened": "amenaza"}),
    ("it", "Il guardiano avrebbe dormito.", {"hearsay": "avrebbe"}),
    ("it", "La gilda minaccia un boicottaggio.", {"threatened": "minaccia"}),
    ("it", "Il pozzo è probabilmente asciutto.", {"likely": "probabilmente"}),
    ("pt", "A ponte talvez abra na primavera.", {"possible": "talvez"}),
    ("pt", "O guarda teria dormido.", {"hearsay": "teria"}),
    ("pt", "A guilda pondera um processo.", {"considered": "pondera"}),
    ("ru", "Сторож, вероятно, спал.", {"likely": "вероятно"}),
    ("ru", "Сторож якобы спал.", {"hearsay": "якобы"}),
    ("ru", "Мастер пообещал новую крышу.", {"promised": "пообещал"}),
    ("ru", "Цех не исключает иска.", {"unsure": "не исключает"}),
    ("uk", "Сторож нібито спав.", {"hearsay": "нібито"}),
    ("uk", "Майстер пообіцяв новий дах.", {"promised": "пообіцяв"}),
    ("uk", "Цех розглядає позов.", {"considered": "розглядає"}),
    ("pl", "Strażnik rzekomo spał.", {"hearsay": "rzekomo"}),
    ("pl", "Cech rozważa pozew.", {"considered": "rozważa"}),
    ("pl", "Majster obiecał nowy dach.", {"promised": "obiecał"}),
    ("cs", "Hlídač prý spal.", {"hearsay": "prý"}),
    ("cs", "Cech zvažuje žalobu.", {"considered": "zvažuje"}),
    ("cs", "Mistr slíbil novou střechu.", {"promised": "slíbil"}),
    ("hu", "Az őr állítólag aludt.", {"hearsay": "állítólag"}),
    ("hu", "A céh fontolgatja a pert.", {"considered": "fontolgatja"}),
    ("hu", "A híd talán tavasszal nyílik.", {"possible": "talán"}),
    ("nl", "De wachter zou hebben geslapen.", {"hearsay": "zou"}),
    ("nl", "Het gilde overweegt een rechtszaak.", {"considered": "overweegt"}),
    ("nl", "De put is waarschijnlijk droog.", {"likely": "waarschijnlijk"}),
    ("ar", "ربما يفتح الجسر في الربيع.", {"possible": "ربما"}),
    ("ar", "هددت النقابة بالمقاطعة.", {"threatened": "هددت"}),
    ("ar", "وعد المعلم بسقف جديد.", {"promised": "وعد"}),
    ("zh", "这座桥也许春天开放。", {"possible": "也许"}),
    ("zh", "行会正在考虑起诉。", {"considered": "考虑"}),
    ("zh", "工匠承诺修新屋顶。", {"promised": "承诺"}),
    ("ja", "橋は春に開くかもしれない。", {"possible": "かもしれない"}),
    ("ja", "組合は提訴を検討している。", {"considered": "検討"}),
    ("ja", "番人はおそらく眠っていた。", {"likely": "おそらく"}),
]

PLAIN = [
    ("en", "The guild sold the kiln on 3 March."),
    ("sq", "Esnafi e shiti furrën më 3 mars."),
    ("mk", "Еснафот ја продаде печката на 3 март."),
    ("el", "Η συντεχνία πούλησε τον κλίβανο στις 3 Μαρτίου."),
    ("de", "Die Zunft verkaufte den Ofen am 3. März."),
    ("fr", "La guilde a vendu le four le 3 mars."),
    ("ru", "Цех продал печь 3 марта."),
    ("tr", "Lonca fırını 3 Mart'ta sattı."),
    ("zh", "行会于3月3日出售了窑炉。"),
]


@pytest.mark.parametrize(("language", "sentence", "shown"), CASES)
def test_a_sentence_shows_how_sure_it_is(language: str, sentence: str, shown: dict[str, str]) -> None:
    found = find_stances(sentence, Span(0, len(sentence)), language)
    assert {str(stance): sentence[slice(*span)] for stance, span in found} == shown


@pytest.mark.parametrize(("language", "sentence"), PLAIN)
def test_a_plain_sentence_shows_nothing(language: str, sentence: str) -> None:
    assert find_stances(sentence, Span(0, len(sentence)), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_stance_and_sentences_that_show_them(language: str) -> None:
    assert set(lexicon(language, "stances")) == {*Stance, "negated", "aside"}
    assert sum(row[0] == language for row in CASES) >= 3


def test_a_language_without_data_shows_nothing() -> None:
    assert find_stances("Perhaps.", Span(0, 8), "xx") == []


def test_only_what_stands_within_the_span_counts() -> None:
    text = "It may rain. It is warm."
    assert find_stances(text, Span(13, len(text)), "en") == []


def test_words_in_a_longer_expression_show_only_what_that_shows() -> None:
    text = "It is not certain."
    assert [stance for stance, _ in find_stances(text, Span(0, len(text)), "en")] == [Stance.UNSURE]


NEGATIONS = [
    ("en", "The kiln did not crack and nobody was hurt.", ["not", "nobody"]),
    ("en", "The guild failed to sell the kiln, which didn’t work.", ["failed to", "didn’t"]),
    ("en", "Not only the kiln but no fewer than three ovens cracked.", []),
    ("en", "It is not certain that the well is dry.", []),
    ("sq", "Furra nuk u shit dhe askush s’u lëndua.", ["nuk", "askush", "s’u"]),
    ("sq", "Jo vetëm furra u shit.", []),
    ("mk", "Печката не е продадена и никој не е повреден.", ["не", "никој", "не"]),
    ("mk", "Не само печката е продадена.", []),
    ("bg", "Пещта няма да бъде продадена.", ["няма"]),
    ("ru", "Печь не продана, никто не пострадал.", ["не", "никто", "не"]),
    ("ru", "Не только печь, но и дом.", []),
    ("uk", "Піч не продали.", ["не"]),
    ("sr", "Peć nije prodata, bez obzira na cenu.", ["nije"]),
    ("sr", "Пећ није продата.", ["није"]),
    ("hr", "Peć nikad nije prodana.", ["nikad", "nije"]),
    ("bs", "Peć neće biti prodana.", ["neće"]),
    ("sl", "Peči niso prodali.", ["niso"]),
    ("cs", "Pec neprodali a nikdo nebyl zraněn.", ["neprodali", "nikdo", "nebyl"]),
    ("pl", "Pieca nie sprzedano.", ["nie"]),
    ("hu", "A kemencét nem adták el.", ["nem"]),
    ("hu", "Nemcsak a kemencét adták el.", []),
    ("ro", "Cuptorul n-a fost vândut de nimeni.", ["n-a", "nimeni"]),
    ("it", "Il forno non è stato venduto.", ["non"]),
    ("es", "El horno no se vendió.", ["no"]),
    ("es", "El horno, sin embargo, se vendió.", []),
    ("pt", "O forno não foi vendido.", ["não"]),
    ("fr", "Le four n’a pas été vendu.", ["pas"]),
    ("fr", "Le four a sans doute été vendu.", []),
    ("de", "Der Ofen wurde nicht verkauft, niemand wurde verletzt.", ["nicht", "niemand"]),
    ("de", "Nicht nur der Ofen wurde verkauft.", []),
    ("nl", "De oven is niet verkocht.", ["niet"]),
    ("el", "Ο φούρνος δεν πουλήθηκε χωρίς λόγο.", ["δεν", "χωρίς"]),
    ("el", "Όχι μόνο ο φούρνος πουλήθηκε.", []),
    ("tr", "Fırın satılmadı, kimse yaralanmıyor.", ["satılmadı", "yaralanmıyor"]),
    ("ar", "الفرن لم يبع.", ["لم"]),
    ("zh", "炉子没有卖掉。", ["没有"]),
    ("zh", "不仅炉子，房子也卖掉了。", []),
    ("ja", "窯は売られていない。", ["ない"]),
    ("ja", "窯だけでなく家も売られた。", []),
    ("ko", "가마는 팔리지 않았다.", ["않"]),
]


@pytest.mark.parametrize(("language", "text", "shown"), NEGATIONS)
def test_a_language_says_that_a_thing_is_not_so(language: str, text: str, shown: list[str]) -> None:
    found = find_negations(text, Span(0, len(text)), language)
    assert [text[slice(*span)] for span in found] == shown


def test_every_language_with_stances_says_no() -> None:
    assert {language for language, _, _ in NEGATIONS} >= {*LANGUAGES, "ko"}
