"""Arrivals -> which articles repeat which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from retold import group
from retold.model import Article, Copy, CopyKind
from retold.settings import Settings
from retold.store import Original, SqlStore
from retold.text.time import days_of

#: Articles that an arrival is compared with at most, word by word. A wire report may be printed by hundreds.
NEAR = 32

#: Articles whose wordings are looked up in one go.
AT_ONCE = 500

#: The ways of copying that words alone show.
KINDS = (CopyKind.WHOLE, CopyKind.PART)


class Copying:
    """Finds what arriving articles copy, and which of those that are kept copy them."""

    def __init__(self, store: SqlStore, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def link(self, own: group.Passages, keys: Collection[str]) -> None:
        """Find what an article that is kept by now copies, and which of the others copy it.

        It is given by how it is worded, and by the keys that it shares with those that repeat some of it.
        """
        article = own.wording.article
        self.store.add_copy_keys(article, keys)
        self.store.add_wordings({article: own.wording.as_bytes()})
        near = self.store.sharing_copy_keys(article, NEAR)
        if not near:
            return
        known = self.store.originals(near, KINDS)
        worded = self._worded([*near, *(original for _, original, _ in known)]) | {article: own.wording}
        in_order = self._in_order(worded)
        place = in_order.index(article)
        self._set(own, [worded[one] for one in in_order[:place]], known)
        for one in in_order[place + 1 :]:
            if one in near:
                originals = {original for copy, original, _ in known if copy == one} | {article}
                others = [worded[each] for each in in_order if each in originals]
                self._set(self._passages([one])[one], others, known)

    def word_again(self, articles: Sequence[str]) -> None:
        """Keep how articles are worded where that is not kept."""
        for start in range(0, len(articles), AT_ONCE):
            self._worded(articles[start : start + AT_ONCE])

    def set_translations(self, articles: Sequence[str], found: Iterable[Copy]) -> None:
        """Keep which of these articles translate others.

        Those that repeat another as a whole do no more, and none translates what repeats it.
        """
        wholes = {c.article: c.original for c in self.store.copies(articles) if c.kind is CopyKind.WHOLE}
        own = (_from_root(copy, wholes) for copy in found if copy.article not in wholes)
        told = [copy for copy in own if copy.original != copy.article]
        self.store.set_copies(articles, [CopyKind.TRANSLATION], told)

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        """Return articles in time order; those of one day stay in order of arrival."""
        published = self.store.published(ids)
        return sorted(published, key=lambda article: day_of(published[article]))

    def _worded(self, ids: Iterable[str]) -> dict[str, group.Wording]:
        """Return how articles are worded; of those that came before that was kept, keep it now."""
        wanted = set(ids)
        kept = self.store.wordings(wanted)
        read = {each: told.wording for each, told in self._passages(wanted - kept.keys()).items()}
        self.store.add_wordings({article: wording.as_bytes() for article, wording in read.items()})
        return {article: group.Wording.from_bytes(article, data) for article, data in kept.items()} | read

    def _passages(self, ids: Iterable[str]) -> dict[str, group.Passages]:
        texts = self.store.articles(ids)
        parts = self.store.sentences(texts)
        return {article: group.passages(text, parts[article]) for article, text in texts.items()}

    def _set(self, own: group.Passages, others: Sequence[group.Wording], known: list[Original]) -> None:
        """Keep what an article copies of others; `known` is what was found before, and grows."""
        settings, article = self.settings, own.wording.article
        found = group.find_copies(own, others, whole=settings.copy_contained, part=settings.copy_part)
        roots = {copy: original for copy, original, kind in known if kind is CopyKind.WHOLE}
        found = [_from_root(copy, roots) for copy in found]
        self.store.set_copies([article], KINDS, found)
        known += [(copy.article, copy.original, copy.kind) for copy in found]
        for copy in found:
            if copy.kind is CopyKind.WHOLE:
                self._pass_on(article, copy.original)

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
