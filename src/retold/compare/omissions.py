"""Claims -> who left them out, and whether they could have known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from retold.model import Article, Claim, Omission, OmissionKind, Sentence, SentenceKind, Span
from retold.text.time import days_of


def find_omissions(
    articles: Sequence[Article],
    sentences: Mapping[str, Sequence[Sentence]],
    claims: Sequence[Claim],
    nearest: Callable[[Claim, str], tuple[Span, float] | None],
    *,
    short_report: float,
    perhaps_told: float,
    elsewhere: Sequence[Article] = (),
) -> list[Omission]:
    """Find which articles of an event do not tell a claim that another article of it tells, and why not.

    An article could not have known what nobody had published by its day, in its event or `elsewhere`: the articles of
    other events that tell some of the claims. It is a short report when it has fewer than `short_report` times the
    sentences of the shortest article that tells the claim. It perhaps tells what a sentence of it comes as near to as
    `perhaps_told`. All else it left out. `nearest` gives the sentence of an article that comes nearest to a claim,
    and how near.
    """
    length = {a.id: sum(s.kind is SentenceKind.BODY for s in sentences[a.id]) for a in articles}
    days = {a.id: days_of(a.published) for a in (*elsewhere, *articles)}
    omissions = []
    for claim in claims:
        tellers = {telling.article for telling in claim.tellings}
        known = [span for a in tellers if (span := days.get(a)) is not None]
        full = min((length[a] for a in tellers if a in length), default=0)
        for article in articles:
            if article.id in tellers:
                continue
            span, score = nearest(claim, article.id) or (None, 0.0)
            day = days[article.id]
            if day is not None and known and day[1] < min(first for first, _ in known):
                kind = OmissionKind.COULD_NOT_KNOW
            elif length[article.id] < short_report * full:
                kind = OmissionKind.SHORT_REPORT
            elif score >= perhaps_told:
                kind = OmissionKind.PERHAPS_TOLD
            else:
                kind = OmissionKind.LEFT_OUT
            omissions.append(
                Omission(claim=claim.id, article=article.id, kind=kind, nearest=span, score=score)
            )
    return omissions
