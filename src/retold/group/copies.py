"""Articles -> which of them repeat others word for word, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
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


def _runs(text: str, length: int) -> list[str]:
    words = _words(text)
    last = max(len(words) - length, 0) if words else -1
    return [" ".join(words[i : i + length]) for i in range(last + 1)]


def shingles(words: Sequence[str]) -> Shingles:
    """Return the runs of three words (three characters where words are not set apart) as sorted hashes of 64 bits."""
    hashes = np.array([crc32(word.encode()) for word in words], dtype=np.uint64)
    runs = max(len(hashes) - SHINGLE, 0) + 1 if len(hashes) else 0
    found = np.zeros(runs, dtype=np.uint64)
    for place in range(min(SHINGLE, len(hashes))):
        found = found * _MIX + hashes[place : place + runs]
    return np.unique(found)


def keys(article: Article, sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the keys that an article shares with those that repeat some of it.

    They are hashes of runs of five words: those that a fixed share of all hashes falls among, whatever the text
    (FracMinHash; Irber et al. 2022), so that two texts are met by any part that they share.
    """
    text = "\n".join(article.text[slice(*s.span)] for s in _body(sentences))
    hashes = {_hash(run) for run in _runs(text, RUN)}
    kept = {each for each in hashes if each % ONE_IN == 0} | set(nsmallest(FEWEST, hashes))
    return frozenset(f"{each:016x}" for each in kept)


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest())


@dataclass(frozen=True, eq=False)
class Wording:
    """The shingles of an article's body; of what is only looked at, most are never asked for but those of all."""

    article: str
    text: str
    spans: tuple[Span, ...]

    @cached_property
    def whole(self) -> Shingles:
        """The shingles of all."""
        return shingles(_words("\n".join(self.text[slice(*span)] for span in self.spans)))

    @cached_property
    def sentences(self) -> tuple[Shingles, ...]:
        """The shingles of each sentence."""
        return tuple(shingles(_words(self.text[slice(*span)])) for span in self.spans)

    @cached_property
    def telling(self) -> tuple[Shingles, NDArray[np.int64], NDArray[np.int64]]:
        """The shingles of the sentences that have enough of them in a row, which these are, and their sizes."""
        long = [i for i, found in enumerate(self.sentences) if len(found) >= SENTENCE_SHINGLES]
        sizes = np.array([len(self.sentences[i]) for i in long], dtype=np.int64)
        return (
            np.concatenate([_NONE, *(self.sentences[i] for i in long)]),
            np.array(long, dtype=np.int64),
            sizes,
        )

    @cached_property
    def unquoted(self) -> Shingles:
        """The shingles of all that stands outside quotation marks."""
        pieces = (shingles(_words(piece)) for piece in _unquoted(self.text, self.spans))
        return np.unique(np.concatenate([_NONE, *pieces]))


def wording(article: Article, sentences: Iterable[Sentence]) -> Wording:
    """Return how an article is worded."""
    return Wording(article.id, article.text, tuple(sentence.span for sentence in _body(sentences)))


def _body(sentences: Iterable[Sentence]) -> list[Sentence]:
    return [s for s in sentences if s.kind is SentenceKind.BODY]


def _unquoted(text: str, spans: Iterable[Span]) -> Iterator[str]:
    """Yield the pieces of sentences that stand outside quotation marks."""
    quotes = find_quotes(text)
    for start, end in spans:
        inside = [quote for quote in quotes if quote.start < end and start < quote.end]
        edges = [start, *(edge for quote in inside for edge in quote), end]
        yield from (
            text[a:b] for a, b in pairwise(sorted(edges)) if not any(q.start <= a < q.end for q in inside)
        )


def contained(part: Shingles, whole: Shingles) -> float:
    """Return the share of the shingles of `part` that stand in `whole` (Broder's containment), 0 to 1."""
    return float(_held(part, whole).mean()) if len(part) else 0.0


def _held(part: Shingles, whole: Shingles) -> NDArray[np.bool_]:
    """Tell which shingles stand in some sorted ones."""
    if not len(whole):
        return np.zeros(len(part), dtype=bool)
    places = np.searchsorted(whole, part)
    return np.asarray(whole.take(places, mode="clip") == part)


def find_copies(own: Wording, others: Sequence[Wording], *, whole: float, part: int) -> list[Copy]:
    """Find what an article copies: of others, the earliest first, the one it repeats, then those it takes parts from.

    It repeats the one that holds most of its shingles, if that is the share `whole`. A part is sentences that stand
    in the other with at least so many shingles outside quotation marks in both: of a quotation that two articles
    share, neither is the original. What stands in several was taken from the one with most of it, of those the
    earliest.
    """
    left = frozenset(range(len(own.spans)))
    found = []
    taken = cache(partial(_taken, own))
    best = max(others, key=lambda other: contained(own.whole, other.whole), default=None)
    if best is not None and (share := contained(own.whole, best.whole)) >= whole:
        found.append(_copy(own, best, taken(best), CopyKind.WHOLE, share))
        left -= taken(best)
    while left:
        best, most = _most_taken(own, others, [taken(other) & left for other in others])
        if best is None or most < part:
            break
        stands = sum(int(_held(own.sentences[i], best.whole).sum()) for i in taken(best) & left)
        share = stands / sum(map(len, own.sentences))
        found.append(_copy(own, best, taken(best) & left, CopyKind.PART, share))
        left -= taken(best)
    return found


def _copy(own: Wording, other: Wording, taken: Iterable[int], kind: CopyKind, share: float) -> Copy:
    spans = tuple(own.spans[i] for i in sorted(taken))
    return Copy(article=own.article, original=other.article, contained=share, kind=kind, spans=spans)


def _taken(own: Wording, other: Wording) -> frozenset[int]:
    """Return which sentences stand in another article."""
    told, sentences, sizes = own.telling
    if not len(sentences):
        return frozenset()
    stand = np.add.reduceat(_held(told, other.whole), np.cumsum(sizes) - sizes, dtype=np.int64)
    return frozenset(sentences[stand / sizes >= SENTENCE_SHARE].tolist())


def _most_taken(
    own: Wording, others: Sequence[Wording], taken: Sequence[Iterable[int]]
) -> tuple[Wording | None, int]:
    """Return what most was taken from, of those the earliest, and how much: shingles unquoted in both articles.

    No more can be than stand there at all, which is sooner told: most others are left out by that.
    """
    told = [np.concatenate([_NONE, *(own.sentences[i] for i in some)]) for some in taken]
    shared = [own.unquoted[_held(own.unquoted, np.unique(some))] if len(some) else _NONE for some in told]
    stand = [int(_held(some, other.whole).sum()) for some, other in zip(shared, others, strict=True)]
    best, most = None, 0
    for place in sorted(range(len(others)), key=lambda place: -stand[place]):
        if not stand[place] or stand[place] < most:
            break
        count = int(_held(shared[place], others[place].unquoted).sum())
        if count > most or (count == most and best is not None and place < best):
            best, most = place, count
    return None if best is None else others[best], most
