"""Articles -> their accounts: what grouping looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from retold import align, encode, find
from retold.find import Findings
from retold.group import Account, Slots, Stream, matter_of, slots_of
from retold.model import Article, EntityKind, Sentence, SentenceKind, Span
from retold.protocols import Encoder, Vectors
from retold.store import SqlStore, as_kept
from retold.text.time import days_of, times_of

#: Accounts kept in memory between arrivals, some 20 kB each.
MOST_ACCOUNTS = 5_000

#: Sentences at the head of an article, its title among them, that say what it is about.
HEAD = 3

#: A line is a dateline if this many characters at most stand beside its date.
BESIDE_A_DATE = 12


def account_of(
    article: Article, sentences: Sequence[Sentence], vectors: Vectors, findings: Findings, encoder: str
) -> Account:
    """Return what an article brings to the question which event it tells; a headline alone will do.

    `vectors` is (sentences, width), as encoded, rows of zeros where a sentence was not. Nothing of the boilerplate
    is taken, nor of a line that only gives a day: all that is written on one would be alike by it.
    """
    told = _told(sentences)
    telling = [s for s in told if _day_alone(s.span, findings) is None]
    encoded = [s for s in telling if vectors[s.position].any()] or told
    body = [s for s in encoded if s.kind is SentenceKind.BODY] or encoded
    centred = encode.centre(
        vectors[[s.position for s in body]], article.language, article.text, encoder=encoder
    )
    head = [s.span for s in told[:HEAD]]
    date = date_of(article, sentences, findings)
    return Account(
        article=article.id,
        days=days_of(date),
        times=times_of(date),
        vectors=centred,
        mean=mean_of(centred),
        language=(article.language or "und").split("-")[0],
        words=_words(article, told),
        names=_names(article, told, findings),
        values=_values(head, findings),
        opening=len(encoded) < len(telling),
    )


def date_of(article: Article, sentences: Sequence[Sentence], findings: Findings) -> str | None:
    """Return when an article was published: as it was said, else the day that a line at its head gives."""
    head = [s.span for s in _told(sentences)[:HEAD]]
    days = (_day_alone(line, findings) for line in head)
    return article.published or next(filter(None, days), None)


def doubts_of(article: Article) -> Iterator[str]:
    """Say what makes it less sure which event an article tells."""
    if article.published is None:
        yield "no date of publication is known"
    elif len(article.published) < 10:
        exact = "month" if len(article.published) == 7 else "year"
        yield f"the date of publication is known only to the {exact}"
    if not encode.has_mean(article.language or "und"):
        yield f"{article.language} is a language without a mean of its own; less is sure"


def _told(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    return [s for s in sentences if s.kind is not SentenceKind.BOILERPLATE] or sentences


def _words(article: Article, sentences: Iterable[Sentence]) -> Slots:
    return slots_of({stem for s in sentences for stem in align.word_stems(article.text[slice(*s.span)])})


def _names(article: Article, sentences: Iterable[Sentence], findings: Findings) -> Slots:
    """Return the slots of the words of names, but of those of countries, cities and world bodies."""
    told = [s.span for s in sentences]
    spans = [m.span for m in findings.mentions if not m.identity and _within(m.span, told)]
    return slots_of({stem for span in spans for stem in align.word_stems(article.text[slice(*span)])})


def mean_of(vectors: Vectors) -> Vectors:
    """Return the mean (width,) of vectors (n, width), of length one."""
    mean: Vectors = vectors.mean(axis=0)
    return as_kept(mean / max(float(np.linalg.norm(mean)), 1e-12))


def _day_alone(line: Span, findings: Findings) -> str | None:
    """Return the day that a line gives, if it says nothing else."""
    days = (date for date in findings.dates if len(date.value) == 10 and _within(date.span, [line]))
    for date in days:
        if line.end - line.start <= date.span.end - date.span.start + BESIDE_A_DATE:
            return date.value
    return None


def _values(head: Sequence[Span], findings: Findings) -> dict[str, frozenset[str]]:
    """Return the days, figures and places at the head of an article, as they are the same in every language.

    A number that may be a year is no figure.
    """
    return {
        "day": frozenset(d.value for d in findings.dates if len(d.value) == 10 and _within(d.span, head)),
        "figure": frozenset(
            f"{f.value:g}"
            for f in findings.figures
            if _within(f.span, head) and not (f.unit is None and 1900 <= f.value <= 2100)
        ),
        "place": frozenset(
            m.identity.id
            for m in findings.mentions
            if m.identity and m.kind is EntityKind.PLACE and _within(m.span, head)
        ),
    }


def _within(span: Span, spans: Iterable[Span]) -> bool:
    return any(one.start <= span.start < one.end for one in spans)


class Accounts:
    """The accounts of kept articles, from memory where they are there, and what the last of them have in common."""

    def __init__(self, store: SqlStore, encoder: Encoder, *, most_counted: int) -> None:
        self.store = store
        self.encoder = encoder
        self._most_counted = most_counted
        self._held: dict[str, Account] = {}
        self._counted: dict[str, Slots] = {}
        self._stream = self._last()

    def forget(self) -> None:
        """Look at the last articles anew: somebody else has written."""
        self._stream = self._last()

    def _last(self) -> Stream:
        stream = Stream(self._most_counted)
        last = self.store.latest(self.encoder.name, self._most_counted)
        missing = [article for article in last if article not in self._counted]
        parts = self.store.sentences(missing)
        read = {a.id: _words(a, _told(parts[a.id])) for a in self.store.articles(missing).values()}
        self._counted = {a: read[a] if a in read else self._counted[a] for a in last}
        for article, words in self._counted.items():
            stream.add(words, last[article])
        return stream

    def weights(self, words: Slots, *, before: int = 0) -> Vectors:
        """Return how much words tell, by how rare they are: (words,)."""
        return self._stream.weights(words, before=before)

    def with_matter(self, account: Account, near: Sequence[str]) -> Account:
        """Return the account of an article with what it is about, told from articles near to it, and keep that."""
        matter = as_kept(matter_of(account, self.of(near), self._stream))
        self.store.set_matter(account.article, self.encoder.name, matter)
        return replace(account, matter=matter)

    def take_up(self, account: Account) -> None:
        """Remember the account of an article that has just been kept."""
        self._stream.add(account.words, account.mean)
        self._counted[account.article] = account.words
        while len(self._counted) > self._most_counted:
            self._counted.pop(next(iter(self._counted)))
        self._remember(account)

    def of(self, ids: Sequence[str], *, remember: bool = True) -> list[Account]:
        """Return the accounts of articles that are kept.

        Those that are not to be remembered, as they are not asked for soon again, push none out of memory.
        """
        found = {a: self._held.pop(a) for a in ids if a in self._held}
        self._held |= found  # those used last stand last
        missing = [a for a in ids if a not in found]
        if missing:
            parts = self.store.sentences(missing)
            vectors = self.store.vectors(missing, self.encoder.name, self.encoder.width)
            findings = self.store.findings(missing)
            matters = self.store.matters(missing, self.encoder.name)
            for article in self.store.articles(missing).values():
                account = account_of(
                    article,
                    parts[article.id],
                    vectors[article.id],
                    find.from_data(findings[article.id]),
                    self.encoder.name,
                )
                found[article.id] = replace(account, matter=matters.get(article.id))
                if remember:
                    self._remember(found[article.id])
        return [found[a] for a in ids]

    def _remember(self, account: Account) -> None:
        while len(self._held) >= MOST_ACCOUNTS:
            self._held.pop(next(iter(self._held)))
        self._held[account.article] = account
