"""What is kept -> what of it does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retold import find, group
from retold.corpus.accounts import date_of
from retold.corpus.arriving import is_moment, keys_of
from retold.model import Article, Claim, Copy, Difference, Sentence, SentenceKind, Span
from retold.read.dates import parse_published
from retold.store import Fault, Part, SqlStore, key_number
from retold.text.time import days_of
from retold.text.unicode import fold

#: Articles, or stories, looked at in one go: some megabytes.
AT_ONCE = 100

#: Bytes of a number of a kept vector.
_HALF = np.dtype(np.float16).itemsize

Found = Iterator[tuple[Part, str]]


def find_faults(store: SqlStore) -> list[Fault]:
    """Return what does not hold in a corpus, the gravest first; nothing is changed.

    Every row that names another one is looked up, every span is held against its text, and what can be derived
    from a text alone without a model is derived again.
    """
    unsound = store.unsound()
    if any(fault.part is Part.FILE for fault in unsound):
        return unsound  # a damaged file cannot be asked further
    with store.reading():
        faults = list(_look(store, store.article_ids(), _of_texts, Part.FILE))
        if all(fault.part is not Part.FILE for fault in faults):  # else what all is derived from is damaged
            faults += [*unsound, *store.faults()]
            faults += _look(store, store.article_ids(), _of_articles, Part.READING)
            faults += _look(store, list(store.stories()), _of_stories, Part.CLAIMS)
    order = list(Part)
    return sorted(dict.fromkeys(faults), key=lambda fault: (order.index(fault.part), fault.subject))


def _look(
    store: SqlStore, ids: Sequence[str], of: Callable[[SqlStore, Sequence[str]], Iterator[Fault]], part: Part
) -> Iterator[Fault]:
    """Look at articles or stories some at a time, one by one where a row among them cannot even be read back."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        try:
            yield from list(of(store, some))
        except (ValueError, TypeError, KeyError):
            for one in some:
                try:
                    yield from list(of(store, [one]))
                except (ValueError, TypeError, KeyError) as error:
                    yield Fault(part=part, subject=one, reason=f"cannot be read back: {error!r}")


