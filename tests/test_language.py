"""The language and the script of a text."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from retold.text.language import detect_language, odd_characters, script_of

SHARED = Path(__file__).parents[2] / "shared" / "bench" / "retellings"

ARTICLES = {
    "sq": "Kryetarja e komunës së Bardhovës tha të hënën se shkolla e re do të hapet në shtator. Punimet "
    "kanë zgjatur tre vjet, sepse kontraktuesi u ndërrua dy herë.",
    "mk": "Градоначалничката на Бардово во понеделникот изјави дека новото училиште ќе се отвори во септември. "
    "Работите траеја три години, бидејќи изведувачот беше сменет двапати.",
    "bg": "Кметицата на Бардово заяви в понеделник, че новото училище ще бъде открито през септември. "
    "Строежът продължи три години, защото изпълнителят беше сменян два пъти.",
    "el": "Η δήμαρχος του Μπάρντοβο δήλωσε τη Δευτέρα ότι το νέο σχολείο θα ανοίξει τον Σεπτέμβριο.",
    "en": "The mayor of Bardovo said on Monday that the new school would open in September.",
    "ru": "Мэр Бардова сообщила в понедельник, что новая школа откроется в сентябре, с опозданием на год.",
    "uk": "Мер Бардова повідомила в понеділок, що нова школа відкриється у вересні, із запізненням на рік.",
    "tr": "Bardovo belediye başkanı pazartesi günü yeni okulun eylül ayında açılacağını söyledi.",
    "ar": "قالت رئيسة بلدية باردوفو يوم الاثنين إن المدرسة الجديدة ستفتح أبوابها في سبتمبر المقبل.",
    "zh": "巴尔多沃市长星期一表示，新学校将于九月开学，比原计划晚了一年。",
    "ja": "バルドボの市長は月曜日、新しい学校が9月に開校すると述べた。",
    "nb": "Ordføreren i Bardovo sa mandag at den nye skolen skal åpne i september, ett år forsinket.",
    "da": "Borgmesteren i Bardovo sagde mandag, at den nye skole åbner i september, et år forsinket.",
}

# One report by four outlets: Serbian in both scripts, Croatian, Bosnian.
SIBLINGS = {
    "sr in Cyrillic": (
        "sr",
        "Председница општине Бардово изјавила је у понедељак да ће нова школа бити отворена у септембру.",
    ),
    "sr in Latin": (
        "sr",
        "Predsednica opštine Bardovo izjavila je u ponedeljak da će nova škola biti otvorena posle tri godine. "
        "Deca će dotle ići u susedno mesto, gde nema dovoljno učionica.",
    ),
    "hr": (
        "hr",
        "Načelnica općine Bardovo izjavila je u ponedjeljak da će nova škola biti otvorena nakon tri godine. "
        "Djeca će dotad ići u susjedno mjesto, gdje tijekom rujna nema dovoljno učionica, priopćila je tvrtka.",
    ),
    "bs": (
        "bs",
        "Načelnica općine Bardovo izjavila je u ponedjeljak da će nova škola biti otvorena nakon tri godine. "
        "Djeca će dotad ići u susjedno mjesto, gdje tokom septembra nema dovoljno učionica, saopćila je kompanija.",
    ),
}


@pytest.mark.parametrize(("language", "text"), ARTICLES.items(), ids=ARTICLES)
def test_the_language_of_an_article(language: str, text: str) -> None:
    detected, probability = detect_language(text)
    assert detected == language
    assert 0.4 <= probability <= 1


@pytest.mark.parametrize(("language", "text"), SIBLINGS.values(), ids=SIBLINGS)
def test_word_forms_tell_sibling_languages_apart(language: str, text: str) -> None:
    assert detect_language(text)[0] == language


@pytest.mark.parametrize(("language", "text"), ARTICLES.items(), ids=ARTICLES)
@pytest.mark.parametrize(
    "around",
    [
        lambda text: "Sign in to read on, or accept cookies. " * 10 + 20 * text,
        lambda text: 10 * text + "1,204\t3.5 %\t2025-03-04\n" * 100 + 10 * text,
    ],
    ids=["below a banner", "around a table"],
)
def test_the_language_of_a_long_article(around: Callable[[str], str], language: str, text: str) -> None:
    assert detect_language(around(text))[0] == language


@pytest.mark.parametrize("text", ["", "1234 — 567", "☂ ☂ ☂", "Bardo"])
def test_no_language_is_made_up(text: str) -> None:
    assert detect_language(text)[0] == "und"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        *((ARTICLES[language], "Cyrl") for language in ("mk", "bg", "ru")),
        (ARTICLES["el"], "Grek"),
        (ARTICLES["ar"], "Arab"),
        (ARTICLES["zh"], "Hani"),
        (ARTICLES["ja"], "Jpan"),
        (ARTICLES["tr"], "Latn"),
        ("서울시장은 새 학교가 9월에 문을 연다고 말했다", "Hang"),
        ("ראש העיר אמר", "Hebr"),
        ("बारदोवो की मेयर ने कहा", "Deva"),
        ("ａｂｃ ª", "Latn"),
        ("КЦНА објави: KCNA", "Cyrl"),
        ("", "Zyyy"),
        ("12:30", "Zyyy"),
    ],
)
def test_the_script_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "language", "odd"),
    [
        ("čekaju, “šta” – 20 €", "sr", 0),
        ("èekaju ¹ta", "sr", 2),
        ("çarşamba", "tr", 0),
        ("ηγέτης", "el", 0),
        ("çarşamba", "sq", 1),
        ("新学校", "zh", 0),
        ("新学校뿔", "zh", 1),
    ],
)
def test_characters_that_a_language_has_no_use_for(text: str, language: str, odd: int) -> None:
    assert odd_characters(text, language) == odd


@pytest.mark.shared
@pytest.mark.parametrize("part", ["train", "dev"])
def test_the_languages_of_the_retellings(part: str) -> None:
    if not SHARED.exists():
        pytest.skip("no development data beside the repository")
    right = total = 0
    for gold in sorted(SHARED.glob(f"{part}/*/gold.json")):
        for article in json.loads(gold.read_text("utf-8"))["articles"]:
            text = (gold.parent / "articles" / f"{article['id']}.txt").read_text("utf-8")
            total += 1
            right += detect_language(text)[0] == article["lang"]
    assert total > 70
    assert right / total >= 0.97


def test_the_identifier_is_not_loaded_before_it_is_asked() -> None:
    asked = "import sys, retold.read, retold.split, retold.text.language; print(*sys.modules)"
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", asked], env=path, capture_output=True, text=True, check=True)
    assert not {"py3langid", "trafilatura", "sentencex", "charset_normalizer"} & set(run.stdout.split())
