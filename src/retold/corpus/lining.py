"""A story -> its claims; an event -> its comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from retold import align, compare, encode, find
from retold.corpus.accounts import doubts_of
from retold.corpus.copying import in_time
from retold.corpus.lined import Lined, Seen
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
    SentenceKind,
    Span,
)
from retold.protocols import Encoder, Vectors
from retold.resolve import Place
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.homoglyphs import repair
from retold.text.time import days_of

#: Phrases whose vectors stay in memory between stories, some 2 kB each; beyond, all are forgotten.
MOST_PHRASES = 20_000


class Lining:
    """Lines up the tellings of what is kept."""

    def __init__(self, store: SqlStore, encoder: Encoder, settings: Settings) -> None:
        self.store = store
        self.encoder = encoder
        self.settings = settings
        self._phrases: dict[tuple[str, str], Vectors] = {}

    def line_up(self, story: str, *, differences: bool = True) -> Lined:
        """Line up what the articles of a story tell, and find in what their tellings differ."""
        seen = self.seen(story)
        passages = self.passages(seen.event_of, seen.names)
        told, twins = align.without_twins(list(passages.values()))
        settings = self.settings
        chances = align.pair_chances(told)
        claims = align.line_up(
            told,
            chances,
            seed=settings.claim_seed,
            join=settings.claim_join,
            least=settings.claim_least,
            shared=settings.claim_shared,
            near=settings.claim_near,
        )
        once = {passage.article: passage for passage in told}
        translations = align.find_translations(told, chances, least=settings.translated)
        return Lined(
            seen=seen,
            articles=tuple(once),
            claims=align.with_twins(claims, twins, list(passages)),
            differences=self.differences(claims, once) if differences else {},
            aligned=self.aligned(claims, once),
            translations=[copy for copy in translations if once[copy.article] is passages[copy.article]],
        )

    def seen(self, story: str) -> Seen:
        """Look up what may change of a story; one that is there no more has no articles."""
        found = self.store.stories([story])
        events = self.store.events(found[story].events) if story in found else {}
        event_of = {a: e.id for e in events.values() for a in e.articles}
        return Seen(event_of, self.store.entities_in(event_of))

    def aligned(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage]
    ) -> set[tuple[Place, Place]]:
        """Return the pairs of sentences that tell one claim, each by its article and position."""
        found: set[tuple[Place, Place]] = set()
        for claim in claims:
            places = [
                (t.article, passages[t.article].sentences[i].position)
                for t in claim.tellings
                for i in _rows(passages[t.article], t.span)
            ]
            found.update((a, b) for a, b in combinations(sorted(places), 2) if a[0] != b[0])
        return found

    def differences(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage]
    ) -> dict[str, list[Difference]]:
        """Find in what the tellings of each claim differ."""
        thresholds = {kind: getattr(self.settings, f"{kind}_threshold") for kind in compare.WEIGHED}
        told = list(self.statements(claims, passages))
        self.phrases([p for _, statements in told for s in statements for p in compare.phrases_of(s)])
        return {
            claim: compare.find_differences(claim, statements, self.phrases, thresholds)
            for claim, statements in told
        }

    def statements(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage]
    ) -> Iterator[tuple[str, list[compare.Statement]]]:
        """Yield each claim that two articles tell, with what each of them says of it."""
        articles = self.store.articles(passages)
        findings = {a: find.from_data(row) for a, row in self.store.findings(passages).items()}
        named = self.store.entities_in(passages)
        names = {
            a: compare.names_of(articles[a], found, dict(named.get(a, ()))) for a, found in findings.items()
        }

        def vector(article: str, spans: Sequence[Span]) -> Vectors:
            passage = passages[article]
            rows = [i for span in spans for i in _rows(passage, span)]
            mean: Vectors = passage.vectors[rows].mean(axis=0)
            return mean / max(float(np.linalg.norm(mean)), 1e-12)

        for claim in claims:
            if len({telling.article for telling in claim.tellings}) > 1:
                yield claim.id, compare.gather(claim, articles, findings, names, vector)

    def phrases(self, items: Sequence[tuple[str, str]]) -> Vectors:
        """Return the centred vectors of phrases, given with their languages: (phrases, width)."""
        if len(self._phrases) > MOST_PHRASES:
            self._phrases.clear()
        missing = [item for item in dict.fromkeys(items) if item not in self._phrases]
        if missing:
            vectors = self.encoder.encode([repair(text) for text, _ in missing]).vectors
            for item, vector in zip(missing, vectors, strict=True):
                text, language = item
                centred = encode.centre(vector[None], language, text, encoder=self.encoder.name)
                self._phrases[item] = centred[0]
        return np.array([self._phrases[item] for item in items], dtype=np.float32)

    def passages(
        self, event_of: Mapping[str, str], names: Mapping[str, Sequence[tuple[Span, str]]]
    ) -> dict[str, align.Passage]:
        """Return the passages of articles, in time order; `names` says whom they name where."""
        articles = self.store.articles(event_of)
        parts = self.store.sentences(event_of)
        vectors = self.store.vectors(event_of, self.encoder.name, self.encoder.width)
        findings = {a: find.from_data(row) for a, row in self.store.findings(event_of).items()}
        words = self.store.word_vectors(event_of, self.encoder.name)
        passages = {}
        for article in sorted(articles.values(), key=in_time):
            encoded = [s for s in parts[article.id] if vectors[article.id][s.position].any()]
            told = [s for s in encoded if s.kind is SentenceKind.BODY]
            told = told or [s for s in encoded if s.kind is SentenceKind.TITLE]
            rows = vectors[article.id][[s.position for s in told]]
            centred = encode.centre(rows, article.language, article.text, encoder=self.encoder.name)
            found = findings[article.id]
            passages[article.id] = align.Passage(
                article=article.id,
                event=event_of[article.id],
                language=article.language or "und",
                days=days_of(article.published),
                sentences=tuple(told),
                vectors=centred,
                words=tuple(align.word_stems(article.text[slice(*s.span)]) for s in told),
                values=tuple(
                    found.values_in(s.span) | {"name": _named_in(names.get(article.id, ()), s.span)}
                    for s in told
                ),
                meanings=tuple(words[article.id][s.position] for s in told) if article.id in words else (),
            )
        return passages

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
    ) -> Iterator[Lineage]:
        """Yield the lineage of each claim that two articles tell."""
        of_claim: dict[str, list[Difference]] = defaultdict(list)
        for difference in differences:
            of_claim[difference.claim].append(difference)
        for claim, statements in self.statements(claims, passages):
            yield compare.trace(claim, statements, of_claim[claim], follows, copies)

    def compare(self, compared: Event) -> Comparison:
        """Line up what the articles of an event tell."""
        inside = set(compared.articles)
        story = self.store.story_of([compared.id])[compared.id]
        claims = [c for c in self.store.claims([story]) if inside & {t.article for t in c.tellings}]
        tellers = {t.article for c in claims for t in c.tellings} | inside
        articles = self.store.articles(tellers)
        sentences = self.store.sentences(tellers)
        passages = self.passages(dict.fromkeys(tellers, compared.id), self.store.entities_in(tellers))
        own = [articles[a] for a in compared.articles]

        def nearest(claim: Claim, article: str) -> tuple[Span, float] | None:
            told = [
                passages[t.article].vectors[i]
                for t in claim.tellings
                for i in _rows(passages[t.article], t.span)
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
            lineage=tuple(self._lineage(claims, passages, differences, follows, copies)),
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


def _rows(passage: align.Passage, span: Span) -> list[int]:
    return [i for i, s in enumerate(passage.sentences) if s.span.start < span.end and span.start < s.span.end]


def _named_in(names: Sequence[tuple[Span, str]], whole: Span) -> frozenset[str]:
    return frozenset(entity for span, entity in names if whole.start <= span.start < whole.end)
