"""Fits the heads that find names, sources, cues, figures and dates; writes src/retold/find/heads.npz.

    PYTHONPATH=evaluation python scripts/fit_heads.py [--out FILE]

Needs the development data beside the repository; fits on retellings train and heads_sentences.txt, a minute or
two on one core.
Gold of the stories leaves things open, and so does the likelihood: a word that may be of any tag is summed
over (Tsuboi et al. 2008, "Training conditional random fields using incomplete annotations"). Open are all
but names in a sentence that tells no claim, and capitals that nobody marked: they may be names as well.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from marked import Marked, read_retellings
from numpy.typing import NDArray
from renamed import renamed
from written import read_written

from retold.encode import load_encoder
from retold.find.heads import BEGIN, INSIDE, KINDS, LABELS, OUTSIDE, neighbours, shares, sweep
from retold.find.wordstates import TRAITS, WordStates, word_states
from retold.model import Span
from retold.protocols import Encoder, Vectors
from retold.text.homoglyphs import repair

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
OUT = ROOT / "src" / "retold" / "find" / "heads.npz"

#: Of six sets of one to four layers, all but layer 9 alone are within 0.02 of each other on retellings dev.
LAYERS = (6, 9, 11)
REDUCED, HIDDEN, REACH = 192, 128, 2
DROPPED = {"input": 0.1, "reduced": 0.3, "hidden": 0.3}
EPOCHS, BATCH, RATE, DECAY = 8, 32, 1e-3, 1e-2
#: Copies with other names: none, one and two were tried; a sample of SlavicNER dev has name F1 0.87, 0.90, 0.90.
COPIES = 2
#: What is kept is the average of the weights along the way, over about so many steps.
AVERAGED = 100
NEVER = -1e4
#: From which probability a word is in a span: of 0.3 to 0.7 the best, or as good, on retellings dev.
FROM = {"name": 0.6, "source": 0.5, "cue": 0.5, "figure": 0.5, "date": 0.5}

Parameters = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Example:
    """A sentence to learn from: features (words, n), tags allowed (words, LABELS, 3), kinds (words,) or -1."""

    features: Vectors
    allowed: NDArray[np.bool_]
    kinds: NDArray[np.int64]


def examples(sentences: Sequence[Marked], encoder: Encoder) -> list[Example]:
    """Encode sentences and say of each word which tags it may have."""
    texts = [repair(sentence.text) for sentence in sentences]
    words = [
        word_states(text, tokens)
        for at in range(0, len(texts), 64)
        for text, tokens in zip(
            texts[at : at + 64], encoder.encode(texts[at : at + 64], layers=LAYERS).tokens, strict=True
        )
    ]
    common = common_words(zip(sentences, words, strict=True))
    return [
        example(sentence, some, common[sentence.language])
        for sentence, some in zip(sentences, words, strict=True)
        if len(some.spans)
    ]


def common_words(sentences: Iterable[tuple[Marked, WordStates]]) -> dict[str, set[str]]:
    """Collect, by language, the words that stand in small letters somewhere."""
    found: dict[str, set[str]] = defaultdict(set)
    for sentence, words in sentences:
        row = (sentence.text[start:end] for start, end in words.spans.tolist())
        found[sentence.language].update(word for word in row if word.islower())
    return found


def example(sentence: Marked, words: WordStates, common: set[str]) -> Example:
    """Say which tags each word of a sentence may have."""
    allowed = np.zeros((len(words.spans), len(LABELS), 3), dtype=bool)
    allowed[:, :, OUTSIDE] = True
    kinds = np.full(len(words.spans), -1)
    for head, label in enumerate(LABELS):
        if label != "name" and not sentence.told:
            allowed[:, head] = True
            continue
        spans = sentence.marks.get(label, ()) + (sentence.relayed if label == "source" else ())
        for place, span in enumerate(spans):
            covered = _covered(words, span)
            allowed[covered, head] = np.arange(3) == INSIDE
            allowed[covered[:1], head] = np.arange(3) == BEGIN
            if label == "name":
                kinds[covered] = [kind.value for kind in KINDS].index(sentence.kinds[place])
    if not sentence.complete:
        allowed[_unmarked_capitals(sentence.text, words, common) & allowed[:, 0, OUTSIDE], 0] = True
    return Example(words.features, allowed, kinds)


def _covered(words: WordStates, span: Span) -> NDArray[np.int64]:
    """Give the words of which half or more lies in a span."""
    start, end = words.spans[:, 0], words.spans[:, 1]
    common = np.minimum(end, span.end) - np.maximum(start, span.start)
    return np.flatnonzero(2 * common >= end - start)


def _unmarked_capitals(text: str, words: WordStates, common: set[str]) -> NDArray[np.bool_]:
    """Tell capitals that show a name from those of a sentence's first word."""
    spans = words.spans.tolist()
    first = next((place for place, (start, _) in enumerate(spans) if text[start].isalpha()), -1)
    return np.array(
        [
            text[start].isupper() and not (place == first and text[start:end].lower() in common)
            for place, (start, end) in enumerate(spans)
        ]
    )


