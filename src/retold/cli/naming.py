"""Commands about who and what is named."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.console import Console

from retold import report
from retold.cli.options import listed, print_json, with_corpus
from retold.corpus import open_corpus
from retold.model import EntityKind


@click.command()
@with_corpus
@click.option("--kind", type=click.Choice([kind.value for kind in EntityKind]), help="Of this kind only.")
@click.option("--since", metavar="DAY", help="Named since a day, a month or a year: 2024-05.")
@click.option(
    "--language",
    metavar="CODE,...",
    help="Named in these languages; with one, called as it calls them.",
)
@click.option(
    "--most", default=50, show_default=True, type=click.IntRange(1), help="At most so many are listed."
)
def entities(
    kind: str | None, since: str | None, language: str | None, most: int, db: str, *, as_json: bool
) -> None:
    """List who and what is named, those that most articles name first."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.named(
            kind=EntityKind(kind) if kind else None, since=since, languages=listed(language), most=most
        )
    if as_json:
        print_json([asdict(named) for named in found])
    else:
        report.print_named(found, Console())


@click.command()
@with_corpus
@click.argument("name")
@click.option("--language", metavar="CODE", help="Call it as this language does; else in Latin letters.")
def entity(name: str, language: str | None, db: str, *, as_json: bool) -> None:
    """Print all that is known of a NAME, in whatever script: its forms, why they are one, where it stands.

    NAME may also be an entity's id, or how that begins.
    """
    with open_corpus(db, create=False) as corpus:
        who = corpus.who(name, language=language)
        if as_json:
            print_json(asdict(who))
        else:
            report.print_who(who, corpus.articles(who.articles), Console())
