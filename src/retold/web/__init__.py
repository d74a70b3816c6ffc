"""The reading room: the corpus as pages on this machine."""

from __future__ import annotations

from retold.web.app import make_app
from retold.web.serve import serve

__all__ = ["make_app", "serve"]
