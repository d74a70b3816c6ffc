"""Arrivals -> which articles repeat which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retold import group
from retold.model import Article, Copy, Sentence, SentenceKind
from retold.settings import Settings
from retold.store import SqlStore
from retold.text.time import days_of

#: Articles that an arrival is compared with at most, word by word. A wire report may be printed by hundreds.
NEAR = 32


class Copying:
    """Finds what arriving articles copy, and which of those that are kept copy them."""

    def __init__(self, store: SqlStore, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def link(self, article: Article, sentences: Sequence[Sentence]) -> None:
        """Find what this article copies, and which of those here copy it."""
        bands = group.bands(article.language or "und", _body(article, sentences))
        near = self.store.sharing_bands(bands, NEAR)
        self.store.add_bands(article.id, bands)
        if not near:
            return
        known = self.store.copies(near)
        near = list(dict.fromkeys([*near, *(copy.original for copy in known.values())]))
        articles = sorted(self.store.articles(near).values(), key=in_time)  # ties stay in order of arrival
        parts = self.store.sentences(near)
        shingled = {one.id: group.shingles("\n".join(_body(one, parts[one.id]))) for one in articles}
        when = {one.id: in_time(one) for one in articles}
        own = group.shingles("\n".join(_body(article, sentences)))
        earlier = {one: said for one, said in shingled.items() if when[one] <= in_time(article)}
        original = article.id
        if found := group.find_original(own, earlier, self.settings.copy_contained):
            original = known[found[0]].original if found[0] in known else found[0]
            self.store.set_copy(Copy(article=article.id, original=original, contained=found[1]))
        for one in [one for one in shingled if one not in earlier and one != original]:
            if later := group.find_original(shingled[one], {article.id: own}, self.settings.copy_contained):
                self._link_later(one, original, later[1], known.get(one))

    def _link_later(self, article: str, original: str, contained: float, known: Copy | None) -> None:
        """Say that an article that came before its original copies it, if it copies no other one more."""
        if known is None or contained >= known.contained:
            self.store.set_copy(Copy(article=article, original=original, contained=contained))
            self.store.pass_on_copies(article, original)


def in_time(article: Article) -> int:
    """Return the last day an article may have been published on; one without a date comes last."""
    days = days_of(article.published)
    return days[1] if days else 10**7


def _body(article: Article, sentences: Iterable[Sentence]) -> list[str]:
    return [article.text[slice(*s.span)] for s in sentences if s.kind is SentenceKind.BODY]
