"""The pages that take files in and say how their reading goes."""

from __future__ import annotations

from dataclasses import replace

from retold.errors import UsageError
from retold.read import SUFFIXES
from retold.read.names import NamePattern
from retold.web.guard import MOST_UPLOAD
from retold.web.page import Asked, Elsewhere, Page, RefusalError, plain
from retold.web.pages import need
from retold.web.room import Room

#: A pattern becomes a regular expression; within these bounds it is quick whatever the file's name.
LONGEST_PATTERN = 80
MOST_PLACEHOLDERS = 5


def add_page(room: Room, asked: Asked) -> Page:
    """Show the form that files are handed in with."""
    shown = {"suffixes": sorted(SUFFIXES), "megabytes": MOST_UPLOAD >> 20}
    return Page(template="add.html", shown=shown, data=lambda: shown)


def hand_in(room: Room, asked: Asked) -> Elsewhere:
    """Take files in and go on to the page that says how their reading goes."""
    if not asked.uploads:
        raise RefusalError(400, "No file came", "Choose one or more files, then hand them in.")
    pattern = asked.form.get("pattern", "").strip() or None
    try:
        if pattern and (len(pattern) > LONGEST_PATTERN or pattern.count("{") > MOST_PLACEHOLDERS):
            raise UsageError(
                f"at most {LONGEST_PATTERN} characters and {MOST_PLACEHOLDERS} placeholders, please"
            )
        NamePattern(pattern or "{outlet}")
    except UsageError as error:
        raise RefusalError(400, "That pattern cannot be read", str(error)) from error
    return Elsewhere(f"/job/{room.desk.hand_in(asked.uploads, pattern).id}")


def job_page(room: Room, asked: Asked) -> Page | Elsewhere:
    """Say how a hand-in or a judgement goes; a judgement that is done leads to what came of it."""
    job = need(room.desk.job(asked.path["job"]), "hand-in", asked.path["job"])
    if job.finished and job.then and not job.error:
        return Elsewhere(job.then)
    store = room.corpus.store
    then = asked.root + job.then if job.then else None
    told = {heading.event for heading in store.headings(job.new).values() if heading.event}
    cards = store.cards(sorted(told))
    return Page(
        template="job.html",
        shown={"job": job, "events": room.cards(sorted(cards, key=lambda card: -card.size)[:20])},
        data=lambda: plain(replace(job, then=then)),
    )
