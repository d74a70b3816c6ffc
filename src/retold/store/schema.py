"""The tables, and the numbered steps that bring an older database up to them.

A new database is made from the tables as they stand here. A change of the tables adds a function to
`MIGRATIONS`; a test checks that both roads end in the same schema. Ids and times are text, compared bytewise.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import Text as AnyText

#: "Rtld": what marks an SQLite file as a corpus of ours (PRAGMA application_id).
APPLICATION_ID = 0x52746C64

#: Text that is compared bytewise; PostgreSQL would otherwise sort as the server's country does.
Text = AnyText().with_variant(AnyText(collation="C"), "postgresql")

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
    Column("outlet", Text, index=True),
    Column("fields", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("first_day", Integer, index=True),
    Column("last_day", Integer),
)

sentences = Table(
    "sentences",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
)

#: `data` is (sentences, width) float16, as the encoder gave it; `mean` (width,) float16, centred, of the body.
vectors = Table(
    "vectors",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("encoder", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("mean", LargeBinary, nullable=False),
)

#: Articles of which at first only the opening was read; `whole` is 1 once the rest has been.
skimmed = Table(
    "skimmed",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("whole", Integer, nullable=False),
)

#: `data` is how many sentences there are, how many words each of them has, uint16, then a vector a word, int8.
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
    Column("data", JSON, nullable=False),
)

#: What an article is looked up by when another one repeats some of it.
copy_keys = Table(
    "copy_keys",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Index("copy_keys_by_key", "key", "article"),
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
    Column("stale", Integer, nullable=False),
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
    Column("first_day", Integer, index=True),
    Column("last_day", Integer),
    Column("mean", LargeBinary),
    Column("size", Integer, index=True),
)

members = Table(
    "members",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("event", ForeignKey("events.id"), nullable=False, index=True),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Text, primary_key=True),
    Column("event", ForeignKey("events.id"), nullable=False, index=True),
    Column("story", ForeignKey("stories.id"), nullable=False, index=True),
)

tellings = Table(
    "tellings",
    metadata,
    Column("claim", ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("score", Float, nullable=False),
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
    Index("mentions_by_entity", "entity", "article"),
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

#: What an entity is looked up by when a name comes in.
entity_keys = Table(
    "entity_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Index("entity_keys_by_entity", "entity"),
)

#: Why two forms of an entity's name were taken for one, each pair once.
joins = Table(
    "joins",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("one", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
)

#: `content` is the input itself, packed by zlib, where it was at hand.
failures = Table(
    "failures",
    metadata,
    Column("location", Text, primary_key=True),
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
)

#: What an article can be met again by: its address, and its text at its outlet.
known_as = Table(
    "known_as",
    metadata,
    Column("key", Text, primary_key=True),
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
    Column("name", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

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


def _keep_failed_inputs(connection: Connection) -> None:
    kind = LargeBinary().compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE failures ADD COLUMN content {kind}")


def _add_watching(connection: Connection) -> None:
    metadata.create_all(connection, tables=[arrivals, known_as, revisions, marks, feeds, pages])


def _look_events_up_by_means(connection: Connection) -> None:
    """Give events the days and mean vectors of their members; undone judgements were rows that changed."""
    for column in (events.c.first_day, events.c.last_day, events.c.mean):
        kind = column.type.compile(connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE events ADD COLUMN {column.name} {kind}")
    connection.exec_driver_sql("DROP TABLE judgements")
    metadata.create_all(connection, tables=[judgements])
    for index in (*events.indexes, *stories.indexes):
        if not index.columns.contains_column(events.c.size):  # which came later
            index.create(connection, checkfirst=True)
    told = select(members.c.event, articles.c.first_day, articles.c.last_day, vectors.c.mean)
    told = told.join(articles, articles.c.id == members.c.article)
    told = told.join(vectors, vectors.c.article == articles.c.id)
    rows = connection.execute(told.order_by(members.c.event, articles.c.first_day)).all()
    for event, some in groupby(rows, key=lambda row: row[0]):
        accounts = list(some)
        means = np.array([np.frombuffer(row[3], dtype=np.float16) for row in accounts], dtype=np.float32)
        mean = means.mean(axis=0) / max(float(np.linalg.norm(means.mean(axis=0))), 1e-12)
        values = {"first_day": accounts[0][1], "last_day": accounts[0][2]}
        values |= {"mean": mean.astype(np.float16).tobytes()}
        connection.execute(update(events).where(events.c.id == event).values(values))


def _keep_joins(connection: Connection) -> None:
    metadata.create_all(connection, tables=[joins])


def _add_deeds(connection: Connection) -> None:
    metadata.create_all(connection, tables=[deeds])


def _add_word_vectors(connection: Connection) -> None:
    metadata.create_all(connection, tables=[word_vectors])


def _list_without_counting(connection: Connection) -> None:
    """Let lists be asked for page by page: events know their size, articles are looked up by what lists filter."""
    kind = events.c.size.type.compile(connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE events ADD COLUMN size {kind}")
    told = select(func.count()).where(members.c.event == events.c.id).scalar_subquery()
    connection.execute(update(events).values(size=told))
    connection.exec_driver_sql("DROP INDEX ix_mentions_entity")
    for index in (*articles.indexes, *events.indexes, *mentions.indexes):
        index.create(connection, checkfirst=True)


def _keep_copies_in_part(connection: Connection) -> None:
    """Give copies a kind and places; what articles are looked up by is other than before, and made by a repair."""
    rows = connection.exec_driver_sql("SELECT article, original, contained FROM copies").mappings().all()
    for table in ("shingle_bands", "copies"):
        connection.exec_driver_sql(f"DROP TABLE {table}")
    metadata.create_all(connection, tables=[copy_keys, copies])
    if rows:
        connection.execute(insert(copies), [dict(row, kind="whole", spans=[]) for row in rows])


def _add_skimmed(connection: Connection) -> None:
    metadata.create_all(connection, tables=[skimmed])


#: Numbered from 1; the version of a database is how many of them it has.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _keep_failed_inputs,
    _add_watching,
    _look_events_up_by_means,
    _keep_joins,
    _add_deeds,
    _add_word_vectors,
    _list_without_counting,
    _keep_copies_in_part,
    _add_skimmed,
)

VERSION = 1 + len(MIGRATIONS)
