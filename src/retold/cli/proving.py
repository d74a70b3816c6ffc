"""Commands that give out all that was found, and check what was given out."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from retold import export
from retold.cli.options import print_json, with_corpus
from retold.corpus import open_corpus
from retold.errors import UsageError

DOES_NOT_HOLD = 1


@click.command()
@with_corpus
def dump(db: str, *, as_json: bool) -> None:
    """Print everything that was found, as one JSON document."""
    with open_corpus(db, create=False) as corpus:
        for piece in export.dump_lines(corpus):
            click.echo(piece, nl=False)


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--db",
    metavar="PLACE",
    help="The corpus to check against; without one, the texts that FILE itself carries.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify_file(file: Path, db: str | None, *, as_json: bool) -> int:
    """Check that all that a report (.html, .md, .docx) or a dump (.json) says stands where it says so.

    The exit status is 1 where anything is missing, changed or moved.
    """
    from retold.verify import verify

    try:
        document = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from error
    with nullcontext() if db is None else open_corpus(db, create=False) as corpus:
        verdict = verify(file.name, document, corpus)
    if as_json:
        print_json(asdict(verdict) | {"holds": verdict.holds})
    else:
        for failure in verdict.failures:
            click.echo(f"{failure.place}: {failure.reason}")
        for note in verdict.notes:
            click.echo(f"note: {note}", err=True)
        counted = ", ".join(f"{number} {kind}" for kind, number in verdict.checked.items())
        click.echo(f"{counted} against {verdict.against}: {len(verdict.failures) or 'none'} failed", err=True)
    return 0 if verdict.holds else DOES_NOT_HOLD
