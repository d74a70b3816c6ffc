"""Arrivals -> which articles repeat which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retold import group
from retold.model import Article, Copy, CopyKind, Sentence
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.time import days_of

#: Articles that an arrival is compared with at most, word by word. A wire report may be printed by hundreds.
NEAR = 32

#: Articles whose wording stays in memory between arrivals, 15 kB each or less: what one copies, others may copy.
MOST_WORDED = 4_096

#: The ways of copying that words alone show.
KINDS = (CopyKind.WHOLE, CopyKind.PART)


class Copying:
    """Finds what arriving articles copy, and which of those that are kept copy them."""

    def __init__(self, store: SqlStore, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._worded_last: dict[str, group.Wording] = {}

    def link(self, article: Article, sentences: Sequence[Sentence]) -> None:
        """Find what an article that is kept by now copies, and which of the others copy it."""
        self.store.add_copy_keys(article.id, group.keys(article, sentences))
        near = self.store.sharing_copy_keys(article.id, NEAR)
        if not near:
            return
        known = [copy for copy in self.store.copies(near) if copy.kind in KINDS]
        worded = self._worded([article.id, *near, *(copy.original for copy in known)])
        in_order = list(worded)
        place = in_order.index(article.id)
        self._set(worded[article.id], [worded[one] for one in in_order[:place]], known)
        for one in in_order[place + 1 :]:
            if one in near:
                originals = {copy.original for copy in known if copy.article == one} | {article.id}
                self._set(worded[one], [worded[each] for each in in_order if each in originals], known)

    def set_translations(self, articles: Sequence[str], found: Iterable[Copy]) -> None:
        """Keep which of these articles translate others.

        Those that repeat another as a whole do no more, and none translates what repeats it.
        """
        wholes = {c.article: c.original for c in self.store.copies(articles) if c.kind is CopyKind.WHOLE}
        own = (_from_root(copy, wholes) for copy in found if copy.article not in wholes)
        told = [copy for copy in own if copy.original != copy.article]
        self.store.set_copies(articles, [CopyKind.TRANSLATION], told)

    def _worded(self, ids: Iterable[str]) -> dict[str, group.Wording]:
        """Return how articles are worded, in time order; those of one day stay in order of arrival."""
        published, held = self.store.published(ids), self._worded_last
        missing = [article for article in published if article not in held]
        texts, parts = self.store.articles(missing), self.store.sentences(missing)
        read = {article: group.wording(texts[article], parts[article]) for article in missing}
        in_order = sorted(published, key=lambda article: day_of(published[article]))
        worded = {article: read[article] if article in read else held.pop(article) for article in in_order}
        held |= worded  # those used last stand last
        while len(held) > MOST_WORDED:
            held.pop(next(iter(held)))
        return worded

    def _set(self, own: group.Wording, others: Sequence[group.Wording], known: list[Copy]) -> None:
        """Keep what an article copies of others; `known` is what was found before, and grows."""
        settings = self.settings
        found = group.find_copies(own, others, whole=settings.copy_contained, part=settings.copy_part)
        roots = {copy.article: copy.original for copy in known if copy.kind is CopyKind.WHOLE}
        found = [_from_root(copy, roots) for copy in found]
        self.store.set_copies([own.article], KINDS, found)
        known += found
        for copy in found:
            if copy.kind is CopyKind.WHOLE:
                self._pass_on(own.article, copy.original)

    def _pass_on(self, article: str, original: str) -> None:
        """Say that what repeats an article as a whole repeats what that does."""
        for copy in self.store.copied_from([article]):
            if copy.kind is CopyKind.WHOLE:
                rest = [c for c in self.store.copies([copy.article]) if c.original not in (article, original)]
                self.store.set_copies([copy.article], CopyKind, [*rest, replace(copy, original=original)])


def _from_root(copy: Copy, roots: Mapping[str, str]) -> Copy:
    """Name what was copied in the first place, where an article repeats a copy, but for a part."""
    part = copy.kind is CopyKind.PART
    return copy if part else replace(copy, original=roots.get(copy.original, copy.original))


def in_time(article: Article) -> int:
    """Return the last day an article may have been published on; one without a date comes last."""
    return day_of(article.published)


def day_of(published: str | None) -> int:
    """Return the last day of a time; where there is none, one after all."""
    days = days_of(published)
    return days[1] if days else 10**7
