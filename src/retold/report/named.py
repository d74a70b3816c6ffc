"""Who and what is named, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retold.corpus import Form, Who
from retold.model import Article
from retold.report.terminal import clean, heading
from retold.report.words import count, kind_words, language_name
from retold.store import Named

#: Reasons that are printed, the surest.
REASONS = 20


def print_named(named: Sequence[Named], console: Console) -> None:
    """Print entities, one a line: id, articles, kind, name."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    table.add_row(*(Text(head, "dim") for head in ("entity", "articles", "kind", "name")))
    for each in named:
        cells = (each.id, str(each.articles), kind_words(each.kind), clean(each.name))
        table.add_row(*(Text(cell, "bold" if cell == each.id else "") for cell in cells))
    console.print(table)


def print_who(who: Who, articles: Mapping[str, Article], console: Console) -> None:
    """Print an entity: its names by language and script, why they are one, where it stands and beside whom."""
    entity = who.entity
    heading(clean(who.name), console)
    facts = [
        kind_words(entity.kind),
        count(len(entity.mentions), "mention"),
        count(len(who.articles), "article"),
        f"Wikidata {entity.wikidata}" if entity.wikidata else "",
        f"entity {entity.id}",
    ]
    console.print(Text(" · ".join(fact for fact in facts if fact), "dim"))
    heading("Called", console)
    for (language, script), forms in groupby(who.forms, key=lambda form: (form.language, form.script)):
        console.print(Text.assemble((f"{language_name(language)}, {script}: ", "dim"), _written(list(forms))))
    _print_reasons(who, console)
    heading("Events", console)
    for event, times in who.events:
        facts = [event.id, event.date or "no date", count(times, "article")]
        console.print(Text.assemble((" · ".join(facts), "dim"), f" {clean(event.label)}"))
    heading("Articles", console)
    for article in (articles[key] for key in who.articles):
        facts = [clean(article.name), article.language or "?", article.published or "no date"]
        console.print(Text.assemble((" · ".join(facts), "dim"), f" {clean(article.title or '')}"))
    heading("Named beside it", console)
    for named in who.company:
        console.print(f"{count(named.articles, 'article')}: {clean(named.name)}", markup=False)
    if who.others:
        heading("The name may also stand for", console)
        for other in who.others:
            console.print(Text.assemble((f"{other.id} ", "bold"), clean(other.name)))


def _written(forms: Sequence[Form]) -> str:
    return ", ".join(f"{clean(form.text)} ({form.times})" for form in forms)


def _print_reasons(who: Who, console: Console) -> None:
    if not who.joins:
        return
    heading("Why these are one", console)
    for join in who.joins[:REASONS]:
        pair = f"{clean(join.one)} = {clean(join.other)}"
        console.print(Text.assemble(pair, (f" {join.score:.2f}, {clean(join.reason)}", "dim")))
    if len(who.joins) > REASONS:
        console.print(Text(f"and {len(who.joins) - REASONS} more", "dim"))
