"""Builds nouns for tests: one of each kind, and the comparison a careful reader would make of the example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from retold.model import (
    Article,
    Claim,
    Comparison,
    Copy,
    Difference,
    DifferenceKind,
    Event,
    Evidence,
    Omission,
    OmissionKind,
    Sentence,
    SentenceKind,
    Span,
    Telling,
    article_id,
)

EXAMPLE = Path(__file__).parents[1] / "examples" / "prespa"

#: The example's claims: a word or two of each telling, by the number of the article that tells it.
CLAIMS: dict[str, dict[int, str]] = {
    "found": {
        1: "најдоа илјадници",
        2: "mijëra peshq",
        3: "најдоа илјадници",
        5: "thousands of dead fish",
        6: "binlerce ölü",
        8: "آلاف الأسماك",
    },
    "amount": {
        1: "околу четири тони",
        2: "mbi katër tonë",
        3: "угинати се четири тони",
        4: "περίπου έξι τόνοι",
        5: "At least four tonnes",
        6: "dört ton sazan",
        7: "Nekoliko tona",
        8: "نحو ستة أطنان",
    },
    "oxygen": {
        1: "1,2 милиграми",
        2: "1,2 miligramë",
        3: "1,2 милиграми",
        4: "1,2 χιλιοστόγραμμα",
        5: "1.2 milligrams",
        6: "1,2 miligram",
    },
    "cause": {
        1: "Најверојатно станува",
        2: "Shkaku është",
        3: "Најверојатно станува",
        4: "πιθανή έλλειψη",
        5: "Lack of oxygen",
        6: "en olası nedeni",
        7: "Stručnjaci sumnjaju",
        8: "نقص الأكسجين",
    },
    "wastewater": {
        1: "отпадни води",
        2: "Banorët dyshojnë",
        3: "отпадни води",
        4: "λύματα από",
        5: "blame the Malusa",
        6: "atık sularının",
        7: "otpadne vode",
        8: "يتهم سكان",
    },
    "denial": {1: "ги отфрли", 2: "e mohoi", 5: "denied this", 6: "suçlamaları reddetti", 8: "نفى ذلك"},
    "samples": {
        1: "примероци вода",
        3: "примероци вода",
        4: "Έξι δείγματα",
        5: "water samples",
        6: "su örneklerinin",
        8: "عينات المياه",
    },
    "ban": {
        1: "ги забрани риболовот",
        2: "Komuna e Resnjës",
        3: "ги забрани риболовот",
        5: "Resen's municipality",
        6: "Resne Belediyesi",
        7: "Opština Resen",
        8: "بلدية ريسن صيد",
    },
    "commission": {4: "Κοινή επιτροπή", 5: "joint commission", 8: "لجنة مشتركة"},
    "level": {2: "Niveli i liqenit", 4: "Η στάθμη", 5: "The lake has fallen"},
    "albanian shore": {2: "Në bregun e Pustecit", 5: "No dead fish"},
    "albanian ban": {2: "për dhjetë ditë", 5: "for ten days"},
    "families": {1: "62 семејства"},
    "fisherman": {1: "Ваква глетка"},
    "greek side": {4: "δεν έχει απαγορευθεί"},
    "earlier": {6: "2019 yazında"},
}

#: Sentences, in (article number, words in it), that come nearest to a claim in an article that lacks it.
NEAREST: dict[tuple[str, int], tuple[str, float]] = {
    ("denial", 3): ("отпадни води", 0.51),
    ("denial", 4): ("λύματα από", 0.47),
    ("ban", 4): ("δεν έχει απαγορευθεί", 0.44),
    ("oxygen", 8): ("نقص الأكسجين", 0.48),
    ("samples", 2): ("1,2 miligramë", 0.31),
}

#: (claim, kind, numbers of each side, {number: words that show it}, reason, score, since)
DIFFERENCES: tuple[
    tuple[str, DifferenceKind, tuple[tuple[int, ...], ...], dict[int, str], str, float, int], ...
] = (
    (
        "amount",
        DifferenceKind.FIGURE,
        ((1, 2, 3, 5, 6), (4, 8)),
        {1: "четири тони", 4: "έξι τόνοι", 8: "ستة أطنان"},
        "4 tonnes in five tellings, 6 tonnes in two.",
        0.96,
        4,
    ),
    (
        "denial",
        DifferenceKind.DATE,
        ((1, 2, 5, 8), (6,)),
        {1: "10 септември", 6: "12 Eylül"},
        "2025-09-10 in four tellings, 2025-09-12 in one.",
        0.91,
        6,
    ),
    (
        "wastewater",
        DifferenceKind.ATTRIBUTION,
        ((1, 3, 5, 6, 8), (4,)),
        {1: "Мештаните, пак, тврдат", 5: "People living nearby blame"},
        "Given to people who live nearby in five tellings, stated as fact in one.",
        0.84,
        4,
    ),
    (
        "cause",
        DifferenceKind.CERTAINTY,
        ((1, 3, 5, 6), (2,)),
        {1: "Најверојатно", 2: "Shkaku është", 5: "most likely"},
        "Most likely in four tellings, certain in one.",
        0.72,
        2,
    ),
)

_SENTENCE_END = re.compile(r"(?<=[.!?])(?:[”“»])?\s+(?=[^a-zа-ѓ])|\n+")


def make_article(**changes: Any) -> Article:
    """Make an article; its id follows from its content unless it is given."""
    fields: dict[str, Any] = {
        "location": "reports/01-en-gazette.txt",
        "text": "Two ferries collided\n\nNobody was hurt. The harbour opened again at noon.",
        "title": "Two ferries collided",
        "published": "2025-03-04",
        "language": "en",
        "outlet": "gazette",
    } | changes
    key = Path(fields["location"]).name
    identity = {name: fields[name] for name in ("outlet", "published", "text")}
    return Article(**{"id": article_id(key=key, **identity)} | fields)


def make_sentence(article: Article, words: str, position: int = 0, **changes: Any) -> Sentence:
    """Make a sentence of an article from its words."""
    start = article.text.index(words)
    fields: dict[str, Any] = {
        "id": f"{article.id}:{position}",
        "article": article.id,
        "position": position,
        "span": Span(start, start + len(words)),
    } | changes
    return Sentence(**fields)


def make_sentences(article: Article) -> tuple[Sentence, ...]:
    """Cut an article at the ends of lines and at full stops that a capital letter follows."""
    edges = [0, *(match.end() for match in _SENTENCE_END.finditer(article.text)), len(article.text)]
    sentences: list[Sentence] = []
    for start, end in pairwise(edges):
        words = article.text[start:end].strip()
        if words:
            position, first = len(sentences), start + article.text[start:end].index(words)
            kind = SentenceKind.TITLE if words == article.title else SentenceKind.BODY
            span = Span(first, first + len(words))
            sentences.append(make_sentence(article, words, position, span=span, kind=kind))
    return tuple(sentences)


def make_claim(*tellings: Telling, **changes: Any) -> Claim:
    """Make a claim of its tellings."""
    return Claim(**{"id": "claim", "event": "event", "tellings": tellings} | changes)


def make_comparison(**changes: Any) -> Comparison:
    """Make a comparison of two articles that share one claim, or with other parts."""
    articles: Sequence[Article] = changes.get("articles") or (
        make_article(),
        make_article(location="reports/02-en-herald.txt", outlet="herald", published="2025-03-05"),
    )
    sentences = {article.id: make_sentences(article) for article in articles}
    told = [
        Telling(article=article.id, span=sentences[article.id][-1].span, score=0.9) for article in articles
    ]
    parts: dict[str, Any] = {
        "event": Event(
            id="event",
            articles=tuple(article.id for article in articles),
            label=articles[0].title or "An event",
            date=articles[0].published,
        ),
        "articles": tuple(articles),
        "sentences": sentences,
        "claims": (make_claim(*told),),
    }
    return Comparison(**parts | changes)


def read_example() -> dict[int, Article]:
    """Read the articles of the example, by the number their file's name starts with."""
    articles = {}
    for path in sorted(EXAMPLE.glob("*.txt")):
        date, text = path.read_text(encoding="utf-8").split("\n", 1)
        number, language, outlet = path.stem.split("-", 2)
        articles[int(number)] = make_article(
            location=f"examples/prespa/{path.name}",
            text=text.strip("\n"),
            title=text.split("\n", 1)[0],
            published=date.removeprefix("date "),
            language=language,
            outlet=outlet,
        )
    return articles


