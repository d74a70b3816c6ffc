"""Loads what is plugged in by name."""

from __future__ import annotations

import pkgutil
from typing import Any

from retold.errors import UsageError


def load_plugin(name: str) -> Any:
    """Give the object that "package.module:Name" names; a class or function is called without arguments.

    Raises UsageError when there is nothing of that name. What the plug-in itself raises goes through.
    """
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise UsageError(f"{name!r} is not of the form package.module:Name")
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"cannot load {name}: {error}") from error
    return found() if callable(found) else found
