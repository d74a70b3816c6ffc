"""Every tunable number, with the data it was chosen on. Run `make eval` after changing one.

A setting is read from the environment as RETOLD_ and its name in capitals (RETOLD_MAX_BYTES=200000).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from retold.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The numbers that steer the path."""

    #: Texts larger than this, in bytes of UTF-8, are kept aside: the longest real reports stay under 0.2 MiB.
    max_bytes: int = 1 << 20


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of the environment over the defaults.

    Raises UsageError when a value is no number.
    """
    settings = Settings()
    for field in fields(Settings):
        name = f"RETOLD_{field.name.upper()}"
        if name in environ:
            kind = type(getattr(settings, field.name))
            try:
                settings = replace(settings, **{field.name: kind(environ[name])})
            except ValueError:
                raise UsageError(f"{name}: {environ[name]!r} is no {kind.__name__}") from None
    return settings
