"""Who repeats whom word for word: as a whole, some paragraphs of it, with a word changed here and there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest
from conftest import HASHING
from factories import make_article

from retold import group, open_corpus
from retold.export import dump
from retold.model import Article, Copy, CopyKind
from retold.split import split_sentences

#: A title and paragraphs of an agency's report, and of what an outlet wrote of the same by itself.
AGENCY = {
    "en": (
        "Storm closes the harbour of Limnos",
        "The harbour of Limnos closed on Tuesday after the storm tore away two of the four cranes on its "
        "eastern quay. "
        "Forty lorries with olive oil wait in front of the gates, and the drivers sleep in their cabins.",
        "The port authority will inspect the remaining cranes before the end of the week. "
        "Until then only fishing boats of less than twelve metres may leave the inner basin.",
        "“We have never seen waves like these inside the breakwater, and we hope never to see them again,” "
        "said the harbour master, Ana Welt, who has held the office for nineteen years.",
        "The storm came from the south-west and lasted for nine hours without a pause. "
        "Two roofs were blown off in the old town and the school stayed shut on Wednesday.",
    ),
    "mk": (
        "Бурата го затвори пристаништето",
        "Пристаништето во Белица беше затворено во вторникот откако бурата откорна два од четирите крана "
        "на источниот "
        "кеј. Четириесет камиони со маслиново масло чекаат пред влезот, а возачите спијат во кабините.",
        "Пристанишната управа до крајот на неделата ќе ги прегледа преостанатите кранови. "
        "Дотогаш од внатрешниот базен смеат да испловат само рибарски чамци пократки од дванаесет метри.",
        "„Вакви бранови зад бранобранот досега немаме видено и се надеваме дека никогаш повеќе нема да "
        "видиме“, рече "
        "капетанката на пристаништето Ана Велтова, која деветнаесет години е на таа должност.",
        "Невремето дојде од југозапад и без прекин траеше девет часа. "
        "Во стариот град ветрот однесе два покрива, а училиштето во средата остана затворено.",
    ),
    "sq": (
        "Stuhia mbyll portin e Belicës",
        "Porti i Belicës u mbyll të martën pasi stuhia shkuli dy nga katër vinçat e kalatës lindore. "
        "Dyzet kamionë me vaj ulliri presin para portave dhe shoferët flenë në kabinat e tyre.",
        "Autoriteti portual do t'i kontrollojë vinçat e mbetur deri në fund të javës. "
        "Deri atëherë nga pellgu i brendshëm mund të dalin vetëm varka peshkimi më të shkurtra se "
        "dymbëdhjetë metra.",
        "“Valë të tilla pas dallgëthyesit nuk kemi parë kurrë dhe shpresojmë të mos i shohim më”, tha "
        "drejtuesja e "
        "portit Ana Velti, e cila e mban këtë detyrë prej nëntëmbëdhjetë vjetësh.",
        "Moti i keq erdhi nga jugperëndimi dhe zgjati pa pushim nëntë orë. "
        "Në qytetin e vjetër era hoqi dy çati dhe shkolla mbeti e mbyllur të mërkurën.",
    ),
    "el": (
        "Η θύελλα έκλεισε το λιμάνι",
        "Το λιμάνι της Βελίτσας έκλεισε την Τρίτη, αφού η θύελλα ξερίζωσε δύο από τους τέσσερις γερανούς "
        "της ανατολικής "
        "προβλήτας. Σαράντα φορτηγά με ελαιόλαδο περιμένουν μπροστά στις πύλες και οι οδηγοί κοιμούνται "
        "στις καμπίνες.",
        "Η λιμενική αρχή θα ελέγξει τους υπόλοιπους γερανούς ως το τέλος της εβδομάδας. "
        "Ως τότε από την εσωτερική λεκάνη μπορούν να βγουν μόνο ψαρόβαρκες μικρότερες από δώδεκα μέτρα.",
        "«Τέτοια κύματα πίσω από τον κυματοθραύστη δεν έχουμε ξαναδεί και ελπίζουμε να μην τα ξαναδούμε "
        "ποτέ», είπε η "
        "λιμενάρχης Άννα Βελτίδου, που κατέχει τη θέση εδώ και δεκαεννέα χρόνια.",
        "Η κακοκαιρία ήρθε από τα νοτιοδυτικά και κράτησε εννέα ώρες χωρίς διακοπή. "
        "Στην παλιά πόλη ο άνεμος πήρε δύο στέγες και το σχολείο έμεινε κλειστό την Τετάρτη.",
    ),
    "zh": (
        "风暴关闭港口",
        "白利察港星期二因风暴吹走东码头四台起重机中的两台而关闭，四十辆装橄榄油的卡车在大门前等候，司机们睡在驾驶室里。",
        "港务局将在本周末之前检查剩下的起重机，在此之前只有不到十二米长的渔船可以离开内港，渡轮一律停航。",
        "“防波堤里面从来没有见过这么大的浪，希望以后再也不要见到。”任职十九年的港务长安娜说。",
        "风暴来自西南方向，连续刮了九个小时没有停过，老城区有两个屋顶被掀掉，学校星期三也没有开门上课。",
    ),
}
OWN = {
    "en": (
        "Fishmongers fear for their week",
        "On Wednesday morning the market hall smells of bleach rather than of fish. Petra Lund has run "
        "her stall there "
        "since she was a girl, and she cannot remember a week in which nothing came in.",
        "She has called her cousins in the north, who may send a van on Friday. It will cost her twice "
        "what she pays "
        "at home. Her customers have been patient so far; some have bought lemons out of pity.",
    ),
    "mk": (
        "Рибарите стравуваат за неделата",
        "Во средата наутро пазарот мириса на белило наместо на риба. Петра Лундева тука продава уште од "
        "дете и не "
        "памети недела во која ништо не стигнало.",
        "Им се јавила на братучедите на север, кои можеби во петок ќе пратат комбе. Ќе ја чини двојно "
        "повеќе отколку "
        "дома. Муштериите засега имаат трпение, а некои од сожалување купиле лимони.",
    ),
    "sq": (
        "Peshkshitësit kanë frikë për javën",
        "Të mërkurën në mëngjes tregu mban erë zbardhuesi dhe jo peshku. Petra Lundi shet aty që kur "
        "ishte vajzë dhe "
        "nuk mban mend javë pa asnjë arkë.",
        "Ajo u ka telefonuar kushërinjve në veri, që ndoshta do të nisin një furgon të premten. Do t'i "
        "kushtojë dyfish "
        "nga sa paguan në shtëpi. Klientët deri tani kanë durim; disa blenë limonë nga keqardhja.",
    ),
    "el": (
        "Οι ψαράδες φοβούνται για τη βδομάδα",
        "Το πρωί της Τετάρτης η αγορά μυρίζει χλωρίνη και όχι ψάρι. Η Πέτρα Λουντ πουλάει εκεί από "
        "κορίτσι και δεν "
        "θυμάται βδομάδα χωρίς ούτε ένα τελάρο.",
        "Πήρε τηλέφωνο τα ξαδέρφια της στον βορρά, που ίσως στείλουν ένα φορτηγάκι την Παρασκευή. Θα της "
        "στοιχίσει τα "
        "διπλά. Οι πελάτες κάνουν υπομονή προς το παρόν· μερικοί αγόρασαν λεμόνια από λύπη.",
    ),
    "zh": (
        "鱼贩们担心这一周",
        "星期三早上，市场里闻到的是漂白水的气味而不是鱼腥味。佩特拉从小就在这里摆摊，她不记得哪个星期一箱鱼也没有运来。",
        "她给北方的表兄弟打了电话，他们也许星期五会派一辆小货车来。价钱要比平时贵一倍。顾客们到现在还有耐心，有人出于同情买了柠檬。",
    ),
}

LANGUAGES = sorted(AGENCY)

#: Words that an editor changed.
CHANGED = {
    "en": {"tore away": "destroyed", "inspect": "examine", "boats": "vessels", "wait": "are waiting"},
    "mk": {"откорна": "урна", "прегледа": "провери", "чамци": "бродови", "чекаат": "стојат"},
    "sq": {"shkuli": "rrëzoi", "kontrollojë": "shqyrtojë", "varka": "anije", "presin": "qëndrojnë"},
    "el": {"ξερίζωσε": "γκρέμισε", "ελέγξει": "εξετάσει", "ψαρόβαρκες": "βάρκες", "περιμένουν": "στέκονται"},
    "zh": {"吹走": "刮倒", "检查": "查看", "渔船": "小船", "等候": "等着"},
}


def report(*parts: str, outlet: str, language: str, published: str = "2025-03-04") -> Article:
    """Make an article of a title and paragraphs."""
    return make_article(
        location=f"{outlet}.txt",
        title=parts[0],
        text="\n\n".join(parts),
        outlet=outlet,
        language=language,
        published=published,
    )


def agency(language: str) -> Article:
    return report(*AGENCY[language], outlet="agency", language=language)


def worded(article: Article) -> group.Passages:
    return group.passages(article, split_sentences(article, article.language or "und"))


def meet(one: Article, other: Article) -> bool:
    """Tell whether two articles are found by each other's keys."""
    found = [group.keys(each, split_sentences(each, each.language or "und")) for each in (one, other)]
    return bool(found[0] & found[1])


