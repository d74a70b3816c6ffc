"""Commands that bring articles in and look after the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import retold
from retold.cli.options import KEPT_ASIDE, Command, print_json, with_corpus
from retold.cli.progress import Progress
from retold.corpus import HERE, Added, Corpus, Engine, open_corpus
from retold.errors import InputError, UsageError
from retold.fetch import Client, is_address
from retold.model import Article
from retold.read import NO_MERGES, load_outlets, read_articles, read_opml
from retold.spread.places import find_places, read_place
from retold.watch import Politeness, read_addresses


def reading_options(command: Command) -> Command:
    """Add the options that say how inputs are read."""
    for option in (
        click.option(
            "--reader", metavar="NAME", help="Read every file with this reader, or yours: 'module:Name'."
        ),
        click.option(
            "--outlets", metavar="FILE", help="A table of the names that one outlet goes by (TOML)."
        ),
        click.option(
            "--outlet",
            metavar="PATTERN",
            help="What file names tell, as in '{n}-{language}-{outlet}' or '{outlet}/{date}'.",
        ),
    ):
        command = option(command)
    return command


def reading_of(outlet: str | None, outlets: str | None) -> dict[str, Any]:
    """Return the keywords of `retold.read` that these options stand for."""
    settings = retold.load_settings()
    table = outlets or settings.outlets
    merges = load_outlets(table) if table else NO_MERGES
    return {"outlet_pattern": outlet, "max_bytes": settings.max_bytes, "outlets": merges}


def read_inputs(
    *inputs: str,
    politeness: Politeness,
    named: bool = True,
    reader: str | None = None,
    **reading: Any,
) -> Iterator[Article | InputError]:
    """Read files, folders and standard input, then what stands at addresses, and what lists of feeds lead to.

    `named` is whether the user names them, as `read_addresses` has it.
    """
    lists = [place for place in inputs if place.lower().endswith(".opml") and not is_address(place)]
    stored = [place for place in inputs if "://" in place and not is_address(place)]
    files = [place for place in inputs if place not in (*lists, *stored) and not is_address(place)]
    yield from read_articles(*files, reader=reader, **reading)
    for each in find_places(stored):
        yield from read_place(each, reading, reader)
    urls = [place for place in inputs if is_address(place)]
    for place in lists:
        try:
            urls += [feed.url for feed in read_opml(place, Path(place).read_bytes())]
        except OSError as error:
            yield InputError(place, f"cannot be read: {error.strerror}")
        except InputError as error:
            yield error
    if urls:
        yield from read_addresses(urls, politeness, named=named, **reading)


def polite() -> Politeness:
    """Return what asks sites, within the limits of the settings."""
    settings = retold.load_settings()
    return Politeness(Client(settings), settings)


def engine_of(said: str | None) -> tuple[str, str]:
    """Return the name of an engine and what stands behind its colon.

    Raises UsageError for what is none.
    """
    name, _, detail = (said or "").partition(":")
    if (said and name not in ("local", "ray")) or (name == "local" and detail and not detail.isdecimal()):
        raise UsageError(f"--engine {said}: local, local:N, ray and ray:ADDRESS are known")
    return name, detail


@contextmanager
def working_on(corpus: Corpus, db: str, name: str, workers: str) -> Iterator[Engine]:
    """Have the engine of that name; without a name, this process does all."""
    if name != "local":
        yield HERE
        return
    from retold.spread import Processes

    with Processes(corpus, db, workers=int(workers or 0) or None) as engine:
        yield engine


@click.command()
@with_corpus
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@reading_options
@click.option(
    "--engine",
    metavar="local[:N]|ray[:ADDRESS]",
    help="For archives: on all cores of this machine, or N, or on a Ray cluster (docs/scale.md).",
)
@click.option(
    "--fast",
    is_flag=True,
    help="Read only the openings, which tell the events; the rest is read when an event is first compared.",
)
def add(
    inputs: tuple[str, ...],
    outlet: str | None,
    outlets: str | None,
    reader: str | None,
    engine: str | None,
    db: str,
    *,
    fast: bool,
    as_json: bool,
) -> int:
    """Read articles into the corpus and group, align and compare them.

    An INPUT is a file, a folder, - for standard input, or an address; of feeds and lists of feeds (.opml), all that
    they lead to is fetched. Read are plain text and Markdown, web pages (.html,
    .mhtml, .warc, .wacz), feeds (RSS, Atom, JSON Feed, news sitemaps), tables (.jsonl, .json, .csv, .parquet),
    what agencies send (ninjs, NewsML-G2, NITF), mail (.eml) and papers (.docx, .pdf). What cannot be read is kept
    aside (see `retold failures`) and the exit status is then 1.
    """
    reading = reading_of(outlet, outlets)
    name, detail = engine_of(engine)
    with open_corpus(db) as corpus, Progress() as advance:
        if name == "ray":
            from retold.spread import add_spread

            added = add_spread(
                corpus,
                inputs,
                address=detail or None,
                place=db if "://" in db else str(Path(db).resolve()),
                reading=reading,
                reader=reader,
                fast=fast,
                on_input=advance,
            )
        else:
            articles = read_inputs(*inputs, politeness=polite(), reader=reader, **reading)
            with working_on(corpus, db, name, detail) as working:
                added = corpus.add(articles, on_input=advance, engine=working, fast=fast)
    print_added(added, as_json=as_json)
    return KEPT_ASIDE if added.failed else 0


def print_added(added: Added, *, as_json: bool) -> None:
    """Print what became of the inputs: a line for each that was kept aside, then the counts."""
    if as_json:
        failed = [{"location": f.location, "reason": f.reason} for f in added.failed]
        print_json({"new": added.new, "unchanged": added.unchanged, "failed": failed})
        return
    for failure in added.failed:
        click.echo(f"kept aside: {failure}", err=True)
    parts = [f"{len(added.new)} new"]
    parts += [f"{len(added.unchanged)} unchanged"] if added.unchanged else []
    parts += [f"{len(added.failed)} kept aside"] if added.failed else []
    click.echo(", ".join(parts))


@click.command()
@with_corpus
def doctor(db: str, *, as_json: bool) -> None:
    """Say what this installation has: versions, model, corpus, languages with a mean of their own."""
    from retold.doctor import examine

    found = examine(db)
    if as_json:
        print_json(found)
    for name, value in found.items() if not as_json else ():
        click.echo(f"{name:12} {value if isinstance(value, str) else ', '.join(value)}")
