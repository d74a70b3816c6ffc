"""Articles -> which of them repeat others of the same language, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from rensa import RMinHash

#: Words a shingle has. Three separate best on trial texts: other events of one language share 1-2 % of them,
#: a copy with one word in ten dropped keeps 84 %.
SHINGLE = 3

#: Numbers a signature has, and bands it is cut into: two texts of Jaccard 0.5 meet in some band with
#: probability 0.98, of 0.1 with 0.003.
HASHES, BANDS = 128, 32

_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def shingles(text: str) -> frozenset[str]:
    """Return the runs of three words of a text (of three characters where words are not set apart)."""
    words = [
        part for word in _WORD.findall(text.casefold()) for part in (_IDEOGRAPHS.findall(word) or [word])
    ]
    if len(words) < SHINGLE:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def bands(language: str, sentences: Sequence[str]) -> frozenset[str]:
    """Return the keys that an article shares with its likely copies.

    Bands of a MinHash signature (Broder 1997) find copies of the whole; a hash of each sentence of eight words
    or more finds those that take over a part.
    """
    keys = set()
    whole = shingles("\n".join(sentences))
    if whole:
        signature = RMinHash(num_perm=HASHES, seed=1)
        signature.update(sorted(whole))
        numbers = signature.digest()
        rows = HASHES // BANDS
        keys |= {_key(language, i, *numbers[i * rows : (i + 1) * rows]) for i in range(BANDS)}
    for sentence in sentences:
        if len(parts := shingles(sentence)) >= 6:
            keys.add(_key(language, "s", *sorted(parts)))
    return frozenset(keys)


def _key(*parts: object) -> str:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=9).hexdigest()


def contained(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of the shingles of `part` that stand in `whole` (Broder's containment), 0 to 1."""
    return len(part & whole) / len(part) if part else 0.0


def find_original(
    own: frozenset[str], others: Mapping[str, frozenset[str]], threshold: float
) -> tuple[str, float] | None:
    """Return which of the others holds most of an article's shingles, and the share, if it reaches the threshold.

    The first of the best is returned: give the earliest first.
    """
    shares = {article: contained(own, shingled) for article, shingled in others.items()}
    best = max(shares, key=lambda article: shares[article], default=None)
    return (best, shares[best]) if best is not None and shares[best] >= threshold else None