def copies_of(article: Article, *others: Article) -> list[Copy]:
    return group.find_copies(worded(article), [worded(other).wording for other in others], whole=0.5, part=30)


def words(article: Article, copy: Copy) -> str:
    return " ".join(article.text[slice(*span)] for span in copy.spans)


def rewritten(parts: Iterable[str], language: str) -> list[str]:
    changed = list(parts)
    for old, new in CHANGED[language].items():
        changed = [part.replace(old, new) for part in changed]
    return changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_with_words_changed_is_one(language: str) -> None:
    title, *body = rewritten(AGENCY[language], language)
    copy = report(title, *body[:3], outlet="portal", language=language)
    assert meet(copy, agency(language))
    [found] = copies_of(copy, agency(language))
    assert (found.kind, found.original) == (CopyKind.WHOLE, agency(language).id)
    assert found.contained > 0.6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("order", [(1, 2), (2, 1), (4, 1)], ids=["in order", "in another order", "far apart"])
def test_paragraphs_taken_into_an_own_report_are_a_copy_in_part(
    language: str, order: tuple[int, int]
) -> None:
    title, *body = OWN[language]
    taken = [AGENCY[language][place] for place in order]
    own = report(title, body[0], taken[0], body[1], taken[1], outlet="own", language=language)
    assert meet(own, agency(language))
    [found] = copies_of(own, agency(language))
    assert (found.kind, found.original) == (CopyKind.PART, agency(language).id)
    assert words(own, found) == " ".join(taken)
    assert 0.3 < found.contained < 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_taken_over_with_words_changed_are_found_too(language: str) -> None:
    title, *body = OWN[language]
    taken = rewritten(AGENCY[language][1:3], language)
    own = report(title, *taken, *body, outlet="own", language=language)
    assert meet(own, agency(language))
    [found] = copies_of(own, agency(language))
    assert (found.kind, words(own, found)) == (CopyKind.PART, " ".join(taken))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_only_quotes_the_same_words_copies_nobody(language: str) -> None:
    title, *body = OWN[language]
    own = report(title, body[0], AGENCY[language][3], body[1], outlet="own", language=language)
    assert copies_of(own, agency(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_in_words_of_their_own_copy_nobody(language: str) -> None:
    assert not meet(report(*OWN[language], outlet="own", language=language), agency(language))
    assert copies_of(report(*OWN[language], outlet="own", language=language), agency(language)) == []


def test_a_report_may_take_from_two() -> None:
    title, *body = OWN["en"]
    flood = report(
        "Cellars under water",
        "In the lower streets the firemen pumped out sixty cellars and carried an elderly couple from "
        "their kitchen. "
        "The water stood a metre high in the chapel, whose icons had been brought upstairs the evening before.",
        outlet="gazette",
        language="en",
    )
    own = report(title, AGENCY["en"][1], *body, flood.text.split("\n\n")[1], outlet="own", language="en")
    found = copies_of(own, agency("en"), flood)
    assert {(copy.kind, copy.original) for copy in found} == {
        (CopyKind.PART, agency("en").id),
        (CopyKind.PART, flood.id),
    }


def test_what_stands_in_several_was_taken_from_the_first() -> None:
    title, *body = OWN["en"]
    reprint = report(*AGENCY["en"], outlet="reprint", language="en", published="2025-03-05")
    own = report(title, *body, *AGENCY["en"][1:3], outlet="own", language="en", published="2025-03-06")
    [found] = copies_of(own, agency("en"), reprint)
    assert found.original == agency("en").id


# In a corpus


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_corpus_links_copies_and_parts_in_whatever_order_they_arrive(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    first = agency("en")
    reprint = report(*AGENCY["en"], outlet="reprint", language="en", published="2025-03-05")
    own = report(*OWN["en"], *AGENCY["en"][1:3], outlet="own", language="en", published="2025-03-06")
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        for place in order:
            corpus.add([(first, reprint, own)[place]])
        found = {(copy.article, copy.kind, copy.original) for copy in corpus.copies()}
        dumped = {row["id"]: row["copy_of"] for row in dump(corpus)["articles"]}
    assert found == {(reprint.id, CopyKind.WHOLE, first.id), (own.id, CopyKind.PART, first.id)}
    assert dumped == {first.id: None, reprint.id: first.id, own.id: None}, (
        "a part makes no copy of an article"
    )


def test_copies_are_found_of_what_an_older_version_kept_without_its_wording(tmp_path: Path) -> None:
    reprint = report(*AGENCY["en"], outlet="reprint", language="en", published="2025-03-05")
    with open_corpus(tmp_path / "news.db", encoder=HASHING) as corpus:
        corpus.add([agency("en")])
        with closing(sqlite3.connect(tmp_path / "news.db")) as connection, connection:
            connection.execute("DELETE FROM wordings")
        corpus.add([reprint])
        assert [(copy.article, copy.original) for copy in corpus.copies()] == [(reprint.id, agency("en").id)]
        assert corpus.store.wordings([agency("en").id])
