"""Questions to a corpus about one claim, two articles, one name or one event's figures."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from retold import find
from retold.align import Place, Tie
from retold.compare import materiality
from retold.model import (
    Article,
    Attribution,
    Claim,
    Comparison,
    Difference,
    DifferenceKind,
    Entity,
    Figure,
    Sentence,
    SentenceKind,
    Span,
)
from retold.text.time import days_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What one article tells beside what another tells of the same; an empty side has nothing of it.

    `differences` tell the two apart in the claims they share, the most material of each kind. `score` is how
    probable it is that they tell the same, 0 to 1, and `reason` why.
    """

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    differences: tuple[Difference, ...] = ()
    score: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something an article gives to an entity; `named` is where it names it as the source."""

    article: Article
    attribution: Attribution
    named: Span
    entity: Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The figures that the articles of an event give in one claim, by article."""

    claim: Claim
    figures: Mapping[str, tuple[Figure, ...]]


def side_by_side(
    left: Article,
    right: Article,
    sentences: Mapping[str, Sequence[Sentence]],
    claims: Sequence[Claim],
    differences: Sequence[Difference],
    ties: Mapping[Place, Tie],
) -> list[Pairing]:
    """Lay two articles side by side, in the order of the left one; then what the right one alone tells.

    Sentences of one claim stand beside each other; a sentence that tells several claims stands once. `ties` say how
    probably, and why, sentences of the two tell the same.
    """
    matches = _matches(left, right, sentences, claims)
    of_claim = [d for d in differences if _apart(d, left.id, right.id)]
    pairings: list[Pairing] = []
    used: set[Span] = set()
    for sentence in _body(sentences[left.id]):
        partners = matches.get(sentence.span, {})
        used.update(partners)
        shared = {claim for names in partners.values() for claim in names}
        told = {d.kind: d for d in sorted(of_claim, key=materiality, reverse=True) if d.claim in shared}
        pairing = Pairing(
            left=(sentence.span,),
            right=tuple(sorted(partners)),
            differences=tuple(sorted(told.values(), key=materiality)),
        )
        tie = ties.get((left.id, sentence.span)) if partners else None
        pairings.append(replace(pairing, score=tie.score, reason=tie.reason) if tie else pairing)
    rest = [s.span for s in _body(sentences[right.id]) if s.span not in used]
    return pairings + [Pairing(right=(span,)) for span in rest]


def _matches(
    left: Article, right: Article, sentences: Mapping[str, Sequence[Sentence]], claims: Sequence[Claim]
) -> dict[Span, dict[Span, set[str]]]:
    """Map each sentence of the left article to those of the right one, with the claims that both tell."""
    matches: dict[Span, dict[Span, set[str]]] = {}
    for claim in claims:
        for one in _standing(claim, left, sentences):
            for other in _standing(claim, right, sentences):
                matches.setdefault(one, {}).setdefault(other, set()).add(claim.id)
    return matches


def _standing(claim: Claim, article: Article, sentences: Mapping[str, Sequence[Sentence]]) -> Iterator[Span]:
    spans = [telling.span for telling in claim.tellings if telling.article == article.id]
    for sentence in _body(sentences[article.id]):
        if any(sentence.span.start < span.end and span.start < sentence.span.end for span in spans):
            yield sentence.span


def _body(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.kind is SentenceKind.BODY]


def _apart(difference: Difference, one: str, other: str) -> bool:
    sides = [next((i for i, side in enumerate(difference.sides) if a in side), None) for a in (one, other)]
    return None not in sides and sides[0] != sides[1]


def said_by(
    entities: Sequence[Entity], articles: Mapping[str, Article], findings: Mapping[str, find.Findings]
) -> list[Saying]:
    """Find all that articles give to some entities, in time order."""
    found = []
    for entity in entities:
        for key in {mention.article for mention in entity.mentions} & articles.keys():
            mentions = [mention.span for mention in entity.mentions if mention.article == key]
            for attribution in findings[key].attributions:
                named = attribution.source or attribution.antecedent
                if named and any(named.start <= span.start < named.end for span in mentions):
                    found.append(
                        Saying(article=articles[key], attribution=attribution, named=named, entity=entity)
                    )
    once = {(saying.article.id, saying.attribution.id): saying for saying in found}
    return sorted(once.values(), key=_when)


