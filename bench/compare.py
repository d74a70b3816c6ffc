"""Measures how long one event takes to compare, after its articles are read and encoded.

    python bench/compare.py [SHARED] [--articles 50 200]

The articles are made of real sentences: each takes 20 of one language's from the stories of SHARED (else from the
example), in their order, and noise is added to the sentences' vectors, so that no two are the same. All are put
into one event. Timed are the claims, the differences and the comparison that a command shows.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from retold import load_settings, open_corpus, read_articles
from retold.encode import load_encoder
from retold.model import Article, SentenceKind, article_id
from retold.protocols import Encoded

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
SENTENCES = 20
#: Length of the noise: a vector then has a cosine of about 0.98 with the one that it was made of.
NOISE = 0.2


class Jittering:
    """Encodes each text once and gives its vector with noise each time."""

    def __init__(self) -> None:
        self.inner = load_encoder()
        self.name, self.width = self.inner.name, self.inner.width
        self.kept: dict[str, Encoded] = {}
        self.noise = np.random.default_rng(5)

    def encode(self, texts: Sequence[str], *, layers: Sequence[int] = ()) -> Encoded:
        """Encode texts as the default encoder does, but for the noise."""
        missing = [text for text in dict.fromkeys(texts) if text not in self.kept]
        if missing:
            found = self.inner.encode(missing, layers=layers or (6, 9, 11))
            for text, vector, tokens in zip(missing, found.vectors, found.tokens, strict=True):
                self.kept[text] = Encoded(vector[None], (tokens,))
        vectors = np.concatenate([self.kept[text].vectors for text in texts])
        noise = self.noise.standard_normal(vectors.shape, dtype=np.float32)
        vectors = vectors + NOISE * noise / np.sqrt(self.width)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return Encoded(vectors.astype(np.float32), tuple(self.kept[text].tokens[0] for text in texts))


def read_pool(folder: Path) -> Mapping[str, list[str]]:
    """Read the sentences of a folder's articles, by language."""
    pool: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place, open_corpus(Path(place, "pool.db")) as corpus:
        corpus.add(read_articles(folder), refresh=False)
        sentences = corpus.sentences()
        for article in corpus.articles().values():
            told = [s for s in sentences[article.id] if s.kind is SentenceKind.BODY]
            pool[article.language or "und"] += [article.text[slice(*s.span)] for s in told]
    return pool


def make_articles(pool: Mapping[str, list[str]], count: int) -> Iterator[Article]:
    """Yield articles of 20 sentences, a language's as often as its sentences."""
    chance = random.Random(7)
    languages, sizes = list(pool), [len(told) for told in pool.values()]
    for number in range(count):
        language = chance.choices(languages, sizes)[0]
        told = pool[language]
        taken = sorted(chance.sample(range(len(told)), min(SENTENCES, len(told))))
        text = "\n\n".join(told[i] for i in taken)
        day = (date(2024, 5, 6) + timedelta(days=number % 3)).isoformat()
        name = article_id(key=str(number), outlet=None, published=day, text=text)
        yield Article(id=name, location=f"{number}.txt", text=text, published=day, language=language)


def measure(pool: Mapping[str, list[str]], encoder: Jittering, count: int) -> dict[str, float]:
    """Add articles, make one event of them and time how it is compared."""
    settings = replace(load_settings(), event_threshold=-1e9, event_candidates=count)
    place = tempfile.TemporaryDirectory()
    with place as folder, open_corpus(Path(folder, "event.db"), settings=settings) as corpus:
        vars(corpus)["encoder"] = encoder
        corpus.add(make_articles(pool, count), refresh=False)
        [event] = corpus.events()
        begun = time.perf_counter()
        corpus.refresh()
        lined_up = time.perf_counter()
        comparison = corpus.compare(event.id)
        shown = time.perf_counter()
        return {
            "articles": count,
            "claims": len(comparison.claims),
            "refresh": lined_up - begun,
            "compare": shown - lined_up,
            "all": shown - begun,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long one event takes to compare.")
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--articles", type=int, nargs="*", default=[50, 200])
    options = parser.parse_args()
    stories = options.shared / "bench" / "retellings" / "dev"
    pool = read_pool(stories if stories.is_dir() else EXAMPLE)
    encoder = Jittering()
    print(f"{'articles':>9}{'claims':>9}{'refresh s':>11}{'compare s':>11}{'all s':>9}")
    for count in options.articles:
        m = measure(pool, encoder, count)
        print(
            f"{m['articles']:9}{m['claims']:9}{m['refresh']:11.2f}{m['compare']:11.2f}{m['all']:9.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
