"""Makes src/retold/encode/words.npz: on which axes words differ, and the mean word of every language.

    python scripts/make_word_axes.py ../shared/bench/ntrex/means.jsonl.gz

The rows are those of `make_language_means.py`, under the same names. The axes are the principal components of
the states of all languages' words, those of each language without its mean. No sentence or word ships.
"""

from __future__ import annotations

import gzip
import json
import sys

import numpy as np
from make_language_means import BY_SCRIPT, TARGET, bcp47

from retold.encode import load_encoder
from retold.encode.words import LAYER, mean_states
from retold.text.homoglyphs import repair
from retold.text.language import script_of

#: How many axes are kept. Retellings train, alignment by average precision: 0.851 with 128 or all 384, 0.849
#: with 64.
AXES = 96


def main(source: str) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    codes = bcp47([BY_SCRIPT.get(row["language"], row["language"]) for row in rows])
    encoder = load_encoder()
    means, scripts = [], []
    spread = np.zeros((encoder.width, encoder.width))
    for code, row in zip(codes, rows, strict=True):
        texts = [repair(text.strip()) for text in row["texts"]]
        tokens = encoder.encode(texts, layers=(LAYER,)).tokens
        words = np.concatenate([mean_states(t, some, code, 0) for t, some in zip(texts, tokens, strict=True)])
        means.append(words.mean(axis=0))
        scripts.append(script_of(" ".join(texts)))
        apart = words - means[-1]
        apart /= np.linalg.norm(apart, axis=1, keepdims=True)
        spread += apart.T @ apart / len(apart)
        print(code, len(words), flush=True)
    axes = np.linalg.eigh(spread)[1][:, ::-1][:, :AXES]
    np.savez_compressed(
        TARGET.with_name("words.npz"),
        codes=np.array(codes),
        scripts=np.array(scripts),
        means=np.array(means @ axes, dtype=np.float16),
        axes=axes.astype(np.float16),
    )


if __name__ == "__main__":
    main(sys.argv[1])
