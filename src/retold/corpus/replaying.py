"""Lets judgements of entities hold, and hold no longer: in order, so that the newer of two that contradict wins."""

from __future__ import annotations

from collections.abc import Iterable

from retold import find, resolve
from retold.corpus.correcting import forms_of, new_id, place_of
from retold.corpus.naming import Naming
from retold.model import Judgement, JudgementKind, Matter
from retold.store import SqlStore


class Replaying:
    """Brings the entities that are kept in line with what users judged of them, within `writing`."""

    def __init__(self, store: SqlStore, naming: Naming) -> None:
        self.store = store
        self.naming = naming

    def replay(self) -> None:
        """Let all judgements hold that were not undone."""
        for judgement in self._holding():
            self._apply(judgement)

    def mind(self, judgement: Judgement) -> None:
        """Take up a judgement that was just made, undone, or taken up again."""
        holding = self._holding()
        if judgement.number not in {each.number for each in holding}:
            self._revert(judgement)
        for each in holding:
            if each.number >= judgement.number:
                self._apply(each)

    def _holding(self) -> list[Judgement]:
        judgements = self.store.judgements(Matter.ENTITY)
        return [j for j in judgements if not j.undone and j.kind is not JudgementKind.UNDO]

    def _apply(self, judgement: Judgement) -> None:
        first, second = (self._owners(side) for side in judgement.subjects)
        touched = {*first.values(), *second.values()}
        if judgement.kind is JudgementKind.MERGE and touched:
            into, *rest = dict.fromkeys((*first.values(), *second.values()))
            for gone in rest:
                self.store.merge_entity(gone, into)
        elif judgement.kind is JudgementKind.SPLIT and first and second:
            touched.add(self._part(judgement, first))
        elif judgement.kind is JudgementKind.DELETE:
            self.store.give_mentions(first, None)
        self.naming.derive(touched)

    def _revert(self, judgement: Judgement) -> None:
        first, second = (self._owners(side) for side in judgement.subjects)
        touched = {*first.values(), *second.values()}
        if judgement.kind is JudgementKind.MERGE and first and second:
            touched.add(self._part(judgement, self._of_second(judgement)))
        elif judgement.kind is JudgementKind.SPLIT and first and second:
            [into, *_], [gone, *_] = list(second.values()), list(first.values())
            if into != gone:
                self.store.merge_entity(gone, into)
        self.naming.derive(touched)
        if judgement.kind is JudgementKind.DELETE:
            self._find_again(judgement)

    def _owners(self, places: Iterable[str]) -> dict[str, str]:
        """Return the entities that places belong to now, in the order of the places."""
        owners = self.store.owners_of(places)
        return {place: owners[place] for place in places if place in owners}

    def _part(self, judgement: Judgement, places: Iterable[str]) -> str:
        """Give the mentions at these places an entity of their own."""
        entity = new_id(judgement)
        self.store.give_mentions(places, entity)
        return entity

    def _of_second(self, judgement: Judgement) -> list[str]:
        """Return where the second of two that were merged is named, also by articles that came later."""
        first, second = map(set, judgement.subjects)
        rows = [
            (place_of(mention), data["text"])
            for kept in self.store.mentions_of(set(self._owners(first | second).values())).values()
            for mention, data in kept
        ]
        forms = {text for place, text in rows if place in second}
        forms -= {text for place, text in rows if place in first}
        return [place for place, text in rows if place in second or (place not in first and text in forms)]

    def _find_again(self, judgement: Judgement) -> None:
        """Name again what was deleted, also in articles that came later, that day or after."""
        forms = forms_of(judgement)
        told = dict.fromkeys(place.split(":")[0] for place in judgement.subjects[0])
        ids = list(dict.fromkeys([*told, *self.store.arrived(judgement.at[:10])]))
        articles, sentences = self.store.articles(ids), self.store.sentences(ids)
        findings = self.store.findings(ids)
        for key in (key for key in ids if key in articles):
            text, language = articles[key].text, articles[key].language or "und"
            mentions = find.from_data(findings[key]).mentions
            again = {place_of(m): m for m in mentions if (language, text[slice(*m.span)]) in forms}
            missing = again.keys() - self.store.owners_of(again).keys()
            found = [again[place] for place in sorted(missing)]
            named = resolve.named_in(articles[key], sentences[key], found)
            self.naming.link(resolve.chain_mentions(named))
