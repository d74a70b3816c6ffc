"""A dump, and whether all that it says of its articles holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.find import Findings
from retold.find.dates import find_dates
from retold.find.figures import find_figures
from retold.find.gazetteer import identify
from retold.model import Article, Sentence, Span
from retold.split import split_sentences
from retold.verify.document import Failure, Verdict

#: What an article of a dump says of itself, that must be as it is stored.
_SAID = ("location", "outlet", "language", "published", "title", "text")


def verify_dump(document: str, corpus: Corpus | None) -> Verdict:
    """Hold a dump against a corpus, or against the texts that it carries."""
    try:
        data = json.loads(document)
        articles = {
            row["id"]: Article(id=row["id"], **{k: row[k] for k in _SAID}) for row in data["articles"]
        }
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError("this is no dump of Retold's") from error
    checker = _Checker(data, articles, corpus)
    try:
        failures = tuple(dict.fromkeys(checker.failures()))
    except (TypeError, KeyError, ValueError) as error:
        raise UsageError(f"this dump is not whole: {error!r}") from error
    kinds = ("articles", "sentences", "entities", "attributions", "figures", "dates", "claims", "differences")
    return Verdict(
        "the corpus" if corpus else "the texts it carries",
        {kind: len(data.get(kind, ())) for kind in kinds},
        failures,
    )


class _Checker:
    """Goes through a dump, kind by kind."""

    def __init__(
        self, data: Mapping[str, Any], articles: Mapping[str, Article], corpus: Corpus | None
    ) -> None:
        self.data = data
        self.carried = articles
        self.articles = corpus.articles(articles) if corpus else articles
        self.sentences = corpus.sentences(articles) if corpus else _split(articles.values())
        self.findings = corpus.findings(articles) if corpus else None

    def failures(self) -> Iterator[Failure]:
        yield from self._articles()
        yield from self._sentences()
        yield from self._values("figures")
        yield from self._values("dates")
        yield from self._entities()
        yield from self._attributions()
        yield from self._claims()

    def _articles(self) -> Iterator[Failure]:
        for key, carried in self.carried.items():
            stored = self.articles.get(key)
            if stored is None:
                yield Failure(f"article {key}", "is not in the corpus")
                continue
            for name in _SAID:
                if getattr(carried, name) != getattr(stored, name):
                    yield Failure(f"article {key}", f"its {name} is not the stored one")

    def _sentences(self) -> Iterator[Failure]:
        for row in self.data["sentences"]:
            place = f"sentence {row['id']}"
            yield from self._span(place, row["article"], row["start"], row["end"])
            if not any(s.span == (row["start"], row["end"]) for s in self.sentences.get(row["article"], ())):
                yield Failure(place, f"no sentence stands at [{row['start']}:{row['end']}]")

    def _values(self, kind: str) -> Iterator[Failure]:
        """Check that each figure or date is found again where it is said to be, with the value it is said to have."""
        found: dict[str, dict[Span, Any]] = {}
        for row in self.data[kind]:
            place = f"{kind[:-1]} in {row['article']} [{row['start']}:{row['end']}]"
            if (
                failure := next(self._span(place, row["article"], row["start"], row["end"]), None)
            ) is not None:
                yield failure
                continue
            article = self.articles[row["article"]]
            if article.id not in found:
                found[article.id] = {each.span: each for each in self._find(kind, article)}
            again = found[article.id].get(Span(row["start"], row["end"]))
            words = article.text[row["start"] : row["end"]]
            if again is None:
                yield Failure(place, f"“{words}” is no {kind[:-1]} there")
            elif again.value != row["value"] or getattr(again, "unit", None) != row.get("unit"):
                yield Failure(place, f"says {row['value']}; “{words}” is {again.value}")

    def _find(self, kind: str, article: Article) -> tuple[Any, ...]:
        if self.findings is not None:
            kept: tuple[Any, ...] = getattr(self.findings.get(article.id, Findings()), kind)
            return kept
        language = article.language or "und"
        if kind == "figures":
            return tuple(find_figures(article.text, language, article=article.id))
        return tuple(find_dates(article.text, language, published=article.published, article=article.id))

    def _entities(self) -> Iterator[Failure]:
        for row in self.data["entities"]:
            place = f"entity {row['id']}"
            forms = set()
            for mention in row["mentions"]:
                failures = list(self._span(place, mention["article"], mention["start"], mention["end"]))
                yield from failures
                if not failures:
                    article = self.articles[mention["article"]]
                    words = article.text[mention["start"] : mention["end"]]
                    known = identify(words, article.language)
                    forms |= {words, known.name if known else words}
                    if _cuts_a_word(article.text, mention["start"], mention["end"]):
                        yield Failure(place, f"“{words}” is cut out of a longer word of {article.id}")
            if row["name"] not in forms:
                yield Failure(place, f"is called “{row['name']}”, but none of its mentions says so")

    def _attributions(self) -> Iterator[Failure]:
        kept: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
        for key, found in (self.findings or {}).items():
            kept[key] = {(at.source, at.cue, at.content) for at in found.attributions}
        for row in self.data["attributions"]:
            place = f"attribution {row['id']}"
            spans = {name: row[name] for name in ("source", "cue", "content") if row[name]}
            for start, end in spans.values():
                yield from self._span(place, row["article"], start, end)
            said = tuple(Span(*row[name]) if row[name] else None for name in ("source", "cue", "content"))
            if self.findings is not None and said not in kept[row["article"]]:
                yield Failure(place, "nothing is attributed so in the corpus")

    def _claims(self) -> Iterator[Failure]:
        starts: dict[str, set[int]] = defaultdict(set)
        ends: dict[str, set[int]] = defaultdict(set)
        for row in self.data["sentences"]:
            starts[row["article"]].add(row["start"])
            ends[row["article"]].add(row["end"])
        claims = {row["id"] for row in self.data["claims"]}
        for row in self.data["claims"]:
            for telling in row["tellings"]:
                key, start, end = telling["article"], telling["start"], telling["end"]
                place = f"claim {row['id']}"
                yield from self._span(place, key, start, end)
                if start not in starts[key] or end not in ends[key]:
                    yield Failure(place, f"its telling in {key} [{start}:{end}] is no sentence")
        for row in self.data["differences"]:
            if row["claim"] not in claims:
                yield Failure(f"difference of {row['claim']}", "there is no such claim")
            for key in (each for side in row["sides"] for each in side):
                if key not in self.articles:
                    yield Failure(f"difference of {row['claim']}", f"there is no article {key}")

    def _span(self, place: str, key: str, start: int, end: int) -> Iterator[Failure]:
        article = self.articles.get(key)
        if article is None:
            yield Failure(place, f"there is no article {key} to check against")
        elif not 0 <= start < end <= len(article.text):
            yield Failure(place, f"[{start}:{end}] lies outside the {len(article.text)} characters of {key}")


def _split(articles: Iterable[Article]) -> dict[str, tuple[Sentence, ...]]:
    return {article.id: split_sentences(article, article.language or "und") for article in articles}


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether a span begins or ends amid a word, in scripts with capitals: those part words by spaces."""
    edges = (text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1])
    return any(len(edge) == 2 and edge.isalpha() and edge.lower() != edge.upper() for edge in edges)
