"""Articles -> which of them repeat others word for word, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retold.model import Article, Copy, CopyKind, Sentence, SentenceKind, Span
from retold.text.quotations import find_quotes

#: Words a shingle has. Three separate best on trial texts: other events of one language share 1-2 % of them,
#: a copy with one word in ten dropped keeps 84 %.
SHINGLE = 3

#: Words of a run under which an article is looked up: few texts that have nothing to do with each other share one.
RUN = 5

#: An article is looked up under one run in so many, and under so many at least. Of the 36 runs of a paragraph of 40
#: words that was taken over as it is, one or more are met with probability 0.99.
ONE_IN, FEWEST = 8, 16

#: A sentence was taken over when it has so many shingles at least and this share of them stands in the other article.
#: One word in four may be another. Chosen on retellings train and BASIL, where hardly a sentence outside quotation
#: marks of articles that only tell the same reaches it.
SENTENCE_SHINGLES, SENTENCE_SHARE = 4, 0.4

#: What parts the places of a run: an odd number whose bits look random (Steele and Vigna 2021).
_MIX = np.uint64(0xD1342543DE82EF95)

Shingles = NDArray[np.uint64]

_NONE = np.zeros(0, dtype=np.uint64)

_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def _words(text: str) -> list[str]:
    words = _WORD.findall(text.casefold())
    if not _IDEOGRAPHS.search(text):
        return words
    return [part for word in words for part in (_IDEOGRAPHS.findall(word) or [word])]


def keys(article: Article, sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the keys that an article shares with those that repeat some of it.

    They are hashes of runs of five words: those that a fixed share of all hashes falls among, whatever the text
    (FracMinHash; Irber et al. 2022), so that two texts are met by any part that they share.
    """
    text = "\n".join(article.text[slice(*s.span)] for s in _body(sentences))
    words = _words(text)
    last = max(len(words) - RUN, 0) if words else -1
    hashes = {_hash(" ".join(words[i : i + RUN])) for i in range(last + 1)}
    kept = {each for each in hashes if each % ONE_IN == 0} | set(nsmallest(FEWEST, hashes))
    return frozenset(f"{each:016x}" for each in kept)


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest())


@dataclass(frozen=True, eq=False)
class Wording:
    """The shingles of an article's body: runs of three words (characters where words are not set apart), hashed.

    `hashes` are those that stand outside quotation marks, then those that do not, then those of words that nothing
    but a quotation mark makes a run; the first two are the shingles of all, `told` and `quoted` how many they are.
    """

    article: str
    hashes: Shingles
    told: int
    quoted: int

    @property
    def whole(self) -> Shingles:
        """The shingles of all."""
        return self.hashes[: self.told + self.quoted]

    @property
    def unquoted(self) -> Shingles:
        """The shingles of all that stands outside quotation marks."""
        return np.concatenate([self.hashes[: self.told], self.hashes[self.told + self.quoted :]])

    def as_bytes(self) -> bytes:
        """Write the shingles for keeping."""
        return np.array([self.told, self.quoted], dtype="<u8").tobytes() + self.hashes.astype("<u8").tobytes()

    @classmethod
    def from_bytes(cls, article: str, data: bytes) -> Wording:
        """Read what `as_bytes` wrote."""
        numbers = np.frombuffer(data, dtype="<u8")
        told, quoted = numbers[:2].tolist()
        return cls(article, numbers[2:], told, quoted)


@dataclass(frozen=True, eq=False)
class Passages:
    """An article's wording, sentence by sentence: `shingles` are those of each in turn, which `owner` says."""

    wording: Wording
    spans: tuple[Span, ...]
    shingles: Shingles
    owner: NDArray[np.int64]


def passages(article: Article, sentences: Iterable[Sentence]) -> Passages:
    """Return how the sentences of an article are worded."""
    spans = tuple(sentence.span for sentence in _body(sentences))
    words = [_hashes(article.text[slice(*span)]) for span in spans]
    whole, _ = _shingles([np.concatenate([_NONE, *words])])
    pieces, _ = _shingles(list(_unquoted(article.text, spans, words)))
    unquoted = np.unique(pieces)
    out, both = np.isin(whole, unquoted), np.isin(unquoted, whole)
    hashes = np.concatenate([whole[out], whole[~out], unquoted[~both]])
    wording = Wording(article.id, hashes, int(out.sum()), int((~out).sum()))
    return Passages(wording, spans, *_shingles(words))


def _hashes(text: str) -> Shingles:
    return np.array([crc32(word.encode()) for word in _words(text)], dtype=np.uint64)


def _shingles(rows: Sequence[Shingles]) -> tuple[Shingles, NDArray[np.int64]]:
    """Return the different runs of three words of each row, or of all it has, as hashes of 64 bits, and its place.

    The rows are hashes of words.
    """
    hashes = np.concatenate([_NONE, *rows])
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    runs = np.maximum(lengths - SHINGLE, 0) + (lengths > 0)
    owner = np.repeat(np.arange(len(rows)), runs)
    left_out = np.cumsum(lengths - runs) - (lengths - runs)  # words before a row at which no run begins
    begins = np.arange(len(owner)) + left_out[owner]
    found = hashes[begins]
    for place in range(1, SHINGLE):
        longer = lengths[owner] > place
        found[longer] = found[longer] * _MIX + hashes[begins[longer] + place]
    order = np.lexsort((found, owner))
    found, owner = found[order], owner[order]
    new = np.ones(len(found), dtype=bool)
    new[1:] = (found[1:] != found[:-1]) | (owner[1:] != owner[:-1])
    return found[new], owner[new]


