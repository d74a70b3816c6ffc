"""What is new, as feeds: of the whole corpus, a story, an entity, a search."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from retold.corpus import Topic, news, topic_name, topic_title
from retold.export import Served, to_atom
from retold.web.page import Asked, File
from retold.web.room import Room

#: Articles that a feed holds; who asks once a day misses none of a corpus that grows by hundreds.
MOST = 200


def feed_file(room: Room, asked: Asked) -> File:
    """Give what is new of what an address names; the address of a search is the search, saved."""
    words = asked.text("q")[:300]
    topic = Topic(story=asked.path.get("story"), entity=asked.path.get("entity"), words=words or None)
    title, name = topic_title(room.corpus, topic), topic_name(room.corpus, topic)
    served = Served(room=asked.room, feed=_within(topic, feed=True), page=_within(topic, feed=False))
    content = to_atom(news(room.corpus, topic, most=MOST), title=title, name=name, served=served)
    return File(name="retold.atom", kind="application/atom+xml", content=content)


def _within(topic: Topic, *, feed: bool) -> str:
    """Return the address in the room of a topic's feed, or of its page."""
    tail = "/feed.atom" if feed else ""
    if topic.story:
        return f"/story/{quote(topic.story, safe='')}{tail}"
    if topic.entity:
        return f"/entity/{quote(topic.entity, safe='')}{tail}"
    if topic.words:
        return f"{tail or '/search'}?{urlencode({'q': topic.words})}"
    return tail or "/"
