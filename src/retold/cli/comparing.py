"""Commands about an event and what its articles tell."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from retold import report
from retold.cli.options import listed, most_told, print_json, with_corpus
from retold.corpus import narrow, open_corpus
from retold.errors import UsageError
from retold.model import DifferenceKind


@click.command()
@with_corpus
@click.option(
    "--language", metavar="CODE,...", help="Labels in the first of these that has one, as in mk,en."
)
def events(db: str, *, language: str | None, as_json: bool) -> None:
    """List the events, newest first, with how many articles tell them in which languages."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.events(listed(language))
        if as_json:
            print_json([asdict(event) for event in found])
        else:
            articles = corpus.articles()
            report.print_events([(e, [articles[a] for a in e.articles]) for e in found], Console())


@click.command()
@with_corpus
@click.option(
    "--language", metavar="CODE,...", help="Labels in the first of these that has one, as in mk,en."
)
def stories(db: str, *, language: str | None, as_json: bool) -> None:
    """List the stories of more than one event, the one with the newest event first."""
    with open_corpus(db, create=False) as corpus:
        ids = corpus.store.list_stories()
        known = {story.id: story for story in corpus.stories(listed(language), ids=ids)}
        found = [known[story] for story in ids]
        if as_json:
            print_json([asdict(story) for story in found])
        else:
            events = corpus.store.events(event for story in found for event in story.events)
            articles = corpus.articles(a for event in events.values() for a in event.articles)
            report.print_stories(found, events, articles, Console())


@click.command()
@with_corpus
@click.argument("event", required=False)
@click.option("--full", is_flag=True, help="Print every telling in full.")
@click.option("--only", metavar="KIND,...", help=f"Differences of these kinds: {', '.join(DifferenceKind)}.")
@click.option(
    "--language",
    metavar="CODE,...",
    help="Articles in these languages, as in mk,sq; so the label.",
)
def compare(
    event: str | None, db: str, *, full: bool, only: str | None, language: str | None, as_json: bool
) -> None:
    """Line up what the articles of an EVENT tell (its id, or how its id begins).

    Without EVENT it is the one that most articles tell.
    """
    kinds = [_kind(name) for name in listed(only)]
    with open_corpus(db, create=False) as corpus:
        comparison = narrow(
            corpus.compare(event or most_told(corpus), languages=listed(language)),
            kinds=kinds,
            languages=listed(language),
        )
        if as_json:
            print_json(asdict(comparison))
        else:
            report.print_comparison(comparison, Console(), full=full)


def _kind(name: str) -> DifferenceKind:
    try:
        return DifferenceKind(name)
    except ValueError:
        raise UsageError(f"{name}: is no kind of difference ({', '.join(DifferenceKind)})") from None


@click.command()
@with_corpus
@click.argument("name", metavar="CLAIM")
def claim(name: str, db: str, *, as_json: bool) -> None:
    """Print a CLAIM's tellings in time order, over all events of its story (its id, or how its id begins).

    Under each stands with which other telling it most probably belongs, how sure that is, and why.
    `retold compare --full` shows the ids.
    """
    with open_corpus(db, create=False) as corpus:
        found = corpus.claim(name)
        ties = corpus.ties([found])
        if as_json:
            differences = [asdict(d) for d in corpus.differences() if d.claim == found.id]
            reasons = [asdict(tie) for tie in ties.values()]
            print_json(asdict(found) | {"differences": differences, "ties": reasons})
        else:
            report.print_claim(corpus.compare(found.event), found.id, ties, Console())


@click.command()
@with_corpus
@click.argument("left", metavar="ARTICLE")
@click.argument("right", metavar="ARTICLE")
def diff(left: str, right: str, db: str, *, as_json: bool) -> None:
    """Print two ARTICLEs side by side, what both tell on one line (ids, locations or file names)."""
    with open_corpus(db, create=False) as corpus:
        one, other, pairings = corpus.side_by_side(left, right)
    if as_json:
        print_json({"left": one.id, "right": other.id, "pairings": [asdict(p) for p in pairings]})
    else:
        report.print_side_by_side(one, other, pairings, Console())


@click.command()
@with_corpus
@click.argument("event", required=False)
def figures(event: str | None, db: str, *, as_json: bool) -> None:
    """Print what the articles of an EVENT count, claim by claim.

    Without EVENT it is the one that most articles tell.
    """
    with open_corpus(db, create=False) as corpus:
        comparison = corpus.compare(event or most_told(corpus))
        rows = corpus.figures(comparison)
    if as_json:
        print_json(
            [
                {
                    "claim": row.claim.id,
                    "figures": {a: [asdict(f) for f in fs] for a, fs in row.figures.items()},
                }
                for row in rows
            ]
        )
    else:
        report.print_figures(comparison, rows, Console())


@click.command("report")
@with_corpus
@click.argument("name", metavar="[EVENT|STORY|ENTITY]", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="FILE.html, FILE.md or FILE.docx",
)
@click.option("--language", metavar="CODE,...", help="Labels and names in the first of these that has one.")
def write_report(name: str | None, output: Path, db: Path, *, language: str | None, as_json: bool) -> None:
    """Write what is known of an EVENT, a STORY or an ENTITY as one file that needs nothing else.

    It is given by its id or how that begins; an entity by its name too. Without one it is the event that most
    articles tell. `retold verify` checks what is written.
    """
    form = report.form_of(output.name)
    if form not in report.FORMS:
        raise UsageError(f"{output}: a report is written as {' or '.join(report.FORMS)}")
    with open_corpus(db, create=False) as corpus:
        corpus.refresh()
        subject = report.find_subject(corpus, name) if name else report.Subject("event", most_told(corpus))
        content = report.make_report(corpus, subject, form, listed(language))
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from error
    if as_json:
        print_json({"written": str(output), "bytes": len(content), subject.kind: subject.id})
    else:
        click.echo(f"wrote {output}")
