"""What drives the product from outside: a web server on our hosts, workers, a mail server, and one Chromium.

    def test_something(live, workers, browser):
        page = browser.new_page()
        page.goto(live.url("/accounts/login/"))            # http://pa.localhost:<port>/accounts/login/
        live.mail.to("ann@pa.example", count=1)            # waits for the message

Everything that `live` does is really committed, in the test's own clone of the database.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import redis
from aiosmtpd.controller import Controller
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, sync_playwright

from tools import demo, inbox, servers

ROOT = Path(__file__).resolve().parent.parent
NO_CHROMIUM = "Chromium is missing (apt-get install chromium)"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


class Mailbox:
    """What the mail server was given, oldest first."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port

    def messages(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.name.split(".")[1]))
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]  # type: ignore[misc]

    def to(self, address: str, *, count: int = 0, within: float = 30.0) -> list[EmailMessage]:
        """The messages to one person; waits until there are `count`."""
        deadline = time.monotonic() + within
        while True:
            found = [message for message in self.messages() if address in str(message["To"])]
            if len(found) >= count:
                return found
            assert time.monotonic() < deadline, f"{len(found)} of {count} messages to {address} within {within} s"
            time.sleep(0.1)


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    body = message.get_body(("plain",))
    return body.get_content().replace("\r\n", "\n") if body else ""


class Live:
    """The product, served on a free port under every state's host name."""

    def __init__(self, port: int, database: str, mail: Mailbox) -> None:
        self.port = port
        self.database = database
        self.mail = mail

    def url(self, path: str = "/", state: str = "pa") -> str:
        return f"http://{state}.localhost:{self.port}{path}"

    def environment(self) -> dict[str, str]:
        """For processes beside the web server: the same database, broker, mail and files."""
        return os.environ | {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            "MAIL_DIR": str(self.mail.folder),
            "MAIL_LOG": "tools.inbox.took",
            "PUBLIC_PORT": f":{self.port}",
            "STATIC_ROOT": str(self.mail.folder.parent / "static"),  # not the sources, which Django's checks refuse
            **servers.addresses(Path(os.environ["TEST_BASE"]), self.database),
            "REDIS_URL": os.environ["REDIS_URL"],
        }


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server that keeps what it is sent; the product is set to use it."""
    monkeypatch.setenv("MAIL_DIR", str(tmp_path / "mail"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox.Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_LOG = "127.0.0.1", port, "tools.inbox.took"
    yield Mailbox(inbox.folder(), port)
    controller.stop()


@pytest.fixture
def valkey() -> Iterator[redis.Redis]:
    """This worker's own broker database, empty before and after."""
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say: the test looks at the pages."""


@pytest.fixture
def live(committed_db: str, mailbox: Mailbox, settings: Any) -> Iterator[Live]:
    """The product served in this process, on a database in which everything is really committed."""
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.daemon_threads = False
    server.set_app(get_wsgi_application())
    port = server.server_address[1]
    settings.PUBLIC_PORT = f":{port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Live(port, committed_db, mailbox)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def workers(live: Live, valkey: redis.Redis, tmp_path: Path) -> Iterator[None]:
    """A real Celery worker and the clock, beside `live`."""
    commands = [demo.worker(concurrency=1), [sys.executable, "manage.py", "clock"]]
    with (tmp_path / "workers.log").open("wb") as log:
        processes = [
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=live.environment(),
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=servers.die_with_parent,
            )
            for command in commands
        ]
        yield
        demo.stop(processes)


@pytest.fixture
def run_jobs() -> Callable[..., int]:
    """Do every queued job of a state in this process, and those that they ask for. Returns how many ran."""
    from core import jobs
    from core.isolation import state_scope
    from core.models import Job, JobStatus

    def run(state: Any) -> int:
        done: list[int] = []
        while True:
            with state_scope(state):
                queued = Job.objects.filter(status=JobStatus.QUEUED).exclude(pk__in=done)
                waiting = list(queued.order_by("pk").values_list("pk", flat=True))
            if not waiting:
                return len(done)
            for job_id in waiting:
                jobs.run(job_id, state.pk)
            done += waiting

    return run


def chromium() -> str | None:
    """Where Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module. Without one its tests do not run, loudly; with CI=true that is a failure."""
    path = chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_CHROMIUM)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop running in this thread
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say last, and plainly, which tests did not run for want of a browser."""
    missed = [r.nodeid for r in terminalreporter.stats.get("skipped", []) if NO_CHROMIUM in str(r.longrepr)]
    if missed:
        terminalreporter.section("NOT RUN: browser tests", sep="!", red=True, bold=True)
        for nodeid in missed:
            terminalreporter.write_line(f"  {nodeid}")
        terminalreporter.write_line(f"{len(missed)} tests did not run: {NO_CHROMIUM}.", red=True, bold=True)
