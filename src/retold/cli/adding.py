"""Commands that bring articles in and look after the corpus."""

from __future__ import annotations

import click

import retold
from retold.cli.options import KEPT_ASIDE, print_json, with_corpus
from retold.cli.progress import Progress
from retold.corpus import Added, open_corpus
from retold.read import NO_MERGES, load_outlets, read_articles


@click.command()
@with_corpus
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--outlet",
    metavar="PATTERN",
    help="What file names tell, as in '{n}-{language}-{outlet}' or '{outlet}/{date}'.",
)
@click.option("--outlets", metavar="FILE", help="A table of the names that one outlet goes by (TOML).")
@click.option("--reader", metavar="NAME", help="Read every file with this reader, or yours: 'module:Name'.")
def add(
    inputs: tuple[str, ...],
    outlet: str | None,
    outlets: str | None,
    reader: str | None,
    db: str,
    *,
    as_json: bool,
) -> int:
    """Read articles into the corpus and group, align and compare them.

    An INPUT is a file, a folder, or - for standard input. Read are plain text and Markdown, web pages (.html,
    .mhtml, .warc, .wacz), feeds (RSS, Atom, JSON Feed, news sitemaps), tables (.jsonl, .json, .csv, .parquet),
    what agencies send (ninjs, NewsML-G2, NITF), mail (.eml) and papers (.docx, .pdf). What cannot be read is kept
    aside (see `retold failures`) and the exit status is then 1.
    """
    settings = retold.load_settings()
    merges = load_outlets(outlets or settings.outlets) if outlets or settings.outlets else NO_MERGES
    found = read_articles(
        *inputs, outlet_pattern=outlet, max_bytes=settings.max_bytes, reader=reader, outlets=merges
    )
    with open_corpus(db) as corpus, Progress() as advance:
        added = corpus.add(found, on_input=advance)
    if as_json:
        print_json(
            {
                "new": added.new,
                "unchanged": added.unchanged,
                "failed": [{"location": f.location, "reason": f.reason} for f in added.failed],
            }
        )
    else:
        _print_added(added)
    return KEPT_ASIDE if added.failed else 0


def _print_added(added: Added) -> None:
    for failure in added.failed:
        click.echo(f"kept aside: {failure}", err=True)
    parts = [f"{len(added.new)} new"]
    parts += [f"{len(added.unchanged)} unchanged"] if added.unchanged else []
    parts += [f"{len(added.failed)} kept aside"] if added.failed else []
    click.echo(", ".join(parts))


@click.command()
@with_corpus
def failures(db: str, *, as_json: bool) -> None:
    """List the inputs that could not be read, and why."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.failures()
    if as_json:
        print_json(found)
    for failure in found if not as_json else ():
        click.echo(f"{failure['location']}: {failure['reason']}")


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
