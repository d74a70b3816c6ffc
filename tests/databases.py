"""A PostgreSQL server for tests: the one that RETOLD_TEST_POSTGRESQL names, else one that pgserver brings."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, Protocol
from uuid import uuid4

import pytest

#: The URL of a server where databases may be made and dropped.
SERVER = "RETOLD_TEST_POSTGRESQL"


class Server(Protocol):
    """A server of our own, which can be stopped and started."""

    pgdata: Any
    system_user: str | None

    def get_uri(self, database: str | None = None) -> str: ...


@cache
def own_server() -> Server:
    """Start a server in a temporary folder; it is stopped and its folder removed when this process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its dependencies
        pgserver = pytest.importorskip("pgserver")
        server: Server = pgserver.get_server(tempfile.mkdtemp(prefix="retold-pg-"), cleanup_mode="delete")
    return server


def restart(server: Server, mode: str = "immediate") -> None:
    """Stop a server and start it again; `immediate` is how it goes when the power fails."""
    pgserver: Any = pytest.importorskip("pgserver")
    pgserver.pg_ctl(["-w", "-m", mode, "restart"], pgdata=server.pgdata, user=server.system_user)


def execute(place: str, statement: str) -> list[Any]:
    """Ask a database, without the store and outside of any transaction."""
    psycopg = pytest.importorskip("psycopg")
    with closing(psycopg.connect(place, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def name_of(place: str) -> str:
    """Return the name of the database in a URL."""
    from sqlalchemy import make_url

    return make_url(place).database or ""


@contextmanager
def postgresql(*_: object, made: str = "") -> Iterator[str]:
    """An empty database for one test, made with what else CREATE DATABASE takes: its URL."""
    from sqlalchemy import make_url

    place = os.environ.get(SERVER) or own_server().get_uri()
    name = f"retold_{uuid4().hex}"
    execute(place, f"CREATE DATABASE {name} {made}")
    yield make_url(place).set(database=name).render_as_string(hide_password=False)
    execute(place, f"DROP DATABASE {name} WITH (FORCE)")
