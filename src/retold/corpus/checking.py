"""What is kept -> what of it does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retold import find, group
from retold.align import Chapter
from retold.corpus.accounts import date_of
from retold.corpus.arriving import is_moment, keys_of
from retold.corpus.correcting import place_of, read_corrections
from retold.corpus.known import MOST_MENTIONS
from retold.corpus.naming import profile_of
from retold.corpus.searching import codes_of
from retold.group import settle
from retold.model import (
    Article,
    Claim,
    Copy,
    Difference,
    Event,
    JudgementKind,
    Matter,
    Sentence,
    Span,
    Story,
)
from retold.read.dates import parse_published
from retold.resolve import NamedMention, named_in
from retold.store import Fault, Part, SqlStore, key_number, mark_of
from retold.text.time import days_of, place_in_time
from retold.text.unicode import fold

#: Articles, or stories, looked at in one go: some megabytes.
AT_ONCE = 100

#: What reading a row back raises where it is not as it was kept.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)

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
        faults = [*_of_judgements(store), *_look(store, store.article_ids(), _of_texts, Part.FILE)]
        if all(fault.part is not Part.FILE for fault in faults):  # else what all is derived from is damaged
            faults += [*unsound, *store.faults()]
            faults += _look(store, store.article_ids(), _of_articles, Part.READING)
            faults += _look(store, store.standing_events(), _of_events, Part.PLACE)
            faults += _look(store, store.standing_entities(), _of_entities, Part.PLACE)
            faults += _look(store, store.standing_stories(), _of_stories, Part.CLAIMS)
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
        except _UNREADABLE:
            for one in some:
                try:
                    yield from list(of(store, [one]))
                except _UNREADABLE as error:
                    yield Fault(part=part, subject=one, reason=f"cannot be read back: {error!r}")


def _of_judgements(store: SqlStore) -> Iterator[Fault]:
    """Read back what users judged: it is derived from nothing."""
    try:
        settle(store.judgements())
        read_corrections(store)
    except _UNREADABLE as error:
        reason = f"has a judgement that cannot be read back: {error!r}"
        yield Fault(part=Part.FILE, subject=store.place, reason=reason)


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
        if not article.text.strip():
            yield Fault(part=Part.FILE, subject=article.id, reason="has no text")
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
    named: Mapping[str, Sequence[NamedMention]]
    deleted: Callable[[NamedMention], bool]
    copies: Mapping[str, Sequence[Copy]]
    matters: Mapping[str, tuple[str, bytes]]
    skimmed: Collection[str]


def _of_articles(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    kept = _Kept(
        sentences=store.sentences(ids),
        days=store.days(ids),
        findings={a: find.from_data(row) for a, row in store.findings(ids).items()},
        copy_keys=store.copy_keys(ids),
        wordings=store.wordings(ids),
        indexed=store.indexed_texts(ids),
        named=_named(store, ids),
        deleted=_deleted(store),
        copies=_copied(store, ids),
        matters=store.kept_matters(ids),
        skimmed=store.skimmed(ids),
    )
    for article in store.articles(ids).values():
        for part, reason in _of_article(article, kept):
            yield Fault(part=part, subject=article.id, reason=reason)
    yield from _of_vectors(store, ids, kept)


def _named(store: SqlStore, ids: Iterable[str]) -> dict[str, list[NamedMention]]:
    """Return the mentions of articles that are kept with an entity."""
    found: dict[str, list[NamedMention]] = {}
    for mention, _, data in store.mentions_in(ids):
        found.setdefault(mention.article, []).extend(profile_of([(mention, data)]).mentions)
    return found


def _deleted(store: SqlStore) -> Callable[[NamedMention], bool]:
    """Tell of mentions whether a user said that they name nothing."""
    forms = read_corrections(store).deleted
    judged = (j for j in store.judgements(Matter.ENTITY) if j.kind is JudgementKind.DELETE and not j.undone)
    places = {place for judgement in judged for place in judgement.subjects[0]}
    return lambda named: (named.language or "und", named.text) in forms or place_of(named.mention) in places


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
    yield from _of_mentions(article, sentences, findings, kept)
    for copy in kept.copies.get(article.id, ()):
        if not (0 <= copy.contained <= 1 and all(_stands(span, article.text) for span in copy.spans)):
            yield Part.PLACE, "has a copy that is no part of its text"
    if kept.copy_keys.get(article.id, set()) != set(map(key_number, group.keys(article, sentences))):
        yield Part.PLACE, "is kept under other keys than its words give"
    worded = kept.wordings.get(article.id)  # its loss is told by the store
    if worded is not None and worded != group.passages(article, sentences).wording.as_bytes():
        yield Part.PLACE, "is kept with another wording than its words give"
    if kept.indexed.get(article.id) != fold(article.text):
        yield Part.WORDS, "stands in the index with other words than its own"


def _of_mentions(
    article: Article, sentences: Sequence[Sentence], findings: find.Findings, kept: _Kept
) -> Found:
    """Hold the mentions that are kept with an entity against those that were found."""
    named = kept.named.get(article.id, ())
    found = Counter(named_in(article, sentences, findings.mentions))
    lost = Counter(each.mention.span for each in found.elements() if not kept.deleted(each))
    if lost - Counter(each.mention.span for each in named):
        yield Part.PLACE, "has mentions without an entity"
    if any(article.text[slice(*each.mention.span)] != each.text for each in named):
        yield Part.PLACE, "has a mention that is no slice of its text"
    elif Counter(named) - found:
        yield Part.PLACE, "has a mention that was not found so"


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
    usual = store.encoder()
    sound = {}
    for article, (encoder, data, mean) in store.kept_vectors(ids).items():
        if len(data) != len(kept.sentences.get(article, ())) * len(mean) or not _is_vector(mean):
            yield Fault(part=Part.READING, subject=article, reason="has vectors of the wrong size")
        elif not (_holds_numbers(data) and _holds_numbers(mean)):
            yield Fault(part=Part.READING, subject=article, reason="has vectors that hold no numbers")
        elif encoder != usual:
            yield Fault(part=Part.READING, subject=article, reason="has vectors of another encoder")
        else:
            sound[article] = len(mean) // _HALF
            rows = np.frombuffer(data, np.float16).reshape(-1, sound[article])
            if article not in kept.skimmed and not rows.any(axis=1).all():
                yield Fault(part=Part.READING, subject=article, reason="has sentences that were not encoded")
            of, matter = kept.matters.get(article, (encoder, mean))  # its loss is told by the store
            if of != encoder or len(matter) != len(mean) or not _holds_numbers(matter):
                yield Fault(part=Part.PLACE, subject=article, reason="is about what holds no numbers")
    yield from _of_codes(store, usual, sound)


def _of_codes(store: SqlStore, encoder: str | None, widths: Mapping[str, int]) -> Iterator[Fault]:
    """Hold the codes of articles, given with how wide their vectors are, against the vectors."""
    if not widths or encoder is None:
        return
    numbers = store.numbers_of(widths)
    kept = dict(store.codes_of(numbers.values()))
    for article, code in codes_of(store, list(widths), encoder, next(iter(widths.values()))):
        if kept.get(numbers[article], code) != code:  # its loss is told by the store
            yield Fault(part=Part.WORDS, subject=article, reason="is found by another meaning than its own")


def _is_vector(data: bytes) -> bool:
    return bool(data) and not len(data) % _HALF


def _holds_numbers(data: bytes) -> bool:
    return _is_vector(data) and bool(np.isfinite(np.frombuffer(data, np.float16)).all())


def _of_events(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    """Hold events against the articles that tell them, and labels against what users call them."""
    events, kept, size = store.events(ids), store.kept_events(ids), store.bytes_of_mean()
    told = [article for event in events.values() for article in event.articles]
    headlines, published, days = store.headlines(told), store.published(told), store.days(told)
    given = settle(store.judgements(Matter.EVENT)).names
    for event in events.values():
        if not event.articles:
            continue  # told by the store
        called = [given[event.id]] if event.id in given else [headlines[a] for a in event.articles]
        if event.label not in called:
            yield Fault(part=Part.LABEL, subject=event.id, reason="is called by no headline of its articles")
        time = min(place_in_time(published[a]) for a in event.articles)
        first = [a for a in event.articles if place_in_time(published[a]) == time]
        date, *span, mean = kept[event.id]
        if date not in {published[a] for a in first} or span not in [
            list(days[a] or (None, None)) for a in first
        ]:
            yield Fault(
                part=Part.PLACE, subject=event.id, reason="is kept under other days than it happened on"
            )
        if len(mean or b"") != size or not _holds_numbers(mean or b""):
            yield Fault(part=Part.PLACE, subject=event.id, reason="has a mean that holds no numbers")


def _of_entities(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    """Hold entities against their mentions."""
    corrections = read_corrections(store)
    named, keys = store.mentions_of(ids), store.kept_keys(ids)
    for entity, kept in store.entities_kept(ids).items():
        if entity not in named:
            continue  # told by the store
        profile = profile_of(named[entity])
        forms = {form for one in profile.mentions for form in (one.text, one.known_name)}
        name = corrections.names.get(entity)
        if kept.name not in ({name} if name else forms):
            yield Fault(part=Part.PLACE, subject=entity, reason="is called by a name that stands nowhere")
        if entity in corrections.parted:
            continue  # a gazetteer misreads it
        known = profile.entity()
        few = len(profile.mentions) <= MOST_MENTIONS  # of more, not all are looked at
        if few and (kept.kind, kept.wikidata) != (known.kind, known.wikidata):
            yield Fault(part=Part.PLACE, subject=entity, reason="is another than its mentions name")
        if not set(map(key_number, profile.keys)) <= keys.get(entity, set()):
            yield Fault(part=Part.PLACE, subject=entity, reason="is not found by all of its names")


def _of_stories(store: SqlStore, ids: Sequence[str]) -> Iterator[Fault]:
    """Hold claims and differences against the sentences that they stand on, and against what was lined up."""
    claims = store.claims(ids)
    tellers = {telling.article for claim in claims for telling in claim.tellings}
    sentences = store.sentences(tellers)
    lengths = {article.id: len(article.text) for article in store.articles(tellers).values()}
    for claim in claims:
        if not all(_is_told(telling.span, sentences.get(telling.article, ())) for telling in claim.tellings):
            yield Fault(part=Part.CLAIMS, subject=claim.id, reason="is told where no sentence stands")
    told = {claim.id: claim for claim in claims}
    differences = store.differences(told)
    for difference in differences:
        if not _is_shown(difference, told[difference.claim], lengths):
            yield Fault(
                part=Part.CLAIMS, subject=difference.claim, reason="has a difference without evidence"
            )
    stories = store.stories(ids)
    events = store.events(event for story in stories.values() for event in story.events)
    given = settle(store.judgements(Matter.EVENT)).names
    settled = store.settled_stories(stories)
    for story in stories.values():
        called = [given[story.id]] if story.id in given else [events[e].label for e in story.events]
        if story.label not in called:
            yield Fault(part=Part.LABEL, subject=story.id, reason="is called by the label of no event of it")
        if story.id in settled:
            yield from _of_chapters(store, story, events, claims, differences)


def _of_chapters(
    store: SqlStore,
    story: Story,
    events: Mapping[str, Event],
    claims: Sequence[Claim],
    differences: Sequence[Difference],
) -> Iterator[Fault]:
    """Hold what was found in the chapters of a story against what was kept of it."""
    digests, marks = store.lined_up(story.events), store.marks(story.events)
    chapters: dict[tuple[str, str], list[str]] = {}
    for event in sorted(digests, key=lambda event: (place_in_time(events[event].date), event)):
        chapters.setdefault((digests[event], marks[event]), []).append(event)
    for (digest, mark), together in chapters.items():
        chapter = Chapter(story.id, {event: events[event].articles for event in together})
        if digest not in (chapter.digest, story.id):  # an older version took a story for a chapter
            yield Fault(
                part=Part.CLAIMS, subject=together[0], reason="was lined up with others than it is kept with"
            )
        found = [claim for claim in claims if claim.event in together]
        told = {claim.id for claim in found}
        if mark and mark != mark_of(found, [d for d in differences if d.claim in told]):
            yield Fault(
                part=Part.CLAIMS,
                subject=together[0],
                reason="has other claims or differences than were found",
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
