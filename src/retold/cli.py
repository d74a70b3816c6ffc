"""The command line: parse, call, show."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import retold
from retold import export, report
from retold.corpus import Added, Corpus, narrow, open_corpus
from retold.errors import NotFoundError, RetoldError, UsageError
from retold.model import DifferenceKind
from retold.read import read_articles

Command = TypeVar("Command", bound=Callable[..., Any])

KEPT_ASIDE = 1
DOES_NOT_HOLD = 1
USAGE = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a failure of ours is one line on standard error."""
    try:
        status = cli.main(args=arguments, prog_name="retold", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped. What was finished is kept; the same command goes on from there.", err=True)
        sys.exit(130)
    except RetoldError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(USAGE if isinstance(error, UsageError) else KEPT_ASIDE)
    sys.exit(status if isinstance(status, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(retold.__version__, prog_name="retold")
def cli() -> None:
    """Read news reports in any language and show who told what, and what changed on the way.

    Everything stays on this machine: no account, no key, no download.
    """


def with_corpus(command: Command) -> Command:
    """Add the options that every command has: which corpus, and whether to answer as JSON."""
    command = click.option(
        "--db",
        type=click.Path(path_type=Path),
        envvar="RETOLD_DB",
        default=Path("retold.db"),
        show_default="RETOLD_DB, else ./retold.db",
        help="The file that holds the corpus.",
    )(command)
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)


@cli.command()
@with_corpus
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--outlet",
    metavar="PATTERN",
    help="What file names tell, as in '{n}-{language}-{outlet}' or '{outlet}/{date}'.",
)
def add(inputs: tuple[str, ...], outlet: str | None, db: Path, *, as_json: bool) -> int:
    """Read articles into the corpus and group, align and compare them.

    An INPUT is a file (.txt, .md, .html, .jsonl, .csv), a folder, or - for standard input. What cannot be read
    is kept aside (see `retold failures`) and the exit status is then 1.
    """
    settings = retold.load_settings()
    found = read_articles(*inputs, outlet_pattern=outlet, max_bytes=settings.max_bytes)
    with open_corpus(db) as corpus, _Progress() as advance:
        added = corpus.add(found, on_input=advance)
    if as_json:
        _print_json(
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


class _Progress:
    """A count on a terminal, shown once the work has taken a second."""

    def __init__(self) -> None:
        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=None)
        self._begun = time.monotonic()

    def __enter__(self) -> Callable[[], None]:
        return self._advance

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:  # else it would end a line that it has not begun
            self._bar.stop()

    def _advance(self) -> None:
        waited = time.monotonic() - self._begun > 1
        if waited and not self._bar.live.is_started and self._bar.console.is_terminal:
            self._bar.start()
        self._bar.advance(self._task)


@cli.command()
@with_corpus
def events(db: Path, *, as_json: bool) -> None:
    """List the events, newest first, with how many articles tell them in which languages."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.events()
        if as_json:
            _print_json([asdict(event) for event in found])
        else:
            articles = corpus.articles()
            report.print_events([(e, [articles[a] for a in e.articles]) for e in found], Console())


@cli.command()
@with_corpus
@click.argument("event", required=False)
@click.option("--full", is_flag=True, help="Print every telling in full.")
@click.option("--only", metavar="KIND,...", help=f"Differences of these kinds: {', '.join(DifferenceKind)}.")
@click.option("--language", metavar="CODE,...", help="Articles in these languages, as in mk,sq.")
def compare(
    event: str | None, db: Path, *, full: bool, only: str | None, language: str | None, as_json: bool
) -> None:
    """Line up what the articles of an EVENT tell (its id, or how its id begins).

    Without EVENT it is the one that most articles tell.
    """
    kinds = [_kind(name) for name in _listed(only)]
    with open_corpus(db, create=False) as corpus:
        comparison = narrow(
            corpus.compare(event or _most_told(corpus)), kinds=kinds, languages=_listed(language)
        )
        if as_json:
            _print_json(asdict(comparison))
        else:
            report.print_comparison(comparison, Console(), full=full)


def _listed(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def _kind(name: str) -> DifferenceKind:
    try:
        return DifferenceKind(name)
    except ValueError:
        raise UsageError(f"{name}: is no kind of difference ({', '.join(DifferenceKind)})") from None


def _most_told(corpus: Corpus) -> str:
    """Return the event with most articles, the newest of those."""
    found = corpus.events()
    if not found:
        raise NotFoundError("there is no event yet; `retold add` reads articles")
    return max(found, key=lambda event: len(event.articles)).id


@cli.command()
@with_corpus
@click.argument("article")
@click.option("--explain", is_flag=True, help="Under each sentence, who said it, its figures and dates.")
def show(article: str, db: Path, *, explain: bool, as_json: bool) -> None:
    """Print an ARTICLE (its id, location or file name) with its sentences and what was found in it."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.article(article)
        sentences = corpus.sentences([found.id])[found.id]
        if explain:
            findings = corpus.findings([found.id])[found.id]
            if as_json:
                _print_json({"article": asdict(found), "findings": asdict(findings)})
            else:
                report.print_explained(found, sentences, findings, Console())
        elif as_json:
            _print_json({"article": asdict(found), "sentences": [asdict(s) for s in sentences]})
        else:
            report.print_article(found, sentences, Console())


@cli.command()
@with_corpus
@click.argument("name", metavar="CLAIM")
def claim(name: str, db: Path, *, as_json: bool) -> None:
    """Print a CLAIM's tellings in time order, over all events of its story (its id, or how its id begins).

    `retold compare --full` shows the ids.
    """
    with open_corpus(db, create=False) as corpus:
        found = corpus.claim(name)
        if as_json:
            differences = [asdict(d) for d in corpus.differences() if d.claim == found.id]
            _print_json(asdict(found) | {"differences": differences})
        else:
            report.print_claim(corpus.compare(found.event), found.id, Console())


@cli.command()
@with_corpus
@click.argument("left", metavar="ARTICLE")
@click.argument("right", metavar="ARTICLE")
def diff(left: str, right: str, db: Path, *, as_json: bool) -> None:
    """Print two ARTICLEs side by side, what both tell on one line (ids, locations or file names)."""
    with open_corpus(db, create=False) as corpus:
        one, other, pairings = corpus.side_by_side(left, right)
    if as_json:
        _print_json({"left": one.id, "right": other.id, "pairings": [asdict(p) for p in pairings]})
    else:
        report.print_side_by_side(one, other, pairings, Console())


@cli.command()
@with_corpus
@click.argument("name")
def said(name: str, db: Path, *, as_json: bool) -> None:
    """List all that articles give to a NAME, in whatever script, over time and across languages."""
    with open_corpus(db, create=False) as corpus:
        sayings = corpus.said(name)
    if as_json:
        _print_json([{"entity": s.entity.id, "attribution": asdict(s.attribution)} for s in sayings])
    else:
        report.print_said(sayings, Console())


@cli.command()
@with_corpus
@click.argument("event", required=False)
def figures(event: str | None, db: Path, *, as_json: bool) -> None:
    """Print what the articles of an EVENT count, claim by claim.

    Without EVENT it is the one that most articles tell.
    """
    with open_corpus(db, create=False) as corpus:
        comparison = corpus.compare(event or _most_told(corpus))
        rows = corpus.figures(comparison)
    if as_json:
        _print_json(
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


@cli.command("report")
@with_corpus
@click.argument("event", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="FILE.html or FILE.md",
)
def write_report(event: str | None, output: Path, db: Path, *, as_json: bool) -> None:
    """Write the comparison of an EVENT as one file that needs nothing else.

    Without EVENT it is the one that most articles tell.
    """
    renderers = {".html": report.render_html, ".htm": report.render_html, ".md": report.render_markdown}
    render = renderers.get(output.suffix.lower())
    if render is None:
        raise UsageError(f"{output}: a report is written as .html or .md")
    with open_corpus(db, create=False) as corpus:
        text = render(corpus.compare(event or _most_told(corpus)))
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output}: {error.strerror}") from error
    if as_json:
        _print_json({"written": str(output), "bytes": len(text.encode())})
    else:
        click.echo(f"wrote {output}")


@cli.command()
@with_corpus
@click.argument("question")
@click.option(
    "--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="Hits of each kind."
)
@click.option("--words-only", is_flag=True, help="Leave out what is only near in meaning.")
def search(question: str, most: int, words_only: bool, db: Path, *, as_json: bool) -> None:
    """Find names in any script, words with any ending, and sentences near in meaning in any language.

    Words in quotation marks are found to the letter: retold search '"four tonnes"'.
    """
    with open_corpus(db, create=False) as corpus:
        found = corpus.search(question, most=most, meaning=not words_only)
    if as_json:
        _print_json(report.search_data(found))
    else:
        report.print_found(found, Console())


@cli.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    help="The corpus to check against; without one, the texts that FILE itself carries.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify_file(file: Path, db: Path | None, *, as_json: bool) -> int:
    """Check that all that a report (.html, .md) or a dump (.json) says stands where it says so.

    The exit status is 1 where anything is missing, changed or moved.
    """
    from retold.verify import verify

    try:
        document = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read as text: {error}") from error
    with nullcontext() if db is None else open_corpus(db, create=False) as corpus:
        verdict = verify(file.name, document, corpus)
    if as_json:
        _print_json(asdict(verdict) | {"holds": verdict.holds})
    else:
        for failure in verdict.failures:
            click.echo(f"{failure.place}: {failure.reason}")
        counted = ", ".join(f"{number} {kind}" for kind, number in verdict.checked.items())
        click.echo(f"{counted} against {verdict.against}: {len(verdict.failures) or 'none'} failed", err=True)
    return 0 if verdict.holds else DOES_NOT_HOLD


@cli.command()
@with_corpus
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8017, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
def serve(host: str, port: int, db: Path, *, as_json: bool) -> None:
    """Open the reading room: the corpus as pages, in a browser on this machine.

    Beyond this machine (--host) a token is asked for; it is part of the address that is printed.
    """
    from retold import web

    def opened(address: str) -> None:
        if as_json:
            _print_json({"address": address})
            return
        click.echo(f"Reading room: {address}")
        if "?token=" in address:
            click.echo("Whoever has this whole address can read every article here, and add some.")
        click.echo("Stop it with Ctrl-C.")

    web.serve(db, host=host, port=port, on_open=opened)


@cli.command()
@with_corpus
def dump(db: Path, *, as_json: bool) -> None:
    """Print everything that was found, as one JSON document."""
    with open_corpus(db, create=False) as corpus:
        for piece in export.dump_lines(corpus):
            click.echo(piece, nl=False)


@cli.command()
@with_corpus
def failures(db: Path, *, as_json: bool) -> None:
    """List the inputs that could not be read, and why."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.failures()
    if as_json:
        _print_json(found)
    for failure in found if not as_json else ():
        click.echo(f"{failure['location']}: {failure['reason']}")


@cli.command()
@with_corpus
def doctor(db: Path, *, as_json: bool) -> None:
    """Say what this installation has: versions, model, corpus, languages with a mean of their own."""
    from retold.doctor import examine

    found = examine(db)
    if as_json:
        _print_json(found)
    for name, value in found.items() if not as_json else ():
        click.echo(f"{name:12} {value if isinstance(value, str) else ', '.join(value)}")


def _print_json(data: Any) -> None:
    def plain(value: Any) -> Any:
        return dict(value) if hasattr(value, "keys") else str(value)

    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=plain))
