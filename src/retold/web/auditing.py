"""The page that says who did what."""

from __future__ import annotations

from retold.web.page import Asked, Page, plain
from retold.web.pages import PAGE_SIZE, Sheet, sheet_data
from retold.web.room import Room
from retold.web.team import Role


def audit_page(room: Room, asked: Asked) -> Page:
    """List what users did on these pages, newest first; for admins."""
    asked.member.need(Role.ADMIN)
    number, user = asked.number("page"), asked.text("user")
    deeds, total = room.corpus.store.deeds(user=user, first=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)
    found = Sheet(deeds, number, max(1, -(-total // PAGE_SIZE)), total)
    return Page(
        template="audit.html",
        shown={"asked": asked, "sheet": found, "user": user},
        data=lambda: sheet_data(found) | {"deeds": plain(found.entries)},
    )
