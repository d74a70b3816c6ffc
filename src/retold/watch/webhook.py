"""News, sent to an address of the user's."""

from __future__ import annotations

import json
from functools import partial

from retold.corpus import Corpus
from retold.corpus.news import news, news_data
from retold.errors import FetchError
from retold.fetch import Client
from retold.store import SqlStore, webhook_mark

#: What is sent at once; the rest follows at the next round.
MOST_SENT = 500


def send_news(corpus: Corpus, client: Client, url: str) -> int:
    """Send what is new since the last time, oldest first, as one JSON object; return how many articles it told of.

    What an address did not take (with a status of 2xx) is sent again the next time. Raises FetchError when it cannot
    be reached or does not take it.
    """
    mark = webhook_mark(url)
    found = news(corpus, since=corpus.store.mark(mark), most=MOST_SENT, oldest=True)
    if not found:
        return 0
    content = json.dumps({"news": [news_data(each) for each in found]}, ensure_ascii=False).encode()
    status = client.post(url, content, "application/json; charset=utf-8")
    if not 200 <= status < 300:
        raise FetchError(url, f"did not take the news: answered {status}", status=status)
    corpus.store.persistently(partial(_set_mark, corpus.store, mark, found[-1].at))
    return len(found)


def _set_mark(store: SqlStore, mark: str, at: str) -> None:
    with store.writing():
        store.set_mark(mark, at)
