"""A story -> its chapters -> the claims of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from retold import align, compare, encode
from retold.corpus.lined import Lined, Seen
from retold.corpus.passages import Passages
from retold.model import Claim, Copy, Difference, Span
from retold.protocols import Encoder, Vectors
from retold.resolve import Place
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.homoglyphs import repair
from retold.text.time import place_in_time

#: Phrases whose vectors stay in memory between stories, some 2 kB each; beyond, all are forgotten.
MOST_PHRASES = 20_000

#: Where articles name whom, by article.
Names = Mapping[str, Sequence[tuple[Span, str]]]


class Lining:
    """Lines up the tellings of what is kept."""

    def __init__(self, store: SqlStore, encoder: Encoder, settings: Settings) -> None:
        self.store = store
        self.encoder = encoder
        self.settings = settings
        self._passages = Passages(store, encoder)
        self._phrases: dict[tuple[str, str], Vectors] = {}

    def waiting(self, story: str) -> list[align.Chapter]:
        """Divide a story, as it is now, into chapters, and return those that are not as they were lined up.

        A story that is there no more has none.
        """
        told = self.store.stories([story])
        events = self.store.events(told[story].events) if story in told else {}
        times = {key: place_in_time(event.date) for key, event in events.items()}
        order = sorted(events, key=lambda key: (times[key], key))
        sizes, known = self.store.sentences_of_events(order), self.store.lined_up(order)
        runs = align.divide(
            [times[key] for key in order], [sizes[key] for key in order], self.settings.chapter_sentences
        )
        found = [
            (run, align.Chapter(story, {key: events[key].articles for key in order[run.start : run.stop]}))
            for run in runs
        ]
        stale = [(run, c) for run, c in found if any(known.get(event) != c.digest for event in c.events)]
        before = self._before(order, [run for run, _ in stale])
        return [
            replace(chapter, guests={events[key].articles[0]: key for key in keys})
            for (_, chapter), keys in zip(stale, before, strict=True)
        ]

    def _before(self, order: Sequence[str], runs: Sequence[range]) -> list[list[str]]:
        """Choose, for runs of the events of a story in time order, the events that are what came before each."""
        if not any(run.start for run in runs):
            return [[] for _ in runs]
        kept = self.store.means_of_events(order)
        means = np.array([kept.get(key, np.zeros(self.encoder.width)) for key in order], dtype=np.float32)
        return [[order[i] for i in align.nearest_before(means[: run.stop], run.start)] for run in runs]

    def line_up(self, chapter: align.Chapter, *, differences: bool = True, seen: Seen | None = None) -> Lined:
        """Line up what the articles of a chapter tell, and find in what their tellings differ.

        What may change of it is looked up, where it has not been `seen` just now.
        """
        most = self.settings.chapter_sentences
        seen = seen or self.seen(chapter)
        guests = chapter.guests
        passages = self.passages(seen.event_of, seen.names)
        told, twins = align.without_twins(list(passages.values()), most)
        found = [self._line_up(part, guests) for part in align.parts(told, most)]
        claims = align.unite_parts([claims for claims, _ in found], told, guests)
        once = {passage.article: passage for passage in told}
        translations = {copy.article: copy for _, copies in reversed(found) for copy in copies}
        own = [article for article in once if article not in guests]
        return Lined(
            seen=seen,
            articles=own,
            guests=[article for article in once if article in guests],
            claims=align.with_twins(claims, twins, list(passages)),
            differences=self.differences(claims, once, seen.names) if differences else {},
            aligned=self.aligned(claims, once),
            translations=[translations[a] for a in own if a in translations and once[a] is passages[a]],
        )

    def _line_up(
        self, told: Sequence[align.Passage], guests: Collection[str]
    ) -> tuple[list[Claim], list[Copy]]:
        """Compare passages, each with each."""
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
            guests=guests,
        )
        return claims, align.find_translations(told, chances, least=settings.translated)

    def seen(self, chapter: align.Chapter) -> Seen:
        """Look up what may change of a chapter."""
        found = self.store.events(chapter.events)
        event_of = {article: key for key, event in found.items() for article in event.articles}
        whole = {**chapter.guests, **event_of}
        return Seen(whole, self.store.entities_in(whole))

    def aligned(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage]
    ) -> set[tuple[Place, Place]]:
        """Return the pairs of sentences that tell one claim, each by its article and position."""
        found: set[tuple[Place, Place]] = set()
        for claim in claims:
            places = [
                (t.article, passages[t.article].sentences[i].position)
                for t in claim.tellings
                for i in rows_of(passages[t.article], t.span)
            ]
            found.update((a, b) for a, b in combinations(sorted(places), 2) if a[0] != b[0])
        return found

    def differences(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage], names: Names
    ) -> dict[str, list[Difference]]:
        """Find in what the tellings of each claim differ; `names` says whom the articles name where."""
        thresholds = {kind: getattr(self.settings, f"{kind}_threshold") for kind in compare.WEIGHED}
        told = list(self.statements(claims, passages, names))
        self.phrases([p for _, statements in told for s in statements for p in compare.phrases_of(s)])
        return {
            claim: compare.find_differences(claim, statements, self.phrases, thresholds)
            for claim, statements in told
        }

    def statements(
        self, claims: Sequence[Claim], passages: Mapping[str, align.Passage], names: Names
    ) -> Iterator[tuple[str, list[compare.Statement]]]:
        """Yield each claim that two articles tell, with what each of them says of it."""
        known = self._passages.known(passages)
        articles = {a: one.article for a, one in known.items()}
        findings = {a: one.findings for a, one in known.items()}
        named = {
            a: compare.names_of(articles[a], found, dict(names.get(a, ()))) for a, found in findings.items()
        }

        def vector(article: str, spans: Sequence[Span]) -> Vectors:
            passage = passages[article]
            rows = [i for span in spans for i in rows_of(passage, span)]
            mean: Vectors = passage.vectors[rows].mean(axis=0)
            return mean / max(float(np.linalg.norm(mean)), 1e-12)

        for claim in claims:
            if len({telling.article for telling in claim.tellings}) > 1:
                yield claim.id, compare.gather(claim, articles, findings, named, vector)

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

    def passages(self, event_of: Mapping[str, str], names: Names) -> dict[str, align.Passage]:
        """Return the passages of articles, in time order; `names` says whom they name where."""
        return self._passages.of(event_of, names)


def rows_of(passage: align.Passage, span: Span) -> list[int]:
    """Return which of the sentences of a passage a span covers."""
    return [i for i, s in enumerate(passage.sentences) if s.span.start < span.end and span.start < s.span.end]