def initial(inputs: int, choice: np.random.Generator) -> Parameters:
    """Draw first weights (He et al. 2015); a tag INSIDE never follows OUTSIDE."""

    def draw(rows: int, columns: int) -> NDArray[np.float32]:
        return choice.normal(0, np.sqrt(2 / rows), (rows, columns)).astype(np.float32)

    outputs = 3 * len(LABELS) + len(KINDS)
    follow = np.zeros((len(LABELS), 3, 3), dtype=np.float32)
    follow[:, OUTSIDE, INSIDE] = NEVER
    start = np.zeros((len(LABELS), 3), dtype=np.float32)
    start[:, INSIDE] = NEVER
    return {
        "reduce": draw(inputs, REDUCED),
        "reduce_bias": np.zeros(REDUCED, dtype=np.float32),
        "mix": draw((2 * REACH + 1) * REDUCED, HIDDEN),
        "mix_bias": np.zeros(HIDDEN, dtype=np.float32),
        "tell": 0.3 * draw(HIDDEN, outputs),
        "tell_bias": np.zeros(outputs, dtype=np.float32),
        "follow": follow,
        "start": start,
    }


def gradients(weights: Parameters, batch: Sequence[Example], choice: np.random.Generator) -> Parameters:
    """Give the gradient of the mean loss a word, with units dropped out (Srivastava et al. 2014)."""

    def drop(rows: Vectors, layer: str) -> tuple[Vectors, Vectors]:
        kept = 1 - DROPPED[layer]
        mask = (choice.random(rows.shape, dtype=np.float32) < kept).astype(np.float32) / np.float32(kept)
        return rows * mask, mask

    lengths = [len(one.kinds) for one in batch]
    features, _ = drop(np.concatenate([one.features for one in batch]), "input")
    reduced, reduced_mask = drop(
        np.maximum(features @ weights["reduce"] + weights["reduce_bias"], 0), "reduced"
    )
    window = neighbours(reduced, lengths, weights)
    hidden, hidden_mask = drop(np.maximum(window @ weights["mix"] + weights["mix_bias"], 0), "hidden")
    scores = hidden @ weights["tell"] + weights["tell_bias"]

    found = losses(weights, scores, batch)
    d_scores = found.pop("scores")
    d_hidden = d_scores @ weights["tell"].T * hidden_mask * (hidden > 0)
    d_window = d_hidden @ weights["mix"].T
    d_reduced = _from_neighbours(d_window, lengths) * reduced_mask * (reduced > 0)
    return found | {
        "tell": hidden.T @ d_scores,
        "tell_bias": d_scores.sum(axis=0),
        "mix": window.T @ d_hidden,
        "mix_bias": d_hidden.sum(axis=0),
        "reduce": features.T @ d_reduced,
        "reduce_bias": d_reduced.sum(axis=0),
    }


def _from_neighbours(rows: NDArray[np.floating[Any]], lengths: Sequence[int]) -> Vectors:
    """Give each word what its neighbours say of it: `neighbours` backwards."""
    parts = np.split(rows, 2 * REACH + 1, axis=1)
    text = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(rows)) + REACH * (text + 1)
    padded = np.zeros((len(rows) + REACH * (len(lengths) + 1), parts[0].shape[1]), dtype=np.float32)
    for step, part in zip(range(-REACH, REACH + 1), parts, strict=True):
        padded[place + step] += part
    summed: Vectors = padded[place]
    return summed


def losses(weights: Parameters, scores: Vectors, batch: Sequence[Example]) -> Parameters:
    """Give the gradients by scores, `follow` and `start`.

    The loss of the tags is the log-likelihood of the allowed ones, so its gradient is the difference of the
    probabilities without and with that knowledge; the loss of kinds is the cross-entropy.
    """
    lengths = [len(one.kinds) for one in batch]
    allowed = np.concatenate([one.allowed for one in batch])
    tags = 3 * len(LABELS)
    free = _expected(weights, scores[:, :tags], lengths, np.ones_like(allowed))
    known = _expected(weights, scores[:, :tags], lengths, allowed)
    found = {name: ((free[name] - known[name]) / len(scores)).astype(np.float32) for name in free}
    kinds = np.concatenate([one.kinds for one in batch])
    odds = np.exp(scores[:, tags:] - scores[:, tags:].max(axis=1, keepdims=True))
    d_kinds = odds / odds.sum(axis=1, keepdims=True) - np.eye(len(KINDS))[kinds]
    d_kinds[kinds < 0] = 0
    found["scores"] = np.concatenate((found["scores"], d_kinds / len(scores)), axis=1).astype(np.float32)
    return found


