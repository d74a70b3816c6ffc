"""What came into a corpus since a time: of all of it, or of a story, an entity or a search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from retold.corpus.arriving import revisions_of
from retold.corpus.facade import Corpus
from retold.errors import NotFoundError
from retold.model import Article, Change, Entity, Event, Revision, Story
from retold.store import FIRST_MARK

#: Articles that hold the words of a search and are looked at: the newest ones.
MOST_FOUND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An article that came, when (UTC), the event it tells, and what it revises if it does."""

    article: Article
    at: str
    event: Event | None
    revision: Revision | None
    former: Article | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is followed: a story or an entity by its id, the words of a search, or, if nothing is said, all."""

    story: str | None = None
    entity: str | None = None
    words: str | None = None


def news(
    corpus: Corpus,
    topic: Topic | None = None,
    *,
    since: str = "",
    most: int | None = None,
    oldest: bool = False,
) -> list[News]:
    """Return what came after a time, newest first, or `oldest` first, no more than `most`.

    Raises NotFoundError when there is no such story or entity.
    """
    store = corpus.store
    wanted = _articles_of(corpus, topic or Topic())
    if wanted is None:
        came = store.arrived(since, most=most, oldest=oldest)
    else:
        times = store.arrival_times(wanted)
        later = [article for article, at in times.items() if at > since]
        came = {key: times[key] for key in sorted(later, key=times.__getitem__, reverse=not oldest)[:most]}
    articles, event_of = corpus.articles(came), store.event_of(came)
    events = store.events(set(event_of.values()))
    revised = {revision.article: revision for revision in revisions_of(store, store.revised_by(came))}
    formers = corpus.articles(revision.former for revision in revised.values())
    # The whole text that comes in the place of a headline or a summary corrects nothing.
    revised = {
        key: each
        for key, each in revised.items()
        if _is_whole(formers[each.former]) or not _is_whole(articles[key])
    }
    return [
        News(
            article=articles[key],
            at=at,
            event=events.get(event_of.get(key, "")),
            revision=revised.get(key),
            former=formers.get(revised[key].former) if key in revised else None,
        )
        for key, at in came.items()
    ]


def _is_whole(article: Article) -> bool:
    """Tell an article from a headline or a summary of it."""
    return "\n" in article.text and "text_from" not in article.fields


def changes_in_words(news: News) -> list[str]:
    """Say what a revision changed, a line a sentence: - what stood there, + what stands there now."""
    if news.revision is None or news.former is None:
        return []
    return [line for change in news.revision.changes for line in _in_words(change, news.former, news.article)]


def _in_words(change: Change, former: Article, article: Article) -> list[str]:
    return [
        f"{sign} {' '.join(text.text[slice(*span)].split())}"
        for sign, text, span in (("-", former, change.former), ("+", article, change.span))
        if span is not None
    ]


def news_data(each: News) -> dict[str, Any]:
    """Put one piece of news in plain data."""
    article = each.article
    return {
        "id": article.id,
        "at": each.at,
        "title": article.title,
        "outlet": article.outlet,
        "language": article.language,
        "published": article.published,
        "url": article.fields.get("url"),
        "event": each.event and {"id": each.event.id, "label": each.event.label},
        "revises": each.revision and each.revision.former,
        "changes": changes_in_words(each),
    }


def topic_title(corpus: Corpus, topic: Topic) -> str:
    """Name what is followed.

    Raises NotFoundError when there is no such story or entity.
    """
    if topic.story:
        return _story_of(corpus, topic.story).label
    if topic.entity:
        return _entity_of(corpus, topic.entity).name
    return topic.words or "What is new"


def topic_name(corpus: Corpus, topic: Topic) -> str:
    """Name what is followed as nothing else is named, in no other corpus either: `urn:uuid:...`.

    Raises NotFoundError when there is no such story or entity.
    """
    followed = ("all", "")
    if topic.story:
        followed = ("story", _story_of(corpus, topic.story).id)
    elif topic.entity:
        followed = ("entity", _entity_of(corpus, topic.entity).id)
    elif topic.words:
        followed = ("search", topic.words)
    named = "\x1f".join((corpus.store.mark(FIRST_MARK), *followed))
    return uuid5(NAMESPACE_OID, named).urn


def _articles_of(corpus: Corpus, topic: Topic) -> Collection[str] | None:
    if topic.story:
        events = corpus.store.events(_story_of(corpus, topic.story).events)
        return {article for event in events.values() for article in event.articles}
    if topic.entity:
        return corpus.store.articles_naming(_entity_of(corpus, topic.entity).id)
    if topic.words:
        return corpus.newest_with(topic.words, most=MOST_FOUND)
    return None


def _story_of(corpus: Corpus, key: str) -> Story:
    found = [story for story in corpus.stories() if story.id.startswith(key)]
    if len(found) != 1:
        raise NotFoundError(f"{key}: {'more than one story begins' if found else 'no story begins'} so")
    return found[0]


def _entity_of(corpus: Corpus, name: str) -> Entity:
    known = corpus.store.entities([name])
    return known[name] if name in known else corpus.who(name).entity
