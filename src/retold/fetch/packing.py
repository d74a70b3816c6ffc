"""Packed bytes -> what they hold, a piece at a time, so that whoever reads can stop at any size."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

#: What a server is told that it may pack with.
ACCEPTED = "gzip, deflate"

#: Packings that a server may use unasked. A name that is of none ("utf-8", "none") packs nothing.
_UNASKED = frozenset(("br", "zstd", "compress", "x-compress"))

_PIECE = 1 << 16

#: What each part of a gzip file begins with; there may be several.
_MEMBER = b"\x1f\x8b"

_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class PackingError(ValueError):
    """What came is not packed as it says, or breaks off."""


def unpacked(chunks: Iterable[bytes], declared: str) -> Iterator[bytes]:
    """Yield what a body holds that is packed as its Content-Encoding declares, the last named on the outside.

    Raises PackingError, also for a body that ends before what is packed does: half an article would pass for one that
    was cut down.
    """
    for name in reversed([name.strip().lower() for name in declared.split(",")]):
        if name in _UNASKED:
            raise PackingError(f"is packed with {name}, which it was not asked for")
        if name in ("gzip", "x-gzip", "deflate"):
            chunks = _inflated(chunks, gzip=name != "deflate")
    yield from chunks


def _inflated(chunks: Iterable[bytes], *, gzip: bool) -> Iterator[bytes]:
    waiting = filter(None, iter(chunks))
    head = next(waiting, b"")
    if not head:
        return  # an answer without a body
    head += next(waiting, b"") if len(head) < len(_MEMBER) else b""
    window = _GZIP if gzip else _ZLIB if _has_head(head) else _BARE
    inflating = zlib.decompressobj(window)
    try:
        for chunk in chain([head], waiting):
            left = chunk
            while left:
                if inflating.eof:
                    if not (gzip and left.startswith(_MEMBER)):
                        return  # what follows the end is nobody's
                    inflating = zlib.decompressobj(window)
                yield (piece := inflating.decompress(left, _PIECE))
                left = inflating.unused_data if inflating.eof else inflating.unconsumed_tail
                while len(piece) == _PIECE and not (left or inflating.eof):
                    yield (piece := inflating.decompress(b"", _PIECE))
    except zlib.error:
        raise PackingError("answers nonsense: it is not packed as it says") from None
    if not inflating.eof:
        raise PackingError("breaks off: what is packed in it has no end")


def _has_head(packed: bytes) -> bool:
    """Tell deflate as RFC 9110 has it, with a head (RFC 1950), from the bare one that some servers send."""
    return packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