def _expected(
    weights: Parameters, scores: Vectors, lengths: Sequence[int], allowed: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    """Give the expected tags of each word, and how often one starts a text or follows another."""
    text = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(scores)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    by_head = scores.reshape(allowed.shape)
    odds = np.ones((max(lengths), len(lengths), scores.shape[1]))
    odds[place, text] = (np.exp(by_head - by_head.max(axis=2, keepdims=True)) * allowed).reshape(scores.shape)
    follow = np.exp(weights["follow"])
    ahead, behind = sweep(odds, np.exp(weights["start"]), follow)
    inner = place > 0
    before = shares(ahead[place[inner] - 1, text[inner]])
    after = shares((odds * behind)[place[inner], text[inner]])
    pairs = before[:, :, :, None] * follow * after[:, :, None, :]
    pairs /= pairs.sum(axis=(2, 3), keepdims=True)
    tags = shares((ahead * behind)[place, text])
    return {
        "scores": tags.reshape(scores.shape),
        "start": tags[place == 0].sum(axis=0),
        "follow": pairs.sum(axis=0),
    }


def fit(sentences: Sequence[Example], seed: int = 0) -> Parameters:
    """Fit by Adam with decoupled weight decay (Loshchilov and Hutter 2019); give the averaged weights."""
    choice = np.random.default_rng(seed)
    mean, spread = _scale(sentences)
    scaled = [Example((one.features - mean) / spread, one.allowed, one.kinds) for one in sentences]
    weights = initial(scaled[0].features.shape[1], choice)
    average = {name: value.copy() for name, value in weights.items()}
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    batches = -(-len(scaled) // BATCH)
    for step in range(1, EPOCHS * batches + 1):
        if step % batches == 1:
            order = choice.permutation(len(scaled))
        at = (step - 1) % batches * BATCH
        found = gradients(weights, [scaled[place] for place in order[at : at + BATCH]], choice)
        rate = RATE * min(1.0, step / 50) * (1 + np.cos(np.pi * step / (EPOCHS * batches))) / 2
        for name, gradient in found.items():
            first[name] += 0.1 * (gradient - first[name])
            second[name] += 0.001 * (gradient**2 - second[name])
            move = first[name] / (1 - 0.9**step) / (np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8)
            weights[name] -= rate * move
            if weights[name].ndim == 2 and name != "start":
                weights[name] *= 1 - rate * DECAY
            average[name] += max(1 / AVERAGED, 10 / (step + 10)) * (weights[name] - average[name])
    average["reduce"] /= spread[:, None]
    average["reduce_bias"] -= mean @ average["reduce"]
    return average


def _scale(sentences: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Give the mean and spread of the features; traits stay as they are."""
    rows = np.concatenate([one.features for one in sentences])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + np.float32(1e-3)
    mean[-TRAITS:], spread[-TRAITS:] = 0, 1
    return mean, spread


def save(
    path: Path, weights: Mapping[str, NDArray[np.float32]], encoder: str, sentences: Sequence[Marked]
) -> None:
    """Write the weights in 16 bits, with what they were fitted on."""
    about: dict[str, Any] = {
        "encoder": encoder,
        "layers": LAYERS,
        "from": FROM,
        "fitted_on": "24 invented stories (retellings train) and heads_sentences.txt, our own",
        "sentences": len(sentences),
        "languages": sorted({sentence.language for sentence in sentences}),
    }
    halves = {name: value.astype(np.float16) for name, value in weights.items()}
    np.savez_compressed(path, about=np.array(json.dumps(about)), **halves)  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    encoder = load_encoder()
    sentences = [*read_retellings(BENCH, "train"), *read_written()]
    choice = np.random.default_rng(0)
    copies = [copy for _ in range(COPIES) for copy in renamed(sentences, choice)]
    weights = fit(examples([*sentences, *copies], encoder))
    save(options.out, weights, encoder.name, sentences)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB from {len(sentences)} sentences")


if __name__ == "__main__":
    main()
