"""Commands that follow what is published."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from retold.cli.adding import reading_of
from retold.cli.options import print_json, with_corpus
from retold.corpus import open_corpus
from retold.errors import InputError, UsageError
from retold.fetch import Client, is_address
from retold.read import read_opml
from retold.read.opml import Feed
from retold.watch import Summary, Watch, keep_watching

#: Seconds between two looks at what is due.
LOOK = 60.0


@click.command()
@with_corpus
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS...")
@click.option("--once", is_flag=True, help="Go one round and end, as for cron.")
@click.option("--outlets", metavar="FILE", help="A table of the names that one outlet goes by (TOML).")
def watch(feeds: tuple[str, ...], db: str, *, once: bool, outlets: str | None, as_json: bool) -> None:
    """Watch feeds: fetch what they lead to, keep what is new and what has changed.

    FEEDS are lists of feeds (.opml) and addresses of feeds. Sites are asked politely: their robots.txt is heeded,
    with pauses, and for what is known only if it has changed. An article that changes is kept as a revision. A line
    sums up each round. Stopped by Ctrl-C or SIGTERM, it goes on where it was when it is started again.
    """
    listed = _listed(feeds)
    with open_corpus(db) as corpus:
        client = Client(corpus.settings)
        watching = Watch(corpus, client, reading=reading_of(None, outlets))

        def told(summary: Summary) -> None:
            if summary.feeds or summary.pages:
                print_json(summary) if as_json else click.echo(str(summary))

        with _until_stopped(watching.stop, client):
            if once:
                told(watching.round(listed))
            else:
                keep_watching(watching, listed, on_round=told, pause=LOOK)


def _listed(places: tuple[str, ...]) -> list[Feed]:
    feeds: dict[str, Feed] = {}
    for place in places:
        found = [Feed(place)] if is_address(place) else _of_file(place)
        feeds |= {feed.url: feed for feed in found}
    return list(feeds.values())


def _of_file(place: str) -> list[Feed]:
    try:
        return read_opml(place, Path(place).read_bytes())
    except OSError as error:
        raise UsageError(f"{place}: {error.strerror or error}") from None
    except InputError as error:
        raise UsageError(str(error)) from None


@contextmanager
def _until_stopped(stop: threading.Event, client: Client) -> Iterator[None]:
    """Within this, Ctrl-C and SIGTERM wish a stop, and break off what is being fetched."""

    def wish(*_: object) -> None:
        stop.set()
        client.interrupt()

    former = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
