"""Addresses that a user names, each fetched once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from retold.errors import FetchError, InputError
from retold.fetch import Fetched
from retold.model import Article
from retold.read import read_opml
from retold.read.address import canonical
from retold.watch.asking import Asking, Question
from retold.watch.pages import LISTS, entry_of, kind_of_answer, read_answer, read_page, sitemaps_of
from retold.watch.politeness import Politeness


def read_addresses(
    urls: Sequence[str], politeness: Politeness, *, named: bool = True, **reading: Any
) -> Iterator[Article | InputError]:
    """Read what stands at addresses: pages and files as they are, feeds and lists of feeds with all they lead to.

    The robots.txt of a site is heeded for the pages that a feed leads to, not for what the user has `named`.
    `reading` are keywords of `read_content`. What cannot be had gives an InputError in its place.
    """
    asking = Asking(politeness, threading.Event())
    feeds: list[str] = []
    entries: dict[str, Article] = {}
    for some in (urls, feeds):  # a list of feeds names more of them
        unasked = dict.fromkeys(some)
        for question, answer in asking.ask([Question(url, robots=not named) for url in unasked]):
            del unasked[question.url]
            if isinstance(answer, FetchError):
                yield answer
            elif kind_of_answer(answer) == "opml":
                yield from _list_feeds(question.url, answer.content, feeds)
            elif some is urls and (sitemaps := sitemaps_of(answer)):
                feeds += sitemaps
            else:
                yield from _list_entries(question.url, answer, entries, reading)
        yield from map(_not_asked, unasked)
    unasked = dict.fromkeys(entries)
    for question, answer in asking.ask(map(Question, entries)):
        del unasked[question.url]
        if isinstance(answer, FetchError):
            yield answer
        else:
            yield read_page(question.url, answer, entry_of(entries[question.url]), address=None, **reading)
    yield from map(_not_asked, unasked)


def _not_asked(url: str) -> InputError:
    return InputError(url, "was not asked for: its site does not answer, or wishes to be left alone")


def _list_feeds(url: str, content: bytes, feeds: list[str]) -> Iterator[InputError]:
    try:
        feeds += [feed.url for feed in read_opml(url, content)]
    except InputError as error:
        yield error


def _list_entries(
    url: str, answer: Fetched, entries: dict[str, Article], reading: dict[str, Any]
) -> Iterator[Article | InputError]:
    """Yield what is an article as it stands, and list what leads to a page."""
    kind = kind_of_answer(answer)
    if kind == "html":
        yield read_page(url, answer, {}, address=None, **reading)
        return
    for result in read_answer(url, answer, **reading):
        page = canonical(result.fields.get("url")) if isinstance(result, Article) and kind in LISTS else None
        if page is not None and isinstance(result, Article):
            entries[page] = result
        else:
            yield result
