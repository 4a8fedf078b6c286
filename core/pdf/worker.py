"""The process that draws: `python -m core.pdf.worker <memory> <cpu seconds>`, started by `pool` only.

Rings around what people wrote: `core.text` cleans it, `Refusing` loads named assets and nothing else, and
this process has no network, opens no file outside its libraries and fonts, and starts nothing. It ends with
its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import mimetypes
import os
import resource
import shutil
import sys
import sysconfig
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from core.pdf.request import Request, receive, send

if TYPE_CHECKING:
    from core.pdf.press import Press

NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000
FORBIDDEN = {
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"),
}
leaving = threading.Event()


def limit_memory(most: int) -> None:
    """No more address space than `most` bytes, and no core files."""
    for kind, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def limit_cpu(seconds: int) -> None:
    """`seconds` more of CPU time from now; after them the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def leave_network() -> None:
    """A network namespace of our own with nothing in it, where the kernel lets us (`forbid` holds
    everywhere)."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        if libc.unshare(NEW_NETWORK) != 0:
            libc.unshare(NEW_USER | NEW_NETWORK)


def forbid(readable: tuple[str, ...]) -> None:
    """From now on: no sockets, no processes, no files but those below `readable`."""

    def watch(event: str, args: tuple[Any, ...]) -> None:
        if leaving.is_set():
            return
        if event in FORBIDDEN:
            raise PermissionError(f"{event} is not allowed while drawing")
        if event == "open" and not isinstance(args[0], int):
            path = os.path.realpath(os.fsdecode(args[0]))
            if not f"{path}/".startswith(readable):
                raise PermissionError(f"{path} may not be opened while drawing")

    sys.addaudithook(watch)


def end_with(parent: int) -> None:
    """A thread that ends this process, even in the middle of a document, when its parent is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        leave_nothing()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def leave_nothing() -> None:
    """Take away the fonts' copies when this process ends; the folder is its own."""
    leaving.set()
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def answer(press: Press, request: Request) -> tuple[dict[str, object], bytes]:
    """The head of the answer and the PDF, or what went wrong."""
    try:
        content, refused = press.draw(request)
    except (Exception, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}", "spoiled": isinstance(error, MemoryError)}, b""
    return {"refused": refused}, content


def main(memory: int, cpu: int) -> None:
    """Warm up, shut the doors, then draw one document after the other until the pipe closes."""
    inbox, outbox = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the answers
    parent = os.getppid()
    leave_network()
    end_with(parent)
    limit_memory(memory)
    limit_cpu(cpu)
    try:
        from core.pdf.press import STATIC, Press

        press = Press()
    except OSError as error:
        receive(inbox)
        reply(outbox, {"error": f"MissingLibrary: {error}", "spoiled": True}, b"")
        return
    mimetypes.init()
    paths = sysconfig.get_paths()
    here = Path(__file__).resolve().parents[1]
    libraries = {os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    forbid((*(f"{path}/" for path in libraries), f"{here}/", f"{STATIC}/", f"{tempfile.gettempdir()}/"))
    while (message := receive(inbox)) is not None:
        limit_cpu(cpu)
        reply(outbox, *answer(press, Request.from_json(message)))
    leave_nothing()


def reply(outbox: BinaryIO, head: dict[str, object], content: bytes) -> None:
    """Both halves of an answer."""
    send(outbox, json.dumps(head).encode())
    send(outbox, content)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
