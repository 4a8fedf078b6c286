"""A few rendered pages, served as the product serves them: with its static files and its content security policy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
Answer = tuple[int, str, dict[str, str]]


class Site:
    """Pages by path, and what answers a POST."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {"/theme.css": ":root{}"}
        self.posts: list[str] = []
        self.answer: Callable[[str], Answer] = lambda body: (200, "", {})
        self.address = ""


@contextmanager
def serving() -> Iterator[Site]:
    """The site on a free port of this machine."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                return self.send(200 if found else 404, Path(found).read_bytes() if found else b"", path)
            page = site.pages.get(path)
            return self.send(200 if page is not None else 404, (page or "").encode(), path)

        def do_POST(self) -> None:
            site.posts.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status, body, headers = site.answer(site.posts[-1])
            self.send(status, body.encode(), ".html", headers)

        def send(self, status: int, body: bytes, path: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            kind = guess_type(path)[0] or "text/html"
            every = {"Content-Type": f"{kind}; charset=utf-8", "Content-Security-Policy": POLICY, **(headers or {})}
            for name, value in every.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing: the tests look at the page, not at the server."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        site.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield site
        server.shutdown()
        thread.join()
