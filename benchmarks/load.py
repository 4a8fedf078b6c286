"""List pages a second: eight clients on two workers of the production web server."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import reverse

from benchmarks.client import Person
from benchmarks.ground import ROOT
from benchmarks.pages import ROWS
from benchmarks.results import Line
from core.models import State

CLIENTS, WORKERS, SECONDS, TARGET_RATE = 8, 2, 8.0, 40.0


@contextmanager
def served() -> Iterator[int]:
    """The web server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--worker-class", "gthread", "--log-level", "error"], cwd=ROOT, env=os.environ
    )
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def measure(state: State, label: str) -> list[Line]:
    """How many whole pages eight clients get in a second, after a short warming up."""
    person = Person(state, "officer@vol000.example")
    path = reverse("applications") + f"?size={ROWS}"
    headers = {"Host": person.host, "Cookie": person.cookie}
    done: list[float] = []
    wrong: list[int] = []

    def ask(port: int, until: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            (done if response.status == 200 else wrong).append(time.monotonic())
        connection.close()

    with served() as port:
        for seconds in (2.0, SECONDS):
            done.clear()
            started = time.monotonic()
            threads = [threading.Thread(target=ask, args=(port, started + seconds)) for _ in range(CLIENTS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.monotonic() - started
    if wrong:
        print(f"  {len(wrong)} pages answered {sorted(set(wrong))}")
    name = f"list pages a second, {CLIENTS} clients, {WORKERS} workers, {label}"
    line = Line(name, rate=len(done) / took, target_rate=TARGET_RATE)
    print(f"  {line.row()}", flush=True)
    return [line]
