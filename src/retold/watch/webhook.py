"""News, sent to an address of the user's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

from retold.corpus import Corpus
from retold.corpus.news import news, news_data
from retold.errors import FetchError
from retold.fetch import Client
from retold.store import SqlStore, webhook_mark

#: What is sent at once; the rest follows at the next round.
MOST_SENT = 500

#: An address that takes nothing is asked again after a minute, two, four ..., an hour at most, or as it wishes.
FIRST_PAUSE, LONGEST_PAUSE = 60.0, 3_600.0

#: The status of an answer that says that too much was sent.
TOO_LARGE = 413


class Webhook:
    """An address of the user's to which news is sent, and how patiently."""

    def __init__(
        self, corpus: Corpus, client: Client, url: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives the time in seconds since 1970."""
        self._corpus = corpus
        self._client = client
        self._url = url
        self._clock = clock
        self._failures = 0
        self._next_at = 0.0

    def send(self) -> int:
        """Send what is new, as `send_news` does, unless the address has failed and is to be left alone for now."""
        if self._clock() < self._next_at:
            return 0
        try:
            sent = send_news(self._corpus, self._client, self._url)
        except FetchError as error:
            pause = max(FIRST_PAUSE * 2 ** min(self._failures, 10), error.retry_after or 0.0)
            self._next_at = self._clock() + min(pause, LONGEST_PAUSE)
            self._failures += 1
            raise
        self._failures = 0
        return sent


def send_news(corpus: Corpus, client: Client, url: str) -> int:
    """Send what is new since the last time, oldest first, as one JSON object; return how many articles it told of.

    What an address did not take (with a status of 2xx) is sent again the next time; to one that says it is too much,
    half of it at once. Raises FetchError when it cannot be reached or does not take it.
    """
    mark = webhook_mark(url)
    found = news(corpus, since=corpus.store.mark(mark), most=MOST_SENT, oldest=True)
    while found:
        content = json.dumps({"news": [news_data(each) for each in found]}, ensure_ascii=False).encode()
        try:
            client.post(url, content, "application/json; charset=utf-8")
        except FetchError as error:
            if error.status == TOO_LARGE and len(found) > 1:
                found = found[: len(found) // 2]
                continue
            if error.status is None:
                raise
            reason = f"did not take the news: {error.reason}"
            raise FetchError(url, reason, status=error.status, retry_after=error.retry_after) from None
        corpus.store.persistently(partial(_set_mark, corpus.store, mark, found[-1].at))
        return len(found)
    return 0


def _set_mark(store: SqlStore, mark: str, at: str) -> None:
    with store.writing():
        store.set_mark(mark, at)
