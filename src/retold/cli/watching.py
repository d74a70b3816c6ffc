"""Commands that follow what is published."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from retold.cli.adding import reading_of
from retold.cli.options import print_json, with_corpus
from retold.corpus import (
    News,
    Topic,
    changes_in_words,
    news,
    news_data,
    open_corpus,
    topic_name,
    topic_title,
)
from retold.errors import FetchError, InputError, UsageError
from retold.export import to_atom
from retold.fetch import Client, is_address, without_password
from retold.read import read_opml
from retold.read.dates import parse_published
from retold.read.opml import Feed
from retold.report.terminal import clean
from retold.watch import Summary, Watch, Webhook, keep_watching

#: Seconds between two looks at what is due.
LOOK = 60.0


@click.command()
@with_corpus
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS...")
@click.option("--once", is_flag=True, help="Go one round and end, as for cron.")
@click.option("--outlets", metavar="FILE", help="A table of the names that one outlet goes by (TOML).")
@click.option("--webhook", metavar="URL", help="Send what is new here after each round, as JSON.")
def watch(
    feeds: tuple[str, ...], db: str, *, once: bool, outlets: str | None, webhook: str | None, as_json: bool
) -> None:
    """Watch feeds: fetch what they lead to, keep what is new and what has changed.

    FEEDS are lists of feeds (.opml) and addresses of feeds. Sites are asked politely: their robots.txt is heeded,
    with pauses, and for what is known only if it has changed. An article that changes is kept as a revision. A line
    sums up each round. Stopped by Ctrl-C or SIGTERM, it goes on where it was when it is started again.
    """
    listed = _listed(feeds)
    with open_corpus(db) as corpus:
        client = Client(corpus.settings)
        watching = Watch(corpus, client, reading=reading_of(None, outlets))
        hook = Webhook(corpus, client, webhook) if webhook else None

        def told(summary: Summary) -> None:
            if as_json:
                print_json(asdict(summary))
            elif summary.feeds or summary.pages:
                click.echo(str(summary))
            elif once:
                click.echo(f"nothing is due: a feed is asked every {corpus.settings.watch_minutes:g} minutes")
            if hook and webhook:
                _send(hook, webhook)

        with _until_stopped(watching.stop, client):
            if once:
                told(watching.round(listed))
            else:
                keep_watching(watching, listed, on_round=told, pause=LOOK)


def _send(hook: Webhook, webhook: str) -> None:
    """Send the news; where that fails, say so and go on, since they are sent later.

    Of the address only the site is told: the path of a webhook is a secret as a password is.
    """
    try:
        hook.send()
    except FetchError as error:
        site = re.sub(r"(?<=[^/:])[/?#].*", "/…", without_password(webhook), flags=re.DOTALL)
        click.echo(f"not sent: {clean(site)}: {error.reason}", err=True)


@click.command()
@with_corpus
@click.option("--since", metavar="TIME", help="A day or time in UTC, or 12h or 7d for so long ago.")
@click.option("--as", "reader", default="me", show_default=True, metavar="NAME", help="Who reads.")
def new(db: str, *, since: str | None, reader: str, as_json: bool) -> None:
    """Say what is new since the last time: articles that came, and what was changed in those that did."""
    with open_corpus(db, create=False) as corpus:
        found = news(corpus, since=_time(since) if since else corpus.store.mark(reader))
        if not since and found:
            with corpus.store.writing():
                corpus.store.set_mark(reader, found[0].at)
    if as_json:
        print_json([news_data(each) for each in found])
        return
    for label, told in _by_event(found).items():
        click.echo(label)
        for each in told:
            article = each.article
            said = f"{'corrected: ' * bool(each.revision)}{article.title or article.text[:80]}"
            click.echo(f"  {clean(article.outlet or article.location)}: {clean(said)}")
            for line in changes_in_words(each):
                click.echo(f"    {clean(line)}")


def _by_event(found: Sequence[News]) -> dict[str, list[News]]:
    """Gather news under the labels of their events, the event of the newest first."""
    told: dict[str, list[News]] = {}
    for each in found:
        told.setdefault(clean(each.event.label) if each.event else "", []).append(each)
    return told


def _time(since: str) -> str:
    ago = re.fullmatch(r"(\d{1,5})([hd])", since)
    if ago:
        past = timedelta(hours=int(ago[1]) * (24 if ago[2] == "d" else 1))
        return (datetime.now(UTC) - past).isoformat()[:19]
    try:
        return parse_published(since).removesuffix("Z")
    except ValueError:
        raise UsageError(f"{since!r} is no time; write 2025-09-04, 12h or 7d") from None


@click.command()
@with_corpus
@click.option("--story", metavar="ID", help="Of a story alone.")
@click.option("--entity", metavar="NAME", help="Of whom this name or id stands for alone.")
@click.option("--search", "words", metavar="WORDS", help="Of what holds these words alone.")
@click.option(
    "--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many articles."
)
@click.option("-o", "output", type=click.Path(path_type=Path), help="Write to this file.")
def feed(
    db: str,
    *,
    story: str | None,
    entity: str | None,
    words: str | None,
    most: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write what is new as an Atom feed, for a reader of feeds: of all, a story, an entity or a search."""
    topic = Topic(story=story, entity=entity, words=words)
    with open_corpus(db, create=False) as corpus:
        title, name = topic_title(corpus, topic), topic_name(corpus, topic)
        found = news(corpus, topic, most=most)
    if as_json:
        print_json({"title": title, "news": [news_data(each) for each in found]})
        return
    content = to_atom(found, title=title, name=name)
    if output:
        output.write_bytes(content)
    else:
        click.echo(content.decode())


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
