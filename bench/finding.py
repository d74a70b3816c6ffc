"""Measures what finding who says what, how much and when costs of all the time that an article takes.

    python bench/finding.py [FOLDER]

FOLDER holds articles; the example's if none is named. In one run, after one to warm up, all are added to a new
corpus, and then each is read once more step by step: what the steps of finding take is given in parts of what adding
took. "states" is what the encoder takes longer for giving the states of its layers, which the heads read; names are
found by heads, too, so a fifth of "states" and "heads" is theirs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from retold import open_corpus, read_articles
from retold.encode import load_encoder
from retold.find import find_all, load_heads
from retold.find.attributions import find_attributions
from retold.find.dates import find_dates
from retold.find.expressions import expressions
from retold.find.figures import find_figures
from retold.model import Article
from retold.split import split_sentences
from retold.text.homoglyphs import repair
from retold.text.language import detect_language
from retold.text.words import words_of

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "prespa"
T = TypeVar("T")


class Watch:
    """Adds up the processor's seconds that steps take, which other programs on the machine hardly change."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, name: str, step: Callable[[], T]) -> T:
        """Take a step and count its time."""
        begun = time.process_time()
        done = step()
        self.spent[name] += time.process_time() - begun
        return done


def add(folder: Path) -> int:
    """Add a folder to a new corpus; gives how many articles it has."""
    with tempfile.TemporaryDirectory() as place, open_corpus(Path(place, "news.db")) as corpus:
        return len(corpus.add(read_articles(folder)).new)


def read_by_steps(article: Article, watch: Watch) -> None:
    """Read an article as adding does, each step of finding by itself."""
    encoder = load_encoder()
    heads = load_heads(encoder.name)
    assert heads is not None
    language = article.language or detect_language(article.text)[0]
    sentences = split_sentences(article, language)
    texts = [repair(article.text[slice(*sentence.span)]) for sentence in sentences]
    watch.time("encoding", lambda: encoder.encode(texts))
    tokens = watch.time("encoding with states", lambda: encoder.encode(texts, layers=heads.layers)).tokens
    proposed = watch.time("heads", lambda: heads.find_all(texts, tokens))
    spans = [sentence.span for sentence in sentences]
    text = article.text
    words_of.cache_clear()
    expressions.cache_clear()
    watch.time("figures", lambda: find_figures(text, language))
    watch.time("dates", lambda: find_dates(text, language, published=article.published))
    watch.time("attributions", lambda: find_attributions(text, spans, language))
    watch.time("all of find", lambda: find_all(article, sentences, proposed))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=EXAMPLE)
    folder = parser.parse_args().folder
    watch = Watch()
    add(folder)
    count = watch.time("adding", lambda: add(folder))
    for article in read_articles(folder):
        if isinstance(article, Article):
            read_by_steps(article, watch)
    spent = watch.spent
    spent["states"] = spent.pop("encoding with states") - spent["encoding"]
    spent["who, how much, when"] = sum(
        spent[name] for name in ("states", "heads", "figures", "dates", "attributions")
    )
    for name, seconds in spent.items():
        print(f"{name:22}{1000 * seconds / count:8.1f} ms an article{100 * seconds / spent['adding']:7.1f} %")


if __name__ == "__main__":
    main()
