"""A team: who its users are is the word of a proxy or of an OpenID Connect issuer, what they may do is in a file.

The file is TOML:

    header = "X-Forwarded-User"    # in which the proxy names the user; it must drop what a browser sends under it
    proxies = ["127.0.0.1"]        # whose word is taken: addresses or networks
    hosts = ["news.example.org"]   # under which names pages are asked for
    address = "https://news.example.org"    # where users find the proxy; a path in it begins those of all pages
    others = "reader"              # what users not named below may do; without this line, nothing
    editors = ["ana", "ben"]
    admins = ["dita"]

With an issuer, `header` and `proxies` make way for

    [openid]
    issuer = "https://login.example.org/realms/news"
    client = "retold"                # as the issuer knows this reading room
    secret_file = "/run/secrets/retold"    # or in RETOLD_OPENID_SECRET; without either the client is a public one
    user = "email"                   # the claim that names users, as they stand in the lists above
    groups = "groups"                # the claim that lists a user's groups, and what they may do:
    roles = { desk = "editor", it = "admin" }
    hours = 12                       # after which one signs in again
"""

from __future__ import annotations

import ipaddress
import os
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

#: Names of this machine.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Role(IntEnum):
    """What a user may do; who may do more may do all that others may."""

    READER = 1  # read every page
    EDITOR = 2  # add articles, judge
    ADMIN = 3  # see who did what


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks; `signed_in` where they did so with us, and can sign out."""

    name: str
    role: Role
    signed_in: bool = False

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
class OpenId:
    """Who signs users in, and which claims count: `user` names that with their name, `groups` that of groups."""

    issuer: str
    client: str
    secret: str | None = field(default=None, repr=False)
    user: str = "email"
    groups: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)
    hours: float = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Whose word on users is taken, and what they may do."""

    header: str = "X-Forwarded-User"
    proxies: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    address: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    others: Role | None = None
    openid: OpenId | None = None

    def admit(self, name: str, granted: Role | None = None, *, signed_in: bool = False) -> Member:
        """Return a user by name, with the role of the file, or a greater one that is granted otherwise.

        Raises RefusalError for somebody who has none.
        """
        role = max(filter(None, (self.roles.get(name), granted)), default=self.others)
        if role is None:
            raise RefusalError(
                403, f"{name} is not of this team", "Whoever keeps the team's file can let you in."
            )
        return Member(name, role, signed_in)

    def member(self, scope: Scope) -> Member:
        """Return the user whom the proxy names.

        Raises RefusalError where the request did not come through it, names nobody or more than one, or somebody
        who is not let in.
        """
        if not self._trusts((scope.get("client") or ("", 0))[0]):
            raise RefusalError(403, "Pages are served through the team's proxy alone", "Open its address.")
        named = {_written(name).strip() for name in Headers(scope=scope).getlist(self.header)}
        if len(named) != 1 or not is_name(name := named.pop()):
            raise RefusalError(401, "Nobody is signed in", f"The proxy must name one user in {self.header}.")
        return self.admit(name)

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)


def is_name(name: object) -> bool:
    """Tell whether a user can be called so on a page and in the audit trail."""
    return isinstance(name, str) and bool(name.strip()) and name.isprintable() and len(name) <= 200


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


_KEYS = {"header", "proxies", "hosts", "address", "others", "editors", "admins", "readers", "openid"}
_OPENID_KEYS = {"issuer", "client", "secret_file", "user", "groups", "roles", "hours"}

#: Where the secret of the client is looked for that no file is named for.
SECRET = "RETOLD_OPENID_SECRET"


def _team(said: Mapping[str, Any]) -> Team:
    _known(said, _KEYS)
    if "openid" in said and ("address" not in said or not said.keys().isdisjoint({"header", "proxies"})):
        raise ValueError("with openid it needs address, and neither header nor proxies")
    roles: dict[str, Role] = {}
    for role in Role:  # somebody named twice has the greater one
        roles |= dict.fromkeys(map(str, said.get(f"{role.name.lower()}s", ())), role)
    return Team(
        header=str(said.get("header", Team.__dataclass_fields__["header"].default)),
        proxies=tuple(ipaddress.ip_network(each) for each in said.get("proxies", ("127.0.0.1", "::1"))),
        hosts=frozenset(str(host).lower() for host in said.get("hosts", ())),
        address=_address(said.get("address", "")),
        roles=roles,
        others=_role(said["others"]) if "others" in said else None,
        openid=_openid(said["openid"]) if "openid" in said else None,
    )


def _known(said: Mapping[str, Any], keys: set[str]) -> None:
    if unknown := said.keys() - keys:
        raise ValueError(f"it has {', '.join(sorted(unknown))}; known are {', '.join(sorted(keys))}")


def _role(said: str) -> Role:
    return Role[said.upper()]


def _openid(said: Mapping[str, Any]) -> OpenId:
    _known(said, _OPENID_KEYS)
    issuer = urlsplit(str(said["issuer"]))
    own = issuer.scheme == "http" and issuer.hostname in LOOPBACK
    if not issuer.hostname or not (issuer.scheme == "https" or own):  # its keys are worth what its address is
        raise ValueError(f"issuer = {said['issuer']!r} is no https address")
    if "secret_file" in said:
        secret = Path(said["secret_file"]).read_text(encoding="utf-8").strip()
    else:
        secret = os.environ.get(SECRET, "")
    if not (secret.isascii() and secret.isprintable()):
        raise ValueError("the client's secret has letters that cannot be sent")
    hours = float(said.get("hours", 12))
    if not 0 < hours < 10_000:
        raise ValueError(f"hours = {hours:g} is no time that one stays signed in")
    return OpenId(
        issuer=str(said["issuer"]),
        client=str(said["client"]),
        secret=secret or None,
        user=str(said.get("user", "email")),
        groups=str(said.get("groups", "groups")),
        roles={str(group): _role(role) for group, role in said.get("roles", {}).items()},
        hours=hours,
    )


def _address(said: str) -> str:
    parts = urlsplit(said)
    plain = said.isascii() and said.isprintable() and not parts.query and not parts.fragment
    if said and not (plain and parts.scheme in ("http", "https") and parts.hostname):
        raise ValueError(f"address = {said!r} is no http or https address")
    return said.rstrip("/")
