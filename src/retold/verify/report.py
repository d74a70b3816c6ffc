"""The citations of a report, and whether they hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from retold.compare.differences import HEADS
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.find.dates import find_dates
from retold.model import Article, Bound, Modality, Span, Strength
from retold.split import split_sentences
from retold.text.stances import Stance

#: Characters of a quotation that a failure repeats.
SHOWN = 80

#: What a reason says in words of Retold's own; all else in it must stand in what is cited.
WORDING = frozenset(
    word
    for phrase in (
        *HEADS.values(),
        *(each.value for kind in (Bound, Strength, Modality, Stance) for each in kind),
        "nobody named",
        "stated as fact",
        "said to be so",
        "said in the negative",
        "no date",
    )
    for word in phrase.lower().split()
)

_WORD = re.compile(r"\w+(?:[.,:/-]\w+)*")
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?:T[\d:]+Z?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article as a report names it; `text` is None where the report does not carry it."""

    article: str
    digest: str
    name: str = ""
    text: str | None = None
    language: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Words that are said to stand at a place of an article; `place` says where in the report they are."""

    place: str
    words: str
    article: str
    span: Span
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a report says of citations in words of its own; `outlets` are named beside each side."""

    place: str
    words: str
    citations: tuple[Citation, ...]
    outlets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What of a report can be checked. `loose` are quotations without a place; `written` is how it writes words."""

    sources: Mapping[str, Source]
    citations: tuple[Citation, ...]
    loose: tuple[tuple[str, str], ...] = ()
    reasons: tuple[Reason, ...] = ()
    written: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that does not hold: where in the document, and what is wrong, in words."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was checked, by kind, and what failed; `against` says what it was held against."""

    against: str
    checked: Mapping[str, int]
    failures: tuple[Failure, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return not self.failures


def verify_report(report: Report, corpus: Corpus | None) -> Verdict:
    """Hold a report against a corpus, or against the texts that it carries."""
    if not report.sources:
        raise UsageError("this is no report of Retold's: it names no article")
    if corpus is None and all(source.text is None for source in report.sources.values()):
        raise UsageError("this report carries no texts; name the corpus it was made from with --db")
    articles = corpus.articles(report.sources) if corpus else _carried(report)
    sentences = {
        key: tuple(sentence.span for sentence in split_sentences(article, article.language or "und"))
        for key, article in articles.items()
    }
    checks = (
        *_sources(report, articles),
        *(failure for each in report.citations for failure in _citation(each, articles, report.written)),
        *_loose(report, articles),
        *(failure for each in report.reasons for failure in _reason(each, report, articles, sentences)),
    )
    checked = {
        "articles": len(report.sources),
        "quotations": len(report.citations) + len(report.loose),
        "reasons": len(report.reasons),
    }
    return Verdict("the corpus" if corpus else "the texts it carries", checked, tuple(dict.fromkeys(checks)))


def digest(text: str, length: int) -> str:
    """Return the first digits of the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _carried(report: Report) -> dict[str, Article]:
    return {
        key: Article(
            id=key,
            location=source.name,
            text=source.text,
            language=source.language,
            published=source.published,
        )
        for key, source in report.sources.items()
        if source.text is not None
    }


def _sources(report: Report, articles: Mapping[str, Article]) -> Iterator[Failure]:
    for key, source in report.sources.items():
        place = f"article {source.name or key}"
        article = articles.get(key)
        if article is None:
            yield Failure(place, f"there is no article {key} to check against")
            continue
        if digest(article.text, len(source.digest)) != source.digest:
            yield Failure(place, f"the text of {key} has changed since: its digest is not {source.digest}")
        if source.text is not None and source.text != article.text:
            at = next(
                (i for i, (a, b) in enumerate(zip(source.text, article.text, strict=False)) if a != b), None
            )
            at = min(len(source.text), len(article.text)) if at is None else at
            yield Failure(place, f"the text shown is not the article's, from character {at}")


def _citation(
    cited: Citation, articles: Mapping[str, Article], written: Callable[[str], str]
) -> Iterator[Failure]:
    article = articles.get(cited.article)
    if article is None:
        yield Failure(cited.place, f"there is no article {cited.article} to check against")
        return
    if cited.digest and digest(article.text, len(cited.digest)) != cited.digest:
        yield Failure(cited.place, f"the text of {cited.article} has changed since")
    start, end = cited.span
    if not 0 <= start < end <= len(article.text):
        yield Failure(
            cited.place, f"[{start}:{end}] lies outside the article's {len(article.text)} characters"
        )
    elif written(article.text[start:end]) != cited.words:
        at = article.text.find(cited.words)
        if at >= 0:
            yield Failure(
                cited.place,
                f"{_shown(cited.words)} stands at [{at}:{at + len(cited.words)}], not at [{start}:{end}]",
            )
        else:
            yield Failure(
                cited.place, f"says {_shown(cited.words)}; the article says {_shown(article.text[start:end])}"
            )


def _loose(report: Report, articles: Mapping[str, Article]) -> Iterator[Failure]:
    texts = [report.written(article.text) for article in articles.values()]
    for place, words in report.loose:
        if not any(words in text for text in texts):
            yield Failure(place, f"no article says {_shown(words)}")


def _reason(
    reason: Reason, report: Report, articles: Mapping[str, Article], sentences: Mapping[str, tuple[Span, ...]]
) -> Iterator[Failure]:
    """Check that a reason says nothing but what its citations say: their words, dates and outlets."""
    cited = [
        (articles[each.article], span)
        for each in reason.citations
        for span in sentences.get(each.article, ())
        if span.start < each.span.end and each.span.start < span.end
    ]
    dates = {date for article, span in cited for date in _dates(article, span)}
    known = WORDING | set(_words(" ".join(article.text[slice(*span)] for article, span in cited)))
    known |= set(_words(reason.outlets)) | set(_words(" ".join(report.sources[a.id].name for a, _ in cited)))
    for word in _WORD.findall(reason.words):
        if _DATE.fullmatch(word):
            if word not in dates:
                yield Failure(reason.place, f"gives the date {word}, which nothing it cites says")
        elif not set(_words(word)) <= known:
            yield Failure(reason.place, f"says “{word}”, which nothing it cites says")


def _dates(article: Article, span: Span) -> Iterator[str]:
    for date in find_dates(
        article.text, article.language or "und", published=article.published, article=article.id
    ):
        if date.span.start < span.end and span.start < date.span.end:
            yield date.value


def _words(text: str) -> list[str]:
    return [
        part for word in _WORD.findall(text.lower()) for part in re.split(r"[.,:/-]", word)
    ] + _WORD.findall(text.lower())


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= SHOWN else line[: SHOWN - 1] + '…'}”"
