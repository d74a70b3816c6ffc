"""The gate that every connection goes through: names are resolved once, and only public addresses are connected to.

The address that was checked is the one connected to, so that a name which resolves differently a moment later
(DNS rebinding) changes nothing; and since every redirect opens a connection, it is checked as well.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any

Resolved = Sequence[tuple[Any, Any, int, str, tuple[Any, ...]]]
Resolver = Callable[[str, int], Resolved]

#: Ranges of IPv6 that carry an IPv4 address in their last bits: translated (NAT64) and IPv4-compatible ones.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")

#: Ranges with a purpose of their own (by IANA's registries) that some versions of Python take for global.
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"))
)


class RefusedAddressError(OSError):
    """The address is not a public one."""


def resolve(host: str, port: int) -> Resolved:
    """Ask the system for the addresses of a host; numbers in any notation are addresses already."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that anybody on the internet could reach.

    Not public are private, shared (100.64/10), loopback, link-local, multicast, reserved and unspecified
    addresses, and those of IPv6 that carry such a one of IPv4.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        carried += [ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)] if found in _TRANSLATED else []
        inner = [address for address in carried if address is not None]
        if inner:
            return all(map(_is_global, inner))
        if found.is_site_local or found in _COMPATIBLE:
            return False
    return _is_global(found)


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    special = any(address in network for network in _SPECIAL)
    return address.is_global and not (address.is_multicast or address.is_reserved or special)


class Gate:
    """Opens the connections of one request, and can end them all at once."""

    def __init__(self, *, private: bool, resolver: Resolver = resolve) -> None:
        """With `private`, every address is connected to."""
        self._private = private
        self._resolver = resolver
        self._handles: list[socket.socket] = []
        self.expired = False

    def connect(
        self, host: str, port: int, timeout: float | None, options: Sequence[tuple[int, int, int]]
    ) -> socket.socket:
        """Connect to a host; all that its name stands for must be public.

        Raises RefusedAddressError where it is not, OSError where nobody answers.
        """
        found = self._resolver(host.strip("[]"), port)
        places = [(family, place) for family, _, _, _, place in found]
        if not self._private and not all(is_public(str(place[0])) for _, place in places):
            raise RefusedAddressError(f"{host} is an address of this machine or its own network")
        failure = OSError(f"{host} has no address")
        for family, place in places:
            opened = socket.socket(family, socket.SOCK_STREAM)
            try:
                for option in options:
                    opened.setsockopt(*option)
                opened.settimeout(timeout)
                opened.connect(place)
            except OSError as error:
                opened.close()
                failure = error
            else:
                self._handles.append(opened.dup())  # of the socket itself TLS makes another one
                return opened
        raise failure

    def expire(self) -> None:
        """End what is still open: the time is up."""
        self.expired = True
        for handle in self._handles:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has ended by itself

    def close(self) -> None:
        """Let go of the connections."""
        for handle in self._handles:
            handle.close()
