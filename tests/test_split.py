"""An article -> its sentences, with exact offsets."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from factories import make_article
from hypothesis import given
from hypothesis import strategies as st

from retold.errors import InputError
from retold.model import SentenceKind
from retold.read import read_articles
from retold.split import split_sentences
from retold.text.boilerplate import is_boilerplate

SHARED = Path(__file__).parents[2] / "shared"


def pieces(text: str, language: str, title: str | None = None) -> list[str]:
    sentences = split_sentences(make_article(text=text, title=title), language)
    return [text[s.span.start : s.span.end] for s in sentences]


def kinds(text: str, language: str, title: str | None = None) -> list[str]:
    return [s.kind.value for s in split_sentences(make_article(text=text, title=title), language)]


# " | " stands for a space between two sentences, "‖" for two that touch.
SENTENCES = [
    ("en", "The dam held. | Nobody was hurt, officials said."),
    ("en", "Dr. Ana Kola and Mrs. Marsh met J. R. Ward of the U.S. Army. | They spoke for an hour."),
    ("en", "The train ran at 160 km/h. | Its driver braked at 5 p.m. | Nobody noticed."),
    ("en", "It was found in May. | Experts doubt it. | The body was moved on Oct. 5 to ward no. 12."),
    ("en", "“Will it hold?” she asked. | “It will!” | He left."),
    ("en", "Prices rose 3.5 percent.‖Rents fell.‖Nobody knows why, says Booking.Com today."),
    ("sq", "Z. Leka tha se ura është e mbyllur. | Znj. Leka nuk u përgjigj."),
    ("sq", "“Kujt i duhet kjo?”, pyeti ajo. | Askush s’u përgjigj."),
    ("sq", "Kontrata u nënshkrua në Sh.B.A. dhe në Itali. | Zgjati 24 orë. | 46 veta u kthyen."),
    ("mk", "Мостот е затворен, т.е. во дефект. | Г. Лековски тоа го негира. | Д-р Ана Лековска молчи."),
    ("mk", "Во 2021 г. беше отворен. | Во 2022 г. | Пукна."),
    ("el", "Ο κ. Λέκος μίλησε για 12 εκατ. ευρώ. | Ποιος πλήρωσε; | Κανείς δεν ξέρει."),
    ("el", "Ο ναός χτίστηκε τον 4ο αιώνα π.Χ. | Κάηκε δύο φορές."),
    ("sr", "Most je otvoren 4. septembra 2020. godine. | Radovi su trajali do 30. avgusta."),
    ("sr", "Мост је отворен 4. септембра 2020. године. | Др. Лекић је био тамо."),
    ("hr", "Most je 2017. obnovila tvrtka Kamen. | Stajao je 2 milijuna eura."),
    ("bg", "Мостът е открит през 2021 г. | Строителите са от София."),
    (
        "de",
        "Der Streik dauerte 24 Stunden. | 46 Züge fielen aus. | Am 3. Oktober sprach Dr. Lehm, z. B. vom Geld.",
    ),
    ("de", "Betroffen sind 40 Stellen. | »Das war schwer«, sagte Frau Lehm. | »Sehr schwer.«"),
    ("de", "Seit dem 1. Oktober ist er 47. | Wegen des 2. Feuers floh er. | Es war sein 3. Umzug."),
    ("sl", "Vlak je zamujal. | »Čakali smo tri ure,« je dejal strojevodja 6. junija."),
    ("fr", "M. Lec est arrivé le 14 févr. 2020. | Mme Lec l’attendait. | « C’est fini », dit-elle."),
    ("pl", "Udział spadł do 30 proc. w roku. | P. Leski nie zgadza się z tym."),
    ("hu", "A híd 2024. április 5-én nyílt meg. | Dr. Lak Anna átvágta a szalagot."),
    ("tr", "Köprü 5 Nisan'da açıldı. | Dr. Leka “Bitti!” dedi. | Kimse inanmadı."),
    ("ru", "Мост открыли в 2021 г. | Об этом сообщил А. С. Леков. | Как отметил г-н Леков, всё готово."),
    ("uk", "Міст відкрили у вересні. | Це коштувало 2 млн грн. | Ніхто не заперечив."),
    ("ar", "هل الجسر مفتوح؟ | نعم، قال رئيس البلدية. | افتتح أمس."),
    ("zh", "桥梁已于3月开放。‖2023年曾关闭。‖“没有危险。”市长李兰说。‖“很好！”"),
    ("ja", "橋は開通した。‖4日に点検があった。‖「危険はない。」と市長は述べた。"),
    ("sq", 'Filmi “Ura“ u ndalua. | Regjisori i „Urës“ iku. | Ai e quajti "turp". | Askush s’foli.'),
    ("mk", "Весникот „Мост“ пишува. | Филмот “Мост“ е забранет. | „Срам“, рече тој. | Молчат."),
    ("fr", "« L’eau monte. Partons », dit-il. | « C’est trop tard. | « Qui paiera ? »"),
    ("en", "‘We waited’, she said. | The 1990s’ end came. | ’Twas late. | Nobody came."),
    ("he", 'ארה"ב פתחה את הגשר. | צה"ל סגר אותו. | איש לא הגיב.'),
    ("ka", "ხიდი გაიხსნა. | მერმა თქვა, რომ ყველაფერი რიგზეა. | ხალხი მოვიდა."),
    ("hi", "पुल खुल गया। | मेयर ने कहा, सब ठीक है। | लोग आए।"),
    ("km", "ស្ពានបានបើក។ | គ្មាននរណារងរបួសទេ។"),
    ("xx", "Ka mura ta. | Sila no? | Mo!"),
]


@pytest.mark.parametrize(("language", "marked"), SENTENCES)
def test_where_sentences_end(language: str, marked: str) -> None:
    text = marked.replace(" | ", " ").replace("‖", "")
    assert pieces(text, language) == re.split(r" \| |‖", marked)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("mk", "Патуваше во Пекинг.‖Двајцата молчеа.‖„Доста е“, рече Лек.‖Потоа замина."),
        ("mk", "Објави КЦНА.‖Лек и Ана во 2019.‖Сите 2.000 се вратија."),
        ("sq", "Ura u mbyll.‖Drejtori, Ilir Leka, iku.‖“Mjaft”, tha ai.‖Askush s’foli."),
        ("el", "Έκλεισε η γέφυρα.‖Ο δήμαρχος έφυγε.‖«Αρκετά», είπε."),
    ],
)
def test_a_stop_without_a_space_ends_a_sentence(language: str, marked: str) -> None:
    assert pieces(marked.replace("‖", ""), language) == marked.split("‖")


def test_paragraphs_end_sentences() -> None:
    text = "Ura u mbyll\nDrejtori iku\n\n“Po”\n— Jo"
    assert pieces(text, "sq") == ["Ura u mbyll", "Drejtori iku", "“Po”", "— Jo"]


def test_lines_wrapped_to_a_width_are_one_paragraph() -> None:
    text = (
        "The harbour of Lower Marsh was closed on Monday after a ferry struck the\n"
        "Old Pier, its owner said. Divers from Port Ellis looked for damage below\n"
        "the water line. They found none.\n\nThe ferry will sail again on Tuesday."
    )
    assert pieces(text, "en") == [
        "The harbour of Lower Marsh was closed on Monday after a ferry struck the\nOld Pier, its owner said.",
        "Divers from Port Ellis looked for damage below\nthe water line.",
        "They found none.",
        "The ferry will sail again on Tuesday.",
    ]


def test_thai_is_cut_at_spaces_into_pieces_of_a_sentences_length() -> None:
    clause = "นายกเทศมนตรีกล่าวว่าสะพานใหม่จะเปิดในวันพุธหน้า"
    text = " ".join([clause] * 9)
    cut = pieces(text, "th")
    assert " ".join(cut) == text
    assert all(len(clause) < len(piece) < 4 * len(clause) for piece in cut)


def test_the_title_is_one_sentence() -> None:
    text = "Ura u mbyll. Pse? Askush s’e di\n\nDrejtori iku. Ai nuk foli."
    title = "Ura u mbyll. Pse? Askush s’e di"
    assert pieces(text, "sq", title) == [title, "Drejtori iku.", "Ai nuk foli."]
    assert kinds(text, "sq", title) == ["title", "body", "body"]


def test_the_title_is_the_head_of_the_text_only() -> None:
    assert kinds("Drejtori iku.\n\nUra u mbyll", "sq", "Ura u mbyll") == ["body", "body"]
    assert kinds("Ura u mbyll\n\nUra u mbyll", "sq", "Ura u mbyll") == ["title", "body"]


def test_interface_lines_are_marked_and_kept() -> None:
    text = "3 SHARES Сподели\n\nМостот е затворен\n\nЛек молчи.\n\nПрочитајте уште: Времето утре"
    assert kinds(text, "mk", "Мостот е затворен") == ["boilerplate", "title", "body", "boilerplate"]
    assert pieces(text, "mk")[3] == "Прочитајте уште: Времето утре"


@pytest.mark.parametrize(
    "line",
    [
        "0 SHARES Сподели Твитни",
        "1.2K views",
        "Share on Facebook",
        "Share this article",
        "Comments (14)",
        "Facebook | Twitter | WhatsApp",
        "ADVERTISEMENT",
        "Read more",
        "Read also: Storm keeps ferries in port",
        "Lexo edhe: Si të kurseni ujë?",
        "Shpërndaje në Facebook",
        "Сподели на Фејсбук",
        "Διαβάστε επίσης – Τι καιρό θα κάνει",
        "Κοινοποίηση",
        "Прочитајте још: Време сутра",
        "Podijeli   Komentari (3)",
        "Pročitajte i: Vrijeme sutra",
        "À lire aussi : la météo de demain",
        "Lesen Sie auch: Das Wetter",
        "Читайте также: Погода на завтра",
        "İlgili haberler",
        "اقرأ أيضًا: الطقس غدا",
        "相关阅读：明天的天气",
        "関連記事",
        "© 2024 Drini Post. All rights reserved",
        "Foto: Reuters",
    ],
)
def test_an_interface_line(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Shares fell.",
        "Shares in Drini fell 3 percent",
        "Print is not dead",
        "Read more books, the minister told pupils.",
        "Read the whole letter here.",
        "Watch out for ice, police warn",
        "Facebook fined 3 million euros",
        "Twitter.",
        "“Share this!”, he shouted.",
        "„Не.“",
        "Шок!",
        "2019",
        "1.",
        "—",
        "Реклама за вода предизвика бура",
        "Lexo e mëso, tha mësuesi",
        "Коментарите беа остри",
        "Foto e varrit u gjet në arkivin e shtetit",
        "Τα σχόλια ήταν πολλά",
        "",
    ],
)
def test_a_line_of_the_article(line: str) -> None:
    assert not is_boilerplate(line)


LINES = st.text(
    st.one_of(st.sampled_from(" \n.!?。»«“”„\"',;:-(){}[]1289\t\u00a0\u200f"), st.characters(codec="utf-8")),
    max_size=120,
)


@given(
    LINES, st.sampled_from(["sq", "mk", "el", "en", "de", "zh", "ja", "ar", "th", "und", "xx", "sr-Latn", ""])
)
def test_every_character_is_in_one_sentence(text: str, language: str) -> None:
    sentences = split_sentences(make_article(text=text, title=None), language)
    inside = [place for s in sentences for place in range(*s.span)]
    assert inside == sorted(set(inside))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(inside))
    for position, sentence in enumerate(sentences):
        words = text[sentence.span.start : sentence.span.end]
        assert words
        assert words == words.strip()
        assert sentence.position == position
        assert sentence.id == f"{sentence.article}.{position}"


def test_an_article_without_words_has_no_sentence() -> None:
    assert split_sentences(make_article(text=" \n\t", title=None), "en") == ()


@pytest.mark.shared
@pytest.mark.parametrize("part", ["train", "dev"])
def test_the_told_sentences_of_the_retellings(part: str) -> None:
    folder = SHARED / "bench" / "retellings" / part
    if not folder.exists():
        pytest.skip("no development data beside the repository")
    found = total = 0
    for gold in sorted(folder.glob("*/gold.json")):
        data = json.loads(gold.read_text("utf-8"))
        languages = {article["id"]: article["lang"] for article in data["articles"]}
        told: dict[str, set[str]] = {name: set() for name in languages}
        for claim in data["claims"]:
            for telling in claim["tellings"]:
                told[telling["article"]].add(unicodedata.normalize("NFC", telling["sentence"]))
        for name, language in languages.items():
            article = next(read_articles(gold.parent / "articles" / f"{name}.txt"))
            assert not isinstance(article, InputError)
            mine = {
                article.text[s.span.start : s.span.end]
                for s in split_sentences(article, language)
                if s.kind is SentenceKind.BODY
            }
            total += len(told[name])
            found += len(told[name] & mine)
    assert total > 700
    assert found / total >= 0.99


@pytest.mark.shared
def test_the_sentences_of_the_seeds() -> None:
    folder = SHARED / "seeds"
    if not folder.exists():
        pytest.skip("no development data beside the repository")
    gold = json.loads((folder / "seeds_gold.json").read_text("utf-8"))["sentences"]
    languages = {"000": "sq", "001": "mk", "002": "sq", "003": "el", "004": "sq"}
    mine = set()
    for path in folder.glob("*.txt"):
        document, raw = path.name[:3], path.read_text("utf-8")
        article = next(read_articles(path))
        assert not isinstance(article, InputError)
        head = raw.index(article.text)
        for sentence in split_sentences(article, languages[document]):
            mine.add((document, sentence.span.start + head, sentence.span.end + head))
    assert len(gold) == 69
    assert mine == {(sentence["doc"], sentence["start"], sentence["end"]) for sentence in gold}
