"""What is new, as feeds: of the whole corpus, a story, an entity, a search."""

from __future__ import annotations

from retold.corpus import Topic, news, topic_title
from retold.export import to_atom
from retold.web.page import Asked, File
from retold.web.room import Room

#: Articles that a feed holds; who asks once a day misses none of a corpus that grows by hundreds.
MOST = 200


def feed_file(room: Room, asked: Asked) -> File:
    """Give what is new of what an address names; the address of a search is the search, saved."""
    words = asked.text("q")[:300]
    topic = Topic(story=asked.path.get("story"), entity=asked.path.get("entity"), words=words or None)
    key = ":".join(filter(None, (topic.story, topic.entity, topic.words))) or "all"
    title = topic_title(room.corpus, topic)
    content = to_atom(news(room.corpus, topic, most=MOST), title=title, key=key)
    return File(name="retold.atom", kind="application/atom+xml", content=content)
