"""Commands that look after a corpus: what failed, whether all holds, a copy of it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from retold.cli.adding import polite, print_added, read_inputs, reading_of, reading_options
from retold.cli.options import KEPT_ASIDE, print_json, with_corpus
from retold.corpus import open_corpus
from retold.read import read_content


@click.command()
@with_corpus
@click.option("--retry", is_flag=True, help="Read them again: from where they came, else as they were kept.")
@reading_options
def failures(
    db: str, *, retry: bool, outlet: str | None, outlets: str | None, reader: str | None, as_json: bool
) -> int:
    """List the inputs that could not be read, and why.

    The other options are those of `retold add`, for --retry, which heeds what the robots.txt of a site closes.
    """
    with open_corpus(db, create=False) as corpus:
        if retry:
            said = reading_of(outlet, outlets)
            # Pages that feeds led to are among them, and many of one site: its robots.txt and its pauses hold.
            read = partial(read_inputs, politeness=polite(), named=False, reader=reader, **said)
            added = corpus.retry(read, partial(read_content, **said))
            print_added(added, as_json=as_json)
            return KEPT_ASIDE if added.failed else 0
        found = corpus.failures()
    if as_json:
        print_json(found)
    for failure in found if not as_json else ():
        click.echo(f"{failure['location']}: {failure['reason']}")
    return 0


@click.command()
@with_corpus
@click.option("--repair", is_flag=True, help="Derive again what does not hold; articles are not touched.")
def check(db: str, *, repair: bool, as_json: bool) -> int:
    """Check that the file is sound and that all that was derived still stands in the articles.

    Every span must be a slice of its article, every vector of its size, every event, story, entity and claim must
    hold together. The exit status is 1 where something does not.
    """
    with open_corpus(db, create=False) as corpus:
        faults = corpus.repair() if repair else corpus.check()
        count = corpus.store.count() if not faults else 0
    if as_json:
        print_json([asdict(fault) for fault in faults])
    elif faults:
        for fault in faults:
            click.echo(f"{fault.part}: {fault.subject} {fault.reason}")
    else:
        click.echo(f"{count} articles, and all that was derived from them holds")
    return KEPT_ASIDE if faults else 0


@click.command()
@with_corpus
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path, db: str, *, as_json: bool) -> None:
    """Write a copy of the corpus to FILE, as of one moment, while others may read and write it.

    An older backup there is replaced once the new one is whole. FILE is a corpus like any other.
    """
    with open_corpus(db, create=False) as corpus:
        corpus.backup(file)
        count = corpus.store.count()
    if as_json:
        print_json({"file": str(file), "articles": count})
    else:
        click.echo(f"{file}: {count} articles, {file.stat().st_size:,} bytes")


@click.command()
@with_corpus
@click.option(
    "--to", "target", metavar="PLACE", required=True, help="Where it goes: a new file, or an empty database."
)
def copy(target: str, db: str, *, as_json: bool) -> None:
    """Copy the whole corpus to another database, of whatever kind, as of one moment.

    From a file to postgresql://user@host/database and back, with all ids as they were.
    """
    with open_corpus(db, create=False) as corpus, open_corpus(target) as other:
        corpus.copy_to(other)
        count, place = other.store.count(), other.store.place
    if as_json:
        print_json({"place": place, "articles": count})
    else:
        click.echo(f"{place}: {count} articles")
