"""Who publishes: the names that one outlet goes by, made one, and the outlet of an address that names none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from retold.errors import UsageError
from retold.text.unicode import fold


@dataclass(frozen=True, slots=True)
class Outlets:
    """The table of merges: a folded name or a host -> the name the outlet is to have."""

    merges: Mapping[str, str] = field(default_factory=dict)

    def name(self, said: str | None, url: str | None) -> str | None:
        """Name the outlet of an article, by what its input says or, where that is nothing, by its address.

        A merge of the host goes before one of the name, since several outlets may call themselves alike.
        """
        host = host_of(url)
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if merged := self.merges.get(".".join(labels[start:])):
                return merged
        return self.merges.get(fold(said), said) if said else host or None


#: Every outlet goes by the name it has.
NO_MERGES = Outlets()


def load_outlets(path: str | Path) -> Outlets:
    """Read a table of merges from TOML: `"Name" = ["other name", "host.example"]` a line.

    Raises UsageError when there is no such file or it is no such table.
    """
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: does not exist") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: is no table of outlets ({error})") from None
    merges: dict[str, str] = {}
    for name, others in table.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise UsageError(f'{path}: write "{name}" = ["other name", "host.example"]')
        merges |= dict.fromkeys([fold(name), *map(fold, others)], name)
    return Outlets(merges)


def host_of(url: str | None) -> str:
    """Return the host of an address, without the labels that only say that it is a site; "" where there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    for prefix in ("www.", "m.", "amp."):
        host = host.removeprefix(prefix)
    return host
