"""What was judged, and why an article tells an event, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.corpus import Why
from retold.model import Article, Judgement
from retold.report.terminal import clean, heading


def print_why(why: Why, articles: Mapping[str, Article], console: Console) -> None:
    """Print whether an article tells an event, the reason, and the evidence with what each kind weighs."""
    article = articles[why.article]
    heading(clean(why.event.label), console)
    name = clean(article.outlet or article.location)
    console.print(Text(f"{name} {'tells' if why.tells else 'does not tell'} this event · {why.score:.2f}"))
    console.print(Text(clean(why.reason)))
    for doubt in why.doubts:
        console.print(Text(f"{name}: {clean(doubt)}.", "dim"))
    if why.nearest:
        nearest = articles[why.nearest]
        console.print(Text(f"most alike: {clean(nearest.outlet or nearest.location)}, {nearest.id}", "dim"))
    if why.parts:
        console.print(_weighed(why))
    for judgement in why.judgements:
        console.print(Text(_worded(judgement)), soft_wrap=True)


def _weighed(why: Why) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, side in (("evidence", "left"), ("value", "right"), ("weighs", "right")):
        table.add_column(Text(name, "dim"), justify=side)  # type: ignore[arg-type]
    table.add_row("with no evidence", "", f"{why.base:+.2f}")
    for part in why.parts:
        table.add_row(part.name, f"{part.value:.2f}", f"{part.effect:+.2f}")
    return table


def print_judgements(judgements: Sequence[Judgement], console: Console) -> None:
    """Print judgements, one a line; those undone are dim."""
    for judgement in judgements:
        console.print(Text(_worded(judgement), "dim" if judgement.undone else ""), soft_wrap=True)


def _worded(judgement: Judgement) -> str:
    said = " | ".join(" ".join(map(clean, side)) for side in judgement.subjects if side)
    undone = " (undone)" if judgement.undone else ""
    head = (
        f"{judgement.number} {judgement.kind} of {judgement.about}, {clean(judgement.user)}, {judgement.at}"
    )
    return f"{head}{undone}: {said}"
