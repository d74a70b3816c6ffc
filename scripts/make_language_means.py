"""Makes src/retold/encode/means.npz: the mean vector of every language of ../shared/bench/ntrex.

    python scripts/make_language_means.py ../shared/bench/ntrex/means.jsonl.gz

Each of the 127 rows there (160 sentences of a language, of NTREX-128, Federmann et al. 2022) becomes one mean
of unit vectors, in 16 bits. A row's name, an ISO 639-3 code with a region or script where NTREX has several,
becomes a BCP 47 code: the shortest code of CLDR ("sqi" -> "sq", "arb" -> "ar"), the region if there is one
("en-GB"), the script where a language has rows in two ("sr-Cyrl", "zh-Hans"). The sentences don't ship; a
mean gives none of them away.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from retold.encode import canonical, load_encoder
from retold.text.homoglyphs import repair
from retold.text.language import script_of

TARGET = Path(__file__).parent.parent / "src" / "retold" / "encode" / "means.npz"

#: Rows that NTREX tells apart by region and that differ in script.
BY_SCRIPT = {"zho-CN": "zho-Hans", "zho-TW": "zho-Hant"}


def main(source: str) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    names = [BY_SCRIPT.get(row["language"], row["language"]) for row in rows]
    encoder = load_encoder()
    means, scripts = [], []
    for row in rows:
        texts = [repair(text.strip()) for text in row["texts"]]
        means.append(encoder.encode(texts).vectors.mean(axis=0))
        scripts.append(script_of(" ".join(texts)))
        print(row["language"], scripts[-1], flush=True)
    np.savez_compressed(
        TARGET,
        codes=np.array(bcp47(names)),
        scripts=np.array(scripts),
        means=np.array(means, dtype=np.float16),
    )


def bcp47(names: list[str]) -> list[str]:
    """Write row names as BCP 47 codes, without the script where a language has only one."""
    rows_of = Counter(name.split("-")[0] for name in names)
    codes = []
    for name in names:
        language, _, rest = name.partition("-")
        only_script = len(rest) == 4 and rows_of[language] == 1
        codes.append(canonical(language if only_script else name))
    return codes


if __name__ == "__main__":
    main(sys.argv[1])
