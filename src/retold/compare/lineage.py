"""Through whom each telling of a claim came, and how many roots the tellings have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from retold.compare.follows import names_outlet
from retold.compare.statements import Statement
from retold.compare.voices import ALIKE, best_name
from retold.model import Attribution, Chain, Copy, Difference, DifferenceKind, Follow, Lineage


def trace(
    claim: str,
    statements: Sequence[Statement],
    differences: Sequence[Difference],
    follows: Sequence[Follow],
    copies: Sequence[Copy],
) -> Lineage:
    """Trace the tellings of a claim, which come in time order, to their origins.

    A telling that came from another one, by copying, translating or following it or by naming its outlet, has its
    origin, whatever it names. Of others, `differences`, those of the claim, decide where they tell origins apart; one
    that names nobody has none.
    """
    sides = [d.sides for d in differences if d.kind is DifferenceKind.ATTRIBUTION]
    came_from = {s.article.id: _came_from(s, statements, follows, copies) for s in statements}
    kin = _kin(came_from)
    roots: list[list[Statement]] = []
    for statement in (s for s in statements if s.voice.span):
        related = (r for r in roots if kin[statement.article.id] in {kin[other.article.id] for other in r})
        alike = (r for r in roots if all(_one_origin(statement, other, sides) for other in r))
        root = next(related, None) or next(alike, None)
        if root is None:
            roots.append([statement])
        else:
            root.append(statement)
    for statement in (s for s in statements if s.voice.span is None and came_from[s.article.id]):
        for root in roots:
            if kin[statement.article.id] in {kin[other.article.id] for other in root}:
                root.append(statement)
                break
    return Lineage(
        claim=claim,
        chains=tuple(chain_of(s) for s in statements),
        origins=tuple(tuple(s.article.id for s in root) for root in roots),
    )


def _came_from(
    statement: Statement, statements: Sequence[Statement], follows: Sequence[Follow], copies: Sequence[Copy]
) -> frozenset[str]:
    """Return the articles from which one has what it says of a claim."""
    own = [copy for copy in copies if copy.article == statement.article.id]
    repeated = {copy.original for copy in own if all(copy.covers(span) for span in statement.spans)}
    followed = {f.followed for f in follows if f.article == statement.article.id} - {c.original for c in own}
    sources = [statement.text(a.source) for a in statement.attributions if a.source]
    named = {
        s.article.id for s in statements if s is not statement and names_outlet(sources, s.article.outlet)
    }
    told = {s.article.id for s in statements}
    return frozenset((repeated | followed | named) & told)


def _kin(came_from: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Give each article a number, and one number to those of which one came from another, over however many."""
    kin = {article: number for number, article in enumerate(came_from)}
    for article, origins in came_from.items():
        joined = {kin[article], *(kin[origin] for origin in origins)}
        kin = {each: min(joined) if number in joined else number for each, number in kin.items()}
    return kin


def chain_of(statement: Statement) -> Chain:
    """Return the origin that a telling names, and who relayed it, the nearest to the origin first."""
    voice = statement.voice
    named = {statement.text(voice.span): voice.span}
    for relay in _relaying(statement):
        named.setdefault(statement.text(relay.source), relay.source)
    relays = [span for text, span in named.items() if span and text != statement.text(voice.span)]
    return Chain(article=statement.article.id, source=voice.span, relays=tuple(relays))


def _relaying(statement: Statement) -> Iterator[Attribution]:
    """Yield the attributions around that of the origin, from the inside out."""
    waiting = {a.id: a for a in statement.attributions}
    at = statement.voice.attributions[0] if statement.voice.attributions else None
    while at is not None:
        at = waiting.pop(at.parent or "", None)
        if at is not None:
            yield at


def _one_origin(one: Statement, other: Statement, differing: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Tell whether two statements that name somebody name the same: what was told apart is not."""
    pair = one.article.id, other.article.id
    for sides in differing:
        at = [next((i for i, side in enumerate(sides) if article in side), None) for article in pair]
        if None not in at:
            return at[0] == at[1]
    if not differing:
        return True
    return best_name(one.text(one.voice.span), other.text(other.voice.span)) >= ALIKE
