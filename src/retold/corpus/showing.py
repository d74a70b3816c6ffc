"""The side of a corpus that answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from retold import align, compare, find
from retold.corpus.arriving import revisions_of
from retold.corpus.asking import Counted, Pairing, Saying, counted_in, said_by, side_by_side
from retold.corpus.labelling import label_in, label_stories_in
from retold.corpus.searching import Found
from retold.corpus.skimming import Skimming
from retold.corpus.who import Who, call, describe, identify
from retold.errors import NotFoundError
from retold.model import (
    Article,
    Claim,
    Comparison,
    Copy,
    Difference,
    Entity,
    EntityKind,
    Event,
    Revision,
    Sentence,
    Story,
)
from retold.store import Named
from retold.text.time import days_of


class Showing(Skimming):
    """Shows what is kept and what was found in it; nothing changes but claims that are lined up when asked for."""

    def passages(self, event_of: Mapping[str, str]) -> dict[str, align.Passage]:
        """Return the passages of articles, given with their events, in time order."""
        return self._lining.passages(event_of, self.store.entities_in(event_of))

    def statements(
        self, story: Story, lined_up: Sequence[Claim] | None = None
    ) -> list[tuple[Claim, list[compare.Statement]]]:
        """Return the claims of a story that two articles tell, with what each article says of it.

        `lined_up` are other claims on its articles than those that were found.
        """
        events = self.store.events(story.events)
        found_here = self.store.claims([story.id]) if lined_up is None else lined_up
        claims = {claim.id: claim for claim in found_here}
        event_of = {a: e.id for e in events.values() for a in e.articles}
        names = self.store.entities_in(event_of)
        passages = self._lining.passages(event_of, names)
        told = self._lining.statements(list(claims.values()), passages, names)
        return [(claims[c], found) for c, found in told]

    def events(self, languages: Sequence[str] = ()) -> list[Event]:
        """Return all events, newest first, labelled in the first of these languages in which they are told."""
        found = self.labelled(self.store.events().values(), languages)
        return sorted(found, key=lambda e: (days_of(e.date) or (0, 0), e.id), reverse=True)

    def labelled(self, events: Iterable[Event], languages: Sequence[str]) -> list[Event]:
        """Label events in the first of these languages in which they are told."""
        return label_in(self.store, events, languages, self._judging.judged.names) if languages else [*events]

    def stories(self, languages: Sequence[str] = (), *, ids: Iterable[str] | None = None) -> list[Story]:
        """Return these stories, or all, each with its events in time order, labelled as events are."""
        found = self.store.stories(ids).values()
        named = self._judging.judged.names
        return label_stories_in(self.store, found, languages, named) if languages else [*found]

    def articles(self, ids: Iterable[str] | None = None) -> dict[str, Article]:
        """Return these articles, or all of them, by id."""
        return self.store.articles(self.store.article_ids() if ids is None else ids)

    def article(self, name: str) -> Article:
        """Return the article of that id, location or file name.

        Raises NotFoundError when there is none or more than one.
        """
        article = self.store.resolve_article(name)
        return self.store.articles([article])[article]

    def sentences(self, ids: Iterable[str] | None = None) -> dict[str, tuple[Sentence, ...]]:
        """Return the sentences of these articles, or of all, by article."""
        return self.store.sentences(self.store.article_ids() if ids is None else ids)

    def findings(self, ids: Iterable[str] | None = None) -> dict[str, find.Findings]:
        """Return what these articles, or all, name, count, date and attribute."""
        data = self.store.findings(self.store.article_ids() if ids is None else ids)
        return {article: find.from_data(row) for article, row in data.items()}

    def revisions(self, since: str = "") -> list[Revision]:
        """Return the revisions noticed after a time, oldest first, with what was changed."""
        return revisions_of(self.store, self.store.revised(since))

    def copies(self, ids: Iterable[str] | None = None) -> list[Copy]:
        """Return what these articles, or all, copy, whole or in part, article by article."""
        return self.store.copies(self.store.article_ids() if ids is None else ids)

    def claims(self) -> list[Claim]:
        """Return all claims, by id."""
        self.refresh()
        return self.store.claims(self.store.stories())

    def differences(self) -> list[Difference]:
        """Return all differences, by claim."""
        return self.store.differences(claim.id for claim in self.claims())

    def entities(self) -> list[Entity]:
        """Return all entities with their mentions, by id."""
        return list(self.store.entities().values())

    def named(
        self,
        *,
        kind: EntityKind | None = None,
        since: str | None = None,
        languages: Collection[str] = (),
        most: int | None = None,
    ) -> list[Named]:
        """Return the entities named by most articles first, of a kind, since a day or in some languages only.

        Where one language is asked for, they are called as it calls them.
        """
        found = self.store.named(kind=kind, since=since, languages=languages, most=most)
        if len(languages) != 1:
            return found
        called = call(self.store, [named.id for named in found], *languages)
        return [replace(named, name=called.get(named.id, named.name)) for named in found]

    def who(self, name: str, *, language: str | None = None) -> Who:
        """Return all that is known of whom a name, an id or the beginning of one stands for, in whatever script.

        It is called as in `language`, where it is named in that, else in Latin letters. Raises NotFoundError when
        nobody and nothing of that name is known.
        """
        entity, others = identify(self.store, name, self.search(name, meaning=False).names)
        return describe(self.store, entity, others, language)

    def called(self, entity: str, language: str) -> str:
        """Say what an entity is called in a language: by the user, else there, else in Latin letters."""
        return call(self.store, [entity], language)[entity]

    def failures(self) -> list[dict[str, str]]:
        """Return the inputs that were kept aside: location, reason, at."""
        return self.store.failures()

    def search(self, typed: str, *, most: int = 20, meaning: bool = True, exact: bool = False) -> Found:
        """Find names in whatever script, words in whatever form, and sentences near in meaning in any language.

        Words in quotation marks are found to the letter, and with `exact` all that was typed, names too. Without
        `meaning`, and with `exact`, no encoder is loaded.
        """
        encoder = self.encoder if meaning and not exact else None
        return self._searching.search(typed, encoder, most=most, exact=exact)

    def newest_with(self, typed: str, *, most: int) -> list[str]:
        """Return the ids of the articles that came last and hold all words typed, as `search` finds them."""
        return self._searching.newest_with(typed, most=most)

    def claim(self, name: str) -> Claim:
        """Return the claim of that id, or whose id begins so.

        Raises NotFoundError when there is none or more than one.
        """
        claims = {claim.id: claim for claim in self.claims()}
        found = [name] if name in claims else [claim for claim in claims if claim.startswith(name)]
        if len(found) != 1:
            said = f"{len(found)} claims begin so" if found else "there is no such claim"
            raise NotFoundError(f"{name}: {said}")
        return claims[found[0]]

    def side_by_side(self, left: str, right: str) -> tuple[Article, Article, list[Pairing]]:
        """Lay two articles side by side, given by id, location or file name.

        Raises NotFoundError when there is no such article, or more than one.
        """
        one, other = self.article(left), self.article(right)
        claims = [c for c in self.claims() if {one.id, other.id} <= {t.article for t in c.tellings}]
        differences = self.store.differences(claim.id for claim in claims)
        sentences = self.store.sentences([one.id, other.id])
        ties = self.ties(claims, [one.id, other.id])
        return one, other, side_by_side(one, other, sentences, claims, differences, ties)

    def ties(self, claims: Sequence[Claim], articles: Collection[str] = ()) -> dict[align.Place, align.Tie]:
        """Say of each telling of claims with which other one it most probably belongs, and why.

        With `articles`, only their tellings are looked at.
        """
        places = {
            (t.article, t.span) for c in claims for t in c.tellings if not articles or t.article in articles
        }
        found: dict[align.Place, align.Tie] = {}
        waiting = {claim.event for claim in claims}
        while waiting:
            chapter = set(self.store.lined_up_with(waiting.pop()))
            waiting -= chapter
            tellers = {t.article for c in claims if c.event in chapter for t in c.tellings}
            events = self.store.events(chapter).values()
            event_of = self.store.event_of(tellers) | {a: e.id for e in events for a in e.articles}
            told = list(self.passages(event_of).values())
            for part in align.parts(told, self.settings.chapter_sentences):
                found |= align.find_ties(part, places)
        return found

    def said(self, name: str) -> list[Saying]:
        """Return all that articles give to whom a name stands for, in whatever script, in time order.

        Raises NotFoundError when nobody of that name is known.
        """
        hits = self.search(name, meaning=False).names
        entities = list(self.store.entities(hit.entity for hit in hits).values())
        if not entities:
            raise NotFoundError(f"{name}: nobody of that name is known")
        articles = {mention.article for entity in entities for mention in entity.mentions}
        return said_by(entities, self.articles(articles), self.findings(articles))

    def figures(self, comparison: Comparison) -> list[Counted]:
        """Return the figures that the articles of a comparison give, claim by claim."""
        return counted_in(comparison, self.findings(article.id for article in comparison.articles))

    def compare(self, event: str, *, refresh: bool = True, languages: Sequence[str] = ()) -> Comparison:
        """Line up what the articles of an event tell; `event` is its id or how its id begins.

        It is labelled in the first of the languages in which it is told.

        Without `refresh`, claims are shown as they were last lined up, and nothing is written.

        Raises NotFoundError when there is no such event, or more than one.
        """
        if refresh:
            self.read_rest(self.store.resolve_event(event))
            self.refresh()
        return self.store.at_once(lambda: self._compare(event, languages))

    def _compare(self, event: str, languages: Sequence[str]) -> Comparison:
        [compared] = self.labelled(self.store.events([self.store.resolve_event(event)]).values(), languages)
        return self._comparing.compare(compared)
