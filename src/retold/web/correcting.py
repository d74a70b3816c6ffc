"""What a user says of an entity from its page: its name, what it is one with, what is another, what is none."""

from __future__ import annotations

from retold.model import JudgementKind
from retold.web.judging import chosen, go
from retold.web.page import Asked, Elsewhere, RefusalError
from retold.web.room import Room


def rename(room: Room, asked: Asked) -> Elsewhere:
    """Give an entity another name."""
    name = asked.form.get("label", "").strip()[:300]
    if not name:
        raise RefusalError(400, "A name is missing", "Write what it should be called.")
    return _correct(room, asked, f"/entity/{asked.path['entity']}", JudgementKind.RENAME, name)


def split(room: Room, asked: Asked) -> Elsewhere:
    """Let written forms leave an entity: they name another."""
    leaving = chosen(asked)
    if not leaving:
        raise RefusalError(400, "No form is chosen", "Choose those that name another.")
    return _correct(room, asked, f"/entity/{asked.path['entity']}", JudgementKind.SPLIT, *leaving)


def join(room: Room, asked: Asked) -> Elsewhere:
    """Say that two entities are one; the other is given by its name or id."""
    other = asked.form.get("other", "").strip()[:300]
    if not other:
        raise RefusalError(400, "A name is missing", "Write how the other is called.")
    return _correct(room, asked, "/judgements", JudgementKind.MERGE, other)


def delete(room: Room, asked: Asked) -> Elsewhere:
    """Say that an entity is none: what is written so names nothing."""
    return _correct(room, asked, "/entities", JudgementKind.DELETE)


def _correct(room: Room, asked: Asked, then: str, kind: JudgementKind, *names: str) -> Elsewhere:
    key, user = asked.path["entity"], asked.member.name
    return go(room, lambda corpus: corpus.correct(kind, key, *names, user=user), then)
