"""A team behind a reverse proxy: who its users are is the proxy's word, what they may do is in a file.

The file is TOML:

    header = "X-Forwarded-User"    # in which the proxy names the user; it must drop what a browser sends under it
    proxies = ["127.0.0.1"]        # whose word is taken: addresses or networks
    hosts = ["news.example.org"]   # under which names pages are asked for
    address = "https://news.example.org"    # where users find the proxy; a path in it begins those of all pages
    others = "reader"              # what users not named below may do; without this line, nothing
    editors = ["ana", "ben"]
    admins = ["dita"]
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from getpass import getuser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from retold.errors import UsageError
from retold.web.page import RefusalError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Role(IntEnum):
    """What a user may do; who may do more may do all that others may."""

    READER = 1  # read every page
    EDITOR = 2  # add articles, judge
    ADMIN = 3  # see who did what


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks."""

    name: str
    role: Role

    def need(self, role: Role) -> None:
        """Raise RefusalError where this user may not do what that role may."""
        if self.role < role:
            raise RefusalError(
                403,
                f"{self.name} may not do that here",
                f"It needs the role {role.name.lower()}. Whoever keeps the team's file can give it.",
            )


def whoever_runs_it() -> Member:
    """Return the user of this machine, who may do everything with a corpus of their own."""
    try:
        return Member(getuser(), Role.ADMIN)
    except (KeyError, OSError):  # a container's user without a name
        return Member("local", Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Whose word on users is taken, and what they may do."""

    header: str = "X-Forwarded-User"
    proxies: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    address: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    others: Role | None = None

    def member(self, scope: Scope) -> Member:
        """Return the user whom the proxy names.

        Raises RefusalError where the request did not come through it, names nobody or more than one, or somebody
        who is not let in.
        """
        if not self._trusts((scope.get("client") or ("", 0))[0]):
            raise RefusalError(403, "Pages are served through the team's proxy alone", "Open its address.")
        named = {_written(name).strip() for name in Headers(scope=scope).getlist(self.header)}
        if len(named) != 1 or not (name := named.pop()) or not name.isprintable() or len(name) > 200:
            raise RefusalError(401, "Nobody is signed in", f"The proxy must name one user in {self.header}.")
        role = self.roles.get(name, self.others)
        if role is None:
            raise RefusalError(
                403, f"{name} is not of this team", "Whoever keeps the team's file can let you in."
            )
        return Member(name, role)

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def _written(name: str) -> str:
    """Read a header as UTF-8, which is how proxies write names; HTTP itself knows Latin-1 alone."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return name


def read_team(path: str | Path) -> Team:
    """Read a team's file.

    Raises UsageError when it cannot be read or says something else than a team's file does.
    """
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return _team(said)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: is no team's file: {error}") from error


_KEYS = {"header", "proxies", "hosts", "address", "others", "editors", "admins", "readers"}


def _team(said: Mapping[str, Any]) -> Team:
    if unknown := said.keys() - _KEYS:
        raise ValueError(f"it has {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KEYS))}")
    roles: dict[str, Role] = {}
    for role in Role:  # somebody named twice has the greater one
        roles |= dict.fromkeys(map(str, said.get(f"{role.name.lower()}s", ())), role)
    return Team(
        header=str(said.get("header", Team.__dataclass_fields__["header"].default)),
        proxies=tuple(ipaddress.ip_network(each) for each in said.get("proxies", ("127.0.0.1", "::1"))),
        hosts=frozenset(str(host).lower() for host in said.get("hosts", ())),
        address=_address(said.get("address", "")),
        roles=roles,
        others=Role[said["others"].upper()] if "others" in said else None,
    )


def _address(said: str) -> str:
    parts = urlsplit(said)
    plain = said.isascii() and said.isprintable() and not parts.query and not parts.fragment
    if said and not (plain and parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError(f"address = {said!r} is no http or https address")
    return said.rstrip("/")
