"""Sites on this machine that answer as a test says, host by host and path by path."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, SOCK_STREAM
from typing import Any
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Reply:
    """What is answered: a status, a body and headers."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Sites:
    """What is answered by (host, path), a path without a reply by 404, and what was asked, in order."""

    def __init__(self) -> None:
        self.replies: dict[tuple[str, str], Reply] = {}
        self.asked: list[tuple[str, str]] = []
        self.port = 0

    def url(self, host: str, path: str) -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def resolve(self, host: str, port: int) -> list[tuple[Any, Any, int, str, tuple[Any, ...]]]:
        """Lead every name to this machine."""
        return [(AF_INET, SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def lists(self, host: str, *links: str) -> None:
        """Let a host's /feed list these links."""
        items = "".join(
            f"<item><title>{escape(link)}</title><link>{escape(link)}</link></item>" for link in links
        )
        feed = f'<rss version="2.0"><channel><title>The Ledger</title>{items}</channel></rss>'
        self.replies[host, "/feed"] = Reply(feed, headers={"content-type": "application/rss+xml"})

    def redirects(self, host: str, path: str, to: str, status: int = 302) -> None:
        """Let a path lead elsewhere."""
        self.replies[host, path] = Reply(status=status, headers={"location": to})


def page(title: str, *paragraphs: str) -> Reply:
    """Return a page with an article."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = f"<article><h1>{title}</h1>{body}</article>"
    html = f"<html><head><title>{title}</title></head><body>{article}</body></html>"
    return Reply(html, headers={"content-type": "text/html; charset=utf-8"})


@contextmanager
def serving() -> Iterator[Sites]:
    """Serve on a free port of this machine."""
    sites = Sites()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("host", "").partition(":")[0]
            sites.asked.append((host, self.path))
            reply = sites.replies.get((host, self.path), Reply(status=404))
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sites.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
