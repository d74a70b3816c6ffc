"""What a search found, on a terminal and as plain data."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from retold.corpus import MOST_TIMES, Found
from retold.model import Article
from retold.report.terminal import clean
from retold.report.words import count, language_name
from retold.search import TextHit


def print_found(found: Found, console: Console) -> None:
    """Print what a search found: names, then sentences with all words, then those near in meaning."""
    for hit in found.names:
        entity = found.entities[hit.entity]
        console.print(
            Text.assemble(
                (clean(entity.name), "bold"),
                f"  {entity.kind}, {named_so_often(found, hit.entity)}; {hit.typed} matched ",
                f"{clean(hit.form)}, {hit.score:.2f}",
            )
        )
    _print_hits(f"{count(found.total, 'article')} with these words", found, found.words, console)
    if found.meaning:
        _print_hits("Near in meaning", found, found.meaning, console)


def named_so_often(found: Found, entity: str) -> str:
    """Say how often an entity that was found is named."""
    times = found.times[entity]
    return count(times, "mention") + (" or more" if times == MOST_TIMES else "")


def _print_hits(heading: str, found: Found, hits: tuple[TextHit, ...], console: Console) -> None:
    console.print(Text(heading[:1].upper() + heading[1:], "bold"))
    for hit in hits:
        article = found.articles[hit.article]
        score = f" · {hit.score:.2f}" if hit.score < 1 else ""
        facts = (
            article.outlet or article.location,
            language_name(article.language),
            article.published or "no date",
        )
        console.print(Text(" · ".join(clean(fact) for fact in facts) + score, "dim"))
        console.print(_marked(article, hit))


def _marked(article: Article, hit: TextHit) -> Text:
    """Word a sentence with what matched in it in bold."""
    words, at = Text(), hit.sentence.span.start
    for start, end in hit.marked:
        words.append(spaced(article.text[at:start])).append(spaced(article.text[start:end]), "bold")
        at = end
    return words.append(spaced(article.text[at : hit.sentence.span.end]))


def spaced(text: str) -> str:
    """Clean a part of a line, with the spaces at its ends."""
    return "".join(" " if char.isspace() else clean(char) for char in text)


def search_data(found: Found) -> dict[str, Any]:
    """Say what a search found as plain data; spans are [start, end) in code points of the article's text."""

    def told(hits: tuple[TextHit, ...]) -> list[dict[str, Any]]:
        return [
            {
                "article": hit.article,
                "sentence": hit.sentence.position,
                "span": list(hit.sentence.span),
                "text": found.articles[hit.article].text[slice(*hit.sentence.span)],
                "marked": [list(span) for span in hit.marked],
                "score": hit.score,
            }
            for hit in hits
        ]

    return {
        "question": {"words": list(found.question.words), "exact": list(found.question.exact)},
        "names": [
            {
                "entity": hit.entity,
                "name": found.entities[hit.entity].name,
                "typed": hit.typed,
                "form": hit.form,
                "score": hit.score,
            }
            for hit in found.names
        ],
        "articles_with_all_words": found.total,
        "words": told(found.words),
        "meaning": told(found.meaning),
    }
