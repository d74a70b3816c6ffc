"""Finds names, sources, cues, figures and dates in any language, from the encoder's token states.

One small network reads the words of a sentence with their neighbours; five linear-chain conditional random
fields (Lafferty et al. 2001), one a head, decide which words belong together. `scripts/fit_heads.py` fits
them; `heads.npz` says on what.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.find.wordstates import WordStates, word_states
from retold.model import EntityKind, Span
from retold.protocols import Tokens, Vectors

#: What the heads find, in the order of the network's outputs.
LABELS = ("name", "source", "cue", "figure", "date")
KINDS = tuple(EntityKind)

#: A word is outside of a span, begins one or is within one.
OUTSIDE, BEGIN, INSIDE = range(3)

#: Marks that open and close; some languages close with what others open with.
_PAIRS = ("„“", "„”", "“”", "«»", "「」", "『』", "（）", "()", "[]", '"', "”")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span that a head proposes, with its probability; `label` is one of LABELS, for names their kind.

    `kind_scores` are the probabilities of the kinds of a name.
    """

    span: Span
    label: str
    score: float
    kind_scores: Mapping[EntityKind, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeadFindings:
    """What the heads propose in one text; `attributed` is the probability that it gives somebody's words."""

    names: tuple[Proposal, ...] = ()
    sources: tuple[Proposal, ...] = ()
    cues: tuple[Proposal, ...] = ()
    figures: tuple[Proposal, ...] = ()
    dates: tuple[Proposal, ...] = ()
    attributed: float = 0.0


class Heads:
    """A fitted network for the states of one encoder.

    `weights` are those of `network`; `about` says for which encoder and layers they were fitted, on which
    data, and from which probability a word belongs to a span of each label.
    """

    def __init__(self, weights: Mapping[str, NDArray[np.floating[Any]]], about: Mapping[str, Any]) -> None:
        self._weights = {name: value.astype(np.float32) for name, value in weights.items()}
        self.about = about
        self._from = np.array([about["from"][label] for label in LABELS])

    @property
    def encoder(self) -> str:
        """The name of the encoder whose states these heads read."""
        return str(self.about["encoder"])

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers to ask the encoder for, in this order."""
        return tuple(self.about["layers"])

    def find(self, text: str, tokens: Tokens) -> HeadFindings:
        """Find spans in one text; spans are of this text. See `find_all`."""
        return self.find_all([text], [tokens])[0]

    def find_all(self, texts: Sequence[str], tokens: Sequence[Tokens]) -> list[HeadFindings]:
        """Find spans in texts, best sentences, given the states of `layers` of each.

        Faster than one by one, with the same result. Spans are made of whole words (in scripts without
        spaces, of sub-tokens), with no punctuation at their ends but closed brackets and quotation marks.
        """
        words = [word_states(text, some) for text, some in zip(texts, tokens, strict=True)]
        lengths = [len(some.spans) for some in words]
        if not sum(lengths):
            return [HeadFindings() for _ in texts]
        tags, kinds = network(self._weights, np.concatenate([some.features for some in words]), lengths)
        chances = marginals(self._weights, tags, lengths)
        ends = np.cumsum(lengths)
        return [
            self._read(text, some, chances[end - len(some.spans) : end], kinds[end - len(some.spans) : end])
            for text, some, end in zip(texts, words, ends, strict=True)
        ]

    def _read(
        self, text: str, words: WordStates, chances: NDArray[np.floating[Any]], kinds: Vectors
    ) -> HeadFindings:
        if not len(words.spans):
            return HeadFindings()
        within = 1 - chances[:, :, OUTSIDE]
        found = []
        for head, label in enumerate(LABELS):
            proposals = []
            for first, last in _runs(within[:, head] > self._from[head], chances[:, head]):
                span = trimmed(text, int(words.spans[first, 0]), int(words.spans[last - 1, 1]))
                if span is not None:
                    score = float(within[first:last, head].mean())
                    proposals.append(_proposal(span, label, score, kinds[first:last]))
            found.append(tuple(proposals))
        names, sources, cues, figures, dates = found
        attributed = float(within[:, LABELS.index("cue")].max())
        return HeadFindings(names, sources, cues, figures, dates, attributed)


def network(
    weights: Mapping[str, NDArray[np.float32]], features: Vectors, lengths: Sequence[int]
) -> tuple[Vectors, Vectors]:
    """Score the words of several texts: (words, LABELS, 3) for the tags and (words, KINDS), both logits.

    A word is reduced to a few numbers, then seen with those of its neighbours on either side.
    """
    reduced = np.maximum(features @ weights["reduce"] + weights["reduce_bias"], 0)
    hidden = np.maximum(neighbours(reduced, lengths, weights) @ weights["mix"] + weights["mix_bias"], 0)
    scores = hidden @ weights["tell"] + weights["tell_bias"]
    tags = 3 * len(LABELS)
    return scores[:, :tags].reshape(-1, len(LABELS), 3), scores[:, tags:]


def neighbours(rows: Vectors, lengths: Sequence[int], weights: Mapping[str, NDArray[np.float32]]) -> Vectors:
    """Put the rows of each word's neighbours beside its own, zeros beyond the ends of its text."""
    reach = (weights["mix"].shape[0] // rows.shape[1] - 1) // 2
    text = np.repeat(np.arange(len(lengths)), lengths)
    # Each text gets `reach` rows of zeros behind it, and the first also before it.
    place = np.arange(len(rows)) + reach * (text + 1)
    padded = np.zeros((len(rows) + reach * (len(lengths) + 1), rows.shape[1]), dtype=np.float32)
    padded[place] = rows
    return np.concatenate([padded[place + step] for step in range(-reach, reach + 1)], axis=1)


def marginals(
    weights: Mapping[str, NDArray[np.float32]], scores: Vectors, lengths: Sequence[int]
) -> NDArray[np.float64]:
    """Give the probability of each tag of each word: (words, LABELS, 3)."""
    text = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(scores)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    # Beyond the end of a text every tag is as likely, which changes nothing before it.
    odds = np.ones((max(lengths), len(lengths), 3 * len(LABELS)))
    odds[place, text] = np.exp(scores - scores.max(axis=2, keepdims=True)).reshape(len(scores), -1)
    ahead, behind = sweep(odds, np.exp(weights["start"]), np.exp(weights["follow"]))
    return shares((ahead * behind)[place, text])


def sweep(
    odds: NDArray[np.float64], start: NDArray[Any], follow: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Run forward and backward over texts, scaled at every word (Rabiner 1989).

    `odds` is (words, texts, LABELS * 3), `start` (LABELS, 3), `follow` (LABELS, 3, 3); both results are as
    `odds`, and their product is in proportion to the probability of each tag.
    """
    step = np.zeros((odds.shape[2],) * 2)
    for head, block in enumerate(follow):
        step[3 * head : 3 * head + 3, 3 * head : 3 * head + 3] = block
    ahead, behind = np.empty_like(odds), np.ones_like(odds)
    ahead[0] = odds[0] * start.reshape(-1)
    for at in range(1, len(odds)):
        ahead[at] = shares(ahead[at - 1] @ step).reshape(ahead[at].shape) * odds[at]
    for at in range(len(odds) - 2, -1, -1):
        behind[at] = shares((odds[at + 1] * behind[at + 1]) @ step.T).reshape(behind[at].shape)
    return ahead, behind


def shares(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale the three tags of each head to a sum of one: (rows, LABELS, 3)."""
    tags = odds.reshape(len(odds), len(LABELS), 3)
    scaled: NDArray[np.float64] = tags / tags.sum(axis=2, keepdims=True)
    return scaled


def _runs(within: NDArray[np.bool_], chances: NDArray[np.floating[Any]]) -> Iterator[tuple[int, int]]:
    """Give the runs of words within spans; a word that rather begins one than goes on begins another."""
    if not within.any():
        return
    goes_on = within & (chances[:, INSIDE] >= chances[:, BEGIN])
    starts = np.flatnonzero(within & ~(goes_on & np.append(False, within[:-1])))
    for start in starts.tolist():
        end = start + 1
        while end < len(within) and goes_on[end]:
            end += 1
        yield start, end


def _proposal(span: Span, label: str, score: float, kinds: Vectors) -> Proposal:
    if label != "name":
        return Proposal(span, label, score)
    odds = np.exp(kinds - kinds.max(axis=1, keepdims=True))
    chances = (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    kind_scores = dict(zip(KINDS, chances, strict=True))
    return Proposal(span, max(kind_scores, key=kind_scores.__getitem__), score, kind_scores)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Take signs off both ends, but not half of a pair of marks; None if nothing is left."""
    first, last = start, end
    while first < last and _is_sign(text[first]):
        first += 1
    while first < last and _is_sign(text[last - 1]):
        last -= 1
    if first == last:
        return None
    inner = text[first:last]
    if first > start and _half_pairs(text[first - 1], inner):
        first -= 1
    elif last < end and _half_pairs(text[last], inner):
        last += 1
    return Span(first, last)


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "LNM"


def _half_pairs(mark: str, inner: str) -> bool:
    """Tell whether the other half of a pair of marks stands alone within."""
    return any(mark in pair and sum(map(inner.count, set(pair))) % 2 == 1 for pair in _PAIRS)


@cache
def load_heads(encoder: str = "e5-small") -> Heads | None:
    """Load the heads that come with the package; None if they were fitted on another encoder's states."""
    with np.load(BytesIO((files("retold.find") / "heads.npz").read_bytes())) as kept:
        about = json.loads(str(kept["about"]))
        weights = {name: kept[name] for name in kept.files if name != "about"}
    return Heads(weights, about) if about["encoder"] == encoder else None