def _when(saying: Saying) -> tuple[tuple[int, int], str, Span]:
    days = days_of(saying.article.published) or (10**7, 10**7)
    return days, saying.article.id, saying.attribution.content


def counted_in(comparison: Comparison, findings: Mapping[str, find.Findings]) -> list[Counted]:
    """Gather the figures that the articles of an event give, claim by claim; each figure once.

    What most articles count comes first.
    """
    order = {article.id: place for place, article in enumerate(comparison.articles)}
    inside = {
        claim.id: [
            (telling.article, figure)
            for telling in sorted(own, key=lambda t: (order[t.article], t.span))
            for figure in findings[telling.article].figures
            if telling.span.start <= figure.span.start < telling.span.end
        ]
        for claim in comparison.claims
        for own in [[telling for telling in claim.tellings if telling.article in order]]
    }
    taken: set[tuple[str, Span]] = set()
    rows = []
    for claim in sorted(comparison.claims, key=lambda c: -len({a for a, _ in inside[c.id]})):
        figures: dict[str, tuple[Figure, ...]] = {}
        for article, figure in inside[claim.id]:
            if (article, figure.span) not in taken:
                taken.add((article, figure.span))
                figures[article] = (*figures.get(article, ()), figure)
        if figures:
            rows.append(Counted(claim=claim, figures=figures))
    return sorted(rows, key=lambda row: -len(row.figures))


def narrow(
    comparison: Comparison, *, kinds: Sequence[DifferenceKind] = (), languages: Sequence[str] = ()
) -> Comparison:
    """Keep the differences of some kinds, with the claims that have one, and the articles in some languages."""
    if languages:
        comparison = _in_languages(comparison, languages)
    if kinds:
        differences = tuple(d for d in comparison.differences if d.kind in kinds)
        differing = {d.claim for d in differences}
        comparison = replace(
            comparison,
            differences=differences,
            claims=tuple(c for c in comparison.claims if c.id in differing),
            lineage=tuple(row for row in comparison.lineage if row.claim in differing),
            omissions=tuple(o for o in comparison.omissions if o.claim in differing),
        )
    return comparison


def _in_languages(comparison: Comparison, languages: Sequence[str]) -> Comparison:
    articles = tuple(a for a in comparison.articles if a.language in languages)
    background = tuple(a for a in comparison.background if a.language in languages)
    own = {a.id for a in articles}
    kept = own | {a.id for a in background}
    claims = [
        replace(claim, tellings=tuple(t for t in claim.tellings if t.article in kept))
        for claim in comparison.claims
        if any(t.article in own for t in claim.tellings)
    ]
    told = {claim.id for claim in claims}
    differences = [_among(d, kept) for d in comparison.differences if d.claim in told]
    return replace(
        comparison,
        articles=articles,
        background=background,
        claims=tuple(claims),
        differences=tuple(d for d in differences if len(d.sides) > 1),
        omissions=tuple(o for o in comparison.omissions if o.claim in told and o.article in own),
        copies=tuple(c for c in comparison.copies if c.article in own),
        follows=tuple(f for f in comparison.follows if {f.article, f.followed} <= kept),
        lineage=tuple(
            replace(
                row,
                chains=tuple(chain for chain in row.chains if chain.article in kept),
                origins=_sides(row.origins, kept),
            )
            for row in comparison.lineage
            if row.claim in told
        ),
    )


def _among(difference: Difference, kept: Container[str]) -> Difference:
    return replace(
        difference,
        sides=_sides(difference.sides, kept),
        evidence=tuple(e for e in difference.evidence if e.article in kept),
        since=difference.since if difference.since in kept else None,
    )


def _sides(sides: Sequence[Sequence[str]], kept: Container[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(left for side in sides if (left := tuple(article for article in side if article in kept)))
