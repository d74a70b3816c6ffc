"""Places -> a corpus, with all that needs one article at a time done on a Ray cluster."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from retold import encode
from retold.align import Chapter
from retold.corpus import HERE, Added, Batch, Corpus, Lined, open_corpus, read_each
from retold.errors import InputError, StoreError, UsageError
from retold.model import Article
from retold.protocols import Encoder
from retold.spread.places import Place, find_places, read_place

#: Files that one call of a worker reads, articles that it encodes together and gives back, chapters that it lines up.
PLACES_A_CALL = 16
ARTICLES_A_CALL = 16
CHAPTERS_A_CALL = 4


def add_spread(
    corpus: Corpus,
    inputs: Sequence[str],
    *,
    address: str | None = None,
    place: str | None = None,
    reading: dict[str, Any],
    reader: str | None = None,
    fast: bool = False,
    on_input: Callable[[], None] = lambda: None,
) -> Added:
    """Read inputs into a corpus with the workers of a Ray cluster, or of one made here where no address is given.

    `place` is how the workers open the corpus to line up its chapters; what one cannot open, or sees otherwise than
    it is, is lined up here. `reading` are the keywords of `retold.read_articles`. A worker that dies is replaced and
    its files are read again; what is kept already is not encoded again. Raises UsageError where there is no Ray or
    no cluster at the address.
    """
    places = list(find_places(inputs))
    order = Order(
        encoder=corpus.encoder_name,
        reading=reading,
        reader=reader,
        known=frozenset(corpus.store.article_ids()),
        most_sentences=corpus.settings.max_sentences,
        fast=fast,
    )
    with _cluster(address) as ray:
        found = _spread(ray, places, pickle.dumps(order))
        told = pickle.dumps((place, corpus.encoder_name, corpus.settings))
        return corpus.add_batches(found, on_input=on_input, engine=Liners(ray, told) if place else HERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What every worker is told: the encoder, how inputs are read, and which articles are kept already."""

    encoder: str
    reading: dict[str, Any]
    reader: str | None
    known: frozenset[str]
    most_sentences: int
    fast: bool


class Worker:
    """Reads files closely; loads its encoder once."""

    def __init__(self, packed: bytes) -> None:
        self.order: Order = pickle.loads(packed)
        self.encoder: Encoder = encode.load_encoder(self.order.encoder, threads=1)

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[bytes]]]:
        """Read some places; yield packed batches of what stands there, in order."""
        waiting: list[Article | InputError] = []
        for packed in batch["place"]:
            for item in read_place(pickle.loads(packed), self.order.reading, self.order.reader):
                waiting.append(item)
                if len(waiting) == ARTICLES_A_CALL:
                    yield self._read(waiting)
                    waiting = []
        if waiting:
            yield self._read(waiting)

    def _read(self, items: list[Article | InputError]) -> dict[str, list[bytes]]:
        fresh = {a.id: a for a in items if isinstance(a, Article) and a.id not in self.order.known}
        limit, fast = self.order.most_sentences, self.order.fast
        new = list(fresh.values())
        read = read_each(new, self.encoder, most_sentences=limit, fast=fast) if new else ([], {})
        return {"batch": [pickle.dumps(Batch(items, *read))]}


class Liner:
    """Lines up chapters; loads its encoder and opens the corpus once."""

    def __init__(self, packed: bytes) -> None:
        place, encoder, settings = pickle.loads(packed)
        self.corpus: Corpus | None
        loaded = encode.load_encoder(encoder, threads=1)
        try:
            self.corpus = open_corpus(place, create=False, encoder=loaded, settings=settings)
        except StoreError:  # a file that is on another machine
            self.corpus = None

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        """Line up some chapters, or leave them to others."""
        found = [self.corpus and self.corpus.line_up(pickle.loads(packed)) for packed in batch["chapter"]]
        return {"lined": [pickle.dumps(lined) for lined in found]}


class Liners:
    """Lines up chapters with the workers of a cluster."""

    def __init__(self, ray: Any, told: bytes) -> None:
        self._ray = ray
        self._told = told

    def line_up(self, chapters: Sequence[Chapter], *, differences: bool) -> Iterator[Lined | None]:
        """Yield what workers line up, in the order of the chapters."""
        del differences  # an archive wants them all
        rows = [{"chapter": pickle.dumps(chapter)} for chapter in chapters]
        found = _map(self._ray, rows, Liner, self._told, CHAPTERS_A_CALL)
        return (pickle.loads(row["lined"]) for row in found)


def _spread(ray: Any, places: Sequence[Place], told: bytes) -> Iterator[Batch]:
    """Yield what workers read, in the order of the places."""
    rows = [{"place": pickle.dumps(place)} for place in places]
    return (pickle.loads(row["batch"]) for row in _map(ray, rows, Worker, told, PLACES_A_CALL))


def _map(ray: Any, rows: Sequence[dict[str, Any]], worker: type, told: bytes, a_call: int) -> Iterator[Any]:
    """Yield what workers of a kind make of rows, in their order; one that dies is replaced."""
    if not rows:
        return
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True  # ids follow from the order of arrival
    context.enable_progress_bars = False
    workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
    data = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // a_call))
    yield from data.map_batches(
        worker,
        fn_constructor_args=(told,),
        batch_size=a_call,
        batch_format="numpy",
        concurrency=(1, workers),
        num_cpus=1,
    ).iter_rows()


@contextmanager
def _cluster(address: str | None) -> Iterator[Any]:
    """Have Ray, with a cluster that is there already or one of this machine alone."""
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UsageError(f"--engine ray needs `pip install retold[ray]` ({error.name} is missing)") from error
    logging.getLogger("ray").setLevel(logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    mine = not ray.is_initialized()
    try:
        if mine:
            ray.init(address=address, configure_logging=False, log_to_driver=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise UsageError(f"{address}: no Ray cluster answers there: {str(error).splitlines()[0]}") from error
    try:
        yield ray
    except ray.exceptions.RayError as error:
        raise StoreError(f"the cluster gave up: {str(error).strip().splitlines()[-1]}") from error
    finally:
        if mine:
            ray.shutdown()
