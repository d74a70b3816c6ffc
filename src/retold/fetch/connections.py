"""urllib3's connections, opened through the gate."""

from __future__ import annotations

import socket
from typing import Any, cast
from urllib.parse import SplitResult

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from retold.fetch.gate import Gate


class _Gated(HTTPConnection):
    """Overrides the one place where a connection is made, as urllib3's own SOCKS support does."""

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gate = gate

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        options = cast(Any, self.socket_options) or ()
        try:
            return self._gate.connect(self.host, self.port, timeout, options)
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "timed out") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _GatedTLS(_Gated, HTTPSConnection):
    """The same under TLS; the certificate is that of the name, not of the address."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = cast(Any, _Gated)


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = cast(Any, _GatedTLS)


def open_pool(parts: SplitResult, gate: Gate) -> HTTPConnectionPool:
    """Make the pool of one connection that serves one request to the host of an address."""
    host = parts.hostname or ""
    options: dict[str, Any] = {"maxsize": 1, "retries": False, "gate": gate}
    # Without a port, the end of an address of IPv6 would be taken for one.
    if parts.scheme == "https":
        return _PoolTLS(host, parts.port or 443, **options)
    return _Pool(host, parts.port or 80, **options)
