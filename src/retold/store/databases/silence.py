"""A connection to a PostgreSQL server that does not wait without end for one that has fallen silent.

Where the programs of a server are stopped (a frozen container, a suspended machine), the system beneath them goes on
taking what comes over the network: no time limit of TCP or of the server ever ends. So who waits looks at the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

#: Seconds after which a server that says nothing is asked with a new connection whether it is still there, and again
#: each time that they are over. Questions take less in a corpus of a million articles, all but indexing it.
SILENT = 30.0

#: Seconds after which a session that says nothing is given up though its server answers: it was stopped alone. The
#: longest of all questions, making an index of a large corpus, takes minutes.
STOPPED = 3600.0


class WatchedConnection(psycopg.Connection[Any]):
    """A connection whose every wait ends when its server is found to be away."""

    answers: Callable[[], bool] = staticmethod(lambda: True)

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        """Wait for what a generator of psycopg waits for.

        Raises psycopg.OperationalError when the server is away; the connection is then closed.
        """
        return super().wait(self._watched(gen), *args, **kwargs)

    def _watched(self, gen: PQGen[RV]) -> PQGen[RV]:
        heard = asked = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted  # nothing, after each tenth of a second
                now = time.monotonic()
                if ready:
                    heard = asked = now
                elif now - asked > SILENT:
                    self._ask(now - heard)
                    asked = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as done:
            result: RV = done.value
            return result

    def _ask(self, silent: float) -> None:
        if silent < STOPPED and self.answers():
            return
        self.pgconn.finish()
        raise psycopg.OperationalError(f"the server has said nothing for {silent:.0f} seconds")


def watched(settings: dict[str, Any]) -> WatchedConnection:
    """Connect as psycopg.connect does."""
    connection = WatchedConnection.connect(**settings)
    connection.answers = lambda: _answers(settings)
    return connection


def _answers(settings: dict[str, Any]) -> bool:
    """Tell whether a server answers a new connection; it does so too where it refuses it."""
    try:
        psycopg.connect(**settings).close()
    except psycopg.errors.ConnectionTimeout:
        return False
    except psycopg.OperationalError:
        return True
    return True
