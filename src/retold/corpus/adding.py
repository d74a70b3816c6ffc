"""The side of a corpus where articles arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, tee

from retold import find
from retold.corpus.arriving import Standing, keys_of, moment_after, standing_of
from retold.corpus.engine import HERE, Engine, LinesUp, WasRead
from retold.corpus.held import Held
from retold.corpus.reading import Batch, Reading, broken_by, read_each
from retold.corpus.retrying import Read, ReadKept, failed_inputs
from retold.corpus.threads import one_thread
from retold.errors import InputError, RetoldError
from retold.model import Article
from retold.read import read_articles, read_content
from retold.store import FIRST_MARK

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


class Adding(Held):
    """Reads articles, keeps them and gives them their place."""

    def add(
        self,
        inputs: Iterable[Article | InputError],
        *,
        on_input: Callable[[], None] = lambda: None,
        refresh: bool = True,
        engine: Engine = HERE,
        fast: bool = False,
    ) -> Added:
        """Read articles into the corpus, group them into events and line up what they tell.

        An input that failed is kept aside. What is done is kept as it goes: after a stop, adding the same
        again finishes the rest. `on_input` is called after each input. Without `refresh`, claims are lined up
        when they are first asked for. `engine` says where what writes nothing is done. Where it is to be `fast`,
        of new articles only the opening is read, and the rest when they are first compared.
        """
        batches = self._read(inputs, engine, fast=fast)
        return self.add_batches(batches, on_input=on_input, refresh=refresh, engine=engine)

    def _read(self, inputs: Iterable[Article | InputError], engine: Engine, *, fast: bool) -> Iterator[Batch]:
        chunks, ahead = tee(_chunks(inputs, CHUNK))
        limit = self.settings.max_sentences

        def here(articles: Sequence[Article]) -> WasRead:
            return read_each(articles, self.encoder, most_sentences=limit, fast=fast)

        found = engine.read(map(self._fresh, ahead), here, fast=fast)
        for chunk, read in zip(chunks, found, strict=True):
            yield Batch(chunk, *read)

    def _fresh(self, chunk: Iterable[Article | InputError]) -> list[Article]:
        articles = {item.id: item for item in chunk if isinstance(item, Article)}
        standing = self._standing(articles.values())
        return [a for a in articles.values() if standing[a.id].kept is None]

    def _standing(self, articles: Iterable[Article]) -> dict[str, Standing]:
        return self.store.at_once(lambda: {a.id: standing_of(a, self.store) for a in articles})

    def add_batches(
        self,
        batches: Iterable[Batch],
        *,
        on_input: Callable[[], None] = lambda: None,
        refresh: bool = True,
        engine: LinesUp = HERE,
    ) -> Added:
        """Add what has been read closely elsewhere, as `add` does what it reads itself."""
        new: list[str] = []
        unchanged: list[str] = []
        failed: list[InputError] = []
        for batch in batches:
            chunk, broken = batch.inputs, dict(batch.broken)
            failed += [item for item in chunk if isinstance(item, InputError)]
            articles = [item for item in chunk if isinstance(item, Article)]
            standing = self._standing(articles)
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
            self.refresh(engine=engine)
        revised = self.store.formers(new)
        return Added(tuple(new), tuple(unchanged), tuple(failed), tuple(a for a in new if a in revised))

    @one_thread()
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
                self._searching.make_codes(self.encoder)
        return arrived

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
        failed = (InputError(each["location"], each["reason"]) for each in self.store.failures())
        return Added(tuple(new), tuple(unchanged), tuple(failed))

    def note_returns(self, returned: Mapping[str, str]) -> list[str]:
        """Note kept articles that stand again where others, their revisions, stood; return those of which it is news.

        A page that goes back and forth between two texts is news once each way.
        """
        return self.store.persistently(partial(self._note_returns, returned))

    def _note_returns(self, returned: Mapping[str, str]) -> list[str]:
        with self.store.writing():
            known = {(new, former) for new, former, _ in self.store.revised_by(returned)}
            for article in self.store.articles(returned).values():
                former, at = returned[article.id], moment_after(self.store.latest_arrival())
                if (article.id, former) in known:
                    self.store.note_keys(article.id, keys_of(article))
                else:
                    self.store.note_arrival(article.id, keys_of(article), at=at, former=former)
        return [article for article, former in returned.items() if (article, former) not in known]

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
        account = reading.account
        kept = self.store.add_article(
            article,
            sentences,
            days=account.days,
            encoder=self.encoder.name,
            data=reading.vectors,
            mean=account.mean,
        )
        if kept:
            latest = self.store.latest_arrival()
            at = moment_after(latest)
            if not latest:
                self.store.set_mark(FIRST_MARK, at)
            self.store.note_arrival(article.id, keys_of(article), at=at, former=standing.former)
            self._place(reading)
            if not reading.whole:
                self.store.note_skimmed(article.id)
                self.store.put_off_story_of(article.id)
        return kept

    def _place(self, reading: Reading) -> None:
        """Find whom an article names, what it copies and which event it tells."""
        article = reading.article.id
        if reading.words is not None:
            self.store.set_word_vectors(article, self.encoder.name, reading.words)
        self.store.set_findings(article, find.as_data(reading.findings))
        self._naming.link(reading.chains)
        self._copying.link(reading.passages, reading.copy_keys)
        self._grouping.place(reading.account)


def _chunks(inputs: Iterable[Article | InputError], size: int) -> Iterator[list[Article | InputError]]:
    waiting = iter(inputs)
    while chunk := list(islice(waiting, size)):
        yield chunk