def _body(sentences: Iterable[Sentence]) -> list[Sentence]:
    return [s for s in sentences if s.kind is SentenceKind.BODY]


def _unquoted(text: str, spans: Iterable[Span], words: Iterable[Shingles]) -> Iterator[Shingles]:
    """Yield the hashes of the words of the pieces of sentences that stand outside quotation marks."""
    quotes = find_quotes(text)
    for (start, end), row in zip(spans, words, strict=True):
        inside = [quote for quote in quotes if quote.start < end and start < quote.end]
        if not inside:
            yield row
            continue
        edges = [start, *(edge for quote in inside for edge in quote), end]
        for a, b in pairwise(sorted(edges)):
            if not any(q.start <= a < q.end for q in inside):
                yield _hashes(text[a:b])


def find_copies(own: Passages, others: Sequence[Wording], *, whole: float, part: int) -> list[Copy]:
    """Find what an article copies: of others, the earliest first, the one it repeats, then those it takes parts from.

    It repeats the one that holds most of its shingles (Broder's containment), if that is the share `whole`. A part is
    sentences that stand in the other with at least so many shingles outside quotation marks in both: of a quotation
    that two articles share, neither is the original. What stands in several was taken from the one with most of it,
    of those the earliest.
    """
    if not others or not len(own.shingles):
        return []
    held = _Held(own, others)
    left = np.ones(len(own.spans), dtype=bool)
    found = []
    shares = held.shares()
    best = int(np.argmax(shares))
    if shares[best] >= whole:
        found.append(held.copy(best, held.taken[best], CopyKind.WHOLE, float(shares[best])))
        left &= ~held.taken[best]
    while left.any():
        best, most = held.most_taken(left)
        if most < max(part, 1):
            break
        taken = held.taken[best] & left
        stands = int(held.stand[best][taken[own.owner]].sum())
        found.append(held.copy(best, taken, CopyKind.PART, stands / len(own.shingles)))
        left &= ~taken
    return found


class _Held:
    """Which shingles of an article stand in which of some others, and which of its sentences were taken over."""

    def __init__(self, own: Passages, others: Sequence[Wording]) -> None:
        self.own, self.others = own, others
        self.all = np.unique(np.concatenate([own.wording.hashes, own.shingles]))
        self.unquoted = np.zeros(len(self.all), dtype=bool)
        self.unquoted[np.searchsorted(self.all, own.wording.unquoted)] = True
        self.places = np.searchsorted(self.all, own.shingles)
        self.table = self._stands_in()
        self.stand = self.table[:, self.places]
        self.taken = self._taken()

    def _stands_in(self) -> NDArray[np.bool_]:
        """Tell which of all shingles stand in which of the others: (others, shingles)."""
        theirs = np.concatenate([other.whole for other in self.others])
        whose = np.repeat(np.arange(len(self.others)), [len(other.whole) for other in self.others])
        places = np.searchsorted(self.all, theirs)
        same = self.all.take(places, mode="clip") == theirs
        table = np.zeros((len(self.others), len(self.all)), dtype=bool)
        table[whose[same], places[same]] = True
        return table

    def _taken(self) -> NDArray[np.bool_]:
        """Tell which sentences stand in which of the others: (others, sentences)."""
        edges = np.searchsorted(self.own.owner, np.arange(len(self.own.spans) + 1))
        sizes = np.diff(edges)
        before = np.cumsum(np.pad(self.stand, ((0, 0), (1, 0))), axis=1)
        stand = np.diff(before[:, edges], axis=1)
        telling = sizes >= SENTENCE_SHINGLES
        return np.asarray(telling & (stand / np.maximum(sizes, 1) >= SENTENCE_SHARE))

    def shares(self) -> NDArray[np.float64]:
        """Return the share of the article's shingles that stands in each of the others."""
        whole = np.searchsorted(self.all, self.own.wording.whole)
        return np.asarray(self.table[:, whole].mean(axis=1))

    def copy(self, other: int, taken: NDArray[np.bool_], kind: CopyKind, share: float) -> Copy:
        """Say that these sentences were taken from one of the others."""
        spans = tuple(self.own.spans[i] for i in np.flatnonzero(taken))
        article, original = self.own.wording.article, self.others[other].article
        return Copy(article=article, original=original, contained=share, kind=kind, spans=spans)

    def most_taken(self, left: NDArray[np.bool_]) -> tuple[int, int]:
        """Return from which most of what is `left` was taken, of those the earliest; and how many shingles that are.

        Counted are those unquoted in both articles. No more can be than stand there at all, which is sooner told:
        most others are left out by that.
        """
        told = np.zeros_like(self.table)
        rows, columns = np.nonzero((self.taken & left)[:, self.own.owner])
        told[rows, self.places[columns]] = True
        told &= self.unquoted
        stand = (told & self.table).sum(axis=1)
        best, most = 0, 0
        for place in np.argsort(-stand, kind="stable"):
            if not stand[place] or stand[place] < most:
                break
            count = int(np.isin(self.all[told[place]], self.others[place].unquoted).sum())
            if count > most or (count == most and place < best):
                best, most = int(place), count
        return best, most
