"""A few drawing processes, started when first needed, killed when they take too long or too much.

HTML of 32 bytes can keep a layout engine busy for ever, and size limits do not help; so
each document is drawn in a process with limits on memory and CPU time, under a clock, with one retry.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from core.pdf.request import Request, receive, send

HOUSE = Path(__file__).resolve().parents[2]
PROCESSES = os.cpu_count() or 1
TRIES = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What one process may use: bytes of address space, seconds of CPU and of wall time a document, documents
    in all."""

    memory: int = 1_500_000_000
    cpu: int = 60
    wall: float = 90
    documents: int = 200


@dataclass(frozen=True)
class Drawing:
    """A drawn PDF and the addresses that it asked for in vain."""

    content: bytes
    refused: list[str] = field(default_factory=list)


class PdfFailed(Exception):
    """A document could not be drawn. The message is fit to show people; `detail` is for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class _Lost(Exception):
    """The process ended before it answered."""

    def __init__(self, returncode: int) -> None:
        super().__init__(returncode)
        self.returncode = returncode


class _Process:
    """One drawing process and its pipes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.drawn = 0
        self._folder = tempfile.mkdtemp(prefix="roundtable-pdf-")
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "core.pdf.worker", str(limits.memory), str(limits.cpu)],
            cwd=HOUSE,
            env={
                "PATH": os.defpath,
                "PYTHONHASHSEED": "0",
                "PYTHONPATH": str(HOUSE),
                "LANG": "C.UTF-8",
                "HOME": self._folder,
                "TMPDIR": self._folder,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @property
    def is_spent(self) -> bool:
        """Dead, or due to be replaced."""
        return self.drawn >= self.limits.documents or self._popen.poll() is not None

    def draw(self, request: bytes) -> tuple[dict[str, object], bytes]:
        """The answer's head and the PDF. Raises _Lost when the process dies or the clock kills it."""
        self.drawn += 1
        clock = threading.Timer(self.limits.wall, self._popen.kill)
        clock.daemon = True
        clock.start()
        try:
            send(cast(BinaryIO, self._popen.stdin), request)
            head, content = (receive(cast(BinaryIO, self._popen.stdout)) for _ in range(2))
        except OSError:
            head = content = None
        finally:
            clock.cancel()
        if head is None or content is None:
            self.stop()
            raise _Lost(self._popen.returncode)
        return json.loads(head), content

    def stop(self) -> None:
        """End it and close its pipes."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            with contextlib.suppress(OSError):
                cast(BinaryIO, pipe).close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Pool:
    """At most `size` documents at a time; whoever comes later waits for a place."""

    def __init__(self, size: int = PROCESSES, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._places = threading.BoundedSemaphore(size)
        self._idle: list[_Process] = []
        self._lock = threading.Lock()

    def draw(self, request: Request) -> Drawing:
        """Draw it, with one retry on a fresh process if the first was lost. Raises PdfFailed."""
        message = request.to_json()
        if not self._places.acquire(timeout=TRIES * self.limits.wall):
            raise PdfFailed("Many documents are being drawn at the moment. Try again in a few minutes.")
        try:
            return self._try(message)
        finally:
            self._places.release()

    def _try(self, message: bytes) -> Drawing:
        try:
            return self._draw_on(self._take(), message)
        except _Lost as lost:
            logger.warning("A drawing process was lost (exit %s)", lost.returncode)
            if lost.returncode == -signal.SIGXCPU:  # the same document would only burn the same minute again
                raise self._too_much(lost) from lost
        try:
            return self._draw_on(_Process(self.limits), message)
        except _Lost as lost:
            raise self._too_much(lost) from lost

    def _draw_on(self, process: _Process, message: bytes) -> Drawing:
        head, content = process.draw(message)
        self._give_back(process, healthy=not head.get("spoiled"))
        if "error" in head:
            raise _failed(str(head["error"]))
        return Drawing(content, [str(url) for url in cast(list[object], head["refused"])])

    def _take(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if not process.is_spent:
                    return process
                process.stop()
        return _Process(self.limits)

    def _give_back(self, process: _Process, *, healthy: bool) -> None:
        if not healthy or process.is_spent:
            process.stop()
            return
        with self._lock:
            self._idle.append(process)

    def _too_much(self, lost: _Lost) -> PdfFailed:
        return PdfFailed(
            f"This document could not be drawn within {self.limits.cpu} seconds. "
            "It is probably too large: shorten it, or move long tables to a spreadsheet.",
            f"process ended with {lost.returncode}",
        )

    def close(self) -> None:
        """End the idle processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().stop()


def _failed(error: str) -> PdfFailed:
    if error.startswith("MissingLibrary"):
        return PdfFailed(
            "PDFs cannot be drawn on this machine, because the Pango library is missing. Install "
            "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0.",
            error,
        )
    if error.startswith(("MemoryError", "RecursionError")):
        return PdfFailed("This document is too large or too deeply nested to be drawn. Simplify its tables.", error)
    return PdfFailed("This document could not be drawn. The people who run this site can see why in the log.", error)


_pool: Pool | None = None
_pool_lock = threading.Lock()


def shared_pool() -> Pool:
    """This process's pool, made at first use; a forked child makes its own."""
    global _pool
    with _pool_lock:
        if _pool is None:
            _pool = Pool()
            atexit.register(_pool.close)
        return _pool


def _forget_pool() -> None:
    global _pool, _pool_lock
    _pool, _pool_lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_pool)
