"""An event whose claims are kept -> its comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from retold import align, compare, find
from retold.corpus.accounts import doubts_of
from retold.corpus.copying import in_time
from retold.corpus.lining import Lining, Names, rows_of
from retold.model import (
    Article,
    AttributionKind,
    Claim,
    Comparison,
    Copy,
    Difference,
    Event,
    Follow,
    Lineage,
    Span,
)


class Comparing:
    """Shows the tellings of an event side by side."""

    def __init__(self, lining: Lining) -> None:
        self.lining = lining
        self.store = lining.store
        self.settings = lining.settings

    def _accounts(
        self, articles: Sequence[Article], passages: Mapping[str, align.Passage]
    ) -> list[compare.Account]:
        """Gather the details of each article, how it names those it quotes, and what in their words."""
        findings = self.store.findings(article.id for article in articles)
        said = {article: find.from_data(row).attributions for article, row in findings.items()}
        return [
            compare.Account(
                article=article,
                details=frozenset(
                    (kind, value)
                    for row in passages[article.id].values
                    for kind, found in row.items()
                    for value in found
                ),
                sources=tuple(article.text[slice(*a.source)] for a in said[article.id] if a.source),
                quoted=tuple(a.content for a in said[article.id] if a.kind is not AttributionKind.INDIRECT),
            )
            for article in articles
        ]

    def _lineage(
        self,
        claims: Sequence[Claim],
        passages: Mapping[str, align.Passage],
        differences: Sequence[Difference],
        follows: Sequence[Follow],
        copies: Sequence[Copy],
        names: Names,
    ) -> Iterator[Lineage]:
        """Yield the lineage of each claim that two articles tell."""
        of_claim: dict[str, list[Difference]] = defaultdict(list)
        for difference in differences:
            of_claim[difference.claim].append(difference)
        for claim, statements in self.lining.statements(claims, passages, names):
            yield compare.trace(claim, statements, of_claim[claim], follows, copies)

    def compare(self, compared: Event) -> Comparison:
        """Line up what the articles of an event tell."""
        inside = set(compared.articles)
        beside = self.store.lined_up_with(compared.id)
        claims = [c for c in self.store.claims_of(beside) if inside & {t.article for t in c.tellings}]
        tellers = {t.article for c in claims for t in c.tellings} | inside
        articles = self.store.articles(tellers)
        sentences = self.store.sentences(tellers)
        names = self.store.entities_in(tellers)
        passages = self.lining.passages(dict.fromkeys(tellers, compared.id), names)
        own = [articles[a] for a in compared.articles]

        def nearest(claim: Claim, article: str) -> tuple[Span, float] | None:
            told = [
                passages[t.article].vectors[i]
                for t in claim.tellings
                for i in rows_of(passages[t.article], t.span)
            ]
            return align.nearest(passages[article], np.array(told)) if told else None

        everybody = sorted(articles.values(), key=in_time)
        skimmed = self.store.skimmed(tellers)
        differences = self.store.differences(c.id for c in claims)
        copies = tuple(self.store.copies(tellers))
        accounts = self._accounts(everybody, passages)
        known = [copy for copy in copies if copy.original in articles]  # others stand in another story
        follows = compare.find_follows(accounts, claims, known, least=self.settings.follow_least)
        return Comparison(
            event=compared,
            articles=tuple(own),
            sentences=sentences,
            claims=tuple(claims),
            omissions=tuple(
                compare.find_omissions(
                    [a for a in own if a.id not in skimmed],
                    sentences,
                    claims,
                    nearest,
                    short_report=self.settings.short_report,
                    perhaps_told=self.settings.perhaps_told,
                    elsewhere=[a for a in everybody if a.id not in inside],
                )
            ),
            differences=tuple(compare.most_material_first(differences)),
            copies=tuple(copy for copy in copies if copy.article in inside),
            background=tuple(a for a in everybody if a.id not in inside),
            notes=tuple(self._limits(own)),
            lineage=tuple(self._lineage(claims, passages, differences, follows, copies, names)),
            follows=tuple(f for f in follows if f.article in inside),
            entities=self.store.entities_within(articles),
        )

    def _limits(self, articles: Sequence[Article]) -> Iterator[str]:
        """Say what a reader of a comparison should know of its articles."""
        skimmed = self.store.skimmed(article.id for article in articles)
        finished = self.store.skimmed((article.id for article in articles), whole=True)
        for article in articles:
            name = article.outlet or article.location
            if article.id in skimmed:
                yield f"{name}: only its opening has been read so far (added with --fast)."
            elif article.id in finished:
                yield f"{name}: its event was told by its opening (added with --fast); the rest was read since."
            yield from (f"{name}: {doubt}." for doubt in doubts_of(article))
            if not find.has_rules(article.language):
                yield (
                    f"{name}: there is no list of {article.language or 'its language'}'s words for saying; who says "
                    "what is told by quotation marks, colons and the fitted heads alone."
                )
            yield from (f"{name}: {note}." for note in article.notes)
