"""Addresses and feeds -> the corpus, again and again, in a way that their sites can live with."""

from retold.watch.addresses import read_addresses
from retold.watch.politeness import Politeness
from retold.watch.rounds import Summary, Watch, keep_watching
from retold.watch.webhook import Webhook, send_news

__all__ = ["Politeness", "Summary", "Watch", "Webhook", "keep_watching", "read_addresses", "send_news"]
