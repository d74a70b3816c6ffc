"""What the commands share: the options of all, and answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

from retold.corpus import Corpus
from retold.errors import NotFoundError

Command = TypeVar("Command", bound=Callable[..., Any])

#: Exit statuses.
KEPT_ASIDE = 1
USAGE = 2


def with_corpus(command: Command) -> Command:
    """Add the options that every command has: which corpus, and whether to answer as JSON."""
    command = click.option(
        "--db",
        metavar="PLACE",
        envvar="RETOLD_DB",
        default="retold.db",
        show_default="RETOLD_DB, else ./retold.db",
        help="The corpus: a file, or postgresql://user@host/database.",
    )(command)
    return click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)


def most_told(corpus: Corpus) -> str:
    """Return the event with most articles, the newest of those."""
    found = corpus.events()
    if not found:
        raise NotFoundError("there is no event yet; `retold add` reads articles")
    return max(found, key=lambda event: len(event.articles)).id


def listed(names: str | None) -> list[str]:
    """Return what stands between the commas of an option."""
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def print_json(data: Any) -> None:
    """Print an answer as JSON, in the letters of its language."""

    def plain(value: Any) -> Any:
        return dict(value) if hasattr(value, "keys") else str(value)

    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=plain))
