"""Opens the reading room on an address of this machine."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import uvicorn

from retold.corpus import open_corpus
from retold.errors import UsageError
from retold.web.app import make_app
from retold.web.guard import Access
from retold.web.room import Room
from retold.web.signing import SignOn
from retold.web.team import LOOPBACK, Team


def serve(
    path: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8017,
    encoder: str | None = None,
    team: Team | None = None,
    languages: Sequence[str] = (),
    on_open: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a corpus until it is interrupted; `on_open` is told the address.

    Beyond loopback everybody who reaches the address could read the corpus, so a token is asked for there; it
    is part of the address told. With a team, its proxy says who asks, or they sign in. Port 0 takes a free one.
    Raises StoreError when the corpus cannot be opened, UsageError when the address cannot be had or who signs users
    in does not answer.
    """
    with _listening(host, port) as listening:
        access = access_for(host, team)
        if access.sign_on:
            access.sign_on.ask_issuer()
        room = Room(lambda loaded: open_corpus(path, encoder=loaded or encoder), languages)
        app = make_app(room, access)
        shown = f"[{host}]" if ":" in host else host
        at = f"http://{shown}:{listening.getsockname()[1]}/"
        if team and access.sign_on:  # whoever signs in is sent back there
            at = f"{team.address}/"
        on_open(at + (f"?token={access.token}" if access.token else ""))
        Thread(target=room.warm_up, name="retold-warm-up", daemon=True).start()
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # who speaks to us is whom we see, not what a header says
            lifespan="on",
        )
        uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Open the address. The socket says that it speaks TCP, or asyncio leaves Nagle's delay on: 40 ms a page."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows it would let two servers share the address
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(f"cannot listen on {host}, port {port}: {error}") from error
    return listening


def access_for(host: str, team: Team | None = None) -> Access:
    """Return who is answered on an address: a team, or on loopback this machine, elsewhere who shows a token."""
    if team is not None:
        named = urlsplit(team.address).hostname
        hosts = LOOPBACK | team.hosts | ({named} if named else set())
        return Access(hosts=hosts, team=team, sign_on=SignOn(team) if team.openid else None)
    if host in LOOPBACK:
        return Access()
    return Access(hosts=LOOPBACK | {host.lower()}, token=secrets.token_urlsafe(24))
