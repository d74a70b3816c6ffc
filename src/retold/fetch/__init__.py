"""Addresses -> bytes, in a way that nothing on the internet can turn against the user."""

from retold.fetch.client import AGENT, Client, Fetched, is_address, without_password

__all__ = ["AGENT", "Client", "Fetched", "is_address", "without_password"]
