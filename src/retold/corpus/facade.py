"""The path: runs the steps in order and keeps what they find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from types import TracebackType

from retold import align, compare, encode, find
from retold.corpus.arriving import keys_of, moment_after, revisions_of, standing_of
from retold.corpus.asking import Counted, Pairing, Saying, counted_in, said_by, side_by_side
from retold.corpus.checking import find_faults
from retold.corpus.copying import Copying
from retold.corpus.correcting import Correcting
from retold.corpus.explaining import Why, explain
from retold.corpus.grouping import Grouping
from retold.corpus.judging import Judging
from retold.corpus.labelling import label_in
from retold.corpus.lining import Lining
from retold.corpus.naming import Naming
from retold.corpus.reading import Batch, Reading, broken_by, read_each
from retold.corpus.rejecting import articles_of, places_of, without_rejected
from retold.corpus.repairing import readings_again
from retold.corpus.replaying import Replaying
from retold.corpus.retrying import Read, ReadKept, failed_inputs
from retold.corpus.searching import Found, Searching
from retold.corpus.who import Who, call, describe, identify
from retold.errors import EncoderError, InputError, NotFoundError, RetoldError
from retold.group import Account
from retold.model import (
    Article,
    Claim,
    Comparison,
    Copy,
    Difference,
    Entity,
    EntityKind,
    Event,
    Judgement,
    JudgementKind,
    Matter,
    Revision,
    Sentence,
    Story,
)
from retold.protocols import Encoder, Vectors
from retold.read import read_articles, read_content
from retold.settings import Settings, load_settings
from retold.store import Fault, Named, Part, SqlStore, open_store
from retold.text.time import days_of

#: Articles read, encoded and kept together: enough for full batches of the encoder, few enough that a stop
#: in the middle loses little.
CHUNK = 16


@dataclass(frozen=True, slots=True)
class Added:
    """What one `add` did: ids of new and unchanged articles, and the inputs kept aside.

    `revised` are those of the new articles that took the place of a former version.
    """

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[InputError, ...]
    revised: tuple[str, ...] = ()


def open_corpus(
    path: str | Path,
    *,
    create: bool = True,
    encoder: str | Encoder | None = None,
    settings: Settings | None = None,
) -> Corpus:
    """Open the corpus in an SQLite file or at a PostgreSQL URL; a new one is made where there is none.

    `encoder` is a name, or an encoder that is loaded already. Raises StoreError when it cannot be opened or is no
    corpus.
    """
    settings = settings or load_settings()
    return Corpus(open_store(path, create=create), encoder or settings.encoder, settings)


class Corpus:
    """The articles of one database with everything derived from them."""

    def __init__(self, store: SqlStore, encoder: str | Encoder, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._encoder = encoder

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    @property
    def encoder_name(self) -> str:
        """By what name another process loads the encoder."""
        return self._encoder if isinstance(self._encoder, str) else self._encoder.name

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder, loaded when it is first needed.

        Raises EncoderError when the corpus was made with another one.
        """
        given = self._encoder
        encoder = encode.load_encoder(given) if isinstance(given, str) else given
        if others := self.store.encoders() - {encoder.name}:
            raise EncoderError(
                f"{self.store.place}: was made with the encoder {min(others)}, not with {encoder.name}"
            )
        return encoder

    @cached_property
    def _grouping(self) -> Grouping:
        return Grouping(self.store, self.encoder, self.settings, self._judging)

    @cached_property
    def _judging(self) -> Judging:
        return Judging(self.store)

    @cached_property
    def _copying(self) -> Copying:
        return Copying(self.store, self.settings)

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self.store)

    @cached_property
    def _replaying(self) -> Replaying:
        return Replaying(self.store, self._naming)

    @cached_property
    def _lining(self) -> Lining:
        return Lining(self.store, self.encoder, self.settings)

    @cached_property
    def _searching(self) -> Searching:
        return Searching(self.store, meaning_least=self.settings.meaning_least)

    # Adding

    def add(
        self,
        inputs: Iterable[Article | InputError],
        *,
        on_input: Callable[[], None] = lambda: None,
        refresh: bool = True,
    ) -> Added:
        """Read articles into the corpus, group them into events and line up what they tell.

        An input that failed is kept aside. What is done is kept as it goes: after a stop, adding the same
        again finishes the rest. `on_input` is called after each input. Without `refresh`, claims are lined up
        when they are first asked for.
        """
        return self.add_batches(self._read(inputs), on_input=on_input, refresh=refresh)

    def _read(self, inputs: Iterable[Article | InputError]) -> Iterator[Batch]:
        for chunk in _chunks(inputs, CHUNK):
            articles = {item.id: item for item in chunk if isinstance(item, Article)}
            fresh = [a for a in articles.values() if standing_of(a, self.store).kept is None]
            limit = self.settings.max_sentences
            read = read_each(fresh, self.encoder, most_sentences=limit) if fresh else ([], {})
            yield Batch(chunk, *read)

    def add_batches(
        self,
        batches: Iterable[Batch],
        *,
        on_input: Callable[[], None] = lambda: None,
        refresh: bool = True,
    ) -> Added:
        """Add what has been read closely elsewhere, as `add` does what it reads itself."""
        new: list[str] = []
        unchanged: list[str] = []
        failed: list[InputError] = []
        for batch in batches:
            chunk, broken = batch.inputs, dict(batch.broken)
            failed += [item for item in chunk if isinstance(item, InputError)]
            articles = [item for item in chunk if isinstance(item, Article)]
            standing = {a.id: standing_of(a, self.store) for a in articles}
            arrived = self.keep(batch.readings, [*chunk, *broken.values()], on_failure=broken.__setitem__)
            failed += broken.values()
            articles = [a for a in articles if a.id not in broken]
            new += arrived
            unchanged += (
                Counter(standing[a.id].kept or a.id for a in articles) - Counter(arrived)
            ).elements()
            for _ in chunk:
                on_input()
        if refresh:
            self.refresh()
        revised = self.store.formers(new)
        return Added(tuple(new), tuple(unchanged), tuple(failed), tuple(a for a in new if a in revised))

    def keep(
        self,
        readings: Sequence[Reading],
        inputs: Iterable[Article | InputError] = (),
        *,
        on_failure: Callable[[str, InputError], None] = lambda _article, _error: None,
    ) -> list[str]:
        """Keep articles that have been read closely and give them their place; return the ids of the new ones.

        `inputs` are what they were read from: those that failed are kept aside. So are articles that find no
        place; `on_failure` is told of them.
        """
        return self.store.persistently(partial(self._keep, readings, list(inputs), on_failure))

    def _keep(
        self,
        readings: Sequence[Reading],
        inputs: Sequence[Article | InputError],
        on_failure: Callable[[str, InputError], None],
    ) -> list[str]:
        arrived: list[str] = []
        with self._keeping():
            self._note_failures(inputs)
            for reading in readings:
                try:
                    with self.store.attempt():
                        arrived += [reading.article.id] if self._arrive(reading) else []
                except (RetoldError, OSError):
                    raise
                except Exception as error:  # as in `read_each`
                    self._forget()
                    broken = broken_by(reading.article, error)
                    self._note_failures([broken])
                    on_failure(reading.article.id, broken)
            self.store.index_texts()
            if arrived:
                self._searching.index_vectors(self.encoder)
        return arrived

    @contextmanager
    def _keeping(self) -> Iterator[None]:
        """All or nothing, in the database and in what is remembered of it."""
        try:
            with self.store.writing():
                yield
        except BaseException:
            self._forget()
            raise

    def _note_failures(self, chunk: Iterable[Article | InputError]) -> None:
        for item in chunk:
            if isinstance(item, InputError):
                small = item.content is not None and len(item.content) <= self.settings.aside_bytes
                self.store.keep_aside(item.location, item.reason, item.content if small else None)
            else:
                self.store.forget_failure(item.location)

    def _arrive(self, reading: Reading) -> bool:
        """Keep one article and give it its place; False where another process has kept it by now."""
        article, sentences = reading.article, reading.sentences
        standing = standing_of(article, self.store)
        if standing.kept:
            return False
        self._grouping.catch_up()
        account = self._grouping.account(reading)
        kept = self.store.add_article(
            article,
            sentences,
            days=account.days,
            encoder=self.encoder.name,
            data=reading.vectors,
            mean=account.mean,
        )
        if kept:
            at = moment_after(self.store.latest_arrival())
            self.store.note_arrival(article.id, keys_of(article), at=at, former=standing.former)
            self._place(reading, account)
        return kept

    def _place(self, reading: Reading, account: Account) -> None:
        """Find whom an article names, what it copies and which event it tells."""
        article, sentences = reading.article, reading.sentences
        if reading.words is not None:
            self.store.set_word_vectors(article.id, self.encoder.name, reading.words)
        self.store.set_findings(article.id, find.as_data(reading.findings))
        self._naming.link(article, sentences, reading.findings.mentions)
        self._copying.link(article, sentences)
        self._grouping.place(account)

    def _forget(self) -> None:
        """Forget what is remembered of the store: it may not have been kept."""
        for name in ("_grouping", "_judging", "_naming", "_lining", "_searching"):
            vars(self).pop(name, None)

    def refresh(self, *, differences: bool = True) -> None:
        """Line up the claims of the stories that have changed, and find in what their tellings differ."""
        for story in self.store.stale_stories():
            self.store.persistently(partial(self._refresh, story, differences=differences))

    def _refresh(self, story: str, *, differences: bool) -> None:
        with self.store.writing():
            found = self.store.stories([story])
            claims, passages = self._lining.line_up(found[story]) if story in found else ([], {})
            found_apart = self._lining.differences(claims, passages) if differences else {}
            differing = without_rejected(found_apart, self.store.judgements(Matter.DIFFERENCE))
            self.store.set_claims(story, claims, differing)
            aligned = self._lining.aligned(claims, passages)
            self._naming.join_aligned(list(passages), aligned, self.phrases)

    def retry(self, read: Read = read_articles, read_kept: ReadKept = read_content) -> Added:
        """Read again what was kept aside: from where it came, else as it was kept.

        What is read now is a failure no more; what is not, or cannot be found again, stays one.
        """
        new: list[str] = []
        unchanged: list[str] = []
        for again in failed_inputs(self.store, read, read_kept):
            added = self.add(again.articles, refresh=False)
            new += added.new
            unchanged += added.unchanged
            still = {failure.location for failure in added.failed}
            with self.store.writing():
                for location in set(again.locations) - still:
                    self.store.forget_failure(location)
        self.refresh()
        failed = (InputError(each["location"], each["reason"]) for each in self.failures())
        return Added(tuple(new), tuple(unchanged), tuple(failed))

    # Keeping

    def check(self) -> list[Fault]:
        """Return what does not hold in the corpus, the gravest first; nothing is changed."""
        return find_faults(self.store)

    def repair(self) -> list[Fault]:
        """Derive again what does not hold; return what still does not then, which only a backup can mend.

        Articles and what users added are not touched. Where what an article says or its place among the others is
        at fault, all articles arrive again in their order, from what is kept of them.
        """
        faults = self.check()
        parts = {fault.part for fault in faults}
        if not faults or Part.FILE in parts:
            return faults
        encoder = self.encoder  # loaded while the store still says whose vectors it keeps
        try:
            with self.store.writing():
                self.store.line_up_again(f.subject for f in faults if f.part is Part.CLAIMS)
                self.store.forget_orphans()
                if parts & {Part.READING, Part.PLACE}:
                    damaged = {f.subject for f in faults if f.part is Part.READING}
                    self._arrive_again(damaged, encoder)
                if Part.WORDS in parts:
                    self.store.forget_texts()
                self.store.index_texts()
                self.store.forget_indexed_vectors()
                self._searching.index_vectors(encoder)
        finally:
            self._forget()
        self.refresh()
        return self.check()

    def _arrive_again(self, damaged: Collection[str], encoder: Encoder) -> None:
        self.store.forget_places()
        self._forget()
        for reading in readings_again(self.store, encoder, damaged):
            article = reading.article
            account = self._grouping.account(reading)
            self.store.set_reading(
                article.id,
                reading.sentences,
                encoder=encoder.name,
                data=reading.vectors,
                mean=account.mean,
            )
            self.store.set_days(article.id, account.days)
            self._place(reading, account)
        self._replaying.replay()

    def backup(self, path: Path) -> None:
        """Write a copy of the corpus to a file, whole and as of one moment, while others may read and write.

        Raises UsageError where a backup would overwrite something else, StoreError when it cannot be written.
        """
        self.store.backup(path)

    def index(self, *, meaning: bool = True) -> None:
        """Bring what searches look into up to date, where a copy or an older version has left it behind.

        Without `meaning`, no encoder is loaded.
        """
        self._searching.index(self.encoder if meaning else None)

    def copy_to(self, other: Corpus) -> None:
        """Hand all that is kept to an empty corpus in another database; its texts are indexed there.

        Raises UsageError where the other corpus is not empty.
        """
        self.store.copy_to(other.store)
        with other.store.writing():
            other.store.index_texts()

    # Judging

    def judge(self, kind: JudgementKind, *names: str, user: str, refresh: bool = True) -> Judgement:
        """Keep what a user says of events; it holds from now on, whatever arrives, until it is undone.

        SAME takes articles that tell one event, DIFFERENT two that don't; MERGE two events; SPLIT an event and
        the articles that leave it; RENAME an event or a story, and its label. Articles are named by their id,
        location or file name, events by how their id begins. The newer of two that contradict each other holds.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """
        return self._judge(lambda: self._judging.keep(kind, names, user), refresh=refresh)

    def reject(self, difference: Difference, *, user: str, refresh: bool = True) -> Judgement:
        """Keep that a difference is none: it is left out from now on, until that is undone.

        A telling that joins it later is not judged by this, and brings it back.
        """

        def keep() -> Judgement:
            places = places_of(difference)
            return self.store.add_judgement(
                JudgementKind.SAME, [difference.kind], places, about=Matter.DIFFERENCE, user=user
            )

        return self._judge(keep, refresh=refresh)

    def correct(self, kind: JudgementKind, *names: str, user: str, refresh: bool = True) -> Judgement:
        """Keep what a user says of entities; it holds from now on, whatever arrives, until it is undone.

        MERGE takes two entities that are one; SPLIT one and the written forms, or articles, that leave it; RENAME one
        and its name; DELETE one that is none. Entities are named by their id, how it begins, or a name in any script.

        Raises NotFoundError for a name of nothing, UsageError where the names don't fit the kind.
        """

        def find(name: str) -> str:
            return identify(self.store, name, self.search(name, meaning=False).names)[0]

        return self._judge(
            lambda: Correcting(self.store, find).keep(kind, names, user),
            refresh=refresh,
        )

    def undo(self, number: int, *, user: str, refresh: bool = True) -> Judgement:
        """Let a judgement hold no longer, and return it; undoing the undoing lets it hold again.

        Raises NotFoundError when there is none of that number, UsageError when it is undone already.
        """
        return self._judge(lambda: self._judging.undo(number, user), refresh=refresh)

    def _judge(self, keep: Callable[[], Judgement], *, refresh: bool) -> Judgement:
        def judge() -> Judgement:
            with self._keeping():
                self._grouping.catch_up()
                judgement = keep()
                if judgement.about is Matter.EVENT:
                    self._grouping.reconsider(judgement)
                elif judgement.about is Matter.ENTITY:
                    self._replaying.mind(judgement)
                elif judgement.about is Matter.DIFFERENCE:
                    self.store.line_up_again(articles_of(judgement))
            return judgement

        judged = self.store.persistently(judge)
        if refresh:
            self.refresh()
        return judged

    def why(self, article: str, event: str) -> Why:
        """Say why an article tells an event, or does not: the weighted evidence, and a reason in words.

        Raises NotFoundError when there is no such article or event, or more than one.
        """
        [told] = self.store.events([self.store.resolve_event(event)]).values()
        self._grouping.catch_up()
        return explain(self._grouping, self.store.resolve_article(article), told)

    def judgements(self) -> list[Judgement]:
        """Return all that users judged, oldest first; what was undone is marked."""
        return self.store.judgements()

    # Showing

    def passages(self, event_of: Mapping[str, str]) -> dict[str, align.Passage]:
        """Return the passages of articles, given with their events, in time order."""
        return self._lining.passages(event_of)

    def statements(self, story: Story) -> list[tuple[Claim, list[compare.Statement]]]:
        """Return the claims of a story that two articles tell, with what each article says of it."""
        events = self.store.events(story.events)
        claims = {claim.id: claim for claim in self.store.claims([story.id])}
        passages = self.passages({a: e.id for e in events.values() for a in e.articles})
        return [(claims[c], found) for c, found in self._lining.statements(list(claims.values()), passages)]

    def phrases(self, items: Sequence[tuple[str, str]]) -> Vectors:
        """Return the centred vectors of phrases, given with their languages: (phrases, width)."""
        return self._lining.phrases(items)

    def events(self, languages: Sequence[str] = ()) -> list[Event]:
        """Return all events, newest first, labelled in the first of these languages in which they are told."""
        found = self._labelled(self.store.events().values(), languages)
        return sorted(found, key=lambda e: (days_of(e.date) or (0, 0), e.id), reverse=True)

    def _labelled(self, events: Iterable[Event], languages: Sequence[str]) -> list[Event]:
        return label_in(self.store, events, languages, self._judging.judged.names) if languages else [*events]

    def stories(self) -> list[Story]:
        """Return all stories, each with its events in time order."""
        return list(self.store.stories().values())

    def articles(self, ids: Iterable[str] | None = None) -> dict[str, Article]:
        """Return these articles, or all of them, by id."""
        return self.store.articles(self.store.article_ids() if ids is None else ids)

    def article(self, name: str) -> Article:
        """Return the article of that id, location or file name.

        Raises NotFoundError when there is none or more than one.
        """
        article = self.store.resolve_article(name)
        return self.store.articles([article])[article]

    def sentences(self, ids: Iterable[str] | None = None) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences of these articles, or of all, by article."""
        return self.store.sentences(self.store.article_ids() if ids is None else ids)

    def findings(self, ids: Iterable[str] | None = None) -> dict[str, find.Findings]:
        """Return what these articles, or all, name, count, date and attribute."""
        data = self.store.findings(self.store.article_ids() if ids is None else ids)
        return {article: find.from_data(row) for article, row in data.items()}

    def revisions(self, since: str = "") -> list[Revision]:
        """Return the revisions noticed after a time, oldest first, with what was changed."""
        return revisions_of(self.store, self.store.revised(since))

    def copies(self, ids: Iterable[str] | None = None) -> dict[str, Copy]:
        """Return the copies among these articles, or among all."""
        return self.store.copies(self.store.article_ids() if ids is None else ids)

    def claims(self) -> list[Claim]:
        """Return all claims, by id."""
        self.refresh()
        return self.store.claims(self.store.stories())

    def differences(self) -> list[Difference]:
        """Return all differences, by claim."""
        return self.store.differences(claim.id for claim in self.claims())

    def entities(self) -> list[Entity]:
        """Return all entities with their mentions, by id."""
        return list(self.store.entities().values())

    def named(
        self,
        *,
        kind: EntityKind | None = None,
        since: str | None = None,
        languages: Collection[str] = (),
        most: int | None = None,
    ) -> list[Named]:
        """Return the entities named by most articles first, of a kind, since a day or in some languages only.

        Where one language is asked for, they are called as it calls them.
        """
        found = self.store.named(kind=kind, since=since, languages=languages, most=most)
        if len(languages) != 1:
            return found
        called = call(self.store, [named.id for named in found], *languages)
        return [replace(named, name=called.get(named.id, named.name)) for named in found]

    def who(self, name: str, *, language: str | None = None) -> Who:
        """Return all that is known of whom a name, an id or the beginning of one stands for, in whatever script.

        It is called as in `language`, where it is named in that, else in Latin letters. Raises NotFoundError when
        nobody and nothing of that name is known.
        """
        entity, others = identify(self.store, name, self.search(name, meaning=False).names)
        return describe(self.store, entity, others, language)

    def failures(self) -> list[dict[str, str]]:
        """Return the inputs that were kept aside: location, reason, at."""
        return self.store.failures()

    def search(self, typed: str, *, most: int = 20, meaning: bool = True, exact: bool = False) -> Found:
        """Find names in whatever script, words in whatever form, and sentences near in meaning in any language.

        Words in quotation marks are found to the letter, and with `exact` all that was typed, names too. Without
        `meaning`, and with `exact`, no encoder is loaded.
        """
        encoder = self.encoder if meaning and not exact else None
        return self._searching.search(typed, encoder, most=most, exact=exact)

    def claim(self, name: str) -> Claim:
        """Return the claim of that id, or whose id begins so.

        Raises NotFoundError when there is none or more than one.
        """
        claims = {claim.id: claim for claim in self.claims()}
        found = [name] if name in claims else [claim for claim in claims if claim.startswith(name)]
        if len(found) != 1:
            said = f"{len(found)} claims begin so" if found else "there is no such claim"
            raise NotFoundError(f"{name}: {said}")
        return claims[found[0]]

    def side_by_side(self, left: str, right: str) -> tuple[Article, Article, list[Pairing]]:
        """Lay two articles side by side, given by id, location or file name.

        Raises NotFoundError when there is no such article, or more than one.
        """
        one, other = self.article(left), self.article(right)
        claims = [c for c in self.claims() if {one.id, other.id} <= {t.article for t in c.tellings}]
        differences = self.store.differences(claim.id for claim in claims)
        sentences = self.store.sentences([one.id, other.id])
        return one, other, side_by_side(one, other, sentences, claims, differences)

    def said(self, name: str) -> list[Saying]:
        """Return all that articles give to whom a name stands for, in whatever script, in time order.

        Raises NotFoundError when nobody of that name is known.
        """
        entities = list(self.search(name, meaning=False).entities.values())
        if not entities:
            raise NotFoundError(f"{name}: nobody of that name is known")
        articles = {mention.article for entity in entities for mention in entity.mentions}
        return said_by(entities, self.articles(articles), self.findings(articles))

    def figures(self, comparison: Comparison) -> list[Counted]:
        """Return the figures that the articles of a comparison give, claim by claim."""
        return counted_in(comparison, self.findings(article.id for article in comparison.articles))

    def compare(self, event: str, *, refresh: bool = True, languages: Sequence[str] = ()) -> Comparison:
        """Line up what the articles of an event tell; `event` is its id or how its id begins.

        It is labelled in the first of the languages in which it is told.

        Without `refresh`, claims are shown as they were last lined up, and nothing is written.

        Raises NotFoundError when there is no such event, or more than one.
        """
        if refresh:
            self.refresh()
        [compared] = self._labelled(self.store.events([self.store.resolve_event(event)]).values(), languages)
        return self._lining.compare(compared)


def _chunks(inputs: Iterable[Article | InputError], size: int) -> Iterator[list[Article | InputError]]:
    waiting = iter(inputs)
    while chunk := list(islice(waiting, size)):
        yield chunk
