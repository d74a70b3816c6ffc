"""The citations of a report, and whether they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from retold.corpus import Corpus
from retold.corpus.reading import read_closely
from retold.encode import load_encoder
from retold.errors import UsageError
from retold.find import Findings
from retold.model import Article
from retold.report.matrix import Column
from retold.settings import load_settings
from retold.verify.document import Citation, Fact, Failure, Report, Said, Verdict, shown
from retold.verify.reasons import check_reasons


def verify_report(report: Report, corpus: Corpus | None) -> Verdict:
    """Hold a report against a corpus, or against the texts that it carries."""
    if not report.sources:
        raise UsageError("this is no report of Retold's: it names no article")
    if corpus is None and all(source.text is None for source in report.sources.values()):
        raise UsageError("this report carries no texts; name the corpus it was made from with --db")
    articles = corpus.articles(report.sources) if corpus else _carried(report)
    checks = (
        *_sources(report, articles),
        *(failure for each in report.citations for failure in _citation(each, articles, report.written)),
        *_loose(report, articles),
        *(failure for each in report.said for failure in _fact(each, articles, report.written)),
        *check_reasons(report.reasons, report.tellings, articles, _findings(articles, corpus)),
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
            outlet=source.name,
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
                f"{shown(cited.words)} stands at [{at}:{at + len(cited.words)}], not at [{start}:{end}]",
            )
        else:
            yield Failure(
                cited.place, f"says {shown(cited.words)}; the article says {shown(article.text[start:end])}"
            )


def _loose(report: Report, articles: Mapping[str, Article]) -> Iterator[Failure]:
    texts = [report.written(article.text) for article in articles.values()]
    for place, words in report.loose:
        if not any(words in text for text in texts):
            yield Failure(place, f"no article says {shown(words)}")


def _fact(said: Said, articles: Mapping[str, Article], written: Callable[[str], str]) -> Iterator[Failure]:
    article = articles.get(said.article)
    if article is None:
        yield Failure(said.place, f"there is no article {said.article} to check against")
        return
    column = Column(number=0, article=article)
    facts = {
        Fact.NAME: written(column.name),
        Fact.LANGUAGE: written(column.language),
        Fact.DAY: column.published,
        Fact.ALL: f"{written(column.name)}, {column.published}, {written(column.language)}",
    }
    if facts[said.fact] != said.words:
        yield Failure(said.place, f"says {shown(said.words)}; the article has {shown(facts[said.fact])}")


def _findings(articles: Mapping[str, Article], corpus: Corpus | None) -> Mapping[str, Findings]:
    """Return what was found in articles; without a corpus, it is found anew."""
    if corpus:
        return corpus.findings(articles)
    encoder = load_encoder(load_settings().encoder)
    return {each.article.id: each.findings for each in read_closely(list(articles.values()), encoder)}
