"""Whether a chapter that grows is lined up now: that costs what all costs that is told there, not what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from retold.align import Chapter

#: A chapter is lined up again when so many of its articles, as a share, are new, or when the first of them has waited
#: for so many seconds; of more than so many articles, in proportion longer, as it takes longer. That bounds what it
#: costs for each new article, and for each chapter in an hour: one event of `bench/day.py` with 200 articles takes
#: 0.4 s, with 456 1.5 s.
GROWN, LONGEST, MANY = 0.1, 3600.0, 200


def is_worth_lining_up(chapter: Chapter, waiting: Mapping[str, float], now: float) -> bool:
    """Tell whether to line a chapter up that is not as it was; `waiting` says since when new articles wait for that.

    One that changed in another way, by what users judged, does not wait.
    """
    articles = list(articles_of(chapter))
    since = [waiting[article] for article in articles if article in waiting]
    longest = LONGEST * max(1.0, len(articles) / MANY)
    return not since or len(since) >= GROWN * len(articles) or now - min(since) >= longest


def articles_of(chapter: Chapter) -> Iterator[str]:
    """Yield the articles of a chapter, without its guests."""
    for articles in chapter.events.values():
        yield from articles
