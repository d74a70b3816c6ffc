"""The reading room: the corpus as pages on this machine, or for a team behind its proxy."""

from __future__ import annotations

from retold.web.app import make_app
from retold.web.serve import serve
from retold.web.team import read_team

__all__ = ["make_app", "read_team", "serve"]
