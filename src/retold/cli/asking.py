"""Commands that look for something in the articles."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.console import Console

from retold import report
from retold.cli.options import print_json, with_corpus
from retold.corpus import open_corpus


@click.command()
@with_corpus
@click.argument("article")
@click.option("--explain", is_flag=True, help="Under each sentence, who said it, its figures and dates.")
def show(article: str, db: str, *, explain: bool, as_json: bool) -> None:
    """Print an ARTICLE (its id, location or file name) with its sentences and what was found in it."""
    with open_corpus(db, create=False) as corpus:
        found = corpus.article(article)
        sentences = corpus.sentences([found.id])[found.id]
        if explain:
            findings = corpus.findings([found.id])[found.id]
            if as_json:
                print_json({"article": asdict(found), "findings": asdict(findings)})
            else:
                report.print_explained(found, sentences, findings, Console())
        elif as_json:
            print_json({"article": asdict(found), "sentences": [asdict(s) for s in sentences]})
        else:
            report.print_article(found, sentences, Console(), corpus.store.entities_within([found.id]))


@click.command()
@with_corpus
@click.argument("name")
def said(name: str, db: str, *, as_json: bool) -> None:
    """List all that articles give to a NAME, in whatever script, over time and across languages."""
    with open_corpus(db, create=False) as corpus:
        sayings = corpus.said(name)
    if as_json:
        print_json([{"entity": s.entity.id, "attribution": asdict(s.attribution)} for s in sayings])
    else:
        report.print_said(sayings, Console())


@click.command()
@with_corpus
@click.argument("question")
@click.option(
    "--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="Hits of each kind."
)
@click.option("--words-only", is_flag=True, help="Leave out what is only near in meaning.")
@click.option("--exact", is_flag=True, help="Only what is written just so, names too.")
def search(question: str, most: int, words_only: bool, db: str, *, exact: bool, as_json: bool) -> None:
    """Find names in any script, words with any ending, and sentences near in meaning in any language.

    Words in quotation marks are found to the letter: retold search '"four tonnes"'.
    """
    with open_corpus(db, create=False) as corpus:
        found = corpus.search(question, most=most, meaning=not words_only, exact=exact)
    if as_json:
        print_json(report.search_data(found))
    else:
        report.print_found(found, Console())
