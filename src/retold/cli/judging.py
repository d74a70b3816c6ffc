"""Commands by which a user says that Retold is wrong about an event, and asks why it is so."""

from __future__ import annotations

import getpass
from dataclasses import asdict

import click
from rich.console import Console

from retold import report
from retold.cli.options import print_json, with_corpus
from retold.corpus import open_corpus
from retold.errors import UsageError
from retold.model import JudgementKind

_KINDS = click.Choice([kind.value for kind in JudgementKind])


@click.command()
@with_corpus
@click.argument("kind", type=_KINDS)
@click.argument("names", nargs=-1, required=True)
@click.option("--entity", is_flag=True, help="NAMES are entities: an id, how it begins, or a name.")
@click.option(
    "--user",
    envvar="RETOLD_USER",
    default=getpass.getuser,
    show_default="RETOLD_USER, else your name on this machine",
    help="Who judges.",
)
def judge(kind: str, names: tuple[str, ...], user: str, db: str, *, entity: bool, as_json: bool) -> None:
    """Say once what is so; it holds on every run, whatever arrives, until it is undone.

    \b
    retold judge same ARTICLE ARTICLE ...      they tell one event
    retold judge different ARTICLE ARTICLE     they tell two
    retold judge merge EVENT EVENT             the two are one
    retold judge split EVENT ARTICLE ...       these articles leave the event
    retold judge rename EVENT|STORY LABEL      it is called so
    retold judge --entity merge NAME NAME      they are one person, body, place or thing
    retold judge --entity split NAME FORM ...  what is written so, or stands in these articles, is another
    retold judge --entity rename NAME LABEL    it is called so
    retold judge --entity delete NAME          it is none
    retold judge undo NUMBER                   that judgement holds no longer
    """  # noqa: D301 - click keeps the lines behind this sign as they are
    with open_corpus(db, create=False) as corpus:
        if kind == JudgementKind.UNDO:
            found = corpus.undo(_number(names), user=user)
        else:
            keep = corpus.correct if entity else corpus.judge
            found = keep(JudgementKind(kind), *names, user=user)
    if as_json:
        print_json(asdict(found))
    elif kind == JudgementKind.UNDO:
        click.echo(f"undone; {names[0]} is kept in `retold judgements`")
    else:
        click.echo(f"judgement {found.number}, {kind}, holds until `retold judge undo {found.number}`")


def _number(names: tuple[str, ...]) -> int:
    if len(names) != 1 or not names[0].isdecimal():
        raise UsageError("undo: takes the number of a judgement; `retold judgements` lists them")
    return int(names[0])


@click.command()
@with_corpus
def judgements(db: str, *, as_json: bool) -> None:
    """List what was judged, by whom and when, oldest first."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.judgements()
    if as_json:
        print_json([asdict(judgement) for judgement in found])
    else:
        report.print_judgements(found, Console())


@click.command()
@with_corpus
@click.argument("article")
@click.argument("event")
def why(article: str, event: str, db: str, *, as_json: bool) -> None:
    """Say why an ARTICLE tells an EVENT, or does not: the evidence, what it weighs, and a reason in words."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.why(article, event)
        articles = corpus.articles([found.article, *([found.nearest] if found.nearest else [])])
        if as_json:
            print_json(asdict(found))
        else:
            report.print_why(found, articles, Console())
