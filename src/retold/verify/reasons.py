"""What a report says of differences in words of its own, and whether what it cites says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from retold import compare
from retold.find import Findings
from retold.model import Article, Claim, DifferenceKind, Evidence, Span, Telling
from retold.protocols import Vectors
from retold.verify.document import Citation, Failure, Reason, shown


def check_reasons(
    reasons: Sequence[Reason],
    tellings: Mapping[str, Sequence[Citation]],
    articles: Mapping[str, Article],
    findings: Mapping[str, Findings],
) -> Iterator[Failure]:
    """Check that each reason says of each side what its articles say of the claim, and cites where they say it."""
    names = {
        key: compare.names_of(articles[key], found) for key, found in findings.items() if key in articles
    }
    for reason in reasons:
        known = [t for t in tellings.get(reason.claim, ()) if _stands(t, articles)]
        claim = Claim(
            id=reason.claim, event="", tellings=tuple(Telling(article=t.article, span=t.span) for t in known)
        )
        statements = compare.gather(claim, articles, findings, names, _no_vector)
        yield from _reason(reason, statements, articles)


def _reason(
    reason: Reason, statements: Sequence[compare.Statement], articles: Mapping[str, Article]
) -> Iterator[Failure]:
    lost = [key for side in reason.sides for key in side if key not in articles]
    if lost or reason.kind not in compare.KINDS:
        said = f"there is no article {lost[0]} to check against" if lost else f"“{reason.kind}” is no kind"
        yield Failure(reason.place, said)
        return
    kind = DifferenceKind(reason.kind)
    names = [[articles[key].name for key in side] for side in reason.sides]
    said_by = compare.read_reason(kind, reason.words, names)
    if said_by is None:
        yield Failure(reason.place, f"“{reason.words}” does not say what the sides beneath it are")
        return
    concerned = [s for s in statements if any(s.article.id in side for side in reason.sides)]
    allowed = [compare.wordings(kind, concerned, side) for side in reason.sides]
    for said, side, may in zip(said_by, names, allowed, strict=True):
        words = {words for _, words in may}
        if not compare.made_of(said, words):
            found = " / ".join(sorted(words)) or "nothing of the kind"
            yield Failure(reason.place, f"says {shown(said)} of {', '.join(side)}; they say {shown(found)}")
    places = {evidence for may in allowed for evidence, _ in may}
    for cited in reason.citations:
        if Evidence(article=cited.article, span=cited.span) not in places:
            yield Failure(reason.place, f"cites {shown(cited.words)}, which does not show what it says")


def _stands(cited: Citation, articles: Mapping[str, Article]) -> bool:
    start, end = cited.span
    return cited.article in articles and 0 <= start < end <= len(articles[cited.article].text)


def _no_vector(article: str, spans: Sequence[Span]) -> Vectors:
    """Stand for the vector of a statement: it weighs signs, and words none."""
    return np.zeros(1, dtype=np.float32)
