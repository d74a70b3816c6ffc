"""The part of a corpus's database that holds what was read, and what only that itself says."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, select, update

from retold.errors import NotFoundError
from retold.model import Article, Sentence, SentenceKind, Span
from retold.protocols import Vectors
from retold.store.narrowing import packed_bytes
from retold.store.schema import articles, failures, findings, sentences, skimmed, vectors, word_vectors
from retold.store.tables import Tables, begins_so, packed, unpacked

WordVectors = NDArray[np.int8]


class ArticleTables(Tables):
    """Articles, their sentences and vectors, what was found in each, and what could not be read."""

    def add_article(
        self,
        article: Article,
        parts: Sequence[Sentence],
        *,
        days: tuple[int, int] | None,
        encoder: str,
        data: Vectors,
        mean: Vectors,
    ) -> bool:
        """Keep an article with its sentences and their vectors; False where it is kept already.

        `days` are the first and last day it may have been published on (proleptic ordinals); `data` is
        (sentences, width), as encoded; `mean` (width,), centred, is what the article is looked up by.
        """
        if self.has(article.id):
            return False
        row = asdict(article) | {"fields": dict(article.fields), "notes": list(article.notes)}
        first, last = days or (None, None)
        self.insert(articles, [row | {"first_day": first, "last_day": last}])
        self.set_reading(article.id, parts, encoder=encoder, data=data, mean=mean)
        return True

    def set_reading(
        self, article: str, parts: Sequence[Sentence], *, encoder: str, data: Vectors, mean: Vectors
    ) -> None:
        """Keep the sentences of an article and their vectors (see `add_article`), in the place of older ones."""
        self.execute(delete(sentences).where(sentences.c.article == article))
        self.insert(
            sentences,
            [
                {
                    "article": s.article,
                    "position": s.position,
                    "start": s.span.start,
                    "end": s.span.end,
                    "kind": s.kind,
                }
                for s in parts
            ],
        )
        self.put(
            vectors,
            [{"article": article, "encoder": encoder, "data": packed(data), "mean": packed(mean)}],
        )

    def set_days(self, article: str, days: tuple[int, int] | None) -> None:
        """Keep the first and last day an article may have been published on."""
        first, last = days or (None, None)
        self.execute(update(articles).where(articles.c.id == article).values(first_day=first, last_day=last))

    def has(self, article: str) -> bool:
        """Whether an article of that id is kept."""
        return bool(self.rows(select(articles.c.arrival).where(articles.c.id == article)))

    def count(self) -> int:
        """How many articles there are."""
        return int(self.rows(select(func.count().label("n")).select_from(articles))[0]["n"])

    def newest(self) -> int:
        """Return the number of the article that came last; 0 where there is none."""
        return int(self.rows(select(func.max(articles.c.arrival).label("n")))[0]["n"] or 0)

    def article_ids(self) -> list[str]:
        """All ids, in order of arrival."""
        return [row["id"] for row in self.rows(select(articles.c.id).order_by(articles.c.arrival))]

    def latest(self, encoder: str, most: int) -> dict[str, Vectors]:
        """Return the mean vectors of so many articles that came last and that this encoder read, by arrival."""
        read = articles.join(vectors, vectors.c.article == articles.c.id)
        question = select(articles.c.id, vectors.c.mean).select_from(read).where(vectors.c.encoder == encoder)
        rows = self.rows(question.order_by(articles.c.arrival.desc()).limit(most))
        return {row["id"]: unpacked(row["mean"]) for row in reversed(rows)}

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles of these ids, in order of arrival; ids that are not there are left out."""
        found: dict[str, Article] = {}
        for row in self.rows_of(articles, articles.c.id, ids, articles.c.arrival):
            found[row["id"]] = Article(
                id=row["id"],
                location=row["location"],
                text=row["text"],
                title=row["title"],
                published=row["published"],
                language=row["language"],
                outlet=row["outlet"],
                fields=row["fields"],
                notes=tuple(row["notes"]),
            )
        return found

    def beginnings(self, ids: Iterable[str], letters: int) -> dict[str, tuple[str | None, str]]:
        """Return the languages of these articles and so many letters of each of their texts."""
        head = func.substr(articles.c.text, 1, letters).label("head")
        columns = (articles.c.id, articles.c.language, head)
        rows = self.rows_joined(columns, articles, articles.c.id, ids)
        return {row["id"]: (row["language"], row["head"]) for row in rows}

    def published(self, ids: Iterable[str]) -> dict[str, str | None]:
        """Return when these articles were published, in order of arrival; None where it is not known."""
        columns = (articles.c.arrival, articles.c.id, articles.c.published)
        rows = list(self.rows_joined(columns, articles, articles.c.id, ids))
        return {row["id"]: row["published"] for row in sorted(rows, key=lambda row: row["arrival"])}

    def headlines(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the titles of these articles, or their first sentences where they have none."""
        found = self.articles(ids)
        parts = self.sentences(a.id for a in found.values() if not a.title)
        return {a.id: a.title or _first(a, parts.get(a.id, ())) for a in found.values()}

    def days(self, ids: Iterable[str]) -> dict[str, tuple[int, int] | None]:
        """Return the first and last day of publication of these articles; None where it is not known."""
        rows = self.rows_of(articles, articles.c.id, ids, articles.c.arrival)
        return {
            row["id"]: None if row["first_day"] is None else (row["first_day"], row["last_day"])
            for row in rows
        }

    def means(self, days: tuple[int, int] | None, encoder: str) -> list[tuple[str, Vectors]]:
        """Return the articles published within just these days, by arrival, with their mean vectors.

        `days` are the first and last day as they were kept with the article; None for those without a date.
        """
        first, last = days or (None, None)
        question = (
            select(articles.c.id, vectors.c.mean)
            .join(vectors, vectors.c.article == articles.c.id)
            .where(articles.c.first_day == first, articles.c.last_day == last)
            .where(vectors.c.encoder == encoder)
            .order_by(articles.c.arrival)
        )
        return [(row["id"], unpacked(row["mean"])) for row in self.rows(question)]

    def spans_of_days(self) -> list[tuple[int, int]]:
        """Return every (first, last) day of publication that some article has."""
        question = select(articles.c.first_day, articles.c.last_day).where(articles.c.first_day.is_not(None))
        return [
            (row["first_day"], row["last_day"])
            for row in self.rows(question.distinct().order_by(*question.selected_columns))
        ]

    def sentences(self, ids: Iterable[str]) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences of these articles, by article, in order."""
        found: dict[str, list[Sentence]] = {}
        for row in self.rows_of(sentences, sentences.c.article, ids, *sentences.primary_key):
            found.setdefault(row["article"], []).append(
                Sentence(
                    id=f"{row['article']}.{row['position']}",
                    article=row["article"],
                    position=row["position"],
                    span=Span(row["start"], row["end"]),
                    kind=SentenceKind(row["kind"]),
                )
            )
        return {article: tuple(parts) for article, parts in found.items()}

    def vectors(self, ids: Iterable[str], encoder: str, width: int) -> dict[str, Vectors]:
        """Return the sentence vectors that this encoder made of these articles: (sentences, width)."""
        rows = self.rows_of(vectors, vectors.c.article, ids, vectors.c.article)
        return {
            row["article"]: unpacked(row["data"]).reshape(-1, width)
            for row in rows
            if row["encoder"] == encoder
        }

    def set_word_vectors(self, article: str, encoder: str, words: Sequence[WordVectors]) -> None:
        """Keep the vectors of the words of each sentence of an article, each (words, axes)."""
        counts = np.array([len(words), *map(len, words)], dtype=np.uint16)
        data = packed_bytes(counts.tobytes() + b"".join(row.tobytes() for row in words))
        self.put(word_vectors, [{"article": article, "encoder": encoder, "data": data}])

    def word_vectors(self, ids: Iterable[str], encoder: str) -> dict[str, list[WordVectors]]:
        """Return the vectors of the words of each sentence of these articles, where this encoder made some."""
        rows = self.rows_of(word_vectors, word_vectors.c.article, ids, word_vectors.c.article)
        kept = {row["article"]: row["data"] for row in rows if row["encoder"] == encoder}
        return {article: _sentence_by_sentence(zlib.decompress(data)) for article, data in kept.items()}

    def encoder(self) -> str | None:
        """Return the name of the encoder whose vectors are kept here, if any are: no other one may add to them."""
        rows = self.rows(select(vectors.c.encoder).limit(1))
        return str(rows[0]["encoder"]) if rows else None

    def note_skimmed(self, article: str, *, whole: bool = False) -> None:
        """Remember that only the opening of an article has been read, or by now the `whole`."""
        self.put(skimmed, [{"article": article, "whole": int(whole)}])

    def skimmed(self, ids: Iterable[str], *, whole: bool = False) -> set[str]:
        """Return those of these articles of which only the opening has been read, or since then the `whole`."""
        rows = self.rows_of(skimmed, skimmed.c.article, ids, skimmed.c.article)
        return {row["article"] for row in rows if row["whole"] == whole}

    def set_findings(self, article: str, data: Mapping[str, Any]) -> None:
        """Keep what only the article itself says."""
        self.put(findings, [{"article": article, "data": dict(data)}])

    def findings(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return what these articles themselves say."""
        return {
            row["article"]: row["data"]
            for row in self.rows_of(findings, findings.c.article, ids, findings.c.article)
        }

    def resolve_article(self, prefix: str) -> str:
        """Return the id of the one article whose id, location or file name begins so.

        Raises NotFoundError when there is none or more than one.
        """
        question = select(articles.c.id).where(begins_so(articles.c.id, prefix))
        rows = self.rows(question) or self.rows(
            select(articles.c.id).where(
                articles.c.location.endswith("/" + prefix, autoescape=True) | (articles.c.location == prefix)
            )
        )
        if len(rows) != 1:
            raise NotFoundError(
                f"{prefix}: {'more than one article begins' if rows else 'no article begins'} so"
            )
        return str(rows[0]["id"])

    def keep_aside(self, location: str, reason: str, content: bytes | None = None) -> None:
        """Remember an input that could not be read, and the input itself where it is given."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        packed = None if content is None else zlib.compress(content)
        self.put(failures, [{"location": location, "reason": reason, "at": at, "content": packed}])

    def failed_content(self, location: str) -> bytes | None:
        """Return the input that was kept aside with a failure, None where it was not at hand, or is damaged."""
        rows = self.rows(select(failures.c.content).where(failures.c.location == location))
        packed = rows[0]["content"] if rows else None
        try:
            return None if packed is None else zlib.decompress(packed)
        except zlib.error:
            return None

    def forget_failure(self, location: str) -> None:
        """Forget a failure of an input that has been read since."""
        self.execute(delete(failures).where(failures.c.location == location))

    def failures(self) -> list[dict[str, str]]:
        """Return what was kept aside: location, reason, at."""
        columns = (failures.c.location, failures.c.reason, failures.c.at)
        return [dict(row) for row in self.rows(select(*columns).order_by(failures.c.location))]


def _first(article: Article, parts: Sequence[Sentence]) -> str:
    told = [s.span for s in parts if s.kind is not SentenceKind.BOILERPLATE] or [s.span for s in parts[:1]]
    return " ".join(article.text[slice(*told[0])].split()) if told else article.location


def _sentence_by_sentence(data: bytes) -> list[WordVectors]:
    [sentences] = np.frombuffer(data, dtype=np.uint16, count=1)
    counts = np.frombuffer(data, dtype=np.uint16, count=int(sentences), offset=2)
    rows = np.frombuffer(data, dtype=np.int8, offset=2 * (1 + len(counts)))
    width = len(rows) // max(1, counts.sum(dtype=int))
    return np.split(rows.reshape(-1, max(1, width)), np.cumsum(counts, dtype=int)[:-1])