def _of_texts(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    """Read articles back, and see whether each is found by what it can be met again by."""
    kept = store.articles(ids)
    times = store.arrival_times(ids)
    keys = {article.id: keys_of(article) for article in kept.values()}
    known = store.known_as(key for each in keys.values() for key in each)
    others = {a.id: keys_of(a) for a in store.articles(set(known.values()) - keys.keys()).values()} | keys
    for article in kept.values():
        if article.published:
            parse_published(article.published)
        if any(key not in others.get(known.get(key, ""), ()) for key in keys[article.id]):
            reason = "would not be known if it were met again"
            yield Fault(part=Part.ARRIVAL, subject=article.id, reason=reason)
        if article.id in times and not is_moment(times[article.id]):
            yield Fault(part=Part.ARRIVAL, subject=article.id, reason="came at no time")


@dataclass(frozen=True, slots=True)
class _Kept:
    """All that is kept of some articles, by article."""

    sentences: Mapping[str, Sequence[Sentence]]
    days: Mapping[str, tuple[int, int] | None]
    findings: Mapping[str, find.Findings]
    copy_keys: Mapping[str, set[int]]
    wordings: Mapping[str, bytes]
    indexed: Mapping[str, str]
    named: Mapping[str, Sequence[tuple[Span, str]]]
    copies: Mapping[str, Sequence[Copy]]


def _of_articles(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    kept = _Kept(
        sentences=store.sentences(ids),
        days=store.days(ids),
        findings={a: find.from_data(row) for a, row in store.findings(ids).items()},
        copy_keys=store.copy_keys(ids),
        wordings=store.wordings(ids),
        indexed=store.indexed_texts(ids),
        named=_named(store, ids),
        copies=_copied(store, ids),
    )
    for article in store.articles(ids).values():
        for part, reason in _of_article(article, kept):
            yield Fault(part=part, subject=article.id, reason=reason)
    yield from _of_vectors(store, ids, kept)


def _named(store: SqlStore, ids: Iterable[str]) -> dict[str, list[tuple[Span, str]]]:
    """Return the mentions of articles with the words that each is said to be."""
    found: dict[str, list[tuple[Span, str]]] = {}
    for mention, _, data in store.mentions_in(ids):
        found.setdefault(mention.article, []).append((mention.span, data["text"]))
    return found


def _copied(store: SqlStore, ids: Sequence[str]) -> dict[str, list[Copy]]:
    """Return what articles copy."""
    found: dict[str, list[Copy]] = {}
    for copy in store.copies(ids):
        found.setdefault(copy.article, []).append(copy)
    return found


def _of_article(article: Article, kept: _Kept) -> Found:
    sentences = kept.sentences.get(article.id, ())
    yield from _of_sentences(article.text, sentences)
    findings = kept.findings.get(article.id, find.Findings())
    if kept.days[article.id] != days_of(date_of(article, sentences, findings)):
        yield Part.READING, "is kept under other days than it was published on"
    if any(not _stands(span, article.text) for span in _spans(findings)):
        yield Part.READING, "has a finding that is no slice of its text"
    named = kept.named.get(article.id, ())
    if Counter(span for span, _ in named) != Counter(mention.span for mention in findings.mentions):
        yield Part.PLACE, "has mentions without an entity"
    if any(article.text[slice(*span)] != words for span, words in named):
        yield Part.PLACE, "has a mention that is no slice of its text"
    for copy in kept.copies.get(article.id, ()):
        if not (0 <= copy.contained <= 1 and all(_stands(span, article.text) for span in copy.spans)):
            yield Part.PLACE, "has a copy that is no part of its text"
    if kept.copy_keys.get(article.id, set()) != set(map(key_number, group.keys(article, sentences))):
        yield Part.PLACE, "is kept under other keys than its words give"
    worded = kept.wordings.get(article.id)  # an older version kept none
    if worded is not None and worded != group.passages(article, sentences).wording.as_bytes():
        yield Part.PLACE, "is kept with another wording than its words give"
    if kept.indexed.get(article.id) != fold(article.text):
        yield Part.WORDS, "stands in the index with other words than its own"


def _of_sentences(text: str, sentences: Sequence[Sentence]) -> Found:
    end = 0
    for position, sentence in enumerate(sentences):
        words = text[slice(*sentence.span)]
        if sentence.position != position:
            yield Part.READING, "lacks a sentence"
            return
        if not _stands(sentence.span, text) or sentence.span.start < end or words != words.strip():
            yield Part.READING, f"has a sentence ({position}) that is no slice of its text"
            return
        if text[end : sentence.span.start].strip():
            yield Part.READING, "has words outside its sentences"
            return
        end = sentence.span.end
    if sentences and text[end:].strip():
        yield Part.READING, "has words outside its sentences"


def _spans(findings: find.Findings) -> Iterator[Span]:
    yield from (mention.span for mention in findings.mentions)
    yield from (date.span for date in findings.dates)
    for figure in findings.figures:
        yield figure.span
        if figure.counted is not None:
            yield figure.counted
    for attribution in findings.attributions:
        yield attribution.content
        yield from (s for s in (attribution.source, attribution.cue, attribution.antecedent) if s is not None)
    yield from (span for span, _ in findings.modalities)


def _stands(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _of_vectors(store: SqlStore, ids: Sequence[str], kept: _Kept) -> Iterator[Fault]:
    for article, (_, data, mean) in store.kept_vectors(ids).items():
        if len(data) != len(kept.sentences.get(article, ())) * len(mean) or len(mean) % _HALF or not mean:
            yield Fault(part=Part.READING, subject=article, reason="has vectors of the wrong size")
        elif not all(np.isfinite(np.frombuffer(numbers, np.float16)).all() for numbers in (data, mean)):
            yield Fault(part=Part.READING, subject=article, reason="has vectors that hold no numbers")


def _body(article: Article, sentences: Iterable[Sentence]) -> list[str]:
    return [article.text[slice(*s.span)] for s in sentences if s.kind is SentenceKind.BODY]


def _of_stories(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    """Hold claims and differences against the sentences that they stand on."""
    claims = store.claims(ids)
    tellers = {telling.article for claim in claims for telling in claim.tellings}
    sentences = store.sentences(tellers)
    lengths = {article.id: len(article.text) for article in store.articles(tellers).values()}
    for claim in claims:
        if not all(_is_told(telling.span, sentences.get(telling.article, ())) for telling in claim.tellings):
            yield Fault(part=Part.CLAIMS, subject=claim.id, reason="is told where no sentence stands")
    told = {claim.id: claim for claim in claims}
    for difference in store.differences(told):
        if not _is_shown(difference, told[difference.claim], lengths):
            yield Fault(
                part=Part.CLAIMS, subject=difference.claim, reason="has a difference without evidence"
            )


def _is_told(span: Span, sentences: Sequence[Sentence]) -> bool:
    """Tell whether a span begins where a sentence does and ends where one does."""
    starts, ends = {s.span.start for s in sentences}, {s.span.end for s in sentences}
    return span.start < span.end and span.start in starts and span.end in ends


def _is_shown(difference: Difference, claim: Claim, lengths: Mapping[str, int]) -> bool:
    """Tell whether a difference lies between tellers of its claim, and its evidence in their texts."""
    tellers = {telling.article for telling in claim.tellings}
    return {article for side in difference.sides for article in side} <= tellers and all(
        0 <= e.span.start < e.span.end <= lengths.get(e.article, 0) for e in difference.evidence
    )
