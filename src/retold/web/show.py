"""Pages -> HTML and JSON."""

from __future__ import annotations

import json
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

import retold
from retold.report.found import named_so_often
from retold.report.words import count, dated, direction, kind_words, language_name
from retold.web.page import Page, RefusalError
from retold.web.team import Member, Role
from retold.web.texts import figure_words

#: What a browser may load besides pages: name -> (kind, parts it is put together from).
STATIC = {
    "style.css": ("text/css", ("report/templates/style.css", "web/static/web.css")),
    "room.js": ("text/javascript", ("web/static/room.js",)),
    "icon.svg": ("image/svg+xml", ("web/static/icon.svg",)),
}


@cache
def static(name: str) -> bytes:
    """Return a file that pages load; its name is one of `STATIC`."""
    return b"\n".join((files("retold") / part).read_bytes() for part in STATIC[name][1])


@cache
def static_address(name: str, root: str = "") -> str:
    """Return a file's address, which changes with its content so that a browser may keep it for good."""
    return f"{root}/static/{name}?v={sha256(static(name)).hexdigest()[:12]}"


def to_html(
    page: Page, *, member: Member | None, key: str, path: str, query: str = "", root: str = ""
) -> str:
    """Render a page for whoever asks; `path` and `query` tell where in the site it is, whose paths begin with `root`.

    `key` goes into its forms, which are shown to who may send them.
    """
    twin = ("/corpus" if path == "/" else path) + ".json" + (f"?{query}" if query else "")
    form_key = key if member is not None and member.role >= Role.EDITOR else ""
    template = _environment(root).get_template(page.template)
    return template.render(**page.shown, member=member, form_key=form_key, path=path, twin=twin)


def to_json(page: Page) -> str:
    """Render a page's JSON twin."""
    return json.dumps(page.data(), ensure_ascii=False, indent=1) + "\n"


def problem_page(problem: RefusalError) -> Page:
    """Make the page of something that went wrong."""
    return Page(
        template="problem.html",
        shown={"problem": problem},
        data=lambda: {"error": problem.heading, "advice": problem.advice},
        status=problem.status,
    )


def _day(published: str | None) -> str:
    """Word a date for a list: as exact as it is known, without the time of day."""
    return (published or "no date")[:10]


@cache
def _environment(root: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("retold.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": count,
        "css": lambda mark: mark.name.lower().replace("_", "-"),
        "dated": dated,
        "day": _day,
        "direction": direction,
        "figure_words": figure_words,
        "kind": kind_words,
        "language": language_name,
        "named_so_often": named_so_often,
        "query": lambda values: "?" + urlencode(values),
    }
    environment.globals |= {
        "version": retold.__version__,
        "root": root,
        "static": partial(static_address, root=root),
        "language_words": language_name,
        "same_words": str,
    }
    return environment