def make_example_comparison() -> Comparison:
    """Compare the example's first event as a careful reader would; its follow-up is background."""
    articles = read_example()
    told = {number: article for number, article in articles.items() if number != 9}
    sentences = {article.id: make_sentences(article) for article in articles.values()}

    def span_of(number: int, words: str) -> Span:
        start = articles[number].text.index(words)
        return next(s.span for s in sentences[articles[number].id] if s.span.start <= start < s.span.end)

    claims = tuple(
        make_claim(
            *(
                Telling(article=articles[number].id, span=span_of(number, words), score=0.9)
                for number, words in tellings.items()
            ),
            id=name,
            event="prespa",
        )
        for name, tellings in CLAIMS.items()
    )
    amount = next(claim for claim in claims if claim.id == "amount")
    later = Telling(article=articles[9].id, span=span_of(9, "5,3 тони"), score=0.7)
    claims = tuple(
        replace(claim, tellings=(*claim.tellings, later)) if claim is amount else claim for claim in claims
    )
    return Comparison(
        event=Event(
            id="prespa",
            articles=tuple(article.id for article in told.values()),
            label=articles[1].title or "",
            date="2025-09-16",
        ),
        articles=tuple(told.values()),
        sentences=sentences,
        claims=claims,
        omissions=tuple(_omissions(told, sentences, span_of)),
        differences=tuple(_differences(articles)),
        copies=(Copy(article=articles[3].id, original=articles[1].id, contained=0.94),),
        background=(articles[9],),
        notes=("Sentences of the Serbian report were split without rules for Serbian.",),
    )


def _omissions(told: dict[int, Article], sentences: dict[str, tuple[Sentence, ...]], span_of: Any) -> Any:
    for name, tellings in CLAIMS.items():
        first = min(told[number].published or "" for number in tellings)
        for number, article in told.items():
            if number in tellings:
                continue
            words, score = NEAREST.get((name, number), (None, 0.22))
            yield Omission(
                claim=name,
                article=article.id,
                kind=_omission_kind(number, article, first),
                nearest=span_of(number, words) if words else sentences[article.id][1].span,
                score=score,
            )


def _omission_kind(number: int, article: Article, first_told: str) -> OmissionKind:
    if number == 7:
        return OmissionKind.SHORT_REPORT
    early = (article.published or "") < first_told
    return OmissionKind.COULD_NOT_KNOW if early else OmissionKind.LEFT_OUT


def _differences(articles: dict[int, Article]) -> Any:
    for claim, kind, sides, shown, reason, score, since in DIFFERENCES:
        evidence = []
        for number, words in shown.items():
            start = articles[number].text.index(words)
            evidence.append(Evidence(article=articles[number].id, span=Span(start, start + len(words))))
        yield Difference(
            claim=claim,
            kind=kind,
            sides=tuple(tuple(articles[number].id for number in side) for side in sides),
            reason=reason,
            score=score,
            evidence=tuple(evidence),
            since=articles[since].id,
        )
