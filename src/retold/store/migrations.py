"""The numbered steps that bring an older database up to the tables of today.

A change of the tables adds a function to `MIGRATIONS`; a test checks that both roads end in the same schema.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import numpy as np
from sqlalchemy import Connection, LargeBinary, func, insert, inspect, select, update

from retold.store.narrowing import narrow
from retold.store.schema import (
    arrivals,
    articles,
    chapters,
    codes,
    copies,
    deeds,
    entities,
    entity_keys,
    events,
    feeds,
    joins,
    judgements,
    known_as,
    marks,
    matters,
    members,
    mentions,
    metadata,
    pages,
    revisions,
    skimmed,
    stories,
    vectors,
    webhook_mark,
    word_vectors,
    wordings,
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
    metadata.create_all(connection, tables=[copies])
    if rows:
        connection.execute(insert(copies), [dict(row, kind="whole", spans=[]) for row in rows])


def _add_skimmed(connection: Connection) -> None:
    metadata.create_all(connection, tables=[skimmed])


def _keep_less(connection: Connection) -> None:
    """Keep keys as numbers and more of the rest packed; sentences get their codes when they are next looked for."""
    metadata.create_all(connection, tables=[codes])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP TABLE IF EXISTS sentence_vectors")
        connection.exec_driver_sql("ALTER TABLE retold DROP COLUMN IF EXISTS vectors")
    narrow(connection, metadata)
    for table in (articles, events):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS ix_{table.name}_first_day")
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _add_matters(connection: Connection) -> None:
    metadata.create_all(connection, tables=[matters])


def _look_names_up_by_latest(connection: Connection) -> None:
    """Let keys know when their entity was last named, and mentions be found by their order."""
    if not any(each["name"] == "latest" for each in inspect(connection).get_columns("entity_keys")):
        kind = entity_keys.c.latest.type.compile(connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE entity_keys ADD COLUMN latest {kind}")
    told = select(entities.c.latest).where(entities.c.id == entity_keys.c.entity).scalar_subquery()
    connection.execute(update(entity_keys).values(latest=told))
    connection.exec_driver_sql("DROP INDEX mentions_by_entity")
    for index in (*entity_keys.indexes, *mentions.indexes):
        index.create(connection, checkfirst=True)
    if connection.dialect.name == "postgresql" and inspect(connection).has_table("folded"):
        connection.exec_driver_sql("ALTER FUNCTION retold_trigrams COST 10000")


def _add_wordings(connection: Connection) -> None:
    metadata.create_all(connection, tables=[wordings])


def _look_stale_stories_up(connection: Connection) -> None:
    for index in stories.indexes:
        index.create(connection, checkfirst=True)


def _hash_webhooks(connection: Connection) -> None:
    """Keep the addresses of webhooks no longer: whoever reads the corpus could write there."""
    for (name,) in connection.execute(select(marks.c.name).where(marks.c.name.like("webhook http%"))).all():
        hashed = webhook_mark(name.removeprefix("webhook "))
        connection.execute(update(marks).where(marks.c.name == name).values(name=hashed))


def _add_chapters(connection: Connection) -> None:
    """Take each story that has been lined up for one chapter, until it is lined up again."""
    metadata.create_all(connection, tables=[chapters])
    whole = select(events.c.id, events.c.story).join(stories, stories.c.id == events.c.story)
    whole = whole.where(stories.c.stale == 0, events.c.merged_into.is_(None))
    connection.execute(insert(chapters).from_select(["event", "digest"], whole))


def _look_read_on_up(connection: Connection) -> None:
    for index in skimmed.indexes:
        index.create(connection, checkfirst=True)


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
    _keep_less,
    _add_matters,
    _look_names_up_by_latest,
    _add_wordings,
    _look_stale_stories_up,
    _hash_webhooks,
    _add_chapters,
    _look_read_on_up,
)

VERSION = 1 + len(MIGRATIONS)
