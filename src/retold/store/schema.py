"""The tables.

A new database is made from them as they stand here; `migrations` brings an older one up to them. Ids and times are
text, compared bytewise.
Tables of small rows are on SQLite kept in the order of their keys (WITHOUT ROWID), which is half the bytes.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
)
from sqlalchemy import Text as AnyText

from retold.store.narrowing import Key, PackedJson

#: "Rtld": what marks an SQLite file as a corpus of ours (PRAGMA application_id).
APPLICATION_ID = 0x52746C64

#: Text that is compared bytewise; PostgreSQL would otherwise sort as the server's country does.
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")

#: Bytes of each of two long texts of one key.
MOST_OF_TWO = 1_200

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("arrival", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("location", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text),
    Column("published", Text, index=True),
    Column("language", Text, index=True),
    Column("outlet", Key, index=True),
    Column("fields", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("first_day", Integer),
    Column("last_day", Integer),
    Index("articles_by_days", "first_day", "last_day"),
)

sentences = Table(
    "sentences",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: `data` is (sentences, width) float16, as the encoder gave it; `mean` (width,) float16, centred, of the body, stands
#: before it so that SQLite need not go through all of a row for it.
vectors = Table(
    "vectors",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("mean", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: A code for each sentence of an article, by its number of arrival: what `search.SentenceCodes` looks through.
codes = Table(
    "codes",
    metadata,
    Column("article", ForeignKey("articles.arrival"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

#: Articles of which at first only the opening was read; `whole` is 1 once the rest has been.
skimmed = Table(
    "skimmed",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("whole", Integer, nullable=False),
    Index("skimmed_by_whole", "whole", "article"),
)

#: `data` (width,) float16 is what an article was about, beside what all wrote about when it arrived.
matters = Table(
    "matters",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: `data`, packed, is how many sentences there are, how many words each of them has, uint16, then a vector a word,
#: int8.
word_vectors = Table(
    "word_vectors",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: What only the article itself says: lists of its mentions, figures, dates and attributions.
findings = Table(
    "findings",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("data", PackedJson, nullable=False),
)

#: What an article, by its number of arrival, is looked up by when another one repeats some of it.
copy_keys = Table(
    "copy_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", ForeignKey("articles.arrival"), primary_key=True),
    Index("copy_keys_by_article", "article"),
    sqlite_with_rowid=False,
)

#: How an article, by its number of arrival, is worded: eight bytes a word, so that a text need not be read again
#: for each one that shares something with it.
wordings = Table(
    "wordings",
    metadata,
    Column("article", ForeignKey("articles.arrival"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

#: `spans` is a list of [start, end] in the article.
copies = Table(
    "copies",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("original", ForeignKey("articles.id"), primary_key=True, index=True),
    Column("contained", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("spans", JSON, nullable=False),
)

#: `stale` is 1 where claims are yet to be lined up, 2 where that waits until somebody asks for them.
stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("stale", Integer, nullable=False, index=True),
    Column("merged_into", Text, index=True),
)

#: `mean` (width,) float16 is the centred mean of the members, `first_day` and `last_day` are those of the earliest,
#: `size` is how many members there are.
events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("date", Text),
    Column("story", Text, index=True),
    Column("merged_into", Text, index=True),
    Column("first_day", Integer),
    Column("last_day", Integer),
    Column("mean", LargeBinary),
    Column("size", Integer, index=True),
    Index("events_by_days", "first_day", "last_day"),
)

members = Table(
    "members",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("event", ForeignKey("events.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event", ForeignKey("events.id"), nullable=False, index=True),
    Column("story", ForeignKey("stories.id"), nullable=False, index=True),
)

#: What was lined up together: events with the same digest, which says what of them there was.
chapters = Table(
    "chapters",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("digest", Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)

tellings = Table(
    "tellings",
    metadata,
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("score", Float, nullable=False),
    sqlite_with_rowid=False,
)

differences = Table(
    "differences",
    metadata,
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", JSON, nullable=False),
)

#: The mentions, in order of arrival; `data` holds what else a mention says (its text, language, identity ...).
mentions = Table(
    "mentions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Index("mentions_by_entity", "entity", "number", "article"),
)

entities = Table(
    "entities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("wikidata", Text),
    Column("latest", Integer, nullable=False),
    Column("merged_into", Text),
)

#: What an entity is looked up by when a name comes in; `latest` is that of the entity, so that those named last are
#: found under a key that many have: two consonants are a key.
entity_keys = Table(
    "entity_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("entity", Text, primary_key=True),
    Column("latest", Integer),
    Index("entity_keys_by_entity", "entity"),
    Index("entity_keys_by_latest", "key", "latest"),
    sqlite_with_rowid=False,
)

#: Why two forms of an entity's name were taken for one, each pair once.
joins = Table(
    "joins",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("one", Key(MOST_OF_TWO), primary_key=True),
    Column("other", Key(MOST_OF_TWO), primary_key=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_with_rowid=False,
)

#: `content` is the input itself, packed by zlib, where it was at hand.
failures = Table(
    "failures",
    metadata,
    Column("location", Key, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("content", LargeBinary),
)

#: What users judged, in order; rows are added, never changed. `subjects` are two lists of ids (`model.Judgement`).
judgements = Table(
    "judgements",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("about", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subjects", JSON, nullable=False),
    Column("user", Text, nullable=False),
    Column("at", Text, nullable=False),
)

#: When articles came.
arrivals = Table(
    "arrivals",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("at", Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)

#: What an article can be met again by: its address, and its text at its outlet.
known_as = Table(
    "known_as",
    metadata,
    Column("key", Key, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False, index=True),
)

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False, index=True),
    Column("former", ForeignKey("articles.id"), nullable=False, index=True),
    Column("at", Text, nullable=False, index=True),
)

#: Up to when a user has read what is new.
marks = Table(
    "marks",
    metadata,
    Column("name", Key, primary_key=True),
    Column("at", Text, nullable=False),
)


#: The mark of when the first article came, by which one corpus is told from another; no reader is called so.
FIRST_MARK = "\x1ffirst"


def webhook_mark(address: str) -> str:
    """Name the mark of what was sent to an address, without the address: whoever has it can write there."""
    return f"webhook {sha256(address.encode()).hexdigest()}"


#: What is watched: see `watching`. `next_at` is in seconds since 1970, null where nothing is asked for again.
feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("moved_to", Text),
    Column("next_at", Float, nullable=False),
    Column("failures", Integer, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("url", Text, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("entry", JSON, nullable=False),
    Column("article", Text),
    Column("etag", Text),
    Column("modified", Text),
    Column("first_at", Float, nullable=False),
    Column("next_at", Float, nullable=False, index=True),
    Column("checks", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
)

#: Who did what on the pages; rows are added, never changed.
deeds = Table(
    "deeds",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("user", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("said", Text, nullable=False),
)
