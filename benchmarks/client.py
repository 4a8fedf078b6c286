"""A signed-in person who asks for pages inside this process, through the whole WSGI handler, counting queries."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from core.isolation import state_scope
from core.models import Member, State

TOKEN = "c" * 32


class Answer(NamedTuple):
    """What came back: status, milliseconds, queries (savepoints and settings too), bytes."""

    status: int
    ms: float
    queries: int
    size: int


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside."""
    seen: list[str] = []

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield seen


class Person:
    """A member of a state, signed in."""

    handler: Any = None

    def __init__(self, state: State, email: str) -> None:
        Person.handler = Person.handler or get_wsgi_application()
        self.state = state
        self.host = f"{state.code}.localhost"
        with state_scope(state):
            self.member = Member.objects.select_related("user").get(user__email=email)
        client = Client(HTTP_HOST=self.host)
        client.force_login(self.member.user, backend="django.contrib.auth.backends.ModelBackend")
        self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())

    def get(self, path: str, *, chunk: Callable[[bytes], None] = lambda _: None) -> Answer:
        """Ask for a page and read it to its last byte."""
        heads: list[str] = []
        with counted() as seen:
            started = time.perf_counter()
            body = self.handler(self._environ(path), lambda status, headers, exc=None: heads.append(status))
            size = 0
            for part in body:
                size += len(part)
                chunk(part)
            if hasattr(body, "close"):
                body.close()
            ms = (time.perf_counter() - started) * 1000
        return Answer(int(heads[0][:3]), ms, len(seen), size)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Post a form as the page's script does."""
        body = urlencode(data).encode()
        return self._ask(self._environ(path, body))

    def _ask(self, environ: dict[str, Any]) -> Answer:
        heads: list[str] = []
        with counted() as seen:
            started = time.perf_counter()
            parts = self.handler(environ, lambda status, headers, exc=None: heads.append(status))
            size = sum(len(part) for part in parts)
            if hasattr(parts, "close"):
                parts.close()
            ms = (time.perf_counter() - started) * 1000
        return Answer(int(heads[0][:3]), ms, len(seen), size)

    def _environ(self, path: str, body: bytes = b"") -> dict[str, Any]:
        plain, _, query = path.partition("?")
        posted = {
            "REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)), "HTTP_X_CSRFTOKEN": TOKEN, "HTTP_HX_REQUEST": "true",
        }  # fmt: skip
        return self._asked(plain, query, body) | (posted if body else {})

    def _asked(self, plain: str, query: str, body: bytes) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": plain,
            "QUERY_STRING": query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": f"{self.cookie}; csrf={TOKEN}",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
