"""What goes wrong in a library becomes one line about its input."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from retold.errors import InputError
from retold.model import Article


class MissingExtraError(ImportError):
    """A package that reads this kind of file is not installed."""


def load_extra(module: str, extra: str) -> Any:
    """Import what an extra of Retold brings.

    Raises MissingExtraError, which says how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(
            f"needs an extra that is not installed: pip install 'retold[{extra}]'"
        ) from None


def kept_going(
    location: str, kind: str, results: Iterator[Article | InputError]
) -> Iterator[Article | InputError]:
    """Pass results on; whatever a parser raises on a broken file ends them with an InputError.

    Libraries that parse raise of everything on bytes nobody foresaw, so nothing narrower would do.
    """
    try:
        yield from results
    except MissingExtraError as error:
        yield InputError(location, str(error))
    except Exception as error:  # see above
        said = " ".join(str(error).split())[:120]
        yield InputError(location, f"is no {kind} that can be read{f' ({said})' if said else ''}")
